"""Sessions of browsers: opaque tokens in a cookie, found by their digest."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from waymo_kit.web.leaderboard import audit
from waymo_kit.web.leaderboard.actor import ANONYMOUS, SCOPES, Principal
from waymo_kit.web.leaderboard.identifiers import digest, new_id, new_secret
from waymo_kit.web.leaderboard.models import AccountRow, SessionRow
from waymo_kit.web.leaderboard.site import LeaderboardSite

_TOUCH = timedelta(minutes=5)
"""Interval at which the time of the last request is stored."""


@dataclass(frozen=True)
class SessionView:
    """A session as its owner sees it.

    Attributes:
        id: Identifier.
        address: Network address at log-in.
        agent: Browser at log-in.
        created_at: Time of the log-in.
        last_seen_at: Time of the last request, to five minutes.
        is_current: Whether the request comes from this session.
    """

    id: str
    address: str
    agent: str
    created_at: datetime
    last_seen_at: datetime
    is_current: bool


def start(site: LeaderboardSite, account_id: str, *, address: str = "", agent: str = "") -> str:
    """Makes a session and returns its token, for the cookie; each log-in gets a new one."""
    token = new_secret()
    now = site.clock.now()
    with site.database.write() as session:
        session.execute(delete(SessionRow).where(SessionRow.expires_at < now))
        session.add(
            SessionRow(
                id=new_id(),
                token_digest=digest(token),
                account_id=account_id,
                address=address,
                agent=agent[:200],
                created_at=now,
                last_seen_at=now,
                expires_at=now + timedelta(hours=site.settings.sessions.total_hours),
            )
        )
    return token


def actor_of(site: LeaderboardSite, token: str, address: str = "") -> Principal:
    """Returns the principal of a session's token; nobody if it is unknown or has ended."""
    now = site.clock.now()
    idle = timedelta(hours=site.settings.sessions.idle_hours)
    with site.database.read() as session:
        found = session.execute(
            select(SessionRow, AccountRow)
            .join(AccountRow, AccountRow.id == SessionRow.account_id)
            .where(SessionRow.token_digest == digest(token))
        ).first()
    if found is None:
        return ANONYMOUS
    row, account = found
    if row.expires_at <= now or row.last_seen_at + idle <= now or account.is_disabled:
        return ANONYMOUS
    if now - row.last_seen_at > _TOUCH:
        with site.database.write() as session:
            stored = session.get(SessionRow, row.id)
            if stored is not None:
                stored.last_seen_at = now
    return Principal(
        account.id, account.name, _acts_as_host(site, account), frozenset(SCOPES), row.id, address
    )


def csrf_token_of(token: str) -> str:
    """Returns the token against forged requests that belongs to a session's token."""
    return hmac.new(token.encode(), b"csrf", hashlib.sha256).hexdigest()


def sessions(site: LeaderboardSite, actor: Principal) -> list[SessionView]:
    """Returns the account's sessions, the newest first."""
    actor.require("account")
    with site.database.read() as session:
        query = (
            select(SessionRow)
            .where(
                SessionRow.account_id == actor.account_id,
                SessionRow.expires_at > site.clock.now(),
            )
            .order_by(SessionRow.created_at.desc())
        )
        return [
            SessionView(
                row.id,
                row.address,
                row.agent,
                row.created_at,
                row.last_seen_at,
                row.id == actor.session_id,
            )
            for row in session.scalars(query)
        ]


def end(site: LeaderboardSite, actor: Principal, session_id: str) -> None:
    """Ends a session of the account, if it exists."""
    actor.require("account")
    with site.database.write() as session:
        row = session.get(SessionRow, session_id)
        if row is not None and row.account_id == actor.account_id:
            session.delete(row)
            audit.record(site, session, actor, "account.log_out", session_id)


def end_others(site: LeaderboardSite, actor: Principal) -> None:
    """Ends all sessions of the account but the current one."""
    actor.require("account")
    with site.database.write() as session:
        session.execute(
            delete(SessionRow).where(
                SessionRow.account_id == actor.account_id, SessionRow.id != actor.session_id
            )
        )
        audit.record(site, session, actor, "account.log_out_others")


def _acts_as_host(site: LeaderboardSite, account: AccountRow) -> bool:
    """Returns whether an account is a host now: the site may ask for a second factor."""
    needs_factor = site.settings.needs_second_factor and account.oidc_subject is None
    return account.is_host and (account.totp_secret is not None or not needs_factor)
