"""The benchmark, its boards and comparisons."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response

from waymo_kit.web.leaderboard import boards, comparing, phases
from waymo_kit.web.leaderboard.api.requests import (
    ERRORS,
    PhaseName,
    TaskName,
)
from waymo_kit.web.leaderboard.web_access import CurrentActor, CurrentSite

router = APIRouter(tags=["boards"], responses=ERRORS)


@router.get("/benchmark")
def read_benchmark(site: CurrentSite) -> phases.BenchmarkView:
    """Returns the benchmark with its phases and tasks."""
    return phases.benchmark(site)


@router.get("/boards/{phase}/{task}")
def read_board(
    site: CurrentSite,
    actor: CurrentActor,
    request: Request,
    response: Response,
    phase: PhaseName,
    task: TaskName,
    split: Literal["public", "private"] = "public",
    breakdown: Annotated[str, Query(max_length=80)] = "",
) -> boards.Board:
    """Returns a board."""
    found = boards.board(site, actor, phase, task, split=split, breakdown=breakdown)
    response.headers["etag"] = f'"{found.revision}"'
    return found


@router.get("/boards/{phase}/{task}/progress")
def read_progress(
    site: CurrentSite, actor: CurrentActor, phase: PhaseName, task: TaskName
) -> list[boards.ProgressPoint]:
    """Returns the submissions of a board over time."""
    return list(boards.progress(site, actor, phase, task))


@router.get("/compare")
def compare(
    site: CurrentSite,
    actor: CurrentActor,
    first: Annotated[str, Query(max_length=16)],
    second: Annotated[str, Query(max_length=16)],
    split: Literal["public", "private"] = "public",
) -> comparing.ComparisonView:
    """Compares two submissions with bootstrap intervals of their differences."""
    return comparing.compare(site, actor, first, second, split=split)
