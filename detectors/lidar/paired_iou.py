"""3D IoU of pairs of rotated boxes on the device, as the target of predicted IoUs.

Like `waymo_kit.geometry.iou` it uses Green's theorem, but without branches: in the frame of the
first box, the shared area is the sum over the edges of the second of the integral of clamp(x) dy.
"""

from __future__ import annotations

from keras import ops


def paired_iou_3d(boxes, others):
    """Returns the IoU of boxes (..., 7) and others (..., 7), pair by pair.

    Returns:
        (...) float32 in [0, 1], exact to about 1e-4 for boxes of a few meters.
    """
    dx, dy = others[..., 0] - boxes[..., 0], others[..., 1] - boxes[..., 1]
    cos, sin = ops.cos(boxes[..., 6]), ops.sin(boxes[..., 6])
    x, y = dx * cos + dy * sin, dy * cos - dx * sin
    turn = others[..., 6] - boxes[..., 6]
    cos, sin = ops.cos(turn), ops.sin(turn)
    half = 0.5 * others[..., 3:6]
    corners = [
        (
            x + along * half[..., 0] * cos - across * half[..., 1] * sin,
            y + along * half[..., 0] * sin + across * half[..., 1] * cos,
        )
        for along, across in ((1, 1), (-1, 1), (-1, -1), (1, -1))
    ]
    own = 0.5 * boxes[..., 3:6]
    area = sum(
        _strip_integral(*corners[k], *corners[(k + 1) % 4], own[..., 0], own[..., 1])
        for k in range(4)
    )
    top = ops.minimum(boxes[..., 2] + own[..., 2], others[..., 2] + half[..., 2])
    bottom = ops.maximum(boxes[..., 2] - own[..., 2], others[..., 2] - half[..., 2])
    shared = ops.maximum(area, 0.0) * ops.maximum(top - bottom, 0.0)
    volumes = ops.prod(boxes[..., 3:6], axis=-1) + ops.prod(others[..., 3:6], axis=-1)
    return ops.clip(shared / ops.maximum(volumes - shared, 1e-6), 0.0, 1.0)


def _strip_integral(x0, y0, x1, y1, half_x, half_y):
    """Integral of clamp(x, -half_x, half_x) dy along a segment, where |y| <= half_y."""
    low, high = ops.clip(y0, -half_y, half_y), ops.clip(y1, -half_y, half_y)
    rise = y1 - y0
    flat = ops.abs(rise) < 1e-6
    slope = (x1 - x0) / ops.where(flat, 1.0, rise)
    start, end = x0 + (low - y0) * slope, x0 + (high - y0) * slope
    run = end - start
    steep = ops.abs(run) < 1e-3
    mean = ops.where(
        steep,
        ops.clip(0.5 * (start + end), -half_x, half_x),
        (_clamp_integral(end, half_x) - _clamp_integral(start, half_x))
        / ops.where(steep, 1.0, run),
    )
    return ops.where(flat, 0.0, (high - low) * mean)


def _clamp_integral(x, half):
    """Integral of clamp(t, -half, half) dt from 0 to x."""
    size = ops.abs(x)
    return ops.where(size < half, 0.5 * x * x, half * size - 0.5 * half * half)
