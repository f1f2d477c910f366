"""Candidates to detections: of boxes of a type that overlap, the one with the best score stays."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from waymo_kit.detectors.detection.frame_detector import Detections
from waymo_kit.detectors.lidar.config import Decoding
from waymo_kit.errors import InvalidInputError
from waymo_kit.geometry.iou import Overlap, measure_iou, prepare_boxes
from waymo_kit.geometry.transforms import wrap_angle
from waymo_kit.kernels import kernel
from waymo_kit.schema.names import ObjectType

_IOU_BEV = int(Overlap.IOU_BEV)


class Candidates(NamedTuple):
    """Boxes as decoded from a batch's maps: tensors on the device, arrays on the host.

    Attributes:
        boxes: (B, K, 7) float32, vehicle frame.
        scores: (B, K) float32 in [0, 1].
        types: (B, K) int32 `ObjectType`.
        velocities: (B, K, 2) float32 m/s along the vehicle's axes; NaN from an anchor
            head.
    """

    boxes: Any
    scores: Any
    types: Any
    velocities: Any


def suppress(candidates: Candidates, decoding: Decoding) -> Detections:
    """Makes the detections of a frame from its candidates.

    Args:
        candidates: of one frame: arrays without the axis B.
        decoding: least score, IoU from above by type, and how many detections a frame may have.

    Returns:
        Detections with scores of at least `min_score`.

    Raises:
        InvalidInputError: if a number is not finite or a type has no IoU.
    """
    boxes = np.asarray(candidates.boxes, np.float64)
    scores = np.asarray(candidates.scores, np.float32)
    types = np.asarray(candidates.types, np.int32)
    velocities = np.asarray(candidates.velocities, np.float32)
    kept = np.flatnonzero(scores >= decoding.min_score)
    kept = kept[keep_best(boxes[kept], scores[kept], types[kept], decoding.nms_iou)]
    kept = kept[: decoding.max_detections]
    boxes = boxes[kept]
    boxes[:, 6] = wrap_angle(boxes[:, 6])
    return Detections(boxes, scores[kept], types[kept], velocities[kept])


def keep_best(
    boxes: NDArray[np.float64],
    scores: NDArray[np.float32],
    types: NDArray[np.int32],
    iou: Mapping[ObjectType, float],
) -> NDArray[np.int64]:
    """Greedy non-maximum suppression of rotated boxes seen from above, type by type.

    From the best score down, a box stays unless one of its type that stays overlaps it by more
    than the type's IoU. Equal scores go by row.

    Args:
        boxes: (n, 7).
        scores: (n,).
        types: (n,) `ObjectType`.
        iou: above which a box is suppressed, by type.

    Returns:
        (k,) int64 rows that stay, by falling score.

    Raises:
        InvalidInputError: if a number is not finite or a type has no IoU.
    """
    if not (np.isfinite(boxes).all() and np.isfinite(scores).all()):
        raise InvalidInputError("candidates: expected finite boxes and scores, got NaN or infinity")
    limits = np.full(max(ObjectType) + 1, np.nan)
    limits[list(iou)] = list(iou.values())
    unknown = ~np.isin(types, list(iou))
    if unknown.any():
        raise InvalidInputError(
            f"candidates: expected types {sorted(map(int, iou))}, got {types[unknown][0]}"
        )
    order = np.argsort(-scores, kind="stable")
    stays = np.empty(len(order), np.bool_)
    _suppress(prepare_boxes(boxes[order]), types[order], limits, stays)
    return order[stays]


@kernel
def _suppress(boxes, types, limits, stays):
    """Marks which of the prepared boxes, best first, stay."""
    kept = np.empty(len(boxes), np.int64)
    count = 0
    for i in range(len(boxes)):
        stays[i] = True
        x, y, radius, limit = boxes[i, 0], boxes[i, 1], boxes[i, 8], limits[types[i]]
        for k in range(count):
            j = kept[k]
            dx, dy, reach = boxes[j, 0] - x, boxes[j, 1] - y, boxes[j, 8] + radius
            # Most pairs end here: the circles around them do not meet.
            if dx * dx + dy * dy > reach * reach or types[j] != types[i]:
                continue
            if measure_iou(_IOU_BEV, boxes[i], boxes[j]) > limit:
                stays[i] = False
                break
        if stays[i]:
            kept[count] = i
            count += 1
