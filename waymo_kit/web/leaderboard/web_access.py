"""Access of routes to the site, the actor, the tokens and the cookies of a request."""

from __future__ import annotations

import hmac
from typing import Annotated

from fastapi import Depends
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response

from waymo_kit.web.leaderboard import sessions, tokens
from waymo_kit.web.leaderboard.actor import ANONYMOUS, Principal
from waymo_kit.web.leaderboard.identifiers import new_secret
from waymo_kit.web.leaderboard.site import LeaderboardSite

_MAX_TOKEN = 200


def site_of(request: HTTPConnection) -> LeaderboardSite:
    """Returns the site that the application serves."""
    site: LeaderboardSite = request.app.state.site
    return site


def address_of(request: HTTPConnection) -> str:
    """Returns the network address of the browser, behind trusted proxies only."""
    address = request.client.host if request.client else ""
    proxies = site_of(request).settings.proxies
    if address in proxies:
        hops = [hop.strip() for hop in request.headers.get("x-forwarded-for", "").split(",")]
        for hop in reversed(hops):
            if hop and hop not in proxies:
                return hop[:64]
    return address


def current_actor(request: Request) -> Principal:
    """Returns the principal of a request, by its API token or else by its cookie; or nobody."""
    known: Principal | None = getattr(request.state, "actor", None)
    if known is not None:
        return known
    site, address = site_of(request), address_of(request)
    actor = ANONYMOUS
    bearer = bearer_token(request)
    cookie = session_cookie(request)
    if bearer is not None:
        actor = tokens.actor_of(site, bearer, address)
    elif cookie:
        actor = sessions.actor_of(site, cookie, address)
    if actor.is_anonymous:
        actor = Principal(address=address)
    request.state.actor = actor
    return actor


CurrentSite = Annotated[LeaderboardSite, Depends(site_of)]
"""Parameter of a route: the site."""

CurrentActor = Annotated[Principal, Depends(current_actor)]
"""Parameter of a route: the principal of the request."""


def bearer_token(request: HTTPConnection) -> str | None:
    """Returns the API token of a request, None for none."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not 0 < len(token) <= _MAX_TOKEN:
        return None
    return token.strip()


def session_cookie(request: HTTPConnection) -> str:
    """Returns the token of the browser's session, empty for none."""
    return request.cookies.get(cookie_name(site_of(request), "session"), "")[:_MAX_TOKEN]


def csrf_token(request: Request) -> str:
    """Returns the token that forms and scripts send back; an unknown browser gets a cookie too."""
    secret = session_cookie(request) or _visitor_cookie(request)
    if not secret:
        secret = getattr(request.state, "new_visitor", None) or new_secret()
        request.state.new_visitor = secret
    return sessions.csrf_token_of(secret)


def is_csrf_token(request: HTTPConnection, given: str) -> bool:
    """Returns whether a token belongs to the cookies of a request."""
    secret = session_cookie(request) or _visitor_cookie(request)
    if not secret or not given.isascii():
        return False
    return hmac.compare_digest(sessions.csrf_token_of(secret), given)


def start_session(request: Request, response: Response, account_id: str) -> None:
    """Makes a new session for an account that has just shown its credentials."""
    site = site_of(request)
    old = session_cookie(request)
    if old:
        _end(request)
    agent = request.headers.get("user-agent", "")
    token = sessions.start(site, account_id, address=address_of(request), agent=agent)
    seconds = int(site.settings.sessions.total_hours * 3600)
    set_cookie(site, response, "session", token, seconds)


def end_session(request: Request, response: Response) -> None:
    """Ends the session of the browser."""
    _end(request)
    site = site_of(request)
    response.delete_cookie(
        cookie_name(site, "session"),
        path="/",
        secure=site.settings.is_https,
        httponly=True,
        samesite="lax",
    )


def set_cookie(
    site: LeaderboardSite, response: Response, name: str, value: str, seconds: int
) -> None:
    """Sets a cookie that scripts cannot read and other sites do not send along."""
    response.set_cookie(
        cookie_name(site, name),
        value,
        max_age=seconds,
        path="/",
        secure=site.settings.is_https,
        httponly=True,
        samesite="lax",
    )


def cookie_name(site: LeaderboardSite, name: str) -> str:
    """Returns the name of a cookie: with TLS, one that no other host can set."""
    return f"__Host-{name}" if site.settings.is_https else name


def _visitor_cookie(request: HTTPConnection) -> str:
    return request.cookies.get(cookie_name(site_of(request), "visitor"), "")[:_MAX_TOKEN]


def _end(request: Request) -> None:
    site = site_of(request)
    actor = sessions.actor_of(site, session_cookie(request), address_of(request))
    if actor.session_id:
        sessions.end(site, actor, actor.session_id)
