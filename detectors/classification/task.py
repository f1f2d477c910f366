"""A classifier and its loss, as a task of the training loop."""

from __future__ import annotations

import keras
from keras import ops

from waymo_kit.detectors.calibration import Objective
from waymo_kit.detectors.calibration.losses import (
    focal_losses,
    softmax_avuc,
    softmax_calibration_error,
)
from waymo_kit.detectors.classification.image_examples import ImageExample
from waymo_kit.detectors.classification.recipe import Recipe, SoftCalibration
from waymo_kit.detectors.training.task import LossTerm, Player


class ClassificationTask:
    """A classifier with the loss of a recipe; a `TrainingTask`.

    Args:
        model: Network of `create_classifier`.
        recipe: Recipe with the loss.
    """

    def __init__(self, model: keras.Model, recipe: Recipe) -> None:
        """Takes the number of classes from the model."""
        self.model = model
        self.players = (Player(model, self.losses),)
        self._recipe = recipe
        self._classes = model.output_shape[-1]

    def losses(self, batch: ImageExample, training: bool) -> tuple[LossTerm, ...]:
        """Returns the loss of the images, and the calibration objective if the recipe has one.

        The objective is a statistic of the batch, or of each replica's share of it. It uses mixed
        labels without smoothing, which would ask for confidences below the share of right
        answers.
        """
        images = ops.cast(batch.image, "float32")
        labels = ops.one_hot(ops.cast(batch.label, "int32"), self._classes, dtype="float32")
        if training and self._recipe.mixup:
            images = mix_with_next(images, batch.share)
            labels = mix_with_next(labels, batch.share)
        logits = self.model(images, training=training)
        smooth = smooth_labels(labels, self._recipe.label_smoothing)
        losses = focal_losses(smooth, logits, self._recipe.focal_gamma)
        count = ops.cast(ops.shape(losses)[0], "float32")
        name = "focal" if self._recipe.focal_gamma else "cross_entropy"
        terms = (LossTerm(name, ops.sum(losses), count, 1.0),)
        calibration = self._recipe.calibration
        if calibration is None:
            return terms
        error = _objective(calibration, labels, logits)
        return *terms, LossTerm(calibration.objective.value, error * count, count, calibration.beta)


def _objective(calibration: SoftCalibration, labels, logits):
    if calibration.objective is Objective.SB_ECE:
        return softmax_calibration_error(labels, logits, calibration.bins)
    return softmax_avuc(labels, logits, calibration.threshold)


def mix_with_next(values, shares):
    """Mixes each example with the next of its batch, the last with the first (mixup).

    Zhang et al., "mixup: Beyond Empirical Risk Minimization", ICLR 2018.

    Args:
        values: (B, ...) floating-point values.
        shares: (B,) share of the example itself, in [0, 1].

    Returns:
        (B, ...) of the same type.
    """
    values = ops.convert_to_tensor(values)
    trailing = (1,) * (len(values.shape) - 1)
    shares = ops.reshape(ops.cast(shares, values.dtype), (-1, *trailing))
    return shares * values + (1 - shares) * ops.roll(values, -1, axis=0)


def smooth_labels(labels, smoothing: float):
    """Distributes a share of each label equally over all classes (Szegedy et al. 2016, section 7).

    Args:
        labels: (B, C) shares of the classes, which add up to 1.
        smoothing: Share that all classes get equally, in [0, 1).

    Returns:
        (B, C) of the same type.
    """
    labels = ops.convert_to_tensor(labels)
    return (1 - smoothing) * labels + smoothing / labels.shape[-1]
