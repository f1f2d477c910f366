"""Detection metrics: AP, APH and APL by breakdown and difficulty, as the official evaluator's.

At each of 101 score cutoffs the predictions that reach it are matched with the ground truth of
their frame; the counts give a precision-recall curve and its area the average precision (AP). APH
weighs each true positive by its heading accuracy, APL by its longitudinal affinity (`let.py`).
Boxes are 3D, 3D seen from above, or axis-aligned in images, as the configuration says.

    metric = DetectionMetric(DetectionConfig())
    for each segment: metric.update(predictions, ground_truth, frames)
    table = metric.result()
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from waymo_kit.errors import InvalidInputError
from waymo_kit.geometry.iou import Overlap, prepare_boxes
from waymo_kit.schema import Difficulty, ObjectType

from .average_precision import average_precision, precision_recall
from .breakdowns import (
    GROUND_TRUTH_ONLY,
    Breakdown,
    matching_groups,
    row_names,
    shard_names,
    shards_of,
)
from .detection_counts import (
    AFFINITY,
    FIRST_FN,
    FP,
    HEADING,
    LEAST_OVERLAP,
    TP,
    Divisions,
    Extras,
    count_batch,
)
from .let import NO_TOLERANCE, LongitudinalTolerance
from .matching import FIXED_POINT, Matcher, Rules, Side, official_headings, writable
from .objects import Frames, GroundTruth, Objects, Predictions, sort_by_frame, take_rows

OFFICIAL_CUTOFFS = tuple(float(np.float32(i * 0.01)) for i in range(101))
"""The official score cutoffs: 0, 0.01, ... 1, rounded to float32."""

_BATCH = 50_000
"""Objects that are prepared at a time, which bounds the memory."""

_Table = TypeVar("_Table", bound=Objects)

_SCORED_TYPES = (ObjectType.VEHICLE, ObjectType.PEDESTRIAN, ObjectType.CYCLIST)
"""The types that ALL_NS is the mean of."""


@dataclass(frozen=True)
class DetectionConfig:
    """How detections are scored; the defaults are those of the official tool.

    Attributes:
        breakdowns: how to divide the objects; the result has rows for each.
        levels: difficulties to score; LEVEL_2 includes LEVEL_1.
        overlap: IOU_3D, IOU_BEV, or IOU_2D for image boxes.
        iou_thresholds: least IoU of a match for vehicles, pedestrians, signs and cyclists, in
            (0, 1].
        matcher: how predictions are paired with ground truth.
        score_cutoffs: ascending.
        tolerance: of longitudinal errors, for LET metrics; None for plain IoU.
        recall_delta: wider gaps in recall are filled in before the curve is integrated.
        min_precision: a lower precision counts as 0.
        min_heading_accuracy: a match of this heading accuracy or less counts as nothing.
        single_precision: whether boxes and speeds are rounded to float32 first. The official op
            does so; the official C++ tool does not. IoUs next to a threshold fall either side.
    """

    breakdowns: tuple[Breakdown, ...] = (Breakdown.OBJECT_TYPE, Breakdown.RANGE)
    levels: tuple[Difficulty, ...] = (Difficulty.LEVEL_1, Difficulty.LEVEL_2)
    overlap: Overlap = Overlap.IOU_3D
    iou_thresholds: tuple[float, float, float, float] = (0.7, 0.5, 0.5, 0.5)
    matcher: Matcher = Matcher.HUNGARIAN
    score_cutoffs: tuple[float, ...] = OFFICIAL_CUTOFFS
    tolerance: LongitudinalTolerance | None = None
    recall_delta: float = 0.05
    min_precision: float = 0.0
    min_heading_accuracy: float = -1.0
    single_precision: bool = True

    def __post_init__(self) -> None:
        """Checks the values."""
        problems = {
            "breakdowns": (len(set(self.breakdowns)) == len(self.breakdowns) > 0, "at least one"),
            "levels": (len(self.levels) > 0, "at least one"),
            "iou_thresholds": (
                len(self.iou_thresholds) == 4 and all(0 < t <= 1 for t in self.iou_thresholds),
                "four numbers in (0, 1]",
            ),
            "score_cutoffs": (
                len(self.score_cutoffs) > 0 and bool((np.diff(self.score_cutoffs) > 0).all()),
                "ascending numbers",
            ),
            "recall_delta": (0 < self.recall_delta <= 1, "a number in (0, 1]"),
            "overlap": (self.overlap != Overlap.GIOU_3D, "an IoU"),
            "tolerance": (
                self.tolerance is None or self.overlap != Overlap.IOU_2D,
                "None with image boxes",
            ),
        }
        for name, (holds, expected) in problems.items():
            if not holds:
                raise InvalidInputError(
                    f"detection config: expected {name} to be {expected}, got {getattr(self, name)}"
                )

    @property
    def row_names(self) -> tuple[str, ...]:
        """Official names of the result's rows."""
        return row_names(self.breakdowns, self.levels)


DETECTION_2D_CONFIG = DetectionConfig(breakdowns=(Breakdown.OBJECT_TYPE,), overlap=Overlap.IOU_2D)
"""Axis-aligned boxes in camera images; each image is a frame."""

LET_CONFIG = DetectionConfig(
    breakdowns=(Breakdown.OBJECT_TYPE, Breakdown.RANGE, Breakdown.CAMERA),
    levels=(Difficulty.LEVEL_2,),
    iou_thresholds=(0.5, 0.3, 0.3, 0.3),
    tolerance=LongitudinalTolerance(),
)
"""LET-3D-AP as in the official tool.

Its ground truth is the camera-synced boxes of the labels with a most visible camera, after
`apply_point_rules` with the points of the top lidar.
"""


@dataclass(frozen=True)
class DetectionResult:
    """Detection metrics, one row a shard and level; `names` are the official row names.

    Attributes:
        names: R names.
        ap: (R,) float32 average precision.
        aph: (R,) float32, weighted by heading accuracy.
        apl: (R,) float32, weighted by longitudinal affinity; equals `ap` without tolerance.
        score_cutoffs: (C,) float32.
        true_positives: (R, C) int64.
        false_positives: (R, C) int64.
        false_negatives: (R, C) int64.
        precision: (R, C) float32.
        recall: (R, C) float32.
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
        """Returns row name -> AP, APH, APL, with a row ALL_NS where all three types have one."""
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


class DetectionMetric:
    """Accumulates detection metrics over batches of frames.

    The state is one array of integers that adds up, `counts`; so segments may be scored anywhere,
    in any order, and merged without changing a digit.

    Attributes:
        config: how detections are scored.
        counts: (shards, C, 4 + levels) int64: true positives, false positives, heading accuracies
            and affinities of the true positives in units of 2**-36, and misses by level.
    """

    def __init__(self, config: DetectionConfig = DetectionConfig()) -> None:
        """Starts from nothing."""
        self.config = config
        self.reset()

    def reset(self) -> None:
        """Forgets everything counted so far."""
        self.counts = _no_counts(self.config)

    def update(self, predictions: Predictions, ground_truth: GroundTruth, frames: Frames) -> None:
        """Counts the detections of some frames.

        Args:
            predictions: all predictions of those frames.
            ground_truth: all labels of those frames.
            frames: the frames.

        Raises:
            InvalidInputError: if an object's frame does not exist or its box has the wrong shape.
        """
        self.counts += count_detections(predictions, ground_truth, frames, self.config)

    def merge(self, other: DetectionMetric) -> None:
        """Adds what another accumulator of the same configuration counted.

        Raises:
            InvalidInputError: if the configurations differ.
        """
        if other.config != self.config:
            raise InvalidInputError(
                f"merge: expected the same configuration, got {other.config} for {self.config}"
            )
        self.counts += other.counts

    def result(self) -> DetectionResult:
        """Returns the metrics of all that was counted."""
        return score_counts(self.counts, self.config)


def evaluate_detections(
    predictions: Predictions,
    ground_truth: GroundTruth,
    frames: Frames,
    config: DetectionConfig = DetectionConfig(),
) -> DetectionResult:
    """Scores detections; see `DetectionMetric.update` for arguments and errors."""
    return score_counts(count_detections(predictions, ground_truth, frames, config), config)


def count_detections(
    predictions: Predictions, ground_truth: GroundTruth, frames: Frames, config: DetectionConfig
) -> NDArray[np.int64]:
    """Counts true and false positives and misses; see `DetectionMetric` for what comes back."""
    counts = _no_counts(config)
    changes = np.zeros((counts.shape[0], counts.shape[1] + 1, counts.shape[2]), np.int64)
    rules = matching_rules(config)
    for some, labels, starts, label_starts in batches(predictions, ground_truth, frames, config):
        extras = Extras(
            writable(some.score),
            np.searchsorted(_float32(config.score_cutoffs), some.score, side="right"),
            writable(some.in_no_label_zone),
            writable(labels.detection_difficulty),
            np.array(config.levels, np.uint8),
            float(np.float32(config.min_heading_accuracy)),
        )
        count_batch(
            rules,
            side(some, starts),
            side(labels, label_starts),
            extras,
            _divisions(config.breakdowns, some, labels, frames),
            changes,
        )
    return np.cumsum(changes, axis=1)[:, :-1]


def score_counts(counts: NDArray[np.int64], config: DetectionConfig) -> DetectionResult:
    """Turns counts into metrics; see `DetectionMetric` for their layout."""
    levels = len(config.levels)
    true_positives = np.repeat(counts[:, :, TP], levels, axis=0)
    false_positives = np.repeat(counts[:, :, FP], levels, axis=0)
    misses = counts[:, :, FIRST_FN:].swapaxes(1, 2).reshape(true_positives.shape)
    curves = [
        precision_recall(hits, true_positives, false_positives, misses, config.min_precision)
        for hits in (
            true_positives.astype(np.float64),
            np.repeat(counts[:, :, HEADING], levels, axis=0) / FIXED_POINT,
            np.repeat(counts[:, :, AFFINITY], levels, axis=0) / FIXED_POINT,
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


def matching_rules(config: DetectionConfig) -> Rules:
    """The kernels' form of a configuration."""
    thresholds = _float32([np.inf, *config.iou_thresholds])
    min_iou = float(thresholds.min())
    if not GROUND_TRUTH_ONLY.isdisjoint(config.breakdowns):
        min_iou = min(min_iou, LEAST_OVERLAP)
    if config.matcher == Matcher.SCORE_FIRST:
        min_iou = 0.0
    let = config.tolerance.parameters() if config.tolerance else NO_TOLERANCE
    return Rules(int(config.overlap), int(config.matcher), thresholds, min_iou, let)


def side(objects: Objects, starts: NDArray[np.int64]) -> Side:
    """The kernels' form of objects sorted by frame."""
    if objects.box.shape[1] == 4:
        heading = np.zeros(len(objects), np.float32)
    else:
        heading = official_headings(objects.box[:, 6])
    return Side(starts, prepare_boxes(objects.box), writable(objects.type), heading)


def _float32(values: Sequence[float]) -> NDArray[np.float32]:
    return np.asarray(values, dtype=np.float32)


def _no_counts(config: DetectionConfig) -> NDArray[np.int64]:
    shards = sum(len(shard_names(breakdown)) for breakdown in config.breakdowns)
    return np.zeros((shards, len(config.score_cutoffs), FIRST_FN + len(config.levels)), np.int64)


def batches(
    predictions: Predictions, ground_truth: GroundTruth, frames: Frames, config: DetectionConfig
) -> Iterator[tuple[Predictions, GroundTruth, NDArray[np.int64], NDArray[np.int64]]]:
    """Cuts sorted objects into runs of frames, with the starts of each frame in them."""
    predictions, starts = sort_by_frame(_checked(predictions, config), len(frames))
    ground_truth, truth_starts = sort_by_frame(_checked(ground_truth, config), len(frames))
    first = 0
    while first < len(frames):
        total = starts[first:] + truth_starts[first:]
        count = int(np.searchsorted(total, total[0] + _BATCH, side="right")) - 1
        end = first + max(1, count)
        rows = slice(starts[first], starts[end])
        truth_rows = slice(truth_starts[first], truth_starts[end])
        yield (
            _rounded(take_rows(predictions, rows), config),
            _rounded(take_rows(ground_truth, truth_rows), config),
            starts[first : end + 1] - starts[first],
            truth_starts[first : end + 1] - truth_starts[first],
        )
        first = end


def _checked(objects: _Table, config: DetectionConfig) -> _Table:
    width = 4 if config.overlap == Overlap.IOU_2D else 7
    if objects.box.shape[1] != width:
        raise InvalidInputError(
            f"{type(objects).__name__}: expected box of shape (N, {width}) for "
            f"{config.overlap.name}, got {objects.box.shape}"
        )
    return objects


def _rounded(objects: _Table, config: DetectionConfig) -> _Table:
    if not config.single_precision:
        return objects
    return dataclasses.replace(
        objects,
        box=objects.box.astype(np.float32).astype(np.float64),
        speed=objects.speed.astype(np.float32).astype(np.float64),
    )


def _divisions(
    breakdowns: tuple[Breakdown, ...],
    predictions: Predictions,
    ground_truth: GroundTruth,
    frames: Frames,
) -> Divisions:
    shards_per_group = np.array([5 if b == Breakdown.VELOCITY else 1 for b in breakdowns])
    return Divisions(
        np.array([len(shard_names(b)) for b in breakdowns]) // shards_per_group,
        shards_per_group,
        np.array([b in GROUND_TRUTH_ONLY for b in breakdowns]),
        np.stack([matching_groups(b, predictions, frames) for b in breakdowns]),
        np.stack([matching_groups(b, ground_truth, frames) for b in breakdowns]),
        np.stack([shards_of(b, ground_truth, frames) for b in breakdowns]),
    )
