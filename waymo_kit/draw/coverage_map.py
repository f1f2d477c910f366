"""Maps of the coverage of datasets: number of passes, paths, and overlap."""

from __future__ import annotations

import math
from collections.abc import Sequence
from os import PathLike
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from waymo_kit.draw.style import BACKGROUND, BRIGHT, TEXT, add_legend, new_figure, style_view
from waymo_kit.errors import InvalidInputError
from waymo_kit.metrics.coverage import CoverageMetric, CoverageResult
from waymo_kit.metrics.covered_area import coverage_grid

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

COLORS = ("#56b4e9", "#ff9d2e", "#f2f6fa")
"""Colors of the first dataset, of the second and of their overlap; after Okabe and Ito (2008)."""

PASS_COLORS = ("#1d4e73", "#2f86a6", "#5fb8a0", "#b7d57a", "#f5e663")
"""Places that were passed once, twice, and so on up to the last step of `PASS_STEPS`."""

PASS_STEPS = (1, 2, 3, 5, 9)
"""Smallest number of passes of each color."""

_PANEL, _TITLE, _FOOT, _GAP, _COLUMNS = 5.0, 0.55, 0.35, 0.15, 3
"""Inches: side of a panel, heights of its title and of the legend, space between panels; panels in
a row."""

_CELLS = 1500
"""Cells a side of the grid on which passes are counted."""

_JOINED = 0.5
"""Positions farther apart than this times the radius are drawn as dots and not joined by a line."""


def draw_coverage(
    survey: CoverageMetric,
    path: str | PathLike[str] | None = None,
    *,
    other: CoverageMetric | None = None,
    names: tuple[str, str] = ("first", "second"),
) -> Figure:
    """Draws a panel per city: number of segments that pass each place, or coverage of two datasets.

    Thin lines are the paths of the vehicle.

    Args:
        survey: Survey of a dataset.
        path: Path of the picture to write, in the format of its suffix. Defaults to None, which
            writes nothing.
        other: Survey of a second dataset in the same frames of reference. Defaults to None, which
            colors the first by the number of passes.
        names: Names of the two datasets for the legend.

    Returns:
        The figure. It belongs to no window, so it needs no closing; notebooks display it.

    Raises:
        MissingDependencyError: matplotlib is not installed.
        InvalidInputError: There is no city, or the radii of the surveys differ.
    """
    surveys = [survey] if other is None else [survey, other]
    cities = sorted({city for one in surveys for city in one.cities})
    if not cities:
        raise InvalidInputError("expected a city to draw, got none")
    if other is not None and other.radius != survey.radius:
        raise InvalidInputError(
            f"expected surveys of one radius, got {survey.radius} m and {other.radius} m"
        )
    columns = min(len(cities), _COLUMNS)
    rows = math.ceil(len(cities) / columns)
    width = columns * (_PANEL + _GAP) + _GAP
    height = rows * (_PANEL + _TITLE + _GAP) + _FOOT
    figure = new_figure(width, height, dpi=150)
    from matplotlib.lines import Line2D

    coverages = [one.result() for one in surveys]
    for index, city in enumerate(cities):
        row, column = divmod(index, columns)
        left = _GAP + column * (_PANEL + _GAP)
        bottom = height - (row + 1) * (_PANEL + _TITLE + _GAP) + _GAP
        axes = figure.add_axes((left / width, bottom / height, _PANEL / width, _PANEL / height))
        _draw_city(axes, city, surveys, coverages)
    foot = figure.add_axes((_GAP / width, 0, 1 - 2 * _GAP / width, _FOOT / height))
    foot.set_axis_off()
    handles = _pass_handles() if other is None else _dataset_handles(names)
    handles.append(Line2D([], [], color=TEXT, lw=0.8, label="path"))
    add_legend(foot, handles, width - 2 * _GAP, handlelength=0.9)
    if path is not None:
        figure.savefig(path)
    return figure


def _draw_city(
    axes: Axes, city: str, surveys: Sequence[CoverageMetric], coverages: Sequence[CoverageResult]
) -> None:
    paths = [one.paths(city) if city in one.cities else [] for one in surveys]
    positions = np.concatenate([path for some in paths for path in some])
    radius = surveys[0].radius
    low, high = positions.min(axis=0) - radius, positions.max(axis=0) + radius
    half = 0.54 * float((high - low).max())
    middle = (low + high) / 2
    corner = middle - half
    spacing = 2 * half / _CELLS
    counts = [
        coverage_grid(one.footprints(city), (corner[0], corner[1]), spacing, (_CELLS, _CELLS))
        if city in one.cities
        else np.zeros((_CELLS, _CELLS), np.int32)
        for one in surveys
    ]
    style_view(axes)
    axes.imshow(
        _paint_passes(counts[0]) if len(counts) == 1 else _paint_datasets(counts[0], counts[1]),
        origin="lower",
        extent=(corner[0], corner[0] + 2 * half, corner[1], corner[1] + 2 * half),
        interpolation="antialiased",
    )
    for some in paths:
        _draw_paths(axes, some, _JOINED * radius)
    axes.set(xlim=(corner[0], corner[0] + 2 * half), ylim=(corner[1], corner[1] + 2 * half))
    style: dict[str, Any] = {"transform": axes.transAxes, "va": "bottom", "parse_math": False}
    axes.text(0, 1.055, city, color=BRIGHT, fontsize=12, **style)
    axes.text(0, 1.015, _describe(city, coverages), color=TEXT, fontsize=8.5, **style)
    _draw_scale_bar(axes, half)


def _describe(city: str, coverages: Sequence[CoverageResult]) -> str:
    """Returns the line below the name in a city's title: areas, segments and the radius."""
    found = [next((c for c in one.cities if c.city == city), None) for one in coverages]
    areas = [0.0 if one is None else one.area_km2 for one in found]
    count = sum(0 if one is None else one.segments for one in found)
    area = f"{areas[0]:.2f} km²"
    if len(coverages) == 2:
        first, second = found
        shared = 0.0
        if first is not None and second is not None:
            shared = first.geometry.intersection(second.geometry).area / 1e6
        area += f" and {areas[1]:.2f} km², shared {shared:.2f} km²"
    segments = "1 segment" if count == 1 else f"{count:,} segments"
    return f"{area}, {segments}, radius {coverages[0].radius:g} m"


def _paint_passes(counts: NDArray[np.int32]) -> NDArray[np.uint8]:
    """Colors a grid by the number of passes: (H, W, 4) uint8."""
    step = np.searchsorted(PASS_STEPS, counts, side="right")
    return _palette(("#00000000", *PASS_COLORS))[step]


def _paint_datasets(first: NDArray[np.int32], second: NDArray[np.int32]) -> NDArray[np.uint8]:
    """Colors a grid by which of two datasets cover a place: (H, W, 4) uint8."""
    return _palette(("#00000000", *COLORS))[(first > 0) + 2 * (second > 0)]


def _palette(colors: Sequence[str]) -> NDArray[np.uint8]:
    from matplotlib.colors import to_rgba_array

    palette: NDArray[np.uint8] = np.round(255 * to_rgba_array(colors)).astype(np.uint8)
    return palette


def _draw_paths(axes: Axes, paths: Sequence[NDArray[np.float64]], joined: float) -> None:
    from matplotlib.collections import LineCollection

    lines: list[NDArray[np.float64]] = []
    dots: list[NDArray[np.float64]] = []
    for path in paths:
        steps = np.linalg.norm(np.diff(path, axis=0), axis=1)
        for run in np.split(path, np.flatnonzero(steps > joined) + 1):
            (lines if len(run) > 1 else dots).append(run)
    axes.add_collection(LineCollection(lines, colors=BACKGROUND, lw=0.7))
    if dots:
        x, y = np.concatenate(dots).T
        axes.scatter(x, y, s=0.6, color=BACKGROUND, alpha=0.8, lw=0)


def _draw_scale_bar(axes: Axes, half: float) -> None:
    power = 10 ** math.floor(math.log10(half / 2))
    length = max(step * power for step in (1, 2, 5) if step * power <= half / 2)
    left, bottom = axes.get_xlim()[0] + 0.06 * half, axes.get_ylim()[0] + 0.06 * half
    axes.plot([left, left + length], [bottom, bottom], color=BRIGHT, linewidth=2, zorder=6)
    label = f"{length / 1e3:g} km" if length >= 1e3 else f"{length:g} m"
    axes.text(left, bottom + 0.03 * half, label, color=BRIGHT, fontsize=9, va="bottom", zorder=6)


def _pass_handles() -> list[object]:
    from matplotlib.patches import Patch

    labels = []
    for k, first in enumerate(PASS_STEPS):
        last = PASS_STEPS[k + 1] - 1 if k + 1 < len(PASS_STEPS) else None
        if last is None:
            labels.append(f"{first} or more")
        else:
            labels.append(f"{first}" if first == last else f"{first} to {last}")
    labels[0] = "passed once"
    labels[1:] = [f"{label} times" if k == 0 else label for k, label in enumerate(labels[1:])]
    return [
        Patch(facecolor=color, label=label)
        for color, label in zip(PASS_COLORS, labels, strict=True)
    ]


def _dataset_handles(names: tuple[str, str]) -> list[object]:
    from matplotlib.patches import Patch

    # A dollar sign would begin a formula.
    shown = [name.replace("$", r"\$") for name in names]
    return [
        Patch(facecolor=color, label=name)
        for color, name in zip(COLORS, (*shown, "both"), strict=True)
    ]
