"""Objects of other sizes: each box grows or shrinks with its points (Yang et al. 2021, "ST3D")."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from waymo_kit.detectors.augment.point_scene import PointScene


def scale_objects(
    scene: PointScene, lowest: float, highest: float, rng: np.random.Generator
) -> PointScene:
    """Scales each object along its own axes, about the middle of the underside of its box.

    Length, width and height have factors of their own, uniform between the limits (the paper's
    "random object scaling", section 3.1, has one factor for all three). A point in two boxes moves
    with the first one.

    Args:
        scene: Scene to change.
        lowest: Smallest factor, above 0.
        highest: Largest factor.
        rng: Random generator.

    Returns:
        The scene in which every point of an object is where it was in its box, as a share of the
        box's sides. Other points stay, and may be in a box that has grown.
    """
    boxes = scene.boxes.array
    factors = rng.uniform(lowest, highest, (len(boxes), 3))
    array = boxes.copy()
    array[:, 3:6] *= factors
    array[:, 2] += 0.5 * (array[:, 5] - boxes[:, 5])

    owner = scene.find_boxes()
    rows = np.flatnonzero(owner >= 0)
    owner = owner[rows]
    points = scene.points.copy()
    # Where the box was when the point was measured.
    moved = points[rows, -1:] * np.nan_to_num(scene.boxes.require("velocities"))[owner]
    x, y = (points[rows, :2] - boxes[owner, :2] + moved).T
    cos, sin = np.cos(boxes[owner, 6]), np.sin(boxes[owner, 6])
    along = factors[owner, 0] * (cos * x + sin * y)
    aside = factors[owner, 1] * (cos * y - sin * x)
    up = factors[owner, 2] * (points[rows, 2] - boxes[owner, 2])
    points[rows, 0] = array[owner, 0] - moved[:, 0] + cos * along - sin * aside
    points[rows, 1] = array[owner, 1] - moved[:, 1] + sin * along + cos * aside
    points[rows, 2] = array[owner, 2] + up
    return PointScene(points, replace(scene.boxes, array=array))
