"""One frame of the end-to-end driving dataset."""

from __future__ import annotations

import enum
from functools import cached_property

import numpy as np

from waymo_kit.boxes.html import html_table
from waymo_kit.e2e.camera import E2ECamera
from waymo_kit.e2e.trajectory import Trajectory, trajectory
from waymo_kit.errors import CorruptDataError, NotFoundError
from waymo_kit.formats.e2e.frames import parse_e2e_frame
from waymo_kit.formats.record_files import PlacedRecord
from waymo_kit.protos.end_to_end_pb2 import E2EDFrame
from waymo_kit.schema import CameraName, parse_name


class Intent(enum.IntEnum):
    """Direction that the driver is told to take, with Waymo's numbers."""

    UNKNOWN = 0
    GO_STRAIGHT = 1
    GO_LEFT = 2
    GO_RIGHT = 3


class E2EFrame:
    """Frame of the end-to-end driving dataset: cameras, intent, past states and driven futures.

    Attributes:
        name: Name of the frame: its sequence, a hyphen and its number there.
        intent: Direction that the driver is told to take.
        past: States of the last 4 s; the last one is that of now.
        future: Positions of the next 5 s as they were driven; None in the test set.
        rated: Alternative futures with ratings by people, in their order; empty for most frames.
    """

    def __init__(self, placed: PlacedRecord) -> None:
        """Parses a record; `E2EDataset` does.

        Raises:
            InvalidInputError: The record is a message of another kind.
            CorruptDataError: The record does not decode, or its states do not fit together.
        """
        message = parse_e2e_frame(placed)
        self._message: E2EDFrame = message
        self._where = placed.label
        self.name: str = message.frame.context.name
        try:
            self.intent = Intent(message.intent)
            self.past: Trajectory = trajectory(
                message.past_states, is_past=True, where="past_states"
            )
            future = trajectory(message.future_states, is_past=False, where="future_states")
            found = [
                trajectory(each, is_past=False, where=f"preference_trajectories {number}")
                for number, each in enumerate(message.preference_trajectories)
            ]
        except CorruptDataError as error:
            raise placed.located(error) from error
        self.future: Trajectory | None = future if len(future) else None
        self.rated: tuple[Trajectory, ...] = tuple(
            each for each in found if each.score >= 0 and len(each)
        )

    @property
    def sequence(self) -> str:
        """Name of the sequence that the frame belongs to."""
        return sequence_of(self.name)

    @property
    def timestamp_micros(self) -> int:
        """Time of the frame in microseconds; 0 where it is not published."""
        return int(self._message.frame.timestamp_micros)

    @property
    def speed(self) -> float:
        """Speed of the vehicle now in m/s.

        Raises:
            NotFoundError: The frame has no past velocities.
        """
        if len(self.past) == 0 or np.isnan(self.past.velocities[-1]).any():
            raise NotFoundError(f"{self.label}: no past velocity is stored")
        return float(np.linalg.norm(self.past.velocities[-1].astype(np.float64)))

    @cached_property
    def _cameras(self) -> dict[CameraName, E2ECamera]:
        calibrations = {each.name: each for each in self._message.frame.context.camera_calibrations}
        found: dict[CameraName, E2ECamera] = {}
        for image in self._message.frame.images:
            name = CameraName(image.name)
            if name in found:
                raise CorruptDataError(f"{self.label}: camera {name.name} is there twice")
            label = f"{self.label}: camera {name.name}"
            found[name] = E2ECamera(name, label, image, calibrations.get(image.name))
        return found

    @property
    def cameras(self) -> list[CameraName]:
        """Cameras with an image in this frame; the dataset has eight."""
        return sorted(self._cameras)

    def camera(self, name: str | int) -> E2ECamera:
        """Returns one camera, by name or number.

        Raises:
            NotFoundError: The frame has no image of that camera.
        """
        wanted = parse_name(CameraName, name)
        if wanted not in self._cameras:
            raise NotFoundError(f"{self.label}: no image of camera {wanted.name}")
        return self._cameras[wanted]

    @property
    def label(self) -> str:
        """File, record and frame, for messages."""
        return f"{self._where}: frame {self.name}"

    def __repr__(self) -> str:
        """Name, intent and number of cameras."""
        return (
            f"<E2EFrame {self.name}, {self.intent.name}, {len(self._message.frame.images)} cameras>"
        )

    def _repr_html_(self) -> str:
        """Returns a table of the contents of the frame, for notebooks."""
        rows = [
            ["intent", self.intent.name],
            ["cameras", ", ".join(name.name for name in self.cameras)],
            ["past", repr(self.past)[1:-1]],
            ["future", "none" if self.future is None else repr(self.future)[1:-1]],
            ["rated", f"{len(self.rated)} trajectories"],
        ]
        return html_table(f"Frame {self.name}", [], rows)


def sequence_of(name: str) -> str:
    """Returns the sequence that a frame belongs to, by the name of the frame."""
    return name.rpartition("-")[0] or name
