"""Many tasks on an engine: a bounded number under way, lost workers made up for, errors first."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from waymo_kit.engine.engine import Engine, Event, WorkerLostError
from waymo_kit.engine.task import Function

_Item = TypeVar("_Item")

MAX_LOSSES = 3
"""Workers that may die on one task before the task is held to be the cause."""

AHEAD = 2
"""Results that are waited for or wait for their turn, for each task that may be under way."""

_POLL_SECONDS = 0.2


class WorkerTraceback(Exception):  # noqa: N818 (the cause of an error, never raised alone)
    """The traceback in a worker, as text: the cause of an error that came from there."""


@dataclass(frozen=True)
class Completion(Generic[_Item]):
    """A task that is done.

    Attributes:
        item: what it was about.
        result: what the function returned; None if it failed.
        error: why it failed, or None.
        retries: how often it started anew because its worker was lost.
        seconds: wall time of the try that ended it.
        core_seconds: CPU time of that try.
        bytes_in: that it read from files and object stores.
        bytes_out: that it wrote to them.
    """

    item: _Item
    result: Any
    error: Exception | None
    retries: int
    seconds: float = 0.0
    core_seconds: float = 0.0
    bytes_in: int = 0
    bytes_out: int = 0


def run_tasks(
    engine: Engine,
    function: Function,
    items: Sequence[_Item],
    *,
    name: Callable[[_Item], str] = str,
    advice: str = "give it more memory or fewer workers",
    ordered: bool = False,
    may_skip: Callable[[Exception], bool] = lambda error: False,
    on_progress: Callable[[int], None] = lambda done: None,
) -> Iterator[Completion[_Item]]:
    """Applies a function to items and yields each with its result as it is done.

    A task whose worker is lost runs again, so a task must be idempotent: done twice, even at the
    same time, it leaves what it leaves when it is done once. Few tasks a worker are submitted and
    not yet yielded, however many items there are, which bounds the memory here.

    Args:
        engine: where to run.
        function: what to do; see `Function`.
        items: what to do it to.
        name: what messages call an item.
        advice: what to do about a task that kills its workers; ends that message.
        ordered: yield in the order of `items`.
        may_skip: whether an error is yielded, instead of ending the job.
        on_progress: called with the sum of the tasks' progress.

    Raises:
        WorkerLostError: `MAX_LOSSES` workers died on one task.
        Exception: what the function raised. What still runs is cancelled.
    """
    done: dict[int, int] = {}
    total = 0

    def note(key: int, so_far: int) -> None:
        nonlocal total
        more = so_far - done.get(key, 0)
        if more:
            done[key] = so_far
            total += more
            on_progress(total)

    def complete(event: Event) -> Completion[_Item]:
        item, retries, report = items[event.key], losses[event.key], event.report
        if report is None:
            reason = event.reason or "killed, or out of memory?"
            lost = WorkerLostError(
                f"{name(item)}: a worker process died {retries} times on it ({reason}); {advice}"
            )
            return Completion(item, None, lost, retries - 1)
        note(event.key, report.done)
        if report.error is not None and report.trace:
            report.error.__cause__ = WorkerTraceback(report.trace)
        return Completion(
            item,
            report.result,
            report.error,
            retries,
            report.seconds,
            report.core_seconds,
            report.bytes_in,
            report.bytes_out,
        )

    losses: Counter[int] = Counter()
    waiting = deque(range(len(items)))
    running: set[int] = set()
    ready: dict[int, Completion[_Item]] = {}
    due = 0
    session = engine.open(function, len(items), note)
    try:
        while waiting or running or ready:
            room = min(session.capacity, AHEAD * session.capacity - len(ready))
            while waiting and len(running) < max(room, 1):
                key = waiting.popleft()
                running.add(key)
                session.submit(key, items[key])
            for event in session.wait(_POLL_SECONDS):
                running.discard(event.key)
                losses[event.key] += event.lost
                if event.report is None and losses[event.key] < MAX_LOSSES:
                    note(event.key, 0)
                    waiting.appendleft(event.key)
                else:
                    ready[event.key] = complete(event)
            while (key := due if ordered else next(iter(ready), due)) in ready:
                completion = ready.pop(key)
                due += 1
                if completion.error is not None and not may_skip(completion.error):
                    raise completion.error
                yield completion
    finally:
        session.close()
