"""Common base of the tasks on boxes: reading, aligning, checking and listing them."""

from __future__ import annotations

import dataclasses
import math
import os
from abc import abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from waymo_kit.errors import InvalidInputError, count
from waymo_kit.evaluation.case import SegmentCase, distances, make_case, with_point_rules
from waymo_kit.evaluation.checks import InputChecks, check_case
from waymo_kit.evaluation.findings import (
    Finding,
    alignment_findings,
    example_of,
    label_findings,
    prediction_findings,
    type_findings,
)
from waymo_kit.evaluation.labels import SegmentTruth, TruthSource, no_labels
from waymo_kit.evaluation.listing import list_errors
from waymo_kit.evaluation.mistakes import Repair, find_repair
from waymo_kit.evaluation.profile import profile_errors
from waymo_kit.evaluation.repaired import RepairedPredictions
from waymo_kit.evaluation.state import ArrayState
from waymo_kit.evaluation.tasks.task import EvalTask, MapSegments, SegmentScore
from waymo_kit.evaluation.truth import open_truth
from waymo_kit.geometry import Overlap
from waymo_kit.metrics.breakdowns import Breakdown
from waymo_kit.metrics.detection import (
    DetectionConfig,
    DetectionResult,
    count_detections,
    score_counts,
)
from waymo_kit.metrics.outcomes import DetectionOutcomes, detection_outcomes
from waymo_kit.metrics.tracking import TrackingConfig
from waymo_kit.predictions import PredictionSource, open_predictions
from waymo_kit.predictions.table import box_array
from waymo_kit.scene.map_places import BoxPlaces
from waymo_kit.schema import Difficulty
from waymo_kit.schema.predictions import TIMESTAMP, BoxKind


@dataclass(frozen=True)
class BoxInputs:
    """Gives predicted boxes and labels by segment.

    Attributes:
        predictions: Predicted boxes.
        truth: Labels.
    """

    predictions: PredictionSource
    truth: TruthSource

    @property
    def segments(self) -> tuple[str, ...]:
        """Names of the segments of predictions and labels, sorted; of a subset, those of labels."""
        if self.truth.is_subset:
            return tuple(sorted(self.truth.segments))
        return tuple(sorted({*self.predictions.segments, *self.truth.segments}))


@dataclass(frozen=True, kw_only=True)
class BoxTask(EvalTask):
    """Scores boxes; subclasses add the metrics.

    Attributes:
        listing_cutoff: Minimum score of the predictions that the listing of errors, the calibration
            and their plots count. Defaults to 0, which counts all.
        bins: Number of score bins of the calibration.
        within: Distance from the vehicle's origin in meters; labels and predictions whose centers
            are as far or farther are left out, as in the breakdown by range. Only for 3D boxes.
            Defaults to None, which leaves out none.
        on_road: True for the labels and predictions whose centers are on the road alone, False for
            the others alone; the segments need road maps. Only for 3D boxes. Defaults to None,
            which leaves out none.
        lane_distance: Maximum horizontal distance in meters of a center to the center line of the
            nearest lane; like `on_road`.
    """

    has_levels: ClassVar[bool] = True
    has_listing: ClassVar[bool] = True
    needed_labels: ClassVar[str] = "3D labels (laser_labels in v1 files, lidar_box in tables)"
    needed_points: ClassVar[str] = "lidar points"

    listing_cutoff: float = 0.0
    bins: int = 15
    within: float | None = None
    on_road: bool | None = None
    lane_distance: float | None = None

    def __post_init__(self) -> None:
        """Checks the values that the metrics do not check."""
        if self.bins < 1:
            raise InvalidInputError(f"config: expected bins of at least 1, got {self.bins}")
        if not 0 <= self.listing_cutoff <= 1:
            raise InvalidInputError(
                f"config: expected listing_cutoff from 0 to 1, got {self.listing_cutoff}"
            )
        for name in ("within", "lane_distance"):
            value = getattr(self, name)
            if value is not None and not 0 < value < math.inf:
                raise InvalidInputError(
                    f"config: expected {name} to be above 0 and finite, got {value}"
                )
        for name in ("within", "on_road", "lane_distance"):
            if getattr(self, name) is not None and self.box_kind is not BoxKind.BOX_3D:
                raise InvalidInputError(f"config: {name} is for 3D boxes")

    @property
    @abstractmethod
    def config(self) -> DetectionConfig | TrackingConfig:
        """Configuration of the metrics."""

    @property
    def matching_config(self) -> DetectionConfig:
        """Configuration by which single frames are matched for the listing of errors."""
        config = self.config
        if isinstance(config, DetectionConfig):
            return config
        return DetectionConfig(
            overlap=config.overlap,
            iou_thresholds=config.iou_thresholds,
            single_precision=config.single_precision,
        )

    @property
    def box_kind(self) -> BoxKind:
        """Kind of the boxes."""
        return BoxKind.BOX_2D if self.config.overlap == Overlap.IOU_2D else BoxKind.BOX_3D

    @property
    def applies_point_rules(self) -> bool:
        """Whether labels without lidar points are dropped and difficulties filled in."""
        return False

    def candidates(self, truth: SegmentTruth) -> SegmentTruth:
        """Returns the labels that may be scored, with the boxes and points that count."""
        return truth

    @abstractmethod
    def count(self, case: SegmentCase) -> ArrayState:
        """Returns the state of a segment."""

    def open(
        self,
        predictions: str | os.PathLike[str],
        ground_truth: str | os.PathLike[str],
        scratch: Path,
    ) -> BoxInputs:
        """Opens predictions and ground truth; see `open_predictions` and `open_truth`."""
        return BoxInputs(
            open_predictions(predictions, self.box_kind, scratch),
            open_truth(ground_truth, self.box_kind, scratch),
        )

    def read(self, inputs: BoxInputs, segment: str) -> tuple[SegmentCase, InputChecks]:
        """Reads and checks a segment."""
        kind = self.box_kind
        known = inputs.truth.read(segment) if segment in inputs.truth.segments else None
        truth = known or SegmentTruth(segment, np.empty(0, np.int64), no_labels(kind))
        table = inputs.predictions.read(segment)
        if inputs.truth.is_subset:
            times = pa.array(truth.timestamp_micros)
            table = table.filter(pc.is_in(table.column(TIMESTAMP), times))
        boxes = box_array(table, kind)
        if self.within is not None:
            near = distances(boxes) < self.within
            table, boxes = table.filter(pa.array(near)), boxes[near]
            truth = truth.select(distances(truth.labels.array) < self.within)
        if known is not None and (self.on_road is not None or self.lane_distance is not None):
            places = inputs.truth.map_places(segment)
            counted = self._counted(places.of_boxes(boxes, table.column(TIMESTAMP).to_numpy()))
            table, boxes = table.filter(pa.array(counted)), boxes[counted]
            times = truth.labels.require("timestamps_micros")
            truth = truth.select(self._counted(places.of_boxes(truth.labels.array, times)))
        candidates = self.candidates(truth)
        case = make_case(table, boxes, candidates, kind)
        if self.applies_point_rules:
            case = with_point_rules(case, candidates.labels.require("num_points"))
        checks = check_case(
            case,
            truth if known is not None else None,
            candidates,
            self.config.breakdowns,
            point_rules=self.applies_point_rules,
        )
        return case, checks

    def _counted(self, places: BoxPlaces) -> NDArray[np.bool_]:
        """Returns which boxes count by their places; those in unknown frames do, for the checks."""
        counted = np.ones(len(places.is_known), np.bool_)
        if self.on_road is not None:
            counted &= places.is_on_road == self.on_road
        if self.lane_distance is not None:
            counted &= places.lane_distances <= self.lane_distance
        return counted | ~places.is_known

    def score(
        self,
        inputs: BoxInputs,
        segment: str,
        *,
        with_profile: bool = False,
        with_listing: bool = False,
    ) -> SegmentScore:
        """Scores a segment."""
        case, checks = self.read(inputs, segment)
        profile, listing = None, None
        if with_profile or with_listing:
            outcomes = self.outcomes(case)
            if with_profile:
                profile = profile_errors(case, outcomes, self.matching_config, self.bins)
            if with_listing:
                thresholds = self.matching_config.iou_thresholds
                listing = list_errors(case, outcomes, thresholds, self.box_kind)
        return SegmentScore(self.count(case), checks, profile, listing)

    def outcomes(self, case: SegmentCase) -> DetectionOutcomes:
        """Returns the outcome of each prediction and label from `listing_cutoff` on."""
        return detection_outcomes(
            case.predictions,
            case.ground_truth,
            case.frames,
            self.matching_config,
            self.listing_cutoff,
        )

    def stored(self, state: ArrayState) -> ArrayState | None:
        """Returns the whole state."""
        return state

    def findings(self, checks: InputChecks, inputs: BoxInputs) -> Iterator[Finding]:
        """Yields findings about the inputs."""
        lacks = "lacks" if inputs.truth.knows_frames else "lacks, or has no labels in,"
        yield from alignment_findings(
            checks,
            lacking=self.needed_labels,
            in_unknown_frames=f"are in frames that the ground truth {lacks} and count as false "
            "positives",
            unknown_severity="warning",
        )
        yield from prediction_findings(checks)
        yield from self.difficulty_findings(checks)
        yield from self.label_findings(checks)
        yield from type_findings(checks)
        if inputs.truth.unused_zones:
            yield Finding(
                "warning",
                "unused_zones",
                f"the ground truth has {count(inputs.truth.unused_zones, 'no-label zone')} that "
                f"{'is' if inputs.truth.unused_zones == 1 else 'are'} not used: a "
                ".bin file has no vehicle poses to place boxes among them; set overlap_with_nlz "
                "instead",
            )
        lost = checks["zones_without_pose"]
        if lost.count and self.box_kind is BoxKind.BOX_3D:
            yield Finding(
                "warning",
                "zones_without_pose",
                f"{count(lost.count, 'no-label zone')} in frames without a vehicle pose "
                f"{'is' if lost.count == 1 else 'are'} not used{example_of(lost)}: predictions "
                "there count as false positives",
            )

    def label_findings(self, checks: InputChecks) -> Iterator[Finding]:
        """Yields findings about the values of labels and about labels that are not scored."""
        yield from label_findings(checks, self.needed_points)

    def checks(self, inputs: BoxInputs, map_all: MapSegments) -> InputChecks:
        """Returns the checks of all segments, which are read for them."""
        return sum(map_all(_CheckJob(self, inputs)), InputChecks())

    def repair(self, checks: InputChecks) -> Repair:
        """Returns the repair of the predictions, from the counts of a pass over the segments."""
        if self.box_kind is not BoxKind.BOX_3D or not checks.predictions:
            return Repair()
        rounded = checks["rounded_times"].count > 0.5 * checks.predictions
        return find_repair(checks.samples, checks.pairs, rounded_times=rounded)

    def mended(self, inputs: BoxInputs, repair: Repair) -> BoxInputs:
        """Returns the inputs with mended predictions."""
        mended = RepairedPredictions.of(inputs.predictions, inputs.truth, repair)
        return BoxInputs(mended, inputs.truth)

    def fixed(
        self, inputs: BoxInputs, map_all: MapSegments
    ) -> tuple[BoxInputs, tuple[Finding, ...]]:
        """Returns inputs with mended predictions, and a note about each mistake."""
        repair = self.repair(self.checks(inputs, map_all))
        if repair == Repair():
            return inputs, ()
        notes = (
            Finding("note", name, f"predictions are converted, because {words}")
            for name, words in repair.mistakes.items()
        )
        return self.mended(inputs, repair), tuple(notes)

    def second_look(
        self, inputs: BoxInputs, checks: InputChecks, map_all: MapSegments
    ) -> Iterator[Finding]:
        """Yields a finding for each mistake of conventions, with the mAP of mended boxes."""
        repair = self.repair(checks)
        if repair == Repair():
            return
        config = dataclasses.replace(
            self.matching_config, breakdowns=(Breakdown.OBJECT_TYPE,), levels=(Difficulty.LEVEL_2,)
        )
        job = _RepairJob(self, inputs, self.mended(inputs, repair), config)
        counts: NDArray[np.int64] = sum(map_all(job), np.int64(0))
        before, after = (_mean_precision(score_counts(part, config)) for part in counts)
        for name, words in repair.mistakes.items():
            yield Finding(
                "warning",
                name,
                f"predictions look as if {words}: converted, their mAP is {after[0]:.4f} instead "
                f"of {before[0]:.4f}, their mAPH {after[1]:.4f} instead of {before[1]:.4f} "
                "(LEVEL_2, mean over the labeled types; boxes are center_x, center_y, center_z, "
                "length, width, height, heading as in docs/conventions.md); "
                f"{repair.hint}--fix converts them",
            )

    @abstractmethod
    def difficulty_findings(self, checks: InputChecks) -> Iterator[Finding]:
        """Yields a finding about labels without a difficulty."""


@dataclass(frozen=True)
class _CheckJob:
    """Checks a segment."""

    task: BoxTask
    inputs: BoxInputs

    def __call__(self, segment: str) -> InputChecks:
        return self.task.read(self.inputs, segment)[1]


@dataclass(frozen=True)
class _RepairJob:
    """Counts matches of the boxes of a segment, both as they are and mended."""

    task: BoxTask
    inputs: BoxInputs
    mended: BoxInputs
    config: DetectionConfig

    def __call__(self, segment: str) -> NDArray[np.int64]:
        cases = (self.task.read(inputs, segment)[0] for inputs in (self.inputs, self.mended))
        return np.stack(
            [
                count_detections(case.predictions, case.ground_truth, case.frames, self.config)
                for case in cases
            ]
        )


def _mean_precision(result: DetectionResult) -> tuple[float, float]:
    """Returns the means of AP and APH over the types that have labels."""
    labels = result.true_positives[:, 0] + result.false_negatives[:, 0]
    known = labels > 0
    if not known.any():
        return 0.0, 0.0
    return float(result.ap[known].mean()), float(result.aph[known].mean())


def whole_numbers(array: NDArray[np.float64]) -> NDArray[np.int64]:
    """Returns sums of counts as integers.

    Heading accuracies, in units of 2**-36, lose what float64 cannot hold.
    """
    return np.rint(array).astype(np.int64)
