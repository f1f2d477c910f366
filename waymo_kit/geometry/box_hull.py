"""The convex hull of two rotated boxes seen from above, by Andrew's monotone chain.

The eight corners are sorted by x with an insertion sort, and the area is the integral under the
upper half of the hull less that under the lower half.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from waymo_kit.kernels import kernel


@kernel
def hull_area(a: NDArray[np.float64], b: NDArray[np.float64], points: NDArray[np.float64]) -> float:
    """Returns the area of the convex hull of two boxes seen from above, for kernels.

    Args:
        a: (9,) float64 box, laid out by `waymo_kit.geometry.iou.prepare_boxes`; meters.
        b: (9,) float64 box in the same frame.
        points: (2, 8, 2) float64 scratch, overwritten.

    Returns:
        Area in square meters.
    """
    lower, upper = points
    for k in range(8):
        box = a if k < 4 else b
        along = box[3] if k % 2 else -box[3]
        across = box[4] if k % 4 < 2 else -box[4]
        x = box[0] - a[0] + along * box[6] - across * box[7]
        y = box[1] - a[1] + along * box[7] + across * box[6]
        place = k
        while place > 0 and (
            x < lower[place - 1, 0] or (x == lower[place - 1, 0] and y < lower[place - 1, 1])
        ):
            lower[place, 0], lower[place, 1] = lower[place - 1, 0], lower[place - 1, 1]
            place -= 1
        lower[place, 0], lower[place, 1] = x, y
    for k in range(8):
        upper[k, 0], upper[k, 1] = lower[k, 0], lower[k, 1]
    return _area_under_hull(upper, 1.0) - _area_under_hull(lower, -1.0)


@kernel
def _area_under_hull(points, side):
    """Integral of y dx under the upper (side 1) or lower (-1) hull of points, x ascending."""
    last = 0
    for k in range(1, 8):
        while last > 0:
            edge_x = points[last, 0] - points[last - 1, 0]
            edge_y = points[last, 1] - points[last - 1, 1]
            step_x, step_y = points[k, 0] - points[last, 0], points[k, 1] - points[last, 1]
            if side * (edge_x * step_y - edge_y * step_x) < 0.0:
                break
            last -= 1
        last += 1
        points[last, 0], points[last, 1] = points[k, 0], points[k, 1]
    area = 0.0
    for k in range(last):
        mean = 0.5 * (points[k, 1] + points[k + 1, 1])
        area += mean * (points[k + 1, 0] - points[k, 0])
    return area
