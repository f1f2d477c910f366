"""Detection metrics: matching by score, counts, average precision, keypoints."""

import itertools
import math

import numpy as np

from tests.naive.assignment import maximum_weight_assignment


def keypoint_similarity(truth, prediction, box, scales):
    """OKS of one object; keypoints are (location, visibility), a box has D centers and D sides."""
    dims = len(box) // 2
    size = math.prod(box[dims:]) ** (1 / dims)
    labeled = any(visibility for _, visibility in truth)
    values = []
    for (label, known), (point, seen), scale in zip(truth, prediction, scales, strict=True):
        if labeled and known and seen:
            offset = [a - b for a, b in zip(label, point, strict=True)]
        elif not labeled:
            reach = [1.5 * side for side in box[dims:]]
            offset = [max(abs(x - c) - r, 0) for x, c, r in zip(point, box, reach, strict=False)]
        else:
            continue
        values.append(math.exp(-sum(d * d for d in offset) / (2 * (scale * size) ** 2)))
    return sum(values) / len(values) if values else 0.0


def match_by_score(order, can_match, weight):
    """Score-first matching; weights are read at places in the two lists, as in the official one."""
    mates = np.full(len(can_match), -1)
    for place in order:
        free = [c for c in np.flatnonzero(can_match[place]) if c not in mates]
        if free:
            mates[place] = max(free, key=lambda c: (weight[place, c], -c))
    return mates


def count_detections(frames, cutoffs, levels, shards):
    """True positives, false positives, sum of heading accuracies and misses, cutoff by cutoff.

    Each of `frames` is a dictionary of arrays about its P predictions and T labels: `can_match`,
    `weight`, `iou` and `accuracy` (P, T), `score`, `in_zone`, `difficulty`, and `groups`: for each
    matching group (predictions, labels, {shard: labels of the shard or None for all}).
    """
    counts = np.zeros((shards, len(cutoffs), 3 + len(levels)))
    for frame in frames:
        for predictions, labels, parts in frame["groups"]:
            for c, cutoff in enumerate(cutoffs):
                rows = [p for p in predictions if frame["score"][p] >= cutoff]
                place = np.ix_(rows, labels)
                mates = maximum_weight_assignment((frame["weight"] * frame["can_match"])[place])
                matched = {labels[j]: p for p, j in zip(rows, mates, strict=True) if j >= 0}
                for shard, own in parts.items():
                    inside = labels if own is None else own
                    hits = [(p, t) for t, p in matched.items() if t in inside]
                    counts[shard, c, 0] += len(hits)
                    counts[shard, c, 2] += sum(frame["accuracy"][pair] for pair in hits)
                    for p in set(rows) - set(matched.values()):
                        best, most = None, 0.01
                        for t in labels:
                            if frame["iou"][p, t] >= most:
                                best, most = t, frame["iou"][p, t]
                        elsewhere = own is not None and best is not None and best not in own
                        counts[shard, c, 1] += not (frame["in_zone"][p] or elsewhere)
                    for k, level in enumerate(levels):
                        missed = [t for t in inside if t not in matched]
                        counts[shard, c, 3 + k] += sum(frame["difficulty"][missed] <= level)
    return counts


def average_precision(precision, recall, delta):
    """Area under the monotone precision-recall curve, with steps of `delta` across gaps."""
    best = {0.0: 1.0}
    for p, r in zip(precision.tolist(), recall.tolist(), strict=True):
        best[r] = max(best.get(r, 0.0), p)
    points, highest = [], 0.0
    for r in sorted(best, reverse=True):
        while points and points[-1][0] - r > delta + 1e-6:
            points.append((points[-1][0] - delta, highest))
        highest = max(highest, best[r])
        points.append((r, highest))
    if len(points) > 1:
        points[-1] = (0.0, points[-2][1])
    steps = itertools.pairwise(points)
    return sum((a[0] - b[0]) * (a[1] + b[1]) / 2 for a, b in steps)
