"""Flips, rotations, scalings and translations of a point scene with its boxes."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from waymo_kit.detectors.augment.point_scene import PointScene
from waymo_kit.geometry import wrap_angle
from waymo_kit.kernels import kernel


@dataclass(frozen=True)
class SceneMotion:
    """A transform that flips first, then rotates, scales and shifts.

    Attributes:
        flip_x: Whether x changes its sign.
        flip_y: Whether y changes its sign.
        rotation: Counter-clockwise angle about the z axis in radians.
        scale: Factor of all lengths, above 0.
        translation: Shift along x, y and z in meters.
    """

    flip_x: bool = False
    flip_y: bool = False
    rotation: float = 0.0
    scale: float = 1.0
    translation: tuple[float, float, float] = (0.0, 0.0, 0.0)

    @property
    def linear(self) -> NDArray[np.float64]:
        """Transform without the shift: (3, 3) float64."""
        cos, sin = self.scale * np.cos(self.rotation), self.scale * np.sin(self.rotation)
        turn = np.array([[cos, -sin, 0.0], [sin, cos, 0.0], [0.0, 0.0, self.scale]])
        return turn * self._signs

    def move(self, scene: PointScene) -> PointScene:
        """Returns the moved scene; a point inside a box is inside the moved box.

        Sizes and velocities are scaled as well.
        """
        linear, shift = self.linear, np.asarray(self.translation)
        points = scene.points.copy()
        _move_points(points, linear, shift)
        array = scene.boxes.array.copy()
        array[:, :3] = scene.boxes.array[:, :3] @ linear.T + shift
        array[:, 3:6] *= self.scale
        along = np.column_stack([np.cos(array[:, 6]), np.sin(array[:, 6])]) @ linear[:2, :2].T
        array[:, 6] = wrap_angle(np.arctan2(along[:, 1], along[:, 0]))
        velocities = scene.boxes.require("velocities") @ linear[:2, :2].T
        return PointScene(points, replace(scene.boxes, array=array, velocities=velocities))

    def inverse(self) -> SceneMotion:
        """Returns the motion that undoes this one."""
        # A single mirror turns the sense of a rotation that is moved past it.
        rotation = self.rotation if self.flip_x != self.flip_y else -self.rotation
        undone = SceneMotion(self.flip_x, self.flip_y, rotation, 1.0 / self.scale)
        x, y, z = (-undone.linear @ np.asarray(self.translation)).tolist()
        return SceneMotion(self.flip_x, self.flip_y, rotation, 1.0 / self.scale, (x, y, z))

    @property
    def _signs(self) -> NDArray[np.float64]:
        return np.where([self.flip_x, self.flip_y, False], -1.0, 1.0)


@kernel
def _move_points(points, linear, shift):
    """Moves x, y and z of each point in place, in float64."""
    for i in range(len(points)):
        x, y, z = np.float64(points[i, 0]), np.float64(points[i, 1]), np.float64(points[i, 2])
        for k in range(3):
            points[i, k] = linear[k, 0] * x + linear[k, 1] * y + linear[k, 2] * z + shift[k]
