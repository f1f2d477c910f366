"""One frame of a scene."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from waymo_kit.boxes import Boxes
from waymo_kit.boxes.html import html_table
from waymo_kit.errors import CorruptDataError, InvalidInputError, NotFoundError, WaymoKitError
from waymo_kit.formats.image import thumbnail
from waymo_kit.formats.range_images import PixelsOf, RangeImages
from waymo_kit.geometry.range_image import (
    RangeImageGeometry,
    RangeImagePoints,
    points_of_image,
    with_pixel_pose,
)
from waymo_kit.scene.camera import Camera, CameraRows
from waymo_kit.scene.columns import matrices, polygons, vectors
from waymo_kit.scene.labels import lidar_boxes
from waymo_kit.scene.points import PointCloud
from waymo_kit.schema import CameraName, LaserName, component_of, parse_name

if TYPE_CHECKING:
    from waymo_kit.scene.scene import Scene


class MeasuredImage(NamedTuple):
    """A range image of a frame, and the viewing directions of its pixels.

    Attributes:
        laser: Number of the laser.
        return_number: 1 or 2.
        image: (H, W, 4) range, intensity, elongation and no-label flag.
        geometry: The geometry of the laser in this frame.
    """

    laser: int
    return_number: int
    image: NDArray[Any]
    geometry: RangeImageGeometry


class ImagePoints(NamedTuple):
    """The points of one range image of a frame.

    Attributes:
        laser: Number of the laser.
        return_number: 1 or 2.
        points: The points, in row-major order of their pixels.
    """

    laser: int
    return_number: int
    points: RangeImagePoints


class Frame:
    """One frame of a scene: pose, lidar, boxes and cameras at one time.

    Only what is asked for is read.

    Attributes:
        scene: Scene that the frame belongs to.
        index: Position in the segment; 0 is the first.
        timestamp_micros: Time in microseconds.
    """

    def __init__(self, scene: Scene, index: int, timestamp_micros: int) -> None:
        """Creates a frame; `Scene` does."""
        self.scene = scene
        self.index = index
        self.timestamp_micros = timestamp_micros

    def __repr__(self) -> str:
        """Segment, index and time."""
        return f"<Frame {self.index} at {self.timestamp_micros} us of {self.scene.name}>"

    def _repr_html_(self) -> str:
        """Time, labels and a small front image, for notebooks; what is missing is left out."""
        rows: list[list[object]] = [["time, s", f"{self.timestamp_micros / 1e6:.6f}"]]
        picture = ""
        with suppress(WaymoKitError):
            rows.append(["boxes", repr(self.boxes)[1:-1].partition(": ")[2]])
        with suppress(WaymoKitError):
            front = self.camera(CameraName.FRONT)
            small = base64.b64encode(thumbnail(front.jpeg, self.label)).decode()
            picture = f'<img alt="front camera" src="data:image/jpeg;base64,{small}">'
        title = f"Frame {self.index} of {self.scene.name}"
        return f"<div>{html_table(title, [], rows)}{picture}</div>"

    @property
    def label(self) -> str:
        """Segment and frame, for messages."""
        return f"segment {self.scene.name} frame {self.index}"

    def neighbor(self, offset: int) -> Frame | None:
        """Returns the frame `offset` frames later in the segment, or earlier if negative.

        Frames of a slice of a scene have the neighbors of the whole segment.

        Returns:
            The frame, or None where the segment begins or ends.
        """
        times = self.scene.source.timestamps_micros
        index = self.index + offset
        if not 0 <= index < len(times):
            return None
        return Frame(self.scene, index, int(times[index]))

    def table(self, tag: str) -> pa.Table:
        """Returns this frame's rows of a component, or all rows of one that is not per frame."""
        if component_of(tag).per_frame:
            return self.scene.source.frame_table(tag, self.index)
        return self.scene.source.table(tag)

    @cached_property
    def world_from_vehicle(self) -> NDArray[np.float64]:
        """Pose of the vehicle: (4, 4) float64."""
        name = component_of("vehicle_pose").column("world_from_vehicle.transform")
        poses = matrices(self.table("vehicle_pose"), name, f"{self.label}: vehicle_pose")
        if len(poses) == 0 or np.isnan(poses[0]).all():
            raise NotFoundError(f"{self.label}: no vehicle pose")
        pose: NDArray[np.float64] = poses[0]
        return pose

    @property
    def map_from_vehicle(self) -> NDArray[np.float64]:
        """Transform into the frame of the segment's road map: (4, 4) float64.

        It is the pose of the vehicle, moved by the frame's map offset if there is one.
        """
        pose: NDArray[np.float64] = self.world_from_vehicle.copy()
        with suppress(NotFoundError):
            rows = self.table("map_pose_offset")
            if rows.num_rows:
                pose[:3, 3] += np.nan_to_num(
                    vectors(rows, component_of("map_pose_offset"), "offset")[0]
                )
        return pose

    @cached_property
    def boxes(self) -> Boxes:
        """Labeled 3D boxes, vehicle frame."""
        return lidar_boxes(self.table("lidar_box"))

    @cached_property
    def no_label_zones(self) -> list[NDArray[np.float64]]:
        """Polygons within which nothing is labeled: each (K, 2) float64, world frame, meters."""
        rows = self.table("no_label_zone")
        name = component_of("no_label_zone").column
        where = f"{self.label}: no_label_zone"
        return polygons(rows, name("polygon.x"), name("polygon.y"), where)

    @property
    def lasers(self) -> list[LaserName]:
        """Lasers with range images in this frame, TOP first."""
        return sorted(LaserName(name) for name in self._range_images("lidar", 1).lasers)

    @property
    def cameras(self) -> list[CameraName]:
        """Cameras with an image in this frame."""
        return sorted(CameraName(name) for name in self._camera_rows.names)

    @cached_property
    def _camera_rows(self) -> CameraRows:
        """Poses and times of all cameras, which are read together."""
        if "_camera_images" in self.__dict__:
            rows = self._camera_images
        else:
            rows = self.scene.source.frame_table_without_images("camera_image", self.index)
        return CameraRows(rows, f"{self.label}: camera_image")

    @cached_property
    def _camera_images(self) -> pa.Table:
        """Rows of all cameras with their images, which are read together."""
        return self.table("camera_image")

    def camera(self, name: str | int) -> Camera:
        """Returns one camera, by name or number."""
        return Camera(self, parse_name(CameraName, name))

    def range_image(self, laser: str | int, return_number: int = 1) -> NDArray[np.float32]:
        """Returns a range image: (H, W, 4) float32 range, intensity, elongation, no-label flag.

        Raises:
            NotFoundError: The frame has no such range image.
        """
        return self._range_image("lidar", laser, return_number)

    def camera_projection_image(
        self, laser: str | int, return_number: int = 1
    ) -> NDArray[np.float32]:
        """Returns the camera projections of a range image: (H, W, 6) float32; see `PointCloud`."""
        return self._range_image("lidar_camera_projection", laser, return_number)

    def pixel_poses(self, laser: str | int = "TOP") -> NDArray[np.float32]:
        """Returns the vehicle's pose at each pixel: (H, W, 6) float32 roll, pitch, yaw, x, y, z."""
        return self._range_image("lidar_pose", laser, 1)

    def lidar_segmentation(
        self, laser: str | int = "TOP", return_number: int = 1
    ) -> NDArray[np.int32]:
        """Returns instance id and semantic class of each pixel: (H, W, 2) int32."""
        return self._range_image("lidar_segmentation", laser, return_number)

    def points(
        self,
        lasers: str | int | Iterable[str | int] | None = None,
        returns: int | Iterable[int] = (1, 2),
    ) -> PointCloud:
        """Returns lidar points in the vehicle frame.

        Points of TOP are corrected for the vehicle's motion with its per-pixel poses, where the
        segment has any. A laser whose calibration lists no beams has evenly spaced ones.

        Args:
            lasers: Name or number of a laser, or several of them. Defaults to None, which takes all
                that the frame has.
            returns: Number of a return, 1 or 2, or both. Defaults to both.

        Raises:
            NotFoundError: The frame lacks a wanted laser or return, or the lidar tables are not
                there.
            InvalidInputError: An argument is neither a name or number nor several of them.
            CorruptDataError: The frame lacks the per-pixel poses that the frames around it have.
        """
        return self._cloud(self.points_by_image(lasers, returns))

    def points_by_image(
        self,
        lasers: str | int | Iterable[str | int] | None = None,
        returns: int | Iterable[int] = (1, 2),
    ) -> list[ImagePoints]:
        """Returns the points of each range image: those of `points`, before they are joined.

        Args:
            lasers: Lasers, as for `points`.
            returns: Returns, as for `points`.

        Raises:
            NotFoundError: The same cases as in `points`.
            InvalidInputError: The same cases as in `points`.
            CorruptDataError: The same cases as in `points`.
        """
        return [
            ImagePoints(laser, number, points_of_image(image, geometry))
            for laser, number, image, geometry in self.measured_images(lasers, returns)
        ]

    def measured_images(
        self,
        lasers: str | int | Iterable[str | int] | None = None,
        returns: int | Iterable[int] = (1, 2),
    ) -> Iterator[MeasuredImage]:
        """Yields the range images that `points` turns into points, with their geometry.

        Each is read when it is its turn, so that no more than one need be in memory.

        Args:
            lasers: Lasers, as for `points`.
            returns: Returns, as for `points`.

        Raises:
            NotFoundError: The same cases as in `points`.
            InvalidInputError: The same cases as in `points`.
            CorruptDataError: The same cases as in `points`.
        """
        numbers = list(dict.fromkeys(_listed("returns", returns)))
        images = self._range_images("lidar", *numbers)
        names = sorted(images.lasers)
        if lasers is not None:
            names = [parse_name(LaserName, name) for name in _listed("lasers", lasers)]
        for name in names:
            if name not in images.lasers:
                raise NotFoundError(f"{self.label}: no range image of laser {LaserName(name).name}")
            pixel_pose = self._top_pixel_poses() if name == LaserName.TOP else None
            geometry: RangeImageGeometry | None = None
            shape: tuple[int, ...] = ()
            for number in numbers:
                image = images.image(name, number)
                if image is None:
                    continue
                if geometry is None or image.shape != shape:
                    shape = image.shape
                    geometry = self._geometry(LaserName(name), shape, pixel_pose)
                measured = MeasuredImage(int(name), number, image, geometry)
                del image  # the next one takes its memory
                yield measured
                del measured

    def _geometry(
        self, laser: LaserName, shape: tuple[int, ...], pixel_pose: NDArray[np.float32] | None
    ) -> RangeImageGeometry:
        """The geometry of range images of a laser, and of a shape."""
        geometry = self.scene.laser_geometry(laser, shape)
        pose = None if pixel_pose is None else self.world_from_vehicle
        return with_pixel_pose(geometry, pixel_pose, pose)

    def _top_pixel_poses(self) -> NDArray[np.float32] | None:
        """Returns the per-pixel poses of TOP, or None where the segment has none."""
        laser = LaserName.TOP
        poses = self._range_images("lidar_pose", 1).image(laser, 1)
        if poses is None:
            around = filter(None, (self.neighbor(-1), self.neighbor(1)))
            if any(laser in each._range_images("lidar_pose", 1).lasers for each in around):
                raise CorruptDataError(
                    f"{self.label}: no lidar_pose of laser TOP, which the frames around it have: "
                    "its points cannot be corrected for the motion of the vehicle"
                )
        return poses

    def _cloud(self, parts: list[ImagePoints]) -> PointCloud:
        counts = [len(points.xyz) for _, _, points in parts]
        pixels = [PixelsOf(laser, number, points.pixel) for laser, number, points in parts]

        def join(name: str, empty: NDArray[Any]) -> NDArray[Any]:
            return np.concatenate([empty, *(getattr(points, name) for _, _, points in parts)])

        return PointCloud(
            xyz=join("xyz", np.empty((0, 3), np.float32)),
            intensity=join("intensity", np.empty(0, np.float32)),
            elongation=join("elongation", np.empty(0, np.float32)),
            in_no_label_zone=join("in_no_label_zone", np.empty(0, np.bool_)),
            laser=np.repeat(np.array([laser for laser, _, _ in parts], np.int8), counts),
            return_number=np.repeat(np.array([number for _, number, _ in parts], np.int8), counts),
            pixel=join("pixel", np.empty((0, 2), np.int32)),
            load_camera_projection=partial(self._camera_projection, pixels),
        )

    def _camera_projection(self, parts: list[PixelsOf]) -> NDArray[np.int32]:
        """Camera projections of the pixels of points: (N, 6) int32."""
        wanted = sorted({pixels.return_number for pixels in parts})
        images = self._range_images("lidar_camera_projection", *wanted)
        found = np.zeros((sum(len(pixels.pixel) for pixels in parts), 6), np.int32)
        start = 0
        for pixels in parts:
            stop = start + len(pixels.pixel)
            if not images.read_pixels_into(pixels, found[start:stop]):
                raise NotFoundError(f"{self.label}: no camera projection of {pixels.name}")
            start = stop
        return found

    def _range_images(self, tag: str, *returns: int) -> RangeImages:
        """The range images of a component, after a check of the returns that are wanted."""
        for number in returns:
            if number not in (1, 2):
                raise NotFoundError(f"{self.label}: no {tag} of return {number}: 1 and 2 exist")
        return self.scene.source.range_images(tag, self.index, returns or (1, 2))

    def _range_image(self, tag: str, laser: str | int, return_number: int) -> NDArray[Any]:
        name = parse_name(LaserName, laser)
        image = self._range_images(tag, return_number).image(name, return_number)
        if image is None:
            raise NotFoundError(
                f"{self.label}: no {tag} of laser {name.name} return {return_number}"
            )
        return image


def _listed(name: str, values: Any) -> list[Any]:
    """Returns one name or number, or several, as a list."""
    if isinstance(values, (str, int, np.integer)):
        return [values]
    try:
        return list(values)
    except TypeError:
        raise InvalidInputError(
            f"{name}: expected a name or number or several of them, got {values!r}"
        ) from None
