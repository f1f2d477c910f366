"""Applies a function to many segments, in this process or in others, in order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

from waymo_kit.engine import Completion, Engine, LocalEngine, OnWork, run_tasks
from waymo_kit.progress import OnProgress, ignore_progress


def map_segments(
    function: Callable[[str], Any],
    segments: Sequence[str],
    workers: int = 1,
    engine: Engine | None = None,
    on_progress: OnProgress = ignore_progress,
) -> Iterator[Completion[str]]:
    """Yields the result of `function(segment)` and its cost for each segment, in order.

    Only a few segments for each worker are ahead of the one that is yielded, so results do not pile
    up.

    Args:
        function: Function of a segment's name, which must be picklable to go to other processes.
        segments: Names of the segments.
        workers: Number of processes. Defaults to 1, which calls the function in this process.
        engine: Engine that runs the workers. Defaults to `workers` processes of this machine.
        on_progress: Function called with the number of segments that are done.

    Raises:
        WaymoKitError: The function raised it, or workers died on a segment.
    """
    return run_tasks(
        engine or LocalEngine(workers),
        partial(_call, function),
        segments,
        name=lambda segment: f"segment {segment}",
        advice="use fewer --workers",
        ordered=True,
        on_progress=on_progress,
    )


def _call(function: Callable[[str], Any], segment: str, on_work: OnWork) -> Any:
    return function(segment)
