"""Variation of the lidar: fewer points and noisier ranges, as of another sensor."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from waymo_kit.detectors.augment.frustum_dropout import TOP_LIDAR
from waymo_kit.detectors.augment.point_scene import PointScene
from waymo_kit.errors import InvalidInputError


@dataclass(frozen=True)
class SensorVariation:
    """Simulates lidars with fewer points and noisier ranges, another one for each frame.

    Attributes:
        thinning: Maximum share of the points that a frame loses at random, from 0 to below 1.
        noise: Maximum standard deviation of the noise of ranges, in meters. A point nearer than
            1 m to TOP moves in proportion to its range.
    """

    thinning: float = 0.0
    noise: float = 0.0

    def __post_init__(self) -> None:
        """Checks the ranges."""
        if not 0 <= self.thinning < 1:
            raise InvalidInputError(
                f"sensor: expected thinning from 0 to below 1, got {self.thinning}"
            )
        if not 0 <= self.noise < np.inf:
            raise InvalidInputError(f"sensor: expected noise of at least 0, got {self.noise}")

    def vary(self, scene: PointScene, rng: np.random.Generator) -> PointScene:
        """Returns the scene as another lidar in the place of TOP would see it; boxes stay."""
        points = scene.points
        if self.thinning > 0:
            points = points[rng.random(len(points)) >= rng.uniform(0.0, self.thinning)]
        if self.noise > 0:
            spread = rng.uniform(0.0, self.noise)
            rays = points[:, :3] - np.asarray(TOP_LIDAR, np.float32)
            ranges = np.linalg.norm(rays, axis=1, keepdims=True)
            errors = rng.normal(0.0, spread, ranges.shape).astype(np.float32)
            points = points.copy()
            points[:, :3] += rays * (errors / np.maximum(ranges, 1.0))
        return scene._replace(points=points)
