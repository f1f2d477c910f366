"""Colors, line widths, legends and the empty figure that all drawings share."""

from __future__ import annotations

import functools
import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from waymo_kit.errors import MissingDependencyError
from waymo_kit.schema import ObjectType

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.colors import Colormap
    from matplotlib.figure import Figure

BACKGROUND = "#0b0f14"
FAINT = "#2a333d"
TEXT = "#9fb0c0"
BRIGHT = "#f2f6fa"

TYPE_COLORS = {
    ObjectType.VEHICLE: "#56b4e9",
    ObjectType.PEDESTRIAN: "#eb8d12",
    ObjectType.CYCLIST: "#fff06e",
    ObjectType.SIGN: "#b86d95",
    ObjectType.UNKNOWN: "#bad4df",
}
"""After Okabe and Ito (2008), moved until the color-blind tell any two apart, as in the viewer."""

LEGEND: dict[str, Any] = {
    "facecolor": BACKGROUND,
    "edgecolor": FAINT,
    "labelcolor": TEXT,
    "fontsize": 9,
}
"""Look of the legends of plots with scales, as options of matplotlib."""

_POINT_STOPS = ("#26384c", "#3f5f74", "#5f8a8b", "#93ad95", "#d8d8c0")


def new_figure(width: float, height: float, dpi: float) -> Figure:
    """Creates an empty dark figure that belongs to no window and shows itself in notebooks.

    Args:
        width: Width in inches.
        height: Height in inches.
        dpi: Pixels per inch.

    Raises:
        MissingDependencyError: matplotlib is not installed.
    """
    return _picture_class()(figsize=(width, height), dpi=dpi, facecolor=BACKGROUND)


@functools.cache
def _picture_class() -> type[Figure]:
    try:
        from matplotlib.figure import Figure
    except ImportError as error:
        raise MissingDependencyError("drawing needs matplotlib", "viz") from error

    class Picture(Figure):
        """A figure that notebooks display without `%matplotlib inline`."""

        def _repr_png_(self) -> bytes:
            with io.BytesIO() as file:
                self.savefig(file, format="png")
                return file.getvalue()

    return Picture


def point_colormap() -> Colormap:
    """Returns the colors of points: dim to bright, and never as strong as those of boxes."""
    from matplotlib.colors import LinearSegmentedColormap

    return LinearSegmentedColormap.from_list("waymo_kit_points", _POINT_STOPS)


def type_color(kind: int) -> str:
    """Returns the color of an object type; unknown numbers have the color of UNKNOWN."""
    return TYPE_COLORS.get(ObjectType(kind) if kind in _NUMBERS else ObjectType.UNKNOWN, TEXT)


_NUMBERS = {int(kind) for kind in ObjectType}


def add_legend(axes: Axes, handles: Sequence[Any], width: float, **options: Any) -> None:
    """Adds a legend without a frame at the left, in as many rows as it needs.

    Args:
        axes: Axes to draw into.
        handles: Entries of the legend.
        width: Inches that there are for it.
        **options: Further options of matplotlib's legends.
    """
    if handles:
        longest = max(len(handle.get_label()) for handle in handles)
        columns = int(width / (0.085 * longest + 0.42))
        axes.legend(
            handles=handles,
            loc="center left",
            ncols=max(min(columns, len(handles)), 1),
            columnspacing=1.4,
            labelspacing=0.3,
            fontsize=8.5,
            labelcolor=BRIGHT,
            frameon=False,
            handleheight=0.9,
            borderaxespad=0,
            borderpad=0,
            **options,
        )


def style_plot(axes: Axes) -> None:
    """Colors the background, labels and edges of a plot with scales."""
    axes.set_facecolor(BACKGROUND)
    axes.tick_params(colors=TEXT, labelsize=9, which="both")
    axes.xaxis.label.set_color(TEXT)
    axes.yaxis.label.set_color(TEXT)
    for spine in axes.spines.values():
        spine.set_color(FAINT)


def style_view(axes: Axes) -> None:
    """Colors the background and edges of a picture without scales."""
    axes.set_facecolor(BACKGROUND)
    axes.set(xticks=[], yticks=[])
    for spine in axes.spines.values():
        spine.set_color(FAINT)


def add_scale(
    axes: Axes, colormap: Colormap | str, meaning: str, limits: tuple[float, float]
) -> None:
    """Fills axes with a color scale: its meaning above, its limits below."""
    import numpy as np

    axes.imshow(np.linspace(0, 1, 256)[None], cmap=colormap, aspect="auto", extent=(0, 1, 0, 1))
    axes.set(yticks=[], xticks=[0, 1], xticklabels=[f"{limit:g}" for limit in limits])
    axes.tick_params(colors=TEXT, labelsize=7.5, length=0, pad=2)
    axes.set_title(meaning, color=TEXT, size=8, loc="center", pad=3)
    for spine in axes.spines.values():
        spine.set_visible(False)
