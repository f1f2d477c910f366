"""Boxes as residuals that a head predicts, and back: encoded on the host, decoded on the device.

Predicted residuals are limited before they are decoded, so that boxes are finite and have sizes
for any weights.
"""

from __future__ import annotations

import math

import numpy as np
from keras import ops
from numpy.typing import NDArray

from waymo_kit.detectors.lidar.config import Grid
from waymo_kit.geometry.transforms import wrap_angle

CENTER_CODE_SIZE = 9
"""dx, dy (cells, from the cell's center), z (m), log length, width, height (m), sine and cosine of
twice the heading, and the direction: 0 or a negative logit for the half turn of headings from
`_FIRST_HEADING` on, 1 or a positive logit for the other."""

ANCHOR_CODE_SIZE = 7
"""dx, dy (in diagonals of the anchor), dz (in its heights), log ratios of the sizes, d heading."""

_FIRST_HEADING = -math.pi / 4
"""Heading at which the first direction begins, radians: away from the headings along and across the
street, so that a small error of these is not one of the direction."""

_SIZES = (0.05, 60.0)
"""Smallest and largest side of a decoded box, meters."""

_MAX_RESIDUAL = 1e4
"""Limit of a residual's absolute value."""


def encode_centers(
    boxes: NDArray[np.float64], cells: NDArray[np.int32], grid: Grid
) -> NDArray[np.float32]:
    """Encodes boxes as a center head predicts them in a cell (Yin et al. 2021, section 4).

    The published head regresses sine and cosine of the heading. Where front and rear look alike,
    any value between those of both directions has the same expected L1 loss; twice the heading is
    the same for both, and the direction is a class.

    Args:
        boxes: (n, 7) boxes.
        cells: (n,) row * columns + column of the cells.
        grid: Grid of the head.

    Returns:
        (n, CENTER_CODE_SIZE) float32.
    """
    rows, columns = np.divmod(cells, grid.columns)
    return np.column_stack(
        [
            (boxes[:, 0] - grid.x_min) / grid.pillar_size - columns - 0.5,
            (boxes[:, 1] - grid.y_min) / grid.pillar_size - rows - 0.5,
            boxes[:, 2],
            np.log(boxes[:, 3:6]),
            np.sin(2 * boxes[:, 6]),
            np.cos(2 * boxes[:, 6]),
            np.mod(boxes[:, 6] - _FIRST_HEADING, 2 * np.pi) >= np.pi,
        ]
    ).astype(np.float32)


def decode_centers(residuals, cells, grid: Grid):
    """Makes boxes (..., 7) from residuals (..., CENTER_CODE_SIZE) in cells (...)."""
    residuals = _limited(residuals)
    column = ops.cast(cells % grid.columns, "float32")
    row = ops.cast(cells // grid.columns, "float32")
    sizes = ops.clip(ops.exp(ops.clip(residuals[..., 3:6], -10.0, 10.0)), *_SIZES)
    placed = [
        grid.x_min + (column + 0.5 + residuals[..., 0]) * grid.pillar_size,
        grid.y_min + (row + 0.5 + residuals[..., 1]) * grid.pillar_size,
        residuals[..., 2],
    ]
    turn = ops.mod(ops.arctan2(residuals[..., 6], residuals[..., 7]) / 2 - _FIRST_HEADING, math.pi)
    heading = _FIRST_HEADING + turn + math.pi * ops.cast(residuals[..., 8] > 0, "float32")
    return ops.concatenate([ops.stack(placed, axis=-1), sizes, heading[..., None]], axis=-1)


def encode_anchors(boxes: NDArray[np.float64], anchors: NDArray[np.float64]) -> NDArray[np.float32]:
    """Encodes boxes as residuals of anchors (Lang et al. 2019, section 2.3, equation of the loss).

    Args:
        boxes: (n, 7) boxes.
        anchors: (n, 7) anchor of each box.

    Returns:
        (n, ANCHOR_CODE_SIZE) float32, the difference of the headings in [-pi, pi).
    """
    diagonal = np.hypot(anchors[:, 3], anchors[:, 4])[:, None]
    return np.column_stack(
        [
            (boxes[:, :2] - anchors[:, :2]) / diagonal,
            (boxes[:, 2] - anchors[:, 2]) / anchors[:, 5],
            np.log(boxes[:, 3:6] / anchors[:, 3:6]),
            wrap_angle(boxes[:, 6] - anchors[:, 6]),
        ]
    ).astype(np.float32)


def decode_anchors(residuals, anchors):
    """Makes boxes (..., 7) from residuals (..., ANCHOR_CODE_SIZE) of anchors (..., 7)."""
    residuals = _limited(residuals)
    diagonal = ops.sqrt(ops.square(anchors[..., 3:4]) + ops.square(anchors[..., 4:5]))
    sizes = anchors[..., 3:6] * ops.exp(ops.clip(residuals[..., 3:6], -10.0, 10.0))
    return ops.concatenate(
        [
            anchors[..., :2] + residuals[..., :2] * diagonal,
            anchors[..., 2:3] + residuals[..., 2:3] * anchors[..., 5:6],
            ops.clip(sizes, *_SIZES),
            anchors[..., 6:] + residuals[..., 6:],
        ],
        axis=-1,
    )


def replace_nan(values, otherwise: float = 0.0):
    """Replaces NaN by a number."""
    return ops.where(ops.isnan(values), otherwise, values)


def wrapped(angle):
    """Returns an angle in [-pi, pi), on the device."""
    return ops.mod(angle + math.pi, 2 * math.pi) - math.pi


def _limited(residuals):
    return ops.clip(replace_nan(residuals), -_MAX_RESIDUAL, _MAX_RESIDUAL)
