"""Precision-recall curves and the area under them, in the official evaluator's arithmetic.

It computes in float32, and recalls that round to the same float32 share a point of the curve; so do
these functions, to the last bit.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from waymo_kit.kernels import kernel


def precision_recall(
    hits: NDArray[np.float64],
    true_positives: NDArray[np.int64],
    false_positives: NDArray[np.int64],
    false_negatives: NDArray[np.int64],
    min_precision: float = 0.0,
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Returns precision and recall at each cutoff.

    Args:
        hits: Sum of the worth of the true positives: their number, or their heading accuracies or
            affinities. Any shape, the same for all arguments.
        true_positives: Number of true positives.
        false_positives: Number of false positives.
        false_negatives: Number of misses.
        min_precision: Precision below which it counts as 0. Defaults to 0.

    Returns:
        Precision and recall, float32. Recall is by the number of true positives. Precision is 1
        where recall is 0; recall is 0 without ground truth.
    """
    found = true_positives.astype(np.float32)
    predicted = (true_positives + false_positives).astype(np.float32)
    labeled = (true_positives + false_negatives).astype(np.float32)
    recall = np.divide(found, labeled, out=np.zeros_like(found), where=labeled > 0)
    precision = hits.astype(np.float32)
    np.divide(precision, predicted, out=precision, where=predicted > 0)
    precision[(predicted <= 0) | (precision < np.float32(min_precision))] = 0
    precision[recall == 0] = 1
    return precision, recall


def average_precision(
    precision: NDArray[np.float32], recall: NDArray[np.float32], recall_delta: float = 0.05
) -> NDArray[np.float32]:
    """Returns the areas under precision-recall curves that are made monotone.

    Args:
        precision: (R, C) float32 precision at each cutoff.
        recall: (R, C) float32 recall at each cutoff.
        recall_delta: Widest gap in recall that is not filled with the precision of its upper end.
            Defaults to 0.05.

    Returns:
        (R,) float32 areas.
    """
    return _areas(precision, recall, np.argsort(recall, axis=1, kind="stable"), recall_delta)


@kernel
def _areas(
    precision: NDArray[np.float32],
    recall: NDArray[np.float32],
    order: NDArray[np.int64],
    recall_delta: float,
) -> NDArray[np.float32]:
    areas = np.zeros(len(precision), np.float32)
    step, gap = np.float32(recall_delta), np.float32(np.float32(recall_delta) + np.float32(1e-6))
    for row in range(len(precision)):
        area, highest = np.float32(0), np.float32(0)
        last_precision, last_recall = np.float32(0), np.float32(-1)
        k = precision.shape[1] - 1
        while k >= 0 or last_recall != 0:
            at, best = np.float32(0), np.float32(0)
            if k >= 0:
                at = recall[row, order[row, k]]
            while k >= 0 and recall[row, order[row, k]] == at:
                best = max(best, precision[row, order[row, k]])
                k -= 1
            if last_recall >= 0:
                while np.float32(last_recall - at) > gap:
                    reached = np.float32(last_recall - step)
                    area = _add_strip(area, last_recall, last_precision, reached, highest)
                    last_recall, last_precision = reached, highest
            if at > 0:
                highest = max(highest, best)
            elif last_recall < 0:
                break
            if last_recall >= 0:
                area = _add_strip(area, last_recall, last_precision, at, highest)
            last_recall, last_precision = at, highest
        areas[row] = area
    return areas


@kernel
def _add_strip(
    area: np.float32,
    recall: np.float32,
    precision: np.float32,
    lower_recall: np.float32,
    lower_precision: np.float32,
) -> np.float32:
    """Adds a trapezoid: the product in float64, the sum in float32."""
    width = np.float64(np.float32(recall - lower_recall))
    add_strip: np.float32 = np.float32(
        area + 0.5 * width * np.float64(np.float32(precision + lower_precision))
    )
    return add_strip
