"""Scenarios of the motion dataset: parsed ones, and a glance at their ids."""

from __future__ import annotations

from google.protobuf.message import DecodeError

from waymo_kit.errors import CorruptDataError, InvalidInputError
from waymo_kit.formats.other_messages import SCENARIO, recognize_message
from waymo_kit.formats.record_files import PlacedRecord
from waymo_kit.protos import scenario_pb2
from waymo_kit.schema import is_segment_name


def parse_scenario(placed: PlacedRecord) -> scenario_pb2.Scenario:
    """Parses a record as a scenario with an id and states.

    Raises:
        InvalidInputError: The record is a message of another kind, or has lidar data only.
        CorruptDataError: The record is no Scenario message, has no valid id, or its states do not
            fit together.
    """
    try:
        scenario = _parse(placed.record.data)
        if scenario.compressed_frame_laser_data and not scenario.timestamps_seconds:
            raise InvalidInputError(
                "expected a Scenario with states, got its lidar data, which open_motion_dataset "
                "takes as `lidar`"
            )
        _check_states(scenario)
    except (DecodeError, ValueError) as error:
        problem: Exception = error
        other = recognize_message(placed.record.data)
        if other not in (None, SCENARIO):
            problem = InvalidInputError(f"expected a Scenario, got {other}")
        raise placed.located(problem) from problem
    return scenario


def parse_lidar_data(placed: PlacedRecord) -> list[scenario_pb2.CompressedFrameLaserData]:
    """Parses a record of a lidar file: a Scenario that holds lidar data only.

    Raises:
        CorruptDataError: The record is no Scenario message.
        InvalidInputError: The record has no lidar data.
    """
    try:
        scenario = _parse(placed.record.data)
        if not scenario.compressed_frame_laser_data:
            raise InvalidInputError("expected the lidar data of a Scenario, got none")
    except (DecodeError, ValueError) as error:
        raise placed.located(error) from error
    return list(scenario.compressed_frame_laser_data)


def _parse(data: bytes) -> scenario_pb2.Scenario:
    scenario: scenario_pb2.Scenario = scenario_pb2.Scenario.FromString(data)
    return scenario


def _check_states(scenario: scenario_pb2.Scenario) -> None:
    """Checks that a scenario has an id, and that its states fit together.

    Raises:
        CorruptDataError: The id is not valid, or the states do not fit together.
    """
    name = str(scenario.scenario_id)  # protobuf gives bytes where a text is not UTF-8
    if not is_segment_name(name):
        raise CorruptDataError(f"no Scenario: {name[:80]!r} cannot be an id")
    steps, tracks = len(scenario.timestamps_seconds), len(scenario.tracks)
    if not 0 <= scenario.current_time_index < steps:
        raise CorruptDataError(
            f"current_time_index: expected 0 to {steps - 1}, got {scenario.current_time_index}"
        )
    for position, track in enumerate(scenario.tracks):
        if len(track.states) != steps:
            raise CorruptDataError(
                f"track {position}: expected {steps} states, got {len(track.states)}"
            )
    indices = [scenario.sdc_track_index] if scenario.HasField("sdc_track_index") else []
    indices += [each.track_index for each in scenario.tracks_to_predict]
    for index in indices:
        if not 0 <= index < tracks:
            raise CorruptDataError(f"expected the index of one of {tracks} tracks, got {index}")
