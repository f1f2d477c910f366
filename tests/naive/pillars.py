"""What a LiDAR detector does on pillars: points, targets, encoder and suppression."""

import itertools
import math

import numpy as np

from tests.naive.boxes import box_overlap


def pillars(points, grid, max_points, max_pillars, numbers):
    """Rows of the points that stay, the cell of each, and the sorted cells; numbers(n) draws n."""
    cells = {}
    for i, point in enumerate(points):
        column = (
            math.floor((float(point[0]) - grid.x_min) / grid.pillar_size) if finite(point) else -1
        )
        row = math.floor((float(point[1]) - grid.y_min) / grid.pillar_size) if finite(point) else -1
        if (
            0 <= column < grid.columns
            and 0 <= row < grid.rows
            and grid.z_min <= point[2] <= grid.z_max
        ):
            cells[i] = row * grid.columns + column
    if len(cells) > max_points:
        ages = {i: points[i][5] if len(points[i]) > 5 else 0.0 for i in cells}
        oldest = sorted(ages.values())[max_points - 1]
        newer = [i for i in cells if ages[i] < oldest]
        some = [i for i in cells if ages[i] == oldest]
        chosen = selection_sample(some, max_points - len(newer), numbers(len(some)))
        cells = {i: cells[i] for i in sorted(newer + chosen)}
    occupied = sorted(set(cells.values()))
    if len(occupied) > max_pillars:
        occupied = selection_sample(occupied, max_pillars, numbers(len(occupied)))
    rows = [i for i in sorted(cells) if cells[i] in occupied]
    return rows, [cells[i] for i in rows], occupied


def finite(point):
    return all(math.isfinite(value) for value in point)


def selection_sample(items, keep, numbers):
    """Takes each item with the probability (still wanted) / (still to come)."""
    taken = []
    for k, item in enumerate(items):
        if numbers[k] * (len(items) - k) < keep - len(taken):
            taken.append(item)
    return taken


def gaussian_heatmap(shape, centers, types, radii):
    """Heatmap (rows, columns, types): the highest Gaussian at each cell, cell by cell."""
    heatmap = np.zeros(shape, np.float32)
    for row, column, kind in itertools.product(*map(range, shape)):
        for (x, y), own, radius in zip(centers, types, radii, strict=True):
            dx, dy = column - x, row - y
            if own == kind and abs(dx) <= radius and abs(dy) <= radius:
                sigma = (2 * radius + 1) / 6
                value = np.float32(math.exp(-(dx * dx + dy * dy) / (2 * sigma * sigma)))
                heatmap[row, column, kind] = max(heatmap[row, column, kind], value)
    return heatmap


def match_anchors(boxes, types, anchors, anchor_types, limits):
    """Labels of anchors and the box of each one with label 1, by a table of all IoUs.

    Boxes and anchors are (center_x, center_y, extent along x, extent along y).
    """

    def iou(box, anchor):
        sides = [
            min(box[k] + box[k + 2] / 2, anchor[k] + anchor[k + 2] / 2)
            - max(box[k] - box[k + 2] / 2, anchor[k] - anchor[k + 2] / 2)
            for k in range(2)
        ]
        shared = max(sides[0], 0.0) * max(sides[1], 0.0)
        return np.float32(shared / (box[2] * box[3] + anchor[2] * anchor[3] - shared))

    labels, owners = [0] * len(anchors), {}
    table = [
        [
            iou(box, anchor) if own == kind else np.float32(0)
            for anchor, kind in zip(anchors, anchor_types, strict=True)
        ]
        for box, own in zip(boxes, types, strict=True)
    ]
    for j, kind in enumerate(anchor_types):
        column = [row[j] for row in table]
        if column and max(column) > 0:
            low, high = limits[kind]
            labels[j] = 1 if max(column) >= high else -1 if max(column) >= low else 0
            if labels[j] == 1:
                owners[j] = column.index(max(column))
    for k, row in enumerate(table):
        if max(row) > 0:
            labels[row.index(max(row))] = 1
            owners[row.index(max(row))] = k
    return labels, owners


def suppress_boxes(boxes, scores, types, limits):
    """Rows of boxes that stay, best first, by polygons: each is held against all that stay."""
    stay = []
    for i in sorted(range(len(boxes)), key=lambda i: (-scores[i], i)):
        rivals = (j for j in stay if types[j] == types[i])
        if all(box_overlap(boxes[i], boxes[j], "bev") <= limits[types[i]] for j in rivals):
            stay.append(i)
    return stay


def encode_pillars(points, point_pillar, pillar_cell, grid, kernel, scale, shift):
    """Pseudo-image of a frame by the encoder's formula, pillar by pillar.

    `scale` and `shift` stand for the batch normalization.
    """
    image = np.zeros((grid.rows, grid.columns, kernel.shape[1]))
    half = [(grid.x_max - grid.x_min) / 2, (grid.y_max - grid.y_min) / 2]
    half.append((grid.z_max - grid.z_min) / 2)
    middle = [(grid.x_max + grid.x_min) / 2, (grid.y_max + grid.y_min) / 2]
    middle.append((grid.z_max + grid.z_min) / 2)
    for pillar, cell in enumerate(pillar_cell):
        own = np.float64(points[point_pillar == pillar])
        if cell == grid.rows * grid.columns or len(own) == 0:
            continue
        row, column = divmod(cell, grid.columns)
        center = [
            grid.x_min + (column + 0.5) * grid.pillar_size,
            grid.y_min + (row + 0.5) * grid.pillar_size,
        ]
        features = [
            np.concatenate(
                [
                    (point[:3] - middle) / half,
                    point[3:],
                    (point[:3] - own[:, :3].mean(axis=0)) / grid.pillar_size,
                    (point[:2] - center) / grid.pillar_size,
                ]
            )
            for point in own
        ]
        image[row, column] = np.maximum(features @ kernel * scale + shift, 0).max(axis=0)
    return image
