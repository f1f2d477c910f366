"""Average precision of boxes and masks of instances in images, as COCO defines it.

Detections of a class are matched with its labels from the highest score on, each with the label of
the largest IoU that no other has. Precision is taken at 101 recalls and ten IoU thresholds from 0.5
to 0.95. Labels that are crowds or of another size count neither when found nor when missed.

Source: Lin et al., "Microsoft COCO: Common Objects in Context", ECCV 2014, and its public
evaluation code, whose figures these are.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from waymo_kit.errors import InvalidInputError
from waymo_kit.geometry.arrays import as_array
from waymo_kit.geometry.masks import Masks
from waymo_kit.kernels import kernel

from .metric import Metric

IOU_THRESHOLDS = np.linspace(0.5, 0.95, 10)
"""Minimum IoUs of a match."""

_RECALLS = np.linspace(0.0, 1.0, 101)
_MOST = (1, 10, 100)
"""Numbers of detections of an image and class that count."""

_AREAS = ((0.0, 1e10), (0.0, 32.0**2), (32.0**2, 96.0**2), (96.0**2, 1e10))
_SIZES = ("", "_SMALL", "_MEDIUM", "_LARGE")
_LOW, _HIGH = np.array(_AREAS).T


@dataclass(frozen=True, eq=False)
class Instances:
    """Objects in one image: detections with scores, or labels.

    Attributes:
        boxes: (N, 4) float64 left, top, width, height in pixels.
        classes: (N,) int64 numbers of the classes.
        masks: N masks of one image. None where only boxes are scored.
        scores: (N,) float64 scores of detections. None for labels.
        is_crowd: (N,) bool, whether a label stands for several objects. None for none of them.
        areas: (N,) float64 areas of labels by which they are small, medium or large. None for those
            of the masks, or else of the boxes.
    """

    boxes: NDArray[np.float64]
    classes: NDArray[np.int64]
    masks: Masks | None = None
    scores: NDArray[np.float64] | None = None
    is_crowd: NDArray[np.bool_] | None = None
    areas: NDArray[np.float64] | None = None

    def __post_init__(self) -> None:
        """Checks the columns.

        Raises:
            InvalidInputError: The columns differ in length, or a number is not finite or negative.
        """
        boxes = as_array("boxes", self.boxes, ("N", 4))
        if not np.isfinite(boxes).all() or (boxes[:, 2:] < 0).any():
            raise InvalidInputError("boxes: expected finite numbers and sides of at least 0")
        object.__setattr__(self, "boxes", boxes)
        for name, dtype in (
            ("classes", np.int64),
            ("scores", np.float64),
            ("is_crowd", np.bool_),
            ("areas", np.float64),
        ):
            column = getattr(self, name)
            if column is None:
                continue
            column = np.asarray(column, dtype)
            if column.shape != (len(boxes),) or not np.isfinite(column).all():
                raise InvalidInputError(
                    f"{name}: expected {len(boxes)} finite values, got {column.shape}"
                )
            object.__setattr__(self, name, column)
        if self.masks is not None and len(self.masks) != len(boxes):
            raise InvalidInputError(f"masks: expected {len(boxes)}, got {len(self.masks)}")


@dataclass(frozen=True, eq=False)
class AveragePrecision:
    """Precision and recall of boxes or masks.

    Attributes:
        classes: (K,) numbers of the classes that have labels or detections.
        precision: (10, 101, K, 4) float64 precision by IoU threshold, recall, class, and size (all,
            small, medium, large); NaN where there is no label.
        recall: (10, K, 4, 3) float64 largest recall by IoU threshold, class, size, and number of
            detections of an image that count (1, 10, 100); NaN where there is no label.
        labels: (K,) int64 number of labels of each class, without crowds.
    """

    classes: NDArray[np.int64]
    precision: NDArray[np.float64]
    recall: NDArray[np.float64]
    labels: NDArray[np.int64]

    def figures(self, label: int | None = None) -> dict[str, float]:
        """Returns the twelve figures of COCO by name, NaN where there is no label.

        Args:
            label: Number of a class. Defaults to None, which takes the means over all classes.
        """
        chosen = slice(None) if label is None else self.classes == label
        precision, recall = self.precision[:, :, chosen], self.recall[:, chosen]
        values = {f"AP{size}": precision[..., k] for k, size in enumerate(_SIZES)}
        values |= {"AP50": precision[0, :, :, 0], "AP75": precision[5, :, :, 0]}
        values |= {f"AR_{most}": recall[:, :, 0, m] for m, most in enumerate(_MOST)}
        values |= {f"AR{size}": recall[:, :, k, 2] for k, size in enumerate(_SIZES) if k}
        return {name: _mean(values[name]) for name in FIGURES}


FIGURES = (
    *("AP", "AP50", "AP75", "AP_SMALL", "AP_MEDIUM", "AP_LARGE"),
    *("AR_1", "AR_10", "AR_100", "AR_SMALL", "AR_MEDIUM", "AR_LARGE"),
)
"""Names of the figures in COCO's order."""


@dataclass(frozen=True)
class InstanceResult:
    """Scores of instances.

    Attributes:
        mask: Scores of the masks; None where no image had any.
        box: Scores of the boxes.
    """

    mask: AveragePrecision | None
    box: AveragePrecision


class InstanceMetric(Metric[InstanceResult]):
    """Accumulates the values behind COCO's AP of masks and boxes: about 24 bytes a detection.

    Detections of equal scores are ordered by the update that added them.
    """

    def __init__(self) -> None:
        """Starts empty."""
        self.reset()

    def reset(self) -> None:
        """Forgets every image."""
        self._mask, self._box = _Matches(), _Matches()

    def update(self, found: Instances, labels: Instances) -> None:
        """Adds an image.

        Args:
            found: Detections with scores.
            labels: Labels. Masks are scored where both sides have them.

        Raises:
            InvalidInputError: The detections have no scores, or the masks are of images of
                different sizes.
        """
        if found.scores is None:
            raise InvalidInputError("found: expected detections with scores, got none")
        crowd = np.zeros(len(labels.classes), np.bool_)
        crowd = crowd if labels.is_crowd is None else labels.is_crowd
        box_areas, found_areas = (side.boxes[:, 2] * side.boxes[:, 3] for side in (labels, found))
        areas = labels.areas
        if areas is None:
            areas = box_areas if labels.masks is None else labels.masks.areas.astype(np.float64)
        for number in sorted({*found.classes.tolist(), *labels.classes.tolist()}):
            rows = np.flatnonzero(found.classes == number)
            rows = rows[np.argsort(-found.scores[rows], kind="stable")][: _MOST[-1]]
            known = np.flatnonzero(labels.classes == number)
            scores, is_crowd = found.scores[rows], crowd[known]
            overlaps = _box_overlaps(found.boxes[rows], labels.boxes[known], is_crowd)
            self._box.add(number, overlaps, scores, found_areas[rows], is_crowd, areas[known])
            if found.masks is not None and labels.masks is not None:
                masks = found.masks[rows]
                overlaps = masks.overlaps(labels.masks[known], is_crowd)
                sizes = masks.areas.astype(np.float64)
                self._mask.add(number, overlaps, scores, sizes, is_crowd, areas[known])

    def merge(self, other: InstanceMetric) -> None:
        """Adds the images of another metric after those of this one."""
        self._mask.merge(other._mask)
        self._box.merge(other._box)

    def result(self) -> InstanceResult:
        """Returns the scores over all images."""
        return InstanceResult(self._mask.result() if self._mask.parts else None, self._box.result())


@dataclass(frozen=True, eq=False)
class _Part:
    """Matches of one class in some images: a row for each detection.

    Attributes:
        scores: (D,) float64 scores.
        ranks: (D,) int8 place of the detection in its image.
        matched: (4, D) uint16 bit for each IoU threshold at which it has a label, by size.
        ignored: (4, D) uint16 bit for each IoU threshold at which it does not count.
        labels: (4,) int64 number of labels that count.
    """

    scores: NDArray[np.float64]
    ranks: NDArray[np.int8]
    matched: NDArray[np.uint16]
    ignored: NDArray[np.uint16]
    labels: NDArray[np.int64]


class _Matches:
    """The additive state of boxes or masks."""

    def __init__(self) -> None:
        self.parts: dict[int, list[_Part]] = {}

    def add(
        self,
        number: int,
        overlaps: NDArray[np.float64],
        scores: NDArray[np.float64],
        found_areas: NDArray[np.float64],
        is_crowd: NDArray[np.bool_],
        areas: NDArray[np.float64],
    ) -> None:
        """Matches the detections of a class in an image, best first."""
        is_ignored = is_crowd | _is_outside(areas)
        matched, ignored = np.zeros((2, len(_AREAS), len(scores)), np.uint16)
        outside = _is_outside(found_areas)
        _match(overlaps, is_crowd, is_ignored, outside, IOU_THRESHOLDS, matched, ignored)
        ranks = np.arange(len(scores), dtype=np.int8)
        part = _Part(scores, ranks, matched, ignored, (~is_ignored).sum(axis=1))
        self.parts.setdefault(number, []).append(part)

    def merge(self, other: _Matches) -> None:
        for number, parts in other.parts.items():
            self.parts.setdefault(number, []).extend(parts)

    def result(self) -> AveragePrecision:
        classes = sorted(self.parts)
        precision = np.full((10, len(_RECALLS), len(classes), len(_AREAS)), np.nan)
        recall = np.full((10, len(classes), len(_AREAS), len(_MOST)), np.nan)
        labels = np.zeros(len(classes), np.int64)
        for k, number in enumerate(classes):
            whole = _joined(self.parts[number])
            self.parts[number] = [whole]
            labels[k] = whole.labels[0]
            order = np.argsort(-whole.scores, kind="stable")
            for size in np.flatnonzero(whole.labels):
                for m, most in enumerate(_MOST):
                    if size == 0 or most == _MOST[-1]:
                        rows = order[whole.ranks[order] < most]
                        curve, recall[:, k, size, m] = _curve(
                            whole.matched[size, rows], whole.ignored[size, rows], whole.labels[size]
                        )
                precision[:, :, k, size] = curve
        return AveragePrecision(np.array(classes, np.int64), precision, recall, labels)


def _joined(parts: list[_Part]) -> _Part:
    return _Part(
        np.concatenate([part.scores for part in parts]),
        np.concatenate([part.ranks for part in parts]),
        np.concatenate([part.matched for part in parts], axis=1),
        np.concatenate([part.ignored for part in parts], axis=1),
        np.sum([part.labels for part in parts], axis=0),
    )


def _curve(
    matched: NDArray[np.uint16], ignored: NDArray[np.uint16], labels: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Returns precision (10, 101) and largest recall (10,) of detections, best first."""
    bits = (1 << np.arange(10, dtype=np.uint16))[:, None]
    is_match, counts = (matched & bits) > 0, (ignored & bits) == 0
    true = np.cumsum(is_match & counts, axis=1, dtype=np.float64)
    false = np.cumsum(~is_match & counts, axis=1, dtype=np.float64)
    recall = true / labels
    precision = true / (true + false + np.spacing(1))
    precision = np.maximum.accumulate(precision[:, ::-1], axis=1)[:, ::-1]
    padded = np.concatenate([precision, np.zeros((10, 1))], axis=1)
    at = [np.searchsorted(row, _RECALLS, side="left") for row in recall]
    largest = recall[:, -1] if recall.shape[1] else np.zeros(10)
    return np.take_along_axis(padded, np.array(at), axis=1), largest


def _is_outside(areas: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Returns whether areas (N,) are outside each range of sizes: (4, N)."""
    outside: NDArray[np.bool_] = (areas < _LOW[:, None]) | (areas > _HIGH[:, None])
    return outside


def _box_overlaps(boxes: ArrayLike, labels: ArrayLike, is_crowd: ArrayLike) -> NDArray[np.float64]:
    """Returns (N, M) IoUs; for crowds, the share of the box that is inside."""
    one, other = np.asarray(boxes)[:, None], np.asarray(labels)[None]
    sides = np.minimum(one[..., :2] + one[..., 2:], other[..., :2] + other[..., 2:])
    sides = np.maximum(sides - np.maximum(one[..., :2], other[..., :2]), 0.0)
    shared = sides[..., 0] * sides[..., 1]
    area, whole = one[..., 2] * one[..., 3], other[..., 2] * other[..., 3]
    union = np.where(np.asarray(is_crowd, bool), area + 0 * whole, area + whole - shared)
    found: NDArray[np.float64] = np.zeros_like(shared)
    np.divide(shared, union, out=found, where=shared > 0)
    return found


@kernel
def _match(
    overlaps: NDArray[np.float64],
    is_crowd: NDArray[np.bool_],
    is_ignored: NDArray[np.bool_],
    outside: NDArray[np.bool_],
    thresholds: NDArray[np.float64],
    matched: NDArray[np.uint16],
    ignored: NDArray[np.uint16],
) -> None:
    """Marks the detections that have a label, and those that do not count, at each threshold."""
    detections, labels = overlaps.shape
    order, is_taken = np.empty(labels, np.int64), np.empty(labels, np.bool_)
    for size in range(len(matched)):
        count = 0
        for kind in (False, True):
            for label in range(labels):
                if is_ignored[size, label] == kind:
                    order[count] = label
                    count += 1
        for t in range(len(thresholds)):
            bit = np.uint16(1 << t)
            is_taken[:] = False
            for detection in range(detections):
                best, mate = min(thresholds[t], 1 - 1e-10), -1
                for k in range(labels):
                    label = int(order[k])
                    if is_taken[label] and not is_crowd[label]:
                        continue
                    if mate >= 0 and not is_ignored[size, mate] and is_ignored[size, label]:
                        break
                    if overlaps[detection, label] >= best:
                        best, mate = overlaps[detection, label], label
                if mate < 0:
                    if outside[size, detection]:
                        ignored[size, detection] |= bit
                    continue
                is_taken[mate] = True
                matched[size, detection] |= bit
                if is_ignored[size, mate]:
                    ignored[size, detection] |= bit


def _mean(values: NDArray[np.float64]) -> float:
    known = values[~np.isnan(values)]
    return float(known.mean()) if known.size else float("nan")
