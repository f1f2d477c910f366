"""Masks of COCO: run lengths in columns, and the text in which pycocotools writes them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from waymo_kit.errors import InvalidInputError


def run_lengths(mask: NDArray[np.bool_]) -> list[int]:
    """Returns the lengths of runs of pixels outside and inside by turns, down the columns."""
    flat = mask.ravel(order="F")
    if not len(flat):
        return []
    changes = np.flatnonzero(flat[1:] != flat[:-1]) + 1
    edges = np.concatenate([[0], changes, [len(flat)]])
    lengths = np.diff(edges).tolist()
    return [0, *lengths] if flat[0] else lengths


def packed_lengths(lengths: list[int]) -> str:
    """Returns run lengths as text: each as difference to the one before last, 5 bits a letter."""
    letters = []
    for place, length in enumerate(lengths):
        value = length - lengths[place - 2] if place > 2 else length
        more = True
        while more:
            bits = value & 0x1F
            value >>= 5
            more = value != -1 if bits & 0x10 else value != 0
            letters.append(chr((bits | 0x20 if more else bits) + 48))
    return "".join(letters)


def unpacked_lengths(text: str, where: str) -> list[int]:
    """Reads the text of `packed_lengths`.

    Raises:
        InvalidInputError: The text is not of that kind.
    """
    lengths: list[int] = []
    value = shift = 0
    for letter in text:
        code = ord(letter) - 48
        if not 0 <= code < 64 or shift > 60:
            raise InvalidInputError(f"{where}: expected run lengths of a mask")
        value |= (code & 0x1F) << shift
        shift += 5
        if code & 0x20:
            continue
        if code & 0x10:
            value -= 1 << shift
        lengths.append(value + (lengths[-2] if len(lengths) > 2 else 0))
        value = shift = 0
    if shift or min(lengths, default=0) < 0:
        raise InvalidInputError(f"{where}: expected run lengths of a mask")
    return lengths


def box_of_lengths(
    lengths: list[int], height: int, width: int, where: str
) -> tuple[float, float, float, float]:
    """Returns the left, top, width and height of the pixels inside a mask.

    Raises:
        InvalidInputError: The runs do not fill the image.
    """
    if height <= 0 or width <= 0 or sum(lengths) != height * width:
        raise InvalidInputError(f"{where}: expected runs of {height} x {width} pixels")
    ends = np.cumsum(np.array(lengths, np.int64))
    first, last = ends[:-1:2], ends[1::2] - 1
    is_run = last >= first
    first, last = first[is_run], last[is_run]
    if not len(first):
        return 0.0, 0.0, 0.0, 0.0
    left, right = first // height, last // height
    wraps = left != right
    top = np.where(wraps, 0, first % height).min()
    bottom = np.where(wraps, height - 1, last % height).max()
    x, y = int(left.min()), int(top)
    return float(x), float(y), float(right.max() + 1 - x), float(bottom + 1 - y)
