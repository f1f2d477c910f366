"""Data sets of several segments, simulated one after the other or by several processes."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from pathlib import Path

from waymo_kit.errors import InvalidInputError, WaymoKitError
from waymo_kit.simulate.plan import SegmentPlan, plan_segment
from waymo_kit.simulate.rig import rig_of_quality
from waymo_kit.simulate.segment import SegmentSummary, write_segment


def simulate_dataset(
    folder: str | os.PathLike[str],
    segments: int,
    frames: int,
    seed: int = 0,
    *,
    quality: str = "fast",
    workers: int = 1,
    progress: Callable[[int], None] | None = None,
) -> list[SegmentSummary]:
    """Simulates several segments, each into a file of its own.

    Files of the same names are replaced, others in the folder stay.

    Args:
        folder: where the files go; made if it does not exist.
        segments: number of segments.
        frames: length of each, 10 a second.
        seed: the same seed gives the same files, however many workers make them.
        quality: `fast` or `full`; see `rig_of_quality`.
        workers: processes; each simulates one segment at a time.
        progress: called with a number of frames whenever so many are done.

    Returns:
        a summary of each segment, in order.

    Raises:
        InvalidInputError: a number is out of range.
        NotFoundError: an unknown quality.
        StorageError: a file cannot be written.
        WaymoKitError: a worker process died.
    """
    for label, value in (("segments", segments), ("workers", workers)):
        if value < 1:
            raise InvalidInputError(f"{label}: expected at least 1, got {value}")
    rig_of_quality(quality)
    plans = [plan_segment(seed, index, frames) for index in range(segments)]
    report = progress or (lambda count: None)
    if workers == 1 or segments == 1:
        return [write_segment(plan, quality, Path(folder), lambda: report(1)) for plan in plans]
    return _in_processes(plans, quality, Path(folder), min(workers, segments), report)


def _in_processes(
    plans: list[SegmentPlan],
    quality: str,
    folder: Path,
    workers: int,
    report: Callable[[int], None],
) -> list[SegmentSummary]:
    summaries: dict[int, SegmentSummary] = {}
    pool = ProcessPoolExecutor(workers, get_context("spawn"), _watch_parent, (os.getpid(),))
    try:
        pending = {
            pool.submit(write_segment, plan, quality, folder): index
            for index, plan in enumerate(plans)
        }
        left = set(pending)
        while left:
            done, left = wait(left, return_when=FIRST_COMPLETED)
            for future in done:
                index = pending[future]
                try:
                    summaries[index] = future.result()
                except BrokenProcessPool as error:
                    raise WaymoKitError(
                        f"{plans[index].file_name}: a worker process died (killed, or out of "
                        "memory?); use fewer workers and run again, complete segments stay"
                    ) from error
                report(plans[index].frames)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
    return [summaries[index] for index in range(len(plans))]


def _watch_parent(parent: int) -> None:
    """Lets a worker end when its parent has been killed."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
