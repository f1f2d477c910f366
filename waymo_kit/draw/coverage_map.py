"""Maps of what datasets cover, a panel a city."""

from __future__ import annotations

import math
from collections.abc import Mapping
from os import PathLike
from typing import TYPE_CHECKING

import numpy as np
import shapely

from waymo_kit.draw.style import BACKGROUND, BRIGHT, FAINT, TEXT, new_figure
from waymo_kit.errors import InvalidInputError

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

COLORS = ("#56b4e9", "#ff9d2e", "#f2f6fa")
"""The first dataset, the second, and what both cover; after Okabe and Ito (2008)."""

_PANEL, _TITLE, _GAP, _COLUMNS = 5.0, 0.55, 0.15, 3
"""Inches: side of a panel, height of its title, space between panels; panels in a row."""


def draw_coverage(
    areas: Mapping[str, shapely.Geometry],
    path: str | PathLike[str] | None = None,
    *,
    others: Mapping[str, shapely.Geometry] | None = None,
    names: tuple[str, str] = ("first", "second"),
) -> Figure:
    """Draws the covered area of each city, and the overlap with a second dataset.

    Args:
        areas: City -> (multi)polygon in metres.
        path: Where to save the picture, in the format of its suffix, or None.
        others: The same of a second dataset, in the same frames of reference.
        names: Names of the two datasets for the legend.

    Returns:
        The figure; it belongs to no window, so it needs no closing.

    Raises:
        MissingDependencyError: if matplotlib is not installed.
        InvalidInputError: if there is no city.
    """
    second = others or {}
    cities = sorted(areas.keys() | second.keys())
    if not cities:
        raise InvalidInputError("expected a city to draw, got none")
    empty = shapely.Polygon()
    columns = min(len(cities), _COLUMNS)
    rows = math.ceil(len(cities) / columns)
    width = columns * (_PANEL + _GAP) + _GAP
    height = rows * (_PANEL + _TITLE + _GAP) + _GAP
    figure = new_figure(width, height, dpi=150)
    for index, city in enumerate(cities):
        row, column = divmod(index, columns)
        left = _GAP + column * (_PANEL + _GAP)
        bottom = height - (row + 1) * (_PANEL + _TITLE + _GAP)
        axes = figure.add_axes((left / width, bottom / height, _PANEL / width, _PANEL / height))
        first, other = areas.get(city, empty), second.get(city, empty)
        _draw_city(axes, city, first, other, compared=others is not None)
        if index == 0 and others is not None:
            _draw_legend(axes, names)
    if path is not None:
        figure.savefig(path)
    return figure


def _draw_city(
    axes: Axes, city: str, first: shapely.Geometry, second: shapely.Geometry, *, compared: bool
) -> None:
    shared = shapely.intersection(first, second)
    for geometry, color, depth in zip((first, second, shared), COLORS, (2, 3, 4), strict=True):
        _fill(axes, geometry, color, depth)
    axes.set_facecolor(BACKGROUND)
    axes.set(xticks=[], yticks=[], aspect="equal")
    for spine in axes.spines.values():
        spine.set_color(FAINT)
    left, bottom, right, top = shapely.total_bounds(np.array([first, second]))
    extent = max(right - left, top - bottom)
    half = 0.58 * extent
    middle_x, middle_y = (left + right) / 2, (bottom + top) / 2 - 0.04 * extent
    axes.set_xlim(middle_x - half, middle_x + half)
    axes.set_ylim(middle_y - half, middle_y + half)
    sizes = [geometry.area / 1e6 for geometry in (first, second, shared)]
    text = f"{sizes[0]:.2f} km²"
    if compared:
        text += f" and {sizes[1]:.2f} km², shared {sizes[2]:.2f} km²"
    axes.text(0, 1.055, city, transform=axes.transAxes, color=BRIGHT, fontsize=12, va="bottom")
    axes.text(0, 1.015, text, transform=axes.transAxes, color=TEXT, fontsize=9, va="bottom")
    _draw_scale_bar(axes, half)


def _fill(axes: Axes, geometry: shapely.Geometry, color: str, depth: int) -> None:
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    # Normalized, holes run against their outline, so that they stay empty.
    rings = [
        Path(shapely.get_coordinates(ring), closed=True)
        for part in shapely.get_parts(shapely.normalize(geometry))
        if part.geom_type == "Polygon" and not part.is_empty
        for ring in (part.exterior, *part.interiors)
    ]
    if rings:
        outline = Path.make_compound_path(*rings)
        axes.add_patch(PathPatch(outline, facecolor=color, edgecolor="none", zorder=depth))


def _draw_scale_bar(axes: Axes, half: float) -> None:
    power = 10 ** math.floor(math.log10(half / 2))
    length = max(step * power for step in (1, 2, 5) if step * power <= half / 2)
    left, bottom = axes.get_xlim()[0] + 0.06 * half, axes.get_ylim()[0] + 0.06 * half
    axes.plot([left, left + length], [bottom, bottom], color=BRIGHT, linewidth=2, zorder=6)
    label = f"{length / 1e3:g} km" if length >= 1e3 else f"{length:g} m"
    axes.text(left, bottom + 0.03 * half, label, color=BRIGHT, fontsize=9, va="bottom", zorder=6)


def _draw_legend(axes: Axes, names: tuple[str, str]) -> None:
    from matplotlib.patches import Patch

    patches = [
        Patch(facecolor=color, label=name)
        for color, name in zip(COLORS, (*names, "both"), strict=True)
    ]
    axes.legend(
        handles=patches,
        loc="lower right",
        bbox_to_anchor=(1, 1.045),
        ncols=len(patches),
        borderaxespad=0,
        fontsize=9,
        labelcolor=BRIGHT,
        frameon=False,
    )
