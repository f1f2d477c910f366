"""Augmentation of LiDAR frames: ground-truth sampling, frustum dropout, motion of the scene."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from waymo_kit.detectors.augment.frustum_dropout import FrustumDropout
from waymo_kit.detectors.augment.object_paste import paste_objects
from waymo_kit.detectors.augment.point_scene import PointScene
from waymo_kit.detectors.augment.scene_motion import SceneMotion
from waymo_kit.errors import InvalidInputError
from waymo_kit.schema import ObjectType


class ObjectSource(Protocol):
    """Gives objects of other frames to paste, such as a `GroundTruthDatabase`."""

    def draw(self, kind: ObjectType, count: int, rng: np.random.Generator) -> Sequence[PointScene]:
        """Returns up to `count` different objects of a class, each with its points and one box."""


@dataclass(frozen=True)
class LidarAugmentation:
    """How LiDAR frames vary from epoch to epoch.

    Attributes:
        flip_x: Probability that x changes its sign.
        flip_y: Probability that y changes its sign.
        rotation: Largest angle of the uniform rotation either way, radians.
        scaling: Largest part by which lengths grow or shrink uniformly, below 1.
        translation: Standard deviation of the normal shift along each of x, y and z, metres.
        dropout_probability: Probability that the points of a frustum are thinned.
        dropout: Shape of the frustum, and share of its points that are dropped.
        ground_truth_sampling: Number of objects of each class up to which a frame is filled with
            pasted ones, where there is a ground-truth database and room.
    """

    flip_x: float = 0.5
    flip_y: float = 0.5
    rotation: float = np.pi / 4
    scaling: float = 0.05
    translation: float = 0.2
    dropout_probability: float = 0.2
    dropout: FrustumDropout = FrustumDropout()
    ground_truth_sampling: Mapping[ObjectType, int] = field(
        default_factory=lambda: {
            ObjectType.VEHICLE: 15,
            ObjectType.PEDESTRIAN: 10,
            ObjectType.CYCLIST: 10,
        }
    )

    def __post_init__(self) -> None:
        """Checks the ranges."""
        for name in ("flip_x", "flip_y", "dropout_probability"):
            if not 0 <= getattr(self, name) <= 1:
                raise InvalidInputError(
                    f"augmentation: expected {name} from 0 to 1, got {getattr(self, name)}"
                )
        if not 0 <= self.scaling < 1:
            raise InvalidInputError(
                f"augmentation: expected scaling from 0 to below 1, got {self.scaling}"
            )
        for name in ("rotation", "translation"):
            if not 0 <= getattr(self, name) < np.inf:
                raise InvalidInputError(
                    f"augmentation: expected {name} of at least 0, got {getattr(self, name)}"
                )

    def augment(
        self, scene: PointScene, rng: np.random.Generator, objects: ObjectSource | None = None
    ) -> PointScene:
        """Returns a varied scene; the same state of `rng` gives the same one.

        Args:
            scene: Points and boxes in the vehicle frame.
            rng: Random numbers that everything is drawn with.
            objects: Objects to paste. Defaults to None, which pastes none.
        """
        if objects is not None:
            scene = paste_objects(scene, self._draw_objects(scene, rng, objects))
        if rng.random() < self.dropout_probability:
            scene = self.dropout.drop(scene, rng)
        return self.draw_motion(rng).move(scene)

    def draw_motion(self, rng: np.random.Generator) -> SceneMotion:
        """Draws a motion of the whole scene."""
        x, y, z = rng.normal(0.0, self.translation, 3).tolist()
        return SceneMotion(
            flip_x=bool(rng.random() < self.flip_x),
            flip_y=bool(rng.random() < self.flip_y),
            rotation=float(rng.uniform(-self.rotation, self.rotation)),
            scale=float(rng.uniform(1 - self.scaling, 1 + self.scaling)),
            translation=(x, y, z),
        )

    def _draw_objects(
        self, scene: PointScene, rng: np.random.Generator, objects: ObjectSource
    ) -> list[PointScene]:
        drawn: list[PointScene] = []
        for kind, count in self.ground_truth_sampling.items():
            wanted = count - int(np.count_nonzero(scene.boxes.types == kind))
            if wanted > 0:
                drawn += objects.draw(kind, wanted, rng)
        return drawn
