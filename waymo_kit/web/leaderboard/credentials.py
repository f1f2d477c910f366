"""Credentials for logging in and for sensitive actions: a password, and a code."""

from __future__ import annotations

import hmac

from sqlalchemy.orm import Session

from waymo_kit.web.leaderboard.actor import Principal
from waymo_kit.web.leaderboard.errors import NotLoggedInError
from waymo_kit.web.leaderboard.identifiers import digest
from waymo_kit.web.leaderboard.models import AccountRow
from waymo_kit.web.leaderboard.passwords import matches
from waymo_kit.web.leaderboard.rate_limits import count_event
from waymo_kit.web.leaderboard.site import LeaderboardSite
from waymo_kit.web.leaderboard.totp import matching_step

HOUR = 3600
WRONG = "wrong e-mail, password or code"


def account_row(session: Session, actor: Principal) -> AccountRow:
    """Returns the row of the actor's account, locked in a writing transaction."""
    row = session.get(AccountRow, actor.account_id, with_for_update=True)
    if row is None:
        raise NotLoggedInError("log in first")
    return row


def confirm_password(site: LeaderboardSite, actor: Principal, password: str) -> None:
    """Checks the password of who is logged in, before something sensitive."""
    with site.database.write() as session:
        count_event(site, session, f"confirm:{actor.account_id}", 20, HOUR)
        row = account_row(session, actor)
    if row.password_hash is not None and not matches(password, row.password_hash):
        raise NotLoggedInError("wrong password")


def take_code(site: LeaderboardSite, row: AccountRow, otp: str) -> bool:
    """Returns whether a code is right; it is used up. Recovery codes work in its place."""
    if row.totp_secret is None:
        return False
    secret = site.cipher.decrypt(row.totp_secret.encode()).decode()
    step = matching_step(secret, otp, site.clock.now(), row.totp_step)
    if step is not None:
        row.totp_step = step
        return True
    typed = digest(otp.strip())
    left = [stored for stored in row.recovery if not hmac.compare_digest(stored, typed)]
    found = len(left) < len(row.recovery)
    row.recovery = left
    return found
