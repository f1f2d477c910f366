"""Frames as detectors learn from them: points and labeled boxes with velocities."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from waymo_kit.boxes import Boxes
from waymo_kit.detectors.augment.point_scene import PointScene
from waymo_kit.detectors.lidar.config import PointInput
from waymo_kit.detectors.lidar.sweeps import SweepCache, load_sweeps
from waymo_kit.scene import Frame


def load_labeled_points(
    frame: Frame, points: PointInput, cache: SweepCache | None = None
) -> PointScene:
    """Reads the points, pose and labels of a frame, and nothing else.

    Args:
        frame: Frame of a scene.
        points: Lasers, returns and number of sweeps to read.
        cache: Cache of decoded sweeps.

    Returns:
        (n, 6) points with the columns `pillars.POINT_FEATURES`, and boxes with velocities; both in
        the axes of the vehicle at the frame's time.

    Raises:
        NotFoundError: The dataset lacks a table or a laser; the message names it.
    """
    labels = frame.boxes
    boxes = Boxes(labels.array, labels.types, velocities=box_velocities(frame))
    return PointScene(load_sweeps(frame, points, cache), boxes)


def box_velocities(frame: Frame) -> NDArray[np.float64]:
    """Returns velocities of a frame's labels over ground, along the vehicle's x and y.

    These are the labels' own velocities where they have some; Waymo's lie along the axes of the
    world. Elsewhere the object's center in the world is compared over the frames before and after,
    or over one of them and this one.

    Returns:
        (M, 2) float64 m/s; NaN for an object that no neighboring frame has.
    """
    vehicle_from_world = frame.world_from_vehicle[:3, :3].T
    speed = frame.boxes.require("velocities_world").copy()
    speed[:, 2] = np.nan_to_num(speed[:, 2])  # older labels have x and y only
    velocities: NDArray[np.float64] = (speed @ vehicle_from_world.T)[:, :2]
    unknown = np.isnan(velocities).any(axis=1)
    if not unknown.any():
        return velocities
    around = (frame.neighbor(-1), frame, frame.neighbor(1))
    near = [each for each in around if each is not None]
    places = [_places(each) for each in near]
    ids = frame.boxes.require("ids")
    for row in np.flatnonzero(unknown):
        name = ids[row]
        seen = [k for k in range(len(near)) if name in places[k]]
        first, last = seen[0], seen[-1]
        if first < last:
            moved = places[last][name] - places[first][name]
            seconds = 1e-6 * (near[last].timestamp_micros - near[first].timestamp_micros)
            velocities[row] = (vehicle_from_world @ moved)[:2] / seconds
    return velocities


def _places(frame: Frame) -> dict[str, NDArray[np.float64]]:
    """Centers of a frame's boxes in the world, by id."""
    centers = frame.boxes.transform(frame.world_from_vehicle).array[:, :3]
    return dict(zip(frame.boxes.require("ids"), centers, strict=True))
