"""The state of a site, as its hosts see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from waymo_kit._version import __version__
from waymo_kit.web.leaderboard import queue
from waymo_kit.web.leaderboard.actor import Principal
from waymo_kit.web.leaderboard.models import (
    AuditRow,
    ChargeRow,
    GrantRow,
    JobRow,
    MembershipRow,
    SubmissionRow,
    TeamRow,
    WorkerRow,
)
from waymo_kit.web.leaderboard.phases import PhaseView, all_phases
from waymo_kit.web.leaderboard.site import LeaderboardSite
from waymo_kit.web.leaderboard.submission_views import SubmissionSummary, summary_of

_SHOWN_ACTIVE = 200
_SHOWN_FAILED = 50
_SHOWN_AUDIT = 100
"""Number of submissions and of entries that the page lists."""


@dataclass(frozen=True)
class HostTeam:
    """A team as hosts see it.

    Attributes:
        id: Identifier.
        name: Name.
        members: Number of members.
        is_blocked: Whether it may not submit.
        used: Number of submissions that count now, by phase.
        extra: Number of submissions granted beyond the quota, by phase.
    """

    id: str
    name: str
    members: int
    is_blocked: bool
    used: dict[str, int]
    extra: dict[str, int]


@dataclass(frozen=True)
class WorkerView:
    """A worker process.

    Attributes:
        id: Identifier.
        host: Name of its machine.
        pid: Number of the process.
        version: Version of waymo-kit.
        started_at: Time of its start.
        last_seen_at: Time of its last heartbeat.
        is_alive: Whether that is recent.
        submission_id: Submission that it works on, empty for none.
        stage: Words for what it does.
    """

    id: str
    host: str
    pid: int
    version: str
    started_at: datetime
    last_seen_at: datetime
    is_alive: bool
    submission_id: str
    stage: str


@dataclass(frozen=True)
class AuditView:
    """An entry of the audit log.

    Attributes:
        time: Time of the action.
        account: Name of who did it.
        action: Name of the action.
        target: Identifier of what it was done to.
        detail: Further words.
        address: Network address.
    """

    time: datetime
    account: str
    action: str
    target: str
    detail: str
    address: str


@dataclass(frozen=True)
class HostView:
    """The state of the site.

    Attributes:
        phases: All phases.
        teams: All teams by name.
        workers: Workers, those seen last first.
        queue: Submissions that are checked, wait or are scored.
        failed: Submissions that failed, the newest first.
        rescoring: Number of results that are computed again.
        audit: Latest entries of the audit log.
        version: Version of waymo-kit.
    """

    phases: tuple[PhaseView, ...]
    teams: tuple[HostTeam, ...]
    workers: tuple[WorkerView, ...]
    queue: tuple[SubmissionSummary, ...]
    failed: tuple[SubmissionSummary, ...]
    rescoring: int
    audit: tuple[AuditView, ...]
    version: str


def overview(site: LeaderboardSite, actor: Principal) -> HostView:
    """Returns the state of the site."""
    actor.require_host()
    with site.database.read() as session:
        phases = tuple(all_phases(site, session))
        active = session.scalars(
            select(SubmissionRow)
            .where(SubmissionRow.state.in_(("checking", "queued", "scoring")))
            .order_by(SubmissionRow.created_at)
            .limit(_SHOWN_ACTIVE)
        )
        failed = session.scalars(
            select(SubmissionRow)
            .where(SubmissionRow.state == "failed")
            .order_by(SubmissionRow.finished_at.desc())
            .limit(_SHOWN_FAILED)
        )
        rescoring = session.scalar(
            select(func.count())
            .select_from(JobRow)
            .where(
                JobRow.kind == queue.RESCORE,
                JobRow.state.in_((queue.WAITING, queue.RUNNING)),
            )
        )
        log = session.scalars(select(AuditRow).order_by(AuditRow.id.desc()).limit(_SHOWN_AUDIT))
        return HostView(
            phases,
            _teams(site, session, phases),
            _workers(site, session),
            tuple(summary_of(site, session, actor, row) for row in active.all()),
            tuple(summary_of(site, session, actor, row) for row in failed.all()),
            rescoring or 0,
            tuple(
                AuditView(row.time, row.account, row.action, row.target, row.detail, row.address)
                for row in log
            ),
            __version__,
        )


def _teams(
    site: LeaderboardSite, session: Session, phases: tuple[PhaseView, ...]
) -> tuple[HostTeam, ...]:
    counted = select(MembershipRow.team_id, func.count()).group_by(MembershipRow.team_id)
    members = {team_id: count for team_id, count in session.execute(counted)}  # noqa: C416 (a Result has keys)
    used: dict[str, dict[str, int]] = {}
    for phase in phases:
        since = site.clock.now() - timedelta(days=phase.window_days)
        counts = session.execute(
            select(ChargeRow.team_id, func.count())
            .where(
                ChargeRow.phase == phase.name,
                ChargeRow.refunded_at.is_(None),
                ChargeRow.charged_at > since,
            )
            .group_by(ChargeRow.team_id)
        )
        for team_id, count in counts:
            used.setdefault(team_id, {})[phase.name] = count
    extra: dict[str, dict[str, int]] = {}
    for grant in session.scalars(select(GrantRow)):
        extra.setdefault(grant.team_id, {})[grant.phase] = grant.extra
    return tuple(
        HostTeam(
            row.id,
            row.name,
            members.get(row.id, 0),
            row.is_blocked,
            used.get(row.id, {}),
            extra.get(row.id, {}),
        )
        for row in session.scalars(select(TeamRow).order_by(TeamRow.name))
    )


def _workers(site: LeaderboardSite, session: Session) -> tuple[WorkerView, ...]:
    since = site.clock.in_seconds(-2 * site.settings.lease_seconds)
    return tuple(
        WorkerView(
            row.id,
            row.host,
            row.pid,
            row.version,
            row.started_at,
            row.last_seen_at,
            row.last_seen_at > since,
            row.submission_id,
            row.stage,
        )
        for row in session.scalars(select(WorkerRow).order_by(WorkerRow.last_seen_at.desc()))
    )
