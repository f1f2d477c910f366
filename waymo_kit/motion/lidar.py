"""Lidar points of one step of a scenario, from its compressed range images."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from contextlib import contextmanager

import numpy as np
from numpy.typing import NDArray

from waymo_kit.errors import CorruptDataError, InvalidInputError, NotFoundError
from waymo_kit.formats.inflate import Inflater
from waymo_kit.formats.motion.delta_images import decode_delta_image
from waymo_kit.geometry.range_image import RangeImagePoints, beam_inclinations, range_image_points
from waymo_kit.protos import frame_pb2, scenario_pb2
from waymo_kit.schema import LaserName

_IMAGE_CHANNELS, _POSE_CHANNELS = 4, 6
_MATRIX = 16


class LidarStep:
    """Decodes the lidar data of one step, an image at a time when it is asked for.

    Attributes:
        label: Scenario and step, for messages.
    """

    def __init__(
        self, data: scenario_pb2.CompressedFrameLaserData, label: str, inflater: Inflater
    ) -> None:
        """Finds the lasers of a step.

        Raises:
            CorruptDataError: A laser is there twice.
        """
        self.label = label
        self._data = data
        self._inflater = inflater
        self._lasers: dict[LaserName, scenario_pb2.CompressedLaser] = {}
        for laser in data.lasers:
            name = LaserName(laser.name)
            if name in self._lasers:
                raise CorruptDataError(f"{label}: laser {name.name} is there twice")
            self._lasers[name] = laser
        self._calibrations = {LaserName(each.name): each for each in data.laser_calibrations}

    @property
    def lasers(self) -> list[LaserName]:
        """Lasers with data, TOP first."""
        return sorted(self._lasers)

    @property
    def world_from_vehicle(self) -> NDArray[np.float64]:
        """Pose of the vehicle: (4, 4) float64.

        Raises:
            NotFoundError: No pose is stored.
            CorruptDataError: The pose has the wrong number of values.
        """
        if not self._data.HasField("pose"):
            raise NotFoundError(f"{self.label}: no vehicle pose")
        return _matrix(self._data.pose.transform, f"{self.label}: pose")

    def range_image(self, laser: LaserName, return_number: int) -> NDArray[np.float64] | None:
        """Decodes a range image: (H, W, 4) float64 range, intensity, elongation, no-label flag.

        Returns:
            The image, or None if the laser has none for this return.

        Raises:
            CorruptDataError: The image does not decode.
        """
        stored = self._laser(laser)
        returned = stored.ri_return1 if return_number == 1 else stored.ri_return2
        blob = returned.range_image_delta_compressed
        place = f"{self.label}: laser {laser.name} return {return_number}"
        return self._image(blob, _IMAGE_CHANNELS, place, (laser, return_number)) if blob else None

    def pixel_poses(self, laser: LaserName) -> NDArray[np.float64] | None:
        """Decodes the vehicle's pose at each pixel: (H, W, 6) float64 roll, pitch, yaw, x, y, z.

        Returns:
            The poses, or None if the laser has none.

        Raises:
            CorruptDataError: The poses do not decode.
        """
        blob = self._laser(laser).ri_return1.range_image_pose_delta_compressed
        place = f"{self.label}: laser {laser.name} pose"
        return self._image(blob, _POSE_CHANNELS, place, (laser, "pose")) if blob else None

    def points(self, laser: LaserName, returns: Iterable[int]) -> Iterator[RangeImagePoints]:
        """Yields the points of each return of a laser, vehicle frame at the time of the step.

        Raises:
            NotFoundError: The laser or its calibration is not there, or a pose is missing.
            CorruptDataError: An image does not decode, or the images do not fit together.
        """
        poses = self.pixel_poses(laser) if laser is LaserName.TOP else None
        if laser is LaserName.TOP and poses is None:
            raise NotFoundError(
                f"{self.label}: no poses of the pixels of TOP, without which its points cannot be "
                "corrected for the motion of the vehicle"
            )
        for number in returns:
            image = self.range_image(laser, number)
            if image is None:
                yield _nothing()
                continue
            with self._placed(laser, number):
                yield range_image_points(
                    image,
                    self._extrinsic(laser),
                    self._inclinations(laser, len(image)),
                    pixel_pose=poses,
                    world_from_vehicle=None if poses is None else self.world_from_vehicle,
                )

    def _laser(self, laser: LaserName) -> scenario_pb2.CompressedLaser:
        if laser not in self._lasers:
            raise NotFoundError(f"{self.label}: no data of laser {laser.name}")
        return self._lasers[laser]

    def _image(self, blob: bytes, channels: int, place: str, slot: Hashable) -> NDArray[np.float64]:
        try:
            image = decode_delta_image(blob, self._inflater, slot)
        except CorruptDataError as error:
            raise CorruptDataError(f"{place}: {error}") from error
        if image.shape[2] != channels:
            raise CorruptDataError(f"{place}: expected {channels} channels, got {image.shape[2]}")
        return image

    @contextmanager
    def _placed(self, laser: LaserName, number: int) -> Iterator[None]:
        """Names the image in errors of its content."""
        try:
            yield
        except InvalidInputError as error:
            place = f"{self.label}: laser {laser.name} return {number}"
            raise CorruptDataError(f"{place}: {error}") from error

    def _extrinsic(self, laser: LaserName) -> NDArray[np.float64]:
        stored = self._calibration(laser).extrinsic.transform
        return _matrix(stored, f"{self.label}: extrinsic of laser {laser.name}")

    def _inclinations(self, laser: LaserName, height: int) -> NDArray[np.float64]:
        stored = self._calibration(laser)
        return beam_inclinations(
            height,
            stored.beam_inclination_min,
            stored.beam_inclination_max,
            np.array(stored.beam_inclinations),
        )

    def _calibration(self, laser: LaserName) -> frame_pb2.LaserCalibration:
        if laser not in self._calibrations:
            raise NotFoundError(f"{self.label}: no calibration of laser {laser.name}")
        return self._calibrations[laser]


def _matrix(values: Iterable[float], place: str) -> NDArray[np.float64]:
    found = np.array(list(values))
    if len(found) != _MATRIX or not np.isfinite(found).all():
        raise CorruptDataError(f"{place}: expected 16 finite numbers, got {len(found)}")
    return found.reshape(4, 4)


def _nothing() -> RangeImagePoints:
    none = np.empty(0, np.float32)
    return RangeImagePoints(
        np.empty((0, 3), np.float32), none, none, np.empty(0, np.bool_), np.empty((0, 2), np.int32)
    )
