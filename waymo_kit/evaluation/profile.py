"""Profiles errors for the report: counts by distance, calibration and the worst cases."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from waymo_kit.evaluation.case import SegmentCase, distances
from waymo_kit.evaluation.causes import false_positive_cause, group_rows, miss_cause
from waymo_kit.evaluation.state import ArrayState
from waymo_kit.metrics.detection import DetectionConfig
from waymo_kit.metrics.detection_calibration import (
    DetectionCalibrationMetric,
    DetectionCalibrationResult,
)
from waymo_kit.metrics.objects import Objects
from waymo_kit.metrics.outcomes import DetectionOutcomes, ObjectOutcome
from waymo_kit.schema import Difficulty, ObjectType

DISTANCE_STEP = 10.0
"""Width of a distance bin in meters."""

NUM_DISTANCES = 9
"""Number of distance bins; the last one has no upper end."""

WORST_CASES = 12
"""Number of objects with false positives to show, and of objects with misses."""

NEARBY_METERS = 12.0
"""Distance in meters within which the boxes around a worst case are drawn."""

_MAX_NEARBY = 12


@dataclass(frozen=True, eq=False)
class WorstCase:
    """Describes an object with false positives or misses by the worst of them and its neighbors.

    Attributes:
        segment: Name of the segment.
        timestamp_micros: Time of the frame.
        frame_number: Position of the frame in its segment, -1 if the ground truth lacks it.
        num_frames: Number of frames of the segment.
        num_cases: Number of frames in which the object has such an error.
        cause: Reason why it counts as an error, in words.
        camera: Camera of a 2D box, 0 for a 3D box.
        id: Track id of the prediction or id of the label; may be empty.
        type: `ObjectType`.
        score: Score of the prediction; NaN for a miss.
        iou: Largest IoU with a label of the same type; NaN for a miss.
        difficulty: `Difficulty` of the label; 0 for a prediction.
        num_points: Number of lidar points in the label; -1 where it is not known.
        distance: Distance from the vehicle in meters; 0 for a 2D box.
        box: (7,) box in the vehicle frame or (4,) box in the image, float64.
        labels: (K, 7) or (K, 4) float64 labels nearby.
        predictions: (K, 7) or (K, 4) float64 predictions nearby.
    """

    segment: str
    timestamp_micros: int
    frame_number: int
    num_frames: int
    num_cases: int
    cause: str
    camera: int
    id: str
    type: int
    score: float
    iou: float
    difficulty: int
    num_points: int
    distance: float
    box: NDArray[np.float64]
    labels: NDArray[np.float64]
    predictions: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class ErrorProfile:
    """Summarizes the errors of some segments; `+` combines the profiles of different segments.

    Attributes:
        calibration: State of the calibration, as `count_calibration` returns it.
        by_distance: (5, NUM_DISTANCES, 3) int64 true positives, false positives and misses by
            `ObjectType` and distance.
        false_positives: False positives with the highest scores, one per object.
        misses: Easiest and nearest misses, one per object.
    """

    calibration: ArrayState
    by_distance: NDArray[np.int64]
    false_positives: tuple[WorstCase, ...]
    misses: tuple[WorstCase, ...]

    def __add__(self, other: ErrorProfile) -> ErrorProfile:
        """Returns the profile of the segments of both."""
        return ErrorProfile(
            self.calibration.merge(other.calibration),
            self.by_distance + other.by_distance,
            _worst((*self.false_positives, *other.false_positives)),
            _worst((*self.misses, *other.misses)),
        )


def profile_errors(
    case: SegmentCase, outcomes: DetectionOutcomes, config: DetectionConfig, bins: int
) -> ErrorProfile:
    """Returns the profile of the errors of a segment.

    Args:
        case: The segment.
        outcomes: Outcomes of the predictions and labels of the segment.
        config: Configuration of the matching.
        bins: Number of score bins of the calibration.
    """
    predictions, labels = case.predictions, case.ground_truth
    counts = np.zeros((len(ObjectType), NUM_DISTANCES, 3), np.int64)
    sides: tuple[tuple[Objects, NDArray[np.uint8], ObjectOutcome, int], ...] = (
        (predictions, outcomes.prediction, ObjectOutcome.TRUE_POSITIVE, 0),
        (predictions, outcomes.prediction, ObjectOutcome.FALSE_POSITIVE, 1),
        (labels, outcomes.truth, ObjectOutcome.FALSE_NEGATIVE, 2),
    )
    for objects, outcome, kind, slot in sides:
        rows = outcome == kind
        steps = (distances(objects.box[rows]) / DISTANCE_STEP).astype(np.int64)
        cells = objects.type[rows] * NUM_DISTANCES + np.minimum(steps, NUM_DISTANCES - 1)
        counts[:, :, slot] = np.bincount(cells, minlength=counts[:, :, 0].size).reshape(
            counts.shape[:2]
        )
    false_rows = np.flatnonzero(outcomes.prediction == ObjectOutcome.FALSE_POSITIVE)
    false_rows = false_rows[np.argsort(-predictions.score[false_rows], kind="stable")]
    missed = np.flatnonzero(outcomes.truth == ObjectOutcome.FALSE_NEGATIVE)
    far = distances(labels.box[missed])
    missed = missed[np.lexsort((far, labels.detection_difficulty[missed]))]
    return ErrorProfile(
        count_calibration(case, outcomes, bins),
        counts,
        tuple(
            _false_positive(case, outcomes, config, row, count)
            for row, count in group_rows(
                case, predictions, case.prediction_ids, false_rows, WORST_CASES
            )
        ),
        tuple(
            _miss(case, outcomes, config, row, count)
            for row, count in group_rows(case, labels, case.truth_ids, missed, WORST_CASES)
        ),
    )


def _false_positive(
    case: SegmentCase,
    outcomes: DetectionOutcomes,
    config: DetectionConfig,
    row: int,
    num_cases: int,
) -> WorstCase:
    iou, kind = float(outcomes.prediction_iou[row]), int(case.predictions.type[row])
    cause = false_positive_cause(case, config, row, iou)
    return dataclasses.replace(
        _case(case, case.predictions, row, case.prediction_ids[row].as_py(), cause, num_cases),
        score=float(case.predictions.score[row]),
        iou=iou,
        type=kind,
    )


def _miss(
    case: SegmentCase,
    outcomes: DetectionOutcomes,
    config: DetectionConfig,
    row: int,
    num_cases: int,
) -> WorstCase:
    cause = miss_cause(case, outcomes, config, row)
    return dataclasses.replace(
        _case(case, case.ground_truth, row, case.truth_ids[row].as_py(), cause, num_cases),
        difficulty=int(case.ground_truth.detection_difficulty[row]),
        num_points=int(case.truth_points[row]),
    )


def _case(
    case: SegmentCase, objects: Objects, row: int, id: str, cause: str, num_cases: int
) -> WorstCase:
    """Returns one object as a case, with the boxes nearby."""
    frame = objects.frame[row]
    box = objects.box[row]
    reach = NEARBY_METERS if len(box) == 7 else np.inf

    def nearby(others: Objects) -> NDArray[np.float64]:
        in_frame = others.box[others.frame == frame]
        gap = np.hypot(in_frame[:, 0] - box[0], in_frame[:, 1] - box[1])
        order = np.argsort(gap, kind="stable")[:_MAX_NEARBY]
        found: NDArray[np.float64] = in_frame[order[gap[order] <= reach]]
        return found

    time = int(case.frames.timestamp_micros[frame])
    numbers = np.flatnonzero(case.truth_times == time)
    return WorstCase(
        segment=case.segment,
        timestamp_micros=time,
        frame_number=int(numbers[0]) if len(numbers) else -1,
        num_frames=len(case.truth_times),
        num_cases=num_cases,
        cause=cause,
        camera=int(case.frames.camera[frame]),
        id=id,
        type=int(objects.type[row]),
        score=np.nan,
        iou=np.nan,
        difficulty=0,
        num_points=-1,
        distance=float(distances(box[None])[0]),
        box=box,
        labels=nearby(case.ground_truth),
        predictions=nearby(case.predictions),
    )


def _worst(cases: Sequence[WorstCase]) -> tuple[WorstCase, ...]:
    """Returns the worst cases: highest scores first, or easiest and nearest misses first."""

    def badness(case: WorstCase) -> tuple[float, int, float]:
        score = 0.0 if np.isnan(case.score) else case.score
        return (-score, case.difficulty or int(Difficulty.LEVEL_1), case.distance)

    return tuple(sorted(cases, key=badness)[:WORST_CASES])


def count_calibration(case: SegmentCase, outcomes: DetectionOutcomes, bins: int) -> ArrayState:
    """Bins the scores of true and false positives by type and range.

    Args:
        case: The segment.
        outcomes: Outcomes of the predictions and labels of the segment.
        bins: Number of score bins.
    """
    calibrator = DetectionCalibrationMetric(bins)
    scored = np.isin(
        outcomes.prediction, (ObjectOutcome.TRUE_POSITIVE, ObjectOutcome.FALSE_POSITIVE)
    )
    calibrator.update(
        case.predictions.score[scored],
        outcomes.prediction[scored] == ObjectOutcome.TRUE_POSITIVE,
        case.predictions.type[scored],
        distances(case.predictions.box[scored]),
    )
    return ArrayState(
        {
            "count": calibrator.histogram.count,
            "correct": calibrator.histogram.correct,
            "score_sum": calibrator.histogram.score_sum,
            "brier_sum": calibrator.brier_sum,
            "nll_sum": calibrator.nll_sum,
        }
    )


def calibration_of(state: ArrayState, bins: int) -> list[DetectionCalibrationResult]:
    """Returns the calibration of all detections, of each type, and of each type and range."""
    calibrator = DetectionCalibrationMetric(bins)
    calibrator.histogram.count = state.arrays["count"]
    calibrator.histogram.correct = state.arrays["correct"]
    calibrator.histogram.score_sum = state.arrays["score_sum"]
    calibrator.brier_sum = state.arrays["brier_sum"]
    calibrator.nll_sum = state.arrays["nll_sum"]
    return calibrator.result()
