"""A LiDAR detector: network, targets, losses, decoding and suppression, by configuration."""

from __future__ import annotations

from typing import Any, Protocol

import keras
import numpy as np
from numpy.typing import ArrayLike, NDArray

from waymo_kit.detectors.lidar.anchor_head import AnchorHead
from waymo_kit.detectors.lidar.bev_network import bird_eye_features
from waymo_kit.detectors.lidar.center_head import CenterHead
from waymo_kit.detectors.lidar.config import DetectorConfig
from waymo_kit.detectors.lidar.nms import Candidates, Detections, suppress
from waymo_kit.detectors.lidar.pillar_encoder import PillarEncoder
from waymo_kit.detectors.lidar.pillars import POINT_FEATURES
from waymo_kit.detectors.training.task import LossTerm
from waymo_kit.errors import InvalidInputError
from waymo_kit.geometry.arrays import as_array


class Head(Protocol):
    """What follows the bird's-eye-view network; maps and targets are the head's own tuples."""

    def maps(self, features) -> Any:
        """Builds the layers on symbolic features (B, rows, columns, C)."""

    def make_targets(
        self,
        boxes: NDArray[np.float64],
        type_indices: NDArray[np.int32],
        velocities: NDArray[np.float64],
    ) -> Any:
        """Makes a frame's targets on the host."""

    def losses(self, maps: Any, targets: Any) -> tuple[LossTerm, ...]:
        """Losses of a batch."""

    def decode(self, maps: Any) -> Candidates:
        """Candidates of a batch."""


class Detector:
    """A detector with random weights.

    Attributes:
        config: what it was made of.
        network: maps = network(tuple(pillars), training=...), where `pillars` is a batch of
            `Pillars`; all shapes are static but the batch's.

    Args:
        config: of the detector.
        head: of the configuration.
    """

    def __init__(self, config: DetectorConfig, head: Head):
        """See the class."""
        self.config = config
        self.head = head
        self.network = _build_network(config, head)

    def make_targets(self, boxes: ArrayLike, types: ArrayLike, velocities: ArrayLike) -> Any:
        """Makes the targets of a frame, on the host.

        Args:
            boxes: (M, 7) vehicle frame, sizes above 0; those out of the grid are left out.
            types: (M,) `ObjectType`; other types than the configuration's are left out.
            velocities: (M, 2) m/s along the vehicle's axes; NaN where not known.

        Returns:
            A NamedTuple of arrays whose shapes depend on the configuration alone.

        Raises:
            InvalidInputError: if a shape is wrong, a box is not finite or a size is not above 0.
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
        matches = types[:, None] == np.array(self.config.types)
        known = matches.any(axis=1)
        type_indices = matches[known].argmax(axis=1).astype(np.int32)
        return self.head.make_targets(boxes[known], type_indices, velocities[known])

    def losses(self, maps: Any, targets: Any) -> tuple[LossTerm, ...]:
        """Losses of a batch: maps of the network, targets with a leading axis."""
        return self.head.losses(maps, targets)

    def decode(self, maps: Any) -> Candidates:
        """Candidates of a batch, K = `decoding.max_candidates` a frame, finite for any weights."""
        return self.head.decode(maps)

    def suppress(self, candidates: Candidates) -> Detections:
        """Detections of one frame, on the host; see `suppression.suppress`."""
        return suppress(candidates, self.config.decoding)


def create_detector(config: DetectorConfig) -> Detector:
    """Makes the detector that a configuration describes, with random weights.

    Raises:
        InvalidInputError: if the parts do not fit: see `bird_eye_features`.
    """
    if config.model == "pointpillars":
        return Detector(config, AnchorHead(config))
    return Detector(config, CenterHead(config))


def _build_network(config: DetectorConfig, head: Head) -> keras.Model:
    points = config.points
    inputs = (
        keras.Input((points.max_points, len(POINT_FEATURES)), dtype="float32", name="points"),
        keras.Input((points.max_points,), dtype="int32", name="point_pillar"),
        keras.Input((points.max_pillars,), dtype="int32", name="pillar_cell"),
    )
    encoder = PillarEncoder(config.grid, config.network.pillar_channels, name="pillars")
    features = bird_eye_features(encoder(*inputs), config.network)
    return keras.Model(inputs, head.maps(features), name=config.model.replace("-", "_"))
