"""The detections of images, chosen from candidates on the device with static shapes."""

from __future__ import annotations

from collections.abc import Sequence

from keras import ops

from waymo_kit.detectors.camera.config import ImageDecoding
from waymo_kit.detectors.camera.examples import ImageDetections
from waymo_kit.detectors.camera.matching import take_rows
from waymo_kit.detectors.camera.nms import suppress


def select_detections(boxes, scores, labels, is_real, decoding: ImageDecoding) -> ImageDetections:
    """Applies the minimum score and NMS class by class.

    Args:
        boxes: (B, N, 4) float32 corners, clipped to the image.
        scores: (B, N) float32 scores.
        labels: (B, N) int32 classes.
        is_real: (B, N) bool, False for candidates that are not there.
        decoding: Thresholds. The result is that of all candidates unless more than
            `max_candidates` have scores above `min_score`.
    """
    is_real = is_real & (scores > decoding.min_score)
    count = min(decoding.max_candidates, boxes.shape[1])
    ranked, best = ops.top_k(ops.where(is_real, scores, -1.0), count)
    boxes, scores, labels = (take_rows(each, best) for each in (boxes, scores, labels))
    is_real = ranked >= 0
    kept = suppress(boxes, scores, labels, is_real, decoding.nms_iou, decoding.max_detections)

    def chosen(values):
        found = take_rows(values, kept.rows)
        mask = ops.reshape(kept.is_real, (*kept.is_real.shape, *([1] * (len(found.shape) - 2))))
        return ops.where(mask, found, ops.zeros_like(found))

    return ImageDetections(chosen(boxes), chosen(scores), chosen(labels), kept.is_real)


def best_per_level(scores, sizes: Sequence[int], limit: int | None):
    """Returns the rows (B, K) of the best scores of each level, and their scores (B, K).

    Args:
        scores: (B, N) scores of all levels one after the other.
        sizes: Number of scores of each level; their sum is N.
        limit: Maximum number of rows of a level; None for no limit.
    """
    found, start = [], 0
    for size in sizes:
        count = size if limit is None else min(limit, size)
        best, rows = ops.top_k(scores[:, start : start + size], count)
        found.append((best, ops.cast(rows, "int32") + start))
        start += size
    return (
        ops.concatenate([rows for _, rows in found], axis=1),
        ops.concatenate([best for best, _ in found], axis=1),
    )
