"""MNIST and datasets in its format: images and labels in idx files."""

from __future__ import annotations

import gzip
import math
import zlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from waymo_kit.detectors.classification.labeled_images import ImageArray, is_regular_file
from waymo_kit.errors import CorruptDataError, StorageError

_PREFIXES = {"train": "train", "test": "t10k"}
_UNSIGNED_BYTES = 8
"""Type code in the header of an idx file."""

_MAX_BYTES = 2**30
"""Size of the numbers in a file above which it is not read; MNIST has 47 MB, EMNIST 638 MB."""


def is_mnist(folder: Path) -> bool:
    """Returns whether a folder holds idx files with the names of MNIST."""
    return _find(folder, "train", "images-idx3") is not None


def read_mnist(folder: Path, split: str) -> ImageArray:
    """Reads MNIST into memory, with its gray levels as equal red, green and blue.

    Args:
        folder: Folder with `train-images-idx3-ubyte`, `train-labels-idx1-ubyte` and the same of
            `t10k`, compressed with `.gz` or not.
        split: "train" or "test".

    Raises:
        CorruptDataError: A file is missing or not an idx file of images or labels.
    """
    images = _read_idx(folder, split, "images-idx3", 3)
    labels = _read_idx(folder, split, "labels-idx1", 1)
    colors = np.repeat(images[..., None], 3, axis=-1)
    names = tuple(str(k) for k in range(int(labels.max(initial=0)) + 1))
    return ImageArray(colors, labels, names, f"{folder} {split}")


def _find(folder: Path, split: str, kind: str) -> Path | None:
    stem = f"{_PREFIXES[split]}-{kind}-ubyte"
    return next((p for p in (folder / stem, folder / f"{stem}.gz") if is_regular_file(p)), None)


def _read_idx(folder: Path, split: str, kind: str, dimensions: int) -> NDArray[np.uint8]:
    path = _find(folder, split, kind)
    if path is None:
        raise CorruptDataError(
            f"{folder}: expected {_PREFIXES[split]}-{kind}-ubyte beside the other files"
        )
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
            shape = _read_shape(file.read(4 + 4 * dimensions), dimensions, path)
            expected = math.prod(shape)
            data = file.read(expected + 1)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise CorruptDataError(f"{path}: does not decompress: {error}") from error
    except OSError as error:
        raise StorageError(f"{path}: {error.strerror}") from error
    if len(data) != expected:
        got = len(data) if len(data) < expected else f"more than {expected}"
        raise CorruptDataError(f"{path}: expected {expected} bytes for {shape}, got {got}")
    return np.frombuffer(data, np.uint8).reshape(shape)


def _read_shape(header: bytes, dimensions: int, path: Path) -> list[int]:
    known = bytes((0, 0, _UNSIGNED_BYTES, dimensions))
    if len(header) < 4 + 4 * dimensions or header[:4] != known:
        raise CorruptDataError(
            f"{path}: expected an idx file of bytes in {dimensions} dimensions, got another header"
        )
    shape = [int(size) for size in np.frombuffer(header, ">u4", dimensions, 4)]
    if math.prod(shape) > _MAX_BYTES:
        raise CorruptDataError(
            f"{path}: expected at most {_MAX_BYTES:,} bytes, got {math.prod(shape):,} for {shape}"
        )
    return shape
