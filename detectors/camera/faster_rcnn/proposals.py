"""The region proposal network (Ren et al. 2015, section 3)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import keras
import numpy as np
from keras import layers, ops

from waymo_kit.detectors.camera.anchors import place_anchors
from waymo_kit.detectors.camera.box_coding import BoxCoder, clip_boxes
from waymo_kit.detectors.camera.examples import CameraExample
from waymo_kit.detectors.camera.faster_rcnn.config import ProposalConfig
from waymo_kit.detectors.camera.losses import binary_cross_entropy, smooth_l1
from waymo_kit.detectors.camera.matching import match_boxes, take_rows
from waymo_kit.detectors.camera.nms import suppress
from waymo_kit.detectors.camera.sampling import sample_balanced
from waymo_kit.detectors.camera.selection import best_per_level
from waymo_kit.detectors.training.task import LossTerm

_CODER = BoxCoder()
_MIN_SIDE = 1e-3
"""Proposals with a shorter side, in pixels, are dropped."""


class ProposalOutputs(NamedTuple):
    """Outputs of the proposal head for the anchors of all levels, float32.

    Attributes:
        logits: (B, A) logits of an object of any class.
        residuals: (B, A, 4) residuals of the boxes.
    """

    logits: Any
    residuals: Any


class Proposals(NamedTuple):
    """Regions that may hold an object, best first.

    Attributes:
        boxes: (B, R, 4) float32 corners.
        is_real: (B, R) bool, False for padding.
    """

    boxes: Any
    is_real: Any


class ProposalNetwork:
    """The anchors of a pyramid, their losses and the proposals that they give.

    Attributes:
        anchors: (A, 4) float32 anchors as corners.
    """

    def __init__(self, config: ProposalConfig, canvas: tuple[int, int]) -> None:
        """Makes no layers yet.

        Args:
            config: Configuration.
            canvas: Height and width of the network's image.
        """
        self.config = config
        self.anchors = np.empty((0, 4), np.float32)
        self._canvas = canvas
        self._level_sizes: list[int] = []

    def build(self, levels: Mapping[int, keras.KerasTensor]) -> ProposalOutputs:
        """Builds the head on the symbolic maps of a pyramid, and places the anchors."""
        per_cell = self.config.anchors.per_cell
        channels = next(iter(levels.values())).shape[-1]
        shared = _convolution(channels, 3, "proposal_conv", activation="relu")
        score = _convolution(per_cell, 1, "proposal_score", dtype="float32")
        box = _convolution(4 * per_cell, 1, "proposal_box", dtype="float32")
        logits, residuals = [], []
        for level, x in levels.items():
            hidden = shared(x)
            count = x.shape[1] * x.shape[2] * per_cell
            flat = layers.Reshape((count,), name=f"proposal_score_level{level}")
            logits.append(flat(score(hidden)))
            flat = layers.Reshape((count, 4), name=f"proposal_box_level{level}")
            residuals.append(flat(box(hidden)))
            self._level_sizes.append(count)
        grids = [(x.shape[1], x.shape[2]) for x in levels.values()]
        self.anchors = place_anchors(self.config.anchors, self._canvas, grids)
        return ProposalOutputs(
            layers.Concatenate(axis=1, name="proposal_scores", dtype="float32")(logits),
            layers.Concatenate(axis=1, name="proposal_boxes", dtype="float32")(residuals),
        )

    def losses_of(
        self, outputs: ProposalOutputs, batch: CameraExample, noise
    ) -> tuple[LossTerm, ...]:
        """Returns the losses of sampled anchors.

        Args:
            outputs: Outputs of the head.
            batch: Examples.
            noise: (B, A) float32 random numbers that choose the anchors, see `sample_balanced`.
        """
        config = self.config
        anchors = ops.array(self.anchors)[None]
        found = match_boxes(anchors, batch.boxes, batch.labels >= 0, config.matching)
        sample = sample_balanced(
            found.is_positive, found.is_negative, noise, config.samples, config.positive_share
        )
        count = ops.sum(ops.cast(sample.is_real, "float32"))
        positives = ops.sum(ops.cast(sample.is_positive, "float32"))
        logits = take_rows(outputs.logits, sample.rows)
        score = binary_cross_entropy(logits, sample.is_positive)
        target = _CODER.encode(
            take_rows(batch.boxes, take_rows(found.box, sample.rows)),
            ops.take(anchors[0], sample.rows, axis=0),
        )
        box = smooth_l1(take_rows(outputs.residuals, sample.rows) - target, config.box_beta)
        box = ops.where(sample.is_positive, ops.sum(box, axis=-1), 0.0)
        divisor = count if config.box_normalizer == "samples" else positives
        return (
            LossTerm("proposal_score", _sum_where(sample.is_real, score), count, 1.0),
            LossTerm("proposal_box", ops.sum(box), divisor, config.box_weight),
        )

    def propose(self, outputs: ProposalOutputs, sizes, training: bool) -> Proposals:
        """Returns the proposals of a batch, clipped to the images.

        Args:
            outputs: Outputs of the head.
            sizes: (B, 2) height and width of the images.
            training: Whether to return as many proposals as in training.
        """
        config = self.config
        per_level = config.training_per_level if training else config.per_level
        rows, logits = best_per_level(outputs.logits, self._level_sizes, per_level)
        anchors = ops.take(ops.array(self.anchors), rows, axis=0)
        boxes = clip_boxes(_CODER.decode(take_rows(outputs.residuals, rows), anchors), sizes)
        is_real = ops.all(boxes[..., 2:] - boxes[..., :2] >= _MIN_SIDE, axis=-1)
        starts = np.cumsum(self._level_sizes)[:-1].astype(np.int32)
        level = ops.sum(ops.cast(rows[..., None] >= ops.array(starts), "int32"), axis=-1)
        kept = suppress(
            boxes,
            ops.sigmoid(logits),
            level,
            is_real,
            config.nms_iou,
            config.training_kept if training else config.kept,
        )
        boxes = ops.where(kept.is_real[..., None], take_rows(boxes, kept.rows), 0.0)
        return Proposals(boxes, kept.is_real)


def _sum_where(mask, values):
    return ops.sum(ops.where(mask, values, 0.0))


def _convolution(channels, kernel_size, name, activation=None, dtype=None):
    return layers.Conv2D(
        channels,
        kernel_size,
        padding="same",
        activation=activation,
        kernel_initializer=keras.initializers.RandomNormal(stddev=0.01),
        dtype=dtype,
        name=name,
    )
