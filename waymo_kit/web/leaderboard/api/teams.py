"""Teams and methods."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from waymo_kit.web.leaderboard import methods, quota, teams
from waymo_kit.web.leaderboard.api.requests import (
    ERRORS,
    Done,
    Id,
    MethodRequest,
    TeamRequest,
)
from waymo_kit.web.leaderboard.web_access import CurrentActor, CurrentSite

router = APIRouter(tags=["teams"], responses=ERRORS)


@router.get("/teams")
def list_own_teams(site: CurrentSite, actor: CurrentActor) -> list[teams.TeamView]:
    """Lists the teams of the account."""
    return teams.own(site, actor)


@router.post("/teams", status_code=201)
def make_team(site: CurrentSite, actor: CurrentActor, body: TeamRequest) -> teams.TeamView:
    """Makes a team."""
    return teams.create(site, actor, name=body.name, url=body.url)


@router.get("/teams/{team_id}")
def read_team(site: CurrentSite, actor: CurrentActor, team_id: Id) -> teams.TeamView:
    """Returns a team."""
    return teams.team(site, actor, team_id)


@router.put("/teams/{team_id}")
def rename_team(
    site: CurrentSite, actor: CurrentActor, team_id: Id, body: TeamRequest
) -> teams.TeamView:
    """Changes the name and web page of a team."""
    return teams.rename(site, actor, team_id, name=body.name, url=body.url)


@router.delete("/teams/{team_id}/members/{account_id}")
def remove_member(site: CurrentSite, actor: CurrentActor, team_id: Id, account_id: Id) -> Done:
    """Removes a member of a team."""
    teams.remove_member(site, actor, team_id, account_id)
    return Done()


@router.get("/teams/{team_id}/quota")
def read_quota(
    site: CurrentSite,
    actor: CurrentActor,
    team_id: Id,
    phase: Annotated[str, Query(max_length=40)],
) -> quota.QuotaView:
    """Returns the remaining quota of a team in a phase, and the time of the next free place."""
    return quota.quota(site, actor, team_id, phase)


@router.get("/methods")
def list_own_methods(site: CurrentSite, actor: CurrentActor) -> list[methods.MethodView]:
    """Lists the methods of the account's teams."""
    return methods.own(site, actor)


@router.get("/methods/{method_id}")
def read_method(site: CurrentSite, actor: CurrentActor, method_id: Id) -> methods.MethodView:
    """Returns a method."""
    return methods.method(site, actor, method_id)


@router.put("/methods/{method_id}")
def update_method(
    site: CurrentSite, actor: CurrentActor, method_id: Id, body: MethodRequest
) -> methods.MethodView:
    """Changes the facts of a method."""
    return methods.update(site, actor, method_id, **body.model_dump())
