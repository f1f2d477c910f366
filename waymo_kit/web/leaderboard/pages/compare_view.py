"""Arranges a comparison: one breakdown and one metric at a time, with intervals to draw."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from waymo_kit.web.leaderboard.comparing import ComparedMetric, ComparisonView

INTERVAL_WIDTH = 240
"""Width in pixels of the rail on which the intervals of differences are drawn."""


@dataclass(frozen=True)
class DrawnInterval:
    """Holds the interval of a difference as drawn around zero.

    Attributes:
        low: Left end in pixels.
        width: Width in pixels.
        at: Left edge of the mark of the difference, in pixels.
        text: The interval in words.
    """

    low: float
    width: float
    at: float
    text: str


class CompareView:
    """Chooses the rows of a comparison that its page shows."""

    def __init__(
        self, comparison: ComparisonView, section: str, column: str, decimals: int
    ) -> None:
        """Makes the view.

        Args:
            comparison: The comparison.
            section: Breakdown that the reader chose. Empty for the first.
            column: Metric that the reader chose. Empty for the one that ranks.
            decimals: Number of decimals of the scores.
        """
        self.comparison = comparison
        self.decimals = decimals
        self.section = section if section in self.sections else self.sections[0]
        self.column = column if column in self.columns else self._ranking_column

    @cached_property
    def sections(self) -> list[str]:
        """Titles of the breakdowns, in their order."""
        return list(dict.fromkeys(row.section for row in self.comparison.rows)) or [""]

    @cached_property
    def columns(self) -> list[str]:
        """Metrics of the breakdown, in their order."""
        rows = [row for row in self.comparison.rows if row.section == self.section]
        return list(dict.fromkeys(row.column for row in rows)) or [""]

    @cached_property
    def rows(self) -> list[ComparedMetric]:
        """The rows of the breakdown and the metric."""
        return [
            row
            for row in self.comparison.rows
            if row.section == self.section and row.column == self.column
        ]

    @property
    def _ranking_column(self) -> str:
        ranking = self.comparison.first.column
        return ranking if ranking in self.columns else self.columns[0]

    @property
    def summary(self) -> str:
        """Sentence on the rows in which the second method is better or worse."""
        verdicts = [row.verdict for row in self.rows]
        total = sum(verdict != "unknown" for verdict in verdicts)
        second = self.comparison.second.method
        if not total:
            return "There are too few segments to tell the methods apart."
        better, worse = verdicts.count("better"), verdicts.count("worse")
        if not better and not worse:
            return f"No row of {total} differs significantly."
        parts = [f"significantly better in {better}"] if better else []
        parts += [f"significantly worse in {worse}"] if worse else []
        return f"{second} is {' and '.join(parts)} of {total} rows."

    def link(self, *, section: str = "", column: str = "") -> str:
        """Returns the address of the page with another breakdown or metric."""
        query = {
            "first": self.comparison.first.id,
            "second": self.comparison.second.id,
            "section": section or self.section,
            "column": column or self.column,
        }
        return f"/compare?{urlencode(query)}"

    @property
    def swapped(self) -> str:
        """Address of the page with the methods the other way round."""
        query = {"first": self.comparison.second.id, "second": self.comparison.first.id}
        query |= {"section": self.section, "column": self.column}
        return f"/compare?{urlencode(query)}"

    def interval(self, row: ComparedMetric) -> DrawnInterval | None:
        """Returns the interval of a row on the rail that all rows share, None if it has none."""
        if row.low is None or row.high is None or row.difference is None:
            return None
        scale = (INTERVAL_WIDTH / 2 - 3) / self._reach
        middle = INTERVAL_WIDTH / 2
        low, high, at = (middle + scale * end for end in (row.low, row.high, row.difference))
        decimals, percent = self.decimals, 100 * self.comparison.confidence
        text = f"{percent:.0f} % interval {row.low:+.{decimals}f} to {row.high:+.{decimals}f}"
        return DrawnInterval(round(low, 1), round(max(high - low, 2), 1), round(at - 1.5, 1), text)

    @cached_property
    def _reach(self) -> float:
        """The farthest end of any interval from zero."""
        ends = [abs(end) for row in self.rows for end in (row.low, row.high) if end is not None]
        return max([*ends, 1e-6])
