"""The labelled objects of a segment and their tracks."""

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
    """A labelled object.

    Row i + 1 of a track belongs to frame i: one step before the first frame and one after the last
    are known, so that each frame has central differences.

    Attributes:
        id: 22 characters, unique in all segments.
        model: its shape.
        positions: (T, 3) of the model's origin, local frame, metres.
        headings: (T,) radians.
        gait: (T,) phase of its steps, radians.
    """

    id: str
    model: Model
    positions: NDArray[np.float64]
    headings: NDArray[np.float64]
    gait: NDArray[np.float64]

    def velocity(self, frame: int) -> NDArray[np.float64]:
        """(3,) m/s in the local frame: central difference over the neighbouring frames."""
        difference: NDArray[np.float64] = self.positions[frame + 2] - self.positions[frame]
        return difference / (2 * FRAME_SECONDS)

    def acceleration(self, frame: int) -> NDArray[np.float64]:
        """(3,) m/s^2 in the local frame: second difference over the neighbouring frames."""
        before, now, after = self.positions[frame : frame + 3]
        difference: NDArray[np.float64] = after - 2 * now + before
        return difference / FRAME_SECONDS**2

    def box(self, frame: int) -> NDArray[np.float64]:
        """(7,) box in the local frame."""
        x, y, z = self.positions[frame + 1]
        length, width, height = self.model.size
        z = z + self.model.lift + height / 2
        return np.array([x, y, z, length, width, height, self.headings[frame + 1]])


def object_id(*keys: int | str) -> str:
    """A 22-character id, as the labels of the real data have them."""
    digest = hashlib.sha256("/".join(str(key) for key in keys).encode()).digest()
    return base64.urlsafe_b64encode(digest[:16]).decode().rstrip("=")


def standing(
    identifier: str,
    model: Model,
    position: tuple[float, float, float],
    heading: float,
    samples: int,
) -> Actor:
    """An actor that never moves."""
    return Actor(
        identifier,
        model,
        np.tile(np.array(position, dtype=np.float64), (samples, 1)),
        np.full(samples, math.remainder(heading, 2 * math.pi)),
        np.zeros(samples),
    )
