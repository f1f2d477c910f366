"""An engine that keeps what each task cost, for jobs that do not tell it themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from waymo_kit.engine.engine import Engine, Event, Session
from waymo_kit.engine.task import Function


@dataclass(frozen=True)
class TaskCost:
    """What a task cost.

    Attributes:
        item: what it was about.
        seconds: wall time of the try that ended it.
        core_seconds: CPU time of that try.
        bytes_in: that it read from files and object stores.
        bytes_out: that it wrote to them.
        retries: how often it started anew because its worker was lost.
    """

    item: Any
    seconds: float
    core_seconds: float
    bytes_in: int
    bytes_out: int
    retries: int


@dataclass(frozen=True)
class RecordedEngine(Engine):
    """Another engine, whose finished tasks are noted.

    Attributes:
        engine: that does the work.
        costs: of the tasks, as they end.
    """

    engine: Engine
    costs: list[TaskCost] = field(default_factory=list)

    def open(self, function: Function, count: int, progress: Callable[[int, int], None]) -> Session:
        """Starts a job; see `Engine.open`."""
        return _RecordedSession(self.engine.open(function, count, progress), self.costs)


class _RecordedSession(Session):
    def __init__(self, session: Session, costs: list[TaskCost]) -> None:
        self._session = session
        self._costs = costs
        self._items: dict[int, Any] = {}
        self._lost: Counter[int] = Counter()

    @property
    def capacity(self) -> int:
        return self._session.capacity

    def submit(self, key: int, item: Any) -> None:
        self._items[key] = item
        self._session.submit(key, item)

    def wait(self, seconds: float) -> list[Event]:
        events = self._session.wait(seconds)
        for event in events:
            self._lost[event.key] += event.lost
            item, report = self._items.pop(event.key), event.report
            if report is not None:
                self._costs.append(
                    TaskCost(
                        item,
                        round(report.seconds, 3),
                        round(report.core_seconds, 3),
                        report.bytes_in,
                        report.bytes_out,
                        self._lost.pop(event.key),
                    )
                )
        return events

    def close(self) -> None:
        self._session.close()
