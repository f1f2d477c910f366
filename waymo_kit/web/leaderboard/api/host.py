"""Phases, quotas, teams, accounts and exports, for hosts."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter, Response

from waymo_kit.web.leaderboard import accounts, host, host_overview, phases, submissions
from waymo_kit.web.leaderboard.api.requests import (
    ERRORS,
    Done,
    Flag,
    GrantRequest,
    Id,
    PhaseName,
    PhaseRequest,
    Rescore,
    TaskName,
)
from waymo_kit.web.leaderboard.submission_views import SubmissionView
from waymo_kit.web.leaderboard.web_access import CurrentActor, CurrentSite

router = APIRouter(prefix="/host", tags=["host"], responses=ERRORS)


@router.get("")
def read_overview(site: CurrentSite, actor: CurrentActor) -> host_overview.HostView:
    """Returns phases, teams, workers, queue and the latest of the audit log."""
    return host_overview.overview(site, actor)


@router.patch("/phases/{phase}")
def change_phase(
    site: CurrentSite, actor: CurrentActor, phase: PhaseName, body: PhaseRequest
) -> phases.PhaseView:
    """Changes the rules of a phase."""
    return host.set_phase(site, actor, phase, body.model_dump(exclude_unset=True))


@router.post("/phases/{phase}/private")
def reveal_private(
    site: CurrentSite, actor: CurrentActor, phase: PhaseName, body: Flag
) -> phases.PhaseView:
    """Shows the private scores of a phase, or hides them."""
    return host.reveal_private(site, actor, phase, body.value)


@router.post("/phases/{phase}/grants")
def grant(site: CurrentSite, actor: CurrentActor, phase: PhaseName, body: GrantRequest) -> Done:
    """Grants a team further submissions."""
    host.grant(site, actor, phase, body.team_id, body.extra)
    return Done()


@router.post("/phases/{phase}/rescore")
def rescore(
    site: CurrentSite, actor: CurrentActor, phase: PhaseName, body: Rescore
) -> dict[str, int]:
    """Computes the results of a phase again, of one task or of all."""
    return {"submissions": host.rescore(site, actor, phase, body.task)}


@router.get("/phases/{phase}/{task}/export")
def export(
    site: CurrentSite,
    actor: CurrentActor,
    phase: PhaseName,
    task: TaskName,
    form: Literal["csv", "json"] = "csv",
) -> Response:
    """Returns a board as a file."""
    content = host.export(site, actor, phase, task, form)
    kind = "text/csv; charset=utf-8" if form == "csv" else "application/json"
    return Response(
        content,
        media_type=kind,
        headers={"Content-Disposition": f'attachment; filename="board.{form}"'},
    )


@router.post("/teams/{team_id}/blocked")
def block_team(site: CurrentSite, actor: CurrentActor, team_id: Id, body: Flag) -> Done:
    """Keeps a team from submitting, or allows it."""
    host.set_team_blocked(site, actor, team_id, body.value)
    return Done()


@router.post("/submissions/{submission_id}/retry")
def retry(site: CurrentSite, actor: CurrentActor, submission_id: Id) -> SubmissionView:
    """Tries a failed submission again."""
    return submissions.retry(site, actor, submission_id)


@router.get("/accounts")
def list_accounts(site: CurrentSite, actor: CurrentActor) -> list[accounts.Account]:
    """Lists all accounts."""
    return accounts.all_accounts(site, actor)


@router.post("/accounts/{account_id}/disabled")
def disable_account(site: CurrentSite, actor: CurrentActor, account_id: Id, body: Flag) -> Done:
    """Forbids an account to log in, or allows it."""
    accounts.set_disabled(site, actor, account_id, body.value)
    return Done()


@router.post("/accounts/{account_id}/reset")
def start_reset(site: CurrentSite, actor: CurrentActor, account_id: Id) -> dict[str, str]:
    """Returns a code with which the account gets a new password."""
    return {"code": accounts.start_reset(site, actor, account_id)}
