"""A frame as detectors learn from it: points and labelled boxes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from waymo_kit.detectors.lidar.config import PointInput
from waymo_kit.detectors.lidar.sweeps import SweepCache, load_sweeps
from waymo_kit.scene import Frame
from waymo_kit.schema import LaserName


@dataclass(frozen=True, eq=False)
class Example:
    """Points and labels of a frame, in the axes of the vehicle at the frame's time.

    Attributes:
        segment: name of the segment.
        timestamp_micros: time of the frame.
        points: (n, 6) float32, `pillars.POINT_FEATURES`.
        boxes: (M, 7) float64.
        types: (M,) int32 `ObjectType`.
        velocities: (M, 2) float64 m/s over ground, along x and y; NaN where neither the label nor
            the neighbouring frames tell.
        point_counts: (M,) int64 points in each box by the label, of TOP alone if no other lidar is
            read.
        world_from_vehicle: (4, 4) float64 pose of the vehicle.
    """

    segment: str
    timestamp_micros: int
    points: NDArray[np.float32]
    boxes: NDArray[np.float64]
    types: NDArray[np.int32]
    velocities: NDArray[np.float64]
    point_counts: NDArray[np.int64]
    world_from_vehicle: NDArray[np.float64]


def load_example(
    frame: Frame, points: PointInput, cache: SweepCache | None = None, *, labels: bool = True
) -> Example:
    """Reads a frame's points, pose and labels, and nothing else.

    Args:
        frame: of a scene.
        points: lasers, returns and the number of sweeps.
        cache: of decoded sweeps.
        labels: whether to read the boxes; without, there are none.

    Raises:
        NotFoundError: the dataset lacks a table or a laser; the message names it.
    """
    if labels:
        boxes, velocities = frame.boxes, box_velocities(frame)
        top_only = points.lasers == (LaserName.TOP,)
        counts = boxes.num_top_points if top_only else boxes.num_points
        array, types = boxes.array, boxes.types.astype(np.int32)
    else:
        array, types = np.empty((0, 7)), np.empty(0, np.int32)
        velocities, counts = np.empty((0, 2)), np.empty(0, np.int64)
    return Example(
        segment=frame.scene.name,
        timestamp_micros=frame.timestamp_micros,
        points=load_sweeps(frame, points, cache),
        boxes=array,
        types=types,
        velocities=velocities,
        point_counts=counts,
        world_from_vehicle=frame.world_from_vehicle,
    )


def box_velocities(frame: Frame) -> NDArray[np.float64]:
    """Velocities of a frame's boxes over ground, along the vehicle's x and y: (M, 2) float64, m/s.

    They are the labels' own where these have some; Waymo's are along the axes of the world. Else
    the object's center in the world is compared over the frames before and after, or over one of
    them and this one; an object in no neighbouring frame has NaN.
    """
    vehicle_from_world = frame.world_from_vehicle[:3, :3].T
    speed = frame.boxes.velocities_world.copy()
    speed[:, 2] = np.nan_to_num(speed[:, 2])  # older labels have x and y only
    velocities = (speed @ vehicle_from_world.T)[:, :2]
    unknown = np.isnan(velocities).any(axis=1)
    if not unknown.any():
        return velocities
    around = (frame.neighbour(-1), frame, frame.neighbour(1))
    near = [each for each in around if each is not None]
    places = [_places(each) for each in near]
    for row in np.flatnonzero(unknown):
        name = frame.boxes.ids[row]
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
    return dict(zip(frame.boxes.ids, centers, strict=True))
