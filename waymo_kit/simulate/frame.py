"""One frame: all sensors' data and labels as a message."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from waymo_kit.geometry.transforms import invert_transform, transform_points
from waymo_kit.protos import frame_pb2
from waymo_kit.schema.names import CameraName, LaserName, ObjectType
from waymo_kit.simulate.city.streetmap import map_features
from waymo_kit.simulate.render.shading import shade
from waymo_kit.simulate.sensors.labels import (
    LabeledImageBox,
    Labeller,
    ObjectLabel,
    Shot,
    take_shot,
)
from waymo_kit.simulate.sensors.lidar import Sweep, decoded_points, sweep
from waymo_kit.simulate.sensors.messages import (
    fill_image,
    fill_image_labels,
    fill_transform,
    float_matrix,
    int_matrix,
    jpeg,
    object_label,
)
from waymo_kit.simulate.sensors.panoptic import fill_panoptic, panoptic_pixels
from waymo_kit.simulate.sensors.projections import camera_projections
from waymo_kit.simulate.sensors.raycast import World
from waymo_kit.simulate.sensors.rig import SWEEP_SECONDS, Laser, Rig
from waymo_kit.simulate.sensors.segmentation import SEGMENTED_EVERY, lidar_segmentation
from waymo_kit.simulate.sensors.visibility import ray_grid, see
from waymo_kit.simulate.sensors.zones import pack_zones
from waymo_kit.simulate.stage import Stage, noise_seed
from waymo_kit.simulate.traffic.driving import FRAME_SECONDS
from waymo_kit.simulate.traffic.ego import MID_SWEEP, camera_pose, pose_matrices

RANGE_NOISE = 0.02
"""Standard deviation of the ranges in meters."""

_IMAGE_ORDER = (
    CameraName.FRONT,
    CameraName.FRONT_LEFT,
    CameraName.SIDE_LEFT,
    CameraName.FRONT_RIGHT,
    CameraName.SIDE_RIGHT,
)
"""Order of the images in a frame, that of the real frames."""


@dataclass(frozen=True)
class LabeledObjects:
    """Objects that have labels in a frame.

    Attributes:
        in_lidar: Ids and types of the 3D labels.
        in_cameras: Ids and types of the 2D labels.
    """

    in_lidar: dict[str, ObjectType]
    in_cameras: dict[str, ObjectType]


class FrameMaker:
    """Makes the frames of one segment, in order."""

    def __init__(self, stage: Stage, rig: Rig) -> None:
        """Starts with the first frame."""
        self._stage, self._rig = stage, rig
        self._world_from_local = stage.anchor.world_from_local
        self._zones = pack_zones(stage.zones)
        self._labeller = Labeller(stage.actors, self._zones, self._world_from_local[:3, :3])
        self._epoch = stage.plan.start_micros * 1e-6

    def make(self, frame: int) -> tuple[frame_pb2.Frame, LabeledObjects]:
        """Simulates a frame: the message without its context, and what it labels."""
        stage, rig = self._stage, self._rig
        start = frame * FRAME_SECONDS
        moment = self._epoch + start + MID_SWEEP
        world = stage.world(frame)
        pose = pose_matrices(stage.motion.poses(np.array([start + MID_SWEEP])))[0]
        message = frame_pb2.Frame()
        message.timestamp_micros = stage.plan.start_micros + round(frame * FRAME_SECONDS * 1e6)
        fill_transform(message.pose, self._world_from_local @ pose)

        shots = self._take_images(message, world, frame, moment)
        by_name = sorted(shots, key=lambda shot: shot.camera.name)
        sweeps = [
            (laser, *self._sweep(laser, frame, world, pose))
            for laser in sorted(rig.lasers, key=lambda item: item.name.name)
        ]
        points = [measured.points[measured.returns[..., 0] > 0] for _, measured, _ in sweeps]
        self._add_lasers(message, sweeps, points, by_name)
        if frame % SEGMENTED_EVERY == 0:
            self._add_segmentation(message, sweeps, world)
        decoded = {
            laser.name: decoded_points(
                laser, measured.returns, poses, self._world_from_local @ pose
            )
            for laser, measured, poses in sweeps
        }
        top_points = decoded.pop(LaserName.TOP)
        others = np.concatenate(list(decoded.values()))
        labels = self._labeller.label(frame, pose, top_points, others, by_name, moment)
        for label in labels:
            message.laser_labels.append(object_label(label, stage.actors[label.actor]))
        image_boxes = self._label_images(message, frame, labels, shots, moment, world)
        if frame == 0:
            self._add_map(message)
        for number, zone in enumerate(stage.zones):
            world_zone = transform_points(
                self._world_from_local, np.column_stack([zone, np.zeros(len(zone))])
            )
            polygon = message.no_label_zones.add(id=f"{stage.plan.name}_{number}")
            polygon.x.extend(world_zone[:, 0].tolist())
            polygon.y.extend(world_zone[:, 1].tolist())
        actors = stage.actors
        return message, LabeledObjects(
            {actors[label.actor].id: actors[label.actor].model.kind for label in labels},
            {box.id: box.kind for box in image_boxes},
        )

    def _take_images(
        self, message: frame_pb2.Frame, world: World, frame: int, moment: float
    ) -> list[Shot]:
        stage = self._stage
        cameras = {camera.name: camera for camera in self._rig.cameras}
        ground_light = stage.ground_light(frame)
        shots = []
        for name in _IMAGE_ORDER:
            camera = cameras[name]
            pose = camera_pose(stage.motion, camera, frame * FRAME_SECONDS, self._epoch)
            rays = ray_grid(camera, pose, moment)
            view = see(world, rays, camera.calibration.width, camera.calibration.height)
            data = jpeg(shade(view, world, stage.light, ground_light), self._rig.jpeg_quality)
            fill_image(message.images.add(), name, data, pose, self._world_from_local)
            shots.append(take_shot(camera, pose, view, world, len(stage.actors)))
        return shots

    def _sweep(
        self, laser: Laser, frame: int, world: World, pose: NDArray[np.float64]
    ) -> tuple[Sweep, NDArray[np.float32] | None]:
        """Makes one lidar's data, and for TOP the stored pose of each column (W, 6)."""
        stage = self._stage
        stored = None
        poses = pose[None]
        if laser.name == LaserName.TOP:
            times = frame * FRAME_SECONDS + SWEEP_SECONDS * np.arange(laser.columns) / laser.columns
            stored = stage.anchor.world_poses(stage.motion.poses(times)).astype(np.float32)
            # Rays start where the stored poses say, so that rounding them moves no point.
            local_from_world = invert_transform(self._world_from_local)
            poses = local_from_world @ pose_matrices(stored.astype(np.float64))
        seed = noise_seed(stage.plan.key, "laser", laser.name.name, frame)
        measured = sweep(laser, poses, world, self._zones, stage.weather, RANGE_NOISE, seed)
        return measured, stored

    def _add_lasers(
        self,
        message: frame_pb2.Frame,
        sweeps: list[tuple[Laser, Sweep, NDArray[np.float32] | None]],
        points: list[NDArray[np.float64]],
        shots: list[Shot],
    ) -> None:
        """Fills the range images; `points` are the valid ones of each sweep."""
        cameras = [(shot.camera, shot.pose) for shot in shots]
        found = camera_projections(np.concatenate(points), cameras)
        start = 0
        for (laser, measured, pixel_poses), part in zip(sweeps, points, strict=True):
            projections = np.zeros((*measured.returns.shape[:3], 6), dtype=np.int32)
            projections[measured.returns[..., 0] > 0] = found[start : start + len(part)]
            start += len(part)
            entry = message.lasers.add()
            entry.name = int(laser.name)  # type: ignore[assignment]
            for number, target in enumerate((entry.ri_return1, entry.ri_return2)):
                target.range_image_compressed = float_matrix(measured.returns[number])
                target.camera_projection_compressed = int_matrix(projections[number])
            if pixel_poses is not None:
                shape = (laser.rows, laser.columns, 6)
                entry.ri_return1.range_image_pose_compressed = float_matrix(
                    np.broadcast_to(pixel_poses, shape)
                )

    def _add_segmentation(
        self,
        message: frame_pb2.Frame,
        sweeps: list[tuple[Laser, Sweep, NDArray[np.float32] | None]],
        world: World,
    ) -> None:
        """Labels the pulses of the TOP lidar; the lasers are filled in the order of the sweeps."""
        for entry, (laser, measured, _) in zip(message.lasers, sweeps, strict=True):
            if laser.name == LaserName.TOP:
                labels = lidar_segmentation(measured, world, self._stage.actors)
                entry.ri_return1.segmentation_label_compressed = int_matrix(labels[0])
                entry.ri_return2.segmentation_label_compressed = int_matrix(labels[1])

    def _label_images(
        self,
        message: frame_pb2.Frame,
        frame: int,
        labels: list[ObjectLabel],
        shots: list[Shot],
        moment: float,
        world: World,
    ) -> list[LabeledImageBox]:
        """Fills all kinds of image labels; returns the boxes of the cameras' own."""
        found = []
        actors = self._stage.actors
        for shot, image in zip(shots, message.images, strict=True):
            boxes = self._labeller.visible(shot)
            found += boxes
            if frame % self._rig.panoptic_every == 0:
                pixels, objects = panoptic_pixels(shot, world, actors, boxes)
                fill_panoptic(image, pixels, objects, self._stage.plan.name)
            name = shot.camera.name
            fill_image_labels(message.camera_labels.add(), name, boxes, actors, associate=True)
            projected = self._labeller.projected(frame, labels, shot, moment)
            fill_image_labels(
                message.projected_lidar_labels.add(), name, projected, actors, associate=False
            )
        return found

    def _add_map(self, message: frame_pb2.Frame) -> None:
        stage = self._stage
        message.map_features.extend(
            map_features(stage.streets, stage.origin, stage.low, stage.high, stage.anchor)
        )
        offset = message.map_pose_offset
        offset.x = offset.y = offset.z = 0.0
