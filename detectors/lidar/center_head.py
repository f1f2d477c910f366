"""The center head of CenterPoint (Yin et al. 2021, section 4), with a predicted IoU.

It has two towers of 3x3 convolutions, one for the heatmaps and one for all residuals of a box,
where the published head has one for each kind of residual.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import keras
import numpy as np
from keras import layers, ops
from numpy.typing import NDArray

from waymo_kit.detectors.detection.layers import convolve
from waymo_kit.detectors.detection.losses import absolute_loss, center_focal_loss
from waymo_kit.detectors.lidar.box_coding import CENTER_CODE_SIZE, decode_centers, replace_nan
from waymo_kit.detectors.lidar.center_targets import CenterTargets, make_center_targets
from waymo_kit.detectors.lidar.config import DetectorConfig
from waymo_kit.detectors.lidar.head_config import CenterHeadConfig
from waymo_kit.detectors.lidar.nms import Candidates
from waymo_kit.detectors.lidar.paired_iou import paired_iou_3d
from waymo_kit.detectors.training.task import LossTerm

_PARTS = {"offset": (0, 2), "height": (2, 3), "size": (3, 6), "heading": (6, 8)}
_DIRECTION = 8
_VELOCITY = slice(CENTER_CODE_SIZE, CENTER_CODE_SIZE + 2)


class CenterOutputs(NamedTuple):
    """Outputs of the center head, float32.

    Attributes:
        heatmap: (B, rows, columns, classes) logits of a center.
        residuals: (B, rows, columns, 12): see `encode_centers`, the velocity (m/s), 2 IoU - 1.
    """

    heatmap: Any
    residuals: Any


class CenterHead:
    """Predicts objects as centers, with a box each."""

    def __init__(self, head: CenterHeadConfig, config: DetectorConfig) -> None:
        """Makes no layers yet.

        Args:
            head: Configuration of the head.
            config: Configuration of the detector.
        """
        self.head = head
        self.classes = config.classes
        self.grid = config.head_grid
        self.max_candidates = config.decoding.max_candidates
        self.measures_velocity = config.points.sweeps > 1

    def build(self, features) -> CenterOutputs:
        """Builds the layers on symbolic features (B, rows, columns, C)."""
        head = self.head
        x = convolve(features, head.channels, name="head_shared")
        prior = math.log(head.prior / (1 - head.prior))
        heatmap, residuals = (
            layers.Conv2D(
                channels,
                3,
                padding="same",
                kernel_initializer=keras.initializers.RandomNormal(stddev=0.001),
                bias_initializer=keras.initializers.Constant(bias),
                dtype="float32",
                name=f"{name}_out",
            )(convolve(x, head.channels, name=f"{name}_tower"))
            for name, channels, bias in (
                ("heatmap", len(self.classes), prior),
                ("box", CENTER_CODE_SIZE + 3, 0.0),
            )
        )
        return CenterOutputs(heatmap, residuals)

    def make_targets(
        self,
        boxes: NDArray[np.float64],
        class_indices: NDArray[np.int32],
        velocities: NDArray[np.float64],
    ) -> CenterTargets:
        """Makes the targets of a frame; see `make_center_targets`."""
        return make_center_targets(
            boxes,
            class_indices,
            velocities,
            grid=self.grid,
            num_classes=len(self.classes),
            head=self.head,
        )

    def losses(self, outputs: CenterOutputs, targets: CenterTargets) -> tuple[LossTerm, ...]:
        """Returns the focal loss of the heatmaps and the losses of the cells that learn a box.

        These are L1 losses, and the cross entropy of the direction of the heading. The target of
        the IoU is that of the box predicted in the cell; no gradient flows into the box.
        """
        head, is_object = self.head, targets.is_object
        predicted = _at_cells(outputs.residuals, targets.cells)
        count = ops.sum(ops.cast(is_object, "float32"))
        heatmap = center_focal_loss(outputs.heatmap, targets.heatmap)
        centers = ops.sum(ops.cast(targets.heatmap >= 1, "float32"))
        terms = [LossTerm("heatmap", heatmap, centers, head.heatmap_weight)]
        for name, (start, end) in _PARTS.items():
            loss = absolute_loss(
                predicted[..., start:end], targets.residuals[..., start:end], is_object
            )
            terms.append(LossTerm(name, loss, count, head.box_weight))
        logit, is_reverse = predicted[..., _DIRECTION], targets.residuals[..., _DIRECTION]
        direction = ops.where(is_object, ops.softplus(logit) - is_reverse * logit, 0.0)
        terms.append(LossTerm("direction", ops.sum(direction), count, head.direction_weight))
        has_velocity = targets.has_velocity
        if not self.measures_velocity:
            has_velocity = ops.zeros_like(has_velocity)
        velocity = absolute_loss(
            predicted[..., _VELOCITY], targets.residuals[..., _VELOCITY], has_velocity
        )
        known = ops.sum(ops.cast(has_velocity, "float32"))
        terms.append(LossTerm("velocity", velocity, known, head.velocity_weight))
        boxes, truths = (
            decode_centers(ops.stop_gradient(x), targets.cells, self.grid)
            for x in (predicted, targets.residuals)
        )
        goal = 2 * paired_iou_3d(boxes, truths) - 1
        iou = absolute_loss(predicted[..., -1:], goal[..., None], is_object)
        return (*terms, LossTerm("iou", iou, count, head.iou_weight))

    def decode(self, outputs: CenterOutputs) -> Candidates:
        """Returns the best peaks of all heatmaps.

        A peak has `peak_share` of the largest value in its 3x3 neighborhood. Velocities are NaN if
        there is one sweep.
        """
        _, rows, columns, num_classes = outputs.heatmap.shape
        heatmap = replace_nan(ops.sigmoid(outputs.heatmap))
        highest = ops.max_pool(heatmap, 3, strides=1, padding="same")
        share = ops.array([self.head.peak_share[t] for t in self.classes], "float32")
        is_peak = ops.logical_and(heatmap >= share * highest, heatmap >= self.head.min_heatmap)
        peaks = ops.where(is_peak, heatmap, 0.0)
        peaks = ops.reshape(peaks, (-1, rows * columns * num_classes))
        scores, index = ops.top_k(peaks, min(self.max_candidates, peaks.shape[1]))
        index = ops.cast(index, "int32")
        cells, class_indices = index // num_classes, index % num_classes
        residuals = _at_cells(outputs.residuals, cells)
        power = ops.take(
            ops.array([self.head.iou_power[t] for t in self.classes], "float32"), class_indices
        )
        iou = ops.clip(0.5 * (replace_nan(residuals[..., -1], -1.0) + 1), 1e-4, 1.0)
        rectified = ops.power(scores, 1 - power) * ops.power(iou, power)
        velocities = ops.clip(replace_nan(residuals[..., _VELOCITY]), -100.0, 100.0)
        if not self.measures_velocity:
            velocities = ops.full_like(velocities, np.nan)
        return Candidates(
            decode_centers(residuals, cells, self.grid),
            ops.where(scores > 0, rectified, 0.0),
            ops.take(ops.array([int(t) for t in self.classes], "int32"), class_indices),
            velocities,
        )


def _at_cells(outputs, cells):
    """(B, M, C) values of outputs (B, rows, columns, C) in cells (B, M)."""
    _, rows, columns, channels = outputs.shape
    first = ops.arange(ops.shape(outputs)[0], dtype="int32")[:, None] * (rows * columns)
    return ops.take(ops.reshape(outputs, (-1, channels)), cells + first, axis=0)
