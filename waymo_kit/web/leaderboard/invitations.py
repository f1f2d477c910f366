"""Invitations: the way to an account, to a team, or both. Codes are typed, never part of a URL."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from waymo_kit.errors import InvalidInputError, NotFoundError
from waymo_kit.web.leaderboard import audit
from waymo_kit.web.leaderboard.actor import Principal, require_member
from waymo_kit.web.leaderboard.credentials import account_row
from waymo_kit.web.leaderboard.errors import NotAllowedError
from waymo_kit.web.leaderboard.identifiers import digest, new_id, new_secret
from waymo_kit.web.leaderboard.models import InvitationRow, MembershipRow, TeamRow
from waymo_kit.web.leaderboard.site import LeaderboardSite
from waymo_kit.web.leaderboard.texts import checked_email

MAX_DAYS = 60


@dataclass(frozen=True)
class Invitation:
    """An invitation as those who made it see it.

    Attributes:
        id: Identifier.
        code: Code of the invitation; shown once, empty afterwards.
        email: Address that it is for, empty for anybody.
        team_id: Team that it leads to, None for none.
        team: Name of that team, empty for none.
        is_host: Whether it makes a host.
        created_at: Time of its creation.
        expires_at: Time at which it expires.
        used_at: Time of its use, None for not yet.
        is_revoked: Whether it was revoked.
    """

    id: str
    code: str
    email: str
    team_id: str | None
    team: str
    is_host: bool
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None
    is_revoked: bool


def invite(
    site: LeaderboardSite,
    actor: Principal,
    *,
    email: str = "",
    team_id: str | None = None,
    is_host: bool = False,
    days: int = 14,
) -> Invitation:
    """Makes an invitation.

    Hosts may invite anybody; an owner of a team invites to that team.

    Args:
        site: The site.
        actor: Account that invites.
        email: Address that it is for. Empty for anybody.
        team_id: Team that it leads to. None for none.
        is_host: Whether it makes a host.
        days: Number of days for which it can be used.

    Raises:
        NotAllowedError: The account may not make such an invitation.
        InvalidInputError: A value is wrong.
    """
    if not 1 <= days <= MAX_DAYS:
        raise InvalidInputError(f"days: expected 1 to {MAX_DAYS}, got {days}")
    actor.require("account")
    if is_host or team_id is None:
        actor.require_host()
    with site.database.write() as session:
        if team_id is not None:
            require_member(session, actor, team_id, "account", as_owner=True)
        row, code = _add(site, session, email, team_id, is_host, days, actor.account_id)
        audit.record(site, session, actor, "invitation.make", row.id, f"host={is_host}")
        session.flush()
        return _view(session, row, code)


def invite_first_host(site: LeaderboardSite, days: int = 14) -> str:
    """Returns the code of an invitation that makes a host, for who runs the server."""
    with site.database.write() as session:
        row, code = _add(site, session, "", None, True, days, None)
        audit.record(
            site, session, Principal(name="console"), "invitation.make", row.id, "host=True"
        )
        return code


def invitations(site: LeaderboardSite, actor: Principal) -> list[Invitation]:
    """Returns the invitations that the account made, and for hosts all, the newest first."""
    actor.require("account")
    with site.database.read() as session:
        query = select(InvitationRow).order_by(InvitationRow.created_at.desc()).limit(500)
        if not actor.acts_as_host:
            query = query.where(InvitationRow.invited_by == actor.account_id)
        return [_view(session, row, "") for row in session.scalars(query)]


def revoke(site: LeaderboardSite, actor: Principal, invitation_id: str) -> None:
    """Makes an invitation useless.

    Raises:
        NotFoundError: The account has no such invitation.
    """
    actor.require("account")
    with site.database.write() as session:
        row = session.get(InvitationRow, invitation_id, with_for_update=True)
        is_own = row is not None and row.invited_by == actor.account_id
        if row is None or not (is_own or actor.acts_as_host):
            raise NotFoundError("no such invitation of yours")
        row.revoked_at = row.revoked_at or site.clock.now()
        audit.record(site, session, actor, "invitation.revoke", invitation_id)


def accept(site: LeaderboardSite, actor: Principal, code: str) -> None:
    """Lets an account that exists join the team of an invitation, or become a host.

    Raises:
        NotAllowedError: The code is wrong, used, revoked or expired, or is for somebody else.
    """
    actor.require("account")
    with site.database.write() as session:
        account = account_row(session, actor)
        row = take(site, session, code, account.email)
        use(site, session, row, account.id)
        if row.is_host:
            account.is_host = True
        audit.record(site, session, actor, "invitation.accept", row.id)


def take(site: LeaderboardSite, session: Session, code: str, email: str) -> InvitationRow:
    """Returns the invitation of a code, locked, if it can be used for an address.

    Raises:
        NotAllowedError: The invitation cannot be used; the message does not say why.
    """
    query = select(InvitationRow).where(InvitationRow.code_digest == digest(code.strip()))
    row = session.scalar(query.with_for_update())
    if (
        row is None
        or row.used_at is not None
        or row.revoked_at is not None
        or row.expires_at <= site.clock.now()
        or (row.email and row.email != email)
    ):
        raise NotAllowedError("this invitation is wrong, used, expired, or for another address")
    return row


def use(site: LeaderboardSite, session: Session, row: InvitationRow, account_id: str) -> None:
    """Marks an invitation as used and adds the account to its team."""
    row.used_at = site.clock.now()
    row.used_by = account_id
    if row.team_id is None or session.get(MembershipRow, (row.team_id, account_id)) is not None:
        return
    session.add(
        MembershipRow(
            team_id=row.team_id, account_id=account_id, is_owner=False, created_at=site.clock.now()
        )
    )


def has_open_host_invitation(session: Session, site: LeaderboardSite) -> bool:
    """Returns whether an invitation that makes a host can still be used."""
    query = select(InvitationRow.id).where(
        InvitationRow.is_host,
        InvitationRow.used_at.is_(None),
        InvitationRow.revoked_at.is_(None),
        InvitationRow.expires_at > site.clock.now(),
    )
    return session.scalar(query.limit(1)) is not None


def _add(
    site: LeaderboardSite,
    session: Session,
    email: str,
    team_id: str | None,
    is_host: bool,
    days: int,
    invited_by: str | None,
) -> tuple[InvitationRow, str]:
    code = new_secret()
    row = InvitationRow(
        id=new_id(),
        code_digest=digest(code),
        email=checked_email(email) if email else "",
        team_id=team_id,
        is_host=is_host,
        invited_by=invited_by,
        created_at=site.clock.now(),
        expires_at=site.clock.in_days(days),
    )
    session.add(row)
    return row, code


def _view(session: Session, row: InvitationRow, code: str) -> Invitation:
    team = session.get(TeamRow, row.team_id) if row.team_id else None
    return Invitation(
        id=row.id,
        code=code,
        email=row.email,
        team_id=row.team_id,
        team=team.name if team else "",
        is_host=row.is_host,
        created_at=row.created_at,
        expires_at=row.expires_at,
        used_at=row.used_at,
        is_revoked=row.revoked_at is not None,
    )
