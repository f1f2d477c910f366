"""The resumable job around the conversion: many files, several processes, one outcome a file."""

from __future__ import annotations

import multiprocessing
import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from typing import Any, Literal

import pyarrow as pa

from waymo_kit._version import __version__
from waymo_kit.convert.frames import read_head
from waymo_kit.convert.manifest import Manifest, TableEntry, read_manifest, table_location
from waymo_kit.convert.segment import clear_staging, convert_segment, remove_staging
from waymo_kit.errors import (
    CorruptDataError,
    InvalidInputError,
    OutputError,
    WaymoKitError,
)
from waymo_kit.io import Location, RecordReader

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
        error: one line, if it failed.
    """

    source: str
    segment: str
    status: Status
    frames: int = 0
    bytes_in: int = 0
    bytes_out: int = 0
    seconds: float = 0.0
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
    skip_errors: bool = False,
    on_progress: Callable[[int], None] = lambda read_bytes: None,
) -> Iterator[Outcome]:
    """Converts all tasks and yields the outcome of each file when it is known.

    Each worker is a process that converts one segment at a time. If this process dies, its workers
    stop within a second.

    Args:
        tasks: from `plan`.
        root: folder of the dataset.
        workers: number of processes; 1 converts in this process.
        skip_errors: report damaged sources as failed and go on, instead of raising.
        on_progress: called now and then with the number of bytes of sources converted so far.

    Raises:
        WaymoKitError: a source is damaged and `skip_errors` is off, or writing failed.
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
        if workers == 1 or len(waiting) < 2:
            yield from _run_here(waiting, root, skip_errors, on_progress)
        else:
            count = min(workers, len(waiting))
            yield from _run_in_processes(waiting, root, count, skip_errors, on_progress)
    finally:
        for task in tasks:
            if task.segment:
                clear_staging(root, task.segment)
        remove_staging(root)


def _outcome(task: Task, status: Status, **values: Any) -> Outcome:
    return Outcome(str(task.source), task.segment, status, bytes_in=task.size, **values)


def _convert(task: Task, root: Location, on_bytes: Callable[[int], None]) -> Outcome:
    """Converts a file; calls `on_bytes` with the bytes that were converted since the last call."""
    converted = 0

    def count(bytes_so_far: int) -> None:
        nonlocal converted
        on_bytes(bytes_so_far - converted)
        converted = bytes_so_far

    start = time.monotonic()
    manifest: Manifest = convert_segment(
        task.source, root, task.tags, earlier=task.earlier, on_progress=count
    )
    return _outcome(
        task,
        "converted",
        frames=manifest.frames,
        bytes_out=sum(manifest.tables[tag].bytes for tag in task.tags),
        seconds=round(time.monotonic() - start, 3),
    )


def _failure(task: Task, error: WaymoKitError, skip_errors: bool) -> Outcome:
    """The outcome of a damaged source; raises if it may not be skipped."""
    if isinstance(error, OutputError) or not skip_errors:
        raise error
    return _outcome(task, "failed", error=str(error))


def _run_here(
    tasks: Sequence[Task], root: Location, skip_errors: bool, on_progress: Callable[[int], None]
) -> Iterator[Outcome]:
    total = 0

    def count(more: int) -> None:
        nonlocal total
        total += more
        on_progress(total)

    for task in tasks:
        try:
            yield _convert(task, root, count)
        except WaymoKitError as error:
            yield _failure(task, error, skip_errors)


_counter: Any = None


def _start_worker(counter: Any, parent: int) -> None:
    global _counter
    _counter = counter
    pa.set_cpu_count(1)

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _convert_in_worker(task: Task, root: Location) -> Outcome:
    def count(more: int) -> None:
        with _counter.get_lock():
            _counter.value += more

    return _convert(task, root, count)


def _run_in_processes(
    tasks: Sequence[Task],
    root: Location,
    workers: int,
    skip_errors: bool,
    on_progress: Callable[[int], None],
) -> Iterator[Outcome]:
    context = multiprocessing.get_context("spawn")
    counter = context.Value("q", 0)
    pool = ProcessPoolExecutor(workers, context, _start_worker, (counter, os.getpid()))
    running: dict[Future[Outcome], Task] = {}
    queue = list(reversed(tasks))
    try:
        while queue or running:
            while queue and len(running) < workers:
                task = queue.pop()
                running[pool.submit(_convert_in_worker, task, root)] = task
            done, _ = wait(running, timeout=0.2, return_when=FIRST_COMPLETED)
            on_progress(counter.value)
            for future in done:
                task = running.pop(future)
                try:
                    yield future.result()
                except BrokenProcessPool as error:
                    raise WaymoKitError(
                        f"{task.source}: a worker process died while segments were converted "
                        "(killed, or out of memory?); run the same command again to continue"
                    ) from error
                except WaymoKitError as error:
                    yield _failure(task, error, skip_errors)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
