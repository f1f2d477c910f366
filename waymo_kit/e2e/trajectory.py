"""Trajectories of the vehicle, as the end-to-end driving dataset has them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from waymo_kit.errors import CorruptDataError
from waymo_kit.protos.end_to_end_pb2 import EgoTrajectoryStates

RATE = 4
"""States per second."""

FUTURE_STEPS = 20
"""States of a future or predicted trajectory: 5 s, the first one after 0.25 s."""

_MAX_STATES = 10_000


@dataclass(frozen=True, eq=False)
class Trajectory:
    """States of the vehicle at 4 Hz, in the vehicle frame at the time of the frame.

    What is not stored is NaN: futures have positions only, rated trajectories have no z.

    Attributes:
        times: (T,) float64 seconds after the time of the frame; negative in the past.
        positions: (T, 3) float32 meters, of the middle of the rear axle.
        velocities: (T, 2) float32 m/s.
        accelerations: (T, 2) float32 m/s².
        score: Rating from 0 to 10 that people gave it; NaN for one that is not rated.
    """

    times: NDArray[np.float64]
    positions: NDArray[np.float32]
    velocities: NDArray[np.float32]
    accelerations: NDArray[np.float32]
    score: float = float("nan")

    def __len__(self) -> int:
        """Number of states."""
        return len(self.times)

    def __repr__(self) -> str:
        """Number of states and the time they cover."""
        if len(self) == 0:
            return "<Trajectory of 0 states>"
        rated = "" if np.isnan(self.score) else f", score {self.score:g}"
        span = f"{self.times[0]:g} s to {self.times[-1]:g} s"
        return f"<Trajectory of {len(self)} states, {span}{rated}>"


def trajectory(message: EgoTrajectoryStates, *, is_past: bool, where: str) -> Trajectory:
    """Returns the trajectory of a message.

    Args:
        message: Parsed states.
        is_past: Whether the states end at the time of the frame; otherwise they begin after it.
        where: Name of the states in errors.

    Raises:
        CorruptDataError: The numbers of positions, velocities or accelerations differ.
    """
    steps = len(message.pos_x)
    if steps > _MAX_STATES:
        raise CorruptDataError(f"{where}: expected at most {_MAX_STATES:,} states, got {steps:,}")
    first = 1 - steps if is_past else 1
    return Trajectory(
        np.arange(first, first + steps) / RATE,
        _columns(message, ("pos_x", "pos_y", "pos_z"), steps, where),
        _columns(message, ("vel_x", "vel_y"), steps, where),
        _columns(message, ("accel_x", "accel_y"), steps, where),
        message.preference_score if message.HasField("preference_score") else float("nan"),
    )


def _columns(
    message: EgoTrajectoryStates, names: tuple[str, ...], steps: int, where: str
) -> NDArray[np.float32]:
    found = np.full((steps, len(names)), np.nan, np.float32)
    for column, name in enumerate(names):
        values = getattr(message, name)
        if len(values) not in (0, steps) or (name == "pos_y" and len(values) != steps):
            raise CorruptDataError(f"{where}: {steps} pos_x, but {len(values)} {name}")
        if len(values):
            found[:, column] = values
    return found
