"""Counts signs of mistakes in the inputs, by segment; `findings.py` judges the counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from waymo_kit.evaluation.box_samples import (
    ROUNDED_MICROS,
    BoxSamples,
    nearest_times,
    sample_frames,
)
from waymo_kit.evaluation.case import SegmentCase
from waymo_kit.evaluation.conventions import BoxPairs, pair_boxes
from waymo_kit.evaluation.labels import SegmentTruth
from waymo_kit.metrics.breakdowns import NONE, Breakdown, shards_of
from waymo_kit.schema import ObjectType

FAR_METERS = 250.0
"""Distance in meters beyond which centers are hardly in the vehicle frame; labels reach 85 m."""

LARGE_HEADING = 3 * np.pi
"""Radians that unwrapped headings rarely exceed, and that most headings in degrees exceed."""

_CONTEXT_BREAKDOWNS = (Breakdown.TIME_OF_DAY, Breakdown.LOCATION, Breakdown.WEATHER)
_NUM_TYPES = len(ObjectType)
_HASH_FACTOR = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True)
class Tally:
    """Counts the occurrences of a finding and keeps one example.

    Attributes:
        count: Number of occurrences.
        example: Place and value of one occurrence, empty for none.
    """

    count: int = 0
    example: str = ""

    def __add__(self, other: Tally) -> Tally:
        """Adds the counts and keeps the first example."""
        return Tally(self.count + other.count, self.example or other.example)


def _no_types() -> NDArray[np.int64]:
    return np.zeros(_NUM_TYPES, np.int64)


@dataclass(frozen=True)
class InputChecks:
    """Counts the inputs of some segments and their unusual features; `+` adds the counts.

    Attributes:
        segments: Number of segments.
        frames: Number of frames in the ground truth.
        predictions: Number of predictions.
        labels: Number of labels in the ground truth.
        scored_labels: Number of labels that the task scores.
        predictions_of_type: (5,) int64 number of predictions by `ObjectType`.
        labels_of_type: (5,) int64 number of scored labels by `ObjectType`.
        min_score: Lowest score, NaN without predictions.
        max_score: Highest score, NaN without predictions.
        tallies: Number of unusual things, by the name of the finding about them.
        pairs: Some predictions with the labels next to them, which show the convention of boxes.
        samples: Some frames of 3D boxes, which show other mistakes.
    """

    segments: int = 0
    frames: int = 0
    predictions: int = 0
    labels: int = 0
    scored_labels: int = 0
    predictions_of_type: NDArray[np.int64] = field(default_factory=_no_types)
    labels_of_type: NDArray[np.int64] = field(default_factory=_no_types)
    min_score: float = np.nan
    max_score: float = np.nan
    tallies: Mapping[str, Tally] = field(default_factory=dict)
    pairs: BoxPairs = field(default_factory=BoxPairs.empty)
    samples: BoxSamples = field(default_factory=BoxSamples.empty)

    def __getitem__(self, name: str) -> Tally:
        """Returns the tally of a name, an empty one if the name is unknown."""
        return self.tallies.get(name, Tally())

    def __add__(self, other: InputChecks) -> InputChecks:
        """Adds the counts of other segments."""
        names = {**self.tallies, **other.tallies}
        return InputChecks(
            self.segments + other.segments,
            self.frames + other.frames,
            self.predictions + other.predictions,
            self.labels + other.labels,
            self.scored_labels + other.scored_labels,
            self.predictions_of_type + other.predictions_of_type,
            self.labels_of_type + other.labels_of_type,
            float(np.fmin(self.min_score, other.min_score)),
            float(np.fmax(self.max_score, other.max_score)),
            {name: self[name] + other[name] for name in names},
            self.pairs + other.pairs,
            self.samples + other.samples,
        )


def check_case(
    case: SegmentCase,
    truth: SegmentTruth | None,
    candidates: SegmentTruth,
    breakdowns: Sequence[Breakdown],
    *,
    point_rules: bool,
) -> InputChecks:
    """Counts the inputs of a segment and what is unusual about them.

    Args:
        case: The segment.
        truth: Ground truth of the segment, None if it has none.
        candidates: Ground truth with the labels that the task may score, before the rules on lidar
            points.
        breakdowns: Breakdowns of the result.
        point_rules: Whether labels without lidar points are dropped.
    """
    predictions, labels = case.predictions, case.ground_truth
    known_times = truth.timestamp_micros if truth is not None else np.empty(0, np.int64)
    return InputChecks(
        segments=1,
        frames=len(known_times),
        predictions=len(predictions),
        labels=len(truth.labels) if truth is not None else 0,
        scored_labels=len(labels),
        predictions_of_type=np.bincount(predictions.type, minlength=_NUM_TYPES),
        labels_of_type=np.bincount(labels.type, minlength=_NUM_TYPES),
        min_score=float(predictions.score.min()) if len(predictions) else np.nan,
        max_score=float(predictions.score.max()) if len(predictions) else np.nan,
        tallies={
            **_check_frames(case, truth, known_times),
            **_check_predictions(case),
            **(_check_labels(truth, candidates, point_rules) if truth is not None else {}),
            "labels_without_context": _without_context(case, breakdowns),
        },
        pairs=pair_boxes(case),
        samples=sample_frames(case),
    )


def _check_frames(
    case: SegmentCase, truth: SegmentTruth | None, known_times: NDArray[np.int64]
) -> dict[str, Tally]:
    """Tallies predictions in frames that the ground truth lacks, and the reverse."""
    times = case.prediction_times
    if truth is None:
        return {"unknown_segments": tally(np.ones(len(times), np.bool_), case.segment, times)}
    missing = np.setdiff1d(known_times, times)
    unknown = ~np.isin(times, known_times)
    rounded = unknown
    if len(known_times) and unknown.any():
        rounded = unknown & (nearest_times(times, np.unique(known_times))[1] <= ROUNDED_MICROS)
    zones = case.zones.timestamp_micros
    no_pose = np.isin(zones, case.zones.pose_timestamp_micros, invert=True)
    return {
        "zones_without_pose": tally(no_pose, case.segment, zones),
        "rounded_times": tally(rounded, case.segment, times),
        "unknown_frames": tally(unknown, case.segment, times),
        "empty_frames": tally(np.ones(len(missing), np.bool_), case.segment, missing),
    }


def _check_predictions(case: SegmentCase) -> dict[str, Tally]:
    predictions, times = case.predictions, case.prediction_times

    def found(rows: NDArray[np.bool_], values: Any = None) -> Tally:
        return tally(rows, case.segment, times, values)

    duplicated = is_repeated([predictions.frame, predictions.type, predictions.track]) & (
        predictions.track >= 0
    )
    tallies = {
        "missing_tracks": found(predictions.track < 0),
        "duplicate_tracks": found(duplicated, case.prediction_ids),
        "repeated_predictions": found(
            is_repeated([predictions.frame, predictions.type, *predictions.box.T])
        ),
        "zero_scores": found(predictions.score == 0),
        "in_zones": found(predictions.in_no_label_zone),
    }
    if predictions.box.shape[1] == 7:
        far, turned = _oddities(predictions.box)
        tallies["headings_in_degrees"] = found(turned, predictions.box[:, -1])
        tallies["world_frame"] = found(far, predictions.box[:, :3])
    return tallies


def _check_labels(
    truth: SegmentTruth, candidates: SegmentTruth, point_rules: bool
) -> dict[str, Tally]:
    labels = truth.labels
    ids, times = labels.require("ids"), labels.require("timestamps_micros")

    def found(rows: Any, values: Any = ids) -> Tally:
        return tally(rows, truth.segment, times, values)

    unknown_times = ~np.isin(times, truth.timestamp_micros)
    columns = [times, labels.require("cameras"), labels.types, *labels.array.T]
    if labels.array.shape[1] == 7:
        columns[1] = np.zeros(len(labels))
    tallies = {
        "labels_without_detection_difficulty": found(labels.require("difficulties") == 0),
        "labels_without_tracking_difficulty": found(labels.require("tracking_difficulties") == 0),
        "labels_of_unknown_type": found(labels.types == ObjectType.UNKNOWN),
        "labels_at_unknown_times": found(unknown_times),
        "repeated_labels": found(is_repeated(columns)),
        "repeated_frames": tally(
            is_repeated([truth.timestamp_micros]), truth.segment, truth.timestamp_micros
        ),
    }
    if labels.array.shape[1] == 7:
        far, turned = _oddities(labels.array)
        points = labels.require("num_points")
        tallies["label_headings_in_degrees"] = found(turned)
        tallies["labels_in_world_frame"] = found(far)
        tallies["negative_points"] = found(points < 0, points)
        tallies["labels_without_camera"] = found(labels.require("cameras") == 0)
        tallies["labels_without_synced_box"] = found(~np.isfinite(truth.synced_boxes).all(axis=1))
    if point_rules:
        tallies["labels_without_points"] = tally(
            candidates.labels.require("num_points") <= 0,
            truth.segment,
            candidates.labels.require("timestamps_micros"),
            candidates.labels.require("ids"),
        )
    return tallies


def tally(
    rows: NDArray[np.bool_], segment: str, times: NDArray[np.int64], values: Any = None
) -> Tally:
    """Counts the rows of a mask; the example is the first of them.

    Args:
        rows: (N,) bool.
        segment: Name of the segment.
        times: (N,) int64 time of each row's frame.
        values: (N,) or (N, K) array or Arrow array that the example shows, None for none.
    """
    count = int(np.count_nonzero(rows))
    if count == 0:
        return Tally()
    row = int(np.argmax(rows))
    example = f"segment {segment} at {times[row]}"
    if values is not None:
        example += f": {values[row].as_py() if isinstance(values, pa.Array) else values[row]}"
    return Tally(count, example)


def is_repeated(columns: Sequence[NDArray[Any]]) -> NDArray[np.bool_]:
    """Returns which rows equal an earlier one in all columns, found by a hash of the row."""
    key = np.zeros(len(columns[0]), np.uint64)
    for column in columns:
        bits = np.ascontiguousarray(column, dtype=np.float64).view(np.uint64)
        key = (key ^ bits) * _HASH_FACTOR
        key ^= key >> np.uint64(29)
    hashes = np.sort(key)
    if (hashes[1:] != hashes[:-1]).all():  # as in almost all segments, and cheaper than below
        return np.zeros(len(key), np.bool_)
    order = np.argsort(key, kind="stable")
    same = np.ones(max(len(order) - 1, 0), np.bool_)
    for column in columns:
        values = column[order]
        same &= values[1:] == values[:-1]
    repeated = np.zeros(len(order), np.bool_)
    repeated[order[1:]] = same
    return repeated


def _oddities(boxes: NDArray[np.float64]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Returns which 3D boxes are far away, and which have large headings."""
    distance = np.hypot(boxes[:, 0], boxes[:, 1])
    return distance > FAR_METERS, np.abs(boxes[:, 6]) > LARGE_HEADING


def _without_context(case: SegmentCase, breakdowns: Sequence[Breakdown]) -> Tally:
    outside = np.zeros(len(case.ground_truth), np.bool_)
    for breakdown in _CONTEXT_BREAKDOWNS:
        if breakdown in breakdowns:
            outside |= shards_of(breakdown, case.ground_truth, case.frames) == NONE
    outside &= case.ground_truth.type != ObjectType.UNKNOWN
    count = int(np.count_nonzero(outside))
    return Tally(count, f"segment {case.segment}" if count else "")
