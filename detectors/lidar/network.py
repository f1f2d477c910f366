"""The network of a LiDAR detector, with its targets and losses, as a configuration describes it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

import keras
import numpy as np
from numpy.typing import ArrayLike, NDArray

from waymo_kit.detectors.lidar.anchor_head import AnchorHead
from waymo_kit.detectors.lidar.bev_network import bird_eye_features
from waymo_kit.detectors.lidar.center_head import CenterHead
from waymo_kit.detectors.lidar.config import DetectorConfig
from waymo_kit.detectors.lidar.nms import Candidates
from waymo_kit.detectors.lidar.pillar_encoder import PillarEncoder
from waymo_kit.detectors.lidar.pillars import POINT_FEATURES
from waymo_kit.detectors.lidar.source import LidarExample
from waymo_kit.detectors.training.task import LossTerm, Player
from waymo_kit.errors import InvalidInputError
from waymo_kit.geometry.arrays import as_array


class Head(Protocol):
    """Head on the bird's-eye-view network; outputs and targets are NamedTuples of its own."""

    def build(self, features) -> Any:
        """Builds the layers on symbolic features (B, rows, columns, C)."""

    def make_targets(
        self,
        boxes: NDArray[np.float64],
        class_indices: NDArray[np.int32],
        velocities: NDArray[np.float64],
    ) -> Any:
        """Makes the targets of a frame on the host."""

    def losses(self, outputs: Any, targets: Any) -> tuple[LossTerm, ...]:
        """Returns the terms of the loss of a batch."""

    def decode(self, outputs: Any) -> Candidates:
        """Returns `decoding.max_candidates` candidates per frame, finite for any weights."""


HEADS: dict[str, Callable[[Any, DetectorConfig], Head]] = {
    "center": CenterHead,
    "anchor": AnchorHead,
}
"""Name of a head's configuration -> head."""


class LidarNetwork:
    """A network on pillars of points with its targets and losses; a `TrainingTask`.

    Attributes:
        config: Configuration that it was made from.
        head: Head at its end.
        model: Network with outputs = model(tuple(pillars), training=...), where `pillars` is a
            batch of `Pillars`; all shapes are static but the batch's.
    """

    def __init__(self, config: DetectorConfig, head: Head) -> None:
        """Builds the network with random weights.

        Args:
            config: Configuration of the detector.
            head: Head that the configuration describes.
        """
        self.config = config
        self.head = head
        self.model = _build_model(config, head)
        self.players = (Player(self.model, self.losses),)

    def make_targets(self, boxes: ArrayLike, types: ArrayLike, velocities: ArrayLike) -> Any:
        """Makes the targets of a frame on the host.

        Args:
            boxes: (M, 7) boxes in the vehicle frame, with sizes above 0. Boxes outside the grid are
                left out.
            types: (M,) `ObjectType`. Objects of other classes than the configuration's are left
                out.
            velocities: (M, 2) velocities in m/s along the vehicle's axes; NaN where unknown.

        Returns:
            A NamedTuple of arrays whose shapes depend on the configuration alone.

        Raises:
            InvalidInputError: A shape is wrong, a box is not finite or a size is not above 0.
        """
        boxes = as_array("boxes", boxes, ("M", 7))
        velocities = as_array("velocities", velocities, (len(boxes), 2))
        types = as_array("types", types, (len(boxes),))
        wrong = ~np.isfinite(boxes).all(axis=1) | (boxes[:, 3:6] <= 0).any(axis=1)
        if wrong.any():
            row = int(wrong.argmax())
            raise InvalidInputError(
                f"boxes: expected finite numbers and sizes above 0, got {boxes[row].tolist()} "
                f"in row {row}"
            )
        matches = types[:, None] == np.array(self.config.classes)
        known = matches.any(axis=1)
        class_indices = matches[known].argmax(axis=1).astype(np.int32)
        return self.head.make_targets(boxes[known], class_indices, velocities[known])

    def losses(self, batch: LidarExample, training: bool) -> tuple[LossTerm, ...]:
        """Returns the terms of the loss of a batch.

        Args:
            batch: Examples of a `LidarSource`, each array with a leading batch dimension.
            training: Whether batch normalization uses and updates the statistics of the batch.
        """
        outputs = self.model(tuple(batch.pillars), training=training)
        return self.head.losses(outputs, batch.targets)


def create_network(config: DetectorConfig) -> LidarNetwork:
    """Makes the network that a configuration describes, with random weights.

    Raises:
        InvalidInputError: The parts do not fit; see `bird_eye_features`.
    """
    return LidarNetwork(config, HEADS[config.head.name](config.head, config))


def _build_model(config: DetectorConfig, head: Head) -> keras.Model:
    max_points, max_pillars = config.points.capacity
    inputs = (
        keras.Input((max_points, len(POINT_FEATURES)), dtype="float32", name="points"),
        keras.Input((max_points,), dtype="int32", name="point_pillar"),
        keras.Input((max_pillars,), dtype="int32", name="pillar_cell"),
    )
    encoder = PillarEncoder(
        config.grid, config.network.pillar_channels, config.points.features, name="pillars"
    )
    features = bird_eye_features(encoder(*inputs), config.network)
    return keras.Model(inputs, head.build(features), name=f"pillars_{config.head.name}")
