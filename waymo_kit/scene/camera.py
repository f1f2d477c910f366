"""Data of one camera in one frame."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import ArrayLike, NDArray

from waymo_kit.boxes import ImageBoxes
from waymo_kit.errors import CorruptDataError, NotFoundError
from waymo_kit.formats.image import decode_image
from waymo_kit.geometry import CameraCalibration, CameraPose, project_points, transform_points
from waymo_kit.scene.columns import matrices, numbers
from waymo_kit.scene.labels import camera_boxes, projected_boxes
from waymo_kit.schema import CameraName, component_of

if TYPE_CHECKING:
    from waymo_kit.scene.frame import Frame

_VELOCITIES = tuple(
    f"velocity.{name}.{axis}" for name in ("linear_velocity", "angular_velocity") for axis in "xyz"
)
_TIMES = (
    "pose_timestamp",
    *(
        f"rolling_shutter_params.{name}"
        for name in ("shutter", "camera_trigger_time", "camera_readout_done_time")
    ),
)


@dataclass(frozen=True, eq=False)
class PanopticLabel:
    """Panoptic segmentation label of one camera image.

    Attributes:
        panoptic: (H, W) int32, semantic class * divisor + instance.
        divisor: Number by which the semantic class is multiplied.
        global_ids: Global instance id of each local one, the same over cameras and frames.
        is_tracked: Whether the object of each local id is tracked over cameras and frames.
        sequence_id: Name of the sequence within which global ids are consistent.
        num_cameras_covered: (H, W) uint8 number of cameras that see each pixel; None if not stored.
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


class CameraRows:
    """Poses, motion and read-out times of the cameras of a frame.

    Attributes:
        names: Numbers of the cameras.
    """

    def __init__(self, rows: pa.Table, where: str) -> None:
        """Takes the rows of a frame; `where` names them in messages.

        Raises:
            CorruptDataError: A pose is not a 4 x 4 transform.
        """
        self.names: list[int] = rows.column("key.camera_name").to_pylist()
        self._transforms = matrices(rows, _image_column("pose.transform"), where)
        self._numbers = np.stack(
            [numbers(rows, _image_column(path), np.float64) for path in (*_VELOCITIES, *_TIMES)],
            axis=1,
        )

    def pose(self, name: int, label: str) -> CameraPose:
        """Returns the pose of a camera; `label` names it in messages.

        Raises:
            NotFoundError: The pose is not stored.
        """
        row = self.names.index(name)
        transform, values = self._transforms[row], self._numbers[row]
        if np.isnan(transform[0, 0]) and np.isnan(transform).all():
            raise NotFoundError(f"{label}: no pose is stored")
        if np.isnan(values).any():
            path = (*_VELOCITIES, *_TIMES)[int(np.isnan(values).argmax())]
            raise NotFoundError(f"{label}: {path} is not stored")
        timestamp, shutter, trigger, readout_done = values[6:].tolist()
        return CameraPose(
            world_from_vehicle=transform,
            velocity=values[:3],
            angular_velocity=values[3:6],
            pose_timestamp=timestamp,
            shutter=shutter,
            camera_trigger_time=trigger,
            camera_readout_done_time=readout_done,
        )


class Camera:
    """One camera in one frame: its image, labels, calibration and pose, read when asked for.

    Attributes:
        name: Name of the camera.
    """

    def __init__(self, frame: Frame, name: CameraName) -> None:
        """Creates a camera; `Frame.camera` does."""
        self._frame = frame
        self.name = name

    def __repr__(self) -> str:
        """Camera, frame and segment."""
        return f"<Camera {self.name.name} of frame {self._frame.index} of {self._frame.scene.name}>"

    @cached_property
    def calibration(self) -> CameraCalibration:
        """Intrinsics, extrinsic, image size and read-out direction."""
        return self._frame.scene.camera_calibration(self.name)

    @property
    def jpeg(self) -> bytes:
        """The image as it is stored.

        Raises:
            NotFoundError: The frame has no image of this camera, or an empty one.
        """
        data: bytes | None = self._image_row.column(_image_column("image"))[0].as_py()
        if not data:
            raise NotFoundError(f"{self._label}: the image is empty")
        return data

    @cached_property
    def image(self) -> NDArray[np.uint8]:
        """The image: (H, W, 3) uint8, RGB.

        Raises:
            NotFoundError: The frame has no image of this camera, or an empty one.
            CorruptDataError: The stored image does not decode.
        """
        return decode_image(self.jpeg, self._label, "RGB")

    @cached_property
    def pose(self) -> CameraPose:
        """Pose and motion of the vehicle, and the times at which this image was read out.

        Raises:
            NotFoundError: The frame has no image of this camera, or its pose is not stored.
            CorruptDataError: The pose is not a 4 x 4 transform.
        """
        rows = self._frame._camera_rows
        if self.name not in rows.names:
            raise self._missing
        return rows.pose(self.name, self._label)

    @cached_property
    def boxes(self) -> ImageBoxes:
        """2D boxes labeled in the image."""
        return camera_boxes(self._rows("camera_box"))

    @cached_property
    def projected_boxes(self) -> ImageBoxes:
        """2D extents of 3D boxes in the image; ids are those of the 3D boxes."""
        return projected_boxes(self._rows("projected_lidar_box"))

    @cached_property
    def segmentation(self) -> PanopticLabel | None:
        """The panoptic label, or None if this image has none.

        Raises:
            CorruptDataError: The label does not decode, or its columns contradict each other.
        """
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
        divisor = row[component.column("panoptic_label_divisor")]
        where = f"{self._label}: camera_segmentation"
        if not len(local) == len(world) == len(tracked) or not divisor:
            raise CorruptDataError(
                f"{where}: expected a divisor and ids of one length, got divisor {divisor} and "
                f"{len(local)} local ids, {len(world)} global ids and {len(tracked)} is_tracked"
            )
        panoptic = row[component.column("panoptic_label")] or b""
        covered = row[component.column("num_cameras_covered")]
        return PanopticLabel(
            panoptic=decode_image(panoptic, where).astype(np.int32),
            divisor=divisor,
            global_ids=dict(zip(local, world, strict=True)),
            is_tracked=dict(zip(local, tracked, strict=True)),
            sequence_id=row[component.column("sequence_id")] or "",
            num_cameras_covered=decode_image(covered, where, "L") if covered else None,
        )

    def project(self, points: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """Projects points into the image, with lens distortion and rolling shutter.

        Args:
            points: (N, 3) points in meters, vehicle frame at the frame's time.

        Returns:
            Pixels u and v, (N, 2) float64, and whether the image shows each point, (N,) bool.

        Raises:
            InvalidInputError: The shape is wrong.
            NotFoundError: The frame's pose, or the camera's pose or calibration is not stored.
        """
        world = transform_points(self._frame.world_from_vehicle, points)
        return project_points(world, self.calibration, self.pose)

    @property
    def _label(self) -> str:
        return f"{self._frame.label}: camera {self.name.name}"

    def _rows(self, tag: str) -> pa.Table:
        return self._own(self._frame.table(tag))

    def _own(self, table: pa.Table) -> pa.Table:
        return table.filter(pc.equal(table.column("key.camera_name"), int(self.name)))

    @cached_property
    def _image_row(self) -> pa.Table:
        rows = self._own(self._frame._camera_images)
        if rows.num_rows == 0:
            raise self._missing
        return rows.slice(0, 1)

    @property
    def _missing(self) -> NotFoundError:
        return NotFoundError(f"{self._frame.label}: no image of camera {self.name.name}")


def _image_column(path: str) -> str:
    return component_of("camera_image").column(path)
