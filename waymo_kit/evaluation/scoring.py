"""The tasks on boxes: a segment becomes an additive state, a state the rows of the result."""

from __future__ import annotations

from abc import ABC, abstractmethod

import numpy as np
from numpy.typing import NDArray

from waymo_kit.errors import InvalidInputError
from waymo_kit.evaluation.case import SegmentCase
from waymo_kit.evaluation.settings import EvalSettings, Task
from waymo_kit.evaluation.state import State
from waymo_kit.metrics.detection import DetectionResult, count_detections, score_counts
from waymo_kit.metrics.detection_calibration import (
    DetectionCalibrationMetric,
    DetectionCalibrationResult,
)
from waymo_kit.metrics.hota import Hota
from waymo_kit.metrics.identity import Identity
from waymo_kit.metrics.outcomes import DetectionOutcomes, ObjectOutcome, detection_outcomes
from waymo_kit.metrics.tracking import (
    ClearMot,
    TrackingCounts,
    TrackingMetric,
    TrackingResult,
    score_tracks,
)

Rows = dict[str, dict[str, float]]
"""Metrics by row name and column name."""


class BoxScoring(ABC):
    """How a task on boxes is scored."""

    def __init__(self, settings: EvalSettings) -> None:
        """Takes the settings of the task."""
        self.settings = settings

    @abstractmethod
    def count(self, case: SegmentCase) -> State:
        """Scores a segment."""

    @abstractmethod
    def rows(self, state: State) -> Rows:
        """Turns a state into metrics by official row name."""

    def stored(self, state: State) -> State:
        """The part of a segment's state that is kept for comparisons."""
        return state


def scoring_of(settings: EvalSettings) -> BoxScoring:
    """The scoring of a task on boxes."""
    if settings.task is Task.TRACKING:
        return TrackingScoring(settings)
    if settings.task is Task.CALIBRATION:
        return CalibrationScoring(settings)
    return DetectionScoring(settings)


class DetectionScoring(BoxScoring):
    """AP, and what the task has beside it: APH for 3D boxes, APL with longitudinal tolerance."""

    def count(self, case: SegmentCase) -> State:
        """Counts matches at every score cutoff."""
        config = self.settings.detection_config()
        counts = count_detections(case.predictions, case.ground_truth, case.frames, config)
        return State({"counts": counts})

    def result(self, state: State) -> DetectionResult:
        """The metrics with their curves."""
        return score_counts(state.arrays["counts"], self.settings.detection_config())

    def rows(self, state: State) -> Rows:
        """AP, APH and APL by row, with the means ALL_NS."""
        columns = detection_columns(self.settings)
        return {
            name: {column: values[column] for column in columns}
            for name, values in self.result(state).as_dict().items()
        }


def detection_columns(settings: EvalSettings) -> tuple[str, ...]:
    """Columns of a detection row, in the official tool's order."""
    if settings.tolerance is not None:
        return ("APL", "AP", "APH")
    return ("AP",) if settings.task is Task.DETECTION_2D else ("AP", "APH")


OFFICIAL_TRACKING_COLUMNS = ("MOTA", "MOTP", "MISS", "MISMATCH", "FP", "SCORE_CUTOFF")
"""Columns of the official tool; the others go beyond it."""

TRACKING_COUNTS = (
    "OBJECTS",
    "ID_SWITCHES",
    "FRAGMENTATIONS",
    "MOSTLY_TRACKED",
    "PARTLY_TRACKED",
    "MOSTLY_LOST",
)
"""Columns that hold numbers of things, of which there are no means."""

MEAN_TYPES = ("VEHICLE", "PEDESTRIAN", "CYCLIST")
"""Types that ALL_NS is the mean of."""

_CLEAR_MOT, _IDENTITY, _HOTA = "clear_mot.", "identity.", "hota."


class TrackingScoring(BoxScoring):
    """CLEAR MOT, identity, HOTA and AMOTA."""

    def count(self, case: SegmentCase) -> State:
        """Counts matches at every score cutoff.

        Raises:
            InvalidInputError: a prediction has no track id.
        """
        missing = case.predictions.track < 0
        if missing.any():
            time = case.frames.timestamp_micros[case.predictions.frame[missing.argmax()]]
            raise InvalidInputError(
                f"segment {case.segment}: {missing.sum()} of {len(missing)} predictions have no "
                f"track id (for example at {time}); tracking needs one for each"
            )
        metric = TrackingMetric(self.settings.tracking_config())
        metric.update(case.predictions, case.ground_truth, case.frames)
        return _state_of(metric.counts)

    def result(self, state: State) -> TrackingResult:
        """The metrics with their counts."""
        config = self.settings.tracking_config()
        counts = TrackingCounts(
            ClearMot(*_fields(state, _CLEAR_MOT, ClearMot._fields)),
            Identity(*_fields(state, _IDENTITY, Identity._fields)),
            Hota(*_fields(state, _HOTA, Hota._fields)) if self._has_hota(state) else None,
        )
        return score_tracks(counts, config)

    def rows(self, state: State) -> Rows:
        """The official columns and the further ones by row, with the means ALL_NS.

        A row without ground truth has zeros in the official columns, as the official tool prints,
        and NaN in the further ones.
        """
        rows = self.result(state).as_dict()
        for values in rows.values():
            if values["OBJECTS"] == 0:
                further = values.keys() - {*OFFICIAL_TRACKING_COLUMNS, *TRACKING_COUNTS}
                values.update(dict.fromkeys(OFFICIAL_TRACKING_COLUMNS, 0.0))
                values.update(dict.fromkeys(further, float("nan")))
        return {**rows, **_type_means(rows)}

    def stored(self, state: State) -> State:
        """All but HOTA, whose counts at every cutoff and localisation threshold are large."""
        names = [name for name in state.arrays if not name.startswith(_HOTA)]
        return State({name: state.arrays[name] for name in names})

    @staticmethod
    def _has_hota(state: State) -> bool:
        return any(name.startswith(_HOTA) for name in state.arrays)


def _type_means(rows: Rows) -> Rows:
    """Means over vehicles, pedestrians and cyclists of each row that all three have."""
    means: Rows = {}
    for name in rows:
        alike = [name.replace("TYPE_VEHICLE", f"TYPE_{kind}") for kind in MEAN_TYPES]
        if "TYPE_VEHICLE" in name and all(other in rows for other in alike):
            means[name.replace("TYPE_VEHICLE", "ALL_NS")] = {
                column: float(np.mean([rows[other][column] for other in alike]))
                for column in rows[name]
                if column not in TRACKING_COUNTS and column != "SCORE_CUTOFF"
            }
    return means


def _state_of(counts: TrackingCounts) -> State:
    parts = ((_CLEAR_MOT, counts.clear_mot), (_IDENTITY, counts.identity), (_HOTA, counts.hota))
    return State(
        {
            prefix + name: array
            for prefix, part in parts
            if part is not None
            for name, array in part._asdict().items()
        }
    )


def _fields(state: State, prefix: str, names: tuple[str, ...]) -> list[NDArray[np.int64]]:
    return [state.arrays[prefix + name] for name in names]


class CalibrationScoring(BoxScoring):
    """Whether scores mean what they say: precision by score, type and range."""

    def count(self, case: SegmentCase) -> State:
        """Bins the scores of true and false positives."""
        return self.count_outcomes(case, list_outcomes(case, self.settings))

    def count_outcomes(self, case: SegmentCase, outcomes: DetectionOutcomes) -> State:
        """Bins the scores of predictions whose outcome is known."""
        calibrator = DetectionCalibrationMetric(self.settings.bins)
        scored = np.isin(
            outcomes.prediction, (ObjectOutcome.TRUE_POSITIVE, ObjectOutcome.FALSE_POSITIVE)
        )
        calibrator.update(
            case.predictions.score[scored],
            outcomes.prediction[scored] == ObjectOutcome.TRUE_POSITIVE,
            case.predictions.type[scored],
            distances(case.predictions.box[scored]),
        )
        return State(
            {
                "count": calibrator.histogram.count,
                "correct": calibrator.histogram.correct,
                "score_sum": calibrator.histogram.score_sum,
                "brier_sum": calibrator.brier_sum,
                "nll_sum": calibrator.nll_sum,
            }
        )

    def result(self, state: State) -> list[DetectionCalibrationResult]:
        """The calibration of all detections, of each type, and of each type and range."""
        calibrator = DetectionCalibrationMetric(self.settings.bins)
        calibrator.histogram.count = state.arrays["count"]
        calibrator.histogram.correct = state.arrays["correct"]
        calibrator.histogram.score_sum = state.arrays["score_sum"]
        calibrator.brier_sum = state.arrays["brier_sum"]
        calibrator.nll_sum = state.arrays["nll_sum"]
        return calibrator.result()

    def rows(self, state: State) -> Rows:
        """ECE and what goes with it by type and range."""
        return {
            entry.name: {
                "ECE": entry.ece,
                "ECE_EQUAL_MASS": entry.ece_equal_mass,
                "MCE": entry.mce,
                "BRIER": entry.brier,
                "NLL": entry.nll,
                "CONFIDENCE": entry.confidence,
                "PRECISION": entry.precision,
                "COUNT": entry.count,
            }
            for entry in self.result(state)
        }


def list_outcomes(case: SegmentCase, settings: EvalSettings) -> DetectionOutcomes:
    """What became of each prediction and label of a segment, from the listing's cutoff on."""
    return detection_outcomes(
        case.predictions,
        case.ground_truth,
        case.frames,
        settings.detection_config(),
        settings.listing_cutoff,
    )


def distances(boxes: NDArray[np.float64]) -> NDArray[np.float64]:
    """(N,) distance of 3D centers from the vehicle's origin, as the official ranges; 0 for 2D."""
    if boxes.shape[1] == 4:
        return np.zeros(len(boxes))
    return np.sqrt((boxes[:, :3] ** 2).sum(axis=1))
