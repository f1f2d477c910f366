"""Matches predicted poses with labeled people as the official evaluator does.

`match_by_error` is the matcher of the pose estimation challenge; `match_by_iou` uses 3D boxes. Both
also match labeled people without any visible keypoint, so that predictions on them are neither
right nor wrong; `pair_poses` then leaves these out.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from waymo_kit.errors import InvalidInputError
from waymo_kit.geometry.assignment import maximum_weight_assignment
from waymo_kit.geometry.dense_assignment import minimum_cost_assignment
from waymo_kit.geometry.iou import iou_3d

from .poses import Poses

Match = tuple[NDArray[np.int64], NDArray[np.int64]]
"""(M,) ground-truth rows and (M,) predicted rows of the pairs."""

MISMATCH_PENALTY = 0.25
"""Error in meters of a keypoint on one side only, and largest error of any keypoint."""

_INSIDE = 1e-5
"""Distance in meters up to which a keypoint is in a box; officially computed in float32."""


def pose_error(
    truth: Poses, prediction: Poses, penalty: float = MISMATCH_PENALTY
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Returns the pose estimation error of each keypoint of matched objects.

    Args:
        truth: N objects.
        prediction: N objects, row for row.
        penalty: Penalty in meters of a keypoint on one side only.

    Returns:
        (N, K) float64: the distance, at most `penalty`, of keypoints visible on both sides, the
        penalty for those visible on one side, and 0 for the others; (N, K) bool, visible on a side.
    """
    distance = np.linalg.norm(truth.locations - prediction.locations, axis=-1)
    both = truth.is_visible & prediction.is_visible
    either = truth.is_visible | prediction.is_visible
    return np.where(both, np.minimum(distance, penalty), np.where(either, penalty, 0.0)), either


def match_by_error(truth: Poses, prediction: Poses, penalty: float = MISMATCH_PENALTY) -> Match:
    """Matches poses so that the pose estimation metric is smallest.

    First, people without visible keypoints take the predictions that have most keypoints in their
    boxes and lie near no visible labeled keypoint. Then the others are matched, where a predicted
    keypoint is within `penalty` meters of the box, by their mean `pose_error`.

    Args:
        truth: G objects with boxes.
        prediction: P objects.
        penalty: Penalty in meters of a keypoint on one side only.

    Raises:
        InvalidInputError: The ground truth has no boxes, or the keypoints differ in number.
    """
    _check_alike(truth, prediction)
    if len(truth) == 0 or len(prediction) == 0:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    to_box = distance_to_boxes(truth, prediction)
    inside = (to_box < _INSIDE).sum(axis=2)
    gaps = np.linalg.norm(truth.locations[:, None] - prediction.locations[None], axis=-1)
    near = truth.is_visible[:, None] & prediction.is_visible[None] & (gaps < penalty)
    ignorable = ~truth.has_visible[:, None] & ~near.any(axis=(0, 2))
    claims = np.where(ignorable, inside, 0)
    rows, columns = minimum_cost_assignment(-claims)
    claimed = claims[rows, columns] > 0
    ignored_rows, ignored_columns = rows[claimed], columns[claimed]

    candidate = to_box.min(axis=2) <= penalty
    candidate[ignored_rows], candidate[:, ignored_columns] = False, False
    first, second = np.nonzero(candidate)
    error, _ = pose_error(truth.take(first), prediction.take(second), penalty)
    cost = np.full(candidate.shape, penalty)
    cost[first, second] = error.mean(axis=1)
    rows, columns = minimum_cost_assignment(cost)
    paired = cost[rows, columns] < penalty
    return (
        np.concatenate([rows[paired], ignored_rows]),
        np.concatenate([columns[paired], ignored_columns]),
    )


def match_by_iou(truth: Poses, prediction: Poses, threshold: float = 0.5) -> Match:
    """Matches 3D boxes so that the sum of their IoU is greatest, pairs below a threshold left out.

    Raises:
        InvalidInputError: A side has no 3D boxes, or the keypoints differ in number.
    """
    _check_alike(truth, prediction)
    if truth.boxes is None or prediction.boxes is None or truth.boxes.shape[1] != 7:
        raise InvalidInputError("expected 3D boxes on both sides to match poses by IoU")
    iou = iou_3d(prediction.boxes, truth.boxes)
    mates = maximum_weight_assignment(
        np.where(iou >= threshold, np.rint(iou * 1e6), 0).astype(np.int64)
    )
    paired = np.flatnonzero(mates >= 0)
    return mates[paired], paired


def pair_poses(truth: Poses, prediction: Poses, match: Match) -> tuple[Poses, Poses]:
    """Brings both sides into the same order, with empty objects for what has no partner.

    Matched people come first, then missed people, then predictions of nobody. People without a
    visible keypoint are left out, and so are predictions matched with them or without a visible
    keypoint themselves.

    Returns:
        Ground truth and predictions of the same length.
    """
    rows, columns = match
    counts = truth.has_visible[rows]
    missed = np.setdiff1d(np.flatnonzero(truth.has_visible), rows)
    invented = np.setdiff1d(np.flatnonzero(prediction.has_visible), columns)
    return (
        truth.take(np.concatenate([rows[counts], missed, np.full(len(invented), -1)])),
        prediction.take(np.concatenate([columns[counts], np.full(len(missed), -1), invented])),
    )


def distance_to_boxes(truth: Poses, prediction: Poses) -> NDArray[np.float64]:
    """Returns the distance of every visible predicted keypoint to every labeled box, 0 inside.

    The official evaluator turns points by +heading, not by -heading, into a box's frame, as if the
    box were mirrored; so does this, because matches depend on it.

    Returns:
        (G, P, K) float64 meters, infinite where the keypoint is not visible.
    """
    if truth.boxes is None or truth.boxes.shape[1] != 7:
        raise InvalidInputError("expected ground-truth poses with 3D boxes")
    boxes = truth.boxes[:, None, None]
    x, y, z = np.moveaxis(prediction.locations[None] - boxes[..., :3], -1, 0)
    cos, sin = np.cos(boxes[..., 6]), np.sin(boxes[..., 6])
    own = np.stack([cos * x - sin * y, sin * x + cos * y, z], axis=-1)
    outside = np.maximum(np.abs(own) - boxes[..., 3:6] / 2, 0)
    return np.where(prediction.is_visible[None], np.linalg.norm(outside, axis=-1), np.inf)


def _check_alike(truth: Poses, prediction: Poses) -> None:
    if truth.locations.shape[1:] != prediction.locations.shape[1:]:
        raise InvalidInputError(
            "expected predicted poses of as many keypoints and dimensions as the ground truth,"
            f" {truth.locations.shape[1:]}, got {prediction.locations.shape[1:]}"
        )
