"""The resumable job around the conversion: many files, several workers, one outcome a file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Literal

from waymo_kit._version import __version__
from waymo_kit.convert.segment import clear_staging, convert_segment, remove_staging
from waymo_kit.engine import Completion, Engine, LocalEngine, run_tasks
from waymo_kit.errors import (
    CorruptDataError,
    InvalidInputError,
    OutputError,
    WaymoKitError,
)
from waymo_kit.formats.tables.manifest import Manifest, TableEntry, read_manifest, table_location
from waymo_kit.formats.tfrecord import RecordReader
from waymo_kit.formats.v1.frames import read_head
from waymo_kit.io import Location

Status = Literal["converted", "present", "failed"]


@dataclass(frozen=True)
class Task:
    """One source file to convert.

    Attributes:
        source: the v1 file.
        segment: name of the segment in it, or "" if the file does not say.
        size: bytes of the file.
        tags: tables that are missing.
        earlier: entries of tables that are complete.
        error: why the file cannot even be planned, or None.
    """

    source: Location
    segment: str
    size: int
    tags: tuple[str, ...]
    earlier: dict[str, TableEntry] = field(default_factory=dict)
    error: str | None = None


@dataclass(frozen=True)
class Outcome:
    """What became of one source file.

    Attributes:
        source: path or URI of the file.
        segment: name of the segment.
        status: `converted`, `present` (complete already) or `failed`.
        frames: number of frames of the segment.
        bytes_in: bytes of the source.
        bytes_out: bytes of the tables.
        seconds: time that the conversion took.
        core_seconds: CPU time of it.
        retries: how often it began anew because its worker was lost.
        error: one line, if it failed.
    """

    source: str
    segment: str
    status: Status
    frames: int = 0
    bytes_in: int = 0
    bytes_out: int = 0
    seconds: float = 0.0
    core_seconds: float = 0.0
    retries: int = 0
    error: str | None = None


def plan(
    sources: Sequence[Location],
    root: Location,
    tags: Sequence[str],
    *,
    overwrite: bool = False,
    skip_errors: bool = False,
) -> list[Task]:
    """Looks at each source and at what is complete already.

    A table counts as complete when a manifest lists it that names the same source file and size and
    this version, and it lies there with the listed size. The tables of a segment are all of one
    source and version: where these have changed, all that the manifest lists are converted again.

    Args:
        sources: v1 files.
        root: folder of the dataset.
        tags: components that are wanted.
        overwrite: convert them again even if they are complete, or are of another source.
        skip_errors: plan an unreadable source as failed, instead of raising.

    Raises:
        CorruptDataError: a source is no readable segment (unless `skip_errors`).
        InvalidInputError: two sources hold the same segment, or the dataset has the segment from
            another file and `overwrite` is off.
    """
    tasks: list[Task] = []
    seen: dict[str, Location] = {}
    for source in sources:
        size = source.info().size
        try:
            with RecordReader(source) as reader:
                segment = read_head(reader, 0).segment
        except WaymoKitError as error:
            if not skip_errors:
                raise
            tasks.append(Task(source, "", size, (), error=str(error)))
            continue
        if segment in seen:
            raise InvalidInputError(f"{source}: segment {segment} is in {seen[segment]} too")
        seen[segment] = source
        tasks.append(_plan_segment(source, segment, size, root, tags, overwrite))
    return tasks


def _plan_segment(
    source: Location, segment: str, size: int, root: Location, tags: Sequence[str], overwrite: bool
) -> Task:
    try:
        manifest = read_manifest(root, segment)
    except CorruptDataError:
        if not overwrite:
            raise
        manifest = None
    if manifest is None:
        return Task(source, segment, size, tuple(tags))
    same_source = (manifest.source_name, manifest.source_bytes) == (source.name, size)
    if not same_source and not overwrite:
        raise InvalidInputError(
            f"{source} ({size} bytes): the dataset {root} has segment {segment} from "
            f"{manifest.source_name} ({manifest.source_bytes} bytes); use --overwrite to replace it"
        )
    complete = {
        tag: entry
        for tag, entry in manifest.tables.items()
        if same_source
        and manifest.version == __version__
        and not (overwrite and tag in tags)
        and table_location(root, tag, segment).info().size == entry.bytes
    }
    wanted = dict.fromkeys([*tags, *manifest.tables])
    return Task(source, segment, size, tuple(t for t in wanted if t not in complete), complete)


def run(
    tasks: Sequence[Task],
    root: Location,
    *,
    workers: int = 1,
    engine: Engine | None = None,
    skip_errors: bool = False,
    on_progress: Callable[[int], None] = lambda read_bytes: None,
) -> Iterator[Outcome]:
    """Converts all tasks and yields the outcome of each file when it is known.

    Each worker converts one segment at a time.

    Args:
        tasks: from `plan`.
        root: folder of the dataset; workers on other machines must see it, too.
        workers: number of processes; 1 converts in this process.
        engine: where the workers are, instead of `workers` processes of this machine.
        skip_errors: report damaged sources as failed and go on, instead of raising.
        on_progress: called now and then with the number of bytes of sources converted so far.

    Raises:
        WaymoKitError: a source is damaged, or kills its workers, and `skip_errors` is off; or
            writing failed.
    """
    waiting = []
    for task in tasks:
        if task.error is not None:
            yield Outcome(str(task.source), "", "failed", error=task.error)
        elif not task.tags:
            size = sum(entry.bytes for entry in task.earlier.values())
            yield _outcome(task, "present", bytes_out=size)
        else:
            waiting.append(task)
    try:
        for completion in run_tasks(
            engine or LocalEngine(workers),
            partial(_convert, root),
            waiting,
            name=lambda task: str(task.source),
            advice="run the same command again to continue",
            may_skip=lambda error: skip_errors and _is_of_source(error),
            on_progress=lambda now: on_progress(now.work),
        ):
            yield _outcome_of(completion)
    finally:
        for task in tasks:
            if task.segment:
                clear_staging(root, task.segment)
        remove_staging(root)


def _convert(root: Location, task: Task, progress: Callable[[int], None]) -> Manifest:
    """Converts a file; `progress` takes the bytes of it that are converted so far."""
    return convert_segment(task.source, root, task.tags, earlier=task.earlier, on_progress=progress)


def _is_of_source(error: Exception) -> bool:
    """Whether another source may well be converted: that the disk is full will not pass."""
    return isinstance(error, WaymoKitError) and not isinstance(error, OutputError)


def _outcome(task: Task, status: Status, **values: Any) -> Outcome:
    return Outcome(str(task.source), task.segment, status, bytes_in=task.size, **values)


def _outcome_of(completion: Completion[Task]) -> Outcome:
    task, manifest, retries = completion.item, completion.result, completion.cost.retries
    if completion.error is not None:
        return _outcome(task, "failed", error=str(completion.error), retries=retries)
    return _outcome(
        task,
        "converted",
        frames=manifest.frames,
        bytes_out=sum(manifest.tables[tag].bytes for tag in task.tags),
        seconds=round(completion.cost.seconds, 3),
        core_seconds=round(completion.cost.core_seconds, 3),
        retries=retries,
    )
