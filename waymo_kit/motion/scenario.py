"""One scenario of the motion dataset."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from waymo_kit.boxes.html import html_table
from waymo_kit.errors import InvalidInputError, NotFoundError
from waymo_kit.formats.inflate import Inflater
from waymo_kit.formats.motion.scenarios import parse_lidar_data, parse_scenario
from waymo_kit.formats.record_files import PlacedRecord
from waymo_kit.formats.tfrecord import RecordReader
from waymo_kit.geometry.range_image import RangeImagePoints
from waymo_kit.io import Location
from waymo_kit.motion.lidar import LidarStep
from waymo_kit.motion.objects import MotionTracks, tracks_of
from waymo_kit.protos import map_pb2, scenario_pb2
from waymo_kit.scene import PointCloud, RoadMap
from waymo_kit.scene.road_map import map_of
from waymo_kit.schema import Difficulty, LaserName, parse_name


class Scenario:
    """Holds some seconds of traffic: objects, map, traffic lights, and lidar of the past.

    Attributes:
        id: Id of the scenario.
        current_step: Step that is now; later ones are to be predicted.
        ego_track: Position of the recording vehicle among the tracks.
        objects_of_interest: Ids of objects that interact.
        to_predict: Positions of the tracks that must be predicted, with their `Difficulty`.
    """

    def __init__(
        self, placed: PlacedRecord, inflater: Inflater, lidar_folder: Location | None = None
    ) -> None:
        """Parses a record; `MotionDataset` does.

        Args:
            placed: Record of the scenario.
            inflater: Inflater of compressed images.
            lidar_folder: Folder with the lidar data, `<id>.tfrecord`. None for none.

        Raises:
            InvalidInputError: The record is a message of another kind.
            CorruptDataError: The record does not decode, or its states do not fit together.
        """
        message = parse_scenario(placed)
        self._message: scenario_pb2.Scenario = message
        self._where = placed.label
        self._lidar_folder = lidar_folder
        self._inflater = inflater
        self.id: str = message.scenario_id
        self.current_step = int(message.current_time_index)
        self.ego_track = int(message.sdc_track_index)
        self.objects_of_interest = list(message.objects_of_interest)
        self.to_predict = {
            int(each.track_index): Difficulty(each.difficulty) for each in message.tracks_to_predict
        }

    @property
    def label(self) -> str:
        """File, record and scenario, for messages."""
        return f"{self._where}: scenario {self.id}"

    @property
    def timestamps_seconds(self) -> NDArray[np.float64]:
        """Times of the steps: (T,) float64 seconds from the start."""
        return np.array(self._message.timestamps_seconds)

    @cached_property
    def tracks(self) -> MotionTracks:
        """The states of all objects at all steps."""
        return tracks_of(self._message)

    @cached_property
    def road_map(self) -> RoadMap:
        """Lanes, edges, crosswalks and more, world frame.

        Raises:
            NotFoundError: The scenario has no map.
        """
        if not self._message.map_features:
            raise NotFoundError(f"{self.label}: the scenario has no map")
        return map_of(self._message.map_features, self.label)

    def traffic_lights(self, step: int) -> dict[int, str]:
        """Returns the states of traffic lights at a step, such as `STOP`, by the id of their lane.

        Raises:
            NotFoundError: There is no such step.
        """
        self._check_step(step, len(self._message.timestamps_seconds))
        if step >= len(self._message.dynamic_map_states):
            return {}
        name = map_pb2.TrafficSignalLaneState.State.Name
        return {
            light.lane: name(light.state).removeprefix("LANE_STATE_")
            for light in self._message.dynamic_map_states[step].lane_states
        }

    @cached_property
    def _lidar(self) -> list[scenario_pb2.CompressedFrameLaserData]:
        stored = list(self._message.compressed_frame_laser_data)
        if stored or self._lidar_folder is None:
            return stored
        file = self._lidar_folder / f"{self.id}.tfrecord"  # the id was checked to be a name
        if not file.is_file():
            return []
        with RecordReader(file) as reader:
            return parse_lidar_data(PlacedRecord(reader, reader.record(0)))

    @property
    def lidar_steps(self) -> int:
        """Number of steps with lidar data, from the first one on; 0 without lidar data."""
        return len(self._lidar)

    def lidar(self, step: int) -> LidarStep:
        """Returns the lidar data of a step, for its range images and poses.

        Raises:
            NotFoundError: The step has no lidar data.
            CorruptDataError: The lidar file is damaged, or a laser is there twice.
        """
        if not self._lidar:
            missing = "" if self._lidar_folder is None else f" in {self._lidar_folder}"
            raise NotFoundError(
                f"{self.label}: no lidar data{missing}; open_motion_dataset takes the folder of "
                "<id>.tfrecord files as `lidar`"
            )
        self._check_step(step, len(self._lidar), "lidar data of step")
        return LidarStep(self._lidar[step], f"{self.label}: step {step}", self._inflater)

    def points(
        self,
        step: int,
        lasers: str | int | Iterable[str | int] | None = None,
        returns: int | Iterable[int] = (1, 2),
    ) -> PointCloud:
        """Returns lidar points in the vehicle frame of a step.

        Points of TOP are corrected for the vehicle's motion with its per-pixel poses.

        Args:
            step: Step, from 0; lidar data reach up to `current_step`.
            lasers: Name or number of a laser, or several of them. Defaults to None, which takes all
                that the step has.
            returns: Number of a return, 1 or 2, or both. Defaults to both.

        Raises:
            NotFoundError: The step lacks lidar data, a laser or its calibration.
            InvalidInputError: A return is neither 1 nor 2.
            CorruptDataError: An image does not decode.
        """
        data = self.lidar(step)
        several = [lasers] if isinstance(lasers, (str, int)) else lasers
        names = (
            data.lasers if several is None else [parse_name(LaserName, each) for each in several]
        )
        numbers = [returns] if isinstance(returns, int) else list(returns)
        if any(number not in (1, 2) for number in numbers):
            raise InvalidInputError(f"returns: expected 1 or 2, got {numbers}")
        parts = [
            (int(name), number, points)
            for name in names
            for number, points in zip(numbers, data.points(name, numbers), strict=True)
        ]
        return _cloud(parts, data.label)

    def _check_step(self, step: int, count: int, what: str = "step") -> None:
        if not 0 <= step < count:
            raise NotFoundError(f"{self.label}: no {what} {step}: there are 0 to {count - 1}")

    def __repr__(self) -> str:
        """Id, number of tracks and number of steps."""
        steps = len(self._message.timestamps_seconds)
        return f"<Scenario {self.id}, {len(self._message.tracks)} tracks, {steps} steps>"

    def _repr_html_(self) -> str:
        """Returns a table of the contents of the scenario, for notebooks."""
        rows = [
            ["tracks", str(len(self._message.tracks))],
            ["steps", f"{len(self._message.timestamps_seconds)}, now {self.current_step}"],
            ["to predict", str(len(self.to_predict))],
            ["map features", str(len(self._message.map_features))],
            ["steps with lidar", str(self.lidar_steps)],
        ]
        return html_table(f"Scenario {self.id}", [], rows)


def _cloud(parts: list[tuple[int, int, RangeImagePoints]], label: str) -> PointCloud:
    def camera_projection() -> NDArray[np.int32]:
        raise NotFoundError(f"{label}: the motion dataset has no camera projections")

    counts = [len(points.xyz) for _, _, points in parts]
    found = [points for _, _, points in parts]
    return PointCloud(
        np.concatenate([np.empty((0, 3), np.float32), *(each.xyz for each in found)]),
        np.concatenate([np.empty(0, np.float32), *(each.intensity for each in found)]),
        np.concatenate([np.empty(0, np.float32), *(each.elongation for each in found)]),
        np.concatenate([np.empty(0, np.bool_), *(each.in_no_label_zone for each in found)]),
        np.repeat(np.array([laser for laser, _, _ in parts], np.int8), counts),
        np.repeat(np.array([number for _, number, _ in parts], np.int8), counts),
        np.concatenate([np.empty((0, 2), np.int32), *(each.pixel for each in found)]),
        camera_projection,
    )
