"""Standings of results: the confirmed best of a team, and neighbors on a board."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from waymo_kit.web.leaderboard import comparing
from waymo_kit.web.leaderboard.models import ComparisonRow, ResultRow, SubmissionRow
from waymo_kit.web.leaderboard.phases import phase_named
from waymo_kit.web.leaderboard.ranking import best_of_methods
from waymo_kit.web.leaderboard.site import LeaderboardSite
from waymo_kit.web.leaderboard.splits import PRIVATE, PUBLIC

MAX_PAIRS = 60
"""Maximum number of pairs that one job compares."""


@dataclass(frozen=True)
class ComparedPair:
    """Two results that were compared.

    Attributes:
        below: The result with the lower rank.
        above: The result with the higher rank.
        split: Split on which they were compared.
        payload: The comparison, as `comparing.store` takes it.
    """

    below: ResultRow
    above: ResultRow
    split: str
    payload: dict[str, Any]


def best_result(site: LeaderboardSite, session: Session, row: SubmissionRow) -> str | None:
    """Returns the best confirmed result of a submission's team on its board, itself aside."""
    found = session.scalars(
        select(ResultRow)
        .join(SubmissionRow, SubmissionRow.id == ResultRow.submission_id)
        .where(
            SubmissionRow.team_id == row.team_id,
            SubmissionRow.phase == row.phase,
            SubmissionRow.task == row.task,
            SubmissionRow.state == "done",
            SubmissionRow.id != row.id,
            ResultRow.is_current,
            ResultRow.is_confirmed.is_not(False),
        )
    )
    rules = phase_named(site, session, row.phase)
    sign = -1.0 if rules.task(row.task).lower_is_better else 1.0
    ranked = [
        (sign * value, result.id)
        for result in found
        if (value := result.splits[PUBLIC]["value"]) is not None
    ]
    return max(ranked)[1] if ranked else None


def is_confirmed(
    site: LeaderboardSite, row: SubmissionRow, made: ResultRow, best: str | None
) -> bool | None:
    """Returns whether the bootstrap says that a result is better than the team's best before it.

    Args:
        site: The site.
        row: Submission of the result.
        made: The result.
        best: Identifier of the best before it, None if it is the first.

    Returns:
        The answer; None where the phase does not ask for it, or the task has no intervals to tell.
    """
    with site.database.read() as session:
        rules = phase_named(site, session, row.phase)
        known = session.get(ResultRow, best) if best is not None else None
    if not rules.confirms_new_best or rules.has_diagnostics:
        return None
    if known is None:
        return True
    payload = comparing.computed(site, known, made, PUBLIC, rules.task(row.task).ranked_by)
    if not payload["has_intervals"]:
        return None
    return bool(payload["verdict"] == comparing.BETTER)


def compare_neighbors(
    site: LeaderboardSite, row: SubmissionRow, on_tick: Callable[[str, float | None], bool]
) -> list[ComparedPair] | None:
    """Compares the neighbors on a submission's board that were not compared yet.

    Args:
        site: The site.
        row: Submission whose board it is.
        on_tick: Function called after each pair; returns whether to go on.

    Returns:
        Comparisons, at most `MAX_PAIRS`; None if `on_tick` wanted no more.
    """
    with site.database.read() as session:
        rules = phase_named(site, session, row.phase)
        task = rules.task(row.task)
        entries = best_of_methods(session, rules, task)
        wanted = []
        for split in (PUBLIC, PRIVATE) if rules.has_private_split else (PUBLIC,):
            ranked = [entry.result for entry in entries if split in entry.result.splits]
            for above, below in itertools.pairwise(ranked):
                if session.get(ComparisonRow, (below.id, above.id, split)) is None:
                    wanted.append((below, above, split))
    pairs = []
    for number, (below, above, split) in enumerate(wanted[:MAX_PAIRS]):
        payload = comparing.computed(site, below, above, split, task.ranked_by)
        pairs.append(ComparedPair(below, above, split, payload))
        if not on_tick("comparing", 100 * (number + 1) / min(len(wanted), MAX_PAIRS)):
            return None
    return pairs
