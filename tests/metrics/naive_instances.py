"""COCO's average precision, slow and obvious."""

import numpy as np


def _overlap(one, other, is_crowd, name):
    if name == "masks":
        first, second = one.astype(bool), other.astype(bool)
        shared, a, b = (first & second).sum(), first.sum(), second.sum()
    else:
        left, top = max(one[0], other[0]), max(one[1], other[1])
        right = min(one[0] + one[2], other[0] + other[2])
        bottom = min(one[1] + one[3], other[1] + other[3])
        shared = max(right - left, 0) * max(bottom - top, 0)
        a, b = one[2] * one[3], other[2] * other[3]
    return shared / (a if is_crowd else a + b - shared) if shared else 0.0


def naive_precision(images, label, threshold, name):
    """Returns the AP of a class at one IoU threshold, over all sizes."""
    rows, labels = [], 0
    for found, truth in images:
        detected = found.masks.pixels if name == "masks" else found.boxes
        known = truth.masks.pixels if name == "masks" else truth.boxes
        mine = [k for k in range(len(truth.classes)) if truth.classes[k] == label]
        labels += sum(not truth.is_crowd[k] for k in mine)
        taken = set()
        order = sorted(
            (k for k in range(len(found.classes)) if found.classes[k] == label),
            key=lambda k: -found.scores[k],
        )
        for k in order:
            overlaps = {m: _overlap(detected[k], known[m], truth.is_crowd[m], name) for m in mine}
            single = [m for m in mine if not truth.is_crowd[m] and m not in taken]
            crowds = [m for m in mine if truth.is_crowd[m]]
            best = None
            for group in (single, crowds):
                good = [m for m in group if overlaps[m] >= min(threshold, 1 - 1e-10)]
                if good and best is None:
                    # Of equal overlaps the last one wins.
                    best = max(good, key=lambda m: (overlaps[m], m))
            if best is None:
                rows.append((found.scores[k], False))
            elif not truth.is_crowd[best]:
                taken.add(best)
                rows.append((found.scores[k], True))
    if not labels:
        return np.nan
    rows.sort(key=lambda row: -row[0])
    precision, recall, true = [], [], 0
    for count, (_, is_true) in enumerate(rows, 1):
        true += is_true
        precision.append(true / count)
        recall.append(true / labels)
    values = [
        max((p for p, r in zip(precision, recall, strict=True) if r >= level), default=0.0)
        for level in np.linspace(0, 1, 101)
    ]
    return float(np.mean(values))
