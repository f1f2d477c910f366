"""Slow, obvious versions of what the camera detectors compute."""

import numpy as np


def iou(a, b):
    """IoU of two boxes given as corners."""
    width = min(a[2], b[2]) - max(a[0], b[0])
    height = min(a[3], b[3]) - max(a[1], b[1])
    if width <= 0 or height <= 0:
        return 0.0
    shared = width * height
    return shared / ((a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - shared)


def nms(boxes, scores, groups, limit):
    """Rows that greedy NMS keeps, by falling score."""
    kept = []
    for row in sorted(range(len(boxes)), key=lambda k: -scores[k]):
        if all(groups[row] != groups[k] or iou(boxes[row], boxes[k]) <= limit for k in kept):
            kept.append(row)
    return kept


def roi_align(features, box, size, samples):
    """(size, size, C) features of one box on a map (H, W, C)."""
    _height, _width, channels = features.shape
    x_min, y_min, x_max, y_max = box
    bin_x, bin_y = max(x_max - x_min, 1) / size, max(y_max - y_min, 1) / size
    found = np.zeros((size, size, channels))
    for i in range(size):
        for j in range(size):
            for a in range(samples):
                for b in range(samples):
                    y = y_min + (i + (a + 0.5) / samples) * bin_y
                    x = x_min + (j + (b + 0.5) / samples) * bin_x
                    found[i, j] += _bilinear(features, y, x) / samples**2
    return found


def _bilinear(features, y, x):
    height, width, _ = features.shape
    if y < -1 or y > height or x < -1 or x > width:
        return 0
    y, x = min(max(y, 0), height - 1), min(max(x, 0), width - 1)
    top, left = int(y), int(x)
    bottom, right = min(top + 1, height - 1), min(left + 1, width - 1)
    down, beside = y - top, x - left
    upper = (1 - beside) * features[top, left] + beside * features[top, right]
    lower = (1 - beside) * features[bottom, left] + beside * features[bottom, right]
    return (1 - down) * upper + down * lower


def match(anchors, boxes, min_positive, max_negative, forced):
    """(box or -1, state) of each anchor: state 1 positive, 0 background, -1 no loss."""
    if not len(boxes):
        return [(-1, 0)] * len(anchors)
    table = np.array([[iou(box, anchor) for anchor in anchors] for box in boxes])
    found = []
    for k in range(len(anchors)):
        best = int(table[:, k].argmax())
        overlap = table[best, k]
        if overlap >= min_positive:
            found.append((best, 1))
        else:
            found.append((-1, 0 if overlap < max_negative else -1))
    for box in reversed(range(len(boxes))):
        top = table[box].max()
        if top <= 0 or forced == "none":
            continue
        for k in range(len(anchors)):
            if table[box, k] == top:
                owner = box if forced == "one_best" else int(table[:, k].argmax())
                found[k] = (owner, 1)
                if forced == "one_best":
                    break
    return found


def paste(mask, box, height, width):
    """(height, width) probabilities of one mask in an image."""
    side = len(mask)
    bordered = np.zeros((side + 2, side + 2))
    bordered[1:-1, 1:-1] = mask
    center, half = (box[2:] + box[:2]) / 2, (box[2:] - box[:2]) / 2 * (side + 2) / side
    left, top = (int(v) for v in center - half)
    right, bottom = (int(v) for v in center + half)
    columns, rows = max(right - left + 1, 1), max(bottom - top + 1, 1)
    found = np.zeros((height, width))
    for y in range(max(top, 0), min(top + rows, height)):
        for x in range(max(left, 0), min(left + columns, width)):
            v = max((y - top + 0.5) * (side + 2) / rows - 0.5, 0)
            u = max((x - left + 0.5) * (side + 2) / columns - 0.5, 0)
            found[y, x] = _bilinear(bordered[..., None], v, u)[0]
    return found
