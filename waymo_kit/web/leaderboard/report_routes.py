"""Reports of submissions: pages that are shown without scripts and apart from the site."""

from __future__ import annotations

from fastapi import APIRouter, Response

from waymo_kit.web.leaderboard import submissions
from waymo_kit.web.leaderboard.api.requests import (
    Id,
)
from waymo_kit.web.leaderboard.web_access import CurrentActor, CurrentSite

router = APIRouter(include_in_schema=False)

_POLICY = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'"
)


@router.get("/submissions/{submission_id}/report")
def read_report(site: CurrentSite, actor: CurrentActor, submission_id: Id) -> Response:
    """Returns the report of a submission."""
    return Response(
        submissions.report(site, actor, submission_id),
        media_type="text/html; charset=utf-8",
        headers={"Content-Security-Policy": _POLICY, "X-Frame-Options": "SAMEORIGIN"},
    )
