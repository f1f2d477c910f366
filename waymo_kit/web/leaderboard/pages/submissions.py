"""The pages to submit, and those of submissions."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from waymo_kit.schema import ObjectType
from waymo_kit.web.leaderboard import methods, phases, quota, submissions, teams
from waymo_kit.web.leaderboard.actor import Principal
from waymo_kit.web.leaderboard.errors import ConflictError, NotLoggedInError
from waymo_kit.web.leaderboard.pages.templating import redirect, refusal, render
from waymo_kit.web.leaderboard.results import ScoreView
from waymo_kit.web.leaderboard.states import STATES
from waymo_kit.web.leaderboard.web_access import (
    CurrentActor,
    site_of,
)

router = APIRouter()

LIVE_STATES = ("uploading", "checking", "queued", "scoring")
"""States that change by themselves, in their order."""

_LISTED = 100


@router.get("/submit")
def submit_page(
    request: Request,
    actor: CurrentActor,
    phase: Annotated[str, Query(max_length=100)] = "",
    task: Annotated[str, Query(max_length=100)] = "",
    team: Annotated[str, Query(max_length=64)] = "",
) -> Response:
    """Shows the form to submit a file, and what is left of the quota.

    Raises:
        NotLoggedInError: The actor is anonymous.
    """
    if actor.is_anonymous:
        raise NotLoggedInError("log in to submit")
    site = site_of(request)
    own = teams.own(site, actor)
    known = phases.benchmark(site).phases
    if not known:
        raise ConflictError("the benchmark has no phase yet: its first worker publishes them")
    chosen = next((entry for entry in known if entry.name == phase), None)
    chosen = chosen or next((entry for entry in known if entry.is_open), known[0])
    team_chosen = next((entry for entry in own if entry.id == team), own[0] if own else None)
    return render(
        request,
        "submit",
        section="Submit",
        width="medium",
        phases=known,
        phase=chosen,
        task=task,
        own_teams=own,
        team=team_chosen,
        methods=[entry.name for entry in methods.own(site, actor)],
        quota=quota.quota(site, actor, team_chosen.id, chosen.name) if team_chosen else None,
    )


@router.get("/submissions")
def submissions_page(
    request: Request,
    actor: CurrentActor,
    phase: Annotated[str, Query(max_length=100)] = "",
    state: Annotated[str, Query(max_length=20)] = "",
) -> Response:
    """Shows the latest submissions that the actor may see.

    Raises:
        NotLoggedInError: The actor is anonymous.
    """
    if actor.is_anonymous:
        raise NotLoggedInError("log in to see submissions")
    site = site_of(request)
    phases_known = phases.benchmark(site).phases
    known = phase if phase in {entry.name for entry in phases_known} else ""
    chosen = state if state in STATES else ""
    listed = submissions.recent(
        site,
        actor,
        phase=known or None,
        state=chosen or None,
        own=not actor.is_host,
        limit=_LISTED,
    )
    return render(
        request,
        "submissions",
        section="Submissions",
        phases=phases_known,
        phase=known,
        state=chosen,
        states=STATES,
        submissions=listed,
        is_live=any(entry.state in LIVE_STATES for entry in listed),
        limit=_LISTED,
    )


@router.get("/submissions/{submission_id}")
def submission_page(request: Request, submission_id: str, actor: CurrentActor) -> Response:
    """Shows a submission."""
    return _submission_page(request, actor, submission_id)


@router.post("/submissions/{submission_id}/cancel")
def cancel(request: Request, submission_id: str, actor: CurrentActor) -> Response:
    """Cancels a submission."""
    site = site_of(request)
    problem = refusal(lambda: submissions.cancel(site, actor, submission_id))
    return _after(request, actor, submission_id, problem, "cancelled")


@router.post("/submissions/{submission_id}/hide")
def hide(request: Request, submission_id: str, actor: CurrentActor) -> Response:
    """Hides a result from the board."""
    site = site_of(request)
    problem = refusal(lambda: submissions.set_hidden(site, actor, submission_id, True))
    return _after(request, actor, submission_id, problem, "hidden")


@router.post("/submissions/{submission_id}/show")
def show(request: Request, submission_id: str, actor: CurrentActor) -> Response:
    """Puts a hidden result back on the board."""
    site = site_of(request)
    problem = refusal(lambda: submissions.set_hidden(site, actor, submission_id, False))
    return _after(request, actor, submission_id, problem, "shown")


@router.post("/submissions/{submission_id}/retry")
def retry(request: Request, submission_id: str, actor: CurrentActor) -> Response:
    """Puts a failed submission into the queue again."""
    site = site_of(request)
    problem = refusal(lambda: submissions.retry(site, actor, submission_id))
    return _after(request, actor, submission_id, problem, "retried")


def _after(
    request: Request, actor: Principal, submission_id: str, problem: str, done: str
) -> Response:
    if problem:
        return _submission_page(request, actor, submission_id, problem)
    return redirect(f"/submissions/{submission_id}", done)


def _submission_page(
    request: Request, actor: Principal, submission_id: str, problem: str = ""
) -> Response:
    site = site_of(request)
    view = submissions.view(site, actor, submission_id)
    summary = view.summary
    known = {phase.name: phase for phase in phases.benchmark(site).phases}
    phase = known[summary.phase]
    tasks = {task.name: task.title for task in phase.tasks}
    is_live = summary.state in LIVE_STATES
    score = view.scores[0] if view.scores else None
    return render(
        request,
        "submission",
        section="Submissions",
        problem=problem,
        submission=view,
        summary=summary,
        phase=phase,
        task_title=tasks.get(summary.task, summary.task),
        score=score,
        headline_lines=_headline_lines(score) if score else [],
        is_live=is_live,
        step=LIVE_STATES.index(summary.state) if is_live else len(LIVE_STATES),
        quota=quota.quota(site, actor, summary.team_id, phase.name) if summary.is_own else None,
    )


def _headline_lines(score: ScoreView) -> list[tuple[str, str, str]]:
    """Returns type, metric and value of each object type, by the metric that ranks methods."""
    for section in score.sections:
        if score.column in section.columns:
            at = section.columns.index(score.column)
            named = [line for line in section.lines if line.label in ObjectType.__members__]
            return [(line.label, score.column, line.shown[at]) for line in named]
    return []
