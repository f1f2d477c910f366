"""Actions of hosts: rules of phases, quotas, teams, scoring again, export."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from waymo_kit.errors import InvalidInputError, NotFoundError
from waymo_kit.io import json_text
from waymo_kit.web.leaderboard import audit, boards, queue
from waymo_kit.web.leaderboard.actor import Principal
from waymo_kit.web.leaderboard.models import (
    GrantRow,
    JobRow,
    PhaseRow,
    SubmissionRow,
    TeamRow,
)
from waymo_kit.web.leaderboard.phases import PhaseView, touch, view_of
from waymo_kit.web.leaderboard.site import LeaderboardSite
from waymo_kit.web.leaderboard.splits import PRIVATE, PUBLIC
from waymo_kit.web.leaderboard.texts import checked_name, checked_text

_MAY_BE_NONE = ("quota", "opens_at", "closes_at")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def set_phase(
    site: LeaderboardSite, actor: Principal, phase: str, values: Mapping[str, Any]
) -> PhaseView:
    """Changes the rules of a phase; rules that `values` lacks stay.

    Args:
        site: The site.
        actor: A host.
        phase: Name of the phase.
        values: New values of `title`, `description`, `is_open`, `opens_at`, `closes_at`, `quota`,
            `window_days`, `confirms_new_best` and `decimals`.

    Raises:
        NotFoundError: There is no such phase.
        InvalidInputError: A value is wrong.
    """
    actor.require_host()
    adjusted = _checked_rules(values)
    with site.database.write() as session:
        row = _phase_row(session.get(PhaseRow, phase, with_for_update=True))
        row.adjusted = {**row.adjusted, **adjusted}
        row.revision += 1
        audit.record(site, session, actor, "phase.change", phase, ", ".join(sorted(adjusted)))
        return view_of(site, row)


def grant(site: LeaderboardSite, actor: Principal, phase: str, team_id: str, extra: int) -> None:
    """Sets the number of submissions that a team has beyond the quota of a phase.

    Raises:
        NotFoundError: There is no such phase or team.
        InvalidInputError: The number is wrong.
    """
    actor.require_host()
    if not 0 <= extra <= 1000:
        raise InvalidInputError(f"extra: expected 0 to 1000, got {extra}")
    with site.database.write() as session:
        _phase_row(session.get(PhaseRow, phase))
        if session.get(TeamRow, team_id, with_for_update=True) is None:
            raise NotFoundError("no such team")
        row = session.get(GrantRow, (team_id, phase))
        if row is None:
            session.add(GrantRow(team_id=team_id, phase=phase, extra=extra))
        else:
            row.extra = extra
        audit.record(site, session, actor, "quota.grant", team_id, f"{phase}: {extra}")


def set_team_blocked(
    site: LeaderboardSite, actor: Principal, team_id: str, is_blocked: bool
) -> None:
    """Keeps a team from submitting and off the boards, or allows it again.

    Raises:
        NotFoundError: There is no such team.
    """
    actor.require_host()
    with site.database.write() as session:
        row = session.get(TeamRow, team_id, with_for_update=True)
        if row is None:
            raise NotFoundError("no such team")
        row.is_blocked = is_blocked
        for phase in session.scalars(select(PhaseRow.name)).all():
            touch(session, phase)
        audit.record(site, session, actor, "team.block", team_id, str(is_blocked))


def reveal_private(
    site: LeaderboardSite, actor: Principal, phase: str, is_revealed: bool
) -> PhaseView:
    """Shows the scores of the private segments of a phase to all, or hides them again.

    Raises:
        NotFoundError: There is no such phase.
    """
    actor.require_host()
    with site.database.write() as session:
        row = _phase_row(session.get(PhaseRow, phase, with_for_update=True))
        row.is_private_revealed = is_revealed
        row.revision += 1
        audit.record(site, session, actor, "phase.reveal", phase, str(is_revealed))
        return view_of(site, row)


def rescore(site: LeaderboardSite, actor: Principal, phase: str, task: str | None = None) -> int:
    """Queues the results of a phase for computation by the version of the workers.

    The present results stay until the new ones are there.

    Args:
        site: Leaderboard site.
        actor: Host that asks.
        phase: Name of the phase.
        task: Task whose results are computed again. Defaults to None, all tasks.

    Returns:
        Number of submissions that are scored again.

    Raises:
        NotFoundError: There is no such phase.
    """
    actor.require_host()
    with site.database.write() as session:
        _phase_row(session.get(PhaseRow, phase))
        pending = select(JobRow.submission_id).where(
            JobRow.kind == queue.RESCORE, JobRow.state == queue.WAITING
        )
        query = select(SubmissionRow.id).where(
            SubmissionRow.phase == phase,
            SubmissionRow.state == "done",
            SubmissionRow.id.not_in(pending),
        )
        if task is not None:
            query = query.where(SubmissionRow.task == task)
        found = session.scalars(query.order_by(SubmissionRow.created_at)).all()
        for submission_id in found:
            queue.enqueue(site, session, submission_id, queue.RESCORE)
        audit.record(site, session, actor, "phase.rescore", phase, f"{len(found)} submissions")
        return len(found)


def export(
    site: LeaderboardSite, actor: Principal, phase: str, task: str, form: str = "csv"
) -> bytes:
    """Returns a board as a file, with the private split where there is one.

    Args:
        site: The site.
        actor: A host.
        phase: Name of the phase.
        task: Name of the task.
        form: `csv` or `json`.

    Raises:
        NotFoundError: There is no such phase or task.
        InvalidInputError: The form is unknown.
    """
    actor.require_host()
    if form not in ("csv", "json"):
        raise InvalidInputError("form: expected csv or json")
    splits = boards.board(site, actor, phase, task).splits
    lines: list[dict[str, Any]] = []
    for split in (PUBLIC, PRIVATE):
        if split not in splits:
            continue
        board = boards.board(site, actor, phase, task, split=split)
        labels = [column.label for column in board.columns]
        lines += [
            {
                "split": split,
                "rank": row.rank,
                "method": row.method,
                "team": row.team,
                "submission": row.submission_id,
                "date": row.date.isoformat(),
                "hidden": row.is_hidden,
                **dict(zip(labels, row.values, strict=True)),
            }
            for row in board.rows
        ]
    with site.database.write() as session:
        audit.record(site, session, actor, "phase.export", phase, task)
    if form == "json":
        return json_text({"phase": phase, "task": task, "rows": lines}).encode()
    stream = io.StringIO()
    names = list(dict.fromkeys(name for line in lines for name in line))
    writer = csv.DictWriter(stream, names or ["split"])
    writer.writeheader()
    for line in lines:
        writer.writerow({name: _harmless(value) for name, value in line.items()})
    return stream.getvalue().encode("utf-8")


def _harmless(value: Any) -> Any:
    """Returns a cell that no spreadsheet takes for a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def _phase_row(row: PhaseRow | None) -> PhaseRow:
    if row is None:
        raise NotFoundError("no such phase")
    return row


def _checked_rules(values: Mapping[str, Any]) -> dict[str, Any]:
    checked: dict[str, Any] = {}
    for name, value in values.items():
        if value is None and name not in _MAY_BE_NONE:
            raise InvalidInputError(f"{name}: expected a value")
        if name == "title":
            checked[name] = checked_name(value, "title")
        elif name == "description":
            checked[name] = checked_text(value, "description")
        elif name in ("is_open", "confirms_new_best"):
            checked[name] = bool(value)
        elif name in ("opens_at", "closes_at"):
            checked[name] = value.isoformat() if value is not None else ""
        elif name == "quota":
            if value is not None and not 0 <= value <= 1_000_000:
                raise InvalidInputError("quota: expected a number from 0 on, or none")
            checked[name] = value
        elif name == "window_days":
            if not 0 < value <= 36500:
                raise InvalidInputError("window_days: expected a number of days above 0")
            checked[name] = float(value)
        elif name == "decimals":
            if not 1 <= value <= 8:
                raise InvalidInputError("decimals: expected 1 to 8")
            checked[name] = value
        else:
            raise InvalidInputError(f"a phase has no setting {name[:40]!r} that hosts change")
    return checked
