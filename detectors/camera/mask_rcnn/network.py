"""Mask R-CNN with its targets, losses and decoding."""

from __future__ import annotations

from typing import Any

import keras
from keras import layers, ops

from waymo_kit.detectors.camera.examples import (
    CameraExample,
    ImageDetections,
    MaskedDetections,
)
from waymo_kit.detectors.camera.faster_rcnn.network import (
    FasterRCNN,
    PyramidOutputs,
    Regions,
    region_levels,
)
from waymo_kit.detectors.camera.losses import binary_cross_entropy
from waymo_kit.detectors.camera.mask_rcnn.config import MaskRCNNConfig
from waymo_kit.detectors.camera.mask_rcnn.targets import crop_masks
from waymo_kit.detectors.camera.matching import take_rows
from waymo_kit.detectors.camera.roi_align import align_pyramid
from waymo_kit.detectors.training.task import LossTerm


class MaskRCNN(FasterRCNN):
    """Mask R-CNN with its losses; a `TrainingTask`."""

    config: MaskRCNNConfig

    def build_mask_head(self) -> keras.Model:
        """Builds the mask head: convolutions, and a transposed one that doubles the sides."""
        masks = self.config.masks
        features = keras.Input(
            (masks.bins, masks.bins, self.config.pyramid.channels), name="features"
        )
        x = features
        for number in range(1, masks.layers + 1):
            x = layers.Conv2D(
                masks.channels,
                3,
                padding="same",
                activation="relu",
                kernel_initializer=_he_normal(),
                name=f"mask_conv{number}",
            )(x)
        x = layers.Conv2DTranspose(
            masks.channels,
            2,
            strides=2,
            activation="relu",
            kernel_initializer=_he_normal(),
            name="mask_deconv",
        )(x)
        logits = layers.Conv2D(
            1 + len(self.config.classes),
            1,
            kernel_initializer=_he_normal(),
            dtype="float32",
            name="mask_out",
        )(x)
        return keras.Model(features, logits, name="mask_head")

    def losses_of(
        self, outputs: PyramidOutputs, batch: CameraExample, anchor_noise, region_noise
    ) -> tuple[LossTerm, ...]:
        """Returns the losses of boxes and masks; see `FasterRCNN.losses_of`."""
        terms = self.proposals.losses_of(outputs.proposals, batch, anchor_noise)
        regions = self.sample_regions(outputs, batch, region_noise)
        found = self.head(outputs, regions.boxes)
        boxes = self.region_losses(found, regions, batch)
        return *terms, *boxes, self._mask_loss(outputs, regions, batch)

    def mask_logits(self, outputs: PyramidOutputs, boxes, labels):
        """Returns the logits (B, R, 28, 28) of regions (B, R, 4) for labels (B, R) from 1 on."""
        masks, regions = self.config.masks, self.config.regions
        features = align_pyramid(
            region_levels(outputs.levels),
            boxes,
            masks.bins,
            samples=regions.align_samples,
            form=regions.align,
        )
        flat = ops.reshape(features, (-1, *features.shape[2:]))
        mask_head: Any = self.model.mask_head
        logits = mask_head(flat)
        own = ops.reshape(labels, (-1, 1, 1, 1))
        chosen = ops.take_along_axis(
            logits, ops.broadcast_to(own, (ops.shape(logits)[0], *logits.shape[1:3], 1)), axis=-1
        )
        return ops.reshape(chosen, (-1, boxes.shape[1], *logits.shape[1:3]))

    def detect_masks(self, images, sizes) -> MaskedDetections:
        """Returns the detections of a batch of images with their masks; see `detect`."""
        outputs = self.features(images, sizes, training=False)
        found = self.decode(outputs, sizes)
        return MaskedDetections(found, self.masks_of(outputs, found))

    def masks_of(self, outputs: PyramidOutputs, found: ImageDetections):
        """Returns the masks of detections: (B, K, 28, 28) float32 in [0, 1]."""
        return ops.sigmoid(self.mask_logits(outputs, found.boxes, found.labels + 1))

    def _mask_loss(
        self, outputs: PyramidOutputs, regions: Regions, batch: CameraExample
    ) -> LossTerm:
        """The cross-entropy of the masks of objects, which come first among the regions."""
        share = self.config.regions.positive_share
        most = max(int(self.config.regions.samples * share), 1)
        boxes, labels, rows = (
            each[:, :most] for each in (regions.boxes, regions.labels, regions.box)
        )
        logits = self.mask_logits(outputs, boxes, labels)
        size = logits.shape[-1]
        target = crop_masks(
            take_rows(batch.masks, rows), take_rows(batch.windows, rows), boxes, size
        )
        losses = ops.sum(binary_cross_entropy(logits, target), axis=(2, 3))
        is_object = labels > 0
        count = ops.sum(ops.cast(is_object, "float32")) * size**2
        total = ops.sum(ops.where(is_object, losses, 0.0))
        return LossTerm("mask", total, count, self.config.masks.weight)


def _he_normal() -> keras.initializers.Initializer:
    return keras.initializers.VarianceScaling(2.0, "fan_out", "untruncated_normal")
