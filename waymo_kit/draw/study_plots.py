"""Plots of what a detector scores with more data, and in cities that it was not trained in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from os import PathLike
from typing import TYPE_CHECKING

from waymo_kit.draw.style import BACKGROUND, BRIGHT, FAINT, TEXT, TYPE_COLORS, new_figure
from waymo_kit.schema import ObjectType

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def draw_data_size(
    fractions: Sequence[float],
    figures: Mapping[str, Sequence[float | None]],
    path: str | PathLike[str] | None = None,
) -> Figure:
    """Draws a line of scores for each row of a data-size study.

    Args:
        fractions: (T,) shares of the training segments, ascending.
        figures: Row such as `VEHICLE_LEVEL_1` -> (T,) scores; None is left out.
        path: Where to save the picture, in the format of its suffix, or None.

    Returns:
        The figure; it belongs to no window, so it needs no closing.

    Raises:
        MissingDependencyError: if matplotlib is not installed.
    """
    figure = new_figure(6.0, 4.2, dpi=150)
    axes = figure.add_axes((0.12, 0.14, 0.84, 0.80))
    for name, values in figures.items():
        kind, level = name.split("_", 1)
        known = [(x, y) for x, y in zip(fractions, values, strict=True) if y is not None]
        axes.plot(
            [100 * x for x, _ in known],
            [y for _, y in known],
            "o-" if level == "LEVEL_1" else "o--",
            color=TYPE_COLORS[ObjectType[kind]],
            markersize=4,
            label=f"{kind.lower()}, {level}",
        )
    axes.set(xlabel="training segments, %", ylabel="AP", ylim=(0, 1), xlim=(0, 103))
    _style(axes)
    axes.grid(color=FAINT, linewidth=0.6)
    axes.legend(facecolor=BACKGROUND, edgecolor=FAINT, labelcolor=TEXT, fontsize=9)
    if path is not None:
        figure.savefig(path)
    return figure


def draw_domain_gap(
    tables: Mapping[str, Sequence[Sequence[str]]], path: str | PathLike[str] | None = None
) -> Figure:
    """Draws a square of shades for each table of a domain-gap study.

    Args:
        tables: Title -> rows of cells: the first has the headings, the first cell of the others
            the city that a detector was trained in; "-" is no score.
        path: Where to save the picture, in the format of its suffix, or None.

    Returns:
        The figure; it belongs to no window, so it needs no closing.

    Raises:
        MissingDependencyError: if matplotlib is not installed.
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
        _style(axes)
    if path is not None:
        figure.savefig(path)
    return figure


def _style(axes: Axes) -> None:
    axes.set_facecolor(BACKGROUND)
    axes.tick_params(colors=TEXT, labelsize=9, which="both")
    axes.xaxis.label.set_color(TEXT)
    axes.yaxis.label.set_color(TEXT)
    for spine in axes.spines.values():
        spine.set_color(FAINT)
