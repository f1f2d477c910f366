"""Comparisons of two submissions, with paired bootstrap intervals of their differences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from waymo_kit.errors import InvalidInputError, NotFoundError
from waymo_kit.web.leaderboard import sandbox
from waymo_kit.web.leaderboard.actor import Principal
from waymo_kit.web.leaderboard.errors import ConflictError
from waymo_kit.web.leaderboard.models import ComparisonRow, ResultRow, SubmissionRow
from waymo_kit.web.leaderboard.phases import phase_named
from waymo_kit.web.leaderboard.rate_limits import count_event
from waymo_kit.web.leaderboard.result_cache import local_path
from waymo_kit.web.leaderboard.results import (
    current_result,
    rounded,
    splits_shown,
)
from waymo_kit.web.leaderboard.site import LeaderboardSite
from waymo_kit.web.leaderboard.splits import PUBLIC
from waymo_kit.web.leaderboard.submission_views import SubmissionSummary, summary_of
from waymo_kit.web.leaderboard.submissions import view

CONFIDENCE = 0.95
BETTER, WORSE, SAME, UNKNOWN = "better", "worse", "same", "unknown"


@dataclass(frozen=True)
class ComparedMetric:
    """A score of two submissions.

    Attributes:
        section: Title of its table.
        label: Name of its line.
        column: Heading of its column.
        first: Score of the first, rounded; None for none.
        second: Score of the second, rounded.
        difference: The second minus the first, rounded.
        low: Lower end of the interval of the difference, rounded; None for no interval.
        high: Upper end of that interval, rounded.
        verdict: Whether the second is `better`, `worse` or the `same`; `unknown` without interval.
    """

    section: str
    label: str
    column: str
    first: float | None
    second: float | None
    difference: float | None
    low: float | None
    high: float | None
    verdict: str


@dataclass(frozen=True)
class ComparisonView:
    """A comparison of two submissions.

    Attributes:
        first: The submission that is compared to.
        second: The submission that is compared.
        split: Split of the labels.
        confidence: Confidence of the intervals.
        segments: Number of segments, which the bootstrap draws.
        verdict: Verdict of the score that ranks.
        rows: All scores.
        note: Limits of the comparison in words, empty for none.
    """

    first: SubmissionSummary
    second: SubmissionSummary
    split: str
    confidence: float
    segments: int
    verdict: str
    rows: tuple[ComparedMetric, ...]
    note: str


def compare(
    site: LeaderboardSite, actor: Principal, first_id: str, second_id: str, *, split: str = PUBLIC
) -> ComparisonView:
    """Compares two submissions of the same phase and task.

    A comparison is computed once and kept.

    Raises:
        NotFoundError: The actor may not see one of them, or the split.
        InvalidInputError: The submissions are of different phases or tasks, or the same.
        ConflictError: A submission has no score.
        TooManyError: The actor asked for too many new comparisons.
    """
    view(site, actor, first_id), view(site, actor, second_id)
    if first_id == second_id:
        raise InvalidInputError("compare: expected two different submissions")
    is_host = actor.acts_as_host
    with site.database.read() as session:
        rows = [session.get(SubmissionRow, found) for found in (first_id, second_id)]
        results = [current_result(session, found) for found in (first_id, second_id)]
        first, second = rows
        one, other = results
        if first is None or second is None or one is None or other is None:
            raise ConflictError("compare: one of the submissions has no score yet")
        if (first.phase, first.task) != (second.phase, second.task):
            raise InvalidInputError("compare: expected submissions of one phase and task")
        phase = phase_named(site, session, first.phase)
        for result in (one, other):
            if split not in splits_shown(phase, result, is_host=is_host):
                raise NotFoundError("this split is not shown")
            if result.is_confirmed is False and not is_host:
                raise NotFoundError("the score of one of the submissions is not shown")
        known = session.get(ComparisonRow, (one.id, other.id, split))
        summaries = [summary_of(site, session, actor, row) for row in (first, second)]
    if known is None:
        with site.database.write() as session:
            who = actor.account_id or actor.address
            count_event(site, session, f"compare:{who}", site.settings.limits.compares, 60)
        payload = computed(site, one, other, split, phase.task(first.task).ranked_by)
        with site.database.write() as session:
            store(site, session, one, other, split, payload)
    else:
        payload = known.payload
    decimals = phase.decimals
    return ComparisonView(
        summaries[0],
        summaries[1],
        split,
        CONFIDENCE,
        payload["segments"],
        payload["verdict"] or UNKNOWN,
        tuple(
            ComparedMetric(
                row["section"],
                row["label"],
                row["column"],
                first=rounded(row["first"], decimals),
                second=rounded(row["second"], decimals),
                difference=rounded(row["difference"], decimals),
                low=rounded(row["low"], decimals),
                high=rounded(row["high"], decimals),
                verdict=row["verdict"],
            )
            for row in payload["rows"]
        ),
        payload["note"],
    )


def computed(
    site: LeaderboardSite, first: ResultRow, second: ResultRow, split: str, ranked_by: str
) -> dict[str, Any]:
    """Computes a comparison in a process of its own.

    Raises:
        StorageError: The results cannot be read.
        FaultError: The process failed.
    """
    outcome = sandbox.run(
        site,
        "compare",
        {
            "first": local_path(site, first.result_key),
            "second": local_path(site, second.result_key),
            "split": split,
            "ranked_by": ranked_by,
        },
        seconds=120,
    )
    return dict(outcome.value())


def store(
    site: LeaderboardSite,
    session: Session,
    first: ResultRow,
    second: ResultRow,
    split: str,
    payload: dict[str, Any],
) -> None:
    """Keeps a comparison, if nobody has done so meanwhile."""
    if session.get(ComparisonRow, (first.id, second.id, split)) is None:
        session.add(
            ComparisonRow(
                first_id=first.id,
                second_id=second.id,
                split=split,
                verdict=payload["verdict"],
                payload=payload,
                created_at=site.clock.now(),
            )
        )
