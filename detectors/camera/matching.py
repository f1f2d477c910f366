"""Matches anchors or proposals with ground-truth boxes by their IoU, with static shapes."""

from __future__ import annotations

from typing import Any, NamedTuple

from keras import ops

from waymo_kit.detectors.camera.box_coding import pairwise_iou
from waymo_kit.detectors.camera.config import AnchorMatching


class AnchorMatches(NamedTuple):
    """Match of each anchor with a box.

    Attributes:
        box: (B, A) int32 row of the box that an anchor matches; 0 where there is none.
        is_positive: (B, A) bool: the anchor is an object.
        is_negative: (B, A) bool: the anchor is background. Anchors that are neither have no loss.
    """

    box: Any
    is_positive: Any
    is_negative: Any


def match_boxes(anchors, boxes, is_box, matching: AnchorMatching) -> AnchorMatches:
    """Matches anchors with boxes.

    An anchor belongs to the box that it overlaps most, the first of equals.

    Args:
        anchors: (B, A, 4) float32 corners, or (1, A, 4) for the same anchors in all images.
        boxes: (B, N, 4) float32 corners.
        is_box: (B, N) bool, False for padding.
        matching: Thresholds.

    Returns:
        Matches of (B, A) anchors. In an image without boxes all are background.
    """
    iou = ops.where(is_box[..., None], pairwise_iou(boxes, anchors), -1.0)
    overlap = ops.max(iou, axis=1)
    box = ops.cast(ops.argmax(iou, axis=1), "int32")
    is_positive = overlap >= matching.min_positive
    is_negative = overlap < matching.max_negative
    if matching.forced != "none":
        best = ops.max(iou, axis=2, keepdims=True)
        is_reached = best > 0
        if matching.forced == "all_best":
            is_forced = ops.any((iou == best) & is_reached, axis=1)
        else:
            first = ops.argmax(iou, axis=2)
            claims = (first[..., None] == ops.arange(ops.shape(iou)[2])) & is_reached
            is_forced = ops.any(claims, axis=1)
            owner = ops.cast(ops.argmax(ops.cast(claims, "int32"), axis=1), "int32")
            box = ops.where(is_forced, owner, box)
        is_positive = is_positive | is_forced
    is_positive = is_positive & (overlap >= 0)
    return AnchorMatches(ops.where(is_positive, box, 0), is_positive, is_negative & ~is_positive)


def take_rows(values, rows):
    """Returns values (B, K, ...) of rows (B, K) of an array (B, N, ...)."""
    values = ops.convert_to_tensor(values)
    count = ops.shape(values)[1]
    first = ops.arange(ops.shape(rows)[0], dtype="int32")[:, None] * count
    flat = ops.reshape(values, (-1, *values.shape[2:]))
    return ops.take(flat, ops.cast(rows, "int32") + first, axis=0)
