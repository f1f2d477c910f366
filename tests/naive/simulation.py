"""Simulated streets: solids, rays, shadows and what cameras see."""

import numpy as np


def solid_holds(shape, size, points):
    """Which points (N, 3), in a solid's own axes, lie in it; a ring holds none."""
    x, y, z = points.T
    a, b, c = (*size, 0.0)[:3]
    if shape == "BOX":
        return (abs(x) <= a) & (abs(y) <= b) & (abs(z) <= c)
    if shape == "TAPER":
        front, rear, side = size[3:6]
        level = (z + c) / (2 * c)
        ends = (x <= a - front * level) & (-x <= a - rear * level)
        return ends & (abs(y) <= b - side * level) & (abs(z) <= c)
    if shape == "ELLIPSOID":
        return (x / a) ** 2 + (y / b) ** 2 + (z / c) ** 2 <= 1
    if shape == "DRUM_Z":
        return (np.hypot(x, y) <= a) & (abs(z) <= b)
    if shape == "DRUM_Y":
        return (np.hypot(x, z) <= a) & (abs(y) <= b)
    if shape == "ROD":
        axis = np.array(size[:3])
        share = np.clip(points @ axis / (axis @ axis), -1, 1)
        return np.linalg.norm(points - share[:, None] * axis, axis=1) <= size[3]
    return np.zeros(len(points), dtype=bool)


def solid_entry(shape, size, origin, direction, limit, step=0.004):
    """Where a ray enters a solid, by small steps and bisection; `limit` if it does not."""
    if shape == "RING":
        t = -origin[1] / direction[1]
        place = origin + t * direction
        outer, inner = size[:2]
        return t if 0 < t < limit and inner <= np.hypot(place[0], place[2]) <= outer else limit
    times = np.arange(0, limit, step)
    held = solid_holds(shape, size, origin + times[:, None] * direction)
    if not held.any() or held[0]:
        return limit
    first = int(np.argmax(held))
    low, high = times[first - 1], times[first]
    for _ in range(40):
        middle = (low + high) / 2
        inside = solid_holds(shape, size, (origin + middle * direction)[None])[0]
        low, high = (low, middle) if inside else (middle, high)
    return high


def ground_entry(origin, direction, limit, is_road, kerb, step=0.01):
    """Where a ray meets the ground, which is 0 high on roads and `kerb` elsewhere."""
    times = np.arange(0, limit, step)
    places = origin + times[:, None] * direction
    held = places[:, 2] <= np.where(is_road(places[:, :2]), 0.0, kerb)
    return times[int(np.argmax(held))] if held.any() else limit


def truncated(value):
    """The float with only the first 16 bits of its float32."""
    return np.frombuffer(
        (np.float32(value).view(np.uint32) & np.uint32(0xFFFF0000)).tobytes(), np.float32
    )[0]


def crosses_to_the_right_oddly(point, polygon):
    """Whether a ray from a point along +x crosses the edges of a polygon an odd number of times."""
    crossings = 0
    for start, end in zip(polygon, np.roll(polygon, 1, axis=0), strict=True):
        if (start[1] > point[1]) != (end[1] > point[1]):
            share = (point[1] - start[1]) / (end[1] - start[1])
            crossings += point[0] < start[0] + share * (end[0] - start[0])
    return crossings % 2 == 1


def visible_extents(hits, owners, count):
    """Least and greatest column and row, and number of pixels, of each owner that is seen."""
    found = {}
    for index in range(count):
        rows, columns = np.nonzero((hits >= 0) & (owners[np.maximum(hits, 0)] == index))
        if len(rows):
            ends = columns.min(), rows.min(), columns.max(), rows.max()
            found[index] = tuple(int(end) for end in ends) + (len(rows),)
    return found


def shadow_falls(x, y, slope, holds, low, high):
    """Whether the ray from the ground at (x, y) to the sun meets a thing between two heights."""
    return any(holds(x + z * slope[0], y + z * slope[1]) for z in np.linspace(low, high, 1001))
