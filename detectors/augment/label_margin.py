"""Labels wider than the object, as labels that enclose mirrors and moving arms are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from waymo_kit.detectors.augment.point_scene import PointScene
from waymo_kit.schema import ObjectType


def widen_labels(
    scene: PointScene, highest: Mapping[ObjectType, float], rng: np.random.Generator
) -> PointScene:
    """Widens each box on its left and right by a margin of its own; points stay.

    Simulated boxes end 3 cm beside the body. Those of people are wider in real labels, and those of
    vehicles reach over the mirrors, which return few points.

    Args:
        scene: Scene to change.
        highest: Largest margin of the objects of each type on each of the two sides, in meters;
            margins are uniform from 0. Types that are not named keep their boxes.
        rng: Random generator.

    Returns:
        The scene with wider boxes.
    """
    array = scene.boxes.array.copy()
    limits = np.array([highest.get(ObjectType(kind), 0.0) for kind in scene.boxes.types.tolist()])
    array[:, 4] += 2 * limits * rng.random(len(array))
    return PointScene(scene.points, replace(scene.boxes, array=array))
