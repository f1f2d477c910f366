"""The pages of methods and teams."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from waymo_kit.web.leaderboard import invitations, methods, phases, quota, submissions, teams
from waymo_kit.web.leaderboard.actor import Principal
from waymo_kit.web.leaderboard.forms import Form, form_integer, form_number
from waymo_kit.web.leaderboard.pages.templating import redirect, refusal, render
from waymo_kit.web.leaderboard.web_access import (
    CurrentActor,
    site_of,
)

router = APIRouter()

_LISTED = 100
"""Number of submissions that a page lists."""


@router.get("/methods/{method_id}")
def method_page(request: Request, method_id: str, actor: CurrentActor) -> Response:
    """Shows a method with its results."""
    return _method_page(request, actor, method_id)


@router.post("/methods/{method_id}")
def change_method(
    request: Request,
    method_id: str,
    form: Form,
    actor: CurrentActor,
) -> Response:
    """Changes the description of a method by its team."""
    site = site_of(request)

    def change() -> None:
        methods.update(
            site,
            actor,
            method_id,
            description=form.get("description", ""),
            sensors=form.get("sensors", ""),
            past_frames=form_integer(form, "past_frames") or 0,
            future_frames=form_integer(form, "future_frames") or 0,
            latency_ms=form_number(form, "latency_ms"),
            paper_url=form.get("paper_url", ""),
            code_url=form.get("code_url", ""),
        )

    problem = refusal(change)
    if problem:
        return _method_page(request, actor, method_id, problem, form)
    return redirect(f"/methods/{method_id}", "saved")


@router.post("/teams")
def create_team(
    request: Request,
    form: Form,
    actor: CurrentActor,
) -> Response:
    """Creates a team."""
    site = site_of(request)
    created: list[teams.TeamView] = []
    name, url = form.get("name", ""), form.get("url", "")
    problem = refusal(lambda: created.append(teams.create(site, actor, name=name, url=url)))
    if problem:
        return render(request, "team_new", problem=problem, width="narrow", form=form)
    return redirect(f"/teams/{created[0].id}")


@router.get("/teams/new")
def new_team_page(request: Request) -> Response:
    """Shows the form for a new team."""
    return render(request, "team_new", width="narrow", form={})


@router.get("/teams/{team_id}")
def team_page(request: Request, team_id: str, actor: CurrentActor) -> Response:
    """Shows a team."""
    return _team_page(request, actor, team_id)


@router.post("/teams/{team_id}")
def rename_team(
    request: Request,
    team_id: str,
    form: Form,
    actor: CurrentActor,
) -> Response:
    """Renames a team."""
    site = site_of(request)
    name, url = form.get("name", ""), form.get("url", "")
    problem = refusal(lambda: teams.rename(site, actor, team_id, name=name, url=url))
    if problem:
        return _team_page(request, actor, team_id, problem=problem)
    return redirect(f"/teams/{team_id}", "saved")


@router.post("/teams/{team_id}/invite")
def invite_member(
    request: Request,
    team_id: str,
    form: Form,
    actor: CurrentActor,
) -> Response:
    """Invites somebody to a team; the page shows the code once."""
    site = site_of(request)
    made: list[invitations.Invitation] = []
    email = form.get("email", "")
    problem = refusal(
        lambda: made.append(invitations.invite(site, actor, email=email, team_id=team_id))
    )
    return _team_page(
        request, actor, team_id, problem=problem, invitation=made[0] if made else None
    )


@router.post("/teams/{team_id}/remove")
def remove_member(
    request: Request,
    team_id: str,
    form: Form,
    actor: CurrentActor,
) -> Response:
    """Removes a member from a team."""
    site = site_of(request)
    account_id = form.get("account_id", "")
    problem = refusal(lambda: teams.remove_member(site, actor, team_id, account_id))
    if problem:
        return _team_page(request, actor, team_id, problem=problem)
    is_oneself = account_id == actor.account_id
    return redirect("/account" if is_oneself else f"/teams/{team_id}", "removed")


def _method_page(
    request: Request,
    actor: Principal,
    method_id: str,
    problem: str = "",
    form: dict[str, str] | None = None,
) -> Response:
    site = site_of(request)
    return render(
        request,
        "method",
        problem=problem,
        method=methods.method(site, actor, method_id),
        form=form,
        submissions=submissions.recent(site, actor, method_id=method_id, limit=_LISTED),
    )


def _team_page(
    request: Request,
    actor: Principal,
    team_id: str,
    *,
    problem: str = "",
    invitation: invitations.Invitation | None = None,
) -> Response:
    site = site_of(request)
    team = teams.team(site, actor, team_id)
    known = phases.benchmark(site).phases
    own = methods.own(site, actor) if team.is_own else []
    is_owner = any(m.is_owner and m.account_id == actor.account_id for m in team.members)
    return render(
        request,
        "team",
        problem=problem,
        team=team,
        is_owner=is_owner or actor.is_host,
        invitation=invitation,
        methods=[entry for entry in own if entry.team_id == team_id],
        submissions=submissions.recent(site, actor, team_id=team_id, limit=_LISTED),
        quotas=[(phase, quota.quota(site, actor, team_id, phase.name)) for phase in known]
        if team.is_own
        else [],
    )
