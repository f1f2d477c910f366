"""The resumable job around the conversion: many files, several workers, one outcome per file."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

from waymo_kit.convert.remaining import Remaining, remaining_tables
from waymo_kit.convert.segment import ConvertedSegment, convert_segment
from waymo_kit.convert.staging import clear_staging, remove_staging
from waymo_kit.engine import Completion, Cost, Engine, LocalEngine, OnWork, run_tasks
from waymo_kit.errors import InvalidInputError, NotFoundError, OutputError, WaymoKitError
from waymo_kit.formats.tfrecord import RecordReader
from waymo_kit.formats.v1.frames import read_head
from waymo_kit.io import Location
from waymo_kit.progress import OnProgress, Progress, ignore_progress

Status = Literal["converted", "present", "failed"]


@dataclass(frozen=True)
class Conversion:
    """A source file to convert.

    Attributes:
        source: The v1 file.
        segment: Name of the segment in it, or "" if the file does not say.
        size: Size of the file in bytes.
        wanted: Components that are wanted.
        overwrite: Whether to convert them again even if they are complete or of another source.
        remaining: Tables left to convert, and complete ones, when this was planned.
        error: Reason why the file cannot be converted, or None.
    """

    source: Location
    segment: str
    size: int
    wanted: tuple[str, ...] = ()
    overwrite: bool = False
    remaining: Remaining = Remaining(())
    error: str | None = None


@dataclass(frozen=True)
class ConversionOutcome:
    """Outcome of the conversion of a source file.

    Attributes:
        source: Path or URI of the file.
        segment: Name of the segment.
        status: `converted`, `present` (it was complete already) or `failed`.
        frames: Number of frames of the segment.
        source_bytes: Size of the source.
        table_bytes: Size of the tables.
        cost: Cost of the conversion.
        findings: Unusual features of the source, one line each.
        error: Reason for the failure, in one line, or None.
    """

    source: str
    segment: str
    status: Status
    frames: int = 0
    source_bytes: int = 0
    table_bytes: int = 0
    cost: Cost = Cost()
    findings: tuple[str, ...] = ()
    error: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Returns all values, flat."""
        values = {name: value for name, value in vars(self).items() if name != "cost"}
        return values | self.cost.to_json()


def plan_conversions(
    sources: Sequence[Location],
    root: Location,
    tags: Sequence[str],
    *,
    segments: Collection[str] | None = None,
    overwrite: bool = False,
    skip_errors: bool = False,
) -> list[Conversion]:
    """Looks at each source and at what the dataset has of its segment already.

    Args:
        sources: V1 files.
        root: Folder of the dataset.
        tags: Components that are wanted.
        segments: Names of the segments to convert. Defaults to None, which converts all.
        overwrite: Whether to convert them again even if they are complete or of another source.
        skip_errors: Whether to plan an unreadable source as failed, instead of raising.

    Raises:
        NotFoundError: No source has one of the segments.
        CorruptDataError: A source is no readable segment, and `skip_errors` is off.
        InvalidInputError: Two sources hold the same segment, or the dataset has the segment from
            another file and `overwrite` is off.
    """
    conversions: list[Conversion] = []
    seen: dict[str, Location] = {}
    for source in sources:
        size = source.info().size
        try:
            with RecordReader(source) as reader:
                segment = read_head(reader, 0).segment
        except WaymoKitError as error:
            if not skip_errors:
                raise
            conversions.append(Conversion(source, "", size, error=str(error)))
            continue
        if segments is not None and segment not in segments:
            continue
        if segment in seen:
            raise InvalidInputError(f"{source}: segment {segment} is in {seen[segment]} too")
        seen[segment] = source
        remaining = remaining_tables(source, size, segment, root, tags, overwrite=overwrite)
        conversions.append(Conversion(source, segment, size, tuple(tags), overwrite, remaining))
    if segments is not None and not conversions:
        raise NotFoundError(f"{sources[0]}: none of the {len(segments):,} segments is in the files")
    return conversions


def run_conversions(
    conversions: Sequence[Conversion],
    root: Location,
    *,
    workers: int = 1,
    engine: Engine | None = None,
    skip_errors: bool = False,
    on_progress: OnProgress = ignore_progress,
) -> Iterator[ConversionOutcome]:
    """Converts source files and yields the outcome of each when it is known.

    Each worker converts one segment at a time. Several runs may write to one dataset at once, see
    `convert_segment`.

    Args:
        conversions: Conversions that `plan_conversions` returned.
        root: Folder of the dataset; workers on other machines must see it, too.
        workers: Number of processes. Defaults to 1, which converts in this process.
        engine: Engine that runs the workers, instead of `workers` processes of this machine.
        skip_errors: Whether to report damaged sources as failed and go on, instead of raising.
        on_progress: Function called with the number of files that are done, and of bytes as the
            work.

    Raises:
        WaymoKitError: A source is damaged, or kills its workers, and `skip_errors` is off; or
            writing failed.
    """
    waiting = []
    for conversion in conversions:
        if conversion.error is not None:
            yield ConversionOutcome(str(conversion.source), "", "failed", error=conversion.error)
        elif not conversion.remaining.tags:
            size = sum(entry.bytes for entry in conversion.remaining.complete.values())
            yield _outcome(conversion, "present", table_bytes=size)
        else:
            waiting.append(conversion)
    finished = len(conversions) - len(waiting)

    def note(now: Progress) -> None:
        on_progress(Progress(finished + now.done, len(conversions), now.work))

    try:
        for completion in run_tasks(
            engine or LocalEngine(workers),
            partial(_convert, root),
            waiting,
            name=lambda conversion: str(conversion.source),
            advice="run the same command again to continue",
            may_skip=lambda error: skip_errors and _is_of_source(error),
            on_progress=note,
        ):
            yield _outcome_of(completion)
    finally:
        for conversion in conversions:
            if conversion.segment:
                clear_staging(root, conversion.segment)
        remove_staging(root)


def _convert(root: Location, conversion: Conversion, on_work: OnWork) -> ConvertedSegment:
    """Converts a file; `on_work` takes the bytes of it that are converted so far."""
    return convert_segment(
        conversion.source,
        root,
        conversion.wanted,
        overwrite=conversion.overwrite,
        on_progress=on_work,
    )


def _is_of_source(error: Exception) -> bool:
    """Returns whether another source may well be converted: that the disk is full will not pass."""
    return isinstance(error, WaymoKitError) and not isinstance(error, OutputError)


def _outcome(conversion: Conversion, status: Status, **values: Any) -> ConversionOutcome:
    return ConversionOutcome(
        str(conversion.source), conversion.segment, status, source_bytes=conversion.size, **values
    )


def _outcome_of(completion: Completion[Conversion]) -> ConversionOutcome:
    conversion, cost = completion.item, completion.cost
    if completion.error is not None:
        return _outcome(conversion, "failed", error=str(completion.error), cost=cost)
    converted: ConvertedSegment = completion.result
    manifest = converted.manifest
    # A worker that is lost between the last table and its report leaves nothing to convert.
    is_converted_here = converted.tags or cost.retries
    return _outcome(
        conversion,
        "converted" if is_converted_here else "present",
        frames=manifest.frames,
        table_bytes=sum(manifest.tables[tag].bytes for tag in converted.tags or manifest.tables),
        cost=cost,
        findings=converted.findings,
    )
