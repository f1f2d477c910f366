"""The second factor of an account: an authenticator app, and recovery codes in its place."""

from __future__ import annotations

from dataclasses import dataclass

from waymo_kit.web.leaderboard import audit
from waymo_kit.web.leaderboard.actor import Principal
from waymo_kit.web.leaderboard.credentials import (
    HOUR,
    WRONG,
    account_row,
    confirm_password,
    take_code,
)
from waymo_kit.web.leaderboard.errors import ConflictError, NotLoggedInError
from waymo_kit.web.leaderboard.identifiers import digest, new_secret
from waymo_kit.web.leaderboard.rate_limits import count_event
from waymo_kit.web.leaderboard.site import LeaderboardSite
from waymo_kit.web.leaderboard.totp import matching_step, new_totp_secret, totp_uri

_RECOVERY_CODES = 8


@dataclass(frozen=True)
class TotpSetup:
    """Secret for an authenticator app.

    Attributes:
        secret: The secret, in base 32.
        uri: The same as a URI, for a QR code.
    """

    secret: str
    uri: str


def begin_totp(site: LeaderboardSite, actor: Principal, password: str) -> TotpSetup:
    """Makes a secret for an authenticator app; `confirm_totp` puts it to use.

    Raises:
        NotLoggedInError: The password is wrong.
    """
    actor.require("account")
    confirm_password(site, actor, password)
    with site.database.write() as session:
        row = account_row(session, actor)
        secret = new_totp_secret()
        row.totp_pending = site.cipher.encrypt(secret.encode()).decode()
        return TotpSetup(secret, totp_uri(secret, row.email, site.settings.title))


def confirm_totp(site: LeaderboardSite, actor: Principal, otp: str) -> tuple[str, ...]:
    """Puts the second factor to use and returns the recovery codes, which are shown once.

    Raises:
        NotLoggedInError: The code is not that of the app.
        ConflictError: No second factor was begun.
    """
    actor.require("account")
    with site.database.write() as session:
        count_event(site, session, f"totp:{actor.account_id}", 20, HOUR)
    with site.database.write() as session:
        row = account_row(session, actor)
        if row.totp_pending is None:
            raise ConflictError("begin the second factor first")
        secret = site.cipher.decrypt(row.totp_pending.encode()).decode()
        step = matching_step(secret, otp, site.clock.now(), 0)
        if step is None:
            raise NotLoggedInError("wrong code; is the clock of the phone right?")
        codes = tuple(new_secret()[:12] for _ in range(_RECOVERY_CODES))
        row.totp_secret, row.totp_pending, row.totp_step = row.totp_pending, None, step
        row.recovery = [digest(code) for code in codes]
        audit.record(site, session, actor, "account.totp_on")
        return codes


def disable_totp(site: LeaderboardSite, actor: Principal, *, password: str, otp: str) -> None:
    """Removes the second factor.

    Raises:
        NotLoggedInError: The password or the code is wrong.
    """
    actor.require("account")
    confirm_password(site, actor, password)
    with site.database.write() as session:
        row = account_row(session, actor)
        if row.totp_secret is None or not take_code(site, row, otp):
            raise NotLoggedInError(WRONG)
        row.totp_secret, row.totp_pending, row.recovery = None, None, []
        audit.record(site, session, actor, "account.totp_off")
