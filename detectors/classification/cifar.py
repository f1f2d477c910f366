"""CIFAR-10 (Krizhevsky 2009) in the two forms in which it is distributed."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from waymo_kit.detectors.classification.labeled_images import ImageArray, is_regular_file
from waymo_kit.errors import CorruptDataError, NotFoundError
from waymo_kit.io.storage import translated_errors

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
_MAX_BYTES = 2**28
"""Size of a file above which it is not read; the original files have 31 MB."""


class _Batch(NamedTuple):
    """Images and labels of one file.

    Attributes:
        images: (N, 32, 32, 3) uint8.
        labels: (N,) int64.
    """

    images: NDArray[np.uint8]
    labels: NDArray[np.int64]


def is_cifar10(folder: Path) -> bool:
    """Returns whether a folder holds CIFAR-10."""
    return any(is_regular_file(folder / f"data_batch_1{suffix}") for suffix in _READERS)


def read_cifar10(folder: Path, split: str) -> ImageArray:
    """Reads CIFAR-10 into memory.

    Args:
        folder: Folder with `data_batch_1` to `data_batch_5` and `test_batch`, without a suffix (the
            Python version) or with `.bin` (the binary version).
        split: "train" or "test".

    Raises:
        NotFoundError: A file is missing.
        CorruptDataError: A file does not hold images of CIFAR-10.
    """
    names = [f"data_batch_{k}" for k in range(1, 6)] if split == "train" else ["test_batch"]
    suffix = next(s for s in _READERS if is_regular_file(folder / f"data_batch_1{s}"))
    batches = []
    for name in names:
        path = folder / f"{name}{suffix}"
        if not is_regular_file(path):
            raise NotFoundError(f"{path}: no such file; CIFAR-10 has {', '.join(names)}")
        with translated_errors(str(path)):
            size = path.stat().st_size
        if size > _MAX_BYTES:
            raise CorruptDataError(
                f"{path}: expected a file of CIFAR-10 of at most {_MAX_BYTES:,} bytes, got {size:,}"
            )
        batch = _READERS[suffix](path)
        outside = np.flatnonzero((batch.labels < 0) | (batch.labels >= len(CLASS_NAMES)))
        if outside.size:
            raise CorruptDataError(
                f"{path}: expected labels in [0, {len(CLASS_NAMES)}), got "
                f"{batch.labels[outside[0]]} of image {outside[0]}"
            )
        batches.append(batch)
    images = np.concatenate([batch.images for batch in batches])
    labels = np.concatenate([batch.labels for batch in batches])
    return ImageArray(images, labels, CLASS_NAMES, f"{folder} {split}")


def _read_binary(path: Path) -> _Batch:
    with translated_errors(str(path)):
        data = np.fromfile(path, np.uint8)
    if not data.size or data.size % _RECORD:
        raise CorruptDataError(f"{path}: expected a multiple of {_RECORD} bytes, got {data.size}")
    records = data.reshape(-1, _RECORD)
    return _Batch(_from_planes(records[:, 1:]), records[:, 0].astype(np.int64))


def _read_pickle(path: Path) -> _Batch:
    with translated_errors(str(path)):
        file = path.open("rb")
    try:
        with file:
            batch = _ArrayUnpickler(file, encoding="bytes").load()
        planes = _whole_numbers(batch[b"data"], 0, 255).astype(np.uint8)
        labels = _whole_numbers(batch[b"labels"], 0, 2**31).astype(np.int64)
        if labels.shape != planes.shape[:1]:
            raise ValueError(f"{len(planes)} images and labels of shape {labels.shape}")
        return _Batch(_from_planes(planes), labels)
    except Exception as error:  # A damaged pickle raises almost any error.
        detail = " ".join(str(error).split()) or type(error).__name__
        raise CorruptDataError(f"{path}: no pickled batch of CIFAR-10: {detail}") from error


def _whole_numbers(values: Any, low: int, high: int) -> NDArray[Any]:
    """Returns values as an array of integers, none of which a smaller type would change."""
    array = np.asarray(values)
    if array.dtype.kind not in "iu":
        raise ValueError(f"expected whole numbers, got {array.dtype}")
    if array.size and not (low <= array.min() and array.max() <= high):
        raise ValueError(f"expected numbers from {low} to {high}, got {array.min()}, {array.max()}")
    return array


def _from_planes(planes: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Returns images from red, green and blue planes, one after the other: (N, 3072)."""
    return np.ascontiguousarray(planes.reshape(-1, 3, _SIDE, _SIDE).transpose(0, 2, 3, 1))


class _ArrayUnpickler(pickle.Unpickler):
    """Creates arrays and nothing else: a pickle could run any code."""

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

_READERS = {"": _read_pickle, ".bin": _read_binary}
"""Suffix of the files -> function that reads one."""
