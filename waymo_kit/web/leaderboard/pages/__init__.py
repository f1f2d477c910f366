"""Web pages of the leaderboard: routes, templates, and the files that they load."""

from fastapi import APIRouter

from waymo_kit.web.leaderboard.pages import (
    account,
    board,
    compare,
    entrance,
    host,
    methods,
    rules,
    submissions,
)
from waymo_kit.web.leaderboard.pages.templating import STATIC, error_page

router = APIRouter(include_in_schema=False)
for page in (board, compare, submissions, methods, entrance, account, host, rules):
    router.include_router(page.router)

__all__ = ["STATIC", "error_page", "router"]
