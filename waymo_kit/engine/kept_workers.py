"""Workers that stay for several jobs of one function, so that their imports are paid once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from waymo_kit.engine.engine import Engine, Event, Session
from waymo_kit.engine.task import Function
from waymo_kit.errors import InvalidInputError

_MANY = 2**31
"""Number of tasks that is larger than that of workers: no job bounds the workers of the next."""


@dataclass(frozen=True)
class KeptWorkers(Engine):
    """The workers of another engine, kept from one `run_tasks` to the next; a context manager.

    All jobs have one function. Workers start with the first job, and end with the context or with
    a job that is given up while its tasks run; the next job starts new ones.

    Attributes:
        engine: Engine that runs the tasks.
    """

    engine: Engine
    _held: list[_HeldSession] = field(default_factory=list, init=False, repr=False)

    def __enter__(self) -> KeptWorkers:
        """Starts nothing yet."""
        return self

    def __exit__(self, *error: object) -> None:
        """Releases the workers."""
        while self._held:
            self._held.pop().session.close()

    def open(self, function: Function, count: int, on_work: Callable[[int, int], None]) -> Session:
        """Starts a job, on the workers of the last one if there are any; see `Engine.open`.

        Raises:
            InvalidInputError: The function is another than that of the last job.
        """
        if not self._held:
            self._held.append(_HeldSession(self.engine, function))
        held = self._held[0]
        if held.function is not function:
            raise InvalidInputError(
                f"kept workers: expected the function {held.function}, got {function}"
            )
        held.on_work = on_work
        return _LentSession(self, held)

    def give_up(self) -> None:
        """Ends the workers and what they do."""
        self.__exit__()


class _HeldSession:
    """A session with the `on_work` of the job that uses it."""

    def __init__(self, engine: Engine, function: Function) -> None:
        self.function = function
        self.on_work: Callable[[int, int], None] = lambda key, so_far: None
        self.session = engine.open(function, _MANY, lambda key, done: self.on_work(key, done))


class _LentSession(Session):
    """The session of one job on kept workers."""

    def __init__(self, owner: KeptWorkers, held: _HeldSession) -> None:
        self._owner = owner
        self._held = held
        self._running: set[int] = set()

    @property
    def capacity(self) -> int:
        return self._held.session.capacity

    def submit(self, key: int, item: Any) -> None:
        self._running.add(key)
        self._held.session.submit(key, item)

    def wait(self, seconds: float) -> list[Event]:
        events = self._held.session.wait(seconds)
        self._running.difference_update(event.key for event in events)
        return events

    def close(self) -> None:
        if self._running:
            self._owner.give_up()
