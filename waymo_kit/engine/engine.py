"""The interface of an engine: four methods that start tasks and tell what became of them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from waymo_kit.engine.task import Function, TaskReport
from waymo_kit.errors import WaymoKitError


class WorkerLostError(WaymoKitError):
    """The worker died again and again while it did the same task."""


@dataclass(frozen=True)
class Event:
    """What became of a task that was submitted.

    Attributes:
        key: of the task.
        report: of the worker; None if the worker was lost.
        lost: number of workers that were lost on the task since it was submitted; an engine may
            have tried again by itself.
        reason: how the last worker was lost, as far as is known.
    """

    key: int
    report: TaskReport | None
    lost: int = 0
    reason: str = ""


class Session(ABC):
    """The workers of one job. Only `submit`, `wait` and `close` do anything."""

    @property
    @abstractmethod
    def capacity(self) -> int:
        """Number of tasks, one or more, to have under way; it changes as the cluster does."""

    @abstractmethod
    def submit(self, key: int, item: Any) -> None:
        """Hands a task over; returns at once."""

    @abstractmethod
    def wait(self, seconds: float) -> list[Event]:
        """Waits up to `seconds` for a task to finish or to lose its worker, and tells of all."""

    @abstractmethod
    def close(self) -> None:
        """Ends what still runs, and gives back the workers."""


@dataclass(frozen=True)
class Engine(ABC):
    """A kind of workers, and where they are.

    Attributes:
        accelerated: whether each worker process is to have one accelerator of its machine (several
            share one where there are too few); without, and where there are none, processes see
            what they see.
    """

    accelerated: bool = field(default=False, kw_only=True)

    def on_accelerators(self) -> Engine:
        """The same workers, each with an accelerator."""
        return replace(self, accelerated=True)

    @abstractmethod
    def open(self, function: Function, count: int, progress: Callable[[int, int], None]) -> Session:
        """Starts a job.

        Args:
            function: what the tasks do; where workers are other processes it is pickled.
            count: number of tasks, which bounds the number of workers that make sense.
            progress: called in this process, from `wait`, with a task's key and how much of it is
                done so far.

        Raises:
            MissingDependencyError: the engine's package is not installed.
            WaymoKitError: the cluster cannot be reached.
        """
