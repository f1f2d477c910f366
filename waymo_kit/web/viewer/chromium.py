"""Headless Chromium, driven through a pipe: it draws the page where there is no display.

Source of the protocol: https://chromedevtools.github.io/devtools-protocol/ (messages of JSON that
end with a zero byte, with `--remote-debugging-pipe`).
"""

from __future__ import annotations

import base64
import contextlib
import fcntl
import json
import os
import select
import shutil
import signal
import time
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any

from waymo_kit.errors import NotFoundError, StorageError

PROGRAM_VARIABLE = "WAYMO_KIT_CHROMIUM"
"""Environment variable with the path of Chromium or Chrome, if it is not on the PATH."""

_PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_FLAGS = (
    "--headless=new",
    "--remote-debugging-pipe",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--ignore-gpu-blocklist",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--no-default-browser-check",
    "--hide-scrollbars",
)
_ANSWER_SECONDS = 600.0
_CHUNK = 1 << 16


def find_chromium() -> str:
    """Returns the path of Chromium or Chrome on this machine.

    Raises:
        NotFoundError: Chromium is not installed.
    """
    given = os.environ.get(PROGRAM_VARIABLE)
    for name in (given,) if given else _PROGRAMS:
        found = shutil.which(name)
        if found is not None:
            return found
    raise NotFoundError(
        f"{given or 'Chromium'}: no such program; install Chromium or Chrome, or set "
        f"{PROGRAM_VARIABLE} to its path"
    )


class Chromium:
    """Runs headless Chromium with one page, which it draws with the processor."""

    def __init__(self, width: int = 1280, height: int = 720) -> None:
        """Starts the program.

        Args:
            width: Width of the page in pixels.
            height: Height of the page in pixels.

        Raises:
            NotFoundError: Chromium is not installed.
            StorageError: The program does not start.
        """
        program = find_chromium()
        self._profile = TemporaryDirectory(prefix="waymo-kit-chromium-", ignore_cleanup_errors=True)
        flags = [*_FLAGS, f"--user-data-dir={self._profile.name}", "about:blank"]
        if os.geteuid() == 0:
            flags.insert(0, "--no-sandbox")  # its sandbox does not work for root
        self._pid, self._write, self._read = _spawn([program, *flags])
        self._received = b""
        self._number = 0
        self._session = ""
        try:
            target = self._call("Target.createTarget", url="about:blank")["targetId"]
            attached = self._call("Target.attachToTarget", targetId=target, flatten=True)
            self._session = attached["sessionId"]
            self._call(
                "Emulation.setDeviceMetricsOverride",
                width=width,
                height=height,
                deviceScaleFactor=1,
                mobile=False,
            )
            dark = {"name": "prefers-color-scheme", "value": "dark"}
            self._call("Emulation.setEmulatedMedia", features=[dark])
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Chromium:
        """Returns the running program; the end of the `with` block stops it."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stops the program."""
        self.close()

    def close(self) -> None:
        """Stops the program and removes its files."""
        for descriptor in (self._write, self._read):
            os.close(descriptor)
        with contextlib.suppress(ProcessLookupError):
            os.kill(self._pid, signal.SIGKILL)
        os.waitpid(self._pid, 0)
        self._profile.cleanup()

    def open(self, url: str) -> None:
        """Goes to a URL."""
        self._call("Page.navigate", url=url)

    def evaluate(self, code: str) -> Any:
        """Returns the value of an expression in the page, of a promise what it resolves to.

        Raises:
            StorageError: The expression fails, or Chromium does not answer.
        """
        answer = self._call(
            "Runtime.evaluate", expression=code, awaitPromise=True, returnByValue=True
        )
        failure = answer.get("exceptionDetails")
        if failure is not None:
            thrown = failure.get("exception", {})
            text = thrown.get("description") or failure.get("text", "")
            raise StorageError(f"Chromium: {text.splitlines()[0] if text else 'an error'}")
        return answer["result"].get("value")

    def wait_for(self, code: str, seconds: float = 60.0) -> None:
        """Waits until an expression holds in the page.

        Raises:
            StorageError: The expression does not hold in time.
        """
        end = time.monotonic() + seconds
        while not self.evaluate(f"Boolean({code})"):
            if time.monotonic() > end:
                raise StorageError(f"Chromium: the page is not ready after {seconds:.0f} s")
            time.sleep(0.02)

    def blob(self, code: str) -> bytes:
        """Returns the bytes of a promise of a Blob in the page."""
        text: str = self.evaluate(
            f"({code}).then((blob) => new Promise((resolve) => {{"
            "const reader = new FileReader(); reader.onload = () => resolve(reader.result);"
            "reader.readAsDataURL(blob); }))"
        )
        return base64.b64decode(text.partition(",")[2])

    def screenshot(self) -> str:
        """Returns a screenshot of the page as PNG, in base64."""
        picture: str = self._call("Page.captureScreenshot", format="png")["data"]
        return picture

    def _call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Sends a command and returns its result; events in between are passed over."""
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        data = json.dumps(message).encode() + b"\0"
        try:
            while data:
                data = data[os.write(self._write, data) :]
        except OSError as error:
            raise StorageError("Chromium stopped before it was done") from error
        end = time.monotonic() + _ANSWER_SECONDS
        while True:
            answer = json.loads(self._receive(end))
            if answer.get("id") == self._number:
                if "error" in answer:
                    raise StorageError(f"Chromium: {answer['error'].get('message', method)}")
                result: dict[str, Any] = answer["result"]
                return result

    def _receive(self, end: float) -> bytes:
        parts = [self._received]
        while b"\0" not in parts[-1]:
            ready, _, _ = select.select([self._read], [], [], max(end - time.monotonic(), 0))
            data = os.read(self._read, _CHUNK) if ready else b""
            if not data:
                state = "stopped before it was done" if ready else "does not answer"
                raise StorageError(f"Chromium {state}")
            parts.append(data)
        message, _, self._received = b"".join(parts).partition(b"\0")
        return message


def _spawn(command: list[str]) -> tuple[int, int, int]:
    """Starts a program that reads commands from descriptor 3 and answers at 4.

    Returns:
        The process, and where to write to it and read from it.
    """
    theirs_in, ours_out = os.pipe()
    ours_in, theirs_out = os.pipe()
    moved = [fcntl.fcntl(one, fcntl.F_DUPFD_CLOEXEC, 10) for one in (theirs_in, theirs_out)]
    actions = [
        (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
        (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0),
        (os.POSIX_SPAWN_DUP2, moved[0], 3),
        (os.POSIX_SPAWN_DUP2, moved[1], 4),
    ]
    try:
        pid = os.posix_spawn(command[0], command, os.environ, file_actions=actions)
    except OSError as error:
        os.close(ours_in)
        os.close(ours_out)
        raise StorageError(f"{command[0]}: {error.strerror}") from error
    finally:
        for descriptor in (theirs_in, theirs_out, *moved):
            os.close(descriptor)
    return pid, ours_out, ours_in
