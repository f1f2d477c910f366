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
        folder: Folder of the files; created if it does not exist.
        segments: Number of segments.
        frames: Number of frames in each segment, 10 per second.
        seed: Seed of all random choices. The same seed gives the same files, whatever the number of
            workers.
        quality: Sizes of the sensors' data, `fast` or `full`; see `rig_of_quality`.
        workers: Number of processes, each of which simulates one segment at a time.
        engine: Engine that runs the workers, instead of `workers` processes of this machine.
            Workers on other machines must see the folder, too.
        on_progress: Function called with the number of segments done so far, and the number of
            frames as the work.

    Returns:
        A summary of each segment, in order.

    Raises:
        InvalidInputError: A number is out of range.
        NotFoundError: An unknown quality.
        StorageError: A file cannot be written.
        WorkerLostError: Worker processes died on a segment.
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
