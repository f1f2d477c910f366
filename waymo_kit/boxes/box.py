"""One box: a row of `Boxes` or `ImageBoxes`."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from waymo_kit.geometry import box_corners
from waymo_kit.schema import CameraName, Difficulty, ObjectType


@dataclass(frozen=True, eq=False, repr=False)
class Box:
    """One 3D box, in the frame of reference of the `Boxes` that it comes from.

    An attribute is None where the source does not have it.

    Attributes:
        array: (7,) float64 center_x, center_y, center_z, length, width, height, heading.
        type: Type of the object.
        id: Id of the object, the same in all frames of a segment; empty if it has none.
        score: Confidence in [0, 1].
        velocity: (2,) float64 velocity over ground in m/s along x and y of the box's frame of
            reference.
        velocity_world: (3,) float64 velocity over ground in m/s along the axes of the world.
        acceleration_world: (3,) float64 acceleration in m/s^2 along the axes of the world.
        difficulty: Difficulty for detection metrics.
        tracking_difficulty: Difficulty for tracking metrics.
        num_points: Number of lidar points in the box.
        num_top_points: Number of these that come from the TOP lidar.
        camera: Camera that sees the object best.
        timestamp_micros: Time of the box's frame in microseconds.
    """

    array: NDArray[np.float64]
    type: ObjectType
    id: str | None = None
    score: float | None = None
    velocity: NDArray[np.float64] | None = None
    velocity_world: NDArray[np.float64] | None = None
    acceleration_world: NDArray[np.float64] | None = None
    difficulty: Difficulty | None = None
    tracking_difficulty: Difficulty | None = None
    num_points: int | None = None
    num_top_points: int | None = None
    camera: CameraName | None = None
    timestamp_micros: int | None = None

    @property
    def center(self) -> NDArray[np.float64]:
        """Middle of the box: (3,) float64 x, y, z in meters."""
        return self.array[:3]

    @property
    def size(self) -> NDArray[np.float64]:
        """Length, width and height in meters: (3,) float64."""
        return self.array[3:6]

    @property
    def heading(self) -> float:
        """Angle from +x to the box's length, counter-clockwise, in radians."""
        return float(self.array[6])

    @property
    def corners(self) -> NDArray[np.float64]:
        """Corners of the box: (8, 3) float64; see `geometry.box_corners`."""
        corners: NDArray[np.float64] = box_corners(self.array[None])[0]
        return corners

    def __repr__(self) -> str:
        """Type, id, score, place and size."""
        x, y, z = self.center
        length, width, height = self.size
        return (
            f"<Box {_what(self.type, self.id, self.score)} at ({x:.2f}, {y:.2f}, {z:.2f}) m, "
            f"{length:.2f} x {width:.2f} x {height:.2f} m, heading {self.heading:.2f} rad>"
        )


@dataclass(frozen=True, eq=False, repr=False)
class ImageBox:
    """One 2D box in the image of a camera.

    An attribute is None where the source does not have it.

    Attributes:
        array: (4,) float64 center_x, center_y, length (along x), width (along y) in pixels.
        type: Type of the object.
        id: Id of the object, the same in all frames of a segment; empty if it has none.
        score: Confidence in [0, 1].
        difficulty: Difficulty for detection metrics.
        tracking_difficulty: Difficulty for tracking metrics.
        camera: Camera of the image.
        timestamp_micros: Time of the box's frame in microseconds.
        mask: Pixels of the object as run lengths; empty if it has no mask.
        image_size: (2,) int64 height and width of the mask's image.
    """

    array: NDArray[np.float64]
    type: ObjectType
    id: str | None = None
    score: float | None = None
    difficulty: Difficulty | None = None
    tracking_difficulty: Difficulty | None = None
    camera: CameraName | None = None
    timestamp_micros: int | None = None
    mask: str | None = None
    image_size: NDArray[np.int64] | None = None

    @property
    def center(self) -> NDArray[np.float64]:
        """Middle of the box: (2,) float64 x and y in pixels."""
        return self.array[:2]

    @property
    def size(self) -> NDArray[np.float64]:
        """Sides along x and along y in pixels: (2,) float64."""
        return self.array[2:]

    @property
    def edges(self) -> NDArray[np.float64]:
        """Left, top, right and bottom edge in pixels: (4,) float64."""
        return np.concatenate([self.center - 0.5 * self.size, self.center + 0.5 * self.size])

    def __repr__(self) -> str:
        """Type, id, score, place and size."""
        x, y = self.center
        length, width = self.size
        return (
            f"<ImageBox {_what(self.type, self.id, self.score)} at ({x:.0f}, {y:.0f}) px, "
            f"{length:.0f} x {width:.0f} px>"
        )


def _what(kind: ObjectType, name: str | None, score: float | None) -> str:
    words = [getattr(kind, "name", f"type {kind}")]
    if name:
        words.append(name)
    if score is not None:
        words.append(f"score {score:.2f}")
    return " ".join(words)
