"""The page of the rules."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from waymo_kit.web.leaderboard import phases
from waymo_kit.web.leaderboard.pages.templating import render
from waymo_kit.web.leaderboard.web_access import site_of

router = APIRouter()


@router.get("/rules")
def rules_page(request: Request) -> Response:
    """Shows the phases, and what counts against the quota."""
    known = phases.benchmark(site_of(request)).phases
    return render(request, "rules", section="Rules", width="medium", phases=known)
