"""The point cloud of a frame."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from waymo_kit.boxes import Rows
from waymo_kit.boxes.html import html_table
from waymo_kit.errors import MissingDependencyError
from waymo_kit.schema import LaserName


@dataclass(frozen=True, eq=False)
class Point:
    """One lidar point: a row of a `PointCloud`.

    Attributes:
        xyz: (3,) float32, vehicle frame at the frame's time, meters.
        intensity: Intensity of the return.
        elongation: Elongation of the pulse.
        in_no_label_zone: Whether the point lies in a no-label zone.
        laser: Lidar that measured it.
        return_number: 1 for the first return of the pulse, 2 for the second.
        pixel: (2,) int32, row and column in the range image.
    """

    xyz: NDArray[np.float32]
    intensity: float
    elongation: float
    in_no_label_zone: bool
    laser: LaserName
    return_number: int
    pixel: NDArray[np.int32]


@dataclass(frozen=True, eq=False, repr=False)
class PointCloud(Rows[Point]):
    """Lidar points of a frame, ordered by laser, return, row and column.

    `cloud[3]` is one `Point`; slices, boolean masks and arrays of positions give points.

    Attributes:
        xyz: (N, 3) float32, vehicle frame at the frame's time, meters.
        intensity: (N,) float32.
        elongation: (N,) float32.
        in_no_label_zone: (N,) bool.
        laser: (N,) int8 `LaserName`.
        return_number: (N,) int8, 1 or 2.
        pixel: (N, 2) int32, row and column in the range image.
        load_camera_projection: Function that reads what `camera_projection` returns.
    """

    xyz: NDArray[np.float32]
    intensity: NDArray[np.float32]
    elongation: NDArray[np.float32]
    in_no_label_zone: NDArray[np.bool_]
    laser: NDArray[np.int8]
    return_number: NDArray[np.int8]
    pixel: NDArray[np.int32]
    load_camera_projection: Callable[[], NDArray[np.int32]] = field(repr=False)

    def __len__(self) -> int:
        """Number of points."""
        return len(self.xyz)

    def __repr__(self) -> str:
        """Number of points of each laser."""
        lasers, counts = np.unique(self.laser, return_counts=True)
        parts = [f"{n:,} {LaserName(k).name}" for k, n in zip(lasers, counts, strict=True)]
        return f"<PointCloud: {', '.join(parts) or 'no points'}>"

    def _repr_html_(self) -> str:
        """Number and distance of the points of each laser and return, for notebooks."""
        groups = np.unique(np.stack([self.laser, self.return_number], axis=1), axis=0)
        distance = np.linalg.norm(self.xyz, axis=1)
        rows = []
        for laser, number in groups.tolist():
            here = (self.laser == laser) & (self.return_number == number)
            middle, farthest = float(np.median(distance[here])), float(distance[here].max())
            rows.append([LaserName(laser).name, number, int(here.sum()), middle, farthest])
        columns = ["laser", "return", "points", "median distance, m", "farthest, m"]
        return html_table(f"PointCloud: {len(self):,} points", columns, rows)

    def _row(self, position: int) -> Point:
        return Point(
            self.xyz[position],
            float(self.intensity[position]),
            float(self.elongation[position]),
            bool(self.in_no_label_zone[position]),
            LaserName(self.laser[position]),
            int(self.return_number[position]),
            self.pixel[position],
        )

    def _select(self, index: slice | NDArray[Any]) -> PointCloud:
        return PointCloud(
            self.xyz[index],
            self.intensity[index],
            self.elongation[index],
            self.in_no_label_zone[index],
            self.laser[index],
            self.return_number[index],
            self.pixel[index],
            partial(_selected, self.load_camera_projection, index),
        )

    @property
    def camera_projection(self) -> NDArray[np.int32]:
        """Pixels of the cameras that see the points: (N, 6) int32, read when first asked for.

        Camera, u and v of the first camera that sees the point, then of the second; camera 0 is
        none. Pixels are those of Waymo's own projection, rolling shutter included.
        """
        return self.load_camera_projection()

    def to_open3d(self) -> Any:
        """Returns the points as an `open3d.geometry.PointCloud`, colored gray by intensity.

        Raises:
            MissingDependencyError: Open3D is not installed.
        """
        try:
            import open3d
        except ImportError as error:
            raise MissingDependencyError("to_open3d needs Open3D", "viz") from error
        cloud = open3d.geometry.PointCloud()
        cloud.points = open3d.utility.Vector3dVector(self.xyz.astype(np.float64))
        gray = np.tanh(self.intensity.astype(np.float64))[:, None].repeat(3, axis=1)
        cloud.colors = open3d.utility.Vector3dVector(gray)
        return cloud


def _selected(load: Callable[[], NDArray[np.int32]], index: Any) -> NDArray[np.int32]:
    selected: NDArray[np.int32] = load()[index]
    return selected
