"""Masks in images as run lengths, the form in which COCO keeps them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from waymo_kit.errors import InvalidInputError
from waymo_kit.kernels import kernel


@dataclass(frozen=True, eq=False)
class Masks:
    """Masks of objects in one image, which take little memory and are compared without decoding.

    Pixels are counted down the columns. Runs outside and inside a mask take turns; the first one
    is outside and may have no pixel.

    Attributes:
        height: Height of the image in pixels.
        width: Width of the image in pixels.
        lengths: (R,) int64 lengths of the runs of all masks.
        starts: (N + 1,) int64 first run of each mask, and R.
    """

    height: int
    width: int
    lengths: NDArray[np.int64]
    starts: NDArray[np.int64]

    def __len__(self) -> int:
        """Number of masks."""
        return len(self.starts) - 1

    @classmethod
    def encode(cls, pixels: ArrayLike) -> Masks:
        """Returns the run lengths of masks.

        Args:
            pixels: (N, H, W) bool.

        Raises:
            InvalidInputError: The shape is wrong.
        """
        masks = np.asarray(pixels, np.bool_)
        if masks.ndim != 3 or not masks.shape[1] or not masks.shape[2]:
            raise InvalidInputError(f"masks: expected shape (N, H, W), got {masks.shape}")
        height, width = masks.shape[1:]
        return cls.join([cls.of_window(mask, 0, 0, height, width) for mask in masks], height, width)

    @classmethod
    def of_window(
        cls, pixels: NDArray[np.bool_], top: int, left: int, height: int, width: int
    ) -> Masks:
        """Returns the run lengths of one mask that lies in a part of the image.

        Args:
            pixels: (h, w) bool, the part; there is nothing outside it.
            top: First row of the part.
            left: First column of the part.
            height: Height of the image.
            width: Width of the image.
        """
        lengths = _encode(np.ascontiguousarray(pixels), top, left, height, width)
        return cls(height, width, lengths, np.array([0, len(lengths)]))

    @classmethod
    def join(cls, parts: Sequence[Masks], height: int, width: int) -> Masks:
        """Joins masks of one image; without parts there are none."""
        lengths = [np.empty(0, np.int64), *(part.lengths for part in parts)]
        counts = [np.diff(part.starts) for part in parts]
        starts = np.cumsum(np.concatenate([np.zeros(1, np.int64), *counts]))
        return cls(height, width, np.concatenate(lengths), starts)

    @classmethod
    def from_lengths(
        cls, lengths: Sequence[Sequence[int]], height: int, width: int, where: str = "masks"
    ) -> Masks:
        """Returns masks of given run lengths.

        Raises:
            InvalidInputError: A length is negative, or the runs do not fill the image.
        """
        try:
            flat = np.array([n for part in lengths for n in part], dtype=object).astype(np.int64)
        except (TypeError, ValueError, OverflowError) as error:
            raise InvalidInputError(f"{where}: expected run lengths of a mask") from error
        starts = np.cumsum([0, *map(len, lengths)])
        return cls(height, width, flat, starts)._checked(where)

    @classmethod
    def from_texts(
        cls, texts: Sequence[str], height: int, width: int, where: str = "masks"
    ) -> Masks:
        """Reads run lengths from the texts that pycocotools writes.

        Args:
            texts: N texts, such as the `counts` of a COCO file.
            height: Height of the image in pixels.
            width: Width of the image in pixels.
            where: Name of their source in messages.

        Raises:
            InvalidInputError: A text is not of that kind, or the runs do not fill the image.
        """
        encoded = [text.encode() for text in texts]
        letters = np.frombuffer(b"".join(encoded), np.uint8)
        edges = np.cumsum([0, *map(len, encoded)])
        lengths, starts, is_wrong = _read_texts(letters, edges)
        if is_wrong.any():
            raise InvalidInputError(f"{where}: expected run lengths of a mask")
        return cls(height, width, lengths, starts)._checked(where)

    @property
    def texts(self) -> list[str]:
        """The run lengths as texts: differences to the one before last, 5 bits a letter."""
        letters, edges = _write_texts(self.lengths, self.starts)
        whole = letters.tobytes().decode("ascii")
        return [whole[a:b] for a, b in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True)]

    @property
    def pixels(self) -> NDArray[np.bool_]:
        """The masks as pixels: (N, H, W) bool."""
        columns = np.zeros((len(self), self.width, self.height), np.bool_)
        _decode(self.lengths, self.starts, columns.reshape(len(self), self.width * self.height))
        return columns.transpose(0, 2, 1)

    @property
    def areas(self) -> NDArray[np.int64]:
        """Number of pixels of each mask: (N,) int64."""
        return _areas(self.lengths, self.starts)

    @property
    def boxes(self) -> NDArray[np.float64]:
        """Left, top, width and height of each mask, zeros for an empty one: (N, 4) float64."""
        return _boxes(self.lengths, self.starts, self.height)

    def __getitem__(self, index: NDArray[np.int64]) -> Masks:
        """Returns the masks at an array of positions."""
        places = np.asarray(index, np.int64)
        parts = [self.lengths[self.starts[k] : self.starts[k + 1]] for k in places]
        starts = np.cumsum([0, *map(len, parts)])
        return Masks(
            self.height, self.width, np.concatenate([np.empty(0, np.int64), *parts]), starts
        )

    def overlaps(self, others: Masks, is_crowd: ArrayLike | None = None) -> NDArray[np.float64]:
        """Returns the (N, M) IoUs with other masks, without decoding either.

        Args:
            others: M masks in the same image.
            is_crowd: (M,) bool, whether the other mask is a crowd, for which the shared area is
                divided by that of this mask instead of the union. Defaults to none.

        Raises:
            InvalidInputError: The images differ in size.
        """
        if (self.height, self.width) != (others.height, others.width):
            raise InvalidInputError(
                f"masks: expected an image of {self.height} x {self.width} pixels, got "
                f"{others.height} x {others.width}"
            )
        crowd = np.zeros(len(others), np.bool_) if is_crowd is None else np.asarray(is_crowd, bool)
        found = np.zeros((len(self), len(others)))
        _overlaps(
            *(self.lengths, self.starts, self.boxes, self.areas),
            *(others.lengths, others.starts, others.boxes, others.areas),
            *(crowd, found),
        )
        return found

    def _checked(self, where: str) -> Masks:
        sums = np.add.reduceat(np.append(self.lengths, 0), self.starts[:-1]) if len(self) else 0
        fits = np.diff(self.starts) > 0
        fits &= sums == self.height * self.width
        if self.height < 1 or self.width < 1 or not fits.all() or (self.lengths < 0).any():
            raise InvalidInputError(
                f"{where}: expected runs of {self.height} x {self.width} pixels"
            )
        return self


def wrong_texts(
    letters: NDArray[np.uint8], edges: NDArray[np.int64], pixels: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Returns which of N texts are no run lengths, or not those of an image.

    Args:
        letters: Letters of all texts.
        edges: (N + 1,) position of the first letter of each text, and of the end.
        pixels: (N,) number of pixels of each image.
    """
    lengths, starts, is_wrong = _read_texts(letters, edges)
    is_wrong |= _sums(lengths, starts) != pixels
    return is_wrong


@kernel
def _encode(pixels, top, left, height, width):
    """Returns the run lengths of a mask that lies in a part of an image."""
    rows, columns = pixels.shape
    lengths = np.empty(columns * (rows + 2) + 2, np.int64)
    count, begun, end = 0, 0, 0  # runs written, pixels in them, end of the last run inside
    start = -1
    for x in range(columns):
        first = (left + x) * height + top
        for y in range(rows):
            if pixels[y, x]:
                if start < 0:
                    start = first + y
                    if start > end or count == 0:
                        lengths[count] = start - begun
                        count, begun = count + 1, start
                    else:
                        count -= 1
                        begun -= lengths[count]
            elif start >= 0:
                end = first + y
                lengths[count] = end - begun
                count, begun, start = count + 1, end, -1
        if start >= 0:
            end = first + rows
            lengths[count] = end - begun
            count, begun, start = count + 1, end, -1
    if begun < height * width or count == 0:
        lengths[count] = height * width - begun
        count += 1
    return lengths[:count].copy()


@kernel
def _decode(lengths, starts, found):
    for k in range(len(found)):
        at, is_inside = 0, False
        for run in range(starts[k], starts[k + 1]):
            if is_inside:
                found[k, at : at + lengths[run]] = True
            at += lengths[run]
            is_inside = not is_inside


@kernel
def _sums(lengths, starts):
    sums = np.zeros(len(starts) - 1, np.int64)
    for k in range(len(sums)):
        for run in range(starts[k], starts[k + 1]):
            sums[k] += lengths[run]
    return sums


@kernel
def _areas(lengths, starts):
    areas = np.zeros(len(starts) - 1, np.int64)
    for k in range(len(areas)):
        for run in range(starts[k] + 1, starts[k + 1], 2):
            areas[k] += lengths[run]
    return areas


@kernel
def _boxes(lengths, starts, height):
    boxes = np.zeros((len(starts) - 1, 4))
    for k in range(len(boxes)):
        left, top, right, bottom, at = -1, height, 0, 0, 0
        for run in range(starts[k], starts[k + 1]):
            if (run - starts[k]) % 2 == 1 and lengths[run] > 0:
                last = at + lengths[run] - 1
                if left < 0:
                    left = at // height
                right = last // height
                if at // height == right:
                    top, bottom = min(top, at % height), max(bottom, last % height)
                else:
                    top, bottom = 0, height - 1
            at += lengths[run]
        if left >= 0:
            boxes[k, 0], boxes[k, 1] = left, top
            boxes[k, 2], boxes[k, 3] = right + 1 - left, bottom + 1 - top
    return boxes


@kernel
def _overlaps(lengths, starts, boxes, areas, lengths2, starts2, boxes2, areas2, is_crowd, found):
    for i in range(len(boxes)):
        for j in range(len(boxes2)):
            if (
                min(boxes[i, 0] + boxes[i, 2], boxes2[j, 0] + boxes2[j, 2])
                <= max(boxes[i, 0], boxes2[j, 0])
            ) or (
                min(boxes[i, 1] + boxes[i, 3], boxes2[j, 1] + boxes2[j, 3])
                <= max(boxes[i, 1], boxes2[j, 1])
            ):
                continue
            shared = _shared(
                lengths[starts[i] : starts[i + 1]], lengths2[starts2[j] : starts2[j + 1]]
            )
            if shared > 0:
                whole = areas[i] if is_crowd[j] else areas[i] + areas2[j] - shared
                found[i, j] = shared / whole


@kernel
def _shared(first, second):
    """Returns the number of pixels inside both of two masks."""
    i = j = 0
    left, right = first[0], second[0]
    shared = 0
    while True:
        step = min(left, right)
        if i % 2 == 1 and j % 2 == 1:
            shared += step
        left -= step
        right -= step
        while left == 0:
            i += 1
            if i == len(first):
                return shared
            left = first[i]
        while right == 0:
            j += 1
            if j == len(second):
                return shared
            right = second[j]


@kernel
def _read_texts(letters, edges):
    """Returns the lengths of all texts, where each begins, and which texts are wrong."""
    count = len(edges) - 1
    lengths = np.empty(edges[count] - edges[0], np.int64)
    starts, is_wrong = np.zeros(count + 1, np.int64), np.zeros(count, np.bool_)
    at = 0
    for k in range(count):
        first, value, shift = at, 0, 0
        for position in range(edges[k], edges[k + 1]):
            code = np.int64(letters[position]) - 48
            if code < 0 or code > 63 or shift > 55:
                is_wrong[k] = True
                break
            value |= (code & 0x1F) << shift
            shift += 5
            if code & 0x20:
                continue
            if code & 0x10:
                value -= 1 << shift
            if at - first > 2:
                value += lengths[at - 2]
            if value < 0 or value > 1 << 40:
                is_wrong[k] = True
                break
            lengths[at] = value
            at, value, shift = at + 1, 0, 0
        is_wrong[k] |= shift > 0 or at == first
        starts[k + 1] = at
    return lengths[:at].copy(), starts, is_wrong


@kernel
def _write_texts(lengths, starts):
    """Returns the letters of the texts of all masks, and where each text begins."""
    letters = np.empty(8 * len(lengths) + 1, np.uint8)
    edges = np.zeros(len(starts), np.int64)
    at = 0
    for k in range(len(starts) - 1):
        for run in range(starts[k], starts[k + 1]):
            value = lengths[run]
            if run - starts[k] > 2:
                value -= lengths[run - 2]
            while True:
                bits = value & 0x1F
                value >>= 5
                has_more = value != -1 if bits & 0x10 else value != 0
                letters[at] = (bits | 0x20 if has_more else bits) + 48
                at += 1
                if not has_more:
                    break
        edges[k + 1] = at
    return letters[:at].copy(), edges
