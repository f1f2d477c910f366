"""Runs a predictor as a resumable job: one part per segment on any engine, joined at the end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, Protocol

import pyarrow as pa

from waymo_kit.engine import Completion, Cost, Engine, run_tasks
from waymo_kit.errors import InvalidInputError
from waymo_kit.predictions.parts import PartFacts, PredictionParts
from waymo_kit.predictions.writer import PredictionWriter
from waymo_kit.progress import OnProgress, Progress, ignore_progress

Status = Literal["made", "present"]


@dataclass(frozen=True, eq=False)
class SegmentPredictions:
    """Predictions of one segment.

    Attributes:
        table: Predictions table.
        facts: Numbers that are known of the predictions.
        stage_seconds: Seconds that each stage of the work took, if they are known.
    """

    table: pa.Table
    facts: PartFacts
    stage_seconds: Mapping[str, float] = field(default_factory=dict)


class Predictor(Protocol):
    """Predicts one segment at a time; it can be sent to other processes, each of which keeps it."""

    def __call__(self, segment: str, progress: Callable[[int], None]) -> SegmentPredictions:
        """Returns the predictions of a segment, a function of its name alone.

        Args:
            segment: Name of the segment.
            progress: Function called with the number of frames that are done.
        """


@dataclass(frozen=True)
class SegmentOutcome:
    """Outcome of a job for one segment.

    Attributes:
        segment: Name of the segment.
        status: `made`, or `present` if its predictions were there already.
        facts: Numbers that are known of its predictions.
        cost: Cost of the segment in this job, nothing if it was present.
        stage_seconds: Seconds that each stage took.
    """

    segment: str
    status: Status
    facts: PartFacts
    cost: Cost = Cost()
    stage_seconds: Mapping[str, float] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Returns all but the stages, flat."""
        values = {"segment": self.segment, "status": self.status}
        return values | asdict(self.facts) | self.cost.to_json()


def predict(
    predictor: Predictor,
    segments: Sequence[str],
    writer: PredictionWriter,
    depends_on: Mapping[str, str],
    engine: Engine,
    *,
    overwrite: bool = False,
    on_progress: OnProgress = ignore_progress,
) -> list[SegmentOutcome]:
    """Predicts in all segments and writes one file, the same bytes on any engine.

    One part per segment lies in a folder beside the file until all are there; then they are joined,
    with one in memory at a time. A job that was killed goes on with the parts that it finds.

    Args:
        predictor: Predictor of a segment.
        segments: Names of all segments, in the order of the file.
        writer: Writer of the file, not opened yet. Workers on other machines must see its folder.
        depends_on: Values that the predictions depend on, by name; a job with other values makes
            other parts.
        engine: Engine that runs the workers.
        overwrite: Whether to make again parts that are there. Defaults to False.
        on_progress: Function called with the number of segments that are done, and of frames as the
            work.

    Returns:
        Outcomes of the segments, in their order.

    Raises:
        InvalidInputError: Two segments have the same name.
        WorkerLostError: A segment kills its workers.
        CorruptDataError: A part is damaged.
        OutputError: A part or the file cannot be written.
        WaymoKitError: The predictor raised it.
    """
    twice = next((name for name, count in Counter(segments).items() if count > 1), None)
    if twice is not None:
        raise InvalidInputError(f"expected each segment once, {twice} is there more than once")
    parts = PredictionParts.beside(writer.target, depends_on, writer.kind)
    present = frozenset() if overwrite else parts.names()
    outcomes: dict[str, SegmentOutcome] = {}
    missing, known = [], 0
    for segment in segments:
        facts = parts.facts(segment) if segment in present else None
        if facts is None:
            missing.append(segment)
        else:
            outcomes[segment] = SegmentOutcome(segment, "present", facts)
            known += facts.frames
    present_segments = len(outcomes)

    def note(now: Progress) -> None:
        on_progress(Progress(present_segments + now.done, len(segments), known + now.work))

    for completion in run_tasks(
        engine,
        _PartMaker(predictor, parts),
        missing,
        name=lambda segment: f"segment {segment}",
        advice="run the same command again to continue",
        on_progress=note,
    ):
        outcomes[completion.item] = _outcome(completion)
    with writer:
        for segment in segments:
            writer.add(parts.read(segment))
    parts.remove()
    return [outcomes[segment] for segment in segments]


@dataclass(frozen=True)
class _PartMaker:
    """Predicts a segment and writes its part."""

    predictor: Predictor
    parts: PredictionParts

    def __call__(
        self, segment: str, progress: Callable[[int], None]
    ) -> tuple[PartFacts, Mapping[str, float]]:
        made = self.predictor(segment, progress)
        self.parts.write(segment, made.table, made.facts)
        return made.facts, made.stage_seconds


def _outcome(completion: Completion[str]) -> SegmentOutcome:
    facts, stage_seconds = completion.result
    return SegmentOutcome(completion.item, "made", facts, completion.cost, stage_seconds)
