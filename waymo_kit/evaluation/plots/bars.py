"""Draws metrics as bars, one per line of a table, grouped by object type."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from waymo_kit.evaluation.layout import Line, Section
from waymo_kit.evaluation.plots.block import Plot, PlotBlock
from waymo_kit.evaluation.plots.svg import bar, line, picture, text
from waymo_kit.schema import ObjectType

if TYPE_CHECKING:
    from waymo_kit.evaluation.result import Evaluation
    from waymo_kit.evaluation.tasks.task import EvalTask

WIDTH = 340
_ROW, _HEADING, _GAP = 22, 24, 8
_RIGHT = 58
"""Width in pixels of the numbers to the right of the bars."""

_LETTER = 8.7
"""Width in pixels of a letter in a label."""


def breakdown_bars_block(result: Evaluation) -> PlotBlock:
    """Draws the metric that ranks models, in one plot per breakdown."""
    task = result.task
    assert task.headline is not None
    heading = task.headline[1]
    easier = f"{task.ranked_by}/L1"
    plots, hint = [], ""
    for place, section in enumerate(task.sections(result.rows_with_labels())):
        if heading in section.columns:
            column, reference = section.columns.index(heading), None
            if easier in section.columns and easier != heading:
                reference = section.columns.index(easier)
                hint = "The dark mark on a bar is the value at LEVEL_1."
            drawn = bars_plot(
                task, section, column, f"bars-{place}", reference=reference, separators=" _"
            )
            plots.append(Plot(f"{section.title}: {task.with_arrow(heading)}", drawn))
    return PlotBlock("Breakdowns", hint, tuple(plots), is_uneven=True)


def plain_bars_block(result: Evaluation) -> PlotBlock:
    """Draws every metric of every table, each in a plot of its own."""
    plots: list[Plot] = []
    for section in result.task.sections(result.rows):
        for column, heading in enumerate(section.columns):
            lines = tuple(entry for entry in section.lines if not math.isnan(entry.values[column]))
            if lines and heading not in result.task.counts:
                kept = Section(section.title, section.columns, lines)
                drawn = bars_plot(result.task, kept, column, f"bars-{len(plots)}")
                caption = f"{section.title}: {result.task.with_arrow(heading)}"
                plots.append(Plot(caption, drawn))
    return PlotBlock("Metrics", "", tuple(plots), is_uneven=True)


def bars_plot(
    task: EvalTask,
    section: Section,
    column: int,
    name: str,
    *,
    reference: int | None = None,
    separators: str = " ",
) -> str:
    """Draws one bar per line of a table; lines of the same object type form a group.

    Args:
        task: Task of the table.
        section: The table.
        column: Index of the column that the bars show.
        name: Identifier of the plot on the page.
        reference: Index of the column that a mark on each bar shows. Defaults to None, which draws
            no marks.
        separators: Characters that may follow the type in a label. Defaults to a space.

    Returns:
        The plot as an SVG element.
    """
    groups = _groups(section, separators)
    is_grouped = any(rest for lines in groups.values() for rest, _ in lines)
    labels = [
        rest or "all" if is_grouped else group for group in groups for rest, _ in groups[group]
    ]
    longest = max((len(label) for label in labels), default=0)
    left = min(max(_LETTER * longest, 72), 0.6 * WIDTH) + 8
    width = WIDTH - left - _RIGHT
    highest = float(np.nanmax([1.0, *(entry.values[column] for entry in section.lines)]))
    parts: list[str] = []
    top = 0.0
    for group, lines in groups.items():
        parts.append(f'<g class="{group if group in ObjectType.__members__ else "ALL"}">')
        if is_grouped:
            top += _GAP if top else 0
            parts.append(text(0, top + 16, group, "group"))
            top += _HEADING
        for rest, entry in lines:
            value = entry.values[column]
            parts.append(
                text(left - 8, top + 16, rest or "all" if is_grouped else group, "name end")
            )
            parts.append(bar(left, top + 5, width, 13, "track"))
            if math.isnan(value):
                parts.append(text(left + 6, top + 16, "no labels", "nothing"))
            else:
                tip = f"{entry.label}: {section.columns[column]} {value:.4f}"
                share = max(value, 0.0) / highest
                parts.append(bar(left, top + 5, width * share, 13, "bar", tip))
                shown = task.shown(section.columns[column], value)
                parts.append(text(WIDTH - _RIGHT + 6, top + 16, shown, "value"))
            if reference is not None and not math.isnan(entry.values[reference]):
                x = left + width * max(entry.values[reference], 0.0) / highest
                parts.append(line(x, top + 3, x, top + 20, "mark"))
            top += _ROW
        parts.append("</g>")
    title = f"{section.title}: {section.columns[column]} in {len(section.lines)} rows"
    return picture(name, title, WIDTH, top + 6, parts)


def _groups(section: Section, separators: str) -> dict[str, list[tuple[str, Line]]]:
    """Returns the lines by type, each with the rest of its label, such as `[0, 30)`."""
    groups: dict[str, list[tuple[str, Line]]] = {}
    for entry in section.lines:
        group, rest = entry.label, ""
        for kind in (*ObjectType.__members__, "ALL_NS"):
            if entry.label.startswith(tuple(kind + end for end in separators)):
                group, rest = kind, entry.label[len(kind) + 1 :].replace("+inf)", "∞)")
        groups.setdefault(group, []).append((rest, entry))
    return groups
