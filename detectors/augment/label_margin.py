"""Labels wider than the object, as labels that enclose mirrors and moving arms are."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from waymo_kit.detectors.augment.point_scene import PointScene


def widen_labels(scene: PointScene, highest: float, rng: np.random.Generator) -> PointScene:
    """Widens each box on its left and right by a margin of its own; points stay.

    Simulated boxes end 3 cm beside the body. Those of people are wider in real labels, and those of
    vehicles reach over the mirrors, which return few points.

    Args:
        scene: Scene to change.
        highest: Largest margin on each of the two sides, in meters; margins are uniform from 0.
        rng: Random generator.

    Returns:
        The scene with wider boxes.
    """
    array = scene.boxes.array.copy()
    array[:, 4] += 2 * rng.uniform(0.0, highest, len(array))
    return PointScene(scene.points, replace(scene.boxes, array=array))
