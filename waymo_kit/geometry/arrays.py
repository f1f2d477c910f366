"""The shape and dtype that a geometric function accepts, checked in one place."""

from __future__ import annotations

from types import EllipsisType

import numpy as np
from numpy.typing import ArrayLike, NDArray

from waymo_kit.errors import InvalidInputError


def as_array(
    name: str, values: ArrayLike, shape: tuple[int | str | EllipsisType, ...]
) -> NDArray[np.float64]:
    """Returns `values` as a contiguous float64 array of the expected shape.

    Args:
        name: Name of the values in error messages.
        values: Numbers; an empty list stands for no rows where the shape is like `("N", 3)`.
        shape: Length of each axis, or a letter for any length; `...` in front stands for any axes.

    Returns:
        C-contiguous float64; shares memory with `values` where it can.

    Raises:
        InvalidInputError: The values are not numbers or not of that shape.
    """
    try:
        array = np.asarray(values, dtype=np.float64, order="C")
    except (TypeError, ValueError) as error:
        raise InvalidInputError(f"{name}: expected numbers, got {error}") from error
    if array.shape == (0,) and len(shape) == 2 and isinstance(shape[1], int):
        return array.reshape(0, shape[1])
    axes = tuple(length for length in shape if length is not ...)
    tail = array.shape[max(array.ndim - len(axes), 0) :]
    if (
        len(tail) != len(axes)
        or (array.ndim > len(axes) and len(axes) == len(shape))
        or any(isinstance(axis, int) and axis != n for axis, n in zip(axes, tail, strict=True))
    ):
        expected = ", ".join("..." if axis is ... else str(axis) for axis in shape)
        raise InvalidInputError(f"{name}: expected shape ({expected}), got {array.shape}")
    return array
