"""Arranges the rows of a result as tables, one per breakdown."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from waymo_kit.evaluation.rows import Rows
from waymo_kit.metrics.breakdowns import Breakdown, shard_names
from waymo_kit.schema import Difficulty

TITLES = {
    Breakdown.OBJECT_TYPE: "Object type",
    Breakdown.RANGE: "Range, meters",
    Breakdown.SIZE: "Size",
    Breakdown.VELOCITY: "Velocity",
    Breakdown.CAMERA: "Camera",
    Breakdown.ONE_SHARD: "All objects",
    Breakdown.ALL_BUT_SIGN: "Signs and all else",
    Breakdown.TIME_OF_DAY: "Time of day",
    Breakdown.LOCATION: "Location",
    Breakdown.WEATHER: "Weather",
}
"""Titles of the breakdowns' tables."""

_MAX_SIDE_BY_SIDE = 3
"""Number of columns above which each difficulty level has a table of its own."""


@dataclass(frozen=True)
class Line:
    """Holds one line of a table.

    Attributes:
        label: Name of the line, such as `VEHICLE [0, 30)`.
        values: A number for each column of the table, NaN where there is none.
        is_mean: Whether it is a mean over types.
    """

    label: str
    values: tuple[float, ...]
    is_mean: bool


@dataclass(frozen=True)
class Section:
    """Holds one table.

    Attributes:
        title: Title of the table, such as the name of the breakdown.
        columns: Headings, such as `AP/L1`.
        lines: The lines, means first.
    """

    title: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]


def breakdown_sections(
    rows: Rows,
    breakdowns: Sequence[Breakdown],
    levels: Sequence[Difficulty],
    columns: Sequence[str],
) -> list[Section]:
    """Arranges the rows of box metrics as tables, one per breakdown.

    Args:
        rows: Metrics by official row name.
        breakdowns: Breakdowns of the rows.
        levels: Difficulty levels of the rows.
        columns: Columns to show; those that no row has are left out.
    """
    names = [name for name in columns if any(name in values for values in rows.values())]
    apart = len(names) > _MAX_SIDE_BY_SIDE
    groups: list[Sequence[Difficulty]] = [(level,) for level in levels] if apart else [levels]
    return [
        Section(
            TITLES[breakdown],
            tuple(f"{name}/L{int(level)}" for level in group for name in names),
            tuple(_lines(breakdown, rows, group, names)),
        )
        for breakdown in breakdowns
        for group in groups
    ]


def plain_section(title: str, rows: Rows, columns: Sequence[str] | None = None) -> Section:
    """Arranges all rows as one table; a column that a row lacks is empty.

    Args:
        title: Title of the table.
        rows: Metrics by row name; the row ALL is a mean.
        columns: Columns to show; by default all that a row has.
    """
    shown = columns_of(rows) if columns is None else columns
    lines = []
    for name, values in rows.items():
        label = name.removeprefix("OBJECT_TYPE_").removeprefix("RANGE_").removeprefix("TYPE_")
        numbers = tuple(values.get(column, math.nan) for column in shown)
        lines.append(Line(label.replace("_[", " ["), numbers, name == "ALL"))
    return Section(title, tuple(shown), tuple(lines))


def columns_of(rows: Rows) -> list[str]:
    """Returns the columns of all rows, in the order in which they come."""
    return list(dict.fromkeys(column for values in rows.values() for column in values))


def _lines(
    breakdown: Breakdown, rows: Rows, levels: Sequence[Difficulty], names: Sequence[str]
) -> list[Line]:
    shards = shard_names(breakdown)
    means = [shard.replace("TYPE_VEHICLE", "ALL_NS") for shard in shards if "TYPE_VEHICLE" in shard]
    lines = []
    for shard in (*means, *shards):
        found = [rows.get(f"{shard}_{level.name}") for level in levels]
        if any(values is None for values in found):
            continue
        values = tuple(
            values.get(name, float("nan")) for values in found if values for name in names
        )
        label = shard.removeprefix(f"{breakdown.name}_").removeprefix("TYPE_").replace("_[", " [")
        lines.append(Line(label, values, shard in means))
    return lines
