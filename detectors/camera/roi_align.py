"""RoIAlign (He et al. 2017) over the levels of a pyramid, as einsum and as gather.

Both forms give the same features. `form="gather"` reads the four neighbors of each sample;
`form="einsum"` contracts whole maps with matrices of bilinear weights, without a gather, at a cost
that grows with the maps (the cost of TensorFlow's TPU models).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from keras import ops

from waymo_kit.detectors.camera.box_coding import box_area
from waymo_kit.detectors.camera.config import ALIGN_FORMS
from waymo_kit.errors import InvalidInputError

_CANONICAL_SIDE = 224
_CANONICAL_LEVEL = 4
_LEVEL_EPSILON = 1e-6

Form = Literal["gather", "einsum"]


def pyramid_level(boxes, first: int, last: int):
    """Returns the level of each box: 4 for a side of 224 pixels (Lin et al. 2017, equation 1).

    Args:
        boxes: (..., 4) float32 corners in pixels.
        first: Finest level.
        last: Coarsest level.

    Returns:
        (...) int32 levels.
    """
    side = ops.sqrt(ops.maximum(box_area(boxes), 1e-12))
    level = ops.floor(_CANONICAL_LEVEL + ops.log2(side / _CANONICAL_SIDE) + _LEVEL_EPSILON)
    return ops.cast(ops.clip(level, first, last), "int32")


def align_pyramid(
    levels: Mapping[int, object], boxes, size: int, *, samples: int = 2, form: Form = "gather"
):
    """Returns the features of boxes, each from the level of its size.

    Args:
        levels: Level l -> (B, H / 2^l, W / 2^l, C) map.
        boxes: (B, R, 4) float32 corners in pixels.
        size: Number of bins along each side.
        samples: Number of samples of a bin along each side.
        form: Form of the computation, "gather" or "einsum"; both give the same features.

    Returns:
        (B, R, size, size, C) in the type of the maps.
    """
    names = list(levels)
    chosen = pyramid_level(boxes, names[0], names[-1])
    if form == "gather":
        return _gather_levels(levels, boxes, chosen, size, samples)
    total = 0
    for level, features in levels.items():
        own = align_boxes(features, boxes / 2**level, size, samples=samples, form=form)
        is_own = ops.cast(chosen == level, own.dtype)[..., None, None, None]
        total = total + own * is_own
    return total


def align_boxes(features, boxes, size: int, *, samples: int = 2, form: Form = "gather"):
    """Returns the features of boxes on one map, as torchvision's `roi_align(aligned=False)`.

    Args:
        features: (B, H, W, C) map.
        boxes: (B, R, 4) float32 corners in cells of the map. Sides count as at least one cell.
        size: Number of bins along each side.
        samples: Number of samples of a bin along each side.
        form: Form of the computation, "gather" or "einsum"; both give the same features.

    Returns:
        (B, R, size, size, C) in the type of the map.

    Raises:
        InvalidInputError: There is no such form.
    """
    if form not in ALIGN_FORMS:
        raise InvalidInputError(f"form: expected one of {', '.join(ALIGN_FORMS)}, got {form!r}")
    if form == "gather":
        return _gather_levels({0: features}, boxes, ops.zeros_like(boxes[..., 0]), size, samples)
    x, y = sample_places(boxes, size, samples)
    rows = bilinear_weights(y, features.shape[1], samples)
    columns = bilinear_weights(x, features.shape[2], samples)
    dtype = features.dtype
    strips = ops.einsum("brih,bhwc->briwc", ops.cast(rows, dtype), features)
    return ops.einsum("brjw,briwc->brijc", ops.cast(columns, dtype), strips)


def sample_places(boxes, size: int, samples: int):
    """Returns the places of samples along x and y: (..., size * samples) each, in cells."""
    steps = (ops.arange(size * samples, dtype="float32") + 0.5) / samples
    low, high = boxes[..., :2], boxes[..., 2:]
    bins = ops.maximum(high - low, 1.0) / size
    places = low[..., None] + bins[..., None] * steps
    return places[..., 0, :], places[..., 1, :]


def bilinear_weights(places, length: int, samples: int):
    """Returns the weights of cells in the bins along one axis.

    Samples more than one cell outside the map count as zero; others are clamped to it.

    Args:
        places: (..., size * samples) float32 places of samples, in cells.
        length: Number of cells.
        samples: Number of samples of each bin, whose mean the bin is.

    Returns:
        (..., size, length) float32.
    """
    is_inside = (places >= -1) & (places <= length)
    clamped = ops.clip(places, 0.0, length - 1.0)
    distance = ops.abs(clamped[..., None] - ops.arange(length, dtype="float32"))
    weights = ops.maximum(1 - distance, 0.0) * ops.cast(is_inside, "float32")[..., None]
    shape = (*weights.shape[:-2], weights.shape[-2] // samples, samples, length)
    shape = tuple(-1 if side is None else side for side in shape)
    return ops.mean(ops.reshape(weights, shape), axis=-2)


def _gather_levels(levels, boxes, chosen, size, samples):
    """Features of boxes on all levels, read by their cells' positions in one flat array."""
    maps = list(levels.values())
    channels = maps[0].shape[-1]
    count = ops.shape(maps[0])[0]
    flat = ops.concatenate([ops.reshape(m, (count, -1, channels)) for m in maps], axis=1)
    chosen = ops.cast(chosen, "int32")
    first = height = width = ops.zeros_like(chosen)
    scale = ops.ones_like(boxes[..., 0])
    start = 0
    for level, features in levels.items():
        is_own = chosen == level
        _, rows, columns, _ = features.shape
        first = ops.where(is_own, start, first)
        height, width = ops.where(is_own, rows, height), ops.where(is_own, columns, width)
        scale = ops.where(is_own, 1 / 2**level, scale)
        start += rows * columns
    x, y = sample_places(boxes * scale[..., None], size, samples)
    x_low, x_high, x_part, x_inside = _neighbors(x, width)
    y_low, y_high, y_part, y_inside = _neighbors(y, height)
    image = ops.arange(count, dtype="int32")[:, None, None, None] * start
    total = 0
    flat = ops.reshape(flat, (-1, channels))
    for row, row_part in ((y_low, 1 - y_part), (y_high, y_part)):
        for column, column_part in ((x_low, 1 - x_part), (x_high, x_part)):
            cell = first[..., None, None] + row[..., :, None] * width[..., None, None]
            cell = cell + column[..., None, :] + image
            weight = (row_part * y_inside)[..., :, None] * (column_part * x_inside)[..., None, :]
            total = total + ops.take(flat, cell, axis=0) * ops.cast(weight, flat.dtype)[..., None]
    shape = (count, boxes.shape[1], size, samples, size, samples, channels)
    return ops.mean(ops.reshape(total, shape), axis=(3, 5))


def _neighbors(places, length):
    """Cells below and above places, the share of the upper one, and whether a place counts."""
    last = ops.cast(length, "float32")[..., None] - 1
    is_inside = ops.cast((places >= -1) & (places <= last + 1), "float32")
    clamped = ops.minimum(ops.maximum(places, 0.0), last)
    low = ops.floor(clamped)
    high = ops.minimum(low + 1, last)
    return ops.cast(low, "int32"), ops.cast(high, "int32"), clamped - low, is_inside
