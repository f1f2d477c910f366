"""Keypoint metrics: OKS-AP, PEM, PCK and MPJPE, as the official evaluator defines them.

All score objects that are matched row by row (`keypoint_matching.pair_poses`). A keypoint is
labeled where it is visible or occluded; only OKS, PCK and MPJPE consider occluded ones.

- **PEM**, the metric of the challenge: mean distance of keypoints that are visible on both sides,
  at most 0.25 m, where a keypoint that is visible on one side only counts as 0.25 m.
- **OKS**, object keypoint similarity: mean over the keypoints of exp(-d^2 / (2 (scale * size)^2)).
  OKS-AP is the share of objects above a threshold, averaged over 0.5, 0.55, ... 0.95.
- **PCK**: share of keypoints within a fraction of scale and size, for six fractions.
- **MPJPE**: mean distance of keypoints that are labeled and predicted.

    metric = KeypointMetric()
    for truth, prediction in frames:
        metric.update(*pair_poses(truth, prediction, match_by_error(truth, prediction)))
    metric.result()[0].pem
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields

import numpy as np
from numpy.typing import ArrayLike, NDArray

from waymo_kit.errors import InvalidInputError

from .keypoint_matching import MISMATCH_PENALTY, pose_error
from .keypoint_types import KEYPOINT_SCALES, LASER_GROUPS, LASER_KEYPOINTS, KeypointType
from .metric import Metric
from .poses import Poses

OKS_THRESHOLDS = (0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95)
"""Object keypoint similarities above which a pose counts as found."""

PCK_THRESHOLDS = (0.05, 0.1, 0.2, 0.3, 0.4, 0.5)
"""Distances up to which a keypoint is correct, relative to its scale and the object's size."""


@dataclass(frozen=True)
class KeypointResult:
    """Metrics of a group of keypoints; NaN where there was nothing to score.

    Attributes:
        group: `ALL`, `HEAD`, `SHOULDERS`, ...
        mpjpe: Mean distance over keypoints labeled and predicted, in meters or pixels.
        pem: Pose estimation metric: mean of `keypoint_matching.pose_error` over keypoints that are
            visible on either side.
        precision: Share of the visible predicted keypoints that are visible in the ground truth.
        recall: Share of the visible labeled keypoints that are predicted as visible.
        pck: (6,) share of keypoints labeled and predicted within `PCK_THRESHOLDS`.
        oks_precision: (10,) share of labeled objects whose OKS is above `OKS_THRESHOLDS`.
        oks_ap: Mean of `oks_precision`.
        oks_ap_of_updates: Mean over updates of the mean precision within each. This is the
            official AP, which depends on how objects are divided into updates.
    """

    group: str
    mpjpe: float
    pem: float
    precision: float
    recall: float
    pck: NDArray[np.float64]
    oks_precision: NDArray[np.float64]
    oks_ap: float
    oks_ap_of_updates: float


@dataclass
class _GroupSums:
    """Additive state of one group; `correct` and `found` hold a count for each threshold."""

    distance: float = 0.0
    located: int = 0
    correct: NDArray[np.int64] = field(default_factory=lambda: np.zeros(len(PCK_THRESHOLDS), int))
    pose_error: float = 0.0
    posed: int = 0
    both_visible: int = 0
    truth_visible: int = 0
    predicted_visible: int = 0
    found: NDArray[np.int64] = field(default_factory=lambda: np.zeros(len(OKS_THRESHOLDS), int))
    objects: int = 0
    update_precision: float = 0.0
    updates: int = 0

    def add(self, other: _GroupSums) -> None:
        for one in fields(self):
            setattr(self, one.name, getattr(self, one.name) + getattr(other, one.name))


class KeypointMetric(Metric[list[KeypointResult]]):
    """Accumulates keypoint metrics of matched poses, for groups of keypoints."""

    def __init__(
        self,
        order: Sequence[KeypointType] = LASER_KEYPOINTS,
        groups: Mapping[str, Sequence[KeypointType]] = LASER_GROUPS,
        mismatch_penalty: float = MISMATCH_PENALTY,
    ) -> None:
        """Starts empty.

        Args:
            order: K keypoint types, in the order of the poses. Defaults to those of 3D labels.
            groups: Name and types of each group to score. Defaults to those of 3D labels.
            mismatch_penalty: Penalty in meters of a keypoint on one side only. Defaults to that of
                the official evaluator.

        Raises:
            InvalidInputError: A group has a type that is not in the order.
        """
        unknown = sorted({kind for kinds in groups.values() for kind in kinds} - set(order))
        if unknown:
            raise InvalidInputError(
                f"expected groups of the {len(order)} keypoint types in the order, got"
                f" {[KeypointType(kind).name for kind in unknown]}"
            )
        self._order = tuple(order)
        self._groups = {
            name: np.array([self._order.index(kind) for kind in kinds])
            for name, kinds in groups.items()
        }
        self._penalty = mismatch_penalty
        self.reset()

    def reset(self) -> None:
        """Forgets every pose."""
        self._sums = {name: _GroupSums() for name in self._groups}

    def update(self, truth: Poses, prediction: Poses) -> None:
        """Adds matched objects, for example those of a frame.

        Args:
            truth: N objects with boxes.
            prediction: N objects, row for row.

        Raises:
            InvalidInputError: The two sides differ in shape, or the ground truth has no boxes.
        """
        if truth.locations.shape != prediction.locations.shape:
            raise InvalidInputError(
                "expected predicted poses that are matched with the ground truth, of shape"
                f" {truth.locations.shape}, got {prediction.locations.shape}"
            )
        if truth.locations.shape[1] != len(self._order):
            raise InvalidInputError(
                f"expected poses of {len(self._order)} keypoints, got {truth.locations.shape[1]}"
            )
        scales = np.array([KEYPOINT_SCALES[kind] for kind in self._order])
        size = box_sizes(truth)
        oks_scale = scales * size[:, None]
        distance = np.linalg.norm(truth.locations - prediction.locations, axis=-1)
        located = truth.is_known & prediction.is_known
        error, posed = pose_error(truth, prediction, self._penalty)
        is_correct = distance <= np.multiply.outer(PCK_THRESHOLDS, oks_scale)
        _, sides = _boxes(truth)
        valid = (sides > 1e-5).any(axis=1)
        for name, columns in self._groups.items():
            here = (slice(None), columns)
            oks = object_keypoint_similarity(
                _columns(truth, columns), _columns(prediction, columns), scales[columns]
            )
            # In float32 as officially: one point exact and one far off gives 0.5 plus a trace.
            above = oks[valid].astype(np.float32) > np.asarray(OKS_THRESHOLDS, np.float32)[:, None]
            found = above.sum(axis=1)
            self._sums[name].add(
                _GroupSums(
                    distance=distance[here][located[here]].sum(),
                    located=located[here].sum(),
                    correct=(is_correct[:, :, columns] & located[here]).sum(axis=(1, 2)),
                    pose_error=error[here].sum(),
                    posed=posed[here].sum(),
                    both_visible=(truth.is_visible & prediction.is_visible)[here].sum(),
                    truth_visible=truth.is_visible[here].sum(),
                    predicted_visible=prediction.is_visible[here].sum(),
                    found=found,
                    objects=valid.sum(),
                    update_precision=found.mean() / max(valid.sum(), 1),
                    updates=1,
                )
            )

    def merge(self, other: KeypointMetric) -> None:
        """Adds the poses of another metric of the same groups.

        Raises:
            InvalidInputError: The groups, the order or the penalty differ.
        """
        if (
            other._order != self._order
            or other._penalty != self._penalty
            or {k: v.tolist() for k, v in other._groups.items()}
            != {k: v.tolist() for k, v in self._groups.items()}
        ):
            raise InvalidInputError(
                "expected to merge scores of the same keypoint order, groups and penalty, got"
                f" groups {sorted(self._groups)} and {sorted(other._groups)}"
            )
        for name, sums in self._sums.items():
            sums.add(other._sums[name])

    def result(self) -> list[KeypointResult]:
        """Returns the metrics of each group over all poses so far."""
        return [_score(name, sums) for name, sums in self._sums.items()]


def box_sizes(poses: Poses) -> NDArray[np.float64]:
    """Returns the square root of the area of 2D boxes, or the cube root of the volume, (N,)."""
    _, sides = _boxes(poses)
    box_sizes: NDArray[np.float64] = np.prod(sides, axis=1) ** (1 / sides.shape[1])
    return box_sizes


def object_keypoint_similarity(
    truth: Poses, prediction: Poses, scales: ArrayLike
) -> NDArray[np.float64]:
    """Returns the object keypoint similarity (COCO's OKS, with Waymo's rule for no labels).

    An object with labeled keypoints scores the mean, over the keypoints labeled and predicted, of
    exp(-distance^2 / (2 (scale * size)^2)), 0 without any. An object without labeled keypoints
    scores the mean over all keypoints, with the distance to its box grown threefold, not turned.

    Args:
        truth: N objects with boxes.
        prediction: N objects, row for row.
        scales: (K,) scale of each keypoint relative to the object's size.

    Returns:
        (N,) float64 in [0, 1].
    """
    scale = np.asarray(scales) * box_sizes(truth)[:, None]
    centers, sides = (part[:, None] for part in _boxes(truth))
    outside = np.maximum(np.abs(prediction.locations - centers) - 1.5 * sides, 0)
    to_label = _similarity(truth.locations - prediction.locations, scale)
    weight = truth.is_known & prediction.is_known
    by_label = (to_label * weight).sum(axis=1) / np.maximum(weight.sum(axis=1), 1)
    object_keypoint_similarity: NDArray[np.float64] = np.where(
        truth.is_known.any(axis=1), by_label, _similarity(outside, scale).mean(axis=1)
    )
    return object_keypoint_similarity


def _similarity(difference: NDArray[np.float64], scale: NDArray[np.float64]) -> NDArray[np.float64]:
    variance = 2 * scale * scale
    squared = (difference * difference).sum(axis=-1)
    similarity: NDArray[np.float64] = np.exp(
        -np.divide(squared, variance, out=np.zeros_like(squared), where=variance > 0)
    )
    return similarity


def _boxes(poses: Poses) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Returns centers and sides of the boxes, (N, D) each."""
    dimensions = poses.locations.shape[2]
    if poses.boxes is None:
        raise InvalidInputError("expected ground-truth poses with boxes")
    return poses.boxes[:, :dimensions], poses.boxes[:, dimensions : 2 * dimensions]


def _columns(poses: Poses, columns: NDArray[np.int64]) -> Poses:
    return Poses(poses.locations[:, columns], poses.visibility[:, columns], poses.boxes)


def _score(name: str, sums: _GroupSums) -> KeypointResult:
    precision = _ratio(sums.found, sums.objects)
    return KeypointResult(
        group=name,
        mpjpe=float(_ratio(sums.distance, sums.located)),
        pem=float(_ratio(sums.pose_error, sums.posed)),
        precision=float(_ratio(sums.both_visible, sums.predicted_visible)),
        recall=float(_ratio(sums.both_visible, sums.truth_visible)),
        pck=_ratio(sums.correct, sums.located),
        oks_precision=precision,
        oks_ap=float(precision.mean()),
        oks_ap_of_updates=float(_ratio(sums.update_precision, sums.updates)),
    )


def _ratio(total: ArrayLike, count: int) -> NDArray[np.float64]:
    return np.asarray(total) / (count or np.nan)
