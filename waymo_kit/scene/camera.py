"""What one camera recorded in one frame."""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import ArrayLike, NDArray
from PIL import Image

from waymo_kit.boxes import ImageBoxes
from waymo_kit.errors import CorruptDataError, NotFoundError
from waymo_kit.geometry import CameraCalibration, CameraPose, project_points, transform_points
from waymo_kit.scene.labels import camera_boxes, projected_boxes
from waymo_kit.schema import CameraName, component_of

if TYPE_CHECKING:
    from waymo_kit.scene.frame import Frame


@dataclass(frozen=True, eq=False)
class PanopticLabel:
    """A camera's panoptic segmentation label.

    Attributes:
        panoptic: (H, W) int32, semantic class * divisor + instance.
        divisor: the divisor.
        global_ids: global instance id of each local one, the same over cameras and frames.
        is_tracked: whether the object of each local id is followed over cameras and frames.
        sequence_id: sequence within which global ids are consistent.
        num_cameras_covered: (H, W) uint8, how many cameras see each pixel; None if not stored.
    """

    panoptic: NDArray[np.int32]
    divisor: int
    global_ids: dict[int, int]
    is_tracked: dict[int, bool]
    sequence_id: str
    num_cameras_covered: NDArray[np.uint8] | None

    @property
    def semantic(self) -> NDArray[np.int32]:
        """Semantic class of each pixel: (H, W) int32."""
        return self.panoptic // self.divisor

    @property
    def instance(self) -> NDArray[np.int32]:
        """Local instance of each pixel: (H, W) int32."""
        return self.panoptic % self.divisor


class Camera:
    """One camera in one frame; everything is read when asked for.

    Attributes:
        name: which camera.
    """

    def __init__(self, frame: Frame, name: CameraName) -> None:
        """Made by `Frame.camera`."""
        self._frame = frame
        self.name = name

    def __repr__(self) -> str:
        """Camera, frame and segment."""
        return f"<Camera {self.name.name} of {self._frame!r}>"

    @cached_property
    def calibration(self) -> CameraCalibration:
        """Intrinsics, extrinsic, image size and read-out direction."""
        return self._frame.scene.camera_calibration(self.name)

    @property
    def jpeg(self) -> bytes:
        """The image as it is stored."""
        data: bytes = self._value("image").as_py()
        return data

    @cached_property
    def image(self) -> NDArray[np.uint8]:
        """The image: (H, W, 3) uint8, RGB.

        Raises:
            CorruptDataError: the stored image does not decode.
        """
        return self._decode(self.jpeg, "RGB")

    @cached_property
    def pose(self) -> CameraPose:
        """Pose and motion of the vehicle and the times at which this image was read out."""
        return CameraPose(
            world_from_vehicle=np.array(self._value("pose.transform").as_py()).reshape(4, 4),
            velocity=self._vector("velocity.linear_velocity"),
            angular_velocity=self._vector("velocity.angular_velocity"),
            pose_timestamp=self._value("pose_timestamp").as_py(),
            shutter=self._value("rolling_shutter_params.shutter").as_py(),
            camera_trigger_time=self._value("rolling_shutter_params.camera_trigger_time").as_py(),
            camera_readout_done_time=self._value(
                "rolling_shutter_params.camera_readout_done_time"
            ).as_py(),
        )

    @cached_property
    def boxes(self) -> ImageBoxes:
        """2D boxes labelled in the image."""
        return camera_boxes(self._rows("camera_box"))

    @cached_property
    def projected_boxes(self) -> ImageBoxes:
        """2D extents of 3D boxes in the image; ids are those of the 3D boxes."""
        return projected_boxes(self._rows("projected_lidar_box"))

    @cached_property
    def segmentation(self) -> PanopticLabel | None:
        """The panoptic label, or None if this image has none."""
        rows = self._rows("camera_segmentation")
        if rows.num_rows == 0:
            return None
        component = component_of("camera_segmentation")
        row = {name: rows.column(name)[0].as_py() for name in component.schema.names}
        mapping = "instance_id_to_global_id_mapping"
        local, world, tracked = (
            row[component.column(f"{mapping}.{name}")] or []
            for name in ("local_instance_ids", "global_instance_ids", "is_tracked")
        )
        covered = row[component.column("num_cameras_covered")]
        return PanopticLabel(
            panoptic=self._decode(row[component.column("panoptic_label")], None).astype(np.int32),
            divisor=row[component.column("panoptic_label_divisor")],
            global_ids=dict(zip(local, world, strict=True)),
            is_tracked=dict(zip(local, tracked, strict=True)),
            sequence_id=row[component.column("sequence_id")],
            num_cameras_covered=self._decode(covered, "L") if covered else None,
        )

    def project(self, points: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """Projects points into the image, with lens distortion and rolling shutter.

        Args:
            points: (N, 3), vehicle frame at the frame's time, metres.

        Returns:
            Pixels (N, 2) float64, u and v, and (N,) bool, which points the image shows.
        """
        world = transform_points(self._frame.world_from_vehicle, np.asarray(points, np.float64))
        return project_points(world, self.calibration, self.pose)

    def _rows(self, tag: str) -> pa.Table:
        table = self._frame.table(tag)
        return table.filter(pc.equal(table.column("key.camera_name"), int(self.name)))

    @cached_property
    def _image_row(self) -> pa.Table:
        rows = self._rows("camera_image")
        if rows.num_rows == 0:
            raise NotFoundError(f"{self._frame.label}: no image of camera {self.name.name}")
        return rows

    def _value(self, path: str) -> pa.Scalar:
        return self._image_row.column(component_of("camera_image").column(path))[0]

    def _vector(self, path: str) -> NDArray[np.float64]:
        return np.array([self._value(f"{path}.{axis}").as_py() for axis in "xyz"], np.float64)

    def _decode(self, data: bytes, mode: str | None) -> NDArray[np.uint8]:
        try:
            with Image.open(io.BytesIO(data)) as picture:
                return np.asarray(picture.convert(mode) if mode else picture)
        except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
            raise CorruptDataError(
                f"{self._frame.label}: an image of camera {self.name.name} does not decode: {error}"
            ) from error
