"""Data sets of several segments, simulated one after the other or by several workers."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path

from waymo_kit.engine import Engine, LocalEngine, run_tasks
from waymo_kit.errors import InvalidInputError
from waymo_kit.progress import OnProgress, ignore_progress
from waymo_kit.simulate.plan import SegmentPlan, plan_segment
from waymo_kit.simulate.segment import SegmentSummary, write_segment
from waymo_kit.simulate.sensors.rig import rig_of_quality


def simulate_dataset(
    folder: str | os.PathLike[str],
    segments: int,
    frames: int,
    seed: int = 0,
    *,
    quality: str = "fast",
    workers: int = 1,
    engine: Engine | None = None,
    on_progress: OnProgress = ignore_progress,
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
        engine: where the workers are, instead of `workers` processes of this machine; those on
            other machines must see the folder, too.
        on_progress: Called with the number of segments that are done, and of frames as the work.

    Returns:
        a summary of each segment, in order.

    Raises:
        InvalidInputError: a number is out of range.
        NotFoundError: an unknown quality.
        StorageError: a file cannot be written.
        WorkerLostError: worker processes died on a segment.
    """
    for label, value in (("segments", segments), ("workers", workers)):
        if value < 1:
            raise InvalidInputError(f"{label}: expected at least 1, got {value}")
    rig_of_quality(quality)
    plans = [plan_segment(seed, index, frames) for index in range(segments)]
    completions = run_tasks(
        engine or LocalEngine(workers),
        partial(_write, Path(folder).absolute(), quality),
        plans,
        name=lambda plan: plan.file_name,
        advice="use fewer workers and run again",
        ordered=True,
        on_progress=on_progress,
    )
    return [completion.result for completion in completions]


def _write(
    folder: Path, quality: str, plan: SegmentPlan, on_work: Callable[[int], None]
) -> SegmentSummary:
    done = itertools.count(1)
    return write_segment(plan, quality, folder, lambda: on_work(next(done)))
