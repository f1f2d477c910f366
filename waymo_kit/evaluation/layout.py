"""The rows of a result as tables for people, one a breakdown."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from waymo_kit.evaluation.scoring import TRACKING_COUNTS, Rows
from waymo_kit.evaluation.settings import EvalSettings, Task
from waymo_kit.metrics.breakdowns import Breakdown, shard_names
from waymo_kit.schema import Difficulty

HEADLINE_COLUMNS = {
    Task.DETECTION: ("AP", "APH"),
    Task.DETECTION_2D: ("AP",),
    Task.LET: ("APL", "AP", "APH"),
    Task.TRACKING: ("MOTA", "MOTP", "MISS", "MISMATCH", "FP", "IDF1", "HOTA"),
}
"""Columns of the tables, of those that the rows have; the leaderboard's first."""

TITLES = {
    Breakdown.OBJECT_TYPE: "Object type",
    Breakdown.RANGE: "Range, metres",
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

_COUNTS = frozenset({"COUNT", *TRACKING_COUNTS})

_MOST_SIDE_BY_SIDE = 3
"""Difficulty levels have tables of their own if there are more columns."""


@dataclass(frozen=True)
class Line:
    """One line of a table.

    Attributes:
        label: what it is about, such as `VEHICLE [0, 30)`.
        values: a number for each column of the table, NaN where there is none.
        is_mean: whether it is a mean over types.
    """

    label: str
    values: tuple[float, ...]
    is_mean: bool


@dataclass(frozen=True)
class Section:
    """One table.

    Attributes:
        title: what divides the lines.
        columns: headings, such as `AP/L1`.
        lines: the lines, means first.
    """

    title: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]


def sections(rows: Rows, settings: EvalSettings) -> list[Section]:
    """Arranges rows as tables.

    Args:
        rows: metrics by official row name.
        settings: how they were computed.
    """
    if settings.task is Task.CALIBRATION:
        return [_section("Calibration", rows, _columns(rows))]
    if settings.task is Task.KEYPOINTS:
        columns = _columns(rows)
        shares = [name for name in columns if name.startswith("PCK")]
        figures = [name for name in columns if name not in shares]
        return [_section("Keypoints", rows, figures), _section("PCK by threshold", rows, shares)]
    if settings.task is Task.SEGMENTATION:
        return list(_segmentation_sections(rows))
    wanted = HEADLINE_COLUMNS[settings.task]
    names = [name for name in wanted if any(name in values for values in rows.values())]
    apart = len(names) > _MOST_SIDE_BY_SIDE
    groups = [(level,) for level in settings.levels] if apart else [settings.levels]
    return [
        Section(
            TITLES[breakdown],
            tuple(f"{name}/L{int(level)}" for level in levels for name in names),
            tuple(_lines(breakdown, rows, levels, names)),
        )
        for breakdown in settings.breakdowns
        for levels in groups
    ]


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


def _columns(rows: Rows) -> list[str]:
    return list(dict.fromkeys(column for values in rows.values() for column in values))


def _section(title: str, rows: Rows, columns: Sequence[str]) -> Section:
    """A table of all rows; a column that a row lacks is empty."""
    lines = []
    for name, values in rows.items():
        label = name.removeprefix("OBJECT_TYPE_").removeprefix("RANGE_").removeprefix("TYPE_")
        numbers = tuple(values.get(column, math.nan) for column in columns)
        lines.append(Line(label.replace("_[", " ["), numbers, name == "ALL"))
    return Section(title, tuple(columns), tuple(lines))


def _segmentation_sections(rows: Rows) -> Iterator[Section]:
    """The figures of each sensor, then the classes of each."""
    sensors: Rows = {name: rows[name] for name in ("LIDAR", "CAMERA") if name in rows}
    yield _section("Segmentation", sensors, _columns(sensors))
    for sensor in sensors:
        prefix = f"{sensor}_"
        classes = {n.removeprefix(prefix): row for n, row in rows.items() if n.startswith(prefix)}
        yield _section(f"Classes, {sensor.lower()}", classes, _columns(classes))


def figure(column: str, value: float) -> str:
    """A figure as people read it: counts whole, others with four decimals, a dash for none.

    Args:
        column: what it is, such as `AP`, or the heading of a section, such as `AP/L1`.
        value: the figure.
    """
    if not math.isfinite(value):
        return "-"
    if column.partition("/")[0] in _COUNTS:
        return f"{value:,.0f}"
    return f"{value:.4f}" if abs(value) < 100 else f"{value:,.1f}"


_RANKED_BY = {
    Task.DETECTION: "APH",
    Task.DETECTION_2D: "AP",
    Task.LET: "APL",
    Task.TRACKING: "MOTA",
}


def headline_column(settings: EvalSettings) -> str | None:
    """Heading of the column that ranks models, such as `APH/L2`; None if the task has none."""
    if settings.task not in _RANKED_BY:
        return None
    return f"{_RANKED_BY[settings.task]}/L{int(max(settings.levels))}"


def headline(rows: Rows, settings: EvalSettings) -> tuple[str, float] | None:
    """The one figure that ranks models: its column and value, None where there is no such row."""
    column = headline_column(settings)
    if column is None:
        return None
    row = rows.get(f"OBJECT_TYPE_ALL_NS_{max(settings.levels).name}")
    return (column, row[column.partition("/")[0]]) if row is not None else None
