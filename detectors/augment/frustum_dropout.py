"""Points in one viewing direction are dropped, as behind dirt or spray (Cheng et al. 2020)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from waymo_kit.detectors.augment.point_scene import PointScene
from waymo_kit.errors import InvalidInputError
from waymo_kit.kernels import kernel

TOP_LIDAR = (1.43, 0.0, 2.18)
"""Apex of the frustum in the vehicle frame, about the position of the TOP laser, in meters."""


@dataclass(frozen=True)
class FrustumDropout:
    """Drops points in a frustum whose axis goes through a random point, from that point on.

    Attributes:
        azimuth: Full width of the frustum in radians, above 0 and below pi.
        inclination: Full height of the frustum in radians, above 0 and below pi.
        share: Share of the points in the frustum that are dropped, from 0 to 1.
    """

    azimuth: float = np.pi / 8
    inclination: float = np.pi / 16
    share: float = 0.8

    def __post_init__(self) -> None:
        """Checks the ranges."""
        for name in ("azimuth", "inclination"):
            if not 0 < getattr(self, name) < np.pi:
                raise InvalidInputError(
                    f"dropout: expected {name} above 0 and below pi, got {getattr(self, name)}"
                )
        if not 0 <= self.share <= 1:
            raise InvalidInputError(f"dropout: expected share from 0 to 1, got {self.share}")

    def drop(self, scene: PointScene, rng: np.random.Generator) -> PointScene:
        """Returns the scene without these points; boxes stay."""
        if len(scene.points) == 0:
            return scene
        axis = int(rng.integers(len(scene.points)))
        inside = np.zeros(len(scene.points), np.bool_)
        origin = np.asarray(TOP_LIDAR)
        _find_frustum(scene.points, axis, origin, self.azimuth / 2, self.inclination / 2, inside)
        inside[inside] = rng.random(np.count_nonzero(inside)) < self.share
        return scene._replace(points=scene.points[~inside])


@kernel
def _find_frustum(points, axis, origin, half_azimuth, half_inclination, inside):
    """Marks the points in the frustum around the point `axis`, from its distance on."""
    x, y = points[axis, 0] - origin[0], points[axis, 1] - origin[1]
    nearest = np.sqrt(x * x + y * y)
    inclination = np.arctan2(points[axis, 2] - origin[2], nearest)
    lowest = np.tan(max(inclination - half_inclination, -0.499 * np.pi))
    highest = np.tan(min(inclination + half_inclination, 0.499 * np.pi))
    azimuth = np.arctan2(y, x)
    cos, sin, slope = np.cos(azimuth), np.sin(azimuth), np.tan(half_azimuth)
    for i in range(len(points)):
        x, y, z = (
            points[i, 0] - origin[0],
            points[i, 1] - origin[1],
            points[i, 2] - origin[2],
        )
        along, aside = x * cos + y * sin, abs(y * cos - x * sin)
        flat = np.sqrt(x * x + y * y)
        inside[i] = (
            along >= 0.0
            and aside <= slope * along
            and flat >= nearest
            and lowest * flat <= z <= highest * flat
        )
