"""Finds the boxes in no-label zones, areas without labels where no prediction is wrong."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from waymo_kit.errors import InvalidInputError
from waymo_kit.geometry import bev_corners


def in_no_label_zones(
    box: ArrayLike, frame: ArrayLike, zones: Sequence[ArrayLike], zone_frame: ArrayLike
) -> NDArray[np.bool_]:
    """Returns whether each box, seen from above, meets a no-label zone of its frame.

    The zones of the dataset are in the world frame; move the boxes there first
    (`waymo_kit.geometry.transform_boxes`). The official evaluator takes the flag as given; the rule
    by which its server sets it is not published, and any overlap is what its name says.

    Args:
        box: (N, 7) boxes in the zones' frame of reference.
        frame: (N,) number of the frame of each box.
        zones: Z polygons of K >= 3 corners, (K, 2) x and y each.
        zone_frame: (Z,) number of the frame of each zone.

    Returns:
        (N,) bool, for `Predictions.in_no_label_zone`.

    Raises:
        InvalidInputError: The lengths differ or a zone is not a polygon of finite numbers.
    """
    corners = bev_corners(box)
    box_frame, of_zone = np.asarray(frame), np.asarray(zone_frame)
    if box_frame.shape != (len(corners),) or of_zone.shape != (len(zones),):
        raise InvalidInputError(
            f"no-label zones: expected frames of {len(corners)} boxes and {len(zones)} zones, "
            f"got shapes {box_frame.shape} and {of_zone.shape}"
        )
    polygons = [_polygon(zone, number) for number, zone in enumerate(zones)]
    inside = np.zeros(len(corners), np.bool_)
    if not polygons:
        return inside
    order = np.argsort(box_frame, kind="stable")
    corners, box_frame = corners[order], box_frame[order]
    first = np.searchsorted(box_frame, of_zone, side="left")
    last = np.searchsorted(box_frame, of_zone, side="right")
    of_corner = np.ascontiguousarray(corners.swapaxes(0, 1))  # whose minimum is much faster
    low, high = of_corner.min(axis=0), of_corner.max(axis=0)
    starts = np.cumsum([0, *map(len, polygons[:-1])])
    zone_low = np.minimum.reduceat(np.concatenate(polygons), starts)
    zone_high = np.maximum.reduceat(np.concatenate(polygons), starts)
    for number, polygon in enumerate(polygons):
        rows = slice(first[number], last[number])
        near = (low[rows] <= zone_high[number]) & (high[rows] >= zone_low[number])
        found = first[number] + np.flatnonzero(near[:, 0] & near[:, 1])
        if len(found):
            shape = shapely.make_valid(shapely.Polygon(polygon))
            shapely.prepare(shape)
            inside[order[found]] |= shapely.intersects(shape, shapely.polygons(corners[found]))
    return inside


def _polygon(zone: ArrayLike, number: int) -> NDArray[np.float64]:
    """Returns the (K, 2) corners of a zone after checks."""
    polygon = np.asarray(zone, dtype=np.float64)
    if polygon.ndim != 2 or polygon.shape[1:] != (2,) or len(polygon) < 3:
        raise InvalidInputError(
            f"no-label zones: expected (K, 2) corners, K >= 3, got {polygon.shape} in zone {number}"
        )
    if not np.isfinite(polygon).all():
        raise InvalidInputError(f"no-label zones: expected finite corners in zone {number}")
    return polygon
