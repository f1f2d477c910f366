"""Road maps in bird's-eye views and in camera images."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from waymo_kit.draw.bird_eye import turn
from waymo_kit.draw.wireframe import Projection, image_lines
from waymo_kit.geometry import CameraCalibration, invert_transform, transform_points
from waymo_kit.scene import Frame
from waymo_kit.scene.road_map import FeatureKind

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_STYLES: dict[FeatureKind, dict[str, Any]] = {
    FeatureKind.LANE: {"color": "#5b8fb0", "lw": 0.8, "ls": (0, (4, 4))},
    FeatureKind.ROAD_LINE: {"color": "#c9c9c9", "lw": 0.8},
    FeatureKind.ROAD_EDGE: {"color": "#e0a030", "lw": 1.4},
    FeatureKind.CROSSWALK: {"color": "#8fd0a0", "lw": 1.2},
    FeatureKind.SPEED_BUMP: {"color": "#b080d0", "lw": 1.2},
    FeatureKind.DRIVEWAY: {"color": "#808080", "lw": 0.8},
    FeatureKind.STOP_SIGN: {"color": "#e05040", "marker": "8", "ms": 5},
}
_AREAS = (FeatureKind.CROSSWALK, FeatureKind.SPEED_BUMP, FeatureKind.DRIVEWAY)
_REACH_METERS = 80.0
"""Distance beyond which lines in images are left out, since they crowd at the horizon."""


def draw_road_map(axes: Axes, frame: Frame) -> None:
    """Draws the road map of a frame's segment into a bird's-eye view.

    Call it after `draw_bird_eye`, which sets the limits of the axes.

    Args:
        axes: matplotlib axes of a bird's-eye view.
        frame: Frame whose vehicle is in the middle.

    Raises:
        NotFoundError: The segment has no map, or the frame no pose.
    """
    limits = axes.get_xlim(), axes.get_ylim()
    for kind, line in _lines(frame):
        points = turn(line[:, :2])
        axes.plot(points[:, 0], points[:, 1], zorder=2, **_STYLES[kind])
    axes.set(xlim=limits[0], ylim=limits[1])


def draw_road_map_in_camera(
    axes: Axes, frame: Frame, calibration: CameraCalibration, project: Projection
) -> None:
    """Draws the road map of a frame's segment into a camera's image, below boxes.

    Call it after `draw_camera`, which sets the limits of the axes. Objects in front of a line do
    not hide it. What is farther than 80 m from the vehicle is left out.

    Args:
        axes: matplotlib axes of an image.
        frame: Frame of the image.
        calibration: Calibration of the camera.
        project: Projection of the vehicle frame, such as `Camera.project` of a scene.

    Raises:
        NotFoundError: The segment has no map, or the frame no pose.
    """
    from matplotlib.collections import LineCollection

    pieces: dict[FeatureKind, list[NDArray[np.float64]]] = {}
    for kind, line in _lines(frame):
        near = line[:-1] if len(line) > 1 else line
        is_near = np.linalg.norm(near[:, :2], axis=1) < _REACH_METERS
        ends = np.stack([near, line[1:] if len(line) > 1 else line], axis=1)[is_near]
        pieces.setdefault(kind, []).append(ends)
    for kind, found in pieces.items():
        style, ends = _STYLES[kind], np.concatenate(found)
        if kind is FeatureKind.STOP_SIGN:
            pixels, valid = project(ends[:, 0])
            axes.plot(*pixels[valid].T, ls="", zorder=1.5, **style)
            continue
        lines, _ = image_lines(ends, calibration, project)
        width = 1.3 * style["lw"]
        axes.add_collection(
            LineCollection(list(lines), colors=style["color"], linewidths=width, zorder=1.5),
            autolim=False,
        )


def _lines(frame: Frame) -> Iterator[tuple[FeatureKind, NDArray[np.float64]]]:
    """Yields kind and (N, 3) points of each feature in the vehicle frame; areas are closed."""
    vehicle_from_map = invert_transform(frame.map_from_vehicle)
    for feature in frame.scene.road_map.features.values():
        points = transform_points(vehicle_from_map, feature.points)
        if feature.kind in _AREAS and len(points):
            points = points[[*range(len(points)), 0]]
        yield feature.kind, points
