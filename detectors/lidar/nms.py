"""Non-maximum suppression: of overlapping candidates of a class, the best one becomes a box."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from waymo_kit.boxes import Boxes
from waymo_kit.detectors.lidar.config import DecodingConfig
from waymo_kit.errors import InvalidInputError
from waymo_kit.geometry.iou import Overlap, measure_iou, prepare_boxes
from waymo_kit.geometry.transforms import wrap_angle
from waymo_kit.kernels import kernel
from waymo_kit.schema.names import ObjectType

_IOU_BEV = int(Overlap.IOU_BEV)


class Candidates(NamedTuple):
    """Boxes decoded from the outputs of a head: tensors on the device, arrays on the host.

    Attributes:
        boxes: (B, K, 7) float32 boxes in the vehicle frame.
        scores: (B, K) float32 scores in [0, 1].
        types: (B, K) int32 `ObjectType`.
        velocities: (B, K, 2) float32 velocities in m/s along the vehicle's axes; NaN where the head
            does not predict them.
    """

    boxes: Any
    scores: Any
    types: Any
    velocities: Any


def select_detections(candidates: Candidates, decoding: DecodingConfig) -> Boxes:
    """Makes the detections of a frame from its candidates.

    Args:
        candidates: Candidates of one frame: arrays without the axis B.
        decoding: Minimum score, IoU of NMS and largest number of detections.

    Returns:
        Detections with scores of at least `min_score` and with velocities, best first.

    Raises:
        InvalidInputError: A number is not finite or a class has no IoU.
    """
    boxes = np.asarray(candidates.boxes, np.float64)
    scores = np.asarray(candidates.scores, np.float32)
    types = np.asarray(candidates.types, np.int32)
    velocities = np.asarray(candidates.velocities, np.float32)
    kept = np.flatnonzero(scores >= decoding.min_score)
    kept = kept[nms(boxes[kept], scores[kept], types[kept], decoding.nms_iou)]
    kept = kept[: decoding.max_detections]
    boxes = boxes[kept]
    boxes[:, 6] = wrap_angle(boxes[:, 6])
    return Boxes(
        boxes,
        types[kept].astype(np.int8),
        scores=scores[kept].astype(np.float64),
        velocities=velocities[kept].astype(np.float64),
    )


def nms(
    boxes: NDArray[np.float64],
    scores: NDArray[np.float32],
    types: NDArray[np.int32],
    iou: Mapping[ObjectType, float],
) -> NDArray[np.int64]:
    """Greedy non-maximum suppression of rotated boxes in bird's-eye view, class by class.

    From the best score down, a box is kept unless a kept box of its class overlaps it by more than
    the class's IoU. Equal scores are ordered by row.

    Args:
        boxes: (n, 7) boxes.
        scores: (n,) scores.
        types: (n,) `ObjectType`.
        iou: IoU above which a box is dropped, for each class.

    Returns:
        (k,) int64 rows of the kept boxes, by falling score.

    Raises:
        InvalidInputError: A number is not finite or a class has no IoU.
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
    is_kept = np.empty(len(order), np.bool_)
    _nms(prepare_boxes(boxes[order]), types[order], limits, is_kept)
    return order[is_kept]


@kernel
def _nms(boxes, types, limits, is_kept):
    """Marks which of the prepared boxes, best first, are kept."""
    kept = np.empty(len(boxes), np.int64)
    count = 0
    for i in range(len(boxes)):
        is_kept[i] = True
        x, y, radius, limit = boxes[i, 0], boxes[i, 1], boxes[i, 8], limits[types[i]]
        for k in range(count):
            j = kept[k]
            dx, dy, reach = boxes[j, 0] - x, boxes[j, 1] - y, boxes[j, 8] + radius
            # Most pairs end here: the circles around them do not meet.
            if dx * dx + dy * dy > reach * reach or types[j] != types[i]:
                continue
            if measure_iou(_IOU_BEV, boxes[i], boxes[j]) > limit:
                is_kept[i] = False
                break
        if is_kept[i]:
            kept[count] = i
            count += 1
