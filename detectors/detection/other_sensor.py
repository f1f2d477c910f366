"""Baselines that carry the boxes of one sensor over to the other: projected and lifted detections.

Projected detections of a LiDAR detector are 2D detections that cost no training. Lifted detections
of a camera detector are 3D boxes of mean size at the nearest LiDAR points that each 2D box shows.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from waymo_kit.boxes import Boxes, ImageBoxes
from waymo_kit.detectors.detection.frame_detector import FrameDetector, StageClock
from waymo_kit.geometry import (
    CameraCalibration,
    CameraPose,
    box_corners,
    pixel_rays,
    project_points,
    transform_points,
)
from waymo_kit.scene import Frame
from waymo_kit.schema import CameraName, ObjectType
from waymo_kit.schema.predictions import BoxKind

_EDGES = np.array(
    [(0, 1), (1, 2), (2, 3), (3, 0), (4, 5), (5, 6), (6, 7), (7, 4), (0, 4), (1, 5), (2, 6), (3, 7)]
)
_STEPS = np.linspace(0.0, 1.0, 9)

MEAN_SIZES = {
    int(ObjectType.VEHICLE): (4.73, 2.08, 1.77),
    int(ObjectType.PEDESTRIAN): (0.9, 0.86, 1.71),
    int(ObjectType.CYCLIST): (1.81, 0.84, 1.77),
}
"""Length, width and height of lifted boxes in meters; other types are left out."""

_CORE = 0.5
"""Share of a 2D box, around its center, whose points count."""

_NEAREST = 0.2
"""Share of these points, the nearest ones, whose median is on the object's surface."""


class CameraView(NamedTuple):
    """Calibration and poses for projecting into an image.

    Attributes:
        camera: Camera of the image.
        calibration: Calibration of the camera.
        pose: Pose and motion of the vehicle when the image was taken.
        world_from_vehicle: (4, 4) pose of the frame.
    """

    camera: CameraName
    calibration: CameraCalibration
    pose: CameraPose
    world_from_vehicle: NDArray[np.float64]


def views_of(frame: Frame) -> list[CameraView]:
    """Returns the views of all cameras of a frame.

    Raises:
        NotFoundError: A pose or calibration is not stored.
    """
    pose = frame.world_from_vehicle
    found = []
    for name in frame.cameras:
        camera = frame.camera(name)
        found.append(CameraView(name, camera.calibration, camera.pose, pose))
    return found


class ProjectedDetector(FrameDetector[ImageBoxes]):
    """Projects the boxes of a 3D detector into all cameras of a frame.

    A 2D box is the hull of the visible part of the projected edges, clipped to the image.
    """

    kind = BoxKind.BOX_2D

    def __init__(self, detector: FrameDetector[Boxes]) -> None:
        """Takes the detector of 3D boxes."""
        self._detector = detector
        self.component = detector.component
        self.batch_size = detector.batch_size
        self.uses_accelerator = detector.uses_accelerator

    @property
    def identity(self) -> str:
        """Identity of the detector, marked as projected into cameras."""
        return f"projected {self._detector.identity}"

    def read(self, frame: Frame, clock: StageClock) -> tuple[Any, list[CameraView]]:
        """Reads the input of the detector, and where the cameras are."""
        return self._detector.read(frame, clock), views_of(frame)

    def detect_batch(self, inputs: Sequence[Any], clock: StageClock) -> list[ImageBoxes]:
        """Returns the projected detections, those of each camera best first."""
        found = self._detector.detect_batch([part for part, _ in inputs], clock)
        with clock.measure("project"):
            return [
                _joined([project_boxes(boxes, view) for view in views])
                for boxes, (_, views) in zip(found, inputs, strict=True)
            ]


class LiftedDetector(FrameDetector[Boxes]):
    """Lifts the boxes of a camera detector to 3D by the LiDAR points that they show.

    A 3D box has the mean size of its type and the heading of the vehicle; its near side is at the
    nearest points in the middle of the 2D box. 2D boxes without points are left out.
    """

    kind = BoxKind.BOX_3D

    def __init__(self, detector: FrameDetector[ImageBoxes]) -> None:
        """Takes the detector of 2D boxes."""
        self._detector = detector
        self.component = detector.component
        self.batch_size = detector.batch_size
        self.uses_accelerator = detector.uses_accelerator

    @property
    def identity(self) -> str:
        """Identity of the detector, marked as lifted to 3D."""
        return f"lifted {self._detector.identity}"

    def read(
        self, frame: Frame, clock: StageClock
    ) -> tuple[Any, list[CameraView], NDArray[np.float64]]:
        """Reads the input of the detector, the points, and where the cameras are."""
        image = self._detector.read(frame, clock)
        with clock.measure("points"):
            points = frame.points().xyz.astype(np.float64)
        return image, views_of(frame), points

    def detect_batch(self, inputs: Sequence[Any], clock: StageClock) -> list[Boxes]:
        """Returns the lifted detections, best first."""
        found = self._detector.detect_batch([part for part, _, _ in inputs], clock)
        lifted = []
        with clock.measure("lift"):
            for boxes, (_, views, points) in zip(found, inputs, strict=True):
                cameras = boxes.require("cameras")
                parts = [lift_boxes(boxes[cameras == v.camera], v, points) for v in views]
                joined = Boxes.concatenate(parts) if any(map(len, parts)) else _NO_BOXES
                order = np.argsort(-joined.require("scores"), kind="stable")
                lifted.append(joined[order])
        return lifted


def project_boxes(boxes: Boxes, view: CameraView) -> ImageBoxes:
    """Projects 3D boxes into an image.

    Args:
        boxes: 3D boxes with scores, in the vehicle frame.
        view: The image.

    Returns:
        Boxes of those that the image shows, in their order, with `cameras`.
    """
    corners = box_corners(boxes.array)
    ends = corners[:, _EDGES]  # (N, 12, 2, 3)
    steps = _STEPS[:, None]
    edges = ends[:, :, None, 0] * (1 - steps) + ends[:, :, None, 1] * steps
    world = transform_points(view.world_from_vehicle, edges.reshape(-1, 3))
    pixels, is_shown = project_points(world, view.calibration, view.pose)
    shape = (len(boxes), len(_EDGES) * len(_STEPS))
    pixels, is_shown = pixels.reshape(*shape, 2), is_shown.reshape(shape)
    known = np.asarray(np.isfinite(pixels).all(axis=2))
    low = np.where(known[..., None], pixels, np.inf).min(axis=1, initial=np.inf)
    high = np.where(known[..., None], pixels, -np.inf).max(axis=1, initial=-np.inf)
    size = np.array([view.calibration.width, view.calibration.height], np.float64)
    low, high = np.clip(low, 0, size), np.clip(high, 0, size)
    rows = np.flatnonzero(is_shown.any(axis=1) & (high > low).all(axis=1))
    return ImageBoxes(
        np.concatenate([(low + high) / 2, high - low], axis=1)[rows],
        boxes.types[rows],
        scores=boxes.require("scores")[rows],
        cameras=np.full(len(rows), int(view.camera), np.int8),
    )


def lift_boxes(boxes: ImageBoxes, view: CameraView, points: NDArray[np.float64]) -> Boxes:
    """Lifts the boxes of an image to 3D.

    Args:
        boxes: 2D boxes of the image, with scores.
        view: The image.
        points: (P, 3) LiDAR points in the vehicle frame.

    Returns:
        3D boxes in the vehicle frame, of those that show points, in their order.
    """
    world = transform_points(view.world_from_vehicle, points)
    pixels, is_shown = project_points(world, view.calibration, view.pose)
    pixels, points = pixels[is_shown], points[is_shown]
    origin = view.calibration.vehicle_from_camera[:3, 3]
    distances = np.hypot(*(points[:, :2] - origin[:2]).T)
    found, rows = [], []
    for row, (kind, box) in enumerate(zip(boxes.types.tolist(), boxes.array, strict=True)):
        is_near = (np.abs(pixels - box[:2]) <= 0.5 * _CORE * box[2:]).all(axis=1)
        inside = np.flatnonzero(is_near)
        if kind not in MEAN_SIZES or not len(inside):
            continue
        nearest = inside[np.argsort(distances[inside], kind="stable")]
        nearest = nearest[: max(int(_NEAREST * len(nearest)), 1)]
        ray = (
            view.calibration.vehicle_from_camera[:3, :3]
            @ (pixel_rays(view.calibration, box[None, :2])[0])
        )
        ray /= np.hypot(ray[0], ray[1])
        size = MEAN_SIZES[kind]
        depth = 0.5 * min(size[0] / max(abs(ray[0]), 1e-6), size[1] / max(abs(ray[1]), 1e-6))
        center = origin + ray * (np.median(distances[nearest]) + depth)
        found.append([*center, *size, 0.0])
        rows.append(row)
    index = np.array(rows, np.int64)
    array = np.array(found, np.float64).reshape(-1, 7)
    return Boxes(array, boxes.types[index], scores=boxes.require("scores")[index])


_NO_BOXES = Boxes(np.empty((0, 7)), np.empty(0, np.int8), scores=np.empty(0))
_NO_IMAGE_BOXES = ImageBoxes(
    np.empty((0, 4)), np.empty(0, np.int8), scores=np.empty(0), cameras=np.empty(0, np.int8)
)


def _joined(parts: list[ImageBoxes]) -> ImageBoxes:
    return ImageBoxes.concatenate(parts) if any(map(len, parts)) else _NO_IMAGE_BOXES
