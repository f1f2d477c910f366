"""Segments as TFRecord files."""

from __future__ import annotations

import contextlib
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from waymo_kit.formats.tfrecord import RecordWriter
from waymo_kit.io.storage import translated_errors
from waymo_kit.protos import frame_pb2
from waymo_kit.schema.names import ObjectType
from waymo_kit.simulate.frame import FrameMaker
from waymo_kit.simulate.plan import SegmentPlan, plan_segment
from waymo_kit.simulate.sensors.messages import context_message, with_context
from waymo_kit.simulate.sensors.rig import Rig, rig_of_quality
from waymo_kit.simulate.stage import build_stage


@dataclass(frozen=True)
class SegmentSummary:
    """Summary of a simulated segment.

    Attributes:
        file: Name of the file.
        name: Name of the segment.
        location: Name of the city.
        time_of_day: Time of day, as in `Context.Stats`.
        weather: Weather, as in `Context.Stats`.
        frames: Number of frames.
        bytes: Size of the file in bytes.
        seconds: Wall-clock time in seconds.
    """

    file: str
    name: str
    location: str
    time_of_day: str
    weather: str
    frames: int
    bytes: int
    seconds: float


def simulate_segment(
    folder: str | os.PathLike[str],
    seed: int = 0,
    index: int = 0,
    *,
    frames: int = 200,
    quality: str = "fast",
    location: str | None = None,
    time_of_day: str | None = None,
    weather: str | None = None,
) -> Path:
    """Simulates one segment into a TFRecord file.

    The same arguments give the same bytes on the same machine.

    Args:
        folder: Folder of the file; created if it does not exist.
        seed: Seed of the dataset.
        index: Index of the segment in the dataset.
        frames: Number of frames, 10 per second.
        quality: Sizes of the sensors' data, `fast` or `full`; see `rig_of_quality`.
        location: Name of a city: `location_sf`, `location_phx` or `location_other`. By default they
            take turns.
        time_of_day: Time of day: `Day`, `Dawn/Dusk` or `Night`. By default they take turns.
        weather: Weather: `sunny` or `rain`. By default a random one.

    Returns:
        The path of the file, which is complete when it appears under its name.

    Raises:
        InvalidInputError: A number is out of range.
        NotFoundError: An unknown quality, location, time of day or weather.
        StorageError: The file cannot be written.
    """
    plan = plan_segment(
        seed, index, frames, location=location, time_of_day=time_of_day, weather=weather
    )
    write_segment(plan, quality, Path(folder))
    return Path(folder) / plan.file_name


def simulate_frames(plan: SegmentPlan, rig: Rig) -> Iterator[frame_pb2.Frame]:
    """Simulates the frames of a segment one by one.

    Their context lacks the counts of objects, which are known only after the last frame.
    """
    maker = FrameMaker(build_stage(plan), rig)
    conditions = (plan.time_of_day, plan.city.name, plan.weather)
    context = context_message(plan.name, rig, {}, {}, conditions)
    for index in range(plan.frames):
        frame, _ = maker.make(index)
        frame.context.CopyFrom(context)
        yield frame


def write_segment(
    plan: SegmentPlan, quality: str, folder: Path, progress: Callable[[], None] | None = None
) -> SegmentSummary:
    """Simulates a planned segment into its file.

    Args:
        plan: Plan of the segment.
        quality: Sizes of the sensors' data, `full` or `fast`.
        folder: Folder of the file.
        progress: Function called after each frame.
    """
    began = time.perf_counter()
    rig = rig_of_quality(quality)
    path = folder / plan.file_name
    maker = FrameMaker(build_stage(plan), rig)
    in_lidar: dict[str, ObjectType] = {}
    in_cameras: dict[str, ObjectType] = {}
    lengths = []
    with contextlib.ExitStack() as stack:
        with translated_errors(str(folder)):
            folder.mkdir(parents=True, exist_ok=True)
        stack.enter_context(translated_errors(str(path)))
        # Each frame tells the number of objects in the whole segment: until that is known, the
        # frames wait in a nameless file.
        spool = stack.enter_context(tempfile.TemporaryFile(dir=folder))
        for index in range(plan.frames):
            frame, labeled = maker.make(index)
            in_lidar.update(labeled.in_lidar)
            in_cameras.update(labeled.in_cameras)
            data = frame.SerializeToString(deterministic=True)
            spool.write(data)
            lengths.append(len(data))
            if progress is not None:
                progress()
        context = context_message(
            plan.name,
            rig,
            _counts(in_lidar),
            _counts(in_cameras),
            (plan.time_of_day, plan.city.name, plan.weather),
        )
        spool.seek(0)
        writer = stack.enter_context(RecordWriter(path))
        for length in lengths:
            writer.write(with_context(context, spool.read(length)))
    return summarize(plan, path, time.perf_counter() - began)


def summarize(plan: SegmentPlan, path: Path, seconds: float) -> SegmentSummary:
    """Returns the summary of a file that was written in `seconds`."""
    return SegmentSummary(
        plan.file_name,
        plan.name,
        plan.city.name,
        plan.time_of_day,
        plan.weather,
        plan.frames,
        path.stat().st_size,
        seconds,
    )


def _counts(kinds: dict[str, ObjectType]) -> dict[ObjectType, int]:
    counts: dict[ObjectType, int] = {}
    for kind in kinds.values():
        counts[kind] = counts.get(kind, 0) + 1
    return counts
