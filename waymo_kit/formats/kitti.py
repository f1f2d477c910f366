"""Text of the KITTI benchmarks: labels and results of objects and tracks, and calibrations.

A line of the object benchmark has 15 columns, and a score in results: type, truncated, occluded,
alpha, left, top, right, bottom, height, width, length, x, y, z, rotation_y. A line of the tracking
benchmark has the frame and the number of the track in front of them. Positions are those of the
middle of the bottom face in the rectified camera frame: x right, y down, z forward.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from waymo_kit.errors import InvalidInputError
from waymo_kit.geometry import invert_transform, transform_points, wrap_angle
from waymo_kit.schema import ObjectType

TYPE_NAMES = {
    ObjectType.VEHICLE: "Car",
    ObjectType.PEDESTRIAN: "Pedestrian",
    ObjectType.CYCLIST: "Cyclist",
    ObjectType.SIGN: "Sign",
}
"""Names of the types in KITTI; signs are not in the benchmark."""

_TYPES = {name.lower(): kind for kind, name in TYPE_NAMES.items()} | {
    "van": ObjectType.VEHICLE,
    "truck": ObjectType.VEHICLE,
    "vehicle": ObjectType.VEHICLE,
    "person_sitting": ObjectType.PEDESTRIAN,
    "person": ObjectType.PEDESTRIAN,  # the same in the tracking benchmark
}
_IGNORED = {"dontcare", "misc", "tram"}

DONT_CARE = "DontCare -1 -1 -10 {:.2f} {:.2f} {:.2f} {:.2f} -1 -1 -1 -1000 -1000 -1000 -10"

_NUMBERS = 14
"""Number of columns behind the type."""


@dataclass(frozen=True, eq=False)
class KittiObjects:
    """Objects of text files, as columns.

    Attributes:
        types: (N,) int8 `ObjectType`.
        image_boxes: (N, 4) left, top, right, bottom in pixels.
        sizes: (N, 3) height, width, length in meters.
        bottoms: (N, 3) middle of the bottom face in the rectified camera frame.
        rotations: (N,) rotation_y in radians.
        scores: (N,) scores; 1 for lines without one.
        frames: (N,) frames of the tracking benchmark; 0 in the object benchmark.
        tracks: (N,) numbers of tracks, -1 for none.
    """

    types: NDArray[np.int8]
    image_boxes: NDArray[np.float64]
    sizes: NDArray[np.float64]
    bottoms: NDArray[np.float64]
    rotations: NDArray[np.float64]
    scores: NDArray[np.float64]
    frames: NDArray[np.int64]
    tracks: NDArray[np.int64]

    def boxes(self, camera_from_vehicle: NDArray[np.float64]) -> NDArray[np.float64]:
        """Returns the boxes in the vehicle frame: (N, 7) as in docs/conventions.md.

        Args:
            camera_from_vehicle: (4, 4) transform into the frame of the positions.
        """
        bottoms = transform_points(invert_transform(camera_from_vehicle), self.bottoms)
        height, width, length = self.sizes.T
        bottoms[:, 2] += 0.5 * height
        heading = wrap_angle(-self.rotations - 0.5 * np.pi)
        return np.column_stack([bottoms, length, width, height, heading])


def kitti_positions(
    boxes: NDArray[np.float64], camera_from_vehicle: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Returns bottoms (N, 3) in the camera frame and rotation_y (N,) of boxes of the vehicle."""
    bottoms = boxes[:, :3].copy()
    bottoms[:, 2] -= 0.5 * boxes[:, 5]
    return (
        transform_points(camera_from_vehicle, bottoms),
        wrap_angle(-boxes[:, 6] - 0.5 * np.pi),
    )


def object_lines(
    types: NDArray[np.int8],
    boxes: NDArray[np.float64],
    camera_from_vehicle: NDArray[np.float64],
    image_boxes: NDArray[np.float64],
    scores: NDArray[np.float64] | None = None,
    occluded: int = 0,
) -> list[str]:
    """Writes objects as lines of the object benchmark.

    Positions and angles have six decimals, so that boxes come back as they were.

    Args:
        types: (N,) `ObjectType`.
        boxes: (N, 7) boxes in the vehicle frame.
        camera_from_vehicle: (4, 4) transform into the rectified camera frame.
        image_boxes: (N, 4) left, top, right, bottom in pixels.
        scores: (N,) scores. Defaults to None, which writes labels.
        occluded: Degree of occlusion. Defaults to 0.
    """
    bottoms, rotations = kitti_positions(boxes, camera_from_vehicle)
    alphas = wrap_angle(rotations - np.arctan2(bottoms[:, 0], bottoms[:, 2]))
    lines = []
    for row, kind in enumerate(types.tolist()):
        left, top, right, bottom = image_boxes[row]
        length, width, height = boxes[row, 3:6]
        x, y, z = bottoms[row]
        line = (
            f"{TYPE_NAMES[ObjectType(kind)]} 0.00 {occluded} {alphas[row]:.6f} "
            f"{left:.2f} {top:.2f} {right:.2f} {bottom:.2f} "
            f"{height:.6f} {width:.6f} {length:.6f} {x:.6f} {y:.6f} {z:.6f} {rotations[row]:.6f}"
        )
        lines.append(line if scores is None else f"{line} {scores[row]:.8g}")
    return lines


def read_objects(text: str, where: str, *, tracking: bool = False) -> KittiObjects:
    """Reads lines of the object or the tracking benchmark; regions that do not count are left out.

    Args:
        text: Content of the file.
        where: Name of the file, for messages.
        tracking: Whether the lines begin with a frame and the number of a track.

    Raises:
        InvalidInputError: A line has another number of columns, a number does not parse, or a type
            is unknown; the message names the line.
    """
    ahead = 2 if tracking else 0
    rows: list[list[float]] = []
    types: list[int] = []
    for number, line in enumerate(text.splitlines(), 1):
        words = line.split()
        if not words:
            continue
        if len(words) not in (ahead + 1 + _NUMBERS, ahead + 2 + _NUMBERS):
            raise InvalidInputError(
                f"{where}: line {number}: expected {ahead + 1 + _NUMBERS} columns, and a score in "
                f"results, got {len(words)}"
            )
        name = words[ahead].lower()
        if name in _IGNORED:
            continue
        if name not in _TYPES:
            known = ", ".join(TYPE_NAMES.values())
            raise InvalidInputError(
                f"{where}: line {number}: expected a type ({known}), got {words[ahead][:40]!r}"
            )
        try:
            values = [float(word) for word in words[:ahead] + words[ahead + 1 :]]
        except ValueError:
            raise InvalidInputError(f"{where}: line {number}: expected numbers") from None
        if not np.isfinite(values).all():
            raise InvalidInputError(f"{where}: line {number}: expected finite numbers")
        types.append(int(_TYPES[name]))
        rows.append([*values, 1.0] if len(values) == ahead + _NUMBERS else values)
    table = np.array(rows, np.float64).reshape(-1, ahead + _NUMBERS + 1)
    columns = table[:, ahead:]
    frames, tracks = _frames_and_tracks(table, where) if tracking else _none(len(table))
    return KittiObjects(
        np.array(types, np.int8),
        columns[:, 3:7],
        columns[:, 7:10],
        columns[:, 10:13],
        columns[:, 13],
        columns[:, 14],
        frames,
        tracks,
    )


def _frames_and_tracks(
    table: NDArray[np.float64], where: str
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    numbers = table[:, :2]
    if len(table) and ((numbers != np.rint(numbers)) | (np.abs(numbers) > 2**31)).any():
        raise InvalidInputError(f"{where}: expected whole numbers as frames and tracks")
    return numbers[:, 0].astype(np.int64), numbers[:, 1].astype(np.int64)


def _none(count: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    return np.zeros(count, np.int64), np.full(count, -1, np.int64)


def calibration_text(matrices: Mapping[str, NDArray[np.float64]]) -> str:
    """Writes matrices by name, row by row."""
    lines = (
        f"{name}: {' '.join(f'{value:.12e}' for value in matrix.ravel())}\n"
        for name, matrix in matrices.items()
    )
    return "".join(lines)


def read_calibration(text: str, where: str, names: Sequence[str]) -> list[NDArray[np.float64]]:
    """Reads matrices by name.

    Returns:
        (3, 4) or (3, 3) float64 matrices in the order of the names.

    Raises:
        InvalidInputError: A matrix is missing or has another size.
    """
    lines = dict(line.split(":", 1) for line in text.splitlines() if ":" in line)
    found = []
    for name in names:
        try:
            values = np.array([float(word) for word in lines.get(name, "").split()])
            found.append(values.reshape(3, -1 if len(values) in (9, 12) else 0))
        except ValueError:
            raise InvalidInputError(f"{where}: expected 9 or 12 numbers in {name}") from None
    return found
