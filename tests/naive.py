"""Slow, obvious versions of the kernels: what they must agree with. One section a module."""

import numpy as np

# --- geometry/boxes -----------------------------------------------------------------------------


def points_in_boxes(points, boxes):
    """Index of the first box that holds each point, one pair at a time."""
    index = np.full(len(points), -1)
    for p, point in enumerate(points):
        for b, box in enumerate(boxes):
            if box_holds(box, point):
                index[p] = b
                break
    return index


def count_points_in_boxes(points, boxes):
    """Points in each box, one pair at a time."""
    return np.array([sum(box_holds(box, point) for point in points) for box in boxes], dtype=int)


def box_holds(box, point):
    """Turns the point into the box's own frame and compares with half the sizes."""
    dx, dy, dz = point - box[:3]
    cos, sin = np.cos(box[6]), np.sin(box[6])
    own = np.array([dx * cos + dy * sin, dy * cos - dx * sin, dz])
    return bool(np.all(np.abs(own) <= box[3:6] / 2))


# --- metrics/reliability, calibration, detection_calibration --------------------------------------


def equal_width_bins(scores, correct, bins):
    """(count, mean score, share right) of each bin (m / bins, (m + 1) / bins]; None where empty."""
    rows = []
    for m in range(bins):
        inside = [
            i
            for i, s in enumerate(scores)
            if m < s * bins <= m + 1 or (m == 0 and s == 0)  # the product as float64 rounds it
        ]
        rows.append(bin_summary(scores, correct, inside))
    return rows


def equal_mass_bins(scores, correct, bins):
    """The same for runs of the sorted scores; a run ends only where the score changes."""
    order = sorted(range(len(scores)), key=lambda i: scores[i])
    runs, start = [], 0
    for m in range(1, bins + 1):
        stop = m * len(scores) // bins
        while 0 < stop < len(scores) and scores[order[stop]] == scores[order[stop - 1]]:
            stop += 1
        if stop > start:
            runs.append(bin_summary(scores, correct, order[start:stop]))
            start = stop
    return runs


def bin_summary(scores, correct, inside):
    if not inside:
        return 0, None, None
    n = len(inside)
    return n, sum(scores[i] for i in inside) / n, sum(bool(correct[i]) for i in inside) / n


def calibration_error(bins):
    """Mean absolute gap between score and share right, weighted by count."""
    total = sum(n for n, _, _ in bins)
    return sum(n / total * abs(score - right) for n, score, right in bins if n)


# --- metrics/segmentation, panoptic ---------------------------------------------------------------


def semantic_iou(prediction, truth, classes):
    """IoU of each class, one point at a time."""
    ious = []
    for c in classes:
        both = either = 0
        for p, t in zip(prediction, truth, strict=True):
            if t in classes:
                both += p == c and t == c
                either += p == c or t == c
        ious.append(both / either if either else 1.0)
    return ious


def weighted_stq(frames, things, divisor=100_000):
    """(wSTQ, wAQ, mIoU) of one sequence; frames are (prediction, truth, cameras, tracked) lists.

    Equations 2 to 5 of Weber et al. 2021 with a weight a pixel; class 0 is not scored.
    """
    pixels = []
    for prediction, truth, cameras, tracked in frames:
        for p, t, n, follow in zip(prediction, truth, cameras, tracked, strict=True):
            pixels.append((p, t if follow else t // divisor * divisor, 1 / n))
    crowd = {t for _, t, _ in pixels if t // divisor in things and t % divisor == 0}
    tubes = {t for _, t, _ in pixels if t // divisor in things} - crowd
    quality = 0.0
    for g in tubes:
        size = sum(w for _, t, w in pixels if t == g)
        for other in {p for p, t, _ in pixels if t == g and p // divisor in things}:
            tpa = sum(w for p, t, w in pixels if p == other and t == g)
            fpa = sum(w for p, t, w in pixels if p == other and t != g and t not in crowd)
            quality += tpa * tpa / (size + fpa) / size
    waq = quality / max(len(tubes), 1)
    ious = []
    for c in {x // divisor for pixel in pixels for x in pixel[:2]}:
        scored = [(p // divisor == c, t // divisor == c, w) for p, t, w in pixels if t // divisor]
        union = sum(w for p, t, w in scored if p or t)
        if union:
            ious.append(sum(w for p, t, w in scored if p and t) / union)
    miou = sum(ious) / len(ious) if ious else float("nan")
    return (waq * miou) ** 0.5, waq, miou
