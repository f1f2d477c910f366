"""Submissions, their reports and receipts."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query

from waymo_kit.web.leaderboard import submissions
from waymo_kit.web.leaderboard.api.requests import (
    ERRORS,
    Hidden,
    Id,
    SubmissionRequest,
)
from waymo_kit.web.leaderboard.submission_views import SubmissionSummary, SubmissionView
from waymo_kit.web.leaderboard.web_access import CurrentActor, CurrentSite

router = APIRouter(tags=["submissions"], responses=ERRORS)


@router.get("/submissions")
def list_submissions(
    site: CurrentSite,
    actor: CurrentActor,
    phase: Annotated[str | None, Query(max_length=40)] = None,
    task: Annotated[str | None, Query(max_length=40)] = None,
    team_id: Annotated[str | None, Query(max_length=16)] = None,
    method_id: Annotated[str | None, Query(max_length=16)] = None,
    state: Annotated[str | None, Query(max_length=20)] = None,
    own: bool = False,
    limit: Annotated[int, Query(ge=1, le=submissions.MAX_LISTED)] = 50,
) -> list[SubmissionSummary]:
    """Lists the submissions that the account may see, the newest first."""
    return submissions.recent(
        site,
        actor,
        phase=phase,
        task=task,
        team_id=team_id,
        method_id=method_id,
        state=state,
        own=own,
        limit=limit,
    )


@router.post("/submissions", status_code=201)
def make_submission(
    site: CurrentSite, actor: CurrentActor, body: SubmissionRequest
) -> SubmissionView:
    """Makes a submission, whose file is sent to `upload_url` next."""
    return submissions.create(site, actor, **body.model_dump())


@router.get("/submissions/{submission_id}")
def read_submission(site: CurrentSite, actor: CurrentActor, submission_id: Id) -> SubmissionView:
    """Returns a submission: its state, place in the queue, progress and scores."""
    return submissions.view(site, actor, submission_id)


@router.post("/submissions/{submission_id}/cancel")
def cancel_submission(site: CurrentSite, actor: CurrentActor, submission_id: Id) -> SubmissionView:
    """Cancels a submission, which does not count then."""
    return submissions.cancel(site, actor, submission_id)


@router.post("/submissions/{submission_id}/hidden")
def hide_submission(
    site: CurrentSite, actor: CurrentActor, submission_id: Id, body: Hidden
) -> SubmissionView:
    """Takes a submission off the boards, or puts it back."""
    return submissions.set_hidden(site, actor, submission_id, body.is_hidden)


@router.get("/submissions/{submission_id}/receipt")
def read_receipt(site: CurrentSite, actor: CurrentActor, submission_id: Id) -> dict[str, Any]:
    """Returns the signed receipt of a result; `waymo-kit verify` checks it."""
    return submissions.receipt(site, actor, submission_id)
