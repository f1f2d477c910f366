"""Plots of accuracy on targets against accuracy on ImageNet (Kornblith et al. 2019, figure 2)."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from os import PathLike
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from waymo_kit.draw.search_plots import COLORS
from waymo_kit.draw.style import BRIGHT, FAINT, LEGEND, TEXT, new_figure, style_plot

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_IMAGENET_IMAGES = 50_000
"""Number of validation images of ImageNet, on which its accuracies are measured."""

_COLUMNS = 3
_TICKS = (0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.999)


def draw_transfer(
    imagenet: Sequence[float],
    families: Sequence[str],
    targets: Mapping[str, NDArray[np.float64]],
    images: Sequence[int],
    correlations: Sequence[float],
    path: str | PathLike[str] | None = None,
) -> Figure:
    """Draws a panel for each target, and one for the mean of all, on axes of log-odds.

    Args:
        imagenet: (M,) accuracies on ImageNet in (0, 1).
        families: Family of each network, which has a color.
        targets: Name of the target -> (M,) accuracies on its test images.
        images: Number of test images of each target.
        correlations: Correlation of each target with ImageNet, and that of the mean at the end.
        path: Path of the picture to write, in the format of its suffix. Defaults to None, which
            writes nothing.

    Returns:
        The figure; it belongs to no window, so it needs no closing.

    Raises:
        MissingDependencyError: matplotlib is not installed.
    """
    known = list(dict.fromkeys(families))
    colors = [COLORS[known.index(family) % len(COLORS)] for family in families]
    source = _logits(np.asarray(imagenet, np.float64), _IMAGENET_IMAGES)
    panels = [
        (name, _logits(accuracies, count))
        for (name, accuracies), count in zip(targets.items(), images, strict=True)
    ]
    pooled = np.mean([values - values.mean() for _, values in panels], axis=0)
    rows = math.ceil((len(panels) + 1) / _COLUMNS)
    figure = new_figure(3.6 * _COLUMNS, 3.1 * rows + 0.5, dpi=130)
    for number, (name, values) in enumerate([*panels, ("mean of all, centered", pooled)]):
        axes = figure.add_subplot(rows, _COLUMNS, number + 1)
        style_plot(axes)
        axes.grid(color=FAINT, linewidth=0.6)
        slope, offset = np.polyfit(source, values, 1)
        ends = np.array([source.min(), source.max()])
        axes.plot(ends, slope * ends + offset, color=TEXT, linewidth=1, alpha=0.6)
        axes.scatter(source, values, c=colors, s=28, zorder=3)
        axes.set_title(f"{name}: r {correlations[number]:.2f}", color=BRIGHT, fontsize=10)
        _label_odds(axes.xaxis, source)
        if number < len(panels):
            _label_odds(axes.yaxis, values)
        else:
            axes.set_ylabel("log-odds, centered", color=TEXT)
        if number + _COLUMNS > len(panels):
            axes.set_xlabel("top-1 on ImageNet, %", color=TEXT)
    _add_legend(figure, known)
    figure.tight_layout(rect=(0, 0.06 / rows + 0.03, 1, 1))
    if path is not None:
        figure.savefig(path)
    return figure


def _add_legend(figure: Figure, families: Sequence[str]) -> None:
    from matplotlib.lines import Line2D

    handles = [
        Line2D([], [], marker="o", linestyle="", color=COLORS[number % len(COLORS)], label=family)
        for number, family in enumerate(families)
    ]
    figure.legend(
        handles=handles,
        loc="lower center",
        ncols=len(handles),
        **LEGEND,
    )


def _label_odds(axis: Any, values: NDArray[np.float64]) -> None:
    """Puts ticks at round percentages along an axis of log-odds."""
    margin = 0.15 * (values.max() - values.min()) + 0.05
    shown = [
        p for p in _TICKS if values.min() - margin < math.log(p / (1 - p)) < values.max() + margin
    ]
    axis.set_ticks([math.log(p / (1 - p)) for p in shown], [f"{100 * p:g}" for p in shown])


def _logits(shares: NDArray[np.float64], count: int) -> NDArray[np.float64]:
    """Returns the log-odds of shares of `count` images, clipped half an image from 0 and 1."""
    clipped = np.clip(shares, 0.5 / count, 1 - 0.5 / count)
    logits: NDArray[np.float64] = np.log(clipped) - np.log1p(-clipped)
    return logits
