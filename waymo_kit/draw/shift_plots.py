"""Plots of calibration under shift."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from os import PathLike
from typing import TYPE_CHECKING, Literal

import numpy as np

from waymo_kit.draw.style import BRIGHT, FAINT, LEGEND, TEXT, new_figure, style_plot

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_COLORS = ("#bad4df", "#eb8d12", "#56b4e9", "#4fbf8f", "#b86d95", "#fff06e")
_LINES: tuple[Literal["-", "--", ":"], ...] = ("-", "--", ":")

Line = tuple[str, str]
"""Name of a loss, which has a color, and of a temperature, which has a style of lines."""


def draw_shift(
    figures: Mapping[str, Mapping[Line, Sequence[Sequence[float]]]],
    places: Sequence[str],
    path: str | PathLike[str] | None = None,
) -> Figure:
    """Draws how figures change with the shift: a panel per figure, a line per loss and temperature.

    Args:
        figures: Title of the figure -> line -> values (number of places, number of seeds). The line
            goes through the means, and a band reaches from the lowest to the highest seed.
        places: Labels along the horizontal axis, such as clean and severities.
        path: Path of the picture to write, in the format of its suffix. Defaults to None, which
            writes nothing.

    Returns:
        The figure; it belongs to no window, so it needs no closing.

    Raises:
        MissingDependencyError: matplotlib is not installed.
    """
    picture = new_figure(4.3 * len(figures), 4.4, dpi=140)
    losses = list(dict.fromkeys(loss for lines in figures.values() for loss, _ in lines))
    styles = list(dict.fromkeys(style for lines in figures.values() for _, style in lines))
    for number, (title, lines) in enumerate(figures.items()):
        share = 1 / len(figures)
        axes = picture.add_axes((number * share + 0.2 * share, 0.30, 0.70 * share, 0.60))
        for (loss, style), values in lines.items():
            color = _COLORS[losses.index(loss) % len(_COLORS)]
            seeds = np.asarray(values, np.float64)
            x = np.arange(len(places))
            axes.fill_between(
                x, seeds.min(axis=1), seeds.max(axis=1), color=color, alpha=0.13, linewidth=0
            )
            axes.plot(
                x,
                seeds.mean(axis=1),
                _LINES[styles.index(style) % len(_LINES)],
                color=color,
                linewidth=1.8,
                marker="o",
                markersize=3.5,
            )
        axes.set_xticks(range(len(places)), places)
        axes.margins(x=0.08)
        axes.set_title(title, color=BRIGHT, fontsize=11, loc="left")
        style_plot(axes)
        axes.grid(color=FAINT, linewidth=0.6)
    _add_legend(picture, losses, styles)
    if path is not None:
        picture.savefig(path)
    return picture


def _add_legend(picture: Figure, losses: Sequence[str], styles: Sequence[str]) -> None:
    from matplotlib.lines import Line2D

    handles = [
        Line2D([], [], color=_COLORS[k % len(_COLORS)], linewidth=2.4, label=loss)
        for k, loss in enumerate(losses)
    ]
    handles += [
        Line2D([], [], color=TEXT, linestyle=_LINES[k % len(_LINES)], label=f"temperature: {style}")
        for k, style in enumerate(styles)
        if len(styles) > 1
    ]
    picture.legend(
        handles=handles,
        loc="lower center",
        ncols=min(len(handles), 4),
        **LEGEND,
    )
