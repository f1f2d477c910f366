"""The ranks of a board: the best submission of each method by the score that ranks."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from waymo_kit.web.leaderboard.models import MethodRow, ResultRow, SubmissionRow, TeamRow
from waymo_kit.web.leaderboard.phases import PhaseView, TaskView
from waymo_kit.web.leaderboard.splits import PUBLIC


@dataclass(frozen=True)
class Entry:
    """A submission on a board with its current result."""

    submission: SubmissionRow
    result: ResultRow
    method: MethodRow
    team: TeamRow

    def value(self, split: str) -> float:
        """Returns the score that ranks, NaN for none."""
        value = self.result.splits[split]["value"]
        return math.nan if value is None else float(value)


@dataclass(frozen=True)
class Score:
    """The score that ranks a submission on the public split.

    Attributes:
        id: Identifier of the submission.
        method_id: Identifier of its method.
        created_at: Time of the submission.
        is_hidden: Whether it is off the boards.
        method: Name of its method.
        team: Name of its team.
        value: The score, NaN for none.
    """

    id: str
    method_id: str
    created_at: datetime
    is_hidden: bool
    method: str
    team: str
    value: float


def best_of_methods(
    session: Session, phase: PhaseView, task: TaskView, *, with_hidden: bool = False
) -> list[Entry]:
    """Returns the best submission of each method on the public split, the best first.

    Of equal ones the earlier counts.
    """
    best: dict[str, Score] = {}
    scores = scores_of(session, phase.name, task.name, with_hidden=with_hidden)
    for score in sorted(scores, key=lambda score: rank_key(score.value, score, task)):
        known = best.get(score.method_id)
        if known is None or (known.is_hidden and not score.is_hidden):
            best[score.method_id] = score
    found = session.execute(
        select(SubmissionRow, ResultRow, MethodRow, TeamRow)
        .join(ResultRow, ResultRow.submission_id == SubmissionRow.id)
        .join(MethodRow, MethodRow.id == SubmissionRow.method_id)
        .join(TeamRow, TeamRow.id == SubmissionRow.team_id)
        .where(SubmissionRow.id.in_([score.id for score in best.values()]), ResultRow.is_current)
    )
    entries = [Entry(*row) for row in found]
    entries.sort(key=lambda entry: rank_key(entry.value(PUBLIC), entry.submission, task))
    return entries


def scores_of(session: Session, phase: str, task: str, *, with_hidden: bool) -> Iterator[Score]:
    """Yields the scores of all submissions of a board, without the rest of their results."""
    value = ResultRow.splits[(PUBLIC, "value")].as_float()
    is_shown = ~SubmissionRow.is_hidden & ~TeamRow.is_blocked
    if with_hidden:
        is_shown = is_shown | SubmissionRow.is_hidden
    found = session.execute(
        select(
            SubmissionRow.id,
            SubmissionRow.method_id,
            SubmissionRow.created_at,
            SubmissionRow.is_hidden,
            MethodRow.name,
            TeamRow.name,
            value,
        )
        .join(ResultRow, ResultRow.submission_id == SubmissionRow.id)
        .join(MethodRow, MethodRow.id == SubmissionRow.method_id)
        .join(TeamRow, TeamRow.id == SubmissionRow.team_id)
        .where(
            SubmissionRow.phase == phase,
            SubmissionRow.task == task,
            SubmissionRow.state == "done",
            ResultRow.is_current,
            ResultRow.is_confirmed.is_not(False),
            is_shown,
        )
    )
    for submission_id, method_id, created_at, is_hidden, method, team, score in found:
        known = math.nan if score is None else float(score)
        yield Score(submission_id, method_id, created_at, is_hidden, method, team, known)


def rank_key(
    value: float, made: Score | SubmissionRow, task: TaskView
) -> tuple[float, datetime, str]:
    """Returns what submissions are sorted by: better scores first, then the earlier ones."""
    if math.isnan(value):
        value = math.inf
    elif not task.lower_is_better:
        value = -value
    return value, made.created_at, made.id
