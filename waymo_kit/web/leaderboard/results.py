"""Scores as they are shown: rounded, and without what the phase keeps private."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from waymo_kit.web.leaderboard.models import ResultRow, SubmissionRow
from waymo_kit.web.leaderboard.phases import PhaseView
from waymo_kit.web.leaderboard.splits import PRIVATE, PUBLIC

DASH = "-"


@dataclass(frozen=True)
class LineView:
    """A line of a table of scores.

    Attributes:
        label: Name of the line, such as `VEHICLE`.
        values: Rounded scores, None where there is none.
        shown: The same as texts.
        is_mean: Whether the line is a mean over types.
    """

    label: str
    values: tuple[float | None, ...]
    shown: tuple[str, ...]
    is_mean: bool


@dataclass(frozen=True)
class SectionView:
    """A table of scores.

    Attributes:
        title: Title, such as the name of a breakdown.
        columns: Headings.
        lines: Lines of the table.
    """

    title: str
    columns: tuple[str, ...]
    lines: tuple[LineView, ...]


@dataclass(frozen=True)
class ScoreView:
    """The score of a submission on a split of the labels.

    Attributes:
        split: `public` or `private`.
        column: Name of the score that ranks.
        value: Score that ranks, rounded; None where there is none or it is not shown.
        shown: Text of this score.
        interval: 95 % confidence interval of this score, rounded; None for none.
        segments: Number of segments.
        sections: Tables of all scores.
        is_confirmed: Whether the bootstrap confirms that it is the team's best, None where the
            phase does not ask.
        note: Reason why nothing is shown, empty otherwise.
    """

    split: str
    column: str
    value: float | None
    shown: str
    interval: tuple[float, float] | None
    segments: int
    sections: tuple[SectionView, ...]
    is_confirmed: bool | None
    note: str


@dataclass(frozen=True)
class FindingView:
    """Something that is wrong or doubtful about a submission.

    Attributes:
        severity: `error`, `warning` or `note`.
        name: Kind of the finding.
        message: Text of one line, with counts and an example.
    """

    severity: str
    name: str
    message: str


def current_result(session: Session, submission_id: str) -> ResultRow | None:
    """Returns the current result of a submission, None for none."""
    return session.scalar(
        select(ResultRow).where(ResultRow.submission_id == submission_id, ResultRow.is_current)
    )


def splits_shown(phase: PhaseView, result: ResultRow, *, is_host: bool) -> tuple[str, ...]:
    """Returns the splits whose scores may be shown."""
    if PRIVATE in result.splits and (phase.is_private_revealed or is_host):
        return (PUBLIC, PRIVATE)
    return (PUBLIC,)


def score_view(phase: PhaseView, result: ResultRow, split: str, *, is_host: bool) -> ScoreView:
    """Returns a score as it is shown.

    Args:
        phase: The phase.
        result: The result.
        split: A split that may be shown.
        is_host: Whether a host looks, who sees unconfirmed scores too.
    """
    values = result.splits[split]
    if result.is_confirmed is False and not is_host:
        return ScoreView(
            split,
            values["column"],
            None,
            DASH,
            None,
            values["segments"],
            (),
            False,
            "not confirmed to be better than the best submission of this team; its score is not "
            "shown",
        )
    decimals = phase.decimals
    return ScoreView(
        split,
        values["column"],
        rounded(values["value"], decimals),
        shown(values["value"], decimals),
        rounded_interval(values["interval"], decimals),
        values["segments"],
        tuple(_section(section, decimals) for section in values["sections"]),
        result.is_confirmed,
        "",
    )


def findings_of(result: ResultRow) -> tuple[FindingView, ...]:
    """Returns the findings that the team may see."""
    return tuple(FindingView(**finding) for finding in result.findings["findings"])


def rounded(value: float | None, decimals: int) -> float | None:
    """Returns a score with as many decimals as the phase shows; None for none."""
    return None if value is None or not math.isfinite(value) else round(value, decimals)


def rounded_interval(interval: Sequence[float] | None, decimals: int) -> tuple[float, float] | None:
    """Returns the ends of an interval with as many decimals as the phase shows; None for none."""
    if interval is None:
        return None
    return round(interval[0], decimals), round(interval[1], decimals)


def shown(value: float | None, decimals: int, *, is_count: bool = False) -> str:
    """Returns a score as text."""
    if value is None or not math.isfinite(value):
        return DASH
    return f"{value:,.0f}" if is_count else f"{value:.{decimals}f}"


def is_listed(row: SubmissionRow, result: ResultRow | None) -> bool:
    """Returns whether everybody may see a submission and its score."""
    return (
        row.state == "done"
        and not row.is_hidden
        and result is not None
        and result.is_confirmed is not False
    )


def _section(section: Mapping[str, Any], decimals: int) -> SectionView:
    counts = section["are_counts"]
    return SectionView(
        section["title"],
        tuple(section["columns"]),
        tuple(
            LineView(
                line["label"],
                tuple(rounded(value, decimals) for value in line["values"]),
                tuple(
                    shown(value, decimals, is_count=is_count)
                    for value, is_count in zip(line["values"], counts, strict=True)
                ),
                line["is_mean"],
            )
            for line in section["lines"]
        ),
    )
