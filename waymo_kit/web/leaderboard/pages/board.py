"""The first page and the boards."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from waymo_kit.web.leaderboard import boards, phases
from waymo_kit.web.leaderboard.pages.board_view import BoardView, Choices, progress_plot
from waymo_kit.web.leaderboard.pages.templating import render
from waymo_kit.web.leaderboard.web_access import (
    CurrentActor,
    site_of,
)

router = APIRouter()


@router.get("/")
def first_page(request: Request) -> Response:
    """Shows the board of the last phase, which is the hardest; before there is one, the rules."""
    known = phases.benchmark(site_of(request)).phases
    if not known:
        return RedirectResponse("/rules", 303)
    return RedirectResponse(f"/boards/{known[-1].name}/{known[-1].tasks[0].name}", 303)


@router.get("/boards/{phase}/{task}")
def board_page(
    request: Request,
    phase: str,
    task: str,
    actor: CurrentActor,
    q: Annotated[str, Query(max_length=200)] = "",
    sensors: Annotated[str, Query(max_length=200)] = "",
    breakdown: Annotated[str, Query(max_length=100)] = "",
    split: Annotated[str, Query(max_length=20)] = "public",
    sort: Annotated[str, Query(max_length=100)] = "",
    order: Annotated[str, Query(max_length=20)] = "",
    revision: Annotated[str, Query(max_length=100)] = "",
) -> Response:
    """Shows a board; with `revision`, only if it has another revision by now."""
    site = site_of(request)
    board = boards.board(site, actor, phase, task, split=split, breakdown=breakdown)
    if revision == board.revision:
        return Response(status_code=204)
    choices = Choices(q, sensors, breakdown, split, sort, order)
    points = boards.progress(site, actor, phase, task)
    return render(
        request,
        "board",
        section="Board",
        board=board,
        phases=phases.benchmark(site).phases,
        view=BoardView(request.url.path, board, choices),
        progress=progress_plot(points, board.task.ranked_by),
        points=points,
        has_view=phases.may_view(site, actor, board.phase),
    )
