"""Non-maximum suppression of image boxes: on the device with static shapes, and on the host.

Both are exact: they keep the boxes that the greedy algorithm keeps, with IoUs in float32 as
torchvision's kernels compute them.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from keras import ops
from numpy.typing import ArrayLike, NDArray

from waymo_kit.detectors.camera.box_coding import pairwise_iou
from waymo_kit.errors import InvalidInputError
from waymo_kit.geometry.arrays import as_array
from waymo_kit.kernels import kernel

TILE = 512
"""Number of boxes that suppress each other in one loop on the device."""


class KeptBoxes(NamedTuple):
    """Boxes that NMS keeps, by falling score.

    Attributes:
        rows: (B, K) int32 rows; 0 in padding.
        is_real: (B, K) bool, False for padding.
    """

    rows: Any
    is_real: Any


def suppress(
    boxes, scores, groups, is_real, iou: float, max_kept: int, tile: int = TILE
) -> KeptBoxes:
    """Greedy NMS within groups, on the device.

    Boxes are sorted and divided into tiles. Kept boxes of earlier tiles suppress those of a tile at
    once; inside it, a loop runs until nothing changes. A state that does not change is the greedy
    result: whether a box is kept depends on boxes before it alone. (The scheme of TensorFlow's
    `non_max_suppression_padded`.)

    Args:
        boxes: (B, N, 4) float32 corners.
        scores: (B, N) float32 scores; equal scores are ordered by row.
        groups: (B, N) int32: boxes of different groups do not suppress each other.
        is_real: (B, N) bool, False for boxes that are not there.
        iou: IoU above which the box with the lower score is dropped.
        max_kept: Number of boxes to return, K.
        tile: Number of boxes of a tile.
    """
    count = boxes.shape[1]
    limit = float32_below(iou)
    ranked = ops.where(is_real, ops.cast(scores, "float32"), -float("inf"))
    _, order = ops.top_k(ranked, count)
    boxes = ops.take_along_axis(boxes, order[..., None], axis=1)
    groups = ops.take_along_axis(groups, order, axis=1)
    is_real = ops.take_along_axis(is_real, order, axis=1)
    kept: list[Any] = []
    for start in range(0, count, tile):
        stop = min(start + tile, count)
        alive = is_real[:, start:stop]
        if kept:
            pairs = _drops(boxes, groups, (0, start), (start, stop), limit)
            earlier = ops.concatenate(kept, axis=1)
            alive = alive & ~ops.any(pairs & earlier[..., None], axis=1)
        before = np.triu(np.ones((stop - start, stop - start), np.bool_), 1)
        pairs = _drops(boxes, groups, (start, stop), (start, stop), limit) & before
        kept.append(_settle(alive, pairs))
    is_kept = ops.concatenate(kept, axis=1)
    position = ops.arange(count)
    _, first = ops.top_k(ops.where(is_kept, 0, -count) - position, min(max_kept, count))
    is_kept = ops.take_along_axis(is_kept, first, axis=1)
    rows = ops.where(is_kept, ops.take_along_axis(order, first, axis=1), 0)
    missing = max_kept - min(max_kept, count)
    padding = ((0, 0), (0, missing))
    return KeptBoxes(ops.pad(ops.cast(rows, "int32"), padding), ops.pad(is_kept, padding))


def _drops(boxes, groups, upper, lower, limit):
    """(B, n, m) bool: whether a box of the first range overlaps one of the second too much."""
    (a, b), (c, d) = upper, lower
    is_same = groups[:, a:b, None] == groups[:, None, c:d]
    return (pairwise_iou(boxes[:, a:b], boxes[:, c:d]) > limit) & is_same


def _settle(alive, pairs):
    """Repeats suppression inside a tile until nothing changes."""

    def step(kept, is_changed):
        del is_changed
        now = alive & ~ops.any(pairs & kept[..., None], axis=1)
        return now, ops.any(now != kept)

    kept, _ = ops.while_loop(
        lambda kept, is_changed: is_changed, step, (alive, ops.convert_to_tensor(True))
    )
    return kept


def nms_image_boxes(
    boxes: ArrayLike, scores: ArrayLike, groups: ArrayLike, iou: float
) -> NDArray[np.int64]:
    """Greedy NMS within groups, on the host.

    Args:
        boxes: (N, 4) corners x_min, y_min, x_max, y_max; computed in float32.
        scores: (N,) scores; equal scores are ordered by row.
        groups: (N,) integers, such as classes: boxes of different groups do not suppress each
            other.
        iou: IoU above which the box with the lower score is dropped.

    Returns:
        (K,) int64 rows of the kept boxes, by falling score.

    Raises:
        InvalidInputError: A shape is wrong, a number is not finite or the IoU is not in [0, 1].
    """
    if not 0 <= iou <= 1:
        raise InvalidInputError(f"iou: expected 0 to 1, got {iou}")
    corners = as_array("boxes", boxes, ("N", 4)).astype(np.float32)
    values = as_array("scores", scores, (len(corners),)).astype(np.float32)
    names = as_array("groups", groups, (len(corners),)).astype(np.int64)
    if not (np.isfinite(corners).all() and np.isfinite(values).all()):
        raise InvalidInputError("boxes: expected finite boxes and scores, got NaN or infinity")
    order = np.argsort(-values, kind="stable")
    is_kept = np.empty(len(order), np.bool_)
    _suppress(corners[order], names[order], np.float32(float32_below(iou)), is_kept)
    return order[is_kept]


def float32_below(value: float) -> float:
    """Returns the largest float32 number that is not above a value.

    A float32 number is above the value if and only if it is above this one.
    """
    rounded = np.float32(value)
    is_above = float(rounded) > value  # NumPy would compare them in float32
    return float(np.nextafter(rounded, np.float32(-np.inf)) if is_above else rounded)


@kernel
def _suppress(boxes, groups, limit, is_kept):
    """Marks which of the boxes, best first, are kept."""
    zero = np.float32(0)
    kept = np.empty(len(boxes), np.int64)
    areas = np.empty(len(boxes), np.float32)
    count = 0
    for i in range(len(boxes)):
        areas[i] = (boxes[i, 2] - boxes[i, 0]) * (boxes[i, 3] - boxes[i, 1])
        is_kept[i] = True
        for k in range(count):
            j = kept[k]
            if groups[j] != groups[i]:
                continue
            width = min(boxes[i, 2], boxes[j, 2]) - max(boxes[i, 0], boxes[j, 0])
            height = min(boxes[i, 3], boxes[j, 3]) - max(boxes[i, 1], boxes[j, 1])
            if width <= zero or height <= zero:
                continue
            shared = width * height
            union = (areas[j] + areas[i]) - shared
            if union > zero and shared / union > limit:
                is_kept[i] = False
                break
        if is_kept[i]:
            kept[count] = i
            count += 1
