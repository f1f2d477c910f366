"""The JSON API, a file for each kind of thing; routes call services and hold no rules."""

from __future__ import annotations

from fastapi import APIRouter

from waymo_kit.web.leaderboard.api import (
    accounts,
    boards,
    host,
    submissions,
    teams,
    uploads,
)

PREFIX = "/api/v1"

router = APIRouter(prefix=PREFIX)
for part in (accounts, teams, boards, submissions, uploads, host):
    router.include_router(part.router)
