"""Many tasks on an engine: a bounded number at once, lost workers replaced, errors raised first."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from waymo_kit.engine.cost import Cost
from waymo_kit.engine.engine import Engine, Event, WorkerLostError
from waymo_kit.engine.task import Function
from waymo_kit.progress import OnProgress, Progress, ignore_progress

_Item = TypeVar("_Item")

MAX_LOSSES = 3
"""Number of workers that may die on one task before the task is taken for the cause."""

AHEAD = 2
"""Number of unfinished and unread results to allow for each task that may run at once."""

_POLL_SECONDS = 0.2


class WorkerTraceback(Exception):  # noqa: N818 (the cause of an error, never raised alone)
    """Traceback in a worker, as text: the cause of an error that came from there."""


@dataclass(frozen=True)
class Completion(Generic[_Item]):
    """A task that is done.

    Attributes:
        item: The item.
        result: Result of the function; None if the task failed.
        error: Error that the task failed with, or None.
        cost: Cost of the task.
    """

    item: _Item
    result: Any
    error: Exception | None
    cost: Cost


class _Work:
    """Sums the work of all tasks and reports the progress of the job."""

    def __init__(self, total: int, on_progress: OnProgress) -> None:
        self._done_of: dict[int, int] = {}
        self._now = Progress(0, total)
        self._on_progress = on_progress

    def note(self, key: int, so_far: int) -> None:
        """Takes the work of a task, which starts again from 0 when its worker is lost."""
        more = so_far - self._done_of.get(key, 0)
        if more:
            self._done_of[key] = so_far
            self._report(self._now._replace(work=self._now.work + more))

    def complete(self) -> None:
        """Counts a task that is done."""
        self._report(self._now._replace(done=self._now.done + 1))

    def _report(self, now: Progress) -> None:
        self._now = now
        self._on_progress(now)


def run_tasks(
    engine: Engine,
    function: Function,
    items: Sequence[_Item],
    *,
    name: Callable[[_Item], str] = str,
    advice: str = "give it more memory or fewer workers",
    ordered: bool = False,
    may_skip: Callable[[Exception], bool] = lambda error: False,
    on_progress: OnProgress = ignore_progress,
) -> Iterator[Completion[_Item]]:
    """Applies a function to items and yields each with its result when it is done.

    A task whose worker is lost runs again, so a task must be idempotent: done twice, even at the
    same time, it must leave what it leaves when it is done once. Only a few tasks for each worker
    are submitted and not yet yielded, however many items there are, which bounds the memory here.

    Args:
        engine: Engine that runs the tasks.
        function: Function to apply to the items; see `Function`.
        items: The items, one for each task.
        name: Function that names an item in messages. Defaults to `str`.
        advice: End of the message about a task that kills its workers: what to do about it.
        ordered: Whether to yield in the order of `items`. Defaults to False, which yields tasks as
            they complete.
        may_skip: Whether an error is yielded instead of ending the job. Defaults to never.
        on_progress: Function called at the start, and then with the number of tasks that are done
            and the sum of all work.

    Raises:
        WorkerLostError: `MAX_LOSSES` workers died on one task.
        Exception: The function raised this error. Tasks that still run are ended.
    """
    work = _Work(len(items), on_progress)

    def complete(event: Event) -> Completion[_Item]:
        item, losses, report = items[event.key], lost[event.key], event.report
        if report is None:
            reason = event.reason or "killed, or out of memory?"
            error = WorkerLostError(
                f"{name(item)}: a worker process died {losses} times on it ({reason}); {advice}"
            )
            return Completion(item, None, error, Cost(retries=losses - 1))
        work.note(event.key, report.work)
        if report.error is not None and report.trace:
            report.error.__cause__ = WorkerTraceback(report.trace)
        cost = replace(report.cost, retries=losses)
        return Completion(item, report.result, report.error, cost)

    lost: Counter[int] = Counter()
    waiting = deque(range(len(items)))
    running: set[int] = set()
    ready: dict[int, Completion[_Item]] = {}
    due = 0
    on_progress(Progress(0, len(items)))
    session = engine.open(function, len(items), work.note)
    try:
        while waiting or running or ready:
            room = min(session.capacity, AHEAD * session.capacity - len(ready))
            while waiting and len(running) < max(room, 1):
                key = waiting.popleft()
                running.add(key)
                session.submit(key, items[key])
            for event in session.wait(_POLL_SECONDS):
                running.discard(event.key)
                lost[event.key] += event.lost
                if event.report is None and lost[event.key] < MAX_LOSSES:
                    work.note(event.key, 0)
                    waiting.appendleft(event.key)
                else:
                    ready[event.key] = complete(event)
                    work.complete()
            while (key := due if ordered else next(iter(ready), due)) in ready:
                completion = ready.pop(key)
                due += 1
                if completion.error is not None and not may_skip(completion.error):
                    raise completion.error
                yield completion
    finally:
        session.close()
