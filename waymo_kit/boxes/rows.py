"""Rows that are kept as columns: an int gives one row, a slice, mask or index array gives rows."""

from __future__ import annotations

import operator
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from typing import Any, Generic, SupportsIndex, TypeVar, overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

from waymo_kit.errors import InvalidInputError

_Row = TypeVar("_Row")
_Self = TypeVar("_Self", bound="Rows[Any]")


class Rows(ABC, Generic[_Row]):
    """Base class of tables of objects, such as `Boxes` and `PointCloud`."""

    @abstractmethod
    def __len__(self) -> int:
        """Number of rows."""

    @abstractmethod
    def _row(self, position: int) -> _Row:
        """Returns one row; the position is in range and not negative."""

    @abstractmethod
    def _select(self: _Self, index: slice | NDArray[Any]) -> _Self:
        """Returns the rows that a slice, an (N,) mask or an array of positions picks."""

    @overload
    def __getitem__(self: _Self, index: slice | NDArray[Any] | Sequence[int]) -> _Self: ...

    @overload
    def __getitem__(self, index: SupportsIndex) -> _Row: ...

    def __getitem__(
        self: _Self, index: SupportsIndex | slice | NDArray[Any] | Sequence[int]
    ) -> Any:
        """Returns one row for an int, and rows for a slice, a boolean mask or positions.

        Raises:
            IndexError: There is no such row, or a mask has another length.
            TypeError: The index is no int, slice, mask or array of positions.
        """
        if isinstance(index, slice):
            return self._select(index)
        if not isinstance(index, (str, bytes, tuple, bool, np.bool_)) and index is not None:
            try:
                position = operator.index(index)  # type: ignore[arg-type]
            except TypeError:
                chosen = np.asarray(index)
                if chosen.ndim == 1 and (chosen.dtype.kind in "biu" or chosen.size == 0):
                    return self._select(chosen if chosen.size else chosen.astype(_kind(chosen)))
            else:
                return self._row(self._checked(position))
        raise TypeError(
            f"{type(self).__name__}: expected an int, a slice, a boolean mask or a list of "
            f"positions, got {index!r}"
        )

    def __iter__(self) -> Iterator[_Row]:
        """Yields the rows one by one."""
        return map(self._row, range(len(self)))

    def _checked(self, position: int) -> int:
        if not -len(self) <= position < len(self):
            raise IndexError(
                f"{type(self).__name__}: no row {position}, there are {len(self)} (0 is the first)"
            )
        return position % len(self)


def _kind(empty: NDArray[Any]) -> type:
    return np.bool_ if empty.dtype.kind == "b" else np.intp


def checked_column(
    owner: str, name: str, values: ArrayLike, dtype: type[np.generic], shape: tuple[int, ...]
) -> NDArray[Any]:
    """Returns a column of numbers, or one value repeated for all rows.

    Args:
        owner: Class that the column belongs to, for error messages.
        name: Name of the column, for error messages.
        values: Array of that shape, or a scalar.
        dtype: Type of the column.
        shape: Shape of the column; its first number is the number of rows.

    Raises:
        InvalidInputError: The shape is wrong, or a value does not fit the type.
    """
    try:
        raw = np.asarray(values)
        with np.errstate(invalid="ignore", over="ignore"):
            column = raw.astype(dtype, copy=False)
    except (TypeError, ValueError, OverflowError) as error:
        raise InvalidInputError(f"{owner}: expected numbers in {name}, got {error}") from error
    if raw.dtype != column.dtype and column.dtype.kind in "biu" and not (raw == column).all():
        row = int(np.argmin(np.atleast_1d(raw == column)))
        raise InvalidInputError(
            f"{owner}: expected {np.dtype(dtype)} in {name}, got {np.atleast_1d(raw)[row]!r} in "
            f"row {row}"
        )
    if column.ndim == 0:
        return np.full(shape, column)
    if column.size == 0 and shape[0] == 0:
        return column.reshape(shape)
    if column.shape != shape:
        raise InvalidInputError(f"{owner}: expected {name} of shape {shape}, got {column.shape}")
    return column


def checked_strings(owner: str, name: str, values: ArrayLike, count: int) -> NDArray[np.object_]:
    """Returns a column of strings as an object array of str.

    Integers are written out, and None becomes the empty string.

    Args:
        owner: Class that the column belongs to, for error messages.
        name: Name of the column, for error messages.
        values: (N,) strings or integers, or one for all rows.
        count: Number of rows N.

    Raises:
        InvalidInputError: The length is wrong, or a value is neither a string nor an integer.
    """
    raw = np.asarray(values, dtype=object)
    if raw.ndim == 0:
        raw = np.full(count, raw.item(), object)
    if raw.shape != (count,):
        raise InvalidInputError(f"{owner}: expected {name} of shape ({count},), got {raw.shape}")
    if set(map(type, raw.tolist())) <= {str}:
        return raw
    column = np.empty(count, object)
    for row, value in enumerate(raw):
        if value is not None and not isinstance(value, (str, int, np.integer)):
            raise InvalidInputError(f"{owner}: expected str in {name}, got {value!r} in row {row}")
        column[row] = "" if value is None else str(value)
    return column
