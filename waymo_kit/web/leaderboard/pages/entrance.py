"""The pages to log in, to log out, to register and to reset a password."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from waymo_kit.web.leaderboard import accounts, oidc
from waymo_kit.web.leaderboard.forms import Form
from waymo_kit.web.leaderboard.pages.templating import local_path, redirect, refusal, render
from waymo_kit.web.leaderboard.web_access import (
    CurrentActor,
    address_of,
    end_session,
    site_of,
    start_session,
)

router = APIRouter()


@router.get("/login")
def log_in_page(
    request: Request,
    actor: CurrentActor,
    next: Annotated[str, Query(max_length=500)] = "/",
) -> Response:
    """Shows the form to log in."""
    if not actor.is_anonymous:
        return redirect(local_path(next))
    return _log_in_page(request, {"next": local_path(next)})


@router.post("/login")
def log_in(request: Request, form: Form) -> Response:
    """Logs in."""
    found: list[accounts.Account] = []

    def check() -> None:
        given = {name: form.get(name, "") for name in ("email", "password", "otp")}
        found.append(accounts.log_in(site_of(request), **given, address=address_of(request)))

    problem = refusal(check)
    if problem:
        return _log_in_page(request, form, problem)
    response = redirect(local_path(form.get("next", "/")))
    start_session(request, response, found[0].id)
    return response


@router.post("/logout")
def log_out(request: Request) -> Response:
    """Ends the session."""
    response = redirect("/login", "logged-out")
    end_session(request, response)
    return response


@router.get("/register")
def register_page(request: Request, actor: CurrentActor) -> Response:
    """Shows the form to register with the code of an invitation."""
    if not actor.is_anonymous:
        return redirect("/account")
    return render(request, "register", width="narrow", form={})


@router.post("/register")
def register(request: Request, form: Form) -> Response:
    """Registers with the code of an invitation, and logs in."""
    made: list[accounts.Account] = []
    problem = refusal(
        lambda: made.append(
            accounts.register(
                site_of(request),
                code=form.get("code", "").strip(),
                name=form.get("name", ""),
                email=form.get("email", ""),
                password=form.get("password", ""),
                address=address_of(request),
            )
        )
    )
    if not made:
        return render(request, "register", width="narrow", problem=problem, form=form)
    response = redirect("/submit" if made[0].teams else "/account")
    start_session(request, response, made[0].id)
    return response


@router.get("/reset")
def reset_page(request: Request) -> Response:
    """Shows the form for a new password with the code that a host gave."""
    return render(request, "reset", width="narrow", form={})


@router.post("/reset")
def reset(request: Request, form: Form) -> Response:
    """Sets a new password."""
    problem = refusal(
        lambda: accounts.reset_password(
            site_of(request),
            code=form.get("code", "").strip(),
            password=form.get("password", ""),
            address=address_of(request),
        )
    )
    if problem:
        return render(request, "reset", width="narrow", problem=problem, form=form)
    return redirect("/login", "password")


def _log_in_page(request: Request, form: dict[str, str], problem: str = "") -> Response:
    return render(
        request,
        "login",
        width="narrow",
        problem=problem,
        form=form | {"next": local_path(form.get("next", "/"))},
        has_oidc=oidc.is_enabled(site_of(request)),
    )
