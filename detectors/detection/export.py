"""Networks of trained detectors as files that other programs run.

What is exported is what runs on the device: from pillars to candidates of LiDAR detectors, and
from images to detections of camera detectors. What the host does before and after, such as
`make_pillars` and `select_detections`, stays in Python.
"""

from __future__ import annotations

import dataclasses
import enum
import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from waymo_kit.configuration import plain_values
from waymo_kit.detectors.detection.trained import find_run
from waymo_kit.detectors.training.exported_function import ExportedFunction
from waymo_kit.detectors.training.packages import import_packages, keras_backend
from waymo_kit.errors import InvalidInputError
from waymo_kit.io import write_json
from waymo_kit.io.storage import translated_errors

MAX_DIFFERENCE = 1e-4
"""Largest difference between the outputs of a network and of its file, relative above 1."""

DESCRIPTION_SUFFIX = ".json"
"""Ending of the name of a file's description, behind that of the file."""

_CHECKS = 2
"""Number of random batches on which both are compared."""


class NetworkFormat(enum.Enum):
    """Format of an exported network; the values are what the names of files end with."""

    SAVED_MODEL = ""
    """A folder that TensorFlow, TensorFlow Serving and Triton load."""
    ONNX = ".onnx"
    """A file of ONNX, opset 18, for ONNX Runtime, TensorRT and others."""
    STABLEHLO = ".stablehlo"
    """A file of `jax.export`, for CPU, CUDA and TPU."""

    @classmethod
    def of(cls, path: Path) -> NetworkFormat:
        """Returns the format that the name of a file ends with; else it is a SavedModel."""
        return next((f for f in cls if f.value and path.name.endswith(f.value)), cls.SAVED_MODEL)

    @property
    def backend(self) -> str:
        """Backend of Keras that writes the format."""
        return "jax" if self is NetworkFormat.STABLEHLO else "tensorflow"


@dataclass(frozen=True)
class ArrayDescription:
    """An input or output of an exported network.

    Attributes:
        name: Name of the array.
        shape: Shape of the array.
        dtype: Type of the elements, as numpy names it.
    """

    name: str
    shape: tuple[int, ...]
    dtype: str


@dataclass(frozen=True)
class ExportedNetwork:
    """Inputs, outputs and origin of an exported network.

    Attributes:
        format: Name of an `NetworkFormat`.
        step: Training step that the weights are from.
        inputs: Arrays that it takes, in their order.
        outputs: Arrays that it returns, in their order.
        max_difference: Largest difference between its outputs and those of the network on random
            inputs, relative where they are above 1.
        config: Configuration of the training run.
    """

    format: str
    step: int
    inputs: tuple[ArrayDescription, ...]
    outputs: tuple[ArrayDescription, ...]
    max_difference: float
    config: dict[str, Any]


def export_detector(
    checkpoint: str | os.PathLike[str],
    out: Path,
    *,
    batch_size: int = 1,
    overwrite: bool = False,
) -> ExportedNetwork:
    """Writes the network of a trained detector, reads it back and compares both.

    The description of inputs and outputs is written beside it, as `OUT.json`.

    Args:
        checkpoint: Run or checkpoint; see `waymo_kit.detectors.load`.
        out: File to write, or folder for a SavedModel; see `NetworkFormat.of`.
        batch_size: Number of frames, or of images, that the network takes at once.
        overwrite: Whether to replace what is there.

    Raises:
        NotFoundError: There is no such run, or it has no checkpoint.
        CorruptDataError: The checkpoint is damaged.
        InvalidInputError: `out` has no name of its own, exists, or is a folder of something else;
            Keras is in use with another backend; or the outputs differ by more than
            `MAX_DIFFERENCE`. Nothing is written then.
        MissingDependencyError: A package that writes or runs the format is not installed.
    """
    export_format = NetworkFormat.of(out)
    if out.name in ("", ".."):
        raise InvalidInputError(f"{out}: expected the name of a file or of a folder to write")
    description = out.with_name(out.name + DESCRIPTION_SUFFIX)
    for path in (out, description):
        if path.exists() and not overwrite:
            raise InvalidInputError(f"{path}: exists: choose another name, or --overwrite")
    if out.is_dir() and not (out / "saved_model.pb").is_file():
        raise InvalidInputError(f"{out}: is a folder, and no SavedModel: choose another name")
    if keras_backend() != export_format.backend:
        raise InvalidInputError(
            f"{out}: expected Keras on {export_format.backend}, it is on "
            f"{keras_backend()}: set KERAS_BACKEND={export_format.backend}"
        )
    run = find_run(checkpoint)
    import_packages("export-model")
    detector: Any = run.load(batch_size)
    inputs = detector.random_inputs(np.random.default_rng(0))
    with translated_errors(str(out)):
        out.absolute().parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=out.absolute().parent, prefix=".export-") as scratch:
            written = Path(scratch) / "network"
            exported = _write(detector, inputs, out, written)
            difference, outputs = _compare(detector, exported)
            if not difference <= MAX_DIFFERENCE:
                raise InvalidInputError(
                    f"{out}: the outputs of the exported network differ by {difference:.3g}, "
                    f"expected at most {MAX_DIFFERENCE}: nothing is written"
                )
            if out.is_dir():
                shutil.rmtree(out)
            written.replace(out)
    found = ExportedNetwork(
        export_format.name,
        detector.step,
        _described(inputs),
        _described(dict(zip(detector.outputs, outputs, strict=True))),
        difference,
        plain_values(run.config),
    )
    write_json(dataclasses.asdict(found), description)
    return found


def _compare(detector: Any, exported: ExportedFunction) -> tuple[float, Sequence[NDArray[Any]]]:
    """Returns the largest difference of the outputs on random inputs, and the last outputs."""
    largest, found = 0.0, []
    for seed in range(_CHECKS):
        inputs = detector.random_inputs(np.random.default_rng(seed))
        expected = detector.device_model.predict_on_batch(tuple(inputs.values()))
        found = [np.asarray(each) for each in exported(list(inputs.values()))]
        for ours, theirs in zip(map(np.asarray, expected), found, strict=True):
            one, other = ours.astype(np.float64), theirs.astype(np.float64)
            if one.shape != other.shape or (np.isnan(one) != np.isnan(other)).any():
                return np.inf, found
            gap = np.abs(one - other) / np.maximum(np.abs(one), 1)
            largest = max(largest, float(np.nan_to_num(gap).max(initial=0)))
    return largest, found


def _described(arrays: Mapping[str, NDArray[Any]]) -> tuple[ArrayDescription, ...]:
    return tuple(
        ArrayDescription(name, tuple(array.shape), str(array.dtype))
        for name, array in arrays.items()
    )


def _write(
    detector: Any, inputs: Mapping[str, NDArray[Any]], out: Path, path: Path
) -> ExportedFunction:
    """Writes the network to `path`, in the format that the name of `out` asks for."""
    chosen = NetworkFormat.of(out)
    if chosen is NetworkFormat.STABLEHLO:
        from waymo_kit.detectors.training.jax.exporting import write_stablehlo

        return write_stablehlo(detector.device_model, inputs, path)
    from waymo_kit.detectors.training.tensorflow.exporting import write_onnx, write_saved_model

    write = write_onnx if chosen is NetworkFormat.ONNX else write_saved_model
    return write(detector.device_model, inputs, detector.outputs, path)
