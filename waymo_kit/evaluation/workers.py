"""A function of a segment applied to many, in this process or in others, results in order."""

from __future__ import annotations

import multiprocessing
import os
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any, TypeVar

import pyarrow as pa

from waymo_kit.errors import WaymoKitError

_Result = TypeVar("_Result")

_AHEAD = 3
"""Segments a worker that are under way or wait for their turn, which bounds the memory."""


def map_segments(
    function: Callable[[str], _Result], segments: Sequence[str], workers: int
) -> Iterator[_Result]:
    """Yields `function(segment)` for each segment, in order.

    With several workers each is a process; if this one dies they stop within a second. Only a few
    segments are ahead of the one that is yielded, so results do not pile up.

    Args:
        function: can be pickled if there are several workers.
        segments: names.
        workers: number of processes; 1 calls the function here.

    Raises:
        WaymoKitError: the function raised it, or a worker died.
    """
    if workers == 1 or len(segments) < 2:
        yield from map(function, segments)
        return
    pool = ProcessPoolExecutor(
        min(workers, len(segments)),
        multiprocessing.get_context("spawn"),
        _start_worker,
        (function, os.getpid()),
    )
    waiting: deque[tuple[str, Future[_Result]]] = deque()
    queue = deque(segments)
    try:
        while queue or waiting:
            while queue and len(waiting) < workers * _AHEAD:
                segment = queue.popleft()
                waiting.append((segment, pool.submit(_call, segment)))
            segment, future = waiting.popleft()
            try:
                result = future.result()
            except BrokenProcessPool as error:
                raise WaymoKitError(
                    f"segment {segment}: a worker process died (killed, or out of memory?); "
                    "use fewer --workers"
                ) from error
            yield result
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


_function: Callable[[str], Any]


def _start_worker(function: Callable[[str], Any], parent: int) -> None:
    global _function
    _function = function
    pa.set_cpu_count(1)

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _call(segment: str) -> Any:
    return _function(segment)
