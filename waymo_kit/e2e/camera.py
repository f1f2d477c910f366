"""One camera of an end-to-end driving frame."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from waymo_kit.errors import CorruptDataError, InvalidInputError, NotFoundError
from waymo_kit.formats.image import decode_image
from waymo_kit.geometry import CameraCalibration
from waymo_kit.geometry.camera import project_points_global_shutter
from waymo_kit.protos import frame_pb2
from waymo_kit.schema import CameraName

_INTRINSICS, _MATRIX = 9, 16


@dataclass(frozen=True, eq=False)
class E2ECamera:
    """Holds the image of one camera and its calibration, both decoded when asked for.

    Attributes:
        name: Name of the camera.
        label: Frame and camera, for messages.
    """

    name: CameraName
    label: str
    _image: frame_pb2.CameraImage = field(repr=False)
    _calibration: frame_pb2.CameraCalibration | None = field(repr=False)

    @property
    def jpeg(self) -> bytes:
        """The image as it is stored.

        Raises:
            NotFoundError: The image is empty.
        """
        if not self._image.image:
            raise NotFoundError(f"{self.label}: the image is empty")
        return bytes(self._image.image)

    @cached_property
    def image(self) -> NDArray[np.uint8]:
        """The image: (H, W, 3) uint8, RGB.

        Raises:
            NotFoundError: The image is empty.
            CorruptDataError: The image does not decode.
        """
        return decode_image(self.jpeg, self.label, "RGB")

    @cached_property
    def calibration(self) -> CameraCalibration:
        """Intrinsics, extrinsic, image size and read-out direction.

        Raises:
            NotFoundError: The frame has no calibration of this camera.
            CorruptDataError: The calibration has the wrong number of values.
        """
        stored = self._calibration
        if stored is None:
            raise NotFoundError(f"{self.label}: no calibration is stored")
        intrinsic, extrinsic = list(stored.intrinsic), list(stored.extrinsic.transform)
        if len(intrinsic) != _INTRINSICS or len(extrinsic) != _MATRIX:
            raise CorruptDataError(
                f"{self.label}: expected 9 intrinsics and an extrinsic of 16 numbers, got "
                f"{len(intrinsic)} and {len(extrinsic)}"
            )
        try:
            return CameraCalibration(
                np.array(intrinsic),
                np.array(extrinsic).reshape(4, 4),
                stored.width,
                stored.height,
                int(stored.rolling_shutter_direction),
            )
        except InvalidInputError as error:
            raise CorruptDataError(f"{self.label}: {error}") from error

    def project(self, points: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """Projects points into the image, with lens distortion and without rolling shutter.

        The dataset has no motion of the vehicle while an image is read, so the image counts as
        taken at once, as in the official tutorial.

        Args:
            points: (N, 3) points in meters, vehicle frame.

        Returns:
            Pixels u and v, (N, 2) float64, and whether the image shows each point, (N,) bool.

        Raises:
            InvalidInputError: The shape is wrong.
            NotFoundError: The frame has no calibration of this camera.
        """
        return project_points_global_shutter(points, self.calibration)
