"""Boxes in 3D and in bird's-eye view: what they hold, how they overlap, which one fits points."""

import math

import numpy as np
import shapely


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


def box_overlap(a, b, kind):
    """IoU or GIoU of two boxes by polygons; `kind` is "3d", "bev", "2d" or "giou"."""
    if kind == "2d":
        a, b = ([x, y, 0, length, width, 1, 0] for x, y, length, width in (a, b))
    if max(*a[3:6], *b[3:6]) >= 1e6:
        return -1.0 if kind == "giou" else 0.0
    if kind == "bev":
        a, b = ([x, y, 0, length, width, 1, turn] for x, y, _, length, width, _, turn in (a, b))
    if min(*a[3:6], *b[3:6]) <= 0.01:
        return -1.0 if kind == "giou" else 0.0
    ground_a, ground_b = shapely.Polygon(footprint(a)), shapely.Polygon(footprint(b))
    tops, bottoms = [[box[2] + sign * box[5] / 2 for box in (a, b)] for sign in (1, -1)]
    shared = ground_a.intersection(ground_b).area * max(min(tops) - max(bottoms), 0)
    union = a[3] * a[4] * a[5] + b[3] * b[4] * b[5] - shared
    if kind != "giou":
        return shared / union
    hull = ground_a.union(ground_b).convex_hull.area * (max(tops) - min(bottoms))
    return shared / union - (hull - union) / hull


def footprint(box):
    """Corners of a box seen from above, one rotation at a time."""
    x, y, _, length, width, _, heading = box
    turn = np.array([[np.cos(heading), -np.sin(heading)], [np.sin(heading), np.cos(heading)]])
    return [
        turn @ [i * length / 2, j * width / 2] + [x, y]
        for i, j in ((1, 1), (-1, 1), (-1, -1), (1, -1))
    ]


def tolerant_iou(tolerance, box, truth):
    """3D IoU after the prediction moved along its line of sight, in the sensor's frame."""
    moved, seen = np.array(box, float), np.array(truth, float)
    moved[:3] -= tolerance.sensor
    seen[:3] -= tolerance.sensor
    factor = moved[:3] @ seen[:3] / max(moved[:3] @ moved[:3], 1e-6)
    name = tolerance.alignment.name
    if name == "CENTER":
        moved[:2] = seen[:2]
    elif (
        name == "RANGE"
        or (name == "FURTHER_ONLY" and 0 <= factor < 1)
        or (name == "ANY_CLOSER_ONLY" and not 0 <= factor < 1)
        or (name == "BETWEEN_ORIGIN_AND_TRUTH_ONLY" and factor > 1)
    ):
        moved[:3] *= factor
    return box_overlap(moved, seen, "3d")


def longitudinal_affinity(tolerance, box, truth):
    """One less the longitudinal error over the tolerance, at least 0."""
    line = np.array(truth[:3], float) - tolerance.sensor
    span = max(np.linalg.norm(line), 1e-6)
    error = abs((np.array(box[:3]) - tolerance.sensor) @ line / span - span)
    allowed = max(tolerance.fraction_of_range * span, tolerance.min_tolerance)
    return max(1 - error / allowed, 0)


def heading_accuracy(heading, truth_heading):
    """One less the angle between two directions over pi."""
    return 1 - abs(np.angle(np.exp(1j * (float(heading) - float(truth_heading))))) / np.pi


def points_in_frustum(points, axis, origin, azimuth, inclination):
    """Which points differ little in both angles from the axis, and are as far as it at least."""

    def seen(point):
        x, y, z = (float(p) - o for p, o in zip(point[:3], origin, strict=True))
        flat = math.hypot(x, y)
        return math.atan2(y, x), math.atan2(z, flat), flat

    theta, phi, nearest = seen(axis)
    found = []
    for point in points:
        a, b, flat = seen(point)
        turn = abs((a - theta + math.pi) % (2 * math.pi) - math.pi)
        near = turn <= azimuth / 2 and abs(b - phi) <= inclination / 2
        found.append(near and flat >= nearest * (1 - 1e-12))
    return np.array(found)


def closest_rectangle(points, angles, nearest):
    """Closeness, heading and the two ranges of the closest rectangle, the longer side first."""
    found = []
    for angle in angles:
        along = [x * math.cos(angle) + y * math.sin(angle) for x, y in points]
        across = [y * math.cos(angle) - x * math.sin(angle) for x, y in points]
        sides = (min(along), max(along)), (min(across), max(across))
        gaps = [
            min(abs(u - s) for u, both in ((u, sides[0]), (v, sides[1])) for s in both)
            for u, v in zip(along, across, strict=True)
        ]
        found.append((sum(1 / max(gap, nearest) for gap in gaps), angle, *sides))
    closeness, angle, along, across = max(found, key=lambda item: item[0])
    if along[1] - along[0] < across[1] - across[0]:
        return closeness, angle + math.pi / 2, across, (-along[1], -along[0])
    return closeness, angle, along, across


def connected_cells(cells):
    """Sets of (row, column) that touch each other, corners included."""
    left, parts = set(cells), []
    while left:
        part = {left.pop()}
        while True:
            near = {c for c in left if any(max(abs(c[0] - i), abs(c[1] - j)) < 2 for i, j in part)}
            if not near:
                break
            part |= near
            left -= near
        parts.append(part)
    return parts
