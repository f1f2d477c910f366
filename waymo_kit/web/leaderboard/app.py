"""The web application: JSON API, pages, and the answers to what goes wrong."""

from __future__ import annotations

import logging
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.staticfiles import StaticFiles

from waymo_kit._version import __version__
from waymo_kit.errors import InvalidInputError, NotFoundError, StorageError, WaymoKitError
from waymo_kit.web.leaderboard import api, oidc_routes, pages, report_routes
from waymo_kit.web.leaderboard.errors import RefusalError, TooManyError
from waymo_kit.web.leaderboard.health import Metrics
from waymo_kit.web.leaderboard.site import LeaderboardSite
from waymo_kit.web.leaderboard.web_security import API, WebSecurity

_LOG = logging.getLogger("waymo_kit.leaderboard.faults")


def create_app(site: LeaderboardSite) -> FastAPI:
    """Makes the application that serves a site."""
    app = FastAPI(
        title="waymo-kit leaderboard",
        version=__version__,
        openapi_url=f"{api.PREFIX}/openapi.json",
        docs_url=None,
        redoc_url=None,
        swagger_ui_oauth2_redirect_url=None,
        redirect_slashes=False,
    )
    app.state.site = site
    app.state.metrics = Metrics()
    app.state.viewer = None
    app.include_router(api.router)
    app.include_router(oidc_routes.router)
    app.include_router(report_routes.router)
    app.include_router(pages.router)
    if site.settings.views:
        from waymo_kit.web.leaderboard.phase_viewer import VIEW_PATH, phase_viewer

        app.state.viewer = phase_viewer(site)
        app.mount(VIEW_PATH, app.state.viewer)
    app.mount("/static", StaticFiles(directory=pages.STATIC))
    app.add_middleware(WebSecurity, site=site, metrics=app.state.metrics, refuse=answer_to)
    for kind in (WaymoKitError, HTTPException, RequestValidationError):
        app.add_exception_handler(kind, _answer_async)
    return app


async def _answer_async(request: Request, error: Exception) -> Response:
    return answer_to(request, error)


def answer_to(request: Request, error: Exception) -> Response:
    """Returns the answer to an error: JSON for the API, a page for browsers."""
    status, message = _described(error)
    request.state.refused = type(error).__name__
    if status >= 500:
        _LOG.error("error", extra={"detail": f"{type(error).__name__}: {error}"})
    headers: dict[str, str] = {}
    if isinstance(error, TooManyError):
        headers["retry-after"] = str(error.retry_after)
    elif status == 503:
        headers["retry-after"] = "5"
    if request.url.path.startswith(API):
        body: dict[str, Any] = {
            "error": {"status": status, "kind": type(error).__name__, "message": message}
        }
        return JSONResponse(body, status, headers)
    response = pages.error_page(request, status, message)
    response.headers.update(headers)
    return response


def _described(error: Exception) -> tuple[int, str]:
    """Returns the status and the message of an error, without what only the log may know."""
    if isinstance(error, RefusalError):
        return error.status, str(error)
    if isinstance(error, NotFoundError):
        return 404, str(error)
    if isinstance(error, StorageError):
        return 503, "the storage is out of reach; try again"
    if isinstance(error, InvalidInputError):
        return 422, str(error)
    if isinstance(error, RequestValidationError):
        return 422, _first_problem(error)
    if isinstance(error, HTTPException):
        return error.status_code, str(error.detail)
    return 500, "something went wrong here; it has been noted"


def _first_problem(error: RequestValidationError) -> str:
    problems = error.errors()
    if not problems:
        return "a value of the request is wrong"
    place = ".".join(str(part) for part in problems[0]["loc"])
    return f"{place}: {problems[0]['msg']}"[:300]
