"""The anchor head of PointPillars (Lang et al. 2019, section 2.3) with the anchors of Sun et al.

An anchor belongs to one class, so it has one score.
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
from waymo_kit.detectors.lidar.box_coding import (
    ANCHOR_CODE_SIZE,
    decode_anchors,
    replace_nan,
    wrapped,
)
from waymo_kit.detectors.lidar.config import DetectorConfig
from waymo_kit.detectors.lidar.head_config import AnchorHeadConfig
from waymo_kit.detectors.lidar.nms import Candidates
from waymo_kit.detectors.training.task import LossTerm

_PARTS = {"offset": (0, 2), "height": (2, 3), "size": (3, 6)}


class AnchorOutputs(NamedTuple):
    """Outputs of the anchor head, float32, for A = classes * headings anchors in each cell.

    Attributes:
        scores: (B, rows, columns, A) logits of an object.
        residuals: (B, rows, columns, A * D): D = 7 as in `encode_anchors`, and with
            `heading="direction"` an 8th, the logit of the second direction: of a heading more
            than 90 degrees off the anchor's, turned by its `direction_offset`.
    """

    scores: Any
    residuals: Any


class AnchorHead:
    """Predicts objects as anchors that match, with the residuals of their boxes."""

    def __init__(self, head: AnchorHeadConfig, config: DetectorConfig) -> None:
        """Makes no layers yet.

        Args:
            head: Configuration of the head.
            config: Configuration of the detector.
        """
        self.head = head
        self.classes = config.classes
        self.grid = config.head_grid
        self.max_candidates = config.decoding.max_candidates
        self.anchors = tuple(head.anchors[t] for t in config.classes)
        self.per_cell = len(self.anchors) * len(HEADINGS)
        self.offsets = np.repeat([a.direction_offset for a in self.anchors], len(HEADINGS))
        self.depth = ANCHOR_CODE_SIZE + (head.heading == "direction")

    def build(self, features) -> AnchorOutputs:
        """Builds the layers on symbolic features (B, rows, columns, C): two 1x1 convolutions."""
        prior = math.log(self.head.prior / (1 - self.head.prior))
        scores, residuals = (
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
        return AnchorOutputs(scores, residuals)

    def make_targets(
        self,
        boxes: NDArray[np.float64],
        class_indices: NDArray[np.int32],
        velocities: NDArray[np.float64],
    ) -> AnchorTargets:
        """Makes the targets of a frame; see `make_anchor_targets`. Velocities are not learned."""
        return make_anchor_targets(
            boxes,
            class_indices,
            grid=self.grid,
            anchors=self.anchors,
            max_matches=self.head.max_matches,
        )

    def losses(self, outputs: AnchorOutputs, targets: AnchorTargets) -> tuple[LossTerm, ...]:
        """Returns the focal loss of the anchors and the losses of matched anchors' residuals."""
        head = self.head
        count = ops.sum(ops.cast(targets.is_match, "float32"))
        labels = ops.cast(targets.labels, "float32")
        score = focal_loss(
            outputs.scores,
            labels,
            ops.where(labels >= 0, 1.0, 0.0),
            head.focal_alpha,
            head.focal_gamma,
        )
        terms = [LossTerm("score", score, count, head.score_weight)]
        predicted = self._at_anchors(outputs.residuals, targets.matches)

        def add(name, loss, weight):
            total = ops.sum(ops.where(targets.is_match[..., None], loss, 0.0))
            terms.append(LossTerm(name, total, count, weight))

        difference = predicted[..., :ANCHOR_CODE_SIZE] - targets.residuals
        for name, (start, end) in _PARTS.items():
            loss = huber_loss(difference[..., start:end], head.huber_delta)
            add(name, loss, head.box_weight)
        turn = difference[..., 6:]
        turn = ops.sin(turn) if head.heading == "direction" else wrapped(turn)
        add("heading", huber_loss(turn, head.huber_delta), head.box_weight)
        if head.heading == "direction":
            logit = predicted[..., 7:]
            turn = targets.residuals[..., 6:] - self._offsets(targets.matches)
            is_reverse = ops.cast(ops.abs(wrapped(turn)) > math.pi / 2, "float32")
            loss = ops.softplus(logit) - is_reverse * logit
            add("direction", loss, head.direction_weight)
        return tuple(terms)

    def decode(self, outputs: AnchorOutputs) -> Candidates:
        """Returns the anchors with the best scores as boxes; their velocities are NaN."""
        num_anchors = self.grid.rows * self.grid.columns * self.per_cell
        scores = ops.reshape(replace_nan(ops.sigmoid(outputs.scores)), (-1, num_anchors))
        scores, index = ops.top_k(scores, min(self.max_candidates, num_anchors))
        index = ops.cast(index, "int32")
        residuals = self._at_anchors(outputs.residuals, index)
        boxes = decode_anchors(self._with_whole_heading(residuals, index), self._boxes(index))
        types = ops.array([int(t) for t in self.classes for _ in HEADINGS], "int32")
        return Candidates(
            boxes,
            scores,
            ops.take(types, index % self.per_cell),
            ops.full_like(boxes[..., :2], math.nan),
        )

    def _with_whole_heading(self, residuals, index):
        """(B, K, 7) residuals with the whole heading, from (B, K, D) of anchors (B, K)."""
        if self.head.heading == "wrapped":
            return residuals
        half_turn = math.pi * ops.cast(replace_nan(residuals[..., 7:]) > 0, "float32")
        first = self._offsets(index) - math.pi / 2
        turn = ops.mod(replace_nan(residuals[..., 6:7]) - first, math.pi) + first
        return ops.concatenate([residuals[..., :6], turn + half_turn], axis=-1)

    def _offsets(self, index):
        """(B, K, 1) `direction_offset` of anchors (B, K)."""
        return ops.take(ops.array(self.offsets, "float32"), index % self.per_cell)[..., None]

    def _boxes(self, index):
        """(B, K, 7) anchors with indices (B, K): those of the first cell, moved."""
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

    def _at_anchors(self, outputs, index):
        """(B, K, D) values of outputs (B, rows, columns, A * D) at anchors (B, K)."""
        count = self.grid.rows * self.grid.columns * self.per_cell
        first = ops.arange(ops.shape(outputs)[0], dtype="int32")[:, None] * count
        return ops.take(ops.reshape(outputs, (-1, self.depth)), index + first, axis=0)
