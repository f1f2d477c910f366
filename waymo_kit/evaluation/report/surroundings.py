"""Reads the sensor data around a worst case: lidar points and a crop of a camera image."""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from waymo_kit.errors import WaymoKitError
from waymo_kit.evaluation.profile import WorstCase
from waymo_kit.geometry import box_corners, count_points_in_boxes
from waymo_kit.io import locate
from waymo_kit.scene import Camera, Dataset, Frame, open_dataset
from waymo_kit.schema import CameraName

REACH_METERS = 8.0
"""Minimum distance in meters around a case within which lidar points are drawn."""

_MAX_POINTS = 600
_CROP_PIXELS = 260
_MIN_CROP = 64
_MARGIN = 0.6
"""Margin that a crop shows on each side of the box, as a share of its extent."""


@dataclass(frozen=True, eq=False)
class CameraCrop:
    """Holds a crop of a camera image around a box.

    Attributes:
        camera: Name of the camera.
        uri: JPEG as a data URI.
        width: Width in pixels.
        height: Height in pixels.
        corners: (K, 2) float64 pixels of the corners of the box in the crop.
    """

    camera: str
    uri: str
    width: int
    height: int
    corners: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Surroundings:
    """Holds the sensor data around a case, as far as the dataset has it.

    Attributes:
        points: (N, 2) float64 x and y of lidar points in the vehicle frame, in meters.
        num_points: Number of lidar points in the box, -1 where it is not known.
        crop: Crop of the camera image that shows the box largest, None if no camera sees it.
    """

    points: NDArray[np.float64]
    num_points: int
    crop: CameraCrop | None


NOTHING = Surroundings(np.empty((0, 2)), -1, None)


def read_surroundings(ground_truth: str, cases: Sequence[WorstCase]) -> list[Surroundings]:
    """Reads the surroundings of cases; they are empty for `.bin` files and for labels alone."""
    dataset = _open(ground_truth)
    if dataset is None:
        return [NOTHING] * len(cases)
    return [_read(dataset, case) for case in cases]


def _open(ground_truth: str) -> Dataset | None:
    try:
        location = locate(ground_truth)
        if location.is_file() and ".tfrecord" not in location.name:
            return None
        return open_dataset(ground_truth)
    except WaymoKitError:
        return None


def _read(dataset: Dataset, case: WorstCase) -> Surroundings:
    if case.frame_number < 0 or case.segment not in dataset.segments:
        return NOTHING
    with dataset[case.segment] as scene:
        frame = scene[case.frame_number]
        return Surroundings(*_points(frame, case), _crop(frame, case))


def _points(frame: Frame, case: WorstCase) -> tuple[NDArray[np.float64], int]:
    if len(case.box) != 7:
        return NOTHING.points, NOTHING.num_points
    try:
        xyz = frame.points().xyz
    except WaymoKitError:
        return NOTHING.points, NOTHING.num_points
    reach = max(REACH_METERS, float(case.box[3:5].max()) * 1.5)
    near = xyz[np.abs(xyz[:, :2] - case.box[:2]).max(axis=1) < reach]
    above = near[np.abs(near[:, 2] - case.box[2]) < case.box[5] / 2 + 0.5]
    step = max(1, -(-len(above) // _MAX_POINTS))
    inside = count_points_in_boxes(near, case.box[None])
    return np.asarray(above[::step, :2], np.float64), int(inside[0])


def _crop(frame: Frame, case: WorstCase) -> CameraCrop | None:
    if len(case.box) == 4:
        half = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) / 2
        corners = case.box[:2] + half * case.box[2:]
        return _cut(frame, CameraName(case.camera), corners) if case.camera else None
    best: tuple[float, CameraName, NDArray[np.float64]] | None = None
    for name in CameraName:
        try:
            pixels, shown = frame.camera(name).project(box_corners(case.box[None])[0])
        except WaymoKitError:
            continue
        if np.count_nonzero(shown) < 4:
            continue
        extent = float(np.ptp(pixels[shown], axis=0).prod())
        if best is None or extent > best[0]:
            best = (extent, name, pixels[shown])
    return None if best is None else _cut(frame, best[1], best[2])


def _cut(frame: Frame, name: CameraName, corners: NDArray[np.float64]) -> CameraCrop | None:
    try:
        camera: Camera = frame.camera(name)
        image = Image.fromarray(camera.image)
    except WaymoKitError:
        return None
    low, high = corners.min(axis=0), corners.max(axis=0)
    side = max(float((high - low).max()) * (1 + 2 * _MARGIN), _MIN_CROP)
    middle = (low + high) / 2
    left, top = np.floor(np.maximum(middle - side / 2, 0)).astype(int).tolist()
    right = min(int(np.ceil(middle[0] + side / 2)), image.width)
    bottom = min(int(np.ceil(middle[1] + side / 2)), image.height)
    if right - left < 2 or bottom - top < 2:
        return None
    piece = image.crop((left, top, right, bottom))
    scale = _CROP_PIXELS / max(piece.size)
    size = (max(1, round(piece.width * scale)), max(1, round(piece.height * scale)))
    buffer = io.BytesIO()
    piece.resize(size, Image.Resampling.BICUBIC).save(buffer, "JPEG", quality=80)
    data = base64.b64encode(buffer.getvalue()).decode("ascii")
    return CameraCrop(
        name.name, f"data:image/jpeg;base64,{data}", *size, (corners - [left, top]) * scale
    )
