"""A function of a segment applied to many, in this process or in others, results in order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TypeVar

from waymo_kit.engine import Engine, LocalEngine, run_tasks

_Result = TypeVar("_Result")


def map_segments(
    function: Callable[[str], _Result],
    segments: Sequence[str],
    workers: int = 1,
    engine: Engine | None = None,
) -> Iterator[_Result]:
    """Yields `function(segment)` for each segment, in order.

    Only a few segments a worker are ahead of the one that is yielded, so results do not pile up.

    Args:
        function: can be pickled if it goes to other processes.
        segments: names.
        workers: number of processes; 1 calls the function here.
        engine: where the workers are, instead of `workers` processes of this machine.

    Raises:
        WaymoKitError: the function raised it, or workers died on a segment.
    """
    for completion in run_tasks(
        engine or LocalEngine(workers),
        partial(_call, function),
        segments,
        name=lambda segment: f"segment {segment}",
        advice="use fewer --workers",
        ordered=True,
    ):
        yield completion.result


def _call(
    function: Callable[[str], _Result], segment: str, progress: Callable[[int], None]
) -> _Result:
    return function(segment)
