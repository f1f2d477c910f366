"""Faster R-CNN with its targets, losses and decoding."""

from __future__ import annotations

from typing import Any, NamedTuple

import keras
from keras import layers, ops

from waymo_kit.detectors.augment.counter_random import uniform
from waymo_kit.detectors.camera.box_coding import BoxCoder, clip_boxes
from waymo_kit.detectors.camera.config import AnchorMatching
from waymo_kit.detectors.camera.examples import CameraExample, ImageDetections
from waymo_kit.detectors.camera.faster_rcnn.config import FasterRCNNConfig
from waymo_kit.detectors.camera.faster_rcnn.proposals import ProposalNetwork, ProposalOutputs
from waymo_kit.detectors.camera.feature_pyramid import feature_pyramid
from waymo_kit.detectors.camera.image_layers import backbone_maps, image_inputs, normalized_image
from waymo_kit.detectors.camera.losses import smooth_l1
from waymo_kit.detectors.camera.matching import match_boxes, take_rows
from waymo_kit.detectors.camera.roi_align import align_pyramid
from waymo_kit.detectors.camera.sampling import sample_balanced
from waymo_kit.detectors.camera.selection import select_detections
from waymo_kit.detectors.training.task import LossTerm, Player

_MIN_SIDE = 1e-2
"""Detections with a shorter side, in pixels, are dropped."""

_LAST_REGION_LEVEL = 5
_ANCHOR_NOISE, _REGION_NOISE = 1, 2
"""Seeds of the random numbers that choose anchors and regions."""


class PyramidOutputs(NamedTuple):
    """Outputs of the first stage.

    Attributes:
        levels: Level -> (B, rows, columns, channels).
        proposals: Outputs of the proposal head.
    """

    levels: dict[int, Any]
    proposals: ProposalOutputs


class RegionOutputs(NamedTuple):
    """Outputs of the box head, float32.

    Attributes:
        logits: (B, R, 1 + classes) logits; the background is the first.
        residuals: (B, R, 1 + classes, 4) residuals of the boxes of each class.
    """

    logits: Any
    residuals: Any


class Regions(NamedTuple):
    """Regions that the second stage learns from.

    Attributes:
        boxes: (B, R, 4) float32 corners, objects first.
        labels: (B, R) int32: 0 for background, 1 + the class for an object.
        box: (B, R) int32 row of the example's box that an object matches.
        is_real: (B, R) bool, False for padding.
    """

    boxes: Any
    labels: Any
    box: Any
    is_real: Any


class RegionModel(keras.Model):
    """The weights of a two-stage network: its pyramid and its heads.

    Attributes:
        pyramid: Model of images and sizes, with the maps and the outputs of the proposal head.
        box_head: Model of the features of regions.
        mask_head: Model of the features of regions; None without masks.
    """

    def __init__(
        self,
        name: str,
        pyramid: keras.Model,
        box_head: keras.Model,
        mask_head: keras.Model | None = None,
    ) -> None:
        """Joins built models."""
        super().__init__(name=name)
        self.pyramid = pyramid
        self.box_head = box_head
        self.mask_head = mask_head
        self.built = True

    def call(self, inputs, training=False):
        """Returns maps and outputs of the proposal head."""
        return self.pyramid(inputs, training=training)


class FasterRCNN:
    """Faster R-CNN with its losses; a `TrainingTask`.

    Attributes:
        config: Configuration that it was made from.
        proposals: Anchors and proposals.
        model: Keras model with all weights.
    """

    def __init__(self, config: FasterRCNNConfig) -> None:
        """Builds the network with random weights.

        Raises:
            InvalidInputError: The backbone does not fit the canvas or the pyramid.
        """
        self.config = config
        self.proposals = ProposalNetwork(config.proposals, (config.height, config.width))
        self._coder = BoxCoder(config.regions.coder_weights)
        pyramid = self._build_pyramid()
        self.model = RegionModel(
            config.name.replace("-", "_"), pyramid, self._build_box_head(), self.build_mask_head()
        )
        self.players = (Player(self.model, self.losses),)

    def build_mask_head(self) -> keras.Model | None:
        """Builds the head of the masks, if there is one."""
        return None

    def losses(self, batch: CameraExample, training: bool) -> tuple[LossTerm, ...]:
        """Returns the losses of proposals and regions, sampled by the examples' numbers."""
        anchors = uniform(_ANCHOR_NOISE, batch.number, len(self.proposals.anchors))
        count = self.config.proposals.training_kept + self.config.max_boxes
        regions = uniform(_REGION_NOISE, batch.number, count)
        return self.losses_of(
            self.features(batch.image, batch.size, training), batch, anchors, regions
        )

    def losses_of(
        self, outputs: PyramidOutputs, batch: CameraExample, anchor_noise, region_noise
    ) -> tuple[LossTerm, ...]:
        """Returns the losses of given outputs of the first stage.

        Args:
            outputs: Outputs of the first stage.
            batch: Examples.
            anchor_noise: (B, A) random numbers that choose anchors.
            region_noise: (B, training_kept + max_boxes) random numbers that choose regions.
        """
        terms = self.proposals.losses_of(outputs.proposals, batch, anchor_noise)
        regions = self.sample_regions(outputs, batch, region_noise)
        found = self.head(outputs, regions.boxes)
        return *terms, *self.region_losses(found, regions, batch)

    def features(self, images, sizes, training: bool) -> PyramidOutputs:
        """Runs the first stage."""
        *levels, logits, residuals = self.model.pyramid((images, sizes), training=training)
        names = self.config.pyramid.levels
        return PyramidOutputs(
            dict(zip(names, levels, strict=True)), ProposalOutputs(logits, residuals)
        )

    def head(self, outputs: PyramidOutputs, boxes) -> RegionOutputs:
        """Runs the box head on regions (B, R, 4)."""
        regions = self.config.regions
        features = align_pyramid(
            region_levels(outputs.levels),
            boxes,
            regions.bins,
            samples=regions.align_samples,
            form=regions.align,
        )
        flat = ops.reshape(features, (-1, *features.shape[2:]))
        logits, residuals = self.model.box_head(flat)
        count, outputs_per_box = boxes.shape[1], 1 + len(self.config.classes)
        return RegionOutputs(
            ops.reshape(logits, (-1, count, outputs_per_box)),
            ops.reshape(residuals, (-1, count, outputs_per_box, 4)),
        )

    def sample_regions(self, outputs: PyramidOutputs, batch: CameraExample, noise) -> Regions:
        """Returns regions to learn from: proposals and the boxes themselves."""
        config = self.config.regions
        proposals = self.proposals.propose(outputs.proposals, batch.size, training=True)
        is_box = batch.labels >= 0
        boxes = ops.concatenate([ops.stop_gradient(proposals.boxes), batch.boxes], axis=1)
        is_real = ops.concatenate([proposals.is_real, is_box], axis=1)
        matching = AnchorMatching(config.min_positive, config.min_positive, "none")
        found = match_boxes(boxes, batch.boxes, is_box, matching)
        sample = sample_balanced(
            found.is_positive & is_real,
            found.is_negative & is_real,
            noise,
            config.samples,
            config.positive_share,
        )
        box = take_rows(found.box, sample.rows)
        label = ops.where(sample.is_positive, take_rows(batch.labels, box) + 1, 0)
        return Regions(take_rows(boxes, sample.rows), label, box, sample.is_real)

    def detect(self, images, sizes) -> ImageDetections:
        """Returns the detections of a batch of images, clipped to them.

        Args:
            images: (B, H, W, 3) images on the canvas.
            sizes: (B, 2) height and width of the images.
        """
        return self.decode(self.features(images, sizes, training=False), sizes)

    def decode(self, outputs: PyramidOutputs, sizes) -> ImageDetections:
        """Returns the detections of given outputs of the first stage."""
        proposals = self.proposals.propose(outputs.proposals, sizes, training=False)
        found = self.head(outputs, proposals.boxes)
        scores = ops.softmax(found.logits, axis=-1)[..., 1:]
        boxes = self._coder.decode(found.residuals[..., 1:, :], proposals.boxes[..., None, :])
        _, count, classes, _ = boxes.shape
        boxes = clip_boxes(ops.reshape(boxes, (-1, count * classes, 4)), sizes)
        is_real = ops.repeat(proposals.is_real, classes, axis=1)
        is_real = is_real & ops.all(boxes[..., 2:] - boxes[..., :2] >= _MIN_SIDE, axis=-1)
        scores = ops.reshape(scores, (-1, count * classes))
        labels = ops.zeros_like(scores, dtype="int32") + ops.arange(count * classes) % classes
        return select_detections(boxes, scores, labels, is_real, self.config.decoding)

    def regress(self, outputs: PyramidOutputs, boxes, labels, sizes):
        """Runs the box head at given boxes, such as those of objects in the frame before.

        Args:
            outputs: Outputs of the first stage.
            boxes: (B, T, 4) float32 corners on the canvas; zeros in padding.
            labels: (B, T) int32 index of the class of each box.
            sizes: (B, 2) height and width of the images.

        Returns:
            (B, T, 4) float32 boxes where the head puts them, clipped to the image, and (B, T)
            float32 scores of their classes.
        """
        found = self.head(outputs, boxes)
        scores = ops.softmax(found.logits, axis=-1)[..., 1:]
        own = ops.one_hot(labels, len(self.config.classes), dtype="float32")
        residuals = ops.sum(found.residuals[..., 1:, :] * own[..., None], axis=-2)
        moved = clip_boxes(self._coder.decode(residuals, boxes), sizes)
        return moved, ops.sum(scores * own, axis=-1)

    def region_losses(
        self, found: RegionOutputs, regions: Regions, batch: CameraExample
    ) -> tuple[LossTerm, ...]:
        """Returns the losses of the box head on sampled regions."""
        count = ops.sum(ops.cast(regions.is_real, "float32"))
        classes = 1 + len(self.config.classes)
        own = ops.one_hot(regions.labels, classes, dtype="float32")
        entropy = -ops.sum(own * ops.log_softmax(found.logits, axis=-1), axis=-1)
        target = self._coder.encode(take_rows(batch.boxes, regions.box), regions.boxes)
        residuals = ops.sum(found.residuals * own[..., None], axis=-2)
        box = ops.sum(smooth_l1(residuals - target, self.config.regions.box_beta), axis=-1)
        score = ops.sum(ops.where(regions.is_real, entropy, 0.0))
        box = ops.sum(ops.where(regions.labels > 0, box, 0.0))
        return LossTerm("score", score, count, 1.0), LossTerm("box", box, count, 1.0)

    def _build_pyramid(self) -> keras.Model:
        config = self.config
        image, size = image_inputs(config.height, config.width)
        maps = backbone_maps(normalized_image(image, size, config.backbone), config.backbone)
        levels = feature_pyramid(maps, config.pyramid)
        outputs = self.proposals.build(levels)
        return keras.Model((image, size), (*levels.values(), *outputs), name="pyramid")

    def _build_box_head(self) -> keras.Model:
        regions = self.config.regions
        classes = 1 + len(self.config.classes)
        features = keras.Input(
            (regions.bins, regions.bins, self.config.pyramid.channels), name="features"
        )
        x = layers.Flatten(name="flat")(features)
        for number in (1, 2):
            x = layers.Dense(regions.hidden, activation="relu", name=f"hidden{number}")(x)
        logits = layers.Dense(classes, dtype="float32", name="class_out", **_normal(0.01))(x)
        residuals = layers.Dense(4 * classes, dtype="float32", name="box_out", **_normal(0.001))(x)
        return keras.Model(features, (logits, residuals), name="box_head")


def region_levels(levels: dict[int, Any]) -> dict[int, Any]:
    """Returns the levels that regions are read from."""
    return {level: x for level, x in levels.items() if level <= _LAST_REGION_LEVEL}


def _normal(deviation: float) -> dict[str, Any]:
    return {"kernel_initializer": keras.initializers.RandomNormal(stddev=deviation)}
