"""Runs an application at an address of this machine, until it is stopped."""

from __future__ import annotations

import ipaddress
import secrets
import socket
import threading
import time
from dataclasses import dataclass, field
from typing import Any

from waymo_kit.errors import InvalidInputError, MissingDependencyError, StorageError
from waymo_kit.web.access import LOOPBACK, TOKEN, AccessCheck, App

DEFAULT_HOST = "127.0.0.1"

_STOP_SECONDS = 5
_START_SECONDS = 10.0


@dataclass
class AddressServer:
    """A server of an application, with access checks in front of it.

    The address is taken when the server is made, so that its URL is known; requests are answered
    once it runs.

    Attributes:
        app: ASGI application.
        host: Address to listen at. Anything but this machine's own needs a token.
        port: Port to listen at. Defaults to 0, which takes a free one.
        token: Secret that visitors need. Defaults to None: a random one where the host needs it.

    Raises:
        MissingDependencyError: uvicorn is not installed.
        InvalidInputError: The host is no address of this machine.
        StorageError: The port is in use.
    """

    app: App
    host: str = DEFAULT_HOST
    port: int = 0
    token: str | None = None
    _socket: socket.socket = field(init=False, repr=False)
    _server: Any = field(init=False, repr=False, default=None)
    _thread: threading.Thread | None = field(init=False, repr=False, default=None)

    def __post_init__(self) -> None:
        """Takes the address."""
        try:
            import uvicorn
        except ImportError as error:
            raise MissingDependencyError("a server needs uvicorn", "serve") from error
        if not is_loopback(self.host) and self.token is None:
            self.token = secrets.token_urlsafe(24)
        self._socket = _listening(self.host, self.port)
        self.port = self._socket.getsockname()[1]
        checked = AccessCheck(
            self.app,
            hosts=None if self.token is not None else {*LOOPBACK, self.host},
            token=self.token,
            name=str(self.port),
        )
        config = uvicorn.Config(
            checked,
            # Uvicorn's own configuration closes all log handlers of the process. TensorFlow's has
            # taken stderr as it was at its import, which a notebook or a test may replace.
            log_config=None,
            log_level="warning",
            access_log=False,
            server_header=False,
            lifespan="off",
            timeout_graceful_shutdown=_STOP_SECONDS,
        )
        self._server = uvicorn.Server(config)

    @property
    def url(self) -> str:
        """URL of the application's root, without the token."""
        host = self.host
        if host in ("0.0.0.0", "::"):
            host = socket.gethostname()
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}/"

    def link(self, fragment: str = "") -> str:
        """Returns the URL to open, with the token if there is one.

        Args:
            fragment: Part after `#`, the state of the page. Defaults to nothing.
        """
        query = f"?{TOKEN}={self.token}" if self.token else ""
        return f"{self.url}{query}{f'#{fragment}' if fragment else ''}"

    def run(self) -> None:
        """Answers requests until the process is interrupted."""
        self._server.run(sockets=[self._socket])

    def start(self) -> None:
        """Answers requests in a thread of its own, until `stop`.

        Raises:
            StorageError: The server did not start.
        """
        self._thread = threading.Thread(target=self.run, daemon=True)
        self._thread.start()
        end = time.monotonic() + _START_SECONDS
        while not self._server.started:
            if time.monotonic() > end or not self._thread.is_alive():
                raise StorageError(f"{self.url}: the server did not start")
            time.sleep(0.01)

    def stop(self) -> None:
        """Stops answering requests and frees the address."""
        self._server.should_exit = True
        if self._thread is not None:
            self._thread.join(2 * _STOP_SECONDS)
        self._socket.close()


def is_loopback(host: str) -> bool:
    """Returns whether a host can be reached from this machine only."""
    if host in LOOPBACK:
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _listening(host: str, port: int) -> socket.socket:
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except (socket.gaierror, UnicodeError) as error:
        raise InvalidInputError(f"{host}: expected an address of this machine") from error
    taken = socket.socket(family, kind)
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        taken.bind(address)
        taken.listen()  # from now on requests wait, even if the server has yet to start
    except OSError as error:
        taken.close()
        reason = error.strerror or str(error)
        raise StorageError(f"{host}:{port}: {reason}; choose another port or host") from error
    return taken
