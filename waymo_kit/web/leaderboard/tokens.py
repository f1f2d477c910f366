"""API tokens with scopes, for the command line and scripts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from waymo_kit.errors import InvalidInputError, NotFoundError
from waymo_kit.web.leaderboard import audit
from waymo_kit.web.leaderboard.actor import ANONYMOUS, SCOPES, Principal
from waymo_kit.web.leaderboard.errors import ConflictError
from waymo_kit.web.leaderboard.identifiers import digest, new_id, new_secret
from waymo_kit.web.leaderboard.models import AccountRow, TokenRow
from waymo_kit.web.leaderboard.site import LeaderboardSite
from waymo_kit.web.leaderboard.texts import checked_name

PREFIX = "wk_"
"""Beginning of every token, by which scanners of leaked secrets find them."""

MAX_DAYS = 366
_MAX_TOKENS = 20
_TOUCH = timedelta(minutes=5)


@dataclass(frozen=True)
class TokenView:
    """A token as its owner sees it.

    Attributes:
        id: Identifier.
        name: Name.
        scopes: Scopes of the token, some of `SCOPES`.
        created_at: Time of its creation.
        expires_at: Time at which it expires.
        last_used_at: Time of its last use, to five minutes; None for never.
    """

    id: str
    name: str
    scopes: tuple[str, ...]
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None


@dataclass(frozen=True)
class NewToken:
    """A new token.

    Attributes:
        token: The token itself, which is shown once.
        view: View of the token, which is also shown later.
    """

    token: str
    view: TokenView


def create(
    site: LeaderboardSite, actor: Principal, *, name: str, scopes: Sequence[str], days: int = 90
) -> NewToken:
    """Makes a token.

    Args:
        site: The site.
        actor: Owner of the token.
        name: Name, to tell tokens apart.
        scopes: Scopes of the token; none that the actor itself lacks.
        days: Number of days for which it works.

    Raises:
        InvalidInputError: A value is wrong.
        ConflictError: The account has too many tokens.
    """
    actor.require("account")
    chosen = tuple(scope for scope in SCOPES if scope in scopes)
    if not chosen or set(scopes) - set(SCOPES):
        raise InvalidInputError(f"scopes: expected some of {', '.join(SCOPES)}")
    for scope in chosen:
        actor.require(scope)
    if "host" in chosen:
        actor.require_host()
    if not 1 <= days <= MAX_DAYS:
        raise InvalidInputError(f"days: expected 1 to {MAX_DAYS}, got {days}")
    token = PREFIX + new_secret()
    with site.database.write() as session:
        count = session.scalar(
            select(func.count())
            .select_from(TokenRow)
            .where(
                TokenRow.account_id == actor.account_id,
                TokenRow.revoked_at.is_(None),
                TokenRow.expires_at > site.clock.now(),
            )
        )
        if (count or 0) >= _MAX_TOKENS:
            raise ConflictError(f"an account has at most {_MAX_TOKENS} tokens; revoke one first")
        row = TokenRow(
            id=new_id(),
            token_digest=digest(token),
            account_id=actor.account_id,
            name=checked_name(name, "name"),
            scopes=list(chosen),
            created_at=site.clock.now(),
            expires_at=site.clock.in_days(days),
        )
        session.add(row)
        audit.record(site, session, actor, "token.make", row.id, " ".join(chosen))
    return NewToken(token, _view(row))


def tokens(site: LeaderboardSite, actor: Principal) -> list[TokenView]:
    """Returns the account's tokens that work, the newest first."""
    actor.require("account")
    with site.database.read() as session:
        query = (
            select(TokenRow)
            .where(
                TokenRow.account_id == actor.account_id,
                TokenRow.revoked_at.is_(None),
                TokenRow.expires_at > site.clock.now(),
            )
            .order_by(TokenRow.created_at.desc())
        )
        return [_view(row) for row in session.scalars(query)]


def revoke(site: LeaderboardSite, actor: Principal, token_id: str) -> None:
    """Makes a token useless.

    Raises:
        NotFoundError: The account has no such token.
    """
    actor.require("account")
    with site.database.write() as session:
        row = session.get(TokenRow, token_id)
        if row is None or row.account_id != actor.account_id:
            raise NotFoundError("no such token of yours")
        row.revoked_at = row.revoked_at or site.clock.now()
        audit.record(site, session, actor, "token.revoke", token_id)


def actor_of(site: LeaderboardSite, token: str, address: str = "") -> Principal:
    """Returns the principal of a token; nobody if it is unknown, revoked or has ended."""
    now = site.clock.now()
    with site.database.read() as session:
        found = session.execute(
            select(TokenRow, AccountRow)
            .join(AccountRow, AccountRow.id == TokenRow.account_id)
            .where(TokenRow.token_digest == digest(token))
        ).first()
    if found is None:
        return ANONYMOUS
    row, account = found
    if row.revoked_at is not None or row.expires_at <= now or account.is_disabled:
        return ANONYMOUS
    if row.last_used_at is None or now - row.last_used_at > _TOUCH:
        with site.database.write() as session:
            stored = session.get(TokenRow, row.id)
            if stored is not None:
                stored.last_used_at = now
    return Principal(account.id, account.name, account.is_host, frozenset(row.scopes), "", address)


def _view(row: TokenRow) -> TokenView:
    return TokenView(
        row.id, row.name, tuple(row.scopes), row.created_at, row.expires_at, row.last_used_at
    )
