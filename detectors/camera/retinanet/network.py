"""RetinaNet with its targets, losses and decoding."""

from __future__ import annotations

import keras
import numpy as np
from keras import ops

from waymo_kit.detectors.camera.anchors import place_anchors
from waymo_kit.detectors.camera.box_coding import BoxCoder, clip_boxes
from waymo_kit.detectors.camera.examples import CameraExample, ImageDetections
from waymo_kit.detectors.camera.feature_pyramid import feature_pyramid
from waymo_kit.detectors.camera.image_layers import backbone_maps, image_inputs, normalized_image
from waymo_kit.detectors.camera.losses import smooth_l1
from waymo_kit.detectors.camera.matching import match_boxes, take_rows
from waymo_kit.detectors.camera.retinanet.config import RetinaNetConfig
from waymo_kit.detectors.camera.retinanet.head import RetinaNetOutputs, retinanet_head
from waymo_kit.detectors.camera.selection import best_per_level, select_detections
from waymo_kit.detectors.detection.losses import focal_loss
from waymo_kit.detectors.training.task import LossTerm, Player

_CODER = BoxCoder()


class RetinaNet:
    """RetinaNet with its losses; a `TrainingTask`.

    Attributes:
        config: Configuration that it was made from.
        model: Network with logits, residuals = model((images, sizes), training=...).
        anchors: (A, 4) float32 anchors as corners.
    """

    def __init__(self, config: RetinaNetConfig) -> None:
        """Builds the network with random weights.

        Raises:
            InvalidInputError: The backbone does not fit the canvas or the pyramid.
        """
        self.config = config
        image, size = image_inputs(config.height, config.width)
        maps = backbone_maps(normalized_image(image, size, config.backbone), config.backbone)
        levels = feature_pyramid(maps, config.pyramid)
        outputs = retinanet_head(levels, config)
        self.model = keras.Model((image, size), tuple(outputs), name="retinanet")
        self.players = (Player(self.model, self.losses),)
        grids = [(x.shape[1], x.shape[2]) for x in levels.values()]
        self.anchors = place_anchors(config.anchors, (config.height, config.width), grids)
        self._level_sizes = [rows * columns * config.anchors.per_cell for rows, columns in grids]

    def losses(self, batch: CameraExample, training: bool) -> tuple[LossTerm, ...]:
        """Returns the focal loss of the scores and the loss of matched anchors' boxes."""
        outputs = RetinaNetOutputs(*self.model((batch.image, batch.size), training=training))
        return self.losses_of(outputs, batch)

    def losses_of(self, outputs: RetinaNetOutputs, batch: CameraExample) -> tuple[LossTerm, ...]:
        """Returns the losses of given outputs."""
        config = self.config
        anchors = ops.array(self.anchors)[None]
        is_box = batch.labels >= 0
        found = match_boxes(anchors, batch.boxes, is_box, config.matching)
        positive = ops.cast(found.is_positive, "float32")
        label = ops.where(found.is_positive, take_rows(batch.labels, found.box), -1)
        classes = ops.one_hot(label, len(config.classes), dtype="float32")
        weight = ops.cast(found.is_positive | found.is_negative, "float32")
        if config.normalizer == "image":
            share = 1 / ops.maximum(ops.sum(positive, axis=1, keepdims=True), 1.0)
            count = ops.cast(ops.shape(positive)[0], "float32")
        else:
            share = ops.ones_like(positive[:, :1])
            count = ops.sum(positive) + 1
        score = focal_loss(
            outputs.logits,
            classes,
            (weight * share)[..., None],
            config.focal_alpha,
            config.focal_gamma,
        )
        target = _CODER.encode(take_rows(batch.boxes, found.box), anchors)
        box = smooth_l1(outputs.residuals - target, config.box_beta)
        box = ops.sum(ops.where(found.is_positive, share * ops.sum(box, axis=-1), 0.0))
        return LossTerm("score", score, count, 1.0), LossTerm("box", box, count, config.box_weight)

    def detect(self, images, sizes) -> ImageDetections:
        """Returns the detections of a batch of images; see `decode`."""
        return self.decode(RetinaNetOutputs(*self.model((images, sizes), training=False)), sizes)

    def decode(self, outputs: RetinaNetOutputs, sizes) -> ImageDetections:
        """Returns the detections that outputs stand for, clipped to the images.

        Args:
            outputs: Outputs of the network.
            sizes: (B, 2) height and width of the images.
        """
        config = self.config
        classes = len(config.classes)
        scores = ops.sigmoid(outputs.logits)
        scores = ops.reshape(scores, (-1, scores.shape[1] * classes))
        per_level = [size * classes for size in self._level_sizes]
        rows, scores = best_per_level(scores, per_level, config.decoding.max_per_level)
        anchor = rows // classes
        anchors = ops.take(ops.array(np.asarray(self.anchors)), anchor, axis=0)
        boxes = clip_boxes(_CODER.decode(take_rows(outputs.residuals, anchor), anchors), sizes)
        is_real = ops.ones_like(scores, dtype="bool")
        return select_detections(boxes, scores, rows % classes, is_real, config.decoding)
