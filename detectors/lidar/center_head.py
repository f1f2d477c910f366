"""The center head of CenterPoint (Yin et al. 2021, section 4), with a predicted IoU.

Two towers of 3x3 convolutions, one for the heatmaps, one for all numbers of a box, where the
published head has one for each kind of number.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import keras
import numpy as np
from keras import layers, ops
from numpy.typing import NDArray

from waymo_kit.detectors.detection.conv_block import convolve
from waymo_kit.detectors.detection.losses import absolute_loss, center_focal_loss
from waymo_kit.detectors.lidar.box_coding import CENTER_NUMBERS, decode_centers, finite
from waymo_kit.detectors.lidar.center_targets import CenterTargets, make_center_targets
from waymo_kit.detectors.lidar.config import DetectorConfig
from waymo_kit.detectors.lidar.nms import Candidates
from waymo_kit.detectors.lidar.paired_iou import paired_iou_3d
from waymo_kit.detectors.training.task import LossTerm

_PARTS = {"offset": (0, 2), "height": (2, 3), "size": (3, 6), "heading": (6, 8)}
_VELOCITY = slice(CENTER_NUMBERS, CENTER_NUMBERS + 2)


class CenterMaps(NamedTuple):
    """What the head predicts; float32.

    Attributes:
        heatmap: (B, rows, columns, types) logits.
        numbers: (B, rows, columns, 11): see `encode_centers`, the velocity (m/s), 2 IoU - 1.
    """

    heatmap: Any
    numbers: Any


class CenterHead:
    """Predicts objects as centers with a box each.

    Args:
        config: of the detector.
    """

    def __init__(self, config: DetectorConfig):
        """See the class."""
        self.config = config
        self.grid = config.head_grid

    def maps(self, features) -> CenterMaps:
        """Builds the layers on symbolic features (B, rows, columns, C)."""
        settings, num_types = self.config.centers, len(self.config.types)
        x = convolve(features, settings.channels, name="head_shared")
        prior = math.log(settings.prior / (1 - settings.prior))
        heatmap, numbers = (
            layers.Conv2D(
                channels,
                3,
                padding="same",
                kernel_initializer=keras.initializers.RandomNormal(stddev=0.001),
                bias_initializer=keras.initializers.Constant(bias),
                dtype="float32",
                name=f"{name}_out",
            )(convolve(x, settings.channels, name=f"{name}_tower"))
            for name, channels, bias in (
                ("heatmap", num_types, prior),
                ("box", CENTER_NUMBERS + 3, 0.0),
            )
        )
        return CenterMaps(heatmap, numbers)

    def make_targets(
        self,
        boxes: NDArray[np.float64],
        type_indices: NDArray[np.int32],
        velocities: NDArray[np.float64],
    ) -> CenterTargets:
        """See `make_center_targets`."""
        return make_center_targets(
            boxes,
            type_indices,
            velocities,
            grid=self.grid,
            num_types=len(self.config.types),
            max_objects=self.config.max_objects,
            settings=self.config.centers,
        )

    def losses(self, maps: CenterMaps, targets: CenterTargets) -> tuple[LossTerm, ...]:
        """Focal loss of the heatmaps by center, L1 losses by cell that learns a box.

        The target of the IoU is that of the box predicted there; no gradient flows into the box.
        """
        settings, is_object = self.config.centers, targets.is_object
        predicted = _at_cells(maps.numbers, targets.cells)
        count = ops.sum(ops.cast(is_object, "float32"))
        heatmap = center_focal_loss(maps.heatmap, targets.heatmap)
        centers = ops.sum(ops.cast(targets.heatmap >= 1, "float32"))
        terms = [LossTerm("heatmap", heatmap, centers, settings.heatmap_weight)]
        for name, (start, end) in _PARTS.items():
            loss = absolute_loss(
                predicted[..., start:end], targets.numbers[..., start:end], is_object
            )
            terms.append(LossTerm(name, loss, count, settings.box_weight))
        velocity = absolute_loss(
            predicted[..., _VELOCITY], targets.numbers[..., _VELOCITY], targets.has_velocity
        )
        known = ops.sum(ops.cast(targets.has_velocity, "float32"))
        terms.append(LossTerm("velocity", velocity, known, settings.velocity_weight))
        boxes, truths = (
            decode_centers(ops.stop_gradient(x), targets.cells, self.grid)
            for x in (predicted, targets.numbers)
        )
        goal = 2 * paired_iou_3d(boxes, truths) - 1
        iou = absolute_loss(predicted[..., -1:], goal[..., None], is_object)
        return (*terms, LossTerm("iou", iou, count, settings.iou_weight))

    def decode(self, maps: CenterMaps) -> Candidates:
        """The best peaks of all heatmaps: cells that are the highest of their 3x3 neighbourhood."""
        config, (_, rows, columns, num_types) = self.config, maps.heatmap.shape
        heatmap = finite(ops.sigmoid(maps.heatmap))
        highest = ops.max_pool(heatmap, 3, strides=1, padding="same")
        peaks = ops.where(heatmap >= highest, heatmap, 0.0)
        peaks = ops.reshape(peaks, (-1, rows * columns * num_types))
        count = min(config.decoding.max_candidates, peaks.shape[1])
        scores, index = ops.top_k(peaks, count)
        index = ops.cast(index, "int32")
        cells, type_indices = index // num_types, index % num_types
        numbers = _at_cells(maps.numbers, cells)
        power = ops.take(
            ops.array([config.centers.iou_power[t] for t in config.types], "float32"), type_indices
        )
        iou = ops.clip(0.5 * (finite(numbers[..., -1], -1.0) + 1), 1e-4, 1.0)
        return Candidates(
            decode_centers(numbers, cells, self.grid),
            ops.power(scores, 1 - power) * ops.power(iou, power),
            ops.take(ops.array([int(t) for t in config.types], "int32"), type_indices),
            ops.clip(finite(numbers[..., _VELOCITY]), -100.0, 100.0),
        )


def _at_cells(maps, cells):
    """(B, M, C) numbers of maps (B, rows, columns, C) at cells (B, M)."""
    _, rows, columns, channels = maps.shape
    first = ops.arange(ops.shape(maps)[0], dtype="int32")[:, None] * (rows * columns)
    return ops.take(ops.reshape(maps, (-1, channels)), cells + first, axis=0)
