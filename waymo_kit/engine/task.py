"""Work of an engine's worker: calls a function with an item, and measures the call."""

from __future__ import annotations

import pickle
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any, TypeAlias

import pyarrow as pa

from waymo_kit.engine.accelerators import hold_accelerator
from waymo_kit.engine.cost import Cost
from waymo_kit.io.traffic import measured_traffic

OnWork: TypeAlias = Callable[[int], None]
"""Function called with the amount of work done in an item so far, in the unit of the job."""

Function: TypeAlias = Callable[[Any, OnWork], Any]
"""A task: takes an item and reports its work. It may run twice for the same item."""

_REPORT_SECONDS = 0.2


@dataclass(frozen=True)
class TaskReport:
    """Report of a worker about a finished task.

    Attributes:
        result: Result of the function; None if it raised an error.
        error: The error, or None.
        trace: Traceback of the error, for bug reports.
        work: Amount of work, as last reported by the function.
        cost: Cost of the task.
    """

    result: Any
    error: Exception | None
    trace: str
    work: int
    cost: Cost


def perform(function: Callable[[], Function], item: Any, on_work: OnWork) -> TaskReport:
    """Calls `function()(item, on_work)`; errors of either call are reported, not raised."""
    work = 0

    def note(so_far: int) -> None:
        nonlocal work
        work = so_far
        on_work(so_far)

    result, error, trace = None, None, ""
    began, cpu = time.monotonic(), time.process_time()
    with measured_traffic() as traffic:
        try:
            result = function()(item, note)
        except Exception as raised:
            error, trace = raised, traceback.format_exc()
    cost = Cost(
        time.monotonic() - began,
        time.process_time() - cpu,
        traffic.bytes_in,
        traffic.bytes_out,
    )
    return TaskReport(result, error, trace, work, cost)


def perform_packed(
    packed: bytes, item: Any, on_work: OnWork, accelerator: str | None = None
) -> TaskReport:
    """Calls `perform` in a worker process.

    Args:
        packed: The function, pickled.
        item: The item.
        on_work: Function called a few times a second with the amount of work that is done.
        accelerator: The only accelerator that this process may see from now on. None leaves it
            as it is.
    """
    _prepare_process(accelerator)
    last = time.monotonic()

    def thinned(so_far: int) -> None:
        nonlocal last
        if time.monotonic() - last >= _REPORT_SECONDS:
            last = time.monotonic()
            on_work(so_far)

    return _sendable(perform(lambda: _unpack(packed), item, thinned))


@lru_cache(maxsize=1)
def _unpack(packed: bytes) -> Function:
    function: Function = pickle.loads(packed)
    return function


@cache
def _prepare_process(accelerator: str | None) -> None:
    """Gives the libraries of this process one core, as it is one of many, and one accelerator."""
    pa.set_cpu_count(1)
    if accelerator is not None:
        hold_accelerator(accelerator)


def _sendable(report: TaskReport) -> TaskReport:
    """Returns the report with an error that can be pickled."""
    if report.error is None:
        return report
    try:
        pickle.loads(pickle.dumps(report.error))
    except Exception:
        error = RuntimeError(f"{type(report.error).__name__}: {report.error}")
        return replace(report, result=None, error=error)
    return report
