"""Accounts, sessions, tokens and invitations."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from waymo_kit.web.leaderboard import accounts, invitations, second_factor, sessions, tokens
from waymo_kit.web.leaderboard.api.requests import (
    ERRORS,
    Code,
    Confirmation,
    Done,
    Id,
    InvitationRequest,
    LogIn,
    PasswordChange,
    PasswordReset,
    Registration,
    TokenRequest,
)
from waymo_kit.web.leaderboard.web_access import (
    CurrentActor,
    CurrentSite,
    address_of,
    csrf_token,
    end_session,
    start_session,
)

router = APIRouter(tags=["accounts"], responses=ERRORS)


@router.get("/csrf")
def read_csrf_token(request: Request) -> dict[str, str]:
    """Returns the token that a browser sends back in `X-CSRF-Token`."""
    return {"csrf": csrf_token(request)}


@router.post("/register", status_code=201)
def register(
    site: CurrentSite, request: Request, response: Response, body: Registration
) -> accounts.Account:
    """Makes an account by an invitation and logs it in."""
    made = accounts.register(
        site,
        code=body.code,
        name=body.name,
        email=body.email,
        password=body.password,
        address=address_of(request),
    )
    start_session(request, response, made.id)
    return made


@router.post("/login")
def log_in(
    site: CurrentSite, request: Request, response: Response, body: LogIn
) -> accounts.Account:
    """Logs a browser in."""
    found = accounts.log_in(
        site,
        email=body.email,
        password=body.password,
        otp=body.otp,
        address=address_of(request),
    )
    start_session(request, response, found.id)
    return found


@router.post("/logout")
def log_out(request: Request, response: Response) -> Done:
    """Logs a browser out."""
    end_session(request, response)
    return Done()


@router.post("/reset-password")
def reset_password(site: CurrentSite, request: Request, body: PasswordReset) -> Done:
    """Sets a new password by the code of a host."""
    accounts.reset_password(
        site, code=body.code, password=body.password, address=address_of(request)
    )
    return Done()


@router.get("/account")
def read_account(site: CurrentSite, actor: CurrentActor) -> accounts.Account:
    """Returns the account."""
    return accounts.account(site, actor)


@router.post("/account/password")
def change_password(site: CurrentSite, actor: CurrentActor, body: PasswordChange) -> Done:
    """Changes the password and ends all other sessions."""
    accounts.change_password(site, actor, old=body.old, new=body.new)
    return Done()


@router.post("/account/totp")
def begin_totp(
    site: CurrentSite, actor: CurrentActor, body: Confirmation
) -> second_factor.TotpSetup:
    """Begins the second factor."""
    return second_factor.begin_totp(site, actor, body.password)


@router.post("/account/totp/confirm")
def confirm_totp(site: CurrentSite, actor: CurrentActor, body: Confirmation) -> list[str]:
    """Puts the second factor to use and returns the recovery codes."""
    return list(second_factor.confirm_totp(site, actor, body.otp))


@router.post("/account/totp/disable")
def disable_totp(site: CurrentSite, actor: CurrentActor, body: Confirmation) -> Done:
    """Removes the second factor."""
    second_factor.disable_totp(site, actor, password=body.password, otp=body.otp)
    return Done()


@router.get("/sessions")
def list_sessions(site: CurrentSite, actor: CurrentActor) -> list[sessions.SessionView]:
    """Lists the sessions of the account."""
    return sessions.sessions(site, actor)


@router.delete("/sessions")
def end_other_sessions(site: CurrentSite, actor: CurrentActor) -> Done:
    """Ends all sessions but this one."""
    sessions.end_others(site, actor)
    return Done()


@router.delete("/sessions/{session_id}")
def end_one_session(site: CurrentSite, actor: CurrentActor, session_id: Id) -> Done:
    """Ends a session."""
    sessions.end(site, actor, session_id)
    return Done()


@router.get("/tokens")
def list_tokens(site: CurrentSite, actor: CurrentActor) -> list[tokens.TokenView]:
    """Lists the API tokens of the account."""
    return tokens.tokens(site, actor)


@router.post("/tokens", status_code=201)
def make_token(site: CurrentSite, actor: CurrentActor, body: TokenRequest) -> tokens.NewToken:
    """Makes an API token, which is shown once."""
    return tokens.create(site, actor, name=body.name, scopes=body.scopes, days=body.days)


@router.delete("/tokens/{token_id}")
def revoke_token(site: CurrentSite, actor: CurrentActor, token_id: Id) -> Done:
    """Revokes an API token."""
    tokens.revoke(site, actor, token_id)
    return Done()


@router.get("/invitations")
def list_invitations(site: CurrentSite, actor: CurrentActor) -> list[invitations.Invitation]:
    """Lists invitations."""
    return invitations.invitations(site, actor)


@router.post("/invitations", status_code=201)
def invite(
    site: CurrentSite, actor: CurrentActor, body: InvitationRequest
) -> invitations.Invitation:
    """Makes an invitation, whose code is shown once."""
    return invitations.invite(
        site,
        actor,
        email=body.email,
        team_id=body.team_id,
        is_host=body.is_host,
        days=body.days,
    )


@router.post("/invitations/accept")
def accept_invitation(site: CurrentSite, actor: CurrentActor, body: Code) -> Done:
    """Joins the team of an invitation."""
    invitations.accept(site, actor, body.code)
    return Done()


@router.delete("/invitations/{invitation_id}")
def revoke_invitation(site: CurrentSite, actor: CurrentActor, invitation_id: Id) -> Done:
    """Revokes an invitation."""
    invitations.revoke(site, actor, invitation_id)
    return Done()
