"""The anchor head of PointPillars (Lang et al. 2019, section 2.3) with the anchors of Sun et al.

An anchor belongs to one type, so it has one score.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import keras
import numpy as np
from keras import layers, ops
from numpy.typing import NDArray

from waymo_kit.detectors.detection.losses import focal_loss, huber_loss
from waymo_kit.detectors.lidar.anchor_targets import (
    HEADINGS,
    AnchorTargets,
    anchor_boxes,
    make_anchor_targets,
)
from waymo_kit.detectors.lidar.box_coding import ANCHOR_NUMBERS, decode_anchors, finite, wrapped
from waymo_kit.detectors.lidar.config import DetectorConfig
from waymo_kit.detectors.lidar.nms import Candidates
from waymo_kit.detectors.training.task import LossTerm

_PARTS = {"offset": (0, 2), "height": (2, 3), "size": (3, 6)}


class AnchorMaps(NamedTuple):
    """What the head predicts; float32. A = types * headings anchors a cell.

    Attributes:
        scores: (B, rows, columns, A) logits.
        numbers: (B, rows, columns, A * D): D = 7 as in `encode_anchors`, and with
            `heading="direction"` an 8th, the logit of a heading more than 90 degrees off.
    """

    scores: Any
    numbers: Any


class AnchorHead:
    """Predicts objects as anchors that match, and the anchors' residuals.

    Args:
        config: of the detector.
    """

    def __init__(self, config: DetectorConfig):
        """See the class."""
        self.config = config
        self.settings = config.anchors
        self.grid = config.head_grid
        self.anchors = tuple(config.anchors.by_type[t] for t in config.types)
        self.per_cell = len(self.anchors) * len(HEADINGS)
        self.depth = ANCHOR_NUMBERS + (self.settings.heading == "direction")

    def maps(self, features) -> AnchorMaps:
        """Builds the layers on symbolic features (B, rows, columns, C): two 1x1 convolutions."""
        prior = math.log(self.settings.prior / (1 - self.settings.prior))
        scores, numbers = (
            layers.Conv2D(
                channels,
                1,
                kernel_initializer=keras.initializers.RandomNormal(stddev=0.01),
                bias_initializer=keras.initializers.Constant(bias),
                dtype="float32",
                name=f"{name}_out",
            )(features)
            for name, channels, bias in (
                ("score", self.per_cell, prior),
                ("box", self.per_cell * self.depth, 0.0),
            )
        )
        return AnchorMaps(scores, numbers)

    def make_targets(
        self,
        boxes: NDArray[np.float64],
        type_indices: NDArray[np.int32],
        velocities: NDArray[np.float64],
    ) -> AnchorTargets:
        """See `make_anchor_targets`; velocities are not learnt."""
        return make_anchor_targets(
            boxes,
            type_indices,
            grid=self.grid,
            anchors=self.anchors,
            max_matches=self.settings.max_matches,
        )

    def losses(self, maps: AnchorMaps, targets: AnchorTargets) -> tuple[LossTerm, ...]:
        """Focal loss of all anchors that have one, losses of the residuals of matched anchors."""
        settings = self.settings
        count = ops.sum(ops.cast(targets.is_match, "float32"))
        labels = ops.cast(targets.labels, "float32")
        score = focal_loss(
            maps.scores,
            labels,
            ops.where(labels >= 0, 1.0, 0.0),
            settings.focal_alpha,
            settings.focal_gamma,
        )
        terms = [LossTerm("score", score, count, settings.score_weight)]
        predicted = self._at_anchors(maps.numbers, targets.matches)

        def add(name, loss, weight):
            total = ops.sum(ops.where(targets.is_match[..., None], loss, 0.0))
            terms.append(LossTerm(name, total, count, weight))

        difference = predicted[..., :ANCHOR_NUMBERS] - targets.numbers
        for name, (start, end) in _PARTS.items():
            loss = huber_loss(difference[..., start:end], settings.huber_delta)
            add(name, loss, settings.box_weight)
        turn = difference[..., 6:]
        turn = ops.sin(turn) if settings.heading == "direction" else wrapped(turn)
        add("heading", huber_loss(turn, settings.huber_delta), settings.box_weight)
        if settings.heading == "direction":
            logit = predicted[..., 7:]
            is_reverse = ops.cast(ops.abs(targets.numbers[..., 6:]) > math.pi / 2, "float32")
            loss = ops.softplus(logit) - is_reverse * logit
            add("direction", loss, settings.direction_weight)
        return tuple(terms)

    def decode(self, maps: AnchorMaps) -> Candidates:
        """Returns the anchors with the best scores as boxes; their velocities are NaN."""
        config = self.config
        num_anchors = self.grid.rows * self.grid.columns * self.per_cell
        scores = ops.reshape(finite(ops.sigmoid(maps.scores)), (-1, num_anchors))
        scores, index = ops.top_k(scores, min(config.decoding.max_candidates, num_anchors))
        index = ops.cast(index, "int32")
        numbers = self._at_anchors(maps.numbers, index)
        boxes = decode_anchors(self._residuals(numbers), self._boxes(index))
        types = ops.array([int(t) for t in config.types for _ in HEADINGS], "int32")
        return Candidates(
            boxes,
            scores,
            ops.take(types, index % self.per_cell),
            ops.full_like(boxes[..., :2], math.nan),
        )

    def _residuals(self, numbers):
        """(B, K, 7) with the whole heading, of (B, K, D)."""
        if self.settings.heading == "wrapped":
            return numbers
        half_turn = math.pi * ops.cast(finite(numbers[..., 7:]) > 0, "float32")
        turn = ops.mod(finite(numbers[..., 6:7]) + math.pi / 2, math.pi) - math.pi / 2
        return ops.concatenate([numbers[..., :6], turn + half_turn], axis=-1)

    def _boxes(self, index):
        """(B, K, 7) anchors of indices (B, K): those of the first cell, moved."""
        grid = self.grid
        first = anchor_boxes(np.arange(self.per_cell, dtype=np.int32), grid, self.anchors).astype(
            np.float32
        )
        cell = index // self.per_cell
        x = ops.cast(cell % grid.columns, "float32") * grid.pillar_size
        y = ops.cast(cell // grid.columns, "float32") * grid.pillar_size
        boxes = ops.take(ops.array(first), index % self.per_cell, axis=0)
        placed = ops.stack([boxes[..., 0] + x, boxes[..., 1] + y], axis=-1)
        return ops.concatenate([placed, boxes[..., 2:]], axis=-1)

    def _at_anchors(self, maps, index):
        """(B, K, D) numbers of maps (B, rows, columns, A * D) at anchors (B, K)."""
        count = self.grid.rows * self.grid.columns * self.per_cell
        first = ops.arange(ops.shape(maps)[0], dtype="int32")[:, None] * count
        return ops.take(ops.reshape(maps, (-1, self.depth)), index + first, axis=0)
