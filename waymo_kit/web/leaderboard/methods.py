"""Methods whose results a team submits, with the facts that boards show."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from waymo_kit.errors import InvalidInputError, NotFoundError
from waymo_kit.web.leaderboard import audit
from waymo_kit.web.leaderboard.actor import (
    Principal,
    is_member,
    require_member,
    sees_privately,
)
from waymo_kit.web.leaderboard.errors import ConflictError
from waymo_kit.web.leaderboard.identifiers import new_id
from waymo_kit.web.leaderboard.models import (
    MembershipRow,
    MethodRow,
    ResultRow,
    SubmissionRow,
    TeamRow,
)
from waymo_kit.web.leaderboard.phases import touch
from waymo_kit.web.leaderboard.results import is_listed
from waymo_kit.web.leaderboard.site import LeaderboardSite
from waymo_kit.web.leaderboard.texts import checked_name, checked_text, checked_url, name_key

_MAX_METHODS = 200
_MAX_FRAMES = 1000


@dataclass(frozen=True)
class MethodView:
    """A method.

    Attributes:
        id: Identifier.
        name: Name.
        team_id: Identifier of its team.
        team: Name of its team.
        description: Description of the method.
        sensors: Sensors that it uses.
        past_frames: Number of earlier frames that it uses.
        future_frames: Number of later frames that it uses.
        latency_ms: Time for a frame in milliseconds, None where it is not known.
        paper_url: Web page of the paper, empty for none.
        code_url: Web page of the code, empty for none.
        is_own: Whether the actor is in its team.
    """

    id: str
    name: str
    team_id: str
    team: str
    description: str
    sensors: str
    past_frames: int
    future_frames: int
    latency_ms: float | None
    paper_url: str
    code_url: str
    is_own: bool


def method(site: LeaderboardSite, actor: Principal, method_id: str) -> MethodView:
    """Returns a method that has a submission on a board, or that is the actor's.

    Its submissions come from `submissions.recent`.

    Raises:
        NotFoundError: There is no such method, or the actor may not see it.
    """
    with site.database.read() as session:
        row = session.get(MethodRow, method_id)
        if row is None or not (
            sees_privately(session, actor, row.team_id) or _has_listed(session, method_id)
        ):
            raise NotFoundError("no such method")
        return _view(session, actor, row)


def own(site: LeaderboardSite, actor: Principal) -> list[MethodView]:
    """Returns the methods of the actor's teams by name."""
    actor.require("read")
    with site.database.read() as session:
        query = (
            select(MethodRow)
            .join(MembershipRow, MembershipRow.team_id == MethodRow.team_id)
            .where(MembershipRow.account_id == actor.account_id)
            .order_by(MethodRow.name, MethodRow.id)
        )
        return [_view(session, actor, row) for row in session.scalars(query)]


def update(
    site: LeaderboardSite,
    actor: Principal,
    method_id: str,
    *,
    description: str = "",
    sensors: str = "",
    past_frames: int = 0,
    future_frames: int = 0,
    latency_ms: float | None = None,
    paper_url: str = "",
    code_url: str = "",
) -> MethodView:
    """Changes the facts of a method.

    Raises:
        NotFoundError: The account has no such method.
        InvalidInputError: A value is wrong.
    """
    for what, number in (("past_frames", past_frames), ("future_frames", future_frames)):
        if not 0 <= number <= _MAX_FRAMES:
            raise InvalidInputError(f"{what}: expected 0 to {_MAX_FRAMES}, got {number}")
    if latency_ms is not None and not 0 <= latency_ms < 1e7:
        raise InvalidInputError("latency_ms: expected 0 to 10,000,000 milliseconds")
    with site.database.write() as session:
        row = session.get(MethodRow, method_id)
        actor.require("submit")
        if row is None or not sees_privately(session, actor, row.team_id):
            raise NotFoundError("no such method of yours")
        require_member(session, actor, row.team_id, "submit")
        row.description = checked_text(description, "description")
        row.sensors = checked_name(sensors, "sensors") if sensors.strip() else ""
        row.past_frames, row.future_frames, row.latency_ms = past_frames, future_frames, latency_ms
        row.paper_url = checked_url(paper_url, "paper_url")
        row.code_url = checked_url(code_url, "code_url")
        for phase in session.scalars(
            select(SubmissionRow.phase).where(SubmissionRow.method_id == method_id).distinct()
        ).all():
            touch(session, phase)
        audit.record(site, session, actor, "method.update", method_id)
        return _view(session, actor, row)


def find_or_add(site: LeaderboardSite, session: Session, team_id: str, name: str) -> MethodRow:
    """Returns the method of a team by its name; a new one is added.

    Raises:
        InvalidInputError: The name is wrong.
        ConflictError: The team has too many methods.
    """
    name = checked_name(name, "method")
    key = name_key(name)
    found = session.scalar(
        select(MethodRow).where(MethodRow.team_id == team_id, MethodRow.key == key)
    )
    if found is not None:
        return found
    count = session.scalar(
        select(func.count()).select_from(MethodRow).where(MethodRow.team_id == team_id)
    )
    if (count or 0) >= _MAX_METHODS:
        raise ConflictError(f"a team has at most {_MAX_METHODS} methods")
    row = MethodRow(
        id=new_id(),
        team_id=team_id,
        name=name,
        key=key,
        description="",
        sensors="",
        past_frames=0,
        future_frames=0,
        paper_url="",
        code_url="",
        created_at=site.clock.now(),
    )
    session.add(row)
    session.flush()
    return row


def _has_listed(session: Session, method_id: str) -> bool:
    rows = session.execute(
        select(SubmissionRow, ResultRow)
        .join(ResultRow, ResultRow.submission_id == SubmissionRow.id)
        .where(
            SubmissionRow.method_id == method_id,
            SubmissionRow.state == "done",
            ResultRow.is_current,
        )
    )
    return any(is_listed(row, result) for row, result in rows)


def _view(session: Session, actor: Principal, row: MethodRow) -> MethodView:
    team = session.get(TeamRow, row.team_id)
    return MethodView(
        id=row.id,
        name=row.name,
        team_id=row.team_id,
        team=team.name if team else "",
        description=row.description,
        sensors=row.sensors,
        past_frames=row.past_frames,
        future_frames=row.future_frames,
        latency_ms=row.latency_ms,
        paper_url=row.paper_url,
        code_url=row.code_url,
        is_own=is_member(session, actor, row.team_id),
    )
