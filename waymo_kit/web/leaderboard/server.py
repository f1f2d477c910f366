"""Processes of a site on one machine: a web server, workers, and the parent that restarts them.

The web server is not told where the labels are. A worker that dies is replaced at once, and its job
goes back into the queue.
"""

from __future__ import annotations

import contextlib
import ctypes
import logging
import multiprocessing
import os
import signal
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select

from waymo_kit.errors import InvalidInputError, StorageError, WaymoKitError
from waymo_kit.web.leaderboard import invitations, queue
from waymo_kit.web.leaderboard.benchmark import FILENAME, read_benchmark, write_benchmark
from waymo_kit.web.leaderboard.identifiers import new_id
from waymo_kit.web.leaderboard.logs import log_as_json
from waymo_kit.web.leaderboard.migrations import upgrade
from waymo_kit.web.leaderboard.models import AccountRow
from waymo_kit.web.leaderboard.site import LeaderboardSite, open_site

_LOG = logging.getLogger("waymo_kit.leaderboard.server")
_POLL_SECONDS = 0.2
_STOP_SECONDS = 8.0
_TIDY_SECONDS = 5.0
_MAX_CONNECTIONS = 500
_MAX_HEADER_BYTES = 32 << 10
_M_ARENA_MAX = -8  # as in malloc.h


@dataclass(frozen=True)
class ServerPlan:
    """Configuration of a server.

    Attributes:
        home: Folder of the site.
        host: Address to listen at.
        port: Port to listen at; 0 for a free one.
        health_port: Port of health and metrics on this machine, 0 for a free one, None for none.
        workers: Number of worker processes.
        engine: Engine that scores segments: `local` or `ray`.
        benchmark: File of the benchmark; workers alone read it.
    """

    home: Path
    host: str = "127.0.0.1"
    port: int = 8080
    health_port: int | None = 9080
    workers: int = 1
    engine: str = "local"
    benchmark: Path | None = None

    @property
    def benchmark_file(self) -> Path:
        """File of the benchmark; by default that in the home folder."""
        return self.benchmark or self.home / FILENAME


class Server:
    """Runs the processes of a site until it is stopped.

    Attributes:
        url: Address of the site.
        host_code: Code of an invitation for the first host, empty if there is a host already.
    """

    def __init__(self, plan: ServerPlan) -> None:
        """Makes the tables and listens; `run` starts the processes.

        Raises:
            WaymoKitError: The settings or the benchmark are wrong, or the port is taken.
        """
        self.plan = plan
        if plan.workers:
            read_benchmark(plan.benchmark_file)
        site = open_site(plan.home)
        upgrade(site.database)
        self._site = site
        self.host_code = _first_host_code(site)
        self._socket = _listening(plan.host, plan.port)
        self._health = (
            None if plan.health_port is None else _listening("127.0.0.1", plan.health_port)
        )
        port = self._socket.getsockname()[1]
        host = f"[{plan.host}]" if ":" in plan.host else plan.host
        self.url = site.settings.url or f"http://{host}:{port}"
        self._context = multiprocessing.get_context("spawn")
        self._web: Any = None
        self._workers: dict[str, Any] = {}
        self._stop = threading.Event()

    @property
    def health_port(self) -> int | None:
        """Port of health and metrics."""
        return None if self._health is None else int(self._health.getsockname()[1])

    def run(self) -> None:
        """Keeps the processes alive until `stop` is called or a signal comes."""
        last_start = 0.0
        try:
            while not self._stop.is_set():
                if self._web is None or not self._web.is_alive():
                    self._web = self._start(_web_process, (self.plan, self._socket, self._health))
                for worker_id, process in list(self._workers.items()):
                    if not process.is_alive():
                        del self._workers[worker_id]
                        _LOG.warning("worker died", extra={"worker": worker_id})
                        self._release(worker_id)
                while len(self._workers) < self.plan.workers:
                    pause = last_start + 1.0 - time.monotonic()
                    if len(self._workers) == 0 and pause > 0:
                        break
                    last_start = time.monotonic()
                    worker_id = new_id()
                    self._workers[worker_id] = self._start(_worker_process, (self.plan, worker_id))
                self._stop.wait(_POLL_SECONDS)
        finally:
            self._end()

    def stop(self) -> None:
        """Makes `run` end."""
        self._stop.set()

    def processes(self) -> dict[str, list[int]]:
        """Returns the numbers of the running processes, by `web` and `workers`."""
        return {
            "web": [self._web.pid] if self._web is not None and self._web.is_alive() else [],
            "workers": [process.pid for process in self._workers.values() if process.is_alive()],
        }

    def _start(self, function: Any, arguments: tuple[Any, ...]) -> Any:
        process = self._context.Process(target=function, args=arguments, daemon=False)
        process.start()
        return process

    def _release(self, worker_id: str) -> None:
        try:
            queue.release_worker(self._site, worker_id)
        except WaymoKitError as error:  # the lease ends by itself
            _LOG.warning("outage", extra={"detail": str(error)})

    def _end(self) -> None:
        processes = [*self._workers.values(), *([self._web] if self._web is not None else [])]
        for process in processes:
            if process.is_alive():
                process.terminate()
        end = time.monotonic() + _STOP_SECONDS
        for process in processes:
            process.join(max(0.0, end - time.monotonic()))
            if process.is_alive():
                process.kill()
                process.join()
        for worker_id in self._workers:
            self._release(worker_id)
        self._socket.close()
        if self._health is not None:
            self._health.close()
        self._site.close()


@contextlib.contextmanager
def stopping_on_signals(stop: Any) -> Iterator[None]:
    """Calls a function when this process is asked to end."""
    before = {
        number: signal.signal(number, lambda *_: stop())
        for number in (signal.SIGTERM, signal.SIGINT)
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def run_worker(plan: ServerPlan, worker_id: str | None = None) -> None:
    """Runs one worker in this process until a signal comes.

    Raises:
        WaymoKitError: The benchmark is wrong or its labels cannot be read.
    """
    from waymo_kit.web.leaderboard.worker import Worker

    site = open_site(plan.home)
    stop = threading.Event()
    worker = Worker(
        site,
        read_benchmark(plan.benchmark_file),
        engine=plan.engine,
        stop=stop,
        worker_id=worker_id,
    )
    upgrade(site.database)
    worker.publish()
    worker.remove_leftovers()
    with stopping_on_signals(stop.set):
        worker.run()
    queue.release_worker(site, worker.id)
    site.close()


def _share_arenas() -> None:
    """Lets all threads allocate from two arenas of glibc.

    By default each thread has an arena, which keeps what large results and uploads freed.
    """
    set_option = getattr(ctypes.CDLL(None), "mallopt", None)
    if set_option is not None:
        set_option(_M_ARENA_MAX, 2)


def _web_process(plan: ServerPlan, listening: socket.socket, health: socket.socket | None) -> None:
    import uvicorn

    from waymo_kit.web.leaderboard.app import create_app
    from waymo_kit.web.leaderboard.health import HealthServer

    log_as_json()
    _end_with_parent()
    _share_arenas()
    site = open_site(plan.home)
    app = create_app(site)
    if health is not None:
        HealthServer(site, app.state.metrics, health)
    threading.Thread(target=_tidy, args=(site,), daemon=True).start()
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        h11_max_incomplete_event_size=_MAX_HEADER_BYTES,
        limit_concurrency=_MAX_CONNECTIONS,
        timeout_keep_alive=15,
        timeout_graceful_shutdown=5,
        http="h11",
        ws="none",
        lifespan="off",
    )
    try:
        uvicorn.Server(config).run(sockets=[listening])
    finally:
        if app.state.viewer is not None:
            app.state.viewer.close()


def _worker_process(plan: ServerPlan, worker_id: str) -> None:
    log_as_json()
    _end_with_parent()
    try:
        run_worker(plan, worker_id)
    except WaymoKitError as error:
        _LOG.error("worker cannot start", extra={"detail": str(error)})
        time.sleep(5)
        raise SystemExit(2) from None


def _tidy(site: LeaderboardSite) -> None:
    """Finishes uploads that were cut off, and drops those that have expired, now and then."""
    from waymo_kit.web.leaderboard import uploads

    while True:
        try:
            uploads.finish_pending(site)
        except (WaymoKitError, OSError) as error:
            _LOG.warning("outage", extra={"detail": str(error)})
        time.sleep(_TIDY_SECONDS)


def _end_with_parent() -> None:
    """Ends this process within a second after its parent died."""
    known = multiprocessing.parent_process()

    def watch() -> None:
        while known is not None and os.getppid() == known.pid:
            time.sleep(0.5)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((host, port))
    except OSError as error:
        made.close()
        raise StorageError(f"{host}:{port}: cannot listen there: {error.strerror}") from error
    made.listen(256)
    return made


def _first_host_code(site: LeaderboardSite) -> str:
    """Returns the code for the first host, and keeps it in a file that its owner alone reads."""
    path = site.home / "first-host.code"
    with site.database.read() as session:
        has_host = session.scalar(select(AccountRow.id).where(AccountRow.is_host)) is not None
        is_open = invitations.has_open_host_invitation(session, site)
    if has_host:
        path.unlink(missing_ok=True)
        return ""
    if is_open and path.exists():
        return path.read_text().strip()
    code = invitations.invite_first_host(site)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(code + "\n")
    return code


def check_bind(text: str) -> tuple[str, int]:
    """Returns host and port of an address such as `127.0.0.1:8080`.

    Raises:
        InvalidInputError: The text is no such address.
    """
    host, _, port = text.rpartition(":")
    if not host or not (port.isascii() and port.isdigit()) or int(port[:6]) > 65535:
        raise InvalidInputError(f"--bind: expected an address such as 127.0.0.1:8080, got {text}")
    return host.strip("[]"), int(port)


def write_first_benchmark(path: Path, **options: Any) -> None:
    """Writes the file of a benchmark if there is none; see `benchmark.write_benchmark`."""
    if not path.exists():
        write_benchmark(path, **options)
