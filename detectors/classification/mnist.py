"""MNIST and data sets in its format: images and labels in idx files."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from waymo_kit.detectors.classification.labelled_images import ImageArray
from waymo_kit.errors import CorruptDataError

_PREFIXES = {"train": "train", "test": "t10k"}
_BYTES = 8
"""The type code of unsigned bytes."""


def is_mnist(folder: Path) -> bool:
    """Whether a folder holds idx files by MNIST's names."""
    return _find(folder, "train", "images-idx3") is not None


def read_mnist(folder: Path, split: str) -> ImageArray:
    """Reads MNIST into memory, its grey levels as equal red, green and blue.

    Args:
        folder: with `train-images-idx3-ubyte`, `train-labels-idx1-ubyte` and the same of `t10k`,
            compressed with `.gz` or not.
        split: "train" or "test".

    Raises:
        CorruptDataError: a file is missing or has other content.
    """
    images = _read_idx(folder, split, "images-idx3", 3)
    labels = _read_idx(folder, split, "labels-idx1", 1)
    colours = np.repeat(images[..., None], 3, axis=-1)
    names = tuple(str(k) for k in range(int(labels.max(initial=0)) + 1))
    return ImageArray(colours, labels, names, f"{folder} {split}")


def _find(folder: Path, split: str, kind: str) -> Path | None:
    stem = f"{_PREFIXES[split]}-{kind}-ubyte"
    return next((p for p in (folder / stem, folder / f"{stem}.gz") if p.is_file()), None)


def _read_idx(folder: Path, split: str, kind: str, dimensions: int) -> NDArray[np.uint8]:
    path = _find(folder, split, kind)
    if path is None:
        raise CorruptDataError(
            f"{folder}: expected {_PREFIXES[split]}-{kind}-ubyte beside the other files"
        )
    data = path.read_bytes()
    if path.suffix == ".gz":
        try:
            data = gzip.decompress(data)
        except (OSError, EOFError, zlib.error) as error:
            raise CorruptDataError(f"{path}: does not decompress: {error}") from error
    start = 4 + 4 * dimensions
    if len(data) < start or data[:4] != bytes((0, 0, _BYTES, dimensions)):
        raise CorruptDataError(
            f"{path}: expected an idx file of {dimensions} dimensions of bytes, got another header"
        )
    shape = np.frombuffer(data, ">u4", dimensions, 4).astype(np.int64)
    if len(data) - start != shape.prod():
        raise CorruptDataError(
            f"{path}: expected {shape.prod()} bytes for {shape.tolist()}, got {len(data) - start}"
        )
    return np.frombuffer(data, np.uint8, offset=start).reshape(shape)
