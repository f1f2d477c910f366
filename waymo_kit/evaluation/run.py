"""Evaluation of predicted boxes: segment by segment, in any number of processes."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from waymo_kit.engine import Engine
from waymo_kit.errors import InvalidInputError, OutputError
from waymo_kit.evaluation.case import SegmentCase, make_case
from waymo_kit.evaluation.checks import InputChecks, check_case
from waymo_kit.evaluation.diagnosis import Finding, diagnose
from waymo_kit.evaluation.labels import SegmentTruth, TruthSource, no_labels
from waymo_kit.evaluation.listing import list_errors, listing_schema
from waymo_kit.evaluation.profile import ErrorProfile, profile_errors
from waymo_kit.evaluation.result import Evaluation
from waymo_kit.evaluation.scoring import list_outcomes, scoring_of
from waymo_kit.evaluation.settings import EvalSettings
from waymo_kit.evaluation.state import State
from waymo_kit.evaluation.truth import open_truth
from waymo_kit.evaluation.workers import map_segments
from waymo_kit.io import locate
from waymo_kit.io.storage import publish, translated_errors
from waymo_kit.predictions import PredictionSource, open_predictions
from waymo_kit.predictions.table import box_array


@dataclass(frozen=True, eq=False)
class SegmentScore:
    """What the evaluation of a segment gives.

    Attributes:
        segment: its name.
        state: its additive state.
        checks: what was counted in its inputs.
        profile: of its errors, or None.
        listing: of its errors, or None.
    """

    segment: str
    state: State
    checks: InputChecks
    profile: ErrorProfile | None
    listing: pa.Table | None


@dataclass(frozen=True)
class SegmentJob:
    """Scores a segment; can be sent to another process.

    Attributes:
        predictions: where predictions are.
        truth: where labels are.
        settings: the task.
        with_profile: whether to profile errors.
        with_listing: whether to list errors.
    """

    predictions: PredictionSource
    truth: TruthSource
    settings: EvalSettings
    with_profile: bool = False
    with_listing: bool = False

    def load(self, segment: str) -> tuple[SegmentCase, SegmentTruth | None]:
        """Reads a segment; its truth is None if the ground truth lacks it."""
        known = segment in self.truth.segments
        truth = self.truth.read(segment) if known else None
        empty = SegmentTruth(segment, np.empty(0, np.int64), no_labels(self.settings.box_kind))
        table = self.predictions.read(segment)
        within = self.settings.within
        if within is not None:
            near = _distances(box_array(table, self.settings.box_kind)) < within
            table = table.filter(pa.array(near))
            if truth is not None:
                near = _distances(truth.labels.box) < within
                truth = replace(truth, labels=truth.labels.select(near))
        return make_case(table, truth or empty, self.settings), truth

    def __call__(self, segment: str) -> SegmentScore:
        """Scores a segment."""
        case, truth = self.load(segment)
        outcomes = None
        if self.with_profile or self.with_listing:
            outcomes = list_outcomes(case, self.settings)
        return SegmentScore(
            segment,
            scoring_of(self.settings).count(case),
            check_case(case, truth, self.settings),
            profile_errors(case, outcomes, self.settings)
            if outcomes is not None and self.with_profile
            else None,
            list_errors(case, outcomes, self.settings)
            if outcomes is not None and self.with_listing
            else None,
        )


def evaluate_boxes(
    predictions: str,
    ground_truth: str,
    settings: EvalSettings,
    *,
    workers: int = 1,
    engine: Engine | None = None,
    with_profile: bool = False,
    listing: str | None = None,
    force: bool = False,
    on_progress: Callable[[int, int], None] = lambda done, total: None,
) -> Evaluation:
    """Scores predicted boxes against ground truth; arguments and errors are those of `evaluate`."""
    with tempfile.TemporaryDirectory(prefix="waymo-kit-") as scratch:
        folder = Path(scratch)
        found = open_predictions(predictions, settings.box_kind, folder)
        truth = open_truth(ground_truth, settings.box_kind, folder)
        segments = tuple(sorted({*found.segments, *truth.segments}))
        job = SegmentJob(found, truth, settings, with_profile, listing is not None)
        scoring = scoring_of(settings)
        total: SegmentScore | None = None
        kept: list[State] = []
        writer = _ListingWriter(folder / "listing.parquet", settings) if listing else None
        for done, score in enumerate(map_segments(job, segments, workers, engine), 1):
            kept.append(scoring.stored(score.state))
            if writer is not None and score.listing is not None:
                writer.add(score.listing)
            total = score if total is None else _sum(total, score)
            on_progress(done, len(segments))
        if total is None:
            raise InvalidInputError(f"{predictions} and {ground_truth}: neither has a segment")
        findings = tuple(
            diagnose(
                total.checks,
                settings,
                knows_frames=truth.knows_frames,
                unused_zones=truth.unused_zones,
            )
        )
        if not force:
            raise_errors(findings, predictions)
        if writer is not None and listing is not None:
            writer.publish(listing)
    return Evaluation(
        settings=settings,
        predictions=predictions,
        ground_truth=ground_truth,
        rows=scoring.rows(total.state),
        state=total.state,
        segments=segments,
        segment_states=tuple(kept),
        checks=total.checks,
        findings=findings,
        profile=total.profile,
    )


def raise_errors(findings: tuple[Finding, ...], where: str) -> None:
    """Raises an InvalidInputError if a finding makes the result meaningless."""
    errors = [finding.message for finding in findings if finding.severity == "error"]
    if errors:
        raise InvalidInputError(f"{where}: {'; '.join(errors)} (--force scores it all the same)")


def _distances(boxes: NDArray[np.float64]) -> NDArray[np.float64]:
    """(N,) of the centers of (N, 7) boxes from the origin, metres."""
    distances: NDArray[np.float64] = np.linalg.norm(boxes[:, :3], axis=1)
    return distances


def _sum(one: SegmentScore, other: SegmentScore) -> SegmentScore:
    profile = one.profile
    if profile is not None and other.profile is not None:
        profile = profile + other.profile
    return SegmentScore("", one.state + other.state, one.checks + other.checks, profile, None)


class _ListingWriter:
    """Writes the listing, a row group a segment, and puts it in its place at the end."""

    def __init__(self, staged: Path, settings: EvalSettings) -> None:
        self._staged = staged
        with translated_errors(str(staged), OutputError):
            self._writer = pq.ParquetWriter(
                staged, listing_schema(settings.box_kind), compression="zstd"
            )

    def add(self, table: pa.Table) -> None:
        with translated_errors(str(self._staged), OutputError):
            self._writer.write_table(table)

    def publish(self, target: str) -> None:
        with translated_errors(target, OutputError):
            self._writer.close()
        publish(self._staged, locate(target))
