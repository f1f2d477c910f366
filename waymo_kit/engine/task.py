"""What a worker of any engine does: one function of one item, measured."""

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
from waymo_kit.io.traffic import measured_traffic

Progress: TypeAlias = Callable[[int], None]
"""Takes how much of an item is done so far, in any unit."""

Function: TypeAlias = Callable[[Any, Progress], Any]
"""A task: takes an item and says how much of it is done; it may run twice for the same item."""

_REPORT_SECONDS = 0.2


@dataclass(frozen=True)
class TaskReport:
    """What a worker says of a finished task.

    Attributes:
        result: what the function returned, or None.
        error: what it raised instead, or None.
        trace: where the error came from, for the bug report.
        done: the last progress.
        seconds: wall time.
        core_seconds: CPU time of the worker's process meanwhile.
        bytes_in: read from files and object stores by the process meanwhile.
        bytes_out: written to them.
    """

    result: Any
    error: Exception | None
    trace: str
    done: int
    seconds: float
    core_seconds: float
    bytes_in: int
    bytes_out: int


def perform(function: Callable[[], Function], item: Any, progress: Progress) -> TaskReport:
    """Calls `function()(item, progress)`; errors of either call are reported, not raised."""
    done = 0

    def note(so_far: int) -> None:
        nonlocal done
        done = so_far
        progress(so_far)

    result, error, trace = None, None, ""
    began, cpu = time.monotonic(), time.process_time()
    with measured_traffic() as traffic:
        try:
            result = function()(item, note)
        except Exception as raised:
            error, trace = raised, traceback.format_exc()
    seconds, core_seconds = time.monotonic() - began, time.process_time() - cpu
    return TaskReport(
        result, error, trace, done, seconds, core_seconds, traffic.bytes_in, traffic.bytes_out
    )


def perform_packed(
    packed: bytes, item: Any, progress: Progress, accelerator: str | None = None
) -> TaskReport:
    """Like `perform`, in a worker process: the function comes pickled, progress is thinned out.

    Args:
        packed: the function.
        item: what to do it to.
        progress: is told now and then how much is done.
        accelerator: the only one that this process is to see from now on; None changes nothing.
    """
    _prepare_process(accelerator)
    last = time.monotonic()

    def thinned(so_far: int) -> None:
        nonlocal last
        if time.monotonic() - last >= _REPORT_SECONDS:
            last = time.monotonic()
            progress(so_far)

    return _sendable(perform(lambda: _unpack(packed), item, thinned))


@lru_cache(maxsize=1)
def _unpack(packed: bytes) -> Function:
    function: Function = pickle.loads(packed)
    return function


@cache
def _prepare_process(accelerator: str | None) -> None:
    """A worker is one of many: its libraries get one core, and it one accelerator."""
    pa.set_cpu_count(1)
    if accelerator is not None:
        hold_accelerator(accelerator)


def _sendable(report: TaskReport) -> TaskReport:
    """The report, with an error that can be pickled."""
    if report.error is None:
        return report
    try:
        pickle.loads(pickle.dumps(report.error))
    except Exception:
        error = RuntimeError(f"{type(report.error).__name__}: {report.error}")
        return replace(report, result=None, error=error)
    return report
