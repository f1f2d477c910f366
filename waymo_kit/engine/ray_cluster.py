"""A Ray cluster, or a private Ray on this machine."""

from __future__ import annotations

import importlib
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from waymo_kit.engine.engine import Engine, Event, Session
from waymo_kit.engine.task import Function, TaskReport, perform_packed
from waymo_kit.errors import MissingDependencyError, WaymoKitError

_CONNECT_SECONDS = 10
_CLUSTER_VARIABLE = "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER"


@dataclass(frozen=True)
class RayEngine(Engine):
    """Ray tasks with one CPU each, and with one GPU if they want one and the cluster has some.

    Attributes:
        address: `host:port` of the cluster, `ray://host:port` or `auto`. Defaults to None, which
            takes $RAY_ADDRESS if it is set and otherwise starts a private Ray on this machine,
            which no other machine can reach.
        workers: Number of tasks that run at once. Defaults to None: as many as there are CPUs.
    """

    address: str | None = None
    workers: int | None = None

    def open(self, function: Function, count: int, on_work: Callable[[int, int], None]) -> Session:
        """Starts a job; see `Engine.open`."""
        try:
            ray: Any = importlib.import_module("ray")
        except ImportError as error:
            raise MissingDependencyError("the engine ray needs the package ray", "ray") from error
        owned = not ray.is_initialized()
        if owned:
            os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
            try:
                self._connect(ray)
            except (ConnectionError, RuntimeError, ValueError, ray.exceptions.RayError) as error:
                reason = " ".join(str(error).split())
                raise WaymoKitError(
                    f"--address {self.address}: no Ray cluster answers: {reason}"
                ) from error
        gpus = int(ray.cluster_resources().get("GPU", 0)) if self.accelerated else 0
        packed = ray.cloudpickle.dumps(function)
        return _RaySession(ray, packed, self.workers, on_work, owned, bool(gpus))

    def _connect(self, ray: Any) -> None:
        """Connects to the cluster, or starts a private Ray."""
        quiet = {"logging_level": "ERROR", "log_to_driver": False}
        if self.address is None and "RAY_ADDRESS" not in os.environ:
            with _on_loopback():
                ray.init(num_cpus=self.workers, include_dashboard=False, **quiet)
        else:
            _check_listener(self.address or os.environ["RAY_ADDRESS"])
            ray.init(self.address, **quiet)


@contextmanager
def _on_loopback() -> Iterator[None]:
    """Makes the Ray that the block starts listen on the loopback interface alone.

    Ray does so where it believes that there can be no cluster, as on desktop systems.
    """
    constants: Any = importlib.import_module("ray._private.ray_constants")
    before = constants.ENABLE_RAY_CLUSTER
    constants.ENABLE_RAY_CLUSTER = False
    os.environ[_CLUSTER_VARIABLE] = "0"  # Its own processes read this.
    try:
        yield
    finally:
        constants.ENABLE_RAY_CLUSTER = before
        del os.environ[_CLUSTER_VARIABLE]


def _check_listener(address: str) -> None:
    """Raises an error if nothing listens there: Ray itself would try, and print, for minutes."""
    host, _, port = address.rpartition("://")[2].rpartition(":")
    if not port.isdigit():
        return
    try:
        socket.create_connection((host, int(port)), _CONNECT_SECONDS).close()
    except OSError as error:
        raise WaymoKitError(f"--address {address}: no Ray cluster answers: {error}") from error


class _Board:
    """Actor to which tasks report their work."""

    def __init__(self) -> None:
        self._done: dict[int, int] = {}

    def write(self, key: int, so_far: int) -> None:
        self._done[key] = so_far

    def take(self) -> dict[int, int]:
        done, self._done = self._done, {}
        return done


def _perform(packed: bytes, key: int, item: Any, board: Any) -> TaskReport:
    return perform_packed(packed, item, lambda so_far: board.write.remote(key, so_far))


class _RaySession(Session):
    """Tasks of a connected Ray. Lost workers are counted here, so Ray itself never retries."""

    def __init__(
        self,
        ray: Any,
        packed: bytes,
        workers: int | None,
        on_work: Callable[[int, int], None],
        owned: bool,
        on_gpus: bool,
    ) -> None:
        self._ray = ray
        self._workers = workers
        self._scarce = "GPU" if on_gpus else "CPU"
        self._on_work = on_work
        self._owned = owned
        self._packed = ray.put(packed)
        # Without a limit of calls, a worker with a GPU keeps what it loaded for the next task.
        needs = {"num_cpus": 1, "num_gpus": int(on_gpus), "max_calls": 0}
        self._task = ray.remote(max_retries=0, **needs)(_perform)
        self._board = ray.remote(num_cpus=0, max_restarts=-1)(_Board).remote()
        self._pending: Any = None
        self._keys: dict[Any, int] = {}

    @property
    def capacity(self) -> int:
        found = int(self._ray.cluster_resources().get(self._scarce, 0))
        return max(self._workers or 2 * found, 1)

    def submit(self, key: int, item: Any) -> None:
        self._keys[self._task.remote(self._packed, key, item, self._board)] = key

    def wait(self, seconds: float) -> list[Event]:
        waiting = list(self._keys)
        done, _ = self._ray.wait(waiting, timeout=seconds)
        if done:
            done, _ = self._ray.wait(waiting, num_returns=len(waiting), timeout=0)
        events = [self._event(reference) for reference in done]
        self._read_board()
        return events

    def close(self) -> None:
        for reference in self._keys:
            with suppress(self._ray.exceptions.RayError):
                self._ray.cancel(reference, force=True)
        self._keys.clear()
        self._ray.kill(self._board)
        if self._owned:
            self._ray.shutdown()

    def _event(self, reference: Any) -> Event:
        key = self._keys.pop(reference)
        errors = self._ray.exceptions
        try:
            return Event(key, self._ray.get(reference))
        except errors.RayTaskError as error:
            reason = " ".join(str(error.cause).split())
            raise WaymoKitError(
                f"--engine ray: a worker cannot run tasks: {reason}; is this version of waymo-kit "
                "installed on every node?"
            ) from error
        except errors.RayError as error:
            reason = str(error).strip().splitlines()[0]
            return Event(key, None, 1, f"{type(error).__name__}: {reason}")

    def _read_board(self) -> None:
        """Reads the reported work if it is there; nothing but the progress bar needs it."""
        if self._pending is None:
            self._pending = self._board.take.remote()
        done, _ = self._ray.wait([self._pending], timeout=0)
        if done:
            (reference,), self._pending = done, None
            with suppress(self._ray.exceptions.RayError):
                running = set(self._keys.values())
                for key, so_far in self._ray.get(reference).items():
                    if key in running:
                        self._on_work(key, so_far)
