"""Dataset browser: a card for each segment, and the paths of the vehicles."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from waymo_kit.boxes import Boxes
from waymo_kit.errors import NotFoundError
from waymo_kit.formats.image import thumbnail
from waymo_kit.metrics.coverage import CoverageMetric
from waymo_kit.scene import Scene
from waymo_kit.scene.summary import DatasetSummary
from waymo_kit.schema import SEGMENT_CONTEXT, CameraName
from waymo_kit.web.viewer.description import context_of
from waymo_kit.web.viewer.small_tables import SmallTables

RANGE_EDGES = (0.0, 10.0, 20.0, 30.0, 40.0, 50.0, 60.0, 70.0, 80.0, np.inf)
SPEED_EDGES = (0.0, 0.2, 1.0, 3.0, 10.0, np.inf)
"""The bins of the breakdown of metrics by velocity."""
POINT_EDGES = (0, 1, 6, 21, 101, 501, np.inf)

_PATH_STEP = 5
_SPACING = 5.0
_SIMPLIFIED = 1.0
"""Meters by which the outline of the covered area may be off, to draw it with fewer corners."""


def describe_card(tables: SmallTables) -> dict[str, Any]:
    """Returns the contents of a card: length, place, counts of labels and their distributions."""
    scene = Scene(tables)
    summary = DatasetSummary()
    summary.add(scene)
    positions = _positions(tables)
    return {
        "segment": tables.segment,
        "frames": summary.frames,
        "seconds": summary.seconds,
        "kilometers": summary.kilometers,
        **context_of(scene),
        "boxes": dict(summary.boxes),
        "objects": dict(summary.objects),
        "camera_boxes": dict(summary.camera_boxes),
        **_distributions(scene),
        "path": positions[::_PATH_STEP].round(2).tolist(),
        "error": "",
    }


def failed_card(segment: str, message: str) -> dict[str, Any]:
    """Returns the card of a segment that cannot be read."""
    return {
        "segment": segment,
        "frames": 0,
        "seconds": 0.0,
        "kilometers": 0.0,
        **dict.fromkeys(SEGMENT_CONTEXT, ""),
        **{name: {} for name in ("boxes", "objects", "camera_boxes")},
        "boxes_by_frame": [],
        "histograms": _histograms(None),
        "path": [],
        "error": message,
    }


def scene_thumbnail(scene: Scene) -> bytes:
    """Returns a small JPEG of the front camera in the middle of a scene.

    Raises:
        NotFoundError: There is no such image.
    """
    frame = scene[len(scene) // 2]
    return thumbnail(frame.camera(CameraName.FRONT).jpeg, frame.label)


def describe_coverage(all_tables: list[SmallTables]) -> dict[str, Any]:
    """Returns the area that segments cover, by city, and the paths of the vehicles."""
    metric = CoverageMetric()
    paths: dict[str, list[dict[str, Any]]] = {}
    for tables in all_tables:
        positions = _positions(tables)
        if len(positions) == 0:
            continue
        city = context_of(Scene(tables))["location"] or "unknown"
        metric.update(tables.segment, city, positions)
        path = {"segment": tables.segment, "positions": _thinned(positions).round(2).tolist()}
        paths.setdefault(city, []).append(path)
    result = metric.result()
    return {
        "radius": metric.radius,
        "cities": [
            {
                "city": city.city,
                "segments": city.segments,
                "poses": city.poses,
                "area_km2": city.area_km2,
                "times_covered": city.footprint_sum_km2 / city.area_km2,
                "paths": paths[city.city],
                "outlines": _rings(city.geometry),
            }
            for city in result.cities
        ],
        "growth": metric.growth().area_km2.tolist() if result.cities else [],
    }


def _positions(tables: SmallTables) -> NDArray[np.float64]:
    places = tables.poses()[:, :2, 3]
    return places[np.isfinite(places).all(axis=1)]


def _distributions(scene: Scene) -> dict[str, Any]:
    try:
        boxes = scene.boxes
    except NotFoundError:
        return {"boxes_by_frame": [], "histograms": _histograms(None)}
    frame = np.searchsorted(scene.timestamps_micros, boxes.require("timestamps_micros"))
    counts = np.bincount(frame, minlength=len(scene))
    return {"boxes_by_frame": counts.tolist(), "histograms": _histograms(boxes)}


def _histograms(boxes: Boxes | None) -> dict[str, list[int]]:
    if boxes is None:
        boxes = Boxes.empty()
    distance = np.linalg.norm(boxes.array[:, :3], axis=1)
    velocities = boxes.velocities_world
    speed = np.empty(0) if velocities is None else np.linalg.norm(velocities[:, :2], axis=1)
    points = np.empty(0) if boxes.num_points is None else boxes.num_points
    return {
        "range": _histogram(distance, RANGE_EDGES),
        "speed": _histogram(speed[np.isfinite(speed)], SPEED_EDGES),
        "points": _histogram(points, POINT_EDGES),
    }


def _histogram(values: NDArray[Any], edges: tuple[float, ...]) -> list[int]:
    place = np.searchsorted(edges, values, side="right") - 1
    counts: list[int] = np.bincount(place[place >= 0], minlength=len(edges) - 1).tolist()
    return counts


def _thinned(positions: NDArray[np.float64]) -> NDArray[np.float64]:
    """Returns the positions at every few meters, the first and the last among them."""
    way = np.append(0.0, np.linalg.norm(np.diff(positions, axis=0), axis=1).cumsum())
    steps = np.floor(way / _SPACING)
    kept = np.append(True, steps[1:] > steps[:-1])
    kept[-1] = True
    found: NDArray[np.float64] = positions[kept]
    return found


def _rings(geometry: shapely.Geometry) -> list[list[list[float]]]:
    return [
        shapely.get_coordinates(ring).round(2).tolist()
        for polygon in shapely.get_parts(shapely.simplify(geometry, _SIMPLIFIED))
        for ring in (polygon.exterior, *polygon.interiors)
    ]
