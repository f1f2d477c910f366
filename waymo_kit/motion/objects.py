"""The objects of a scenario of the motion dataset."""

from __future__ import annotations

import enum
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from waymo_kit.errors import NotFoundError
from waymo_kit.protos import scenario_pb2


class MotionType(enum.IntEnum):
    """The types of objects in scenarios, whose numbers differ from those of labels."""

    UNSET = 0
    VEHICLE = 1
    PEDESTRIAN = 2
    CYCLIST = 3
    OTHER = 4


@dataclass(frozen=True, eq=False)
class MotionTracks:
    """The states of all objects of a scenario at all of its steps, world frame.

    Attributes:
        ids: (N,) int64 ids of the objects.
        types: (N,) int8 `MotionType`.
        boxes: (N, T, 7) float64 center, length, width, height and heading; NaN where not valid.
        velocities: (N, T, 2) float64 m/s along x and y; NaN where not valid.
        valid: (N, T) bool, whether the object was observed at the step.
    """

    ids: NDArray[np.int64]
    types: NDArray[np.int8]
    boxes: NDArray[np.float64]
    velocities: NDArray[np.float64]
    valid: NDArray[np.bool_]

    def __len__(self) -> int:
        """Number of objects."""
        return len(self.ids)

    def index(self, object_id: int) -> int:
        """Returns the position of an object in the arrays, by its id.

        Raises:
            NotFoundError: There is no such object.
        """
        (found,) = np.nonzero(self.ids == object_id)
        if len(found) == 0:
            raise NotFoundError(f"no object {object_id} among {len(self)} tracks")
        return int(found[0])


def tracks_of(scenario: scenario_pb2.Scenario) -> MotionTracks:
    """Returns the objects of a scenario whose states were checked."""
    steps, count = len(scenario.timestamps_seconds), len(scenario.tracks)
    states = np.full((count, steps, 9), np.nan)
    valid = np.zeros((count, steps), np.bool_)
    for row, track in enumerate(scenario.tracks):
        for step, state in enumerate(track.states):
            if state.valid:
                valid[row, step] = True
                states[row, step] = (
                    state.center_x,
                    state.center_y,
                    state.center_z,
                    state.length,
                    state.width,
                    state.height,
                    state.heading,
                    state.velocity_x,
                    state.velocity_y,
                )
    return MotionTracks(
        np.array([track.id for track in scenario.tracks], np.int64),
        np.array([track.object_type for track in scenario.tracks], np.int8),
        states[..., :7],
        states[..., 7:],
        valid,
    )
