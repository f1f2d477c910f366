"""The two steps of a log-in through an OpenID Connect provider."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from waymo_kit.web.leaderboard import oidc
from waymo_kit.web.leaderboard.web_access import (
    CurrentSite,
    address_of,
    cookie_name,
    set_cookie,
    start_session,
)

router = APIRouter(include_in_schema=False)
_COOKIE = "oidc"


@router.get("/oidc/start")
def start(site: CurrentSite) -> Response:
    """Sends the browser to the provider."""
    url, sealed = oidc.begin(site)
    response = RedirectResponse(url, 303)
    set_cookie(site, response, _COOKIE, sealed, oidc.STATE_SECONDS)
    return response


@router.get("/oidc/callback")
def complete(
    site: CurrentSite,
    request: Request,
    state: Annotated[str, Query(max_length=200)] = "",
    code: Annotated[str, Query(max_length=4000)] = "",
) -> Response:
    """Takes the provider's answer and logs the browser in."""
    sealed = request.cookies.get(cookie_name(site, _COOKIE), "")
    account_id = oidc.complete(
        site, sealed=sealed, state=state, code=code, address=address_of(request)
    )
    response = RedirectResponse("/", 303)
    response.delete_cookie(cookie_name(site, _COOKIE), path="/")
    start_session(request, response, account_id)
    return response
