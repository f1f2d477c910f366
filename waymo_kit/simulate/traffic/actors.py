"""The labeled objects of a segment and their tracks."""

from __future__ import annotations

import base64
import hashlib
import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from waymo_kit.simulate.models import Model
from waymo_kit.simulate.traffic.driving import FRAME_SECONDS


@dataclass(frozen=True)
class Actor:
    """A labeled object.

    Row i + 1 of a track belongs to frame i: one step before the first frame and one after the last
    are known, so that each frame has central differences.

    Attributes:
        id: Id of 22 characters, unique among all segments.
        model: Model that gives its shape.
        positions: (T, 3) position of the model's origin in the local frame in meters.
        headings: (T,) heading in radians.
        gait: (T,) phase of its steps in radians.
    """

    id: str
    model: Model
    positions: NDArray[np.float64]
    headings: NDArray[np.float64]
    gait: NDArray[np.float64]

    def velocity(self, frame: int) -> NDArray[np.float64]:
        """Returns (3,) m/s in the local frame, by central differences over neighboring frames."""
        difference: NDArray[np.float64] = self.positions[frame + 2] - self.positions[frame]
        return difference / (2 * FRAME_SECONDS)

    def acceleration(self, frame: int) -> NDArray[np.float64]:
        """Returns (3,) m/s^2 in the local frame, by second differences over neighboring frames."""
        before, now, after = self.positions[frame : frame + 3]
        difference: NDArray[np.float64] = after - 2 * now + before
        return difference / FRAME_SECONDS**2

    def box(self, frame: int) -> NDArray[np.float64]:
        """Returns the (7,) box in the local frame."""
        x, y, z = self.positions[frame + 1]
        length, width, height = self.model.size
        z = z + self.model.lift + height / 2
        return np.array([x, y, z, length, width, height, self.headings[frame + 1]])


def object_id(*keys: int | str) -> str:
    """Returns a 22-character id, like those of the labels of the real data."""
    digest = hashlib.sha256("/".join(str(key) for key in keys).encode()).digest()
    return base64.urlsafe_b64encode(digest[:16]).decode().rstrip("=")


def standing(
    identifier: str,
    model: Model,
    position: tuple[float, float, float],
    heading: float,
    samples: int,
) -> Actor:
    """Returns an actor that never moves."""
    return Actor(
        identifier,
        model,
        np.tile(np.array(position, dtype=np.float64), (samples, 1)),
        np.full(samples, math.remainder(heading, 2 * math.pi)),
        np.zeros(samples),
    )
