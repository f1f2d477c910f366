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

from waymo_kit.errors import InvalidInputError
from waymo_kit.evaluation.case import SegmentCase, distances, make_case, with_point_rules
from waymo_kit.evaluation.checks import InputChecks, check_case
from waymo_kit.evaluation.conventions import WAYMO, BoxConvention, find_convention
from waymo_kit.evaluation.findings import (
    Finding,
    alignment_findings,
    label_findings,
    prediction_findings,
    type_findings,
)
from waymo_kit.evaluation.labels import SegmentTruth, TruthSource, no_labels
from waymo_kit.evaluation.listing import list_errors
from waymo_kit.evaluation.profile import profile_errors
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
        within: Distance from the vehicle's origin in metres; labels and predictions whose centers
            are as far or farther are left out, as in the breakdown by range. Only for 3D boxes.
            Defaults to None, which leaves out none.
    """

    has_levels: ClassVar[bool] = True
    has_listing: ClassVar[bool] = True
    needed_labels: ClassVar[str] = "3D labels (laser_labels in v1 files, lidar_box in tables)"
    needed_points: ClassVar[str] = "lidar points"

    listing_cutoff: float = 0.0
    bins: int = 15
    within: float | None = None

    def __post_init__(self) -> None:
        """Checks the values that the metrics do not check."""
        if self.bins < 1:
            raise InvalidInputError(f"config: expected bins of at least 1, got {self.bins}")
        if not 0 <= self.listing_cutoff <= 1:
            raise InvalidInputError(
                f"config: expected listing_cutoff from 0 to 1, got {self.listing_cutoff}"
            )
        if self.within is not None and not 0 < self.within < math.inf:
            raise InvalidInputError(
                f"config: expected within to be above 0 and finite, got {self.within}"
            )
        if self.within is not None and self.box_kind is not BoxKind.BOX_3D:
            raise InvalidInputError("config: within is for 3D boxes")

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
                f"{inputs.truth.unused_zones:,} no-label zones of the ground truth are not used: a "
                ".bin file has no vehicle poses to place boxes among them; set overlap_with_nlz "
                "instead",
            )

    def label_findings(self, checks: InputChecks) -> Iterator[Finding]:
        """Yields findings about the values of labels and about labels that are not scored."""
        yield from label_findings(checks, self.needed_points)

    def second_look(
        self, inputs: BoxInputs, checks: InputChecks, map_all: MapSegments
    ) -> Iterator[Finding]:
        """Yields a finding that names the convention of the boxes, if it is not Waymo's."""
        convention = find_convention(checks.pairs)
        if convention == WAYMO:
            return
        config = dataclasses.replace(
            self.matching_config, breakdowns=(Breakdown.OBJECT_TYPE,), levels=(Difficulty.LEVEL_2,)
        )
        job = _ConventionJob(self, inputs, config, convention)
        counts: NDArray[np.int64] = sum(map_all(job), np.int64(0))
        before, after = (_mean_precision(score_counts(part, config)) for part in counts)
        yield Finding(
            "warning",
            "box_convention",
            f"predictions look as if {convention}: converted, their mAP is {after[0]:.4f} instead "
            f"of {before[0]:.4f}, their mAPH {after[1]:.4f} instead of {before[1]:.4f} (LEVEL_2, "
            "mean over the labelled types; boxes are center_x, center_y, center_z, length, width, "
            "height, heading as in docs/conventions.md)",
        )

    @abstractmethod
    def difficulty_findings(self, checks: InputChecks) -> Iterator[Finding]:
        """Yields a finding about labels without a difficulty."""


@dataclass(frozen=True)
class _ConventionJob:
    """Counts matches of the boxes of a segment, both as they are and converted."""

    task: BoxTask
    inputs: BoxInputs
    config: DetectionConfig
    convention: BoxConvention

    def __call__(self, segment: str) -> NDArray[np.int64]:
        case, _ = self.task.read(self.inputs, segment)
        mended = self.convention.to_waymo(case.predictions.box)
        return np.stack(
            [
                count_detections(predictions, case.ground_truth, case.frames, self.config)
                for predictions in (
                    case.predictions,
                    dataclasses.replace(case.predictions, box=mended),
                )
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
