"""Boards: the methods of a phase and task by their best scores."""

from __future__ import annotations

import hashlib
import itertools
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from waymo_kit.errors import NotFoundError
from waymo_kit.web.leaderboard.actor import Principal
from waymo_kit.web.leaderboard.models import (
    ComparisonRow,
    MembershipRow,
)
from waymo_kit.web.leaderboard.phases import PhaseView, TaskView, phase_named
from waymo_kit.web.leaderboard.ranking import Entry, best_of_methods, rank_key, scores_of
from waymo_kit.web.leaderboard.results import rounded, rounded_interval, shown
from waymo_kit.web.leaderboard.site import LeaderboardSite
from waymo_kit.web.leaderboard.splits import PRIVATE, PUBLIC


@dataclass(frozen=True)
class BoardColumn:
    """A column of a board.

    Attributes:
        key: Name of the column in requests, such as `VEHICLE|APH/L2`.
        label: Heading, such as `VEHICLE APH/L2`.
        is_ranking: Whether it is the score that ranks.
    """

    key: str
    label: str
    is_ranking: bool


@dataclass(frozen=True)
class BoardRow:
    """A method on a board, with the submission that stands for it.

    Attributes:
        rank: Place, 1 for the best.
        submission_id: Submission with the best score of the method.
        method_id: Identifier of the method.
        method: Name of the method.
        team_id: Identifier of the team.
        team: Name of the team.
        date: Time of the submission.
        values: Rounded scores, in the order of the columns.
        shown: The same as texts.
        interval: 95 % confidence interval of the score that ranks, None for none.
        is_better_than_next: Whether the paired bootstrap says that it is better than the next row;
            None where it was not computed.
        sensors: Sensors that the method uses.
        past_frames: Number of earlier frames that it uses.
        future_frames: Number of later frames that it uses.
        latency_ms: Time for a frame in milliseconds, None where it is not known.
        paper_url: Web page of the paper, empty for none.
        code_url: Web page of the code, empty for none.
        is_own: Whether the actor is in its team.
        is_hidden: Whether the submission is off the board for others.
    """

    rank: int
    submission_id: str
    method_id: str
    method: str
    team_id: str
    team: str
    date: datetime
    values: tuple[float | None, ...]
    shown: tuple[str, ...]
    interval: tuple[float, float] | None
    is_better_than_next: bool | None
    sensors: str
    past_frames: int
    future_frames: int
    latency_ms: float | None
    paper_url: str
    code_url: str
    is_own: bool
    is_hidden: bool


@dataclass(frozen=True)
class Board:
    """A board.

    Attributes:
        phase: The phase.
        task: The task.
        split: Split of the labels, `public` or `private`.
        splits: Splits that may be shown.
        breakdown: Breakdown of the columns, empty for the overview.
        breakdowns: Breakdowns that there are.
        columns: Columns of scores.
        rows: Methods, the best first.
        revision: Text that changes when the board does.
    """

    phase: PhaseView
    task: TaskView
    split: str
    splits: tuple[str, ...]
    breakdown: str
    breakdowns: tuple[str, ...]
    columns: tuple[BoardColumn, ...]
    rows: tuple[BoardRow, ...]
    revision: str


@dataclass(frozen=True)
class ProgressPoint:
    """A submission in the history of a board.

    Attributes:
        time: Time of the submission.
        value: Score of the submission, rounded.
        best: Best score on the board up to then, rounded.
        method: Name of the method.
        team: Name of the team.
        submission_id: Identifier of the submission.
    """

    time: datetime
    value: float
    best: float
    method: str
    team: str
    submission_id: str


def board(
    site: LeaderboardSite,
    actor: Principal,
    phase: str,
    task: str,
    *,
    split: str = PUBLIC,
    breakdown: str = "",
) -> Board:
    """Returns a board.

    Args:
        site: The site.
        actor: Account that reads the board, or nobody.
        phase: Name of the phase.
        task: Name of the task.
        split: `public`, or `private` once a host has revealed it.
        breakdown: Title of a breakdown whose lines are the columns. Empty for an overview.

    Raises:
        NotFoundError: There is no such phase, task or breakdown, or the split is not shown.
    """
    is_host = actor.acts_as_host
    with site.database.read() as session:
        rules = phase_named(site, session, phase)
        chosen = rules.task(task)
        splits: tuple[str, ...] = (PUBLIC,)
        if rules.has_private_split and (rules.is_private_revealed or is_host):
            splits = (PUBLIC, PRIVATE)
        if split not in splits:
            raise NotFoundError("this split is not shown")
        entries = best_of_methods(session, rules, chosen, with_hidden=is_host)
        if split == PRIVATE:
            entries = [entry for entry in entries if PRIVATE in entry.result.splits]
            entries.sort(key=lambda entry: rank_key(entry.value(split), entry.submission, chosen))
        sections = entries[0].result.splits[split]["sections"] if entries else []
        breakdowns = tuple(dict.fromkeys(section["title"] for section in sections))
        if breakdown and breakdown not in breakdowns and entries:
            raise NotFoundError("no such breakdown")
        columns = _columns(sections, breakdown, chosen)
        own = _own_teams(session, actor)
        verdicts = _verdicts(session, entries, split)
        rows = tuple(
            _row(entry, number, rules, split, columns, own, verdicts)
            for number, entry in enumerate(entries)
        )
    return Board(
        rules,
        chosen,
        split,
        splits,
        breakdown,
        breakdowns,
        columns,
        rows,
        _revision(rules, split, breakdown, actor),
    )


def progress(
    site: LeaderboardSite, actor: Principal, phase: str, task: str
) -> tuple[ProgressPoint, ...]:
    """Returns all submissions of a board in the order of time, on the public split.

    Raises:
        NotFoundError: There is no such phase or task.
    """
    with site.database.read() as session:
        rules = phase_named(site, session, phase)
        chosen = rules.task(task)
        scores = sorted(
            scores_of(session, rules.name, chosen.name, with_hidden=False),
            key=lambda score: (score.created_at, score.id),
        )
    points: list[ProgressPoint] = []
    best = math.nan
    for score in scores:
        if not math.isfinite(score.value):
            continue
        better = min if chosen.lower_is_better else max
        best = score.value if math.isnan(best) else better(best, score.value)
        points.append(
            ProgressPoint(
                score.created_at,
                round(score.value, rules.decimals),
                round(best, rules.decimals),
                score.method,
                score.team,
                score.id,
            )
        )
    return tuple(points)


def _columns(
    sections: list[Mapping[str, Any]], breakdown: str, task: TaskView
) -> tuple[BoardColumn, ...]:
    """Returns all scores of means, and of other lines the score that ranks."""
    chosen = [section for section in sections if section["title"] == breakdown] or sections[:1]
    columns: list[BoardColumn] = []
    for section in chosen:
        for line in section["lines"]:
            for column, is_count in zip(section["columns"], section["are_counts"], strict=True):
                is_ranking = column == task.ranked_by
                is_mean = bool(line["is_mean"])
                is_wanted = is_mean or is_ranking or not _has_means(section)
                if is_wanted and not is_count:
                    label = column if is_mean and not breakdown else f"{line['label']} {column}"
                    key = f"{section['title']}|{line['label']}|{column}"
                    ranks = is_ranking and is_mean and section is sections[0]
                    columns.append(BoardColumn(key, label, ranks))
    return tuple(dict.fromkeys(columns))


def _has_means(section: Mapping[str, Any]) -> bool:
    return any(line["is_mean"] for line in section["lines"])


def _row(
    entry: Entry,
    number: int,
    phase: PhaseView,
    split: str,
    columns: tuple[BoardColumn, ...],
    own: frozenset[str],
    verdicts: Mapping[str, bool],
) -> BoardRow:
    scores = entry.result.splits[split]
    cells = {
        f"{section['title']}|{line['label']}|{column}": value
        for section in scores["sections"]
        for line in section["lines"]
        for column, value in zip(section["columns"], line["values"], strict=True)
    }
    values = [cells.get(column.key) for column in columns]
    decimals = phase.decimals
    return BoardRow(
        rank=number + 1,
        submission_id=entry.submission.id,
        method_id=entry.method.id,
        method=entry.method.name,
        team_id=entry.team.id,
        team=entry.team.name,
        date=entry.submission.created_at,
        values=tuple(rounded(value, decimals) for value in values),
        shown=tuple(shown(value, decimals) for value in values),
        interval=rounded_interval(scores["interval"], decimals),
        is_better_than_next=verdicts.get(entry.result.id),
        sensors=entry.method.sensors,
        past_frames=entry.method.past_frames,
        future_frames=entry.method.future_frames,
        latency_ms=entry.method.latency_ms,
        paper_url=entry.method.paper_url,
        code_url=entry.method.code_url,
        is_own=entry.team.id in own,
        is_hidden=entry.submission.is_hidden,
    )


def _verdicts(session: Session, entries: list[Entry], split: str) -> dict[str, bool]:
    """Returns, by result, whether it is significantly better than the one below it."""
    found: dict[str, bool] = {}
    for above, below in itertools.pairwise(entries):
        row = session.get(ComparisonRow, (below.result.id, above.result.id, split))
        if row is not None and row.verdict:
            found[above.result.id] = row.verdict == "better"
    return found


def _own_teams(session: Session, actor: Principal) -> frozenset[str]:
    if actor.is_anonymous:
        return frozenset()
    query = select(MembershipRow.team_id).where(MembershipRow.account_id == actor.account_id)
    return frozenset(session.scalars(query))


def _revision(phase: PhaseView, split: str, breakdown: str, actor: Principal) -> str:
    text = f"{phase.name}/{phase.revision}/{split}/{breakdown}/{actor.account_id}/{phase}"
    return hashlib.sha256(text.encode()).hexdigest()[:16]
