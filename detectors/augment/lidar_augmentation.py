"""Augmentation of LiDAR frames: objects, the sensor and the whole scene vary."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from waymo_kit.detectors.augment.frustum_dropout import FrustumDropout
from waymo_kit.detectors.augment.label_margin import widen_labels
from waymo_kit.detectors.augment.object_paste import paste_objects
from waymo_kit.detectors.augment.object_scaling import scale_objects
from waymo_kit.detectors.augment.point_scene import PointScene
from waymo_kit.detectors.augment.scene_motion import SceneMotion
from waymo_kit.detectors.augment.sensor_variation import SensorVariation
from waymo_kit.errors import InvalidInputError
from waymo_kit.schema import ObjectType


class ObjectSource(Protocol):
    """Objects of other frames, for ground-truth sampling."""

    def draw(self, kind: ObjectType, count: int, rng: np.random.Generator) -> Sequence[PointScene]:
        """Draws up to `count` different objects of a type, each with its points and one box."""


@dataclass(frozen=True)
class LidarAugmentation:
    """Random augmentation of LiDAR frames, different in each epoch.

    Attributes:
        flip_x: Probability that x changes its sign, from 0 to 1.
        flip_y: Probability that y changes its sign, from 0 to 1.
        rotation: Maximum angle of the uniform rotation in either direction, in radians.
        scaling: Maximum share by which lengths grow or shrink uniformly, below 1.
        translation: Standard deviation of the normal shift along each of x, y and z, in meters.
        dropout_probability: Probability that points of a frustum are dropped, from 0 to 1.
        dropout: Frustum and share of the points to drop.
        ground_truth_sampling: Number of objects of each class up to which a frame is filled with
            pasted ones, where there is a ground-truth database and room.
        object_scaling: Smallest and largest factor of each side of each object. Defaults to 1 and
            1, which leaves objects as they are.
        label_margin: Maximum margin by which boxes of each class grow to their left and to their
            right, in meters. Defaults to none, which leaves boxes as they are.
        sensor: Points and ranges that another lidar would lose. Defaults to none.
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
    object_scaling: tuple[float, float] = (1.0, 1.0)
    label_margin: Mapping[ObjectType, float] = field(default_factory=dict)
    sensor: SensorVariation = SensorVariation()

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
        lowest, highest = self.object_scaling
        if not 0 < lowest <= highest < np.inf:
            raise InvalidInputError(
                "augmentation: expected object_scaling with a smallest factor above 0 and a "
                f"largest one of at least that, got {list(self.object_scaling)}"
            )
        for kind, count in self.ground_truth_sampling.items():
            if count < 0:
                raise InvalidInputError(
                    f"augmentation: expected ground_truth_sampling of at least 0 {kind.name}, got "
                    f"{count}"
                )
        for kind, margin in self.label_margin.items():
            if not 0 <= margin < np.inf:
                raise InvalidInputError(
                    f"augmentation: expected a label_margin of at least 0 for {kind.name}, got "
                    f"{margin}"
                )
        for name in ("rotation", "translation"):
            if not 0 <= getattr(self, name) < np.inf:
                raise InvalidInputError(
                    f"augmentation: expected {name} of at least 0, got {getattr(self, name)}"
                )

    def augment(
        self, scene: PointScene, rng: np.random.Generator, objects: ObjectSource | None = None
    ) -> PointScene:
        """Returns an augmented scene; the same state of `rng` gives the same result.

        Args:
            scene: Scene in the vehicle frame.
            rng: Random generator.
            objects: Source of objects to paste. Defaults to none.
        """
        if objects is not None:
            scene = paste_objects(scene, self._draw_objects(scene, rng, objects))
        if self.object_scaling != (1.0, 1.0):
            scene = scale_objects(scene, *self.object_scaling, rng)
        if self.label_margin:
            scene = widen_labels(scene, self.label_margin, rng)
        if rng.random() < self.dropout_probability:
            scene = self.dropout.drop(scene, rng)
        return self.draw_motion(rng).move(self.sensor.vary(scene, rng))

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
