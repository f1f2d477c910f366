"""The client of a leaderboard: submits a file and waits for its score, with the base install."""

from __future__ import annotations

import base64
import hashlib
import http.client
import json
import os
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from waymo_kit._version import __version__
from waymo_kit.errors import InvalidInputError, NotFoundError, StorageError, WaymoKitError

TOKEN_VARIABLE = "WAYMO_KIT_TOKEN"
CHUNK_BYTES = 8 << 20
ATTEMPTS = 8
_TIMEOUT = 60.0
_MAX_ANSWER = 64 << 20
_FINAL = ("done", "rejected", "failed", "cancelled")
_POLL_SECONDS = 1.0

OnUpload = Callable[[int, int], None]
"""Function called with the number of bytes that have arrived, and of all."""

OnState = Callable[[Mapping[str, Any]], None]
"""Function called with a submission as the server describes it."""


class RefusedError(WaymoKitError):
    """The server refused a request; the message is its own.

    Attributes:
        status: HTTP status code.
    """

    def __init__(self, message: str, status: int) -> None:
        """Makes the error."""
        super().__init__(message)
        self.status = status


@dataclass(frozen=True)
class Client:
    """A connection to a leaderboard.

    Attributes:
        url: Address of the site, such as `https://board.example.org`.
        token: API token with the scopes `read` and `submit`.
    """

    url: str
    token: str

    def __post_init__(self) -> None:
        """Checks the address."""
        parts = urlsplit(self.url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise InvalidInputError(
                f"--to: expected an address such as https://board.example.org, got {self.url}"
            )
        is_here = parts.hostname in ("127.0.0.1", "localhost", "::1")
        if parts.scheme == "http" and not is_here:
            raise InvalidInputError(
                f"--to: {self.url} has no TLS, so others could read the token; use https://"
            )

    def get(self, path: str) -> Any:
        """Returns the answer of the API to a GET."""
        return self._json("GET", path)

    def post(self, path: str, body: Mapping[str, Any]) -> Any:
        """Returns the answer of the API to a POST."""
        return self._json("POST", path, body)

    def team_id(self, name: str | None) -> str:
        """Returns the team to submit for.

        Raises:
            InvalidInputError: There are several teams, or none, and the name does not say which.
        """
        teams = self.get("/teams")
        named = [team for team in teams if name is None or team["name"] == name]
        if len(named) == 1:
            return str(named[0]["id"])
        known = ", ".join(team["name"] for team in teams) or "none"
        raise InvalidInputError(f"--team: expected one of your teams; they are: {known}")

    def upload(self, submission_id: str, path: Path, on_upload: OnUpload) -> None:
        """Sends a file in chunks with checksums; continues where an earlier call ended.

        Raises:
            StorageError: The server does not answer, however often it is asked.
            RefusedError: The server refuses the file.
            InvalidInputError: The file became shorter meanwhile.
        """
        size = path.stat().st_size
        place = f"/uploads/{submission_id}"
        failures = 0
        with path.open("rb") as file:
            while True:
                try:
                    offset = self._offset(place)
                    on_upload(offset, size)
                    if offset >= size:
                        return
                    file.seek(offset)
                    chunk = file.read(CHUNK_BYTES)
                    if not chunk:
                        raise InvalidInputError(f"{path}: became shorter while it was uploaded")
                    digest = base64.b64encode(hashlib.sha256(chunk).digest()).decode()
                    self._request(
                        "PATCH",
                        place,
                        chunk,
                        {
                            "Content-Type": "application/offset+octet-stream",
                            "Upload-Offset": str(offset),
                            "Upload-Checksum": f"sha256 {digest}",
                            "Tus-Resumable": "1.0.0",
                        },
                    )
                    failures = 0
                except (StorageError, RefusedError) as error:
                    failures += 1
                    is_passing = not isinstance(error, RefusedError) or error.status in (
                        408,
                        409,
                        423,
                        429,
                        460,
                        500,
                        502,
                        503,
                        504,
                    )
                    if not is_passing or failures >= ATTEMPTS:
                        raise
                    time.sleep(min(30.0, 0.25 * 2**failures))

    def wait(self, submission_id: str, on_state: OnState) -> dict[str, Any]:
        """Waits until a submission has ended; returns it."""
        failures = 0
        while True:
            try:
                view: dict[str, Any] = self.get(f"/submissions/{submission_id}")
                failures = 0
            except (StorageError, RefusedError) as error:
                failures += 1
                is_passing = not isinstance(error, RefusedError) or error.status in (429, 500, 503)
                if not is_passing or failures >= ATTEMPTS:
                    raise
                time.sleep(min(30.0, 0.25 * 2**failures))
                continue
            on_state(view)
            if view["summary"]["state"] in _FINAL:
                return view
            time.sleep(_POLL_SECONDS)

    def _offset(self, place: str) -> int:
        _, headers = self._request("HEAD", place)
        text = headers.get("upload-offset", "")
        if not (text.isascii() and text.isdigit()):
            raise StorageError(f"{self.url}: answered without the offset of the upload")
        return int(text)

    def _json(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
        content = None if body is None else json.dumps(body).encode()
        headers = {} if body is None else {"Content-Type": "application/json"}
        answer, _ = self._request(method, path, content, headers)
        try:
            return json.loads(answer)
        except ValueError:
            raise StorageError(f"{self.url}: answered something else than JSON") from None

    def _request(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> tuple[bytes, dict[str, str]]:
        parts = urlsplit(self.url)
        kind: Any = http.client.HTTPConnection
        options: dict[str, Any] = {"timeout": _TIMEOUT}
        if parts.scheme == "https":
            kind = http.client.HTTPSConnection
            options["context"] = ssl.create_default_context()
        connection = kind(parts.hostname, parts.port, **options)
        sent = {
            "Authorization": f"Bearer {self.token}",
            "User-Agent": f"waymo-kit/{__version__}",
            **(headers or {}),
        }
        try:
            connection.request(method, f"/api/v1{path}", body, sent)
            answer = connection.getresponse()
            content = answer.read(_MAX_ANSWER)
            names = {name.lower(): value for name, value in answer.getheaders()}
        except (OSError, http.client.HTTPException) as error:
            detail = getattr(error, "strerror", None) or str(error) or type(error).__name__
            raise StorageError(f"{self.url}: does not answer: {detail}") from error
        finally:
            connection.close()
        if answer.status >= 400:
            raise RefusedError(_message(content, answer.status, self.url), answer.status)
        return content, names


def read_token(path: str | None) -> str:
    """Returns the API token, from a file or the environment.

    Raises:
        NotFoundError: No token is given.
        InvalidInputError: The text is no token.
    """
    if path is not None:
        file = Path(path)
        if not file.is_file():
            raise NotFoundError(f"--token-file {path}: no such file")
        return _checked_token(file.read_bytes().decode(errors="replace"), f"--token-file {path}")
    token = os.environ.get(TOKEN_VARIABLE, "").strip()
    if not token:
        raise NotFoundError(
            f"no API token: make one on the account page, and set {TOKEN_VARIABLE} or give "
            "--token-file"
        )
    return _checked_token(token, TOKEN_VARIABLE)


def _checked_token(text: str, where: str) -> str:
    """Returns a token without spaces around it; the message about another text does not show it."""
    token = text.strip()
    if not token or not token.isascii() or not token.isprintable() or " " in token:
        raise InvalidInputError(f"{where}: expected one API token and nothing else")
    return token


class UploadNote:
    """Remembers an upload that has begun, so that the same command goes on with it."""

    def __init__(self, url: str, path: Path, parts: Mapping[str, str]) -> None:
        """Finds the note of a file and where it goes.

        Args:
            url: Address of the site.
            path: The file.
            parts: Phase, task, method and team.
        """
        stat = path.stat()
        known = [url, str(path.resolve()), stat.st_size, stat.st_mtime_ns, dict(parts)]
        name = hashlib.sha256(json.dumps(known, sort_keys=True).encode()).hexdigest()[:32]
        folder = Path(os.environ.get("XDG_STATE_HOME", Path.home() / ".local" / "state"))
        self._file = folder / "waymo-kit" / "uploads" / name

    def read(self) -> str | None:
        """Returns the submission whose upload has begun, None for none."""
        try:
            return self._file.read_text().strip() or None
        except OSError:
            return None

    def write(self, submission_id: str) -> None:
        """Notes a submission."""
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            self._file.write_text(submission_id)
        except OSError:
            pass  # without the note, an interrupted upload begins anew

    def remove(self) -> None:
        """Forgets it."""
        self._file.unlink(missing_ok=True)


def _message(content: bytes, status: int, url: str) -> str:
    try:
        return str(json.loads(content)["error"]["message"])
    except (ValueError, KeyError, TypeError):
        return f"{url}: answered {status}"
