"""Plots of what a detector scores with more data, and in cities that it was not trained in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from os import PathLike
from typing import TYPE_CHECKING

from waymo_kit.draw.style import (
    BACKGROUND,
    BRIGHT,
    FAINT,
    LEGEND,
    TEXT,
    TYPE_COLORS,
    new_figure,
    style_plot,
)
from waymo_kit.schema import ObjectType

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def draw_data_size(
    fractions: Sequence[float],
    figures: Mapping[str, Sequence[float | None]],
    path: str | PathLike[str] | None = None,
) -> Figure:
    """Draws a line of scores for each row of a data-size study.

    Lines that coincide are drawn one over the other, the first ones wider, so that all are seen.

    Args:
        fractions: (T,) shares of the training segments, ascending.
        figures: Scores (T,) by row, such as `VEHICLE_LEVEL_1`; None is left out.
        path: Path of the picture to write, in the format of its suffix. Defaults to None, which
            writes nothing.

    Returns:
        The figure. It belongs to no window, so it needs no closing; notebooks display it.

    Raises:
        MissingDependencyError: matplotlib is not installed.
    """
    figure = new_figure(6.0, 4.2, dpi=150)
    axes = figure.add_axes((0.12, 0.14, 0.84, 0.80))
    rows = list(figures.items())
    for number, (name, values) in enumerate(rows):
        kind, level = name.split("_", 1)
        known = [(x, y) for x, y in zip(fractions, values, strict=True) if y is not None]
        covering = sum(_coincide(values, later) for _, later in rows[number + 1 :])
        axes.plot(
            [100 * x for x, _ in known],
            [y for _, y in known],
            "o-" if level == "LEVEL_1" else "o--",
            color=TYPE_COLORS[ObjectType[kind]],
            linewidth=1.6 + 3.5 * covering,
            markersize=4 + 4 * covering,
            alpha=0.55 if covering else 1.0,
            clip_on=False,
            zorder=3 + 0.1 * number,
            label=f"{kind.lower()}, {level}",
        )
    # Room below zero and above one, so that lines there are seen whole.
    axes.set(xlabel="training segments, %", ylabel="AP", ylim=(-0.03, 1.03), xlim=(0, 103))
    style_plot(axes)
    axes.grid(color=FAINT, linewidth=0.6)
    axes.axhline(0, color=TEXT, linewidth=0.8, zorder=2)
    axes.legend(loc="best", **LEGEND).set_zorder(2.5)
    if path is not None:
        figure.savefig(path)
    return figure


def _coincide(one: Sequence[float | None], other: Sequence[float | None]) -> bool:
    """Returns whether two lines cannot be told apart in the plot."""
    pairs = [(a, b) for a, b in zip(one, other, strict=True) if a is not None and b is not None]
    return bool(pairs) and all(abs(a - b) < 0.006 for a, b in pairs)


def draw_domain_gap(
    tables: Mapping[str, Sequence[Sequence[str]]], path: str | PathLike[str] | None = None
) -> Figure:
    """Draws a square of shades for each table of a domain-gap study.

    Args:
        tables: Title -> rows of cells: the first has the headings, the first cell of the others
            the city that a detector was trained in; "-" is no score.
        path: Path of the picture to write, in the format of its suffix. Defaults to None, which
            writes nothing.

    Returns:
        The figure; it belongs to no window, so it needs no closing.

    Raises:
        MissingDependencyError: matplotlib is not installed.
    """
    columns = min(len(tables), 2)
    lines = -(-len(tables) // columns)
    side = 3.0
    figure = new_figure(columns * side, lines * side, dpi=150)
    for number, (title, (headings, *rows)) in enumerate(tables.items()):
        line, column = divmod(number, columns)
        axes = figure.add_axes(
            (
                (column + 0.27) / columns,
                1 - (line + 0.83) / lines,
                0.68 / columns,
                0.68 / lines,
            )
        )
        values = [[float("nan") if cell == "-" else float(cell) for cell in r[1:]] for r in rows]
        axes.imshow(values, vmin=0, vmax=1, cmap="cividis", aspect="auto")
        for y, row in enumerate(rows):
            for x, text in enumerate(row[1:]):
                shade = 0.0 if text == "-" else float(text)
                color = BACKGROUND if shade > 0.55 else BRIGHT
                axes.text(x, y, text, color=color, ha="center", va="center", fontsize=9)
        axes.set_xticks(range(len(headings) - 1), [name.split()[-1] for name in headings[1:]])
        axes.set_yticks(range(len(rows)), [row[0] for row in rows])
        axes.set(xlabel="tested in", ylabel="trained in")
        axes.set_title(title, color=BRIGHT, fontsize=10, loc="left")
        style_plot(axes)
    if path is not None:
        figure.savefig(path)
    return figure
