"""A scene: the frames of one segment."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import TracebackType
from typing import TYPE_CHECKING, Any, NamedTuple, overload

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from waymo_kit.boxes import Boxes
from waymo_kit.boxes.html import html_table
from waymo_kit.errors import CorruptDataError, InvalidInputError, NotFoundError, WaymoKitError
from waymo_kit.formats.segment_source import SegmentSource
from waymo_kit.geometry import CameraCalibration
from waymo_kit.geometry.range_image import (
    RangeImageGeometry,
    beam_inclinations,
    range_image_geometry,
)
from waymo_kit.scene.columns import TIMESTAMP, matrices
from waymo_kit.scene.frame import Frame
from waymo_kit.scene.labels import lidar_boxes
from waymo_kit.scene.road_map import RoadMap, road_map
from waymo_kit.schema import CameraName, Component, LaserName, component_of, parse_name
from waymo_kit.schema.names import SEGMENT_CONTEXT

if TYPE_CHECKING:
    from waymo_kit.web.viewer import Viewer

_CONTEXT = ("location", "time of day", "weather")
_INTRINSICS = ("f_u", "f_v", "c_u", "c_v", "k1", "k2", "p1", "p2", "k3")


@dataclass(frozen=True, eq=False)
class LaserCalibration:
    """Calibration of a lidar: its mounting pose and the inclinations of its beams.

    Attributes:
        vehicle_from_laser: (4, 4) float64 extrinsic.
        lowest: Lower end of the vertical field of view in radians.
        highest: Upper end of the vertical field of view in radians.
        values: (H,) float64 beam inclinations in radians, the lowest first, or None if even.

    Raises:
        InvalidInputError: A number that the points depend on is not finite.
    """

    vehicle_from_laser: NDArray[np.float64]
    lowest: float
    highest: float
    values: NDArray[np.float64] | None

    def __post_init__(self) -> None:
        """Checks that the points have places."""
        if not np.isfinite(self.vehicle_from_laser).all():
            raise InvalidInputError("lidar: expected an extrinsic of finite numbers")
        beams = (self.lowest, self.highest) if self.values is None else self.values
        if not np.isfinite(beams).all():
            raise InvalidInputError("lidar: expected finite inclinations of the beams")

    def inclinations(self, height: int) -> NDArray[np.float64]:
        """Returns the inclination of each row of a range image, the highest first.

        Args:
            height: Number of rows of the range image.

        Returns:
            (height,) float64 radians.
        """
        return beam_inclinations(height, self.lowest, self.highest, self.values)


@dataclass(frozen=True, eq=False)
class Track:
    """One labeled object over the frames of a segment.

    Attributes:
        id: Id of the object's labels.
        type: `ObjectType` of its first label.
        frames: (K,) int64 indices of the frames in which it is labeled, ascending.
        boxes: K boxes of the object, each in the vehicle frame of its own time.
        boxes_world: The same boxes in the world frame.
    """

    id: str
    type: int
    frames: NDArray[np.int64]
    boxes: Boxes
    boxes_world: Boxes


class Scene:
    """The frames of one segment, or a slice of them.

    An int gives one `Frame`, a slice gives a scene of fewer frames, and iteration yields frames.
    Nothing is read before it is asked for. `with dataset[0] as scene:` closes its files at the end.

    Attributes:
        source: Source of the component tables: a v1 file or Parquet files.
    """

    def __init__(self, source: SegmentSource, indices: Sequence[int] | None = None) -> None:
        """Creates a scene; `Dataset` does."""
        self.source = source
        self._selected = indices
        self._laser_calibrations: dict[LaserName, LaserCalibration] = {}
        self._laser_geometries: dict[tuple[LaserName, tuple[int, ...]], RangeImageGeometry] = {}
        self._camera_calibrations: dict[CameraName, CameraCalibration] = {}

    @property
    def name(self) -> str:
        """Name of the segment."""
        return self.source.segment

    @cached_property
    def _indices(self) -> Sequence[int]:
        if self._selected is not None:
            return self._selected
        return range(len(self.source.timestamps_micros))

    @property
    def timestamps_micros(self) -> NDArray[np.int64]:
        """Times of the frames: (N,) int64."""
        return self.source.timestamps_micros[np.array(self._indices, np.int64)]

    def __len__(self) -> int:
        """Number of frames."""
        return len(self._indices)

    def __repr__(self) -> str:
        """Segment and number of frames."""
        return f"<Scene {self.name}, {len(self)} frames>"

    def _repr_html_(self) -> str:
        """Length and context, for notebooks."""
        times = self.timestamps_micros
        seconds = float(times[-1] - times[0]) / 1e6 if len(times) else 0.0
        rows: list[list[object]] = [["frames", len(self)], ["seconds", abs(seconds)]]
        try:
            context = (self.location, self.time_of_day, self.weather)
        except WaymoKitError:
            context = ("", "", "")
        rows += [[name, value] for name, value in zip(_CONTEXT, context, strict=True) if value]
        return html_table(f"Scene {self.name}", [], rows)

    @overload
    def __getitem__(self, index: int) -> Frame: ...

    @overload
    def __getitem__(self, index: slice) -> Scene: ...

    def __getitem__(self, index: int | slice) -> Frame | Scene:
        """Returns a frame, or for a slice a scene of fewer frames."""
        if isinstance(index, slice):
            return Scene(self.source, self._indices[index])
        try:
            position = self._indices[index]
        except IndexError:
            raise IndexError(f"no frame {index} in {self!r}") from None
        return Frame(self, position, int(self.source.timestamps_micros[position]))

    def __iter__(self) -> Iterator[Frame]:
        """Yields the frames in order."""
        for index in range(len(self)):
            yield self[index]

    def __enter__(self) -> Scene:
        """Returns the scene; the end of the `with` block closes it."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Closes files."""
        self.close()

    def close(self) -> None:
        """Closes files; the scene, its slices and its frames cannot be read afterwards."""
        self.source.close()

    def view(self, predictions: Sequence[str] = (), *, frame: int = 0, height: int = 640) -> Viewer:
        """Shows the segment in a notebook, or in a browser on this machine.

        Args:
            predictions: Path or URI of the predictions of each model. Defaults to none.
            frame: Position of the frame to show first.
            height: Height in a notebook, in pixels.

        Returns:
            The viewer, which runs until its `stop`; `waymo_kit.web.viewer.view` has more options.

        Raises:
            NotFoundError: The predictions do not exist.
            MissingDependencyError: The packages of the extra `serve` are not installed.
        """
        from waymo_kit.web.viewer import view

        return view(self, predictions, frame=frame, height=height)

    @property
    def location(self) -> str:
        """City, in Waymo's words, such as `location_sf`."""
        return self._stat("location")

    @property
    def time_of_day(self) -> str:
        """`Day`, `Night` or `Dawn/Dusk`."""
        return self._stat("time_of_day")

    @property
    def weather(self) -> str:
        """`sunny` or `rain`."""
        return self._stat("weather")

    def table(self, tag: str) -> pa.Table:
        """Returns a component of these frames as an Arrow table in the component's schema."""
        table = self.source.table(tag)
        if self._selected is None or not component_of(tag).per_frame:
            return table
        wanted = pa.array(self.timestamps_micros)
        return table.filter(pc.is_in(table.column(TIMESTAMP), wanted))

    @cached_property
    def world_from_vehicle(self) -> NDArray[np.float64]:
        """Poses of the vehicle: (N, 4, 4) float64."""
        if len(self) == 0:
            return np.empty((0, 4, 4))
        return np.stack([frame.world_from_vehicle for frame in self])

    def camera_calibration(self, name: str | int) -> CameraCalibration:
        """Returns the calibration of a camera.

        Args:
            name: Name or number of the camera.

        Raises:
            NotFoundError: The segment has no such calibration.
            CorruptDataError: A number is null or impossible, or its extrinsic is no transform.
        """
        # All frames share the object, and `wireframe` keeps the planes of its view.
        camera = parse_name(CameraName, name)
        if camera not in self._camera_calibrations:
            row = self._calibration("camera_calibration", "key.camera_name", camera)
            intrinsic = np.array([row.number(f"intrinsic.{field}") for field in _INTRINSICS])
            try:
                self._camera_calibrations[camera] = CameraCalibration(
                    intrinsic=intrinsic,
                    vehicle_from_camera=row.extrinsic(),
                    width=int(row.number("width")),
                    height=int(row.number("height")),
                    rolling_shutter_direction=int(row.number("rolling_shutter_direction")),
                )
            except InvalidInputError as error:
                raise CorruptDataError(f"{row.where}: {error}") from error
        return self._camera_calibrations[camera]

    def laser_calibration(self, name: str | int) -> LaserCalibration:
        """Returns the calibration of a lidar.

        Args:
            name: Name or number of the lidar.

        Raises:
            NotFoundError: The segment has no such calibration.
            CorruptDataError: A number is null or not finite, or its extrinsic is no transform.
        """
        laser = parse_name(LaserName, name)
        if laser not in self._laser_calibrations:
            row = self._calibration("lidar_calibration", "key.laser_name", laser)
            values = row.value("beam_inclination.values")
            try:
                self._laser_calibrations[laser] = LaserCalibration(
                    vehicle_from_laser=row.extrinsic(),
                    lowest=row.number("beam_inclination.min"),
                    highest=row.number("beam_inclination.max"),
                    values=np.array(values, np.float64) if values else None,
                )
            except InvalidInputError as error:
                raise CorruptDataError(f"{row.where}: {error}") from error
        return self._laser_calibrations[laser]

    def laser_geometry(self, name: LaserName, shape: tuple[int, ...]) -> RangeImageGeometry:
        """Returns the viewing directions of a laser's pixels, without the motion of the vehicle.

        Args:
            name: The lidar.
            shape: Shape of its range images: (H, W, C >= 4).

        Raises:
            NotFoundError: The same cases as in `laser_calibration`.
            CorruptDataError: The same cases as in `laser_calibration`.
            InvalidInputError: The calibration is for another height.
        """
        if (name, shape) not in self._laser_geometries:
            calibration = self.laser_calibration(name)
            self._laser_geometries[name, shape] = range_image_geometry(
                shape, calibration.vehicle_from_laser, calibration.inclinations(shape[0])
            )
        return self._laser_geometries[name, shape]

    @cached_property
    def road_map(self) -> RoadMap:
        """Lanes, edges, crosswalks and more, in the world frame moved by the map's offset.

        Raises:
            NotFoundError: The segment has no map.
            CorruptDataError: A feature does not decode.
        """
        table = self.source.table("map_feature")
        return road_map(table, f"segment {self.name}: map_feature")

    @property
    def boxes(self) -> Boxes:
        """Labeled 3D boxes of all frames, each in the vehicle frame of its own time."""
        return lidar_boxes(self.table("lidar_box"))

    def tracks(self) -> dict[str, Track]:
        """Returns the objects that are labeled in 3D in these frames, by id.

        Raises:
            NotFoundError: The segment has no labels, or a frame with labels has no pose.
        """
        boxes = self.boxes
        times, label_times = self.source.timestamps_micros, boxes.require("timestamps_micros")
        strays = np.flatnonzero(~np.isin(label_times, times))
        if len(strays):
            raise CorruptDataError(
                f"segment {self.name}: expected lidar_box rows at the times of frames, got "
                f"{label_times[strays[0]]} in row {strays[0]}"
            )
        frames = np.searchsorted(times, label_times)
        world = np.empty_like(boxes.array)
        for index in np.unique(frames).tolist():
            here = frames == index
            frame = Frame(self, index, int(times[index]))
            world[here] = boxes[here].transform(frame.world_from_vehicle).array
        boxes_world = dataclasses.replace(boxes, array=world)
        rows_of: dict[str, list[int]] = {}
        for row, name in enumerate(boxes.require("ids")):
            if name:
                rows_of.setdefault(name, []).append(row)
        return {
            name: Track(
                name, int(boxes.types[rows[0]]), frames[rows], boxes[rows], boxes_world[rows]
            )
            for name, rows in rows_of.items()
        }

    @cached_property
    def _stats(self) -> dict[str, str]:
        table = self.source.frame_table("stats", self._indices[0] if len(self) else 0)
        if table.num_rows == 0:
            raise NotFoundError(f"segment {self.name}: no row in the stats table")
        column = component_of("stats").column
        return {name: table.column(column(name))[0].as_py() or "" for name in SEGMENT_CONTEXT}

    def _stat(self, name: str) -> str:
        return self._stats[name]

    def _calibration(self, tag: str, key: str, name: LaserName | CameraName) -> _CalibrationRow:
        table = self.source.table(tag)
        rows = table.filter(pc.equal(table.column(key), int(name)))
        if rows.num_rows == 0:
            raise NotFoundError(f"segment {self.name}: no calibration of {name.name} in {tag}")
        where = f"segment {self.name}: {tag} of {name.name}"
        return _CalibrationRow(rows.slice(0, 1), component_of(tag), where)


class _CalibrationRow(NamedTuple):
    """The calibration of a lidar or camera as it is stored."""

    row: pa.Table
    component: Component
    where: str

    def value(self, field: str) -> Any:
        return self.row.column(self.component.column(field))[0].as_py()

    def number(self, field: str) -> float:
        value = self.value(field)
        if value is None:
            raise CorruptDataError(f"{self.where}: {field} is null")
        return float(value)

    def extrinsic(self) -> NDArray[np.float64]:
        name = self.component.column("extrinsic.transform")
        transform: NDArray[np.float64] = matrices(self.row, name, self.where)[0]
        if np.isnan(transform).all():
            raise CorruptDataError(f"{self.where}: no extrinsic is stored")
        return transform
