"""Slow, obvious versions of the kernels: what they must agree with. One section a module."""

import numpy as np

# --- geometry/boxes -----------------------------------------------------------------------------


def points_in_boxes(points, boxes):
    """Index of the first box that holds each point, one pair at a time."""
    index = np.full(len(points), -1)
    for p, point in enumerate(points):
        for b, box in enumerate(boxes):
            if box_holds(box, point):
                index[p] = b
                break
    return index


def count_points_in_boxes(points, boxes):
    """Points in each box, one pair at a time."""
    return np.array([sum(box_holds(box, point) for point in points) for box in boxes], dtype=int)


def box_holds(box, point):
    """Turns the point into the box's own frame and compares with half the sizes."""
    dx, dy, dz = point - box[:3]
    cos, sin = np.cos(box[6]), np.sin(box[6])
    own = np.array([dx * cos + dy * sin, dy * cos - dx * sin, dz])
    return bool(np.all(np.abs(own) <= box[3:6] / 2))
