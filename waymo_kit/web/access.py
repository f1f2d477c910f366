"""Access checks of host, origin and token in front of any application.

A server on this machine is reachable by every page that its user visits. So a request counts only
if it was sent to a name of this machine (a page elsewhere can point a name of its own here), and if
no other site sent it. Beyond this machine, a token in the first URL becomes a cookie.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

Scope = MutableMapping[str, Any]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

LOOPBACK = ("127.0.0.1", "localhost", "::1")
"""Names by which this machine reaches itself."""

TOKEN = "token"
_COOKIE_SECONDS = 30 * 86400

_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
)


class AccessCheck:
    """ASGI middleware that refuses requests of strangers and of other sites.

    Only GET and HEAD pass: nothing can be changed here.
    """

    def __init__(
        self, app: App, *, hosts: Iterable[str] | None, token: str | None = None, name: str = ""
    ) -> None:
        """Takes the application.

        Args:
            app: ASGI application.
            hosts: Names of the server that a request may be sent to, None for any; then there must
                be a token.
            token: Secret that the first URL must have. Defaults to None, which needs none.
            name: Name of this server among others on the machine, which share their cookies.
        """
        self._app = app
        self._hosts = None if hosts is None else frozenset(hosts)
        self._token = token
        self._cookie = f"waymo_kit_{name}" if name else "waymo_kit"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers a request."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return
        headers = {
            name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]
        }
        refusal = self._refusal(scope["method"], headers)
        if refusal is not None:
            await _answer(send, *refusal)
            return
        if self._token is not None:
            query = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
            given = dict(query).get(TOKEN)
            if given is not None and hmac.compare_digest(given.encode(), self._token.encode()):
                await self._redirect(scope, query, send)
                return
            if not self._has_cookie(headers.get("cookie", "")):
                message = "this server needs the token: open the URL that it printed at its start"
                await _answer(send, 401, message)
                return

        async def send_with_headers(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", []), *_HEADERS]
            await send(message)

        await self._app(scope, receive, send_with_headers)

    def _refusal(self, method: str, headers: dict[str, str]) -> tuple[int, str] | None:
        """Returns status and reason of a refusal, None for a request that may pass."""
        host = headers.get("host", "")
        if method not in ("GET", "HEAD"):
            return 405, "only GET and HEAD are answered"
        if self._hosts is not None and _name_of(host) not in self._hosts:
            return 403, "this server answers requests to this machine's own names only"
        origin = headers.get("origin")
        if origin is not None and urlsplit(origin).netloc != host:
            return 403, "requests of other sites are not answered"
        site, mode = headers.get("sec-fetch-site", "none"), headers.get("sec-fetch-mode", "")
        if site not in ("none", "same-origin") and mode != "navigate":
            return 403, "requests of other sites are not answered"
        return None

    def _has_cookie(self, text: str) -> bool:
        try:
            cookie = SimpleCookie(text).get(self._cookie)
        except CookieError:
            return False
        value = cookie.value if cookie is not None else ""
        return hmac.compare_digest(value.encode(), (self._token or "").encode())

    async def _redirect(self, scope: Scope, query: list[tuple[str, str]], send: Send) -> None:
        """Keeps the token in a cookie and sends the browser to the URL without it."""
        rest = urlencode([(name, value) for name, value in query if name != TOKEN])
        # Relative, so that no path of a request can name another host.
        target = "./" + scope["path"].rpartition("/")[2] + (f"?{rest}" if rest else "")
        cookie = (
            f"{self._cookie}={self._token}; HttpOnly; SameSite=Lax; Path={_root_of(scope)}; "
            f"Max-Age={_COOKIE_SECONDS}"
        )
        headers = [
            (b"location", target.encode("latin-1", "replace")),
            (b"set-cookie", cookie.encode()),
        ]
        await _answer(send, 303, "", headers)


def _root_of(scope: Scope) -> str:
    return str(scope.get("root_path") or "") + "/"


def _name_of(host: str) -> str:
    """Returns the name in a Host header, without its port."""
    return urlsplit(f"//{host}").hostname or ""


async def _answer(
    send: Send, status: int, message: str, headers: Iterable[tuple[bytes, bytes]] = ()
) -> None:
    body = json.dumps({"error": message}).encode() if message else b""
    kind = (b"content-type", b"application/json")
    length = (b"content-length", str(len(body)).encode())
    start = {"type": "http.response.start", "status": status}
    await send(
        start | {"headers": [kind, length, (b"cache-control", b"no-store"), *headers, *_HEADERS]}
    )
    await send({"type": "http.response.body", "body": body})
