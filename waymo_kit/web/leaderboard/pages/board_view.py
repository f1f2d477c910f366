"""Sorts, filters and shades the rows of a board as its page shows them."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from waymo_kit.schema import ObjectType
from waymo_kit.web.leaderboard.boards import Board, BoardColumn, BoardRow, ProgressPoint

WHISKER_WIDTH = 104
"""Width in pixels of the rail on which intervals are drawn."""

_SHADES = 5
_OPPOSITE = {"ascending": "descending", "descending": "ascending"}


@dataclass(frozen=True)
class Choices:
    """Holds the choices of the reader of a board: the query of its address.

    Attributes:
        q: Text that the names of methods or teams contain.
        sensors: Sensors of the methods. Empty for all.
        breakdown: Breakdown that the columns show. Empty for the main results.
        split: Split of the segments, `public` or `private`.
        sort: Key of the column to sort by. Empty for the order of the ranks.
        order: Order, `ascending` or `descending`. Empty for the better values first.
    """

    q: str = ""
    sensors: str = ""
    breakdown: str = ""
    split: str = "public"
    sort: str = ""
    order: str = ""


@dataclass(frozen=True)
class Whisker:
    """Holds an interval as drawn on a rail.

    Attributes:
        low: Left end in pixels.
        width: Width in pixels.
        at: Left edge of the mark of the value, in pixels.
        text: The interval in words.
    """

    low: float
    width: float
    at: float
    text: str


@dataclass(frozen=True)
class ColumnView:
    """Holds a column as the page shows it.

    Attributes:
        key: Key of the column in the query.
        at: Index of the column on the board.
        name: First line of the heading, such as `Vehicle`.
        metric: Second line of the heading, such as `APH/L2`. Empty for none.
        css: Class of its object type, empty for none.
        is_ranking: Whether methods are ranked by it.
        is_wide: Whether narrow screens leave it out.
    """

    key: str
    at: int
    name: str
    metric: str
    css: str
    is_ranking: bool
    is_wide: bool


class BoardView:
    """Arranges a board as its page shows it."""

    def __init__(self, path: str, board: Board, choices: Choices) -> None:
        """Makes the view.

        Args:
            path: Path of the page.
            board: The board.
            choices: Choices of the reader.
        """
        self.path = path
        self.board = board
        self.choices = choices

    @property
    def breakdown(self) -> str:
        """The breakdown that the columns show, empty for the main results."""
        return self.choices.breakdown if self.choices.breakdown in self.board.breakdowns else ""

    @property
    def is_filtered(self) -> bool:
        """Whether rows may be left out."""
        return bool(self.choices.q or self.choices.sensors)

    @cached_property
    def columns(self) -> list[ColumnView]:
        """The columns: the ranking one first, then its metric of the types.

        A breakdown, and a task whose metric has no types, show all other metrics too.
        """
        metric = self.board.task.ranked_by
        order = sorted(
            enumerate(self.board.columns),
            key=lambda entry: (not entry[1].is_ranking, not entry[1].label.endswith(metric)),
        )
        views = [self._column_view(at, column) for at, column in order]
        main = [view for view in views if not view.is_wide]
        return main if len(main) > 1 else views

    @cached_property
    def sensor_choices(self) -> list[str]:
        """The sensors of all methods, sorted."""
        return sorted({row.sensors for row in self.board.rows if row.sensors})

    @property
    def has_frames(self) -> bool:
        """Whether a method uses other frames than the current one."""
        return any(row.past_frames or row.future_frames for row in self.board.rows)

    @property
    def has_latency(self) -> bool:
        """Whether a method says how long it takes."""
        return any(row.latency_ms is not None for row in self.board.rows)

    @cached_property
    def sort(self) -> str:
        """Key of the column by which the rows are sorted."""
        ranking = [column.key for column in self.board.columns if column.is_ranking]
        keys = self._getters.keys()
        return self.choices.sort if self.choices.sort in keys else ranking[0] if ranking else ""

    @property
    def direction(self) -> str:
        """Either `ascending` or `descending`."""
        is_known = self.choices.order in _OPPOSITE
        return self.choices.order if is_known else self._natural_direction(self.sort)

    @cached_property
    def rows(self) -> list[BoardRow]:
        """The rows that pass the filters, in order; those without a value come last."""
        wanted, sensors = self.choices.q.casefold().strip(), self.choices.sensors
        rows = [
            row
            for row in self.board.rows
            if (wanted in row.method.casefold() or wanted in row.team.casefold())
            and sensors in ("", row.sensors)
        ]
        if not (self.choices.sort or self.choices.order) or not self.sort:
            return rows
        value = self._getters[self.sort]
        known = [row for row in rows if value(row) is not None]
        known.sort(key=value, reverse=self.direction == "descending")
        return known + [row for row in rows if value(row) is None]

    @property
    def count(self) -> str:
        """Number of the rows in words."""
        shown, total = len(self.rows), len(self.board.rows)
        methods = "1 method" if total == 1 else f"{total} methods"
        return methods if shown == total else f"{shown} of {methods}"

    def link(self, **changes: str) -> str:
        """Returns the address of the page with other choices.

        Args:
            changes: Choices to change, and further parameters of the query.
        """
        known = {name: text for name, text in changes.items() if name in Choices.__annotations__}
        chosen = replace(self.choices, **known)
        query = {
            name: value
            for name, value in (vars(chosen) | changes).items()
            if value and value != getattr(Choices, name, "")
        }
        return f"{self.path}?{urlencode(query)}" if query else self.path

    def sort_link(self, key: str) -> str:
        """Returns the address that sorts by a column, or turns its order round."""
        is_sorted = key == self.sort
        direction = _OPPOSITE[self.direction] if is_sorted else self._natural_direction(key)
        return self.link(sort=key, order=direction)

    def whisker(self, row: BoardRow) -> Whisker | None:
        """Returns the interval of a row on the rail that all rows share, None if it has none."""
        value = self._ranking_value(row)
        if row.interval is None or value is None:
            return None
        low, high = self._extent
        scale = (WHISKER_WIDTH - 4) / (high - low)
        left, right = (2 + (end - low) * scale for end in row.interval)
        decimals = self.board.phase.decimals
        text = f"95 % interval {row.interval[0]:.{decimals}f} to {row.interval[1]:.{decimals}f}"
        at = 2 + (value - low) * scale - 1.5
        return Whisker(round(left, 1), round(max(right - left, 2), 1), round(at, 1), text)

    def shade(self, row: BoardRow, column: ColumnView) -> str:
        """Returns the CSS classes that shade a value of a breakdown among those of its column."""
        value = row.values[column.at]
        if not self.breakdown or value is None:
            return ""
        values = [other.values[column.at] for other in self.rows]
        known = [other for other in values if other is not None]
        worst, best = min(known), max(known)
        if self.board.task.lower_is_better:
            worst, best = best, worst
        if worst == best:
            return ""
        share = (value - worst) / (best - worst)
        step = min(_SHADES, 1 + math.floor(share * _SHADES))
        return f" h{step}{' best' if value == best else ''}"

    @cached_property
    def _getters(self) -> dict[str, Callable[[BoardRow], Any]]:
        """Values of the columns that are shown, by key."""

        def column_getter(at: int) -> Callable[[BoardRow], Any]:
            return lambda row: row.values[at]

        columns = enumerate(self.board.columns)
        getters = {column.key: column_getter(at) for at, column in columns}
        getters["method"] = lambda row: row.method.casefold()
        if not self.breakdown:
            getters["latency"] = lambda row: row.latency_ms
        getters["date"] = lambda row: row.date
        return getters

    def _column_view(self, at: int, column: BoardColumn) -> ColumnView:
        metric = self.board.task.ranked_by
        line, _, last = column.label.rpartition(" ")
        name, below = (line, last) if line else (column.label, "")
        if self.breakdown and last == metric:
            below = ""
        kind = name.split(" ")[0]
        is_type = kind in ObjectType.__members__
        return ColumnView(
            key=column.key,
            at=at,
            name=name.replace(kind, kind.capitalize(), 1) if is_type else name,
            metric=below,
            css=kind if is_type else "",
            is_ranking=column.is_ranking,
            is_wide=not self.breakdown and last != metric,
        )

    def _natural_direction(self, key: str) -> str:
        is_score = key in {column.key for column in self.board.columns}
        is_low_first = self.board.task.lower_is_better if is_score else key != "date"
        return "ascending" if is_low_first else "descending"

    def _ranking_value(self, row: BoardRow) -> float | None:
        for column, value in zip(self.board.columns, row.values, strict=True):
            if column.is_ranking:
                return value
        return None

    @cached_property
    def _extent(self) -> tuple[float, float]:
        """The least and the greatest value on the rail."""
        rows = [row for row in self.board.rows if row.interval is not None]
        values = [value for row in rows if (value := self._ranking_value(row)) is not None]
        ends = [*values, *(end for row in rows if row.interval for end in row.interval)]
        low, high = min(ends), max(ends)
        return (low, high) if high > low else (low - 0.5, high + 0.5)


def progress_plot(points: tuple[ProgressPoint, ...], label: str) -> dict[str, object] | None:
    """Returns the data of `progress.js`: all results by time, and the best one so far.

    Args:
        points: Results of a board by time.
        label: Name of the metric.

    Returns:
        Values for JSON, None if there are fewer than two results.
    """
    if len(points) < 2:
        return None
    return {
        "times": [point.time.timestamp() for point in points],
        "values": [point.value for point in points],
        "best": [point.best for point in points],
        "names": [f"{point.method}, {point.team}" for point in points],
        "label": label,
    }
