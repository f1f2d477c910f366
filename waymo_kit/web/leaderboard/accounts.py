"""Accounts: registering by invitation, logging in, and passwords."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from waymo_kit.errors import InvalidInputError
from waymo_kit.web.leaderboard import audit, invitations
from waymo_kit.web.leaderboard.actor import Principal
from waymo_kit.web.leaderboard.credentials import (
    HOUR,
    WRONG,
    account_row,
    confirm_password,
    take_code,
)
from waymo_kit.web.leaderboard.errors import (
    ConflictError,
    NotAllowedError,
    NotLoggedInError,
    SecondFactorNeededError,
)
from waymo_kit.web.leaderboard.identifiers import digest, new_id, new_secret
from waymo_kit.web.leaderboard.models import (
    AccountRow,
    MembershipRow,
    ResetRow,
    SessionRow,
    TeamRow,
    TokenRow,
)
from waymo_kit.web.leaderboard.passwords import hash_password, matches
from waymo_kit.web.leaderboard.rate_limits import clear_count, count_event, require_room
from waymo_kit.web.leaderboard.site import LeaderboardSite
from waymo_kit.web.leaderboard.texts import checked_email, checked_name

_RESET_HOURS = 24


@dataclass(frozen=True)
class TeamSummary:
    """A team in the view of its member.

    Attributes:
        id: Identifier.
        name: Name.
        is_owner: Whether the account owns it.
    """

    id: str
    name: str
    is_owner: bool


@dataclass(frozen=True)
class Account:
    """An account as its owner sees it.

    Attributes:
        id: Identifier.
        name: Name.
        email: E-mail address.
        is_host: Whether it is a host.
        is_disabled: Whether it may not log in.
        has_totp: Whether it has a second factor.
        has_password: Whether it has a password.
        recovery_codes_left: Number of unused recovery codes.
        created_at: Time of its creation.
        teams: Teams of the account.
    """

    id: str
    name: str
    email: str
    is_host: bool
    is_disabled: bool
    has_totp: bool
    has_password: bool
    recovery_codes_left: int
    created_at: datetime
    teams: tuple[TeamSummary, ...]


def register(
    site: LeaderboardSite, *, code: str, name: str, email: str, password: str, address: str = ""
) -> Account:
    """Makes an account by an invitation.

    Args:
        site: The site.
        code: Code of the invitation.
        name: Name of the person.
        email: E-mail address, which no other account has.
        password: Password.
        address: Network address of the request.

    Raises:
        InvalidInputError: A text is wrong or the password is weak.
        NotAllowedError: The invitation cannot be used.
        ConflictError: An account has the address already.
        TooManyError: The network address tried too often.
    """
    _count_registration(site, address)
    name, email = checked_name(name, "name"), checked_email(email)
    with site.database.read() as session:
        invitations.take(site, session, code, email)  # before the costly hash
    hashed = hash_password(password, (name, email, *email.split("@")))
    with site.database.write() as session:
        invitation = invitations.take(site, session, code, email)
        row = add_account(site, session, name=name, email=email, password_hash=hashed)
        row.is_host = invitation.is_host
        session.flush()
        invitations.use(site, session, invitation, row.id)
        audit.record(
            site, session, Principal(row.id, row.name, address=address), "account.register"
        )
        session.flush()
        return _view(session, row)


def add_account(
    site: LeaderboardSite,
    session: Session,
    *,
    name: str,
    email: str,
    password_hash: str | None = None,
    oidc_subject: str | None = None,
) -> AccountRow:
    """Adds an account to a transaction.

    Raises:
        ConflictError: An account has the address already.
    """
    if session.scalar(select(AccountRow.id).where(AccountRow.email == email)) is not None:
        raise ConflictError("there is an account with this e-mail address already")
    row = AccountRow(
        id=new_id(),
        email=email,
        name=name,
        password_hash=password_hash,
        oidc_subject=oidc_subject,
        is_host=False,
        is_disabled=False,
        totp_step=0,
        recovery=[],
        created_at=site.clock.now(),
    )
    session.add(row)
    return row


def log_in(
    site: LeaderboardSite, *, email: str, password: str, otp: str = "", address: str = ""
) -> Account:
    """Checks the credentials of an account; `sessions.start` then makes the session.

    The answer takes as long, and says as little, whether or not there is such an account.

    Args:
        site: The site.
        email: E-mail address.
        password: Password.
        otp: Code of the second factor, or a recovery code.
        address: Network address of the request.

    Raises:
        NotLoggedInError: The credentials are wrong.
        SecondFactorNeededError: The credentials are right so far, and a code is needed.
        TooManyError: There were too many failures.
    """
    email = email.strip().lower()[:254]
    keys = _login_keys(site, email, address)
    with site.database.read() as session:
        for key, limit in keys:
            require_room(site, session, key, limit, HOUR)
        row = session.scalar(select(AccountRow).where(AccountRow.email == email))
    is_right = matches(password, row.password_hash if row else None)
    if row is None or not is_right or row.is_disabled:
        _count_failure(site, keys, email, address)
        raise NotLoggedInError(WRONG)
    if row.totp_secret is not None and not otp:
        raise SecondFactorNeededError("a code of the second factor is needed")
    with site.database.write() as session:
        account = session.get(AccountRow, row.id, with_for_update=True)
        if account is None:
            raise NotLoggedInError(WRONG)
        passed = account.totp_secret is None or take_code(site, account, otp)
        if passed:
            clear_count(session, keys[0][0])
            actor = Principal(account.id, account.name, address=address)
            audit.record(site, session, actor, "account.log_in")
            return _view(session, account)
    _count_failure(site, keys, email, address)
    raise NotLoggedInError(WRONG)


def account(site: LeaderboardSite, actor: Principal) -> Account:
    """Returns the account of the actor."""
    actor.require("read")
    with site.database.read() as session:
        return _view(session, account_row(session, actor))


def rename(site: LeaderboardSite, actor: Principal, name: str) -> Account:
    """Changes the name of the account."""
    actor.require("account")
    with site.database.write() as session:
        row = account_row(session, actor)
        row.name = checked_name(name, "name")
        audit.record(site, session, actor, "account.rename")
        return _view(session, row)


def change_password(site: LeaderboardSite, actor: Principal, *, old: str, new: str) -> None:
    """Changes the password and ends all other sessions.

    Raises:
        NotLoggedInError: The old password is wrong.
        InvalidInputError: The new one is weak.
    """
    actor.require("account")
    confirm_password(site, actor, old)
    with site.database.read() as session:
        row = account_row(session, actor)
    hashed = hash_password(new, (row.name, row.email, *row.email.split("@")))
    with site.database.write() as session:
        row = account_row(session, actor)
        row.password_hash = hashed
        _end_sessions(session, row.id, but=actor.session_id)
        audit.record(site, session, actor, "account.change_password")


def start_reset(site: LeaderboardSite, actor: Principal, account_id: str) -> str:
    """Returns a code with which an account gets a new password; a host hands it over.

    Raises:
        InvalidInputError: There is no such account.
    """
    actor.require_host()
    with site.database.write() as session:
        if session.get(AccountRow, account_id) is None:
            raise InvalidInputError("no such account")
        code = new_secret()
        session.add(
            ResetRow(
                id=new_id(),
                code_digest=digest(code),
                account_id=account_id,
                expires_at=site.clock.now() + timedelta(hours=_RESET_HOURS),
            )
        )
        audit.record(site, session, actor, "account.start_reset", account_id)
        return code


def reset_password(site: LeaderboardSite, *, code: str, password: str, address: str = "") -> None:
    """Sets a new password by the code of a host; ends all sessions and revokes all tokens.

    The second factor stays as it is.

    Raises:
        NotAllowedError: The code is wrong, used or expired.
        InvalidInputError: The password is weak.
    """
    _count_registration(site, address)
    with site.database.read() as session:
        row = _account_of_reset(site, session, code)
    hashed = hash_password(password, (row.name, row.email, *row.email.split("@")))
    with site.database.write() as session:
        row = _account_of_reset(site, session, code, use=True)
        row.password_hash = hashed
        _end_sessions(session, row.id)
        for token in session.scalars(select(TokenRow).where(TokenRow.account_id == row.id)):
            token.revoked_at = token.revoked_at or site.clock.now()
        actor = Principal(row.id, row.name, address=address)
        audit.record(site, session, actor, "account.reset_password")


def all_accounts(site: LeaderboardSite, actor: Principal) -> list[Account]:
    """Returns all accounts by name, for hosts."""
    actor.require_host()
    with site.database.read() as session:
        query = select(AccountRow).order_by(AccountRow.name, AccountRow.id)
        return [_view(session, row) for row in session.scalars(query)]


def set_disabled(
    site: LeaderboardSite, actor: Principal, account_id: str, is_disabled: bool
) -> None:
    """Forbids an account to log in, or allows it again; for hosts.

    Raises:
        InvalidInputError: There is no such account.
        NotAllowedError: The account is the actor's own.
    """
    actor.require_host()
    if account_id == actor.account_id:
        raise NotAllowedError("you cannot disable your own account")
    with site.database.write() as session:
        row = session.get(AccountRow, account_id, with_for_update=True)
        if row is None:
            raise InvalidInputError("no such account")
        row.is_disabled = is_disabled
        if is_disabled:
            _end_sessions(session, account_id)
        audit.record(site, session, actor, "account.disable", account_id, str(is_disabled))


def _account_of_reset(
    site: LeaderboardSite, session: Session, code: str, *, use: bool = False
) -> AccountRow:
    query = select(ResetRow).where(ResetRow.code_digest == digest(code.strip()))
    reset = session.scalar(query.with_for_update())
    now = site.clock.now()
    row = None if reset is None else session.get(AccountRow, reset.account_id)
    if reset is None or row is None or reset.used_at is not None or reset.expires_at <= now:
        raise NotAllowedError("this code is wrong, used or expired")
    if use:
        reset.used_at = now
    return row


def _end_sessions(session: Session, account_id: str, but: str = "") -> None:
    for row in session.scalars(select(SessionRow).where(SessionRow.account_id == account_id)):
        if row.id != but:
            session.delete(row)


def _login_keys(
    site: LeaderboardSite, email: str, address: str
) -> tuple[tuple[str, int], tuple[str, int]]:
    limit = site.settings.limits.logins_per_hour
    return (f"login:{digest(email)}", limit), (f"login-from:{address}", 10 * limit)


def _count_failure(
    site: LeaderboardSite, keys: tuple[tuple[str, int], ...], email: str, address: str
) -> None:
    with site.database.write() as session:
        for key, limit in keys:
            count_event(site, session, key, limit, HOUR)
        audit.record(
            site, session, Principal(address=address), "account.log_in_failed", digest(email)
        )


def _count_registration(site: LeaderboardSite, address: str) -> None:
    with site.database.write() as session:
        limit = site.settings.limits.registrations_per_hour
        count_event(site, session, f"register:{address}", limit, HOUR)


def _view(session: Session, row: AccountRow) -> Account:
    teams = session.execute(
        select(TeamRow.id, TeamRow.name, MembershipRow.is_owner)
        .join(MembershipRow, MembershipRow.team_id == TeamRow.id)
        .where(MembershipRow.account_id == row.id)
        .order_by(TeamRow.name)
    )
    return Account(
        id=row.id,
        name=row.name,
        email=row.email,
        is_host=row.is_host,
        is_disabled=row.is_disabled,
        has_totp=row.totp_secret is not None,
        has_password=row.password_hash is not None,
        recovery_codes_left=len(row.recovery),
        created_at=row.created_at,
        teams=tuple(TeamSummary(*team) for team in teams),
    )
