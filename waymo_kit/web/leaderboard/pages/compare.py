"""The page that compares two results."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from waymo_kit.errors import InvalidInputError
from waymo_kit.web.leaderboard import comparing, phases
from waymo_kit.web.leaderboard.pages.compare_view import CompareView
from waymo_kit.web.leaderboard.pages.templating import render
from waymo_kit.web.leaderboard.web_access import (
    CurrentActor,
    site_of,
)

router = APIRouter()


@router.get("/compare")
def compare_page(
    request: Request,
    actor: CurrentActor,
    first: Annotated[str, Query(max_length=64)] = "",
    second: Annotated[str, Query(max_length=64)] = "",
    pick: Annotated[list[str], Query(max_length=8)] = [],  # noqa: B006 (FastAPI copies it)
    section: Annotated[str, Query(max_length=100)] = "",
    column: Annotated[str, Query(max_length=40)] = "",
) -> Response:
    """Compares two results; `pick` is what the boxes of the board send, the better one first.

    Raises:
        InvalidInputError: The number of results is not two.
    """
    if pick:
        if len(pick) != 2:
            raise InvalidInputError(f"choose two methods to compare, got {len(pick)}")
        query = {"first": pick[1], "second": pick[0]}  # the better one is compared to the other
        return RedirectResponse(f"/compare?{urlencode(query)}", 303)
    site = site_of(request)
    comparison = comparing.compare(site, actor, first, second)
    known = {phase.name: phase.decimals for phase in phases.benchmark(site).phases}
    view = CompareView(comparison, section, column, known[comparison.first.phase])
    return render(request, "compare", section="Board", comparison=comparison, view=view)
