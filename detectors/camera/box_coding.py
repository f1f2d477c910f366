"""Boxes as residuals from anchors or proposals, and back (Girshick et al. 2014, appendix C)."""

from __future__ import annotations

import math
from dataclasses import dataclass

from keras import ops

_MAX_LOG_RATIO = math.log(1000 / 16)
"""Maximum log ratio of sides that is decoded, as in all public implementations."""

_MIN_SIDE = 1e-3
"""Sides are at least this while they are encoded, so that padding gives finite residuals."""


@dataclass(frozen=True)
class BoxCoder:
    """Encodes boxes as offsets of centers and log ratios of sides, times weights.

    Attributes:
        weights: Weights of dx, dy, dw and dh.
    """

    weights: tuple[float, float, float, float] = (1.0, 1.0, 1.0, 1.0)

    def encode(self, boxes, references):
        """Returns residuals (..., 4) of boxes (..., 4) from references (..., 4), all as corners.

        Boxes and references without area give finite residuals, which no loss should use.
        """
        x, y, width, height = _centered(references, _MIN_SIDE)
        box_x, box_y, box_width, box_height = _centered(boxes, _MIN_SIDE)
        wx, wy, ww, wh = self.weights
        return ops.stack(
            [
                wx * (box_x - x) / width,
                wy * (box_y - y) / height,
                ww * ops.log(box_width / width),
                wh * ops.log(box_height / height),
            ],
            axis=-1,
        )

    def decode(self, residuals, references):
        """Returns boxes (..., 4) as corners from residuals (..., 4) and references (..., 4)."""
        x, y, width, height = _centered(references, 0.0)
        dx, dy, dw, dh = (
            part / weight
            for part, weight in zip(ops.unstack(residuals, 4, axis=-1), self.weights, strict=True)
        )
        half_width = 0.5 * (ops.exp(ops.minimum(dw, _MAX_LOG_RATIO)) * width)
        half_height = 0.5 * (ops.exp(ops.minimum(dh, _MAX_LOG_RATIO)) * height)
        x, y = dx * width + x, dy * height + y
        return ops.stack(
            [x - half_width, y - half_height, x + half_width, y + half_height], axis=-1
        )


def clip_boxes(boxes, sizes):
    """Clips boxes to their images.

    Args:
        boxes: (B, N, 4) float32 corners.
        sizes: (B, 2) height and width of the images.
    """
    sizes = ops.cast(sizes, boxes.dtype)
    limits = ops.stack([sizes[:, 1], sizes[:, 0], sizes[:, 1], sizes[:, 0]], axis=-1)
    return ops.minimum(ops.maximum(boxes, 0.0), limits[:, None])


def pairwise_iou(boxes, others):
    """Returns the IoU of every pair: (..., N, M) from corners (..., N, 4) and (..., M, 4).

    The sums are those of torchvision's kernels, in float32. Boxes without area overlap nothing.
    """
    low = ops.maximum(boxes[..., :, None, :2], others[..., None, :, :2])
    high = ops.minimum(boxes[..., :, None, 2:], others[..., None, :, 2:])
    sides = ops.maximum(high - low, 0.0)
    shared = sides[..., 0] * sides[..., 1]
    union = (box_area(boxes)[..., :, None] + box_area(others)[..., None, :]) - shared
    return ops.where(shared > 0, shared / ops.where(union > 0, union, 1.0), 0.0)


def box_area(boxes):
    """Returns the areas (...) of corners (..., 4)."""
    return (boxes[..., 2] - boxes[..., 0]) * (boxes[..., 3] - boxes[..., 1])


def _centered(boxes, min_side):
    """Centers and sides of corners."""
    x_min, y_min, x_max, y_max = ops.unstack(boxes, 4, axis=-1)
    width, height = x_max - x_min, y_max - y_min
    x, y = x_min + 0.5 * width, y_min + 0.5 * height
    if min_side:
        width, height = ops.maximum(width, min_side), ops.maximum(height, min_side)
    return x, y, width, height
