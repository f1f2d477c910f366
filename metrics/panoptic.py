"""Panoptic segmentation of several cameras over time: weighted STQ.

**wSTQ** = sqrt(wAQ x mIoU). The mIoU compares classes pixel by pixel. The association quality wAQ
is, for each tracked object of the ground truth, the mean over its pixels of the IoU of its tube
with the predicted tube at that pixel; a tube holds the pixels of an object in all cameras and
frames. A pixel weighs one over the number of cameras that see it, so the overlap of two images
counts once.

Sources: Mei et al., "Waymo Open Dataset: Panoramic Video Panoptic Segmentation", ECCV 2022; STQ is
from Weber et al., "STEP: Segmenting and Tracking Every Pixel", NeurIPS Datasets and Benchmarks
2021.

A panoptic label is `class * LABEL_DIVISOR + instance`. One instance id means one object in all
cameras and frames of a sequence. Instance 0 of a thing class is a crowd: its class is scored, its
identity is not. Ground truth that is not tracked counts as a crowd.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from waymo_kit.errors import InvalidInputError
from waymo_kit.geometry.masks import Masks
from waymo_kit.schema import CAMERA_CLASSES, THING_CLASSES, ObjectType

from .metric import Metric

UNDEFINED = 0
"""Class that is not scored where it is the label."""

LABEL_DIVISOR = 100_000
"""Factor of the class in a panoptic label, class * LABEL_DIVISOR + instance."""

_LABELS = len(CAMERA_CLASSES) * LABEL_DIVISOR


@dataclass(frozen=True)
class PanopticResult:
    """Metrics of one sequence, or of all.

    Attributes:
        sequence: Name of the sequence, or `ALL`.
        wstq: Weighted segmentation and tracking quality, sqrt(waq * miou).
        waq: Weighted association quality; 0 without a ground-truth tube.
        miou: Mean of `iou` over the classes that have one; NaN without any.
        iou: (29,) float64 weighted IoU of each class; NaN where neither side names it. As in the
            official evaluator, predicting `TYPE_UNDEFINED` on a labeled pixel makes that a class
            of IoU 0.
        tubes: Number of tracked objects of the ground truth.
    """

    sequence: str
    wstq: float
    waq: float
    miou: float
    iou: np.ndarray
    tubes: int


class PanopticMetric(Metric[PanopticResult]):
    """Accumulates weighted STQ: a confusion matrix and the sizes of tubes for each sequence."""

    def __init__(self) -> None:
        """Starts empty."""
        self.reset()

    def reset(self) -> None:
        """Forgets every image."""
        self._sequences: dict[str, _SequenceState] = {}

    def update(
        self,
        prediction: ArrayLike,
        ground_truth: ArrayLike,
        *,
        sequence: str,
        cameras_covered: ArrayLike | None = None,
        is_tracked: ArrayLike | None = None,
    ) -> None:
        """Adds an image, or several of one sequence, in any order of cameras and frames.

        Args:
            prediction: Integer panoptic labels of any shape.
            ground_truth: Integer panoptic labels of that shape, such as `panoptic_label` gives.
            sequence: Name of the sequence; ids of different sequences have nothing to do with each
                other.
            cameras_covered: Number of cameras that see each pixel, of that shape. Defaults to 1.
            is_tracked: Whether each pixel's object is followed through the sequence, bool of that
                shape. Defaults to True.

        Raises:
            InvalidInputError: A shape or type differs, a label is outside
                [0, 29 * LABEL_DIVISOR), or a pixel is covered by less than one camera.
        """
        truth = _labels(ground_truth, "ground truth")
        predicted = _image("prediction", _labels(prediction, "prediction"), truth.shape)
        columns = [truth.ravel(), predicted.ravel()]
        if cameras_covered is not None:
            cameras = _image("cameras_covered", cameras_covered, truth.shape)
            if cameras.size and cameras.min() < 1:
                position = np.unravel_index(int(cameras.argmin()), cameras.shape)
                raise InvalidInputError(
                    "expected every pixel to be covered by a camera, got"
                    f" {cameras.min()} at {tuple(map(int, position))}"
                )
            columns.append(cameras.ravel())
        if is_tracked is not None:
            tracked = _image("is_tracked", is_tracked, truth.shape).astype(bool)
            crowd = truth - truth % LABEL_DIVISOR
            columns[0] = np.where(tracked, truth, crowd).ravel()
        if truth.size == 0:
            return
        starts, lengths = _runs(columns)
        labels, predictions, *covered = (column[starts] for column in columns)
        weight = lengths / covered[0] if covered else lengths.astype(np.float64)
        state = self._sequences.setdefault(sequence, _SequenceState())
        state.add(labels, predictions, weight)

    def merge(self, other: PanopticMetric) -> None:
        """Adds the images of another metric, of other sequences or of the same ones."""
        for sequence, state in other._sequences.items():
            self._sequences.setdefault(sequence, _SequenceState()).merge(state)

    def result(self) -> PanopticResult:
        """Returns the metrics over all sequences, in which every tube counts the same."""
        return _score("ALL", list(self._sequences.values()))

    def sequence_results(self) -> list[PanopticResult]:
        """Returns the metrics of each sequence, sorted by name."""
        return [_score(name, [self._sequences[name]]) for name in sorted(self._sequences)]


def panoptic_label(
    label: ArrayLike,
    divisor: int,
    local_ids: Sequence[int] | np.ndarray,
    global_ids: Sequence[int] | np.ndarray,
    is_tracked: Sequence[bool] | np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """Replaces the instances of a stored camera label by their ids in the whole sequence.

    Args:
        label: (H, W) int, the decoded PNG of `panoptic_label`: class * divisor + local instance.
        divisor: The label's `panoptic_label_divisor`.
        local_ids: (M,) instance ids in this image.
        global_ids: (M,) ids of the same objects in the sequence, below LABEL_DIVISOR.
        is_tracked: (M,) whether the object is followed through the sequence.

    Returns:
        (H, W) int64 labels with LABEL_DIVISOR, and (H, W) bool, whether the pixel's object is
        tracked. An instance without a global id keeps its own and is not tracked.

    Raises:
        InvalidInputError: The divisor is not positive, the id arrays differ in length, or an id is
            out of range.
    """
    stored = np.asarray(label)
    local, world = np.asarray(local_ids, np.int64), np.asarray(global_ids, np.int64)
    if divisor < 1:
        raise InvalidInputError(f"expected a positive panoptic_label_divisor, got {divisor}")
    if not len(local) == len(world) == len(is_tracked):
        raise InvalidInputError(
            "expected as many local ids, global ids and tracking flags, got"
            f" {len(local)}, {len(world)} and {len(is_tracked)}"
        )
    if len(world) and not 0 <= world.min() <= world.max() < LABEL_DIVISOR:
        raise InvalidInputError(
            f"expected global instance ids in [0, {LABEL_DIVISOR}),"
            f" got {world.min()} to {world.max()}"
        )
    if len(local) and not 0 < local.min() <= local.max() < divisor:
        raise InvalidInputError(
            f"expected local instance ids in (0, {divisor}), got {local.min()} to {local.max()}"
        )
    semantic, instance = np.divmod(stored.astype(np.int64), divisor)
    table = np.arange(divisor)
    tracked = np.zeros(divisor, bool)
    table[local], tracked[local] = world, is_tracked
    return semantic * LABEL_DIVISOR + table[instance], tracked[instance]


def merge_instances(
    masks: Masks,
    scores: ArrayLike,
    classes: ArrayLike,
    instances: ArrayLike,
    *,
    min_visible: float = 0.5,
) -> np.ndarray:
    """Merges instances, whose masks may overlap, to one panoptic label per pixel.

    A pixel belongs to the instance of the highest score there. Instances of which others hide too
    much are left out. (Kirillov et al., "Panoptic Segmentation", CVPR 2019, section 7.)

    Args:
        masks: N masks of one image.
        scores: (N,) scores; of equal ones the first goes first.
        classes: (N,) classes, of `CAMERA_CLASSES`.
        instances: (N,) ids in the sequence, from 1 on and below LABEL_DIVISOR.
        min_visible: Minimum share of a mask that must stay visible.

    Returns:
        (H, W) int64 labels, class * LABEL_DIVISOR + instance, 0 where there is no instance.
    """
    merged = np.zeros((masks.height, masks.width), np.int64)
    labels = np.asarray(classes, np.int64) * LABEL_DIVISOR + np.asarray(instances, np.int64)
    areas = masks.areas
    for row in np.argsort(-np.asarray(scores, np.float64), kind="stable"):
        pixels = masks[np.array([row])].pixels[0] & (merged == 0)
        if areas[row] and pixels.sum() >= min_visible * areas[row]:
            merged[pixels] = labels[row]
    return merged


def type_of_thing(semantic: int) -> int | None:
    """Returns the `ObjectType` of a class of panoptic labels; None for what is no object of one."""
    if semantic not in THING_CLASSES:
        return None
    name = CAMERA_CLASSES[semantic]
    if name == "TYPE_PEDESTRIAN":
        return int(ObjectType.PEDESTRIAN)
    is_rider = name in ("TYPE_CYCLIST", "TYPE_MOTORCYCLIST")
    return int(ObjectType.CYCLIST if is_rider else ObjectType.VEHICLE)


class _SparseSum:
    """Sums of weights by integer key, as sorted arrays."""

    def __init__(self) -> None:
        self.keys = np.empty(0, np.int64)
        self.sums = np.empty(0, np.float64)

    def add(self, keys: np.ndarray, weights: np.ndarray) -> None:
        self.keys, index = np.unique(np.concatenate([self.keys, keys]), return_inverse=True)
        both = np.concatenate([self.sums, weights])
        self.sums = np.bincount(index, both, len(self.keys)).astype(np.float64)

    def at(self, keys: np.ndarray) -> np.ndarray:
        return self.sums[np.searchsorted(self.keys, keys)]


class _SequenceState:
    """The additive state of one sequence."""

    def __init__(self) -> None:
        classes = len(CAMERA_CLASSES)
        self.confusion = np.zeros((classes, classes))
        self.truth = _SparseSum()
        self.predicted = _SparseSum()
        self.shared = _SparseSum()

    def add(self, truth: np.ndarray, predicted: np.ndarray, weight: np.ndarray) -> None:
        """Adds (R,) ground-truth and predicted labels with (R,) weights."""
        truth_class, predicted_class = truth // LABEL_DIVISOR, predicted // LABEL_DIVISOR
        classes = len(self.confusion)
        cell = truth_class * classes + predicted_class
        self.confusion += np.bincount(cell, weight, classes**2).reshape(classes, classes)
        is_thing = np.isin(truth_class, THING_CLASSES)
        is_crowd = is_thing & (truth % LABEL_DIVISOR == 0)
        in_truth = is_thing & ~is_crowd
        in_predicted = np.isin(predicted_class, THING_CLASSES) & ~is_crowd
        both = in_truth & in_predicted
        self.truth.add(truth[in_truth], weight[in_truth])
        self.predicted.add(predicted[in_predicted], weight[in_predicted])
        self.shared.add(truth[both] * _LABELS + predicted[both], weight[both])

    def merge(self, other: _SequenceState) -> None:
        self.confusion += other.confusion
        for mine, theirs in (
            (self.truth, other.truth),
            (self.predicted, other.predicted),
            (self.shared, other.shared),
        ):
            mine.add(theirs.keys, theirs.sums)

    def association(self) -> float:
        """Sum over ground-truth tubes of their association quality (Weber et al. 2021, eq. 4)."""
        truth, predicted = np.divmod(self.shared.keys, _LABELS)
        shared, size = self.shared.sums, self.truth.at(truth)
        iou = shared / (size + self.predicted.at(predicted) - shared)
        return float((shared * iou / size).sum())


def _score(name: str, states: list[_SequenceState]) -> PanopticResult:
    classes = len(CAMERA_CLASSES)
    confusion = sum((state.confusion for state in states), np.zeros((classes, classes)))
    confusion[UNDEFINED] = 0.0
    shared = confusion.diagonal()
    union = confusion.sum(axis=0) + confusion.sum(axis=1) - shared
    iou = np.divide(shared, union, out=np.full(classes, np.nan), where=union > 0)
    named = iou[union > 0]
    miou = float(named.mean()) if named.size else float("nan")
    tubes = sum(len(state.truth.keys) for state in states)
    waq = sum(state.association() for state in states) / max(tubes, 1)
    return PanopticResult(name, float(np.sqrt(waq * miou)), waq, miou, iou, tubes)


def _labels(labels: ArrayLike, side: str) -> np.ndarray:
    values = np.asarray(labels)
    if values.dtype.kind not in "iu":
        raise InvalidInputError(f"expected integer panoptic labels as {side}, got {values.dtype}")
    if values.size and not (values.min() >= 0 and values.max() < _LABELS):
        position = np.unravel_index(
            int(((values < 0) | (values >= _LABELS)).argmax()), values.shape
        )
        raise InvalidInputError(
            f"expected {side} labels of {len(CAMERA_CLASSES)} classes, class * {LABEL_DIVISOR} +"
            f" instance, got {values[position]} at {tuple(map(int, position))}"
        )
    return values.astype(np.int64, copy=False)


def _image(name: str, values: ArrayLike, shape: tuple[int, ...]) -> np.ndarray:
    array = np.asarray(values)
    if array.shape != shape:
        raise InvalidInputError(
            f"expected {name} of shape {shape} as the ground truth, got {array.shape}"
        )
    return array


def _runs(columns: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Starts and lengths of the runs of pixels over which no (N,) column changes."""
    changed = np.ones(len(columns[0]), bool)
    changed[1:] = np.logical_or.reduce([column[1:] != column[:-1] for column in columns])
    starts = np.flatnonzero(changed)
    return starts, np.diff(starts, append=len(changed))
