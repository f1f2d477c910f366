"""Colours, line widths and the empty figure that all drawings share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from waymo_kit.errors import MissingDependencyError
from waymo_kit.schema import ObjectType

if TYPE_CHECKING:
    from matplotlib.colors import Colormap
    from matplotlib.figure import Figure

BACKGROUND = "#0b0f14"
FAINT = "#2a333d"
TEXT = "#9fb0c0"
BRIGHT = "#f2f6fa"

TYPE_COLORS = {
    ObjectType.VEHICLE: "#56b4e9",
    ObjectType.PEDESTRIAN: "#ff9d2e",
    ObjectType.CYCLIST: "#f5e663",
    ObjectType.SIGN: "#e58dbb",
    ObjectType.UNKNOWN: "#b8c0c8",
}
"""After Okabe and Ito (2008): they also differ in lightness, for the colour-blind and in print."""

_POINT_STOPS = ("#26384c", "#3f5f74", "#5f8a8b", "#93ad95", "#d8d8c0")


def new_figure(width: float, height: float, dpi: float) -> Figure:
    """Makes an empty dark figure that belongs to no window and no global state.

    Args:
        width: inches.
        height: inches.
        dpi: pixels an inch.

    Raises:
        MissingDependencyError: if matplotlib is not installed.
    """
    try:
        from matplotlib.figure import Figure
    except ImportError as error:
        raise MissingDependencyError("drawing needs matplotlib", "viz") from error
    return Figure(figsize=(width, height), dpi=dpi, facecolor=BACKGROUND)


def point_colormap() -> Colormap:
    """Colours of points, dim to bright and never as strong as a box's."""
    from matplotlib.colors import LinearSegmentedColormap

    return LinearSegmentedColormap.from_list("waymo_kit_points", _POINT_STOPS)
