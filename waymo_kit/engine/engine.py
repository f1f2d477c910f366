"""Interface of engines, which start tasks and report their outcomes."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from waymo_kit.engine.task import Function, TaskReport
from waymo_kit.errors import WaymoKitError


class WorkerLostError(WaymoKitError):
    """The worker processes of a task died repeatedly."""


@dataclass(frozen=True)
class Event:
    """Event of a submitted task: its completion, or the loss of its worker.

    Attributes:
        key: Key of the task.
        report: Report of the worker; None if the worker was lost.
        lost: Number of workers that were lost on the task since it was submitted. An engine may
            have tried again by itself.
        reason: Reason for the loss of the last worker, as far as is known.
    """

    key: int
    report: TaskReport | None
    lost: int = 0
    reason: str = ""


class Session(ABC):
    """The workers of one job."""

    @property
    @abstractmethod
    def capacity(self) -> int:
        """Number of tasks, one or more, to keep submitted; it changes as the cluster does."""

    @abstractmethod
    def submit(self, key: int, item: Any) -> None:
        """Hands over a task and returns at once."""

    @abstractmethod
    def wait(self, seconds: float) -> list[Event]:
        """Waits up to `seconds` until a task finishes or loses its worker; returns all that did."""

    @abstractmethod
    def close(self) -> None:
        """Ends the tasks that still run and releases the workers."""


@dataclass(frozen=True)
class Engine(ABC):
    """A place where tasks run: this process, other processes, or a cluster.

    Attributes:
        accelerated: Whether each worker process gets one accelerator of its machine; several share
            one where there are too few. Defaults to False, which leaves to a process whatever it
            can see.
    """

    accelerated: bool = field(default=False, kw_only=True)

    def on_accelerators(self) -> Engine:
        """Returns an engine with the same workers, each with an accelerator."""
        return replace(self, accelerated=True)

    @abstractmethod
    def open(self, function: Function, count: int, on_work: Callable[[int, int], None]) -> Session:
        """Starts a job.

        Args:
            function: Function that a task runs. It is pickled if the workers are other processes.
            count: Number of tasks, which bounds the number of workers that make sense.
            on_work: Function called in this process, from `wait`, with a task's key and the amount
                of its work that is done so far.

        Raises:
            MissingDependencyError: The engine's package is not installed.
            WaymoKitError: The cluster cannot be reached.
        """
