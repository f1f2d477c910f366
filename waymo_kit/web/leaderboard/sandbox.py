"""Processes in which the files of participants are read: without network, and with limits.

On Linux a seccomp filter refuses sockets, new programs and whatever reaches into other processes,
and Landlock refuses files but those of the job and of Python. Elsewhere the limits of memory, time
and files hold alone, and `isolation` says so.
"""

from __future__ import annotations

import errno
import json
import multiprocessing
import os
import resource
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from multiprocessing import forkserver
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from waymo_kit.errors import StorageError, WaymoKitError
from waymo_kit.web.leaderboard import confinement
from waymo_kit.web.leaderboard.errors import FaultError
from waymo_kit.web.leaderboard.site import LeaderboardSite

OnTick = Callable[[str, float | None], bool]
"""Function called with words for the stage and the percentage; returns whether to go on."""

_JOBS = "waymo_kit.web.leaderboard.jobs"
_PRELOADED = "waymo_kit.web.leaderboard.jobs.preloaded"
_MAX_MESSAGE = 64 << 20
_TICK_SECONDS = 1.0
_MAX_FILES = 512
_MAX_DESCRIPTOR = 1 << 16

DONE, REFUSED, FAULT, OUTAGE, STOPPED = "done", "refused", "fault", "outage", "stopped"


@dataclass(frozen=True)
class Outcome:
    """Outcome of a process.

    Attributes:
        kind: `done`; `refused` where the file is wrong; `outage` where the disk is full or the
            storage out of reach; `fault` where something else is wrong; `stopped` where `on_tick`
            wanted no more.
        message: Reason in words, empty if it is done.
        result: Result that the job returned.
    """

    kind: str
    message: str = ""
    result: Any = None

    def value(self) -> Any:
        """Returns the result.

        Raises:
            FaultError: The job has no result.
        """
        if self.kind != DONE:
            raise FaultError(self.message or "the process ended")
        return self.result


def prepare() -> None:
    """Starts the process that all others are copies of, so that each begins at once."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__, _PRELOADED])
    forkserver.ensure_running()


def run(
    site: LeaderboardSite,
    job: str,
    values: Mapping[str, Any],
    *,
    seconds: float,
    readable: tuple[str, ...] = (),
    writable: tuple[str, ...] = (),
    with_network: bool = False,
    is_trusted: bool = False,
    on_tick: OnTick | None = None,
) -> Outcome:
    """Runs a job of `jobs.JOBS` in a process of its own.

    Args:
        site: The site, for its limits.
        job: Name of the job.
        values: Arguments of the job, which can be written as JSON.
        seconds: Maximum wall-clock time in seconds.
        readable: Files and folders that it reads.
        writable: Folders that it writes to.
        with_network: Whether it may use the network, where labels are in an object store.
        is_trusted: Whether it reads nothing of participants, and so gives up no rights.
        on_tick: Function called about once a second.
    """
    limits = site.settings.sandbox
    context = multiprocessing.get_context("forkserver")
    ours, theirs = context.Pipe(duplex=False)
    os.set_blocking(ours.fileno(), False)
    request = {
        "jobs": _JOBS,
        "job": job,
        "values": dict(values),
        "memory_bytes": limits.memory_bytes,
        "file_bytes": limits.file_bytes,
        "seconds": seconds,
        "readable": [*readable, *_paths_in(values)],
        "writable": list(writable),
        "with_network": with_network,
        "is_trusted": is_trusted,
    }
    process = context.Process(target=_main, args=(json.dumps(request), theirs), daemon=True)
    process.start()
    theirs.close()
    try:
        return _watch(process, _Messages(ours), time.monotonic() + seconds, on_tick)
    finally:
        ours.close()
        if process.is_alive():
            process.kill()
        process.join(10)
        process.close()


class _Messages:
    """Reads messages, one a line, from a process that may send anything, or stop in a message."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe, self._received = pipe, b""

    def next(self) -> Any:
        """Returns the next message, None if none came whole within a tick.

        Raises:
            EOFError: The process sends no more.
            ValueError: The line is no message, or too long.
        """
        if b"\n" not in self._received:
            if not self._pipe.poll(_TICK_SECONDS):
                return None
            piece = os.read(self._pipe.fileno(), 1 << 20)
            if not piece:
                raise EOFError
            self._received += piece
        line, found, rest = self._received.partition(b"\n")
        if not found:
            if len(line) > _MAX_MESSAGE:
                raise ValueError("the message is too long")
            return None
        self._received = rest
        return json.loads(line)


def _watch(process: Any, messages: _Messages, deadline: float, on_tick: OnTick | None) -> Outcome:
    stage, percent = "", None
    while True:
        try:
            message = messages.next()
            if message is not None:
                if message["kind"] != "progress":
                    return Outcome(message["kind"], message["message"], message["result"])
                stage, percent = str(message["stage"])[:80], _percentage(message["percent"])
        except (EOFError, OSError):
            process.join(5)
            return Outcome(FAULT, _ending(process.exitcode))
        except (ValueError, KeyError, TypeError):
            return Outcome(FAULT, "the process sent what is no answer")
        if time.monotonic() > deadline:
            return Outcome(REFUSED, "reading or scoring this file takes too long")
        if on_tick is not None and not on_tick(stage, percent):
            return Outcome(STOPPED)


def _percentage(value: Any) -> float | None:
    return None if value is None else min(100.0, max(0.0, float(value)))


def _ending(code: int | None) -> str:
    if code is not None and code < 0:
        return f"the process was ended by {signal.Signals(-code).name}"
    return f"the process ended with code {code}"


def _paths_in(values: Mapping[str, Any]) -> list[str]:
    return [value for value in values.values() if isinstance(value, str) and value.startswith("/")]


def _main(request: str, pipe: Connection) -> None:
    """Runs in the process: gives up rights, then does the job."""
    asked = json.loads(request)
    try:
        import importlib

        jobs = importlib.import_module(asked["jobs"]).JOBS
        if not asked["is_trusted"]:
            _close_others(pipe.fileno())
            _give_up_rights(asked)
        result = jobs[asked["job"]](asked["values"], _reporter(pipe))
        answer = {"kind": DONE, "message": "", "result": result}
    except MemoryError:
        answer = {"kind": REFUSED, "message": "reading this file takes too much memory"}
    except StorageError as error:
        is_limit = isinstance(error.__cause__, OSError) and error.__cause__.errno == errno.EFBIG
        answer = {"kind": REFUSED if is_limit else OUTAGE, "message": str(error)[:2000]}
    except FaultError as error:
        answer = {"kind": FAULT, "message": str(error)[:2000]}
    except WaymoKitError as error:
        answer = {"kind": REFUSED, "message": str(error)[:2000]}
    except BaseException as error:
        answer = {"kind": FAULT, "message": f"{type(error).__name__}: {error}"[:2000]}
    _send(pipe, {"result": None, **answer})
    pipe.close()
    os._exit(0)  # no exit handlers: they may want what this process gave up


def _reporter(pipe: Connection) -> Callable[[str, float | None], None]:
    last = 0.0

    def report(stage: str, percent: float | None) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last > _TICK_SECONDS / 2:
            last = now
            message = {"kind": "progress", "stage": stage, "percent": percent}
            _send(pipe, message)

    return report


def _send(pipe: Connection, message: Mapping[str, Any]) -> None:
    content = json.dumps(message).encode() + b"\n"
    while content:
        content = content[os.write(pipe.fileno(), content) :]


def _close_others(kept: int) -> None:
    """Closes the files that the parent left open, such as the pipes of multiprocessing."""
    end = min(resource.getrlimit(resource.RLIMIT_NOFILE)[0], _MAX_DESCRIPTOR)
    os.closerange(3, kept)
    os.closerange(kept + 1, end)


def _give_up_rights(asked: Mapping[str, Any]) -> None:
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nothing, descriptor)
    for name in list(os.environ):
        if not asked["with_network"] and any(word in name for word in _SECRET_WORDS):
            del os.environ[name]
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    cpu = int(asked["seconds"] * (os.cpu_count() or 1)) + 60
    for kind, limit in (
        (resource.RLIMIT_AS, asked["memory_bytes"]),
        (resource.RLIMIT_FSIZE, asked["file_bytes"]),
        (resource.RLIMIT_CPU, cpu),
        (resource.RLIMIT_NOFILE, _MAX_FILES),
    ):
        _lower(kind, int(limit))
    if asked["writable"]:
        os.environ["TMPDIR"] = tempfile.tempdir = asked["writable"][0]
    _keep_kernels_in_memory()
    confinement.confine(
        readable=[*asked["readable"], *_python_paths()],
        writable=asked["writable"],
        with_network=asked["with_network"],
    )


def _keep_kernels_in_memory() -> None:
    """Makes numba write no compiled code, which other processes would run."""
    from numba.core import caching

    setattr(caching.Cache, "save_overload", lambda self, signature, data: None)  # noqa: B010 (mypy refuses an assignment)


_SECRET_WORDS = ("SECRET", "TOKEN", "PASSWORD", "CREDENTIAL", "AWS_", "KEY", "PG")


def _lower(kind: int, limit: int) -> None:
    _, hard = resource.getrlimit(kind)
    wanted = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
    resource.setrlimit(kind, (wanted, wanted))


def _python_paths() -> list[str]:
    """Returns the folders of Python, its packages and the libraries of the system."""
    package = Path(__file__).resolve().parents[2]
    places = {
        *(path for path in sys.path if path),
        sys.prefix,
        sys.base_prefix,
        str(package),
        str((package / "metrics").resolve()),
        "/usr",
        "/lib",
        "/lib64",
        "/proc/self",
        "/proc/cpuinfo",
        "/proc/meminfo",
        "/sys/devices/system",
        "/etc/localtime",
        "/etc/ld.so.cache",
        "/dev/null",
        "/dev/urandom",
    }
    return sorted(place for place in places if place != str(Path.home()))
