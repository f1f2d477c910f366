"""The pages of the host: phases, teams, accounts, invitations, workers, audit log."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from waymo_kit.errors import InvalidInputError
from waymo_kit.web.leaderboard import accounts, host, host_overview, invitations
from waymo_kit.web.leaderboard.actor import Principal
from waymo_kit.web.leaderboard.clock import parsed_time
from waymo_kit.web.leaderboard.errors import NotAllowedError, NotLoggedInError
from waymo_kit.web.leaderboard.forms import Form, form_integer, form_number, label_of
from waymo_kit.web.leaderboard.pages.templating import redirect, refusal, render
from waymo_kit.web.leaderboard.web_access import (
    CurrentActor,
    site_of,
)

router = APIRouter()


TABS = ("overview", "phases", "teams", "accounts", "audit")


@router.get("/host")
def host_page(
    request: Request, actor: CurrentActor, tab: Annotated[str, Query(max_length=20)] = "overview"
) -> Response:
    """Shows the host's page."""
    return _host_page(request, actor, tab)


@router.post("/host/phases/{phase}")
def change_phase(request: Request, phase: str, form: Form, actor: CurrentActor) -> Response:
    """Changes a phase."""
    site = site_of(request)

    def change() -> None:
        values = {
            "title": form.get("title", ""),
            "description": form.get("description", ""),
            "is_open": "is_open" in form,
            "opens_at": _moment(form, "opens_at"),
            "closes_at": _moment(form, "closes_at"),
            "quota": form_integer(form, "quota"),
            "window_days": form_number(form, "window_days"),
            "confirms_new_best": "confirms_new_best" in form,
            "decimals": form_integer(form, "decimals") or 0,
        }
        host.set_phase(site, actor, phase, values)

    return _do(request, actor, change, "phases", "phase")


@router.post("/host/phases/{phase}/reveal")
def reveal_private(request: Request, phase: str, form: Form, actor: CurrentActor) -> Response:
    """Shows or hides the private split of a phase."""
    site, is_revealed = site_of(request), form.get("revealed") == "yes"
    reveal = partial(host.reveal_private, site, actor, phase, is_revealed)
    return _do(request, actor, reveal, "phases", "revealed" if is_revealed else "concealed")


@router.post("/host/phases/{phase}/rescore")
def rescore(request: Request, phase: str, form: Form, actor: CurrentActor) -> Response:
    """Scores all submissions of a phase again."""
    site, task = site_of(request), form.get("task") or None
    return _do(request, actor, lambda: host.rescore(site, actor, phase, task), "phases", "rescored")


@router.post("/host/teams/{team_id}/grant")
def grant(request: Request, team_id: str, form: Form, actor: CurrentActor) -> Response:
    """Grants a team extra submissions in a phase."""
    site, phase = site_of(request), form.get("phase", "")

    def give() -> None:
        host.grant(site, actor, phase, team_id, form_integer(form, "extra") or 0)

    return _do(request, actor, give, "teams", "granted")


@router.post("/host/teams/{team_id}/block")
def block_team(request: Request, team_id: str, form: Form, actor: CurrentActor) -> Response:
    """Blocks a team, or allows it to submit again."""
    site, is_blocked = site_of(request), form.get("blocked") == "yes"
    block = partial(host.set_team_blocked, site, actor, team_id, is_blocked)
    return _do(request, actor, block, "teams", "blocked" if is_blocked else "unblocked")


@router.post("/host/accounts/{account_id}/disable")
def disable_account(request: Request, account_id: str, form: Form, actor: CurrentActor) -> Response:
    """Disables an account, or enables it again."""
    site, is_disabled = site_of(request), form.get("disabled") == "yes"
    disable = partial(accounts.set_disabled, site, actor, account_id, is_disabled)
    done = "account-disabled" if is_disabled else "account-enabled"
    return _do(request, actor, disable, "accounts", done)


@router.post("/host/accounts/{account_id}/reset")
def start_reset(request: Request, account_id: str, actor: CurrentActor) -> Response:
    """Makes a code to reset the password of an account; the page shows it once."""
    site = site_of(request)
    codes: list[str] = []
    problem = refusal(lambda: codes.append(accounts.start_reset(site, actor, account_id)))
    return _host_page(request, actor, "accounts", problem, reset_code="".join(codes))


@router.post("/host/invitations")
def invite(request: Request, form: Form, actor: CurrentActor) -> Response:
    """Invites somebody; the page shows the code once."""
    site = site_of(request)
    made: list[invitations.Invitation] = []

    def make() -> None:
        days = form_integer(form, "days")
        made.append(
            invitations.invite(
                site,
                actor,
                email=form.get("email", ""),
                team_id=form.get("team_id") or None,
                is_host="is_host" in form,
                days=14 if days is None else days,
            )
        )

    problem = refusal(make)
    return _host_page(request, actor, "accounts", problem, invitation=made[0] if made else None)


@router.post("/host/invitations/revoke")
def revoke_invitation(request: Request, form: Form, actor: CurrentActor) -> Response:
    """Revokes an invitation."""
    site, invitation_id = site_of(request), form.get("id", "")
    revoke = partial(invitations.revoke, site, actor, invitation_id)
    return _do(request, actor, revoke, "accounts", "revoked")


@router.get("/host/export")
def export(
    request: Request,
    actor: CurrentActor,
    phase: Annotated[str, Query(max_length=100)],
    task: Annotated[str, Query(max_length=100)],
    format: Annotated[str, Query(pattern="^(csv|json)$")] = "csv",
) -> Response:
    """Sends all results of a board as a file."""
    content = host.export(site_of(request), actor, phase, task, format)
    kind = "text/csv; charset=utf-8" if format == "csv" else "application/json"
    name = f"{phase}-{task}.{format}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, media_type=kind, headers=headers)


def _do(
    request: Request, actor: Principal, action: Callable[[], object], tab: str, done: str
) -> Response:
    problem = refusal(action)
    if problem:
        return _host_page(request, actor, tab, problem)
    return redirect(f"/host?tab={tab}&done={done}")


def _host_page(
    request: Request, actor: Principal, tab: str, problem: str = "", **context: Any
) -> Response:
    if actor.is_anonymous:
        raise NotLoggedInError("log in as a host")
    if not actor.is_host:
        raise NotAllowedError("this page is for hosts")
    site = site_of(request)
    is_accounts = tab == "accounts"
    once = {"invitation": None, "reset_code": ""}
    return render(
        request,
        "host",
        section="Host",
        problem=problem,
        tab=tab if tab in TABS else TABS[0],
        tabs=TABS,
        view=host_overview.overview(site, actor),
        accounts=accounts.all_accounts(site, actor) if is_accounts else [],
        invitations=invitations.invitations(site, actor) if is_accounts else [],
        **(once | context),
    )


def _moment(form: dict[str, str], name: str) -> datetime | None:
    """Returns a time of a form, in UTC where it names no zone; None for an empty field.

    Raises:
        InvalidInputError: The text is not a time.
    """
    try:
        return parsed_time(form.get(name, "").strip())
    except InvalidInputError as error:
        raise InvalidInputError(f"{label_of(name)}: {error}") from None
