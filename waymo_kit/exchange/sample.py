"""Contents of an exported frame: boxes that count, points, and images as the export wants them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from waymo_kit.boxes import Boxes
from waymo_kit.errors import InvalidInputError, NotFoundError
from waymo_kit.formats.image import encode_jpeg, encode_png
from waymo_kit.geometry import (
    OPTICAL_FROM_CAMERA,
    CameraCalibration,
    box_corners,
    camera_matrix,
    invert_transform,
    project_points_global_shutter,
    project_rectified,
    rectify_image,
)
from waymo_kit.scene import Frame, Scene
from waymo_kit.scene.labels import box_array
from waymo_kit.schema import CameraName, ObjectType, component_of

SPLITS = ("training", "validation", "testing")
CAMERAS = tuple(CameraName(number) for number in range(1, 6))
"""The cameras of the perception dataset, in the order of their numbers."""

_MIN_PIXELS = 4.0
"""Minimum area in pixels of a box in an image; smaller ones are not seen."""


@dataclass(frozen=True)
class ExportOptions:
    """Options that all exports share.

    Attributes:
        split: Part of the dataset that the scenes belong to: training, validation or testing.
        every: Number N to export every N-th frame.
        rectify: Whether to remove lens distortion from images. Defaults to None, which does what
            the format asks for.
        min_points: Minimum number of lidar points in a labeled box; others are left out. Defaults
            to 1, as in the official evaluation.
        predictions: Path or URI of predictions that are shown beside the labels, with their errors.
            Defaults to None. Only for formats of viewers.
        jpeg_quality: Quality of images that had to be encoded again.
    """

    split: str = "training"
    every: int = 1
    rectify: bool | None = None
    min_points: int = 1
    predictions: str | None = None
    jpeg_quality: int = 95

    def __post_init__(self) -> None:
        """Checks the values."""
        if self.split not in SPLITS:
            raise InvalidInputError(
                f"split: expected one of {', '.join(SPLITS)}, got {self.split!r}"
            )
        if self.every < 1 or self.min_points < 0:
            raise InvalidInputError(
                f"every, min_points: expected at least 1 and 0, got {self.every} and "
                f"{self.min_points}"
            )

    def to_json(self) -> dict[str, Any]:
        """Returns the values by name."""
        return asdict(self)


class Sample:
    """One frame of an export; each part is made once, when it is first asked for.

    Attributes:
        frame: The frame.
        number: Position of its segment in the dataset.
        options: Options of the export, with `rectify` decided.
    """

    def __init__(self, frame: Frame, number: int, options: ExportOptions) -> None:
        """Creates a sample."""
        self.frame = frame
        self.number = number
        self.options = options

    @property
    def name(self) -> str:
        """Split, segment and frame as digits, as in mmdetection3d: 1002017."""
        return f"{SPLITS.index(self.options.split)}{self.number:03d}{self.frame.index:03d}"

    @cached_property
    def boxes(self) -> Boxes:
        """Labeled boxes that are exported, of known type and with enough points."""
        boxes = self.frame.boxes
        chosen = boxes.types != ObjectType.UNKNOWN
        if self.options.min_points:
            chosen &= boxes.require("num_points") >= self.options.min_points
        kept: Boxes = boxes[chosen]
        return kept

    @cached_property
    def velocities(self) -> NDArray[np.float64]:
        """(N, 2) velocities of the boxes over ground along the vehicle's axes, in m/s."""
        world = self.boxes.require("velocities_world")
        rotation = self.frame.world_from_vehicle[:3, :3]
        velocities: NDArray[np.float64] = (world @ rotation)[:, :2]
        return velocities

    @cached_property
    def camera_synced_boxes(self) -> dict[str, NDArray[np.float64]]:
        """Boxes at the time of the camera that sees them best, by id; empty if none are stored."""
        try:
            table = self.frame.table("lidar_camera_synced_box")
        except NotFoundError:
            return {}
        boxes = box_array(table, component_of("lidar_camera_synced_box"), "camera_synced_box")
        ids = table.column("key.laser_object_id").to_pylist()
        return {name: box for name, box in zip(ids, boxes, strict=True) if np.isfinite(box).all()}

    @cached_property
    def cameras(self) -> list[CameraName]:
        """Cameras with an image."""
        return [camera for camera in self.frame.cameras if camera in CAMERAS]

    def calibration(self, camera: CameraName) -> CameraCalibration:
        """Returns the calibration of a camera."""
        return self.frame.scene.camera_calibration(camera)

    def jpeg(self, camera: CameraName) -> bytes:
        """Returns an image as JPEG: as it is stored, or rectified and encoded again."""
        if not self.options.rectify:
            return self.frame.camera(camera).jpeg
        return encode_jpeg(self._rectified(camera), self.options.jpeg_quality)

    def png(self, camera: CameraName) -> bytes:
        """Returns an image as PNG."""
        if not self.options.rectify:
            return encode_png(self.frame.camera(camera).image)
        return encode_png(self._rectified(camera))

    def _rectified(self, camera: CameraName) -> NDArray[np.uint8]:
        return rectify_image(self.frame.camera(camera).image, self.calibration(camera))

    def image_extents(
        self, camera: CameraName, boxes: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """Returns the extents of 3D boxes in an image, cut at its edges.

        Args:
            camera: The camera.
            boxes: (N, 7) boxes in the vehicle frame.

        Returns:
            (N, 4) float64 left, top, right, bottom in pixels, 0 for boxes that the image does not
            show, and (N,) bool whether it shows them.
        """
        calibration = self.calibration(camera)
        corners = box_corners(boxes).reshape(-1, 3)
        if self.options.rectify:
            pixels, _ = project_rectified(corners, calibration)
        else:
            pixels, _ = project_points_global_shutter(corners, calibration)
        return clipped_extents(pixels.reshape(-1, 8, 2), calibration.width, calibration.height)

    def best_extents(
        self, boxes: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.int8]]:
        """Returns for each box its extent in the image that shows most of it, and that camera.

        Returns:
            (N, 4) float64 left, top, right, bottom in pixels and (N,) int8 `CameraName`; zeros for
            boxes that no camera sees.
        """
        extents, cameras = np.zeros((len(boxes), 4)), np.zeros(len(boxes), np.int8)
        largest = np.zeros(len(boxes))
        for camera in CAMERAS:
            try:
                found, is_seen = self.image_extents(camera, boxes)
            except NotFoundError:
                continue
            area = np.where(is_seen, np.prod(found[:, 2:] - found[:, :2], axis=1), 0)
            better = area > largest
            extents[better], cameras[better] = found[better], camera
            largest[better] = area[better]
        return extents, cameras


def clipped_extents(
    pixels: NDArray[np.float64], width: int, height: int
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Returns the extents of N groups of pixels cut at the edges of an image, and which are seen.

    Args:
        pixels: (N, K, 2) u, v; not a number where a point has no projection.
        width: Width of the image.
        height: Height of the image.
    """
    if not len(pixels):
        return np.zeros((0, 4)), np.zeros(0, np.bool_)
    known: NDArray[np.bool_] = np.asarray(np.isfinite(pixels).all(axis=2))
    low = np.where(known[..., None], pixels, np.inf).min(axis=1)
    high = np.where(known[..., None], pixels, -np.inf).max(axis=1)
    limit = np.array([width, height], np.float64)
    low, high = np.clip(low, 0, limit), np.clip(high, 0, limit)
    sides = high - low
    is_seen = known.any(axis=1) & (sides > 0).all(axis=1) & (sides.prod(axis=1) >= _MIN_PIXELS)
    extents = np.concatenate([low, high], axis=1)
    extents[~is_seen] = 0
    return extents, is_seen


def optical_from_vehicle(calibration: CameraCalibration) -> NDArray[np.float64]:
    """Returns the (4, 4) transform into the optical frame of a camera: x right, y down, z ahead."""
    transform: NDArray[np.float64] = OPTICAL_FROM_CAMERA @ invert_transform(
        calibration.vehicle_from_camera
    )
    return transform


def projection_matrix(calibration: CameraCalibration) -> NDArray[np.float64]:
    """Returns the (3, 4) matrix K [I | 0] of a camera, in the optical frame."""
    return np.concatenate([camera_matrix(calibration), np.zeros((3, 1))], axis=1)


def iter_samples(scene: Scene, number: int, options: ExportOptions) -> Iterator[Sample]:
    """Yields every N-th frame of a segment."""
    for frame in scene[:: options.every]:
        yield Sample(frame, number, options)
