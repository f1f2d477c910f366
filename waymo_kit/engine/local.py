"""Processes of this machine; one worker is this process itself."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from types import FrameType
from typing import Any

from waymo_kit.engine.accelerators import visible_accelerators
from waymo_kit.engine.engine import Engine, Event, Session
from waymo_kit.engine.task import Function, TaskReport, perform, perform_packed
from waymo_kit.errors import InvalidInputError

_STOP_SECONDS = 5
"""Time that a worker has to finish its files in order."""


@dataclass(frozen=True)
class LocalEngine(Engine):
    """Processes of this machine.

    If this process dies, its workers end silently within a second. A worker that dies is replaced.

    Attributes:
        workers: Number of processes. Defaults to 1: tasks run in this process, which sees all
            accelerators. So does a single task.
    """

    workers: int = 1

    def __post_init__(self) -> None:
        """Checks the number."""
        if self.workers < 1:
            raise InvalidInputError(f"workers: expected at least 1, got {self.workers}")

    def open(self, function: Function, count: int, on_work: Callable[[int, int], None]) -> Session:
        """Starts a job; see `Engine.open`."""
        workers = min(self.workers, count)
        if workers < 2:
            return _InlineSession(function, on_work)
        accelerators = visible_accelerators() if self.accelerated else ()
        return _ProcessSession(pickle.dumps(function), workers, on_work, accelerators)


class _InlineSession(Session):
    """Runs a task in this process when it is waited for."""

    def __init__(self, function: Function, on_work: Callable[[int, int], None]) -> None:
        self._function = function
        self._on_work = on_work
        self._queue: deque[tuple[int, Any]] = deque()

    @property
    def capacity(self) -> int:
        return 1

    def submit(self, key: int, item: Any) -> None:
        self._queue.append((key, item))

    def wait(self, seconds: float) -> list[Event]:
        if not self._queue:
            return []
        key, item = self._queue.popleft()
        report = perform(lambda: self._function, item, partial(self._on_work, key))
        # An error keeps its own traceback here.
        return [Event(key, replace(report, trace=""))]

    def close(self) -> None:
        self._queue.clear()


@dataclass
class _Worker:
    """A process, our end of the pipe to it, its number, and the key of the task it runs."""

    process: SpawnProcess
    connection: Connection
    slot: int
    key: int | None = None


class _ProcessSession(Session):
    """Worker processes, started when there are tasks for them, each with a pipe."""

    def __init__(
        self,
        packed: bytes,
        workers: int,
        on_work: Callable[[int, int], None],
        accelerators: Sequence[str],
    ) -> None:
        self._packed = packed
        self._slots = workers
        self._accelerators = accelerators
        self._on_work = on_work
        self._context = multiprocessing.get_context("spawn")
        self._workers: list[_Worker] = []
        self._queue: deque[tuple[int, Any]] = deque()

    @property
    def capacity(self) -> int:
        return 2 * self._slots  # So that no worker waits for the parent.

    def submit(self, key: int, item: Any) -> None:
        self._queue.append((key, item))
        self._assign()

    def wait(self, seconds: float) -> list[Event]:
        events = []
        by_connection: dict[Any, _Worker] = {w.connection: w for w in self._workers}
        for connection in wait(list(by_connection), seconds):
            event = self._listen(by_connection[connection])
            if event is not None:
                events.append(event)
        self._assign()
        return events

    def close(self) -> None:
        self._queue.clear()
        for worker in self._workers:
            worker.connection.close()
            if worker.key is not None:
                worker.process.terminate()
        deadline = time.monotonic() + _STOP_SECONDS
        for worker in self._workers:
            worker.process.join(max(deadline - time.monotonic(), 0))
            if worker.process.is_alive():
                worker.process.kill()
                worker.process.join()
        self._workers.clear()

    def _assign(self) -> None:
        while self._queue:
            worker = next((w for w in self._workers if w.key is None), None)
            if worker is None:
                if len(self._workers) == self._slots:
                    return
                worker = self._start()
            worker.key, item = self._queue.popleft()
            try:
                worker.connection.send((worker.key, item))
            except OSError:
                continue  # It has just died, which `wait` will find.

    def _start(self) -> _Worker:
        ours, theirs = self._context.Pipe()
        taken = {worker.slot for worker in self._workers}
        slot = next(slot for slot in range(self._slots) if slot not in taken)
        found = self._accelerators
        accelerator = found[slot % len(found)] if found else None
        process = self._context.Process(target=_serve, args=(theirs, os.getpid(), accelerator))
        with _no_interrupt():
            process.start()
        theirs.close()
        with suppress(OSError):  # It has just died, which `wait` will find.
            ours.send_bytes(self._packed)
        worker = _Worker(process, ours, slot)
        self._workers.append(worker)
        return worker

    def _listen(self, worker: _Worker) -> Event | None:
        try:
            key, said = worker.connection.recv()
        except (EOFError, OSError):
            return self._bury(worker)
        if isinstance(said, TaskReport):
            worker.key = None
            return Event(key, said)
        self._on_work(key, said)
        return None

    def _bury(self, worker: _Worker) -> Event | None:
        self._workers.remove(worker)
        worker.connection.close()
        worker.process.join()
        if worker.key is None:
            return None
        return Event(worker.key, None, 1, _manner_of_death(worker.process.exitcode))


@contextmanager
def _no_interrupt() -> Iterator[None]:
    """Blocks SIGINT in the processes that the block starts: Ctrl-C is for the parent alone.

    A process inherits what its parent blocks, so not even its imports are interrupted. Here a
    signal that arrives meanwhile is delivered at the end of the block.
    """
    resource_tracker.ensure_running()  # Its start, which comes first, would unblock the signal.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _manner_of_death(exit_code: int | None) -> str:
    if exit_code == -signal.SIGKILL:
        return "killed by SIGKILL; out of memory?"
    if exit_code is not None and exit_code < 0:
        return f"killed by {signal.Signals(-exit_code).name}"
    return f"exit code {exit_code}; out of memory?"


def _serve(connection: Connection, parent: int, accelerator: str | None) -> None:
    """Runs tasks from the pipe until it is closed.

    Args:
        connection: Pipe that brings the pickled function, then a key and an item for each task.
        parent: Id of the parent process.
        accelerator: The only accelerator that this process may see; None leaves it as it is.
    """
    signal.signal(signal.SIGTERM, _end_silently)
    threading.Thread(target=_watch, args=(parent,), daemon=True).start()
    try:
        packed = connection.recv_bytes()
        while True:
            key, item = connection.recv()
            tell = partial(_tell, connection, key)
            tell(perform_packed(packed, item, tell, accelerator))
    except (EOFError, OSError):
        return  # The parent has closed the pipe, or has died.


def _end_silently(number: int, frame: FrameType | None) -> None:
    """Ends a worker whose parent wants no more of it, but lets it remove what it has begun."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    sys.exit(1)


def _tell(connection: Connection, key: int, what: TaskReport | int) -> None:
    # `Connection.send` pickles into a buffer of which Python 3.13 complains if the parent has died.
    connection.send_bytes(pickle.dumps((key, what), pickle.HIGHEST_PROTOCOL))


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)
