"""Bars of the metrics: one per line of a table, grouped by type."""

from __future__ import annotations

import math
from collections.abc import Iterator
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
"""Pixels for the numbers right of the bars."""

_LETTER = 8.7
"""Pixels of a letter of a label."""


def breakdown_bars_block(result: Evaluation) -> PlotBlock:
    """Draws the column that ranks models, one plot per breakdown."""
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
            drawn = bars_plot(task, section, column, f"bars-{place}", reference)
            plots.append(Plot(f"{section.title}: {task.with_arrow(heading)}", drawn))
    return PlotBlock("Breakdowns", hint, tuple(plots))


def plain_bars_block(result: Evaluation) -> PlotBlock:
    """Draws every column of every table, each in a plot of its own."""
    plots: list[Plot] = []
    for section in result.task.sections(result.rows):
        for column, heading in enumerate(section.columns):
            lines = tuple(entry for entry in section.lines if not math.isnan(entry.values[column]))
            if lines and heading not in result.task.counts:
                kept = Section(section.title, section.columns, lines)
                drawn = bars_plot(result.task, kept, column, f"bars-{len(plots)}")
                caption = f"{section.title}: {result.task.with_arrow(heading)}"
                plots.append(Plot(caption, drawn))
    return PlotBlock("Metrics", "", tuple(plots))


def bars_plot(
    task: EvalTask, section: Section, column: int, name: str, reference: int | None = None
) -> str:
    """Draws one bar per line of a table; lines of the same type form a group.

    Args:
        task: Task of the table.
        section: The table.
        column: Column that the bars show.
        name: Identifier of the plot on the page.
        reference: Column that a mark on each bar shows.
    """
    groups = list(_groups(section))
    is_grouped = any(len(lines) > 1 for _, lines in groups)
    labels = [_label(entry, kind, is_grouped) for kind, lines in groups for entry in lines]
    longest = max((len(label) for label in labels), default=0)
    left = min(max(_LETTER * longest, 72), 0.6 * WIDTH) + 8
    width = WIDTH - left - _RIGHT
    highest = float(np.nanmax([1.0, *(entry.values[column] for entry in section.lines)]))
    parts: list[str] = []
    top = 0.0
    for kind, lines in groups:
        parts.append(f'<g class="{kind}">')
        if is_grouped:
            top += _GAP if parts[1:] else 0
            parts.append(text(0, top + 16, lines[0].label.split(" ")[0], "group"))
            top += _HEADING
        for entry in lines:
            value, label = entry.values[column], _label(entry, kind, is_grouped)
            parts.append(text(left - 8, top + 16, label, "name end"))
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
    title = f"{section.title}: {section.columns[column]} of {len(section.lines)} divisions"
    return picture(name, title, WIDTH, top + 6, parts)


def _groups(section: Section) -> Iterator[tuple[str, list[Line]]]:
    """Yields the lines of each type in turn; lines that follow each other and share their type."""
    kind, lines = "", list[Line]()
    for entry in section.lines:
        own = _type_of(entry.label)
        if lines and own != kind:
            yield kind, lines
            lines = []
        kind = own
        lines.append(entry)
    if lines:
        yield kind, lines


def _label(entry: Line, kind: str, is_grouped: bool) -> str:
    """Returns the label of a bar, without the type if that stands above the group."""
    if not is_grouped:
        return entry.label
    first = entry.label.split(" ")[0].split("_")[0] if kind == "ALL" else kind
    prefix = "ALL_NS" if entry.label.startswith("ALL_NS") else first
    rest = entry.label.removeprefix(prefix).lstrip(" _")
    return rest.replace("+inf)", "∞)") or "all"


def _type_of(label: str) -> str:
    """Returns the name of a line's color: the type that its label starts with, or ALL."""
    first = label.split(" ")[0].split("_")[0]
    return first if first in ObjectType.__members__ else "ALL"
