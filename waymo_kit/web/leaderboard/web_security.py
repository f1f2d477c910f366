"""The middleware that every request passes: host, limits, forged requests, headers of the answer.

It is plain ASGI, so that bodies of uploads stream through it.
"""

from __future__ import annotations

import asyncio
import contextvars
import logging
import re
import time
from typing import Any
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from waymo_kit.errors import InvalidInputError
from waymo_kit.web.leaderboard.errors import (
    FaultError,
    MediaTypeError,
    NotAllowedError,
    RefusalError,
    TimeoutRefusalError,
    TooLargeError,
    TooManyError,
)
from waymo_kit.web.leaderboard.forms import CSRF_FIELD, FORM_TYPE, media_type, parse_form
from waymo_kit.web.leaderboard.identifiers import new_id
from waymo_kit.web.leaderboard.rate_limits import RequestLimiter
from waymo_kit.web.leaderboard.site import LeaderboardSite
from waymo_kit.web.leaderboard.web_access import (
    address_of,
    bearer_token,
    is_csrf_token,
    set_cookie,
)

API = "/api/"
UPLOAD_TYPES = ("application/offset+octet-stream", "application/octet-stream")
CSRF_HEADER = "x-csrf-token"
_SAFE = ("GET", "HEAD", "OPTIONS")
_LOOPBACK = ("127.0.0.1", "localhost", "::1", "[::1]")
_VISITOR_SECONDS = 24 * 3600

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
_HEADERS = {
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
_HSTS = "max-age=31536000; includeSubDomains"

REQUEST_ID: contextvars.ContextVar[str] = contextvars.ContextVar("request_id", default="")
_LOG = logging.getLogger("waymo_kit.leaderboard.access")
_FAULTS = logging.getLogger("waymo_kit.leaderboard.faults")
_VIEW = re.compile("/phases/[^/]+/view/")
_VIEWS_PER_READ = 20
"""Number of requests of the viewer, which asks for several things of each frame, for one page."""

_BODY_SECONDS = 30.0
"""Maximum time in seconds to receive the body of a request that is no upload."""


class WebSecurity:
    """Checks requests before routes see them, and completes answers."""

    def __init__(self, app: ASGIApp, site: LeaderboardSite, metrics: Any, refuse: Any) -> None:
        """Wraps an application.

        Args:
            app: The application.
            site: The site that it serves.
            metrics: Counter of answers; see `health.Metrics`.
            refuse: Function that makes the answer to a refused request: (request, error) to a
                response.
        """
        self._app, self._site, self._metrics, self._refuse = app, site, metrics, refuse
        limits = site.settings.limits
        self._reads, self._writes = RequestLimiter(limits.reads), RequestLimiter(limits.writes)
        self._views = RequestLimiter(_VIEWS_PER_READ * limits.reads)
        self._hosts = _hosts(site.settings.url)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handles a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        scope.setdefault("state", {})
        request = Request(scope, receive)
        started = time.perf_counter()
        REQUEST_ID.set(new_id())
        status = 0

        async def send_completed(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                self._complete(request, MutableHeaders(scope=message))
            await send(message)

        try:
            try:
                body = await self._check(request, receive)
            except (RefusalError, InvalidInputError) as error:
                await self._refuse(request, error)(scope, receive, send_completed)
                return
            try:
                await self._app(scope, body, send_completed)
            except Exception:
                _FAULTS.exception("unexpected error")
                if status:
                    raise
                fault = FaultError("something went wrong here; it has been noted")
                await self._refuse(request, fault)(scope, receive, send_completed)
        finally:
            seconds = time.perf_counter() - started
            actor = getattr(request.state, "actor", None)
            self._metrics.count_request(request.method, status, seconds)
            _LOG.info(
                "request",
                extra={
                    "method": request.method,
                    "path": request.url.path[:200],
                    "status": status,
                    "seconds": round(seconds, 4),
                    "address": address_of(request),
                    "account": "" if actor is None else actor.account_id,
                    "refused": getattr(request.state, "refused", ""),
                },
            )

    async def _check(self, request: Request, receive: Receive) -> Receive:
        """Checks a request and returns how its body is received.

        Raises:
            RefusalError: The request is not answered.
            InvalidInputError: The request is malformed.
        """
        host = _without_port(request.headers.get("host", ""))
        if host not in self._hosts:
            raise NotAllowedError("this host name is not served here")
        is_safe = request.method in _SAFE
        bearer = bearer_token(request)
        limiter = self._reads if is_safe else self._writes
        if is_safe and _VIEW.match(request.url.path):
            limiter = self._views
        wait = limiter.take(address_of(request))
        if wait:
            raise TooManyError("too many requests; wait a while", wait)
        if is_safe:
            return receive
        kind = media_type(request.headers.get("content-type", ""))
        if _is_upload(request):
            if kind and kind not in UPLOAD_TYPES:
                raise MediaTypeError(f"expected the bytes of a file as {' or '.join(UPLOAD_TYPES)}")
            if bearer is None:
                self._check_origin(request)
                self._check_token(request, request.headers.get(CSRF_HEADER, ""))
            return receive
        limit = self._site.settings.limits.body_bytes
        length = request.headers.get("content-length", "0")
        if not length.isascii() or not length.isdigit():
            raise InvalidInputError("Content-Length: expected a number")
        if int(length[:20]) > limit:
            raise TooLargeError(f"expected a body of at most {limit:,} bytes")
        try:
            body = await asyncio.wait_for(_read_body(receive, limit), _BODY_SECONDS)
        except asyncio.TimeoutError:
            raise TimeoutRefusalError("the body of the request came too slowly") from None
        if request.url.path.startswith(API):
            if body and kind != "application/json":
                raise MediaTypeError("expected a body as application/json")
        elif kind not in (FORM_TYPE, ""):
            raise MediaTypeError(f"expected a form as {FORM_TYPE}")
        if bearer is None:
            self._check_origin(request)
            token = request.headers.get(CSRF_HEADER, "")
            if not token and kind == FORM_TYPE:
                token = parse_form(body).get(CSRF_FIELD, "")
            self._check_token(request, token)
        return _replayed(body, receive)

    def _check_origin(self, request: HTTPConnection) -> None:
        origin = request.headers.get("origin")
        site = request.headers.get("sec-fetch-site")
        if origin is not None and not self._is_own(origin, request):
            raise NotAllowedError("this request comes from another site")
        if origin is None and site not in (None, "same-origin", "none"):
            raise NotAllowedError("this request comes from another site")

    def _is_own(self, origin: str, request: HTTPConnection) -> bool:
        if self._site.settings.url:
            return origin == self._site.settings.url
        return origin == f"http://{request.headers.get('host', '')}"

    def _check_token(self, request: HTTPConnection, token: str) -> None:
        if not is_csrf_token(request, token):
            raise NotAllowedError("the page is too old; load it again and repeat what you did")

    def _complete(self, request: Request, headers: MutableHeaders) -> None:
        for name, value in _HEADERS.items():
            headers.setdefault(name, value)
        if self._site.settings.is_https:
            headers.setdefault("strict-transport-security", _HSTS)
        if not request.url.path.startswith("/static/"):
            headers.setdefault("cache-control", "no-store")
        headers["x-request-id"] = REQUEST_ID.get()
        visitor = getattr(request.state, "new_visitor", None)
        if visitor:
            made = Response()
            set_cookie(self._site, made, "visitor", visitor, _VISITOR_SECONDS)
            headers.append("set-cookie", made.headers["set-cookie"])


def _hosts(url: str) -> frozenset[str]:
    if not url:
        return frozenset(_LOOPBACK)
    return frozenset((_without_port(urlsplit(url).netloc),))


def _without_port(netloc: str) -> str:
    if netloc.startswith("["):
        return netloc.partition("]")[0] + "]"
    return netloc.partition(":")[0].lower()


def _is_upload(request: HTTPConnection) -> bool:
    path = request.url.path
    if request.scope["method"] == "PATCH":
        return path.startswith("/api/v1/uploads/")
    is_file = path.startswith("/api/v1/submissions/") and path.endswith("/file")
    return request.scope["method"] == "PUT" and is_file


async def _read_body(receive: Receive, limit: int) -> bytes:
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            raise InvalidInputError("the request ended before its body")
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > limit:
            raise TooLargeError(f"expected a body of at most {limit:,} bytes")
        if not message.get("more_body", False):
            return b"".join(parts)


def _replayed(body: bytes, receive: Receive) -> Receive:
    """Returns a receiver that gives a body that was read already, and then what comes."""
    is_given = False

    async def replay() -> Message:
        nonlocal is_given
        if is_given:
            return await receive()
        is_given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay
