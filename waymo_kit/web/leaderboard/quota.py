"""The quota of a team in a phase: taken when a valid file is accepted, given back for our faults.

Counting and taking happen in one transaction under the lock of the team's row, so that no number of
servers takes more than there is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from waymo_kit.web.leaderboard.actor import Principal, require_member
from waymo_kit.web.leaderboard.errors import TooManyError
from waymo_kit.web.leaderboard.models import ChargeRow, GrantRow, SubmissionRow, TeamRow
from waymo_kit.web.leaderboard.phases import PhaseView, phase_named
from waymo_kit.web.leaderboard.site import LeaderboardSite


@dataclass(frozen=True)
class QuotaView:
    """Remaining quota of a team in a phase.

    Attributes:
        limit: Number of submissions in a window, with what hosts granted; None for no limit.
        window_days: Length of the rolling window in days.
        used: Number of submissions in the window that count.
        left: Number of submissions that are left, None for no limit.
        next_at: Time at which the next place becomes free if none is left, None otherwise.
        failed_checks_left: Number of files that may be rejected within a day from now on.
    """

    limit: int | None
    window_days: float
    used: int
    left: int | None
    next_at: datetime | None
    failed_checks_left: int


def quota(site: LeaderboardSite, actor: Principal, team_id: str, phase: str) -> QuotaView:
    """Returns the remaining quota of a team of the actor.

    Raises:
        NotFoundError: The account has no such team, or there is no such phase.
    """
    with site.database.read() as session:
        require_member(session, actor, team_id, "read")
        return state_of(site, session, team_id, phase_named(site, session, phase))


def state_of(site: LeaderboardSite, session: Session, team_id: str, phase: PhaseView) -> QuotaView:
    """Returns the remaining quota of a team, within a transaction."""
    now = site.clock.now()
    window = timedelta(days=phase.window_days)
    times = list(
        session.scalars(
            select(ChargeRow.charged_at)
            .where(
                ChargeRow.team_id == team_id,
                ChargeRow.phase == phase.name,
                ChargeRow.refunded_at.is_(None),
                ChargeRow.charged_at > now - window,
            )
            .order_by(ChargeRow.charged_at)
        )
    )
    limit = phase.quota
    if limit is not None:
        grant = session.get(GrantRow, (team_id, phase.name))
        limit += grant.extra if grant else 0
    left = None if limit is None else max(0, limit - len(times))
    next_at = None
    if limit is not None and left == 0 and limit > 0:
        next_at = times[len(times) - limit] + window
    return QuotaView(
        limit,
        phase.window_days,
        len(times),
        left,
        next_at,
        max(
            0, site.settings.limits.failed_checks_per_day - _rejected_today(site, session, team_id)
        ),
    )


def require_place(site: LeaderboardSite, session: Session, team_id: str, phase: PhaseView) -> None:
    """Checks that a team may submit to a phase now.

    Raises:
        TooManyError: No place is left, or too many files were rejected today.
    """
    state = state_of(site, session, team_id, phase)
    if state.left == 0:
        raise _used_up(site, phase, state)
    if state.failed_checks_left == 0:
        raise TooManyError("too many files of this team were rejected today", 3600)


def take(site: LeaderboardSite, session: Session, submission: SubmissionRow) -> None:
    """Takes a place for a submission whose file is valid, once.

    Raises:
        TooManyError: No place is left.
    """
    session.get(TeamRow, submission.team_id, with_for_update=True)
    if session.get(ChargeRow, submission.id) is not None:
        return
    phase = phase_named(site, session, submission.phase)
    state = state_of(site, session, submission.team_id, phase)
    if state.left == 0:
        raise _used_up(site, phase, state)
    session.add(
        ChargeRow(
            submission_id=submission.id,
            team_id=submission.team_id,
            phase=submission.phase,
            charged_at=site.clock.now(),
        )
    )
    session.flush()


def refund(site: LeaderboardSite, session: Session, submission_id: str) -> None:
    """Gives the place of a submission back, if it took one."""
    charge = session.get(ChargeRow, submission_id, with_for_update=True)
    if charge is not None and charge.refunded_at is None:
        charge.refunded_at = site.clock.now()


def counts(session: Session, submission_id: str) -> bool:
    """Returns whether a submission counts against the quota."""
    charge = session.get(ChargeRow, submission_id)
    return charge is not None and charge.refunded_at is None


def _used_up(site: LeaderboardSite, phase: PhaseView, state: QuotaView) -> TooManyError:
    wait = (state.next_at - site.clock.now()).total_seconds() if state.next_at else 86400.0
    when = f"; the next is free at {state.next_at:%Y-%m-%d %H:%M} UTC" if state.next_at else ""
    return TooManyError(
        f"the quota of the phase {phase.name} is used up: {state.used} of {state.limit} in "
        f"{phase.window_days:g} days{when}",
        wait,
    )


def _rejected_today(site: LeaderboardSite, session: Session, team_id: str) -> int:
    query = (
        select(func.count())
        .select_from(SubmissionRow)
        .where(
            SubmissionRow.team_id == team_id,
            SubmissionRow.state == "rejected",
            SubmissionRow.finished_at > site.clock.now() - timedelta(days=1),
        )
    )
    return session.scalar(query) or 0


def restore(site: LeaderboardSite, session: Session, submission_id: str) -> bool:
    """Removes a refunded charge, so that a submission that is tried again takes a place anew.

    Returns:
        Whether there was one.
    """
    charge = session.get(ChargeRow, submission_id, with_for_update=True)
    if charge is None or charge.refunded_at is None:
        return False
    session.delete(charge)
    session.flush()
    return True
