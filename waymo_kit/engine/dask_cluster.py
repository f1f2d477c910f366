"""A Dask cluster, or worker processes of Dask on this machine."""

from __future__ import annotations

import contextlib
import importlib
import uuid
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Any

from waymo_kit.engine.accelerators import visible_accelerators
from waymo_kit.engine.engine import Engine, Event, Session
from waymo_kit.engine.task import Function, TaskReport, perform_packed
from waymo_kit.errors import MissingDependencyError, WaymoKitError


@dataclass(frozen=True)
class DaskEngine(Engine):
    """Dask tasks, one for each thread; start workers with one thread each (`--nthreads 1`).

    The workers of a cluster keep the accelerators that they were started with.

    Attributes:
        address: `tcp://host:port` of the scheduler. Defaults to None, which starts workers on this
            machine that no other machine can reach.
        workers: Number of tasks that run at once. Defaults to None: as many as there are threads.
    """

    address: str | None = None
    workers: int | None = None

    def open(self, function: Function, count: int, on_work: Callable[[int, int], None]) -> Session:
        """Starts a job; see `Engine.open`."""
        try:
            distributed: Any = importlib.import_module("distributed")
        except ImportError as error:
            raise MissingDependencyError(
                "the engine dask needs the package distributed", "dask"
            ) from error
        try:
            if self.address is None:
                client = distributed.Client(
                    n_workers=self.workers,
                    threads_per_worker=1,
                    host="127.0.0.1",
                    dashboard_address=None,
                )
            else:
                client = distributed.Client(self.address, timeout=10)
        except (OSError, ValueError) as error:
            reason = " ".join(str(error).split())
            raise WaymoKitError(
                f"--address {self.address}: no Dask scheduler answers: {reason}"
            ) from error
        packed = importlib.import_module("cloudpickle").dumps(function)
        own = self.accelerated and self.address is None
        accelerators = visible_accelerators() if own else ()
        return _DaskSession(distributed, client, packed, self.workers, on_work, accelerators)


def _perform(
    packed: bytes, key: int, item: Any, topic: str, accelerators: Sequence[str]
) -> TaskReport:
    worker: Any = importlib.import_module("distributed").get_worker()
    worker.log_event(topic, (key, 0, True))
    # Dask numbers the workers that it starts itself.
    accelerator = accelerators[int(worker.name) % len(accelerators)] if accelerators else None
    return perform_packed(
        packed, item, lambda so_far: worker.log_event(topic, (key, so_far, False)), accelerator
    )


class _DaskSession(Session):
    """Tasks of a connected scheduler, which restarts a task by itself when its worker is lost.

    Tasks report their starts and their work in a topic of the scheduler, so lost workers are
    counted by the starts.
    """

    def __init__(
        self,
        distributed: Any,
        client: Any,
        packed: bytes,
        workers: int | None,
        on_work: Callable[[int, int], None],
        accelerators: Sequence[str],
    ) -> None:
        self._accelerators = accelerators
        self._distributed = distributed
        self._client = client
        self._packed = packed
        self._workers = workers
        self._on_work = on_work
        self._keys: dict[Any, int] = {}
        self._starts: Counter[int] = Counter()
        self._said: SimpleQueue[tuple[int, int, bool]] = SimpleQueue()
        self._topic = f"waymo-kit-{uuid.uuid4().hex}"
        client.subscribe_topic(self._topic, lambda event: self._said.put(event[1]))

    @property
    def capacity(self) -> int:
        return max(self._workers or 2 * sum(self._client.nthreads().values()), 1)

    def submit(self, key: int, item: Any) -> None:
        self._starts[key] = 0
        name = f"{self._topic}-{key}-{uuid.uuid4().hex}"
        future = self._client.submit(
            _perform,
            self._packed,
            key,
            item,
            self._topic,
            self._accelerators,
            key=name,
            pure=False,
        )
        self._keys[future] = key

    def wait(self, seconds: float) -> list[Event]:
        with contextlib.suppress(TimeoutError):
            self._distributed.wait(list(self._keys), timeout=seconds, return_when="FIRST_COMPLETED")
        self._listen()
        return [self._event(future) for future in list(self._keys) if future.done()]

    def close(self) -> None:
        self._client.cancel(list(self._keys), force=True)
        self._keys.clear()
        self._client.unsubscribe_topic(self._topic)
        self._client.close()

    def _listen(self) -> None:
        running = set(self._keys.values())
        while True:
            try:
                key, so_far, is_start = self._said.get_nowait()
            except Empty:
                return
            self._starts[key] += is_start
            if key in running:
                self._on_work(key, so_far)

    def _event(self, future: Any) -> Event:
        key = self._keys.pop(future)
        try:
            report = future.result()
        except self._distributed.scheduler.KilledWorker as error:
            return Event(key, None, error.allowed_failures + 1, "KilledWorker; out of memory?")
        except self._distributed.CancelledError:
            return Event(key, None, 1, "the scheduler lost the task")
        except Exception as error:
            reason = " ".join(str(error).split())
            raise WaymoKitError(
                f"--engine dask: a worker cannot run tasks: {reason}; is this version of waymo-kit "
                "installed on every node?"
            ) from error
        return Event(key, report, max(self._starts[key] - 1, 0))
