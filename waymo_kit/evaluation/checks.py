"""Facts about the inputs that reveal mistakes, counted segment by segment; see `diagnosis.py`."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from waymo_kit.evaluation.case import SegmentCase
from waymo_kit.evaluation.labels import SegmentTruth
from waymo_kit.evaluation.settings import EvalSettings, Task
from waymo_kit.metrics.breakdowns import NONE, Breakdown, shards_of
from waymo_kit.predictions import BoxKind
from waymo_kit.schema import ObjectType

FAR_METRES = 250.0
"""Lidars reach about 75 m and labels 85 m: centers beyond this are hardly in the vehicle frame."""

LARGE_HEADING = 3 * np.pi
"""Headings of radians that were never wrapped hardly exceed this, most of those in degrees do."""

_CONTEXT_BREAKDOWNS = (Breakdown.TIME_OF_DAY, Breakdown.LOCATION, Breakdown.WEATHER)
_NUM_TYPES = len(ObjectType)
_HASH_FACTOR = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True)
class Tally:
    """How often something was found, and one example.

    Attributes:
        count: how often.
        example: one line.
    """

    count: int = 0
    example: str = ""

    def __add__(self, other: Tally) -> Tally:
        """Adds the counts; the first example stays."""
        return Tally(self.count + other.count, self.example or other.example)


@dataclass(frozen=True)
class InputChecks:
    """What was found in the inputs of some segments; adds up.

    Attributes:
        segments: number of segments.
        frames: frames of the ground truth.
        predictions: predictions.
        labels: labels of the ground truth.
        scored_labels: those that the task scores.
        predictions_of_type: (5,) by `ObjectType`.
        labels_of_type: (5,) of the scored labels.
        min_score: NaN without predictions.
        max_score: likewise.
        unknown_segments: predictions in segments that the ground truth lacks.
        unknown_frames: predictions in other frames that the ground truth lacks.
        empty_frames: frames of the ground truth without predictions.
        missing_tracks: predictions without a track id.
        duplicate_tracks: predictions whose track id another one of their frame has.
        repeated: predictions that equal another one of their frame in everything.
        zero_scores: predictions with a score of 0.
        large_headings: predictions with a heading beyond `LARGE_HEADING`.
        far_boxes: predictions whose center is beyond `FAR_METRES`.
        large_label_headings: labels likewise.
        far_labels: labels likewise.
        without_difficulty: scored labels whose source does not say a difficulty.
        without_points: labels that are dropped for want of lidar points.
        without_context: scored labels that are in no row of a breakdown by the segment's context.
        in_zones: predictions that overlap a no-label zone.
    """

    segments: int = 0
    frames: int = 0
    predictions: int = 0
    labels: int = 0
    scored_labels: int = 0
    predictions_of_type: NDArray[np.int64] = field(
        default_factory=lambda: np.zeros(_NUM_TYPES, np.int64)
    )
    labels_of_type: NDArray[np.int64] = field(
        default_factory=lambda: np.zeros(_NUM_TYPES, np.int64)
    )
    min_score: float = np.nan
    max_score: float = np.nan
    unknown_segments: Tally = Tally()
    unknown_frames: Tally = Tally()
    empty_frames: Tally = Tally()
    missing_tracks: Tally = Tally()
    duplicate_tracks: Tally = Tally()
    repeated: Tally = Tally()
    zero_scores: Tally = Tally()
    large_headings: Tally = Tally()
    far_boxes: Tally = Tally()
    large_label_headings: Tally = Tally()
    far_labels: Tally = Tally()
    without_difficulty: Tally = Tally()
    without_points: Tally = Tally()
    without_context: Tally = Tally()
    in_zones: Tally = Tally()

    def __add__(self, other: InputChecks) -> InputChecks:
        """Adds what was found elsewhere."""
        sums = {
            one.name: getattr(self, one.name) + getattr(other, one.name)
            for one in dataclasses.fields(self)
        }
        sums["min_score"] = float(np.fmin(self.min_score, other.min_score))
        sums["max_score"] = float(np.fmax(self.max_score, other.max_score))
        return InputChecks(**sums)


def check_case(
    case: SegmentCase, truth: SegmentTruth | None, settings: EvalSettings
) -> InputChecks:
    """Counts what is odd in a segment.

    Args:
        case: the segment.
        truth: its ground truth, None if the ground truth lacks the segment.
        settings: the task.
    """
    predictions, labels = case.predictions, case.ground_truth
    times = case.frames.timestamp_micros[predictions.frame]

    def tally(rows: NDArray[np.bool_], value: NDArray | pa.Array | None = None) -> Tally:
        count = int(np.count_nonzero(rows))
        if count == 0:
            return Tally()
        row = int(np.argmax(rows))
        example = f"segment {case.segment} at {times[row]}"
        if value is not None:
            shown = value[row].as_py() if isinstance(value, pa.Array) else value[row]
            example += f": {shown}"
        return Tally(count, example)

    everything = np.ones(len(predictions), np.bool_)
    nothing = ~everything
    known_times = truth.timestamp_micros if truth is not None else np.empty(0, np.int64)
    missing_frames = np.setdiff1d(known_times, times)
    is_3d = settings.box_kind is BoxKind.BOX_3D
    zero = predictions.score == 0
    far, turned = _oddities(predictions.box) if is_3d else (nothing, nothing)
    duplicated = _is_repeated([predictions.frame, predictions.track]) & (predictions.track >= 0)
    in_dataset = len(truth.labels.type) if truth is not None else 0
    odd_labels = [Tally(), Tally()]
    if is_3d and in_dataset:
        odd_labels = [Tally(int(rows.sum())) for rows in _oddities(labels.box)]
    without_points = 0
    if truth is not None and settings.point_rules:
        points = truth.labels.top_points if settings.task is Task.LET else truth.labels.points
        without_points = int(np.count_nonzero(points <= 0))
    return InputChecks(
        segments=1,
        frames=len(known_times),
        predictions=len(predictions),
        labels=in_dataset,
        scored_labels=len(labels),
        predictions_of_type=np.bincount(predictions.type, minlength=_NUM_TYPES),
        labels_of_type=np.bincount(labels.type, minlength=_NUM_TYPES),
        min_score=float(predictions.score.min()) if len(predictions) else np.nan,
        max_score=float(predictions.score.max()) if len(predictions) else np.nan,
        unknown_segments=tally(everything) if truth is None else Tally(),
        unknown_frames=Tally() if truth is None else tally(~np.isin(times, known_times)),
        empty_frames=Tally(
            len(missing_frames),
            f"segment {case.segment} at {missing_frames[0]}" if len(missing_frames) else "",
        ),
        missing_tracks=tally(predictions.track < 0),
        duplicate_tracks=tally(duplicated, case.prediction_ids),
        repeated=tally(_is_repeated([predictions.frame, predictions.type, *predictions.box.T])),
        zero_scores=tally(zero),
        large_headings=tally(turned, predictions.box[:, -1]),
        far_boxes=tally(far, predictions.box[:, :3]),
        large_label_headings=odd_labels[1],
        far_labels=odd_labels[0],
        without_difficulty=_without_difficulty(truth, settings),
        without_points=Tally(without_points),
        without_context=_without_context(case, settings),
        in_zones=tally(predictions.in_no_label_zone),
    )


def _oddities(boxes: NDArray[np.float64]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which 3D boxes are far away, and which have large headings."""
    distance = np.hypot(boxes[:, 0], boxes[:, 1])
    return distance > FAR_METRES, np.abs(boxes[:, 6]) > LARGE_HEADING


def _is_repeated(columns: Sequence[NDArray]) -> NDArray[np.bool_]:
    """Which rows equal an earlier one in all columns; finds them by a hash of the row."""
    key = np.zeros(len(columns[0]), np.uint64)
    for column in columns:
        bits = np.ascontiguousarray(column, dtype=np.float64).view(np.uint64)
        key = (key ^ bits) * _HASH_FACTOR
        key ^= key >> np.uint64(29)
    order = np.argsort(key, kind="stable")
    same = np.ones(max(len(order) - 1, 0), np.bool_)
    for column in columns:
        values = column[order]
        same &= values[1:] == values[:-1]
    repeated = np.zeros(len(order), np.bool_)
    repeated[order[1:]] = same
    return repeated


def _without_difficulty(truth: SegmentTruth | None, settings: EvalSettings) -> Tally:
    if truth is None:
        return Tally()
    labels = truth.labels
    tracking = settings.task is Task.TRACKING
    levels = labels.tracking_difficulty if tracking else labels.detection_difficulty
    rows = np.flatnonzero(levels == 0)
    if len(rows) == 0:
        return Tally()
    where = f"segment {truth.segment} at {labels.timestamp_micros[rows[0]]}"
    return Tally(len(rows), f"{where}: {labels.id[int(rows[0])].as_py()}")


def _without_context(case: SegmentCase, settings: EvalSettings) -> Tally:
    outside = np.zeros(len(case.ground_truth), np.bool_)
    for breakdown in _CONTEXT_BREAKDOWNS:
        if breakdown in settings.breakdowns:
            outside |= shards_of(breakdown, case.ground_truth, case.frames) == NONE
    outside &= case.ground_truth.type != ObjectType.UNKNOWN
    count = int(np.count_nonzero(outside))
    return Tally(count, f"segment {case.segment}" if count else "")
