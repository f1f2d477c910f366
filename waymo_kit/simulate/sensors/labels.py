"""Labels of one frame: 3D boxes with counted points, and boxes in the images."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from waymo_kit.geometry.boxes import box_corners, count_points_in_boxes, transform_boxes
from waymo_kit.geometry.camera import CameraPose, project_points
from waymo_kit.kernels import kernel
from waymo_kit.schema.names import CameraName, Difficulty, ObjectType
from waymo_kit.simulate.sensors.raycast import World
from waymo_kit.simulate.sensors.rig import SimulatedCamera
from waymo_kit.simulate.sensors.visibility import BLOCK, MIXED, View
from waymo_kit.simulate.sensors.zones import ZoneArrays, is_inside_any
from waymo_kit.simulate.traffic.actors import Actor

LABEL_RANGE = 75.0
"""Objects are labeled up to this distance from the ego vehicle in meters."""
FEW_POINTS = 5
"""Objects with no more points than this are of LEVEL_2."""

_MEMORY = 10
"""Frames for which a label goes on while its object is out of all lidars' sight."""
_EDGE_SAMPLES = 5
_MIN_SHARE = 1.2e-5
"""Part of an image that an object has to fill to get a 2D label."""
_EDGES = np.array(
    [(0, 1), (1, 2), (2, 3), (3, 0), (4, 5), (5, 6), (6, 7), (7, 4), (0, 4), (1, 5), (2, 6), (3, 7)]
)


@dataclass(frozen=True)
class LabeledImageBox:
    """A box in an image.

    Attributes:
        box: (4,) center u and v, length along u and width along v in pixels.
        id: Id of the object in this camera.
        kind: Type of the object.
        difficulty: Difficulty for detection and tracking; UNKNOWN where the label does not say.
        actor: Index of the object among the actors of the segment.
    """

    box: NDArray[np.float64]
    id: str
    kind: ObjectType
    difficulty: Difficulty
    actor: int


@dataclass(frozen=True)
class ObjectLabel:
    """A 3D label.

    Attributes:
        actor: Index of the object among the actors of the segment.
        box: (7,) box in the vehicle frame of the frame's pose.
        velocity: (3,) velocity in the world frame in m/s.
        acceleration: (3,) acceleration in the world frame in m/s^2.
        points: Number of lidar points in the box, from all lidars and both returns.
        top_points: Number of these that come from the TOP lidar.
        best_camera: Camera that shows most of the object, or UNKNOWN.
        camera_box: (7,) box when that camera took the object's center, or None.
    """

    actor: int
    box: NDArray[np.float64]
    velocity: NDArray[np.float64]
    acceleration: NDArray[np.float64]
    points: int
    top_points: int
    best_camera: CameraName
    camera_box: NDArray[np.float64] | None


@dataclass(frozen=True)
class Shot:
    """One image as the labels need it.

    Attributes:
        camera: Camera of the image.
        pose: Pose of the vehicle in the local frame.
        view: View of the camera.
        extents: (A, 5) minimum and maximum u and v, and number of pixels of each actor.
    """

    camera: SimulatedCamera
    pose: CameraPose
    view: View
    extents: NDArray[np.int64]


class Labeller:
    """Labels the frames of a segment in order; remembers which objects have been seen."""

    def __init__(self, actors: list[Actor], zones: ZoneArrays, world_rotation: NDArray) -> None:
        """Starts a segment.

        Args:
            actors: All objects of the segment.
            zones: No-label zones in the local frame; objects in them get no label.
            world_rotation: (3, 3) rotation from the local frame to the world.
        """
        self._actors, self._zones, self._rotation = actors, zones, world_rotation
        self._last_seen = np.full(len(actors), -10 * _MEMORY)

    def label(
        self,
        frame: int,
        local_from_vehicle: NDArray[np.float64],
        top_points: NDArray[np.float64],
        other_points: NDArray[np.float64],
        shots: list[Shot],
        moment: float,
    ) -> list[ObjectLabel]:
        """Returns the 3D labels of a frame.

        Args:
            frame: Index of the frame.
            local_from_vehicle: (4, 4) pose of the frame.
            top_points: (N, 3) points of the TOP lidar from both returns, in the vehicle frame.
            other_points: (N, 3) points of the other lidars.
            shots: Images of the frame.
            moment: Time of the pose, on the clock of the poses of the shots.
        """
        if not self._actors:
            return []
        boxes = np.stack([actor.box(frame) for actor in self._actors])
        away = np.hypot(*(boxes[:, :2] - local_from_vehicle[:2, 3]).T)
        near = [
            index
            for index in np.flatnonzero(away < LABEL_RANGE).tolist()
            if not is_inside_any(boxes[index, 0], boxes[index, 1], self._zones)
        ]
        if not near:
            return []
        vehicle_from_local = np.linalg.inv(local_from_vehicle)
        moved = transform_boxes(vehicle_from_local, boxes[near])
        top = count_points_in_boxes(top_points, moved)
        points = top + count_points_in_boxes(other_points, moved)
        seen = points > 0
        self._last_seen[np.array(near)[seen]] = frame
        rows = [row for row, i in enumerate(near) if frame - self._last_seen[i] <= _MEMORY]
        kept = [near[row] for row in rows]
        velocities = np.array([self._actors[i].velocity(frame) for i in kept]).reshape(-1, 3)
        cameras, shifted = _in_best_shots(shots, kept, boxes[kept], velocities, moment)
        camera_boxes = transform_boxes(vehicle_from_local, shifted)
        return [
            ObjectLabel(
                index,
                moved[row],
                self._rotation @ velocities[n],
                self._rotation @ self._actors[index].acceleration(frame),
                int(points[row]),
                int(top[row]),
                cameras[n],
                None if cameras[n] == CameraName.UNKNOWN else camera_boxes[n],
            )
            for n, (row, index) in enumerate(zip(rows, kept, strict=True))
        ]

    def projected(
        self, frame: int, labels: list[ObjectLabel], shot: Shot, moment: float
    ) -> list[LabeledImageBox]:
        """Returns the 3D labels of a frame as boxes around their projections into an image.

        Each object is taken where it is when the camera takes its center.
        """
        actors = [label.actor for label in labels]
        boxes = np.array([self._actors[i].box(frame) for i in actors]).reshape(-1, 7)
        ahead = _may_see(shot, boxes)
        if not ahead.any():
            return []
        actors, boxes = [i for i, near in zip(actors, ahead, strict=True) if near], boxes[ahead]
        velocities = np.array([self._actors[i].velocity(frame) for i in actors]).reshape(-1, 3)
        delays = _capture_delays(shot, boxes[:, :3], velocities, moment)
        boxes[:, :3] += delays[:, None] * velocities
        corners = box_corners(boxes)
        share = np.linspace(0.0, 1.0, _EDGE_SAMPLES)[:, None, None]
        edges = (
            corners[:, None, _EDGES[:, 0]] * (1 - share) + corners[:, None, _EDGES[:, 1]] * share
        )
        pixels, valid = project_points(edges.reshape(-1, 3), shot.camera.calibration, shot.pose)
        pixels, valid = pixels.reshape(len(boxes), -1, 2), valid.reshape(len(boxes), -1)
        size = np.array([shot.camera.calibration.width, shot.camera.calibration.height])
        found = []
        for index, spots, inside in zip(actors, pixels, valid, strict=True):
            if not inside.any():
                continue
            spots = spots[np.isfinite(spots[:, 0])]
            low, high = np.maximum(spots.min(axis=0), 0.0), np.minimum(spots.max(axis=0), size)
            if (high - low <= 0).any():
                continue
            actor = self._actors[index]
            name = f"{actor.id}_{shot.camera.name.name}"
            box = np.concatenate([(low + high) / 2, high - low])
            found.append(LabeledImageBox(box, name, actor.model.kind, Difficulty.UNKNOWN, index))
        return found

    def visible(self, shot: Shot) -> list[LabeledImageBox]:
        """Boxes around the visible parts of vehicles, pedestrians and cyclists in an image."""
        found = []
        minimum = max(_MIN_SHARE * shot.view.hits.size, 4.0)
        for index in np.flatnonzero(shot.extents[:, 4] >= minimum):
            actor = self._actors[index]
            if actor.model.kind == ObjectType.SIGN:
                continue
            left, top, right, bottom, pixels = (float(value) for value in shot.extents[index])
            box = np.array(
                [(left + right + 1) / 2, (top + bottom + 1) / 2, right - left + 1, bottom - top + 1]
            )
            hard = pixels < 12 * minimum or pixels < 0.12 * box[2] * box[3]
            found.append(
                LabeledImageBox(
                    box,
                    _uuid(actor.id, shot.camera.name.name),
                    actor.model.kind,
                    Difficulty.LEVEL_2 if hard else Difficulty.LEVEL_1,
                    int(index),
                )
            )
        return found


def take_shot(
    camera: SimulatedCamera, pose: CameraPose, view: View, world: World, actors: int
) -> Shot:
    """Measures the visible extent of each actor in a view."""
    extents = np.zeros((actors, 5), dtype=np.int64)
    extents[:, 0], extents[:, 1] = view.hits.shape[1], view.hits.shape[0]
    extents[:, 2:4] = -1
    _measure_extents(view.blocks, view.hits, world.codes, extents)
    return Shot(camera, pose, view, extents)


@kernel
def _measure_extents(blocks, hits, codes, extents):
    height, width = hits.shape
    for r in range(blocks.shape[0]):
        for c in range(blocks.shape[1]):
            top, left = r * BLOCK, c * BLOCK
            bottom, right = min(top + BLOCK, height), min(left + BLOCK, width)
            hit = blocks[r, c]
            if hit >= 0:
                _extend(extents, codes[hit, 2], left, top, right, bottom)
            elif hit == MIXED:
                for y in range(top, bottom):
                    for x in range(left, right):
                        if hits[y, x] >= 0:
                            _extend(extents, codes[hits[y, x], 2], x, y, x + 1, y + 1)


@kernel
def _extend(extents, owner, left, top, right, bottom):
    """Adds some pixels, up to `right` and `bottom`, to those of an object; -1 is none."""
    if owner >= 0:
        extents[owner, 0] = min(extents[owner, 0], left)
        extents[owner, 1] = min(extents[owner, 1], top)
        extents[owner, 2] = max(extents[owner, 2], right - 1)
        extents[owner, 3] = max(extents[owner, 3], bottom - 1)
        extents[owner, 4] += (right - left) * (bottom - top)


def _in_best_shots(
    shots: list[Shot],
    actors: list[int],
    boxes: NDArray[np.float64],
    velocities: NDArray[np.float64],
    moment: float,
) -> tuple[list[CameraName], NDArray[np.float64]]:
    """Finds the camera with most pixels of each object, and the box when it took the object."""
    pixels = np.array([shot.extents[actors, 4] for shot in shots])
    best, shifted = pixels.argmax(axis=0), boxes.copy()
    names = [CameraName.UNKNOWN] * len(actors)
    for number, shot in enumerate(shots):
        rows = np.flatnonzero((best == number) & (pixels[number] > 0))
        delays = _capture_delays(shot, boxes[rows, :3], velocities[rows], moment)
        shifted[rows, :3] += delays[:, None] * velocities[rows]
        for row in rows:
            names[row] = shot.camera.name
    return names, shifted


def _capture_delays(
    shot: Shot, centers: NDArray[np.float64], velocities: NDArray[np.float64], moment: float
) -> NDArray[np.float64]:
    """Seconds from `moment` until the shutter reaches the moving center of each object."""
    camera, pose = shot.camera, shot.pose
    middle = pose.pose_timestamp - moment
    delays = np.full(len(centers), middle)
    for _ in range(4):
        places = centers + delays[:, None] * velocities
        pixels, _ = project_points(places, camera.calibration, pose)
        share = np.clip(pixels[:, 0] / camera.calibration.width, 0.0, 1.0) - 0.5
        share = np.where(np.isfinite(share), share, 0.0)
        delays = middle + share * (camera.readout - camera.shutter)
    return delays


def _may_see(shot: Shot, boxes: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Tells whether boxes may lie before a camera; cheap, and true in case of doubt."""
    camera_pose = shot.pose.world_from_vehicle @ shot.camera.calibration.vehicle_from_camera
    offset = boxes[:, :3] - camera_pose[:3, 3]
    reach = 0.5 * np.sqrt((boxes[:, 3:6] ** 2).sum(axis=1)) + 2.0
    ahead, aside = offset @ camera_pose[:3, 0], offset @ camera_pose[:3, 1]
    near: NDArray[np.bool_] = (ahead > -reach) & (
        np.abs(aside) < 0.6 * np.maximum(ahead, 0.0) + 1.3 * reach
    )
    return near


def _uuid(*keys: str) -> str:
    """Returns an id like those of the real camera labels."""
    digest = hashlib.sha256("/".join(keys).encode()).hexdigest()
    return f"{digest[:8]}-{digest[8:12]}-4{digest[13:16]}-8{digest[17:20]}-{digest[20:32]}"
