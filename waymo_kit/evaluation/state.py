"""Additive states, from which metrics are computed, and their form in JSON."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from waymo_kit.errors import CorruptDataError

_LEVEL = 6
_MAX_BYTES = 1 << 28
"""Size of the largest array that is unpacked, as a guard against corrupt files."""


class State(Protocol):
    """Sums up what the segments add to the metrics of a task."""

    def merge(self, other: Any) -> Any:
        """Adds the state of other segments.

        Args:
            other: State of other segments for the same task.

        Returns:
            The sum, which may be this object.
        """


@dataclass(frozen=True, eq=False)
class ArrayState:
    """Keeps a state as arrays, which can be stored with a result and resampled.

    Attributes:
        arrays: Arrays of int64 or float64 by name; the sum of two states is that of each array.
    """

    arrays: Mapping[str, NDArray[Any]]

    def merge(self, other: ArrayState) -> ArrayState:
        """Returns the sum of both states."""
        return ArrayState({name: array + other.arrays[name] for name, array in self.arrays.items()})

    def to_json(self) -> dict[str, Any]:
        """Returns the arrays, packed as differences along the last axis, zlib, base64.

        Counts by score cutoff change little from one cutoff to the next; their differences take
        about a fiftieth of the bytes.
        """
        return {name: _pack(array) for name, array in self.arrays.items()}

    @classmethod
    def from_json(cls, values: Any, where: str) -> ArrayState:
        """Unpacks what `to_json` gives.

        Raises:
            CorruptDataError: The values do not have the form that `to_json` gives.
        """
        try:
            return cls({name: _unpack(packed) for name, packed in values.items()})
        except (AttributeError, KeyError, TypeError, ValueError, zlib.error) as error:
            raise CorruptDataError(f"{where}: the state of a segment is not readable") from error


def _pack(array: NDArray[Any]) -> dict[str, Any]:
    data = array
    if array.dtype == np.int64 and array.ndim:
        data = np.diff(array, axis=-1, prepend=0)
    raw = np.ascontiguousarray(data).astype(array.dtype.newbyteorder("<"))
    packed = zlib.compress(raw.tobytes(), _LEVEL)
    return {
        "dtype": array.dtype.name,
        "shape": list(array.shape),
        "data": base64.b64encode(packed).decode("ascii"),
    }


def _unpack(packed: Mapping[str, Any]) -> NDArray[Any]:
    dtype = {"int64": np.dtype(np.int64), "float64": np.dtype(np.float64)}[packed["dtype"]]
    shape = tuple(int(side) for side in packed["shape"])
    size = int(np.prod(shape, dtype=np.float64)) * dtype.itemsize
    if size > _MAX_BYTES:
        raise ValueError(f"an array of {size} bytes")
    raw = zlib.decompressobj().decompress(base64.b64decode(packed["data"], validate=True), size + 1)
    data = np.frombuffer(raw, dtype.newbyteorder("<")).astype(dtype).reshape(shape)
    return np.cumsum(data, axis=-1) if dtype == np.int64 and data.ndim else data
