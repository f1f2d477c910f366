"""Reliability diagrams: share of right answers by score, and number of answers."""

from __future__ import annotations

from os import PathLike
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from waymo_kit.draw.style import BACKGROUND, BRIGHT, TEXT, TYPE_COLORS, new_figure, style_plot
from waymo_kit.errors import InvalidInputError
from waymo_kit.schema import ObjectType

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_BAR = TYPE_COLORS[ObjectType.VEHICLE]
_GAP = TYPE_COLORS[ObjectType.PEDESTRIAN]


def draw_reliability(
    lower: ArrayLike,
    upper: ArrayLike,
    count: ArrayLike,
    confidence: ArrayLike,
    accuracy: ArrayLike,
    path: str | PathLike[str] | None = None,
    *,
    title: str = "",
    answers: str = "precision",
) -> Figure:
    """Draws a reliability curve above the distribution of scores.

    A bar is as high as the share of right answers of its bin, a dot marks the bin's mean score on
    the diagonal of perfect calibration, and what lies between them is the gap.

    Args:
        lower: (B,) lower edges of the score bins.
        upper: (B,) upper edges.
        count: (B,) answers in each bin.
        confidence: (B,) mean score, NaN where the bin is empty.
        accuracy: (B,) share of right answers, NaN where the bin is empty.
        path: Path of the picture to write, in the format of its suffix. Defaults to None, which
            writes nothing.
        title: Text above the picture, which is no formula. Defaults to none.
        answers: Name of the vertical axis. Defaults to precision.

    Returns:
        The figure; it belongs to no window, so it needs no closing.

    Raises:
        MissingDependencyError: matplotlib is not installed.
        InvalidInputError: The arrays differ in length.
    """
    columns = [np.asarray(a, np.float64) for a in (lower, upper, count, confidence, accuracy)]
    if len({array.shape for array in columns}) != 1 or columns[0].ndim != 1:
        raise InvalidInputError(
            f"expected five columns of one length, got {[array.shape for array in columns]}"
        )
    low, high, counts, scores, right = columns
    figure = new_figure(5.0, 6.2, dpi=150)
    main = figure.add_axes((0.15, 0.32, 0.81, 0.61))
    below = figure.add_axes((0.15, 0.09, 0.81, 0.19))
    filled = counts > 0
    left, width = low[filled], (high - low)[filled]
    main.bar(left, right[filled], width, align="edge", color=_BAR, edgecolor=BACKGROUND)
    main.vlines(scores[filled], right[filled], scores[filled], color=_GAP, linewidth=2)
    main.plot([0, 1], [0, 1], color=TEXT, linewidth=1, linestyle="--")
    main.plot(scores[filled], scores[filled], "o", color=_GAP, markersize=4)
    below.bar(left, counts[filled], width, align="edge", color=_BAR, edgecolor=BACKGROUND)
    below.set_yscale("log")
    below.set_ylim(0.5, 2 * counts.max(initial=1.0))
    below.minorticks_off()
    main.set(xlim=(0, 1), ylim=(0, 1), ylabel=answers)
    below.set(xlim=(0, 1), xlabel="score", ylabel="count")
    main.set_title(title, color=BRIGHT, fontsize=11, loc="left", parse_math=False)
    for axes in (main, below):
        style_plot(axes)
    main.set_xticklabels([])
    if path is not None:
        figure.savefig(path)
    return figure
