"""Made-up point scenes: boxes that do not overlap, points in them and around them."""

import numpy as np

from waymo_kit.boxes import Boxes
from waymo_kit.detectors.augment.point_scene import PointScene

SIZES = {1: (4.7, 2.1, 1.8), 2: (0.9, 0.8, 1.7), 4: (1.8, 0.8, 1.7)}


def make_scene(seed, boxes=6, points_in_box=8, background=60):
    """Boxes lie on a lattice of 8 m; points in them keep 2 % of a side from its faces."""
    rng = np.random.default_rng(seed)
    lattice = 8.0 * np.stack(np.meshgrid(range(-4, 4), range(-4, 4)), axis=-1).reshape(-1, 2)
    types = rng.choice([1, 2, 4], boxes).astype(np.int32)
    array = np.empty((boxes, 7))
    array[:, :2] = rng.permutation(lattice)[:boxes] + rng.uniform(-1, 1, (boxes, 2))
    array[:, 2] = rng.uniform(0.5, 1.5, boxes)
    array[:, 3:6] = np.array([SIZES[kind] for kind in types]).reshape(-1, 3)
    array[:, 6] = rng.uniform(-np.pi, np.pi, boxes)
    inside = [points_of(box, rng.uniform(-0.48, 0.48, (points_in_box, 3))) for box in array]
    around = rng.uniform([-40, -40, -1], [40, 40, 3], (background, 3))
    xyz = np.concatenate([*inside, around])
    features = rng.uniform(0, 1, (len(xyz), 3)) * [1, 1, 0]  # one sweep, of age 0
    points = np.column_stack([xyz, features]).astype(np.float32)
    return PointScene(points, Boxes(array, types, velocities=rng.normal(0, 5, (boxes, 2))))


def points_of(box, parts):
    """Points at parts of a box's sides from its center."""
    local = parts * box[3:6]
    cos, sin = np.cos(box[6]), np.sin(box[6])
    turned = np.column_stack(
        [local[:, 0] * cos - local[:, 1] * sin, local[:, 0] * sin + local[:, 1] * cos, local[:, 2]]
    )
    return turned + box[:3]


def arrays(scene):
    """The arrays of a scene."""
    return scene.points, scene.boxes.array, scene.boxes.types, scene.boxes.velocities
