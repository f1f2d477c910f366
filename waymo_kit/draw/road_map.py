"""Road maps in bird's-eye views."""

from __future__ import annotations

from typing import TYPE_CHECKING

from waymo_kit.draw.bird_eye import turn
from waymo_kit.geometry import invert_transform, transform_points
from waymo_kit.scene import Frame
from waymo_kit.scene.road_map import FeatureKind

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_STYLES: dict[FeatureKind, dict[str, object]] = {
    FeatureKind.LANE: {"color": "#5b8fb0", "lw": 0.8, "ls": (0, (4, 4))},
    FeatureKind.ROAD_LINE: {"color": "#c9c9c9", "lw": 0.8},
    FeatureKind.ROAD_EDGE: {"color": "#e0a030", "lw": 1.4},
    FeatureKind.CROSSWALK: {"color": "#8fd0a0", "lw": 1.2},
    FeatureKind.SPEED_BUMP: {"color": "#b080d0", "lw": 1.2},
    FeatureKind.DRIVEWAY: {"color": "#808080", "lw": 0.8},
    FeatureKind.STOP_SIGN: {"color": "#e05040", "marker": "8", "ms": 5},
}
_AREAS = (FeatureKind.CROSSWALK, FeatureKind.SPEED_BUMP, FeatureKind.DRIVEWAY)


def draw_road_map(axes: Axes, frame: Frame) -> None:
    """Draws the road map of a frame's segment into a bird's-eye view.

    Call it after `draw_bird_eye`, which sets the limits of the axes.

    Args:
        axes: matplotlib axes of a bird's-eye view.
        frame: Frame whose vehicle is in the middle.

    Raises:
        NotFoundError: The segment has no map, or the frame no pose.
    """
    vehicle_from_map = invert_transform(frame.map_from_vehicle)
    limits = axes.get_xlim(), axes.get_ylim()
    for feature in frame.scene.road_map.features.values():
        points = turn(transform_points(vehicle_from_map, feature.points)[:, :2])
        if feature.kind in _AREAS:
            points = points[[*range(len(points)), 0]]
        axes.plot(points[:, 0], points[:, 1], zorder=2, **_STYLES[feature.kind])
    axes.set(xlim=limits[0], ylim=limits[1])
