"""The page of one's own account: teams, password, second factor, tokens, sessions."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import segno
from fastapi import APIRouter, Request, Response
from markupsafe import Markup

from waymo_kit.web.leaderboard import accounts, invitations, second_factor, sessions, tokens
from waymo_kit.web.leaderboard.actor import SCOPES, Principal
from waymo_kit.web.leaderboard.errors import NotLoggedInError
from waymo_kit.web.leaderboard.forms import Form, form_integer
from waymo_kit.web.leaderboard.pages.templating import redirect, refusal, render
from waymo_kit.web.leaderboard.web_access import (
    CurrentActor,
    site_of,
)

router = APIRouter()


@router.get("/account")
def account_page(request: Request, actor: CurrentActor) -> Response:
    """Shows the account."""
    return _account_page(request, actor)


@router.post("/account/join")
def join_team(request: Request, form: Form, actor: CurrentActor) -> Response:
    """Joins a team with the code of an invitation."""
    site, code = site_of(request), form.get("code", "").strip()
    return _do(request, actor, lambda: invitations.accept(site, actor, code), "joined")


@router.post("/account/password")
def change_password(request: Request, form: Form, actor: CurrentActor) -> Response:
    """Changes the password."""
    old, new = form.get("old", ""), form.get("new", "")
    site = site_of(request)
    change = partial(accounts.change_password, site, actor, old=old, new=new)
    return _do(request, actor, change, "password")


@router.post("/account/second-factor")
def begin_second_factor(request: Request, form: Form, actor: CurrentActor) -> Response:
    """Shows the secret of a new second factor, as text and as a QR code."""
    made: list[second_factor.TotpSetup] = []
    site, password = site_of(request), form.get("password", "")
    problem = refusal(lambda: made.append(second_factor.begin_totp(site, actor, password)))
    return _account_page(request, actor, problem, setup=made[0] if made else None)


@router.post("/account/second-factor/confirm")
def confirm_second_factor(request: Request, form: Form, actor: CurrentActor) -> Response:
    """Turns the second factor on, and shows the recovery codes once."""
    codes: list[str] = []
    site, otp = site_of(request), form.get("otp", "")
    problem = refusal(lambda: codes.extend(second_factor.confirm_totp(site, actor, otp)))
    return _account_page(request, actor, problem, recovery_codes=codes)


@router.post("/account/second-factor/off")
def end_second_factor(request: Request, form: Form, actor: CurrentActor) -> Response:
    """Turns the second factor off."""
    site, password, otp = site_of(request), form.get("password", ""), form.get("otp", "")
    end = partial(second_factor.disable_totp, site, actor, password=password, otp=otp)
    return _do(request, actor, end, "second-factor-off")


@router.post("/account/tokens")
def create_token(request: Request, form: Form, actor: CurrentActor) -> Response:
    """Creates an API token, which the page shows once."""
    site = site_of(request)
    made: list[tokens.NewToken] = []
    scopes = tuple(scope for scope in SCOPES if form.get(f"scope_{scope}"))

    def create() -> None:
        days, name = form_integer(form, "days"), form.get("name", "")
        days = 90 if days is None else days
        made.append(tokens.create(site, actor, name=name, scopes=scopes, days=days))

    problem = refusal(create)
    return _account_page(request, actor, problem, token=made[0] if made else None)


@router.post("/account/tokens/revoke")
def revoke_token(request: Request, form: Form, actor: CurrentActor) -> Response:
    """Revokes a token."""
    site, token_id = site_of(request), form.get("id", "")
    return _do(request, actor, lambda: tokens.revoke(site, actor, token_id), "revoked")


@router.post("/account/sessions/end")
def end_sessions(request: Request, form: Form, actor: CurrentActor) -> Response:
    """Ends a session, or all others."""
    site, session_id = site_of(request), form.get("id", "")
    if session_id:
        return _do(request, actor, lambda: sessions.end(site, actor, session_id), "revoked")
    return _do(request, actor, lambda: sessions.end_others(site, actor), "revoked")


def _do(request: Request, actor: Principal, action: Callable[[], object], done: str) -> Response:
    problem = refusal(action)
    return _account_page(request, actor, problem) if problem else redirect("/account", done)


def _account_page(
    request: Request,
    actor: Principal,
    problem: str = "",
    *,
    setup: second_factor.TotpSetup | None = None,
    recovery_codes: list[str] | tuple[str, ...] = (),
    token: tokens.NewToken | None = None,
) -> Response:
    if actor.is_anonymous:
        raise NotLoggedInError("log in to see your account")
    site = site_of(request)
    context: dict[str, Any] = {
        "account": accounts.account(site, actor),
        "tokens": tokens.tokens(site, actor),
        "sessions": sessions.sessions(site, actor),
        "scopes": [scope for scope in SCOPES if scope != "host" or actor.is_host],
        "setup": setup,
        "qr": _qr_code(setup.uri) if setup else "",
        "recovery_codes": recovery_codes,
        "token": token,
    }
    return render(
        request,
        "account",
        width="medium",
        problem=problem,
        **context,
    )


def _qr_code(uri: str) -> Markup:
    """Returns a QR code as an SVG element that needs no inline style."""
    code = segno.make(uri, error="m")
    svg = code.svg_inline(svgclass="qr", lineclass=None, border=0, omitsize=True)
    return Markup(svg.replace("<svg ", '<svg role="img" aria-label="QR code" ', 1))
