"""Detection metrics: AP, APH and APL by breakdown and difficulty, as the official evaluator's.

For each breakdown (type, range, size, ...), difficulty level and one of 101 score cutoffs:

1. Predictions below the cutoff are left out.
2. In each frame predictions are matched with labels of the same type whose IoU reaches the type's
   threshold: 0.7 for vehicles, 0.5 for the others. The Hungarian matcher takes the pairs with the
   largest sum of IoU. Each prediction and each label is matched at most once.
3. A matched prediction is a true positive, an unmatched one a false positive unless it overlaps a
   no-label zone, and an unmatched label of the level is a false negative.

From the counts at all cutoffs follow:

- **Precision and recall**: TP / (TP + FP) and TP / (TP + FN).
- **AP**, average precision: area under the curve of precision over recall. The curve is made
  monotone, and gaps in recall wider than 0.05 are filled with the precision of their upper end.
- **APH**: the same, where a true positive is worth its heading accuracy, 1 - error / pi, so that a
  box that points backwards is worth nothing.
- **APL** (LET-3D metrics only): the same, where a true positive is worth its longitudinal affinity,
  1 at the right depth and 0 where the tolerance is used up (`let.py`).

LEVEL_2 counts all labels, LEVEL_1 only the easy ones; a matched hard label is a true positive in
both. VELOCITY and CAMERA match across shards and count by the shard of the label.

    metric = DetectionMetric()
    for predictions, ground_truth, frames in segments:
        metric.update(predictions, ground_truth, frames)
    metric.result().as_dict()["OBJECT_TYPE_TYPE_VEHICLE_LEVEL_2"]["AP"]

`evaluate_detections` does the same in one call. Source: Sun et al., "Scalability in Perception for
Autonomous Driving: Waymo Open Dataset", CVPR 2020, section 5; the order of operations and all
roundings are those of the official evaluator.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from waymo_kit.errors import InvalidInputError
from waymo_kit.geometry.iou import Overlap, prepare_boxes
from waymo_kit.schema import Difficulty, ObjectType

from .average_precision import average_precision, precision_recall
from .box_config import BoxMetricConfig
from .breakdowns import (
    GROUND_TRUTH_ONLY,
    Breakdown,
    matching_groups,
    shard_names,
    shards_of,
)
from .counts import FIXED_ONE
from .detection_counts import MIN_OVERLAP, BreakdownShards, CountingInputs, count_batch
from .group_counts import AFFINITY, FIRST_FN, FP, HEADING, TP
from .let import NO_TOLERANCE, LongitudinalTolerance
from .matching import BoxesByFrame, Matcher, MatchingRules, official_headings, writable
from .metric import Metric
from .objects import Frames, GroundTruth, Objects, Predictions, sort_by_frame, take_rows

_BATCH = 50_000
"""Number of objects that are prepared at a time, which bounds the memory."""

_SCORED_TYPES = (ObjectType.VEHICLE, ObjectType.PEDESTRIAN, ObjectType.CYCLIST)
"""Types whose mean is the row ALL_NS."""


@dataclass(frozen=True)
class DetectionConfig(BoxMetricConfig):
    """Configures how detections are scored; the defaults are those of the official tool.

    Attributes beside those of `BoxMetricConfig`:
        matcher: Way to pair predictions with ground truth. Defaults to the Hungarian matcher.
        tolerance: Tolerance of longitudinal errors for LET metrics. Defaults to None, plain IoU.
        recall_delta: Widest gap in recall that is not filled in before the curve is integrated.
            Defaults to 0.05.
        min_precision: Precision below which it counts as 0. Defaults to 0.
        min_heading_accuracy: Heading accuracy up to which a match counts as nothing. Defaults to
            -1, which lets every match count.
    """

    _name = "detection config"

    matcher: Matcher = Matcher.HUNGARIAN
    tolerance: LongitudinalTolerance | None = None
    recall_delta: float = 0.05
    min_precision: float = 0.0
    min_heading_accuracy: float = -1.0

    def _requirements(self) -> dict[str, tuple[bool, str]]:
        return super()._requirements() | {
            "tolerance": (
                self.tolerance is None or self.overlap != Overlap.IOU_2D,
                "None with image boxes",
            ),
            "recall_delta": (0 < self.recall_delta <= 1, "a number in (0, 1]"),
            "min_precision": (math.isfinite(self.min_precision), "a finite number"),
            "min_heading_accuracy": (math.isfinite(self.min_heading_accuracy), "a finite number"),
        }


DETECTION_2D_CONFIG = DetectionConfig(breakdowns=(Breakdown.OBJECT_TYPE,), overlap=Overlap.IOU_2D)
"""Configuration for axis-aligned boxes in camera images; each image is a frame."""

LET_CONFIG = DetectionConfig(
    breakdowns=(Breakdown.OBJECT_TYPE, Breakdown.RANGE, Breakdown.CAMERA),
    levels=(Difficulty.LEVEL_2,),
    iou_thresholds=(0.5, 0.3, 0.3, 0.3),
    tolerance=LongitudinalTolerance(),
)
"""Configuration for LET-3D-AP as in the official tool.

Its ground truth are the camera-synced boxes of labels that a camera sees, after `apply_point_rules`
with the points of the top lidar.
"""


@dataclass(frozen=True)
class DetectionResult:
    """Holds detection metrics, one row per shard and level.

    Attributes:
        names: R official names of the rows.
        ap: (R,) float32 average precision.
        aph: (R,) float32 average precision weighted by heading accuracy.
        apl: (R,) float32 average precision weighted by longitudinal affinity; equals `ap` without
            tolerance.
        score_cutoffs: (C,) float32 score cutoffs.
        true_positives: (R, C) int64 number of true positives at each cutoff.
        false_positives: (R, C) int64 number of false positives at each cutoff.
        false_negatives: (R, C) int64 number of false negatives at each cutoff.
        precision: (R, C) float32 precision at each cutoff.
        recall: (R, C) float32 recall at each cutoff.
        precision_heading: (R, C) float32 precision weighted by heading accuracy.
        precision_affinity: (R, C) float32 precision weighted by longitudinal affinity.
    """

    names: tuple[str, ...]
    ap: NDArray[np.float32]
    aph: NDArray[np.float32]
    apl: NDArray[np.float32]
    score_cutoffs: NDArray[np.float32]
    true_positives: NDArray[np.int64]
    false_positives: NDArray[np.int64]
    false_negatives: NDArray[np.int64]
    precision: NDArray[np.float32]
    recall: NDArray[np.float32]
    precision_heading: NDArray[np.float32]
    precision_affinity: NDArray[np.float32]

    def as_dict(self) -> dict[str, dict[str, float]]:
        """Returns AP, APH and APL by row name, with a row ALL_NS where all three types have one."""
        values = dict(
            zip(self.names, np.stack([self.ap, self.aph, self.apl], 1).tolist(), strict=True)
        )
        for name in self.names:
            alike = [name.replace("TYPE_VEHICLE", f"TYPE_{kind.name}") for kind in _SCORED_TYPES]
            if "TYPE_VEHICLE" in name and all(other in values for other in alike):
                mean = np.mean([values[other] for other in alike], axis=0).tolist()
                values[name.replace("TYPE_VEHICLE", "ALL_NS")] = mean
        return {
            name: dict(zip(("AP", "APH", "APL"), row, strict=True)) for name, row in values.items()
        }


class DetectionMetric(Metric[DetectionResult]):
    """Accumulates detection metrics over batches of frames.

    The state, `counts`, is one array of integers, so the order of segments and the number of
    workers do not change a digit.

    Attributes:
        config: Configuration of the metric.
        counts: (shards, C, 4 + levels) int64 true positives, false positives, heading accuracies
            and affinities of the true positives in units of 2**-36, and misses by level.
    """

    def __init__(self, config: DetectionConfig = DetectionConfig()) -> None:
        """Starts from nothing.

        Args:
            config: Configuration of the metric. Defaults to that of the official tool.
        """
        self.config = config
        self.reset()

    def reset(self) -> None:
        """Forgets everything counted so far."""
        self.counts = _no_counts(self.config)

    def update(self, predictions: Predictions, ground_truth: GroundTruth, frames: Frames) -> None:
        """Counts the detections of some frames.

        Args:
            predictions: All predictions of these frames.
            ground_truth: All labels of these frames.
            frames: The frames.

        Raises:
            InvalidInputError: The frame of an object does not exist, or its box has the wrong
                shape.
        """
        self.counts += count_detections(predictions, ground_truth, frames, self.config)

    def merge(self, other: DetectionMetric) -> None:
        """Adds the counts of another metric of the same configuration.

        Raises:
            InvalidInputError: The configurations differ.
        """
        if other.config != self.config:
            raise InvalidInputError(
                f"merge: expected the same configuration, got {other.config} for {self.config}"
            )
        self.counts += other.counts

    def result(self) -> DetectionResult:
        """Returns the metrics of all frames so far."""
        return score_counts(self.counts, self.config)


def evaluate_detections(
    predictions: Predictions,
    ground_truth: GroundTruth,
    frames: Frames,
    config: DetectionConfig = DetectionConfig(),
) -> DetectionResult:
    """Scores detections in one call.

    Args:
        predictions: All predictions of the frames.
        ground_truth: All labels of the frames.
        frames: The frames.
        config: Configuration of the metric. Defaults to that of the official tool.

    Raises:
        InvalidInputError: The frame of an object does not exist, or its box has the wrong shape.
    """
    return score_counts(count_detections(predictions, ground_truth, frames, config), config)


def count_detections(
    predictions: Predictions, ground_truth: GroundTruth, frames: Frames, config: DetectionConfig
) -> NDArray[np.int64]:
    """Counts hits, false positives and misses, in the layout of `DetectionMetric.counts`."""
    counts = _no_counts(config)
    changes = np.zeros((counts.shape[0], counts.shape[1] + 1, counts.shape[2]), np.int64)
    rules = matching_rules(config)
    for some, labels, starts, label_starts in batches(predictions, ground_truth, frames, config):
        inputs = CountingInputs(
            writable(some.score),
            np.searchsorted(_float32(config.score_cutoffs), some.score, side="right"),
            writable(some.in_no_label_zone),
            writable(labels.detection_difficulty),
            np.array(config.levels, np.uint8),
            float(np.float32(config.min_heading_accuracy)),
        )
        count_batch(
            rules,
            boxes_by_frame(some, starts),
            boxes_by_frame(labels, label_starts),
            inputs,
            _breakdown_shards(config.breakdowns, some, labels, frames),
            changes,
        )
    return np.cumsum(changes, axis=1)[:, :-1]


def score_counts(counts: NDArray[np.int64], config: DetectionConfig) -> DetectionResult:
    """Turns counts, in the layout of `DetectionMetric.counts`, into metrics."""
    levels = len(config.levels)
    true_positives = np.repeat(counts[:, :, TP], levels, axis=0)
    false_positives = np.repeat(counts[:, :, FP], levels, axis=0)
    misses = counts[:, :, FIRST_FN:].swapaxes(1, 2).reshape(true_positives.shape)
    curves = [
        precision_recall(hits, true_positives, false_positives, misses, config.min_precision)
        for hits in (
            true_positives.astype(np.float64),
            np.repeat(counts[:, :, HEADING], levels, axis=0) / FIXED_ONE,
            np.repeat(counts[:, :, AFFINITY], levels, axis=0) / FIXED_ONE,
        )
    ]
    areas = [average_precision(*curve, config.recall_delta) for curve in curves]
    return DetectionResult(
        names=config.row_names,
        ap=areas[0],
        aph=areas[1],
        apl=areas[2],
        score_cutoffs=_float32(config.score_cutoffs),
        true_positives=true_positives,
        false_positives=false_positives,
        false_negatives=misses,
        precision=curves[0][0],
        recall=curves[0][1],
        precision_heading=curves[1][0],
        precision_affinity=curves[2][0],
    )


def matching_rules(config: DetectionConfig) -> MatchingRules:
    """Returns a configuration in the form that the kernels take."""
    thresholds = _float32([np.inf, *config.iou_thresholds])
    min_iou = float(thresholds.min())
    if not GROUND_TRUTH_ONLY.isdisjoint(config.breakdowns):
        min_iou = min(min_iou, MIN_OVERLAP)
    if config.matcher == Matcher.SCORE_FIRST:
        min_iou = 0.0
    let = config.tolerance.parameters() if config.tolerance else NO_TOLERANCE
    return MatchingRules(int(config.overlap), int(config.matcher), thresholds, min_iou, let)


def boxes_by_frame(objects: Objects, starts: NDArray[np.int64]) -> BoxesByFrame:
    """Returns objects that are sorted by frame in the form that the kernels take."""
    if objects.box.shape[1] == 4:
        heading = np.zeros(len(objects), np.float32)
    else:
        heading = official_headings(objects.box[:, 6])
    return BoxesByFrame(starts, prepare_boxes(objects.box), writable(objects.type), heading)


def _float32(values: Sequence[float]) -> NDArray[np.float32]:
    return np.asarray(values, dtype=np.float32)


def _no_counts(config: DetectionConfig) -> NDArray[np.int64]:
    shards = sum(len(shard_names(breakdown)) for breakdown in config.breakdowns)
    return np.zeros((shards, len(config.score_cutoffs), FIRST_FN + len(config.levels)), np.int64)


def batches(
    predictions: Predictions, ground_truth: GroundTruth, frames: Frames, config: DetectionConfig
) -> Iterator[tuple[Predictions, GroundTruth, NDArray[np.int64], NDArray[np.int64]]]:
    """Yields runs of frames: sorted predictions and labels, and where each frame starts."""
    predictions, starts = sort_by_frame(config.prepare(predictions), len(frames))
    ground_truth, truth_starts = sort_by_frame(config.prepare(ground_truth), len(frames))
    first = 0
    while first < len(frames):
        total = starts[first:] + truth_starts[first:]
        count = int(np.searchsorted(total, total[0] + _BATCH, side="right")) - 1
        end = first + max(1, count)
        rows = slice(starts[first], starts[end])
        truth_rows = slice(truth_starts[first], truth_starts[end])
        yield (
            take_rows(predictions, rows),
            take_rows(ground_truth, truth_rows),
            starts[first : end + 1] - starts[first],
            truth_starts[first : end + 1] - truth_starts[first],
        )
        first = end


def _breakdown_shards(
    breakdowns: tuple[Breakdown, ...],
    predictions: Predictions,
    ground_truth: GroundTruth,
    frames: Frames,
) -> BreakdownShards:
    shards_per_group = np.array([5 if b == Breakdown.VELOCITY else 1 for b in breakdowns])
    return BreakdownShards(
        np.array([len(shard_names(b)) for b in breakdowns]) // shards_per_group,
        shards_per_group,
        np.array([b in GROUND_TRUTH_ONLY for b in breakdowns]),
        np.stack([matching_groups(b, predictions, frames) for b in breakdowns]),
        np.stack([matching_groups(b, ground_truth, frames) for b in breakdowns]),
        np.stack([shards_of(b, ground_truth, frames) for b in breakdowns]),
    )
