"""3D segmentation labels: the class and the object of each pulse of a lidar."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from waymo_kit.schema.names import ObjectType
from waymo_kit.simulate.materials import PROPERTIES
from waymo_kit.simulate.sensors.lidar import Sweep
from waymo_kit.simulate.sensors.raycast import NOTHING, World
from waymo_kit.simulate.traffic.actors import Actor

SEGMENTED_EVERY = 5
"""Number of frames from one with labels to the next, as in the real data."""

_THINGS = (ObjectType.VEHICLE, ObjectType.PEDESTRIAN, ObjectType.CYCLIST)


def lidar_segmentation(measured: Sweep, world: World, actors: list[Actor]) -> NDArray[np.int32]:
    """Labels the pixels of both returns.

    Args:
        measured: Measurement of the lidar.
        world: World that it measured.
        actors: All labeled objects of the segment.

    Returns:
        (2, H, W, 2) instance, the same for an object in all frames and 0 for none, and
        `Segmentation.Type`, 0 where there is no return or a drop of rain.
    """
    labels = np.zeros((*measured.hits.shape, 2), dtype=np.int32)
    held = (measured.returns[..., 0] > 0) & (measured.hits != NOTHING)
    hits = measured.hits[held]
    owners = np.where(hits >= 0, world.codes[np.maximum(hits, 0), 2], -1)
    # The last entry is that of -1.
    classes = np.array([*(actor.model.lidar_class for actor in actors), 0], dtype=np.int32)
    things = np.array([*(actor.model.kind in _THINGS for actor in actors), False])
    own = PROPERTIES.lidar_class[measured.materials[held]]
    labels[held, 0] = np.where(things[owners], owners + 1, 0)
    labels[held, 1] = np.where(owners >= 0, classes[owners], own)
    return labels
