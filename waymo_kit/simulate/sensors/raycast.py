"""Rays through a scene: the ground, and a bounding volume hierarchy over the solids on it.

Neighboring rays are cast together. For a bundle of rays (a tile of an image) the tree is walked
once with the intervals that hold their origins and directions, which finds the few solids that any
of them may meet, nearest first; each ray is then tried against those. The walk ends at what closes
the bundle: the ground, or a convex solid that all four corner rays meet.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from waymo_kit.kernels import kernel
from waymo_kit.simulate.city.ground import NO_GROUND, ground_hit
from waymo_kit.simulate.city.streets import StreetTables
from waymo_kit.simulate.materials import Material
from waymo_kit.simulate.solids import Shape, Solids, bounds, solid_hit

NOTHING = -1
GROUND = -2
"""Codes of rays that meet no solid; the ground's kind is subtracted from GROUND."""

_LEAF = 4
_FAR = 1e9
_FOLIAGE = int(Material.FOLIAGE)
_BOX = int(Shape.BOX)
_TAPER = int(Shape.TAPER)


class World(NamedTuple):
    """Streets and solids that rays can meet in one frame.

    Attributes:
        streets: Streets, which give the ground.
        rows: (N, 13) float64 solids as in `Solids`, in the order of the tree's leaves.
        codes: (N, 4) int32 codes of the solids, in the same order.
        bounds: (N, 6) float64 low and high corner of each solid with its motion.
        boxes: (M, 6) float64 low and high corner of each node.
        links: (M, 2) int32 first child or first solid, and the number of solids (0 in a branch).
            Children lie side by side.
    """

    streets: StreetTables
    rows: NDArray[np.float64]
    codes: NDArray[np.int32]
    bounds: NDArray[np.float64]
    boxes: NDArray[np.float64]
    links: NDArray[np.int32]


class Bundle(NamedTuple):
    """Scratch memory for what the rays of one tile may meet.

    Attributes:
        solids: (N,) int32 indices of solids, nearest first.
        near: (N,) float64 distance before which no ray of the bundle meets the solid.
        stack: (128,) int32 scratch memory of the search.
        corners: (4, 6) float64 origin and direction of the corner rays.
    """

    solids: NDArray[np.int32]
    near: NDArray[np.float64]
    stack: NDArray[np.int32]
    corners: NDArray[np.float64]


def build_world(streets: StreetTables, solids: Solids, seconds: float) -> World:
    """Builds the tree over all solids.

    Args:
        streets: Streets, which give the ground.
        solids: Solids that stand on the ground.
        seconds: Time for which the solids move back and forth from where they are in seconds.
    """
    limits = bounds(solids, seconds)
    count = len(limits)
    order = np.arange(count, dtype=np.int64)
    boxes = np.zeros((max(2 * count, 1), 6))
    links = np.zeros((max(2 * count, 1), 2), dtype=np.int32)
    used = _split(limits, order, boxes, links)
    return World(
        streets,
        np.ascontiguousarray(solids.rows[order]),
        np.ascontiguousarray(solids.codes[order]),
        np.ascontiguousarray(limits[order]),
        boxes[:used].copy(),
        links[:used].copy(),
    )


@kernel
def _split(limits, order, boxes, links):
    """Fills the nodes of a tree and reorders the solids to its leaves; returns the node count."""
    starts = np.zeros(2 * len(order) + 2, np.int64)
    ends = np.zeros(2 * len(order) + 2, np.int64)
    ends[0] = len(order)
    used, node = 1, 0
    while node < used:
        start, end = starts[node], ends[node]
        for axis in range(3):
            low, high = _FAR, -_FAR
            for i in range(start, end):
                low = min(low, limits[order[i], axis])
                high = max(high, limits[order[i], axis + 3])
            boxes[node, axis] = low
            boxes[node, axis + 3] = high
        if end - start <= _LEAF:
            links[node, 0] = start
            links[node, 1] = end - start
        else:
            axis, widest = 0, boxes[node, 3] - boxes[node, 0]
            for other in range(1, 3):
                if boxes[node, other + 3] - boxes[node, other] > widest:
                    axis, widest = other, boxes[node, other + 3] - boxes[node, other]
            keys = np.empty(end - start)
            for i in range(start, end):
                keys[i - start] = limits[order[i], axis] + limits[order[i], axis + 3]
            order[start:end] = order[start:end][np.argsort(keys, kind="mergesort")]
            middle = (start + end) // 2
            links[node, 0] = used
            starts[used], ends[used] = start, middle
            starts[used + 1], ends[used + 1] = middle, end
            used += 2
        node += 1
    return used


def make_bundle(world: World) -> Bundle:
    """Allocates the scratch memory of one kernel call, with room for all solids of a world."""
    return Bundle(
        np.zeros(len(world.rows), dtype=np.int32),
        np.zeros(len(world.rows)),
        np.zeros(128, dtype=np.int32),
        np.zeros((4, 6)),
    )


@kernel
def _clip(low, high, slow, fast, near, far):
    """Times at which some position growing at a rate in [slow, fast] lies in [low, high]."""
    if low > 0.0:
        if fast <= 0.0:
            return _FAR, -_FAR
        near = max(near, low / fast)
    elif fast < 0.0:
        far = min(far, low / fast)
    if high < 0.0:
        if slow >= 0.0:
            return _FAR, -_FAR
        near = max(near, high / slow)
    elif slow > 0.0:
        far = min(far, high / slow)
    return near, far


@kernel
def _bundle_entry(boxes, i, o0, o1, o2, p0, p1, p2, d0, d1, d2, e0, e1, e2, limit):
    """Returns the distance before which no ray of a bundle enters a box; negative if none does.

    Origins lie in [o, p], directions in [d, e].
    """
    near, far = _clip(boxes[i, 0] - p0, boxes[i, 3] - o0, d0, e0, 0.0, limit)
    if near <= far:
        near, far = _clip(boxes[i, 1] - p1, boxes[i, 4] - o1, d1, e1, near, far)
        if near <= far:
            near, far = _clip(boxes[i, 2] - p2, boxes[i, 5] - o2, d2, e2, near, far)
    return near if near <= far else -1.0


@kernel
def gather_solids(world, bundle, spread, reach):
    """Lists the solids that the rays of a bundle may meet within `reach`, nearest first.

    Args:
        world: World to search.
        bundle: Bundle with its corner rays set; the solids are filled in here.
        spread: Distance by which origins and directions of the inner rays may lie outside of the
            corners'.
        reach: Maximum distance in meters.

    Returns:
        The number of solids listed.
    """
    boxes, links, bounds, codes, rows = (
        world.boxes,
        world.links,
        world.bounds,
        world.codes,
        world.rows,
    )
    corners, stack = bundle.corners, bundle.stack
    solids, nearest = bundle.solids, bundle.near
    if len(rows) == 0:
        return 0
    o0 = min(corners[0, 0], corners[1, 0], corners[2, 0], corners[3, 0]) - spread
    o1 = min(corners[0, 1], corners[1, 1], corners[2, 1], corners[3, 1]) - spread
    o2 = min(corners[0, 2], corners[1, 2], corners[2, 2], corners[3, 2]) - spread
    p0 = max(corners[0, 0], corners[1, 0], corners[2, 0], corners[3, 0]) + spread
    p1 = max(corners[0, 1], corners[1, 1], corners[2, 1], corners[3, 1]) + spread
    p2 = max(corners[0, 2], corners[1, 2], corners[2, 2], corners[3, 2]) + spread
    d0 = min(corners[0, 3], corners[1, 3], corners[2, 3], corners[3, 3]) - spread
    d1 = min(corners[0, 4], corners[1, 4], corners[2, 4], corners[3, 4]) - spread
    d2 = min(corners[0, 5], corners[1, 5], corners[2, 5], corners[3, 5]) - spread
    e0 = max(corners[0, 3], corners[1, 3], corners[2, 3], corners[3, 3]) + spread
    e1 = max(corners[0, 4], corners[1, 4], corners[2, 4], corners[3, 4]) + spread
    e2 = max(corners[0, 5], corners[1, 5], corners[2, 5], corners[3, 5]) + spread
    limit = reach
    if e2 < 0.0:
        limit = min(limit, p2 / -e2)
    count, size = 0, 1
    stack[0] = 0
    while size > 0:
        size -= 1
        node = stack[size]
        if _bundle_entry(boxes, node, o0, o1, o2, p0, p1, p2, d0, d1, d2, e0, e1, e2, limit) < 0.0:
            continue
        first, here = links[node, 0], links[node, 1]
        if here == 0:
            left = _bundle_entry(
                boxes, first, o0, o1, o2, p0, p1, p2, d0, d1, d2, e0, e1, e2, limit
            )
            right = _bundle_entry(
                boxes, first + 1, o0, o1, o2, p0, p1, p2, d0, d1, d2, e0, e1, e2, limit
            )
            if left >= 0.0 and right >= 0.0:
                ahead = 0 if left <= right else 1
                stack[size] = first + 1 - ahead
                stack[size + 1] = first + ahead
                size += 2
            elif left >= 0.0:
                stack[size] = first
                size += 1
            elif right >= 0.0:
                stack[size] = first + 1
                size += 1
            continue
        for i in range(first, first + here):
            near = _bundle_entry(bounds, i, o0, o1, o2, p0, p1, p2, d0, d1, d2, e0, e1, e2, limit)
            if near < 0.0:
                continue
            at = count
            while at > 0 and nearest[at - 1] > near:
                nearest[at] = nearest[at - 1]
                solids[at] = solids[at - 1]
                at -= 1
            nearest[at] = near
            solids[at] = i
            count += 1
            if (codes[i, 0] == _BOX or codes[i, 0] == _TAPER) and codes[i, 2] < 0:
                limit = min(limit, _closed(rows, codes, i, corners, limit))
    while count > 0 and nearest[count - 1] > limit:
        count -= 1
    return count


@kernel
def _closed(rows, codes, i, corners, limit):
    """Returns the distance behind which a solid hides all from a bundle, or `limit`."""
    farthest = 0.0
    for c in range(4):
        t = solid_hit(
            rows, codes, i, corners[c, 0], corners[c, 1], corners[c, 2],
            corners[c, 3], corners[c, 4], corners[c, 5], _FAR,
        )  # fmt: skip
        if t >= _FAR:
            return limit
        farthest = max(farthest, t)
    return 1.05 * farthest + 0.5


@kernel
def cast_rays(world, bundle, count, rays, number, limit, skips, distances, hits):
    """Finds the first hit of each ray of a bundle.

    Args:
        world: World to search.
        bundle: Bundle filled by `gather_solids`.
        count: Number of solids that it returned.
        rays: (>= number, 7) float64 origin and direction (of length 1) in the local frame, and time
            for which solids have moved with their velocities.
        number: Number of rays.
        limit: Maximum distance in meters.
        skips: (>= number,) int32 owner whose solids a ray ignores, or -2.
        distances: (>= number,) float64 output; `limit` where nothing is met.
        hits: (>= number,) int32 output: index of the solid, GROUND - kind, or NOTHING.
    """
    rows, codes, solids, near = world.rows, world.codes, bundle.solids, bundle.near
    for r in range(number):
        ox, oy, oz = rays[r, 0], rays[r, 1], rays[r, 2]
        dx, dy, dz = rays[r, 3], rays[r, 4], rays[r, 5]
        # No solid counts behind the level of the roads; what is met before the ground saves the
        # search for the ground.
        t, found = limit, NOTHING
        if dz < -1e-9:
            t = min(limit, -oz / dz)
        seconds, skip = rays[r, 6], skips[r]
        for n in range(count):
            if near[n] > t:
                break
            i = solids[n]
            if codes[i, 2] == skip:
                continue
            hit = solid_hit(
                rows, codes, i, ox - seconds * rows[i, 11], oy - seconds * rows[i, 12], oz,
                dx, dy, dz, t,
            )  # fmt: skip
            if hit < t:
                t = hit
                found = i
        if found == NOTHING:
            t = limit
        t, kind = ground_hit(ox, oy, oz, dx, dy, dz, t, world.streets)
        if kind != NO_GROUND:
            found = GROUND - kind
        distances[r] = t
        hits[r] = found
