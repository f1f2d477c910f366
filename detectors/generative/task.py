"""A generator and a discriminator with their losses, as a task of the training loop."""

from __future__ import annotations

import dataclasses

import keras
from keras import ops

from waymo_kit.detectors.generative.discriminator import create_discriminator
from waymo_kit.detectors.generative.examples import GanExample
from waymo_kit.detectors.generative.generator import create_generator
from waymo_kit.detectors.generative.recipe import GanRecipe, SourceObjective
from waymo_kit.detectors.training.settings import OptimizerSettings
from waymo_kit.detectors.training.task import LossTerm, Player

GENERATOR = "generator"
DISCRIMINATOR = "discriminator"


class GanTask:
    """Two players: a discriminator, which is updated first, and a generator.

    The discriminator sees real images and samples in separate calls, so that its batch
    normalization does not mix them. The generator learns from samples of the same noise.

    Args:
        recipe: Recipe of networks, losses and training.
        classes: Number of classes.
    """

    def __init__(self, recipe: GanRecipe, classes: int) -> None:
        """Creates both networks."""
        self.recipe = recipe
        self.discriminator: keras.Model = create_discriminator(recipe, classes)
        self.generator: keras.Model = create_generator(recipe, classes)
        fields = (field.name for field in dataclasses.fields(OptimizerSettings))
        values = {name: getattr(recipe.training, name) for name in fields}
        rate = recipe.training.learning_rate * recipe.discriminator_rate
        faster = OptimizerSettings(**{**values, "learning_rate": rate})
        self.players = (
            Player(self.discriminator, self.discriminator_losses, DISCRIMINATOR, faster),
            Player(self.generator, self.generator_losses, GENERATOR),
        )

    def discriminator_losses(self, batch: GanExample, training: bool) -> tuple[LossTerm, ...]:
        """Returns the losses of source and class on real images and on samples."""
        samples = ops.stop_gradient(self._samples(batch, training))
        real, real_class = self.discriminator(scaled_levels(batch.image), training=training)
        made, made_class = self.discriminator(samples, training=training)
        weight = self.recipe.class_weight
        terms = (
            _term("source_real", self._source_losses(real, is_real=True), 1.0),
            _term("source_samples", self._source_losses(made, is_real=False), 1.0),
            _term("class_real", _class_losses(real_class, batch.label), weight),
        )
        if not self.recipe.class_loss_on_samples:
            return terms
        return *terms, _term("class_samples", _class_losses(made_class, batch.sample_label), weight)

    def generator_losses(self, batch: GanExample, training: bool) -> tuple[LossTerm, ...]:
        """Returns the losses of samples that shall be taken for real images of their class."""
        samples = self._samples(batch, training)
        made, made_class = self.discriminator(samples, training=training)
        is_hinge = self.recipe.objective is SourceObjective.HINGE
        losses = -made if is_hinge else ops.softplus(-made)
        kinds = _class_losses(made_class, batch.sample_label)
        return (
            _term("source", losses, 1.0),
            _term("class", kinds, self.recipe.class_weight),
        )

    def _samples(self, batch: GanExample, training: bool):
        return self.generator([batch.noise, batch.sample_label], training=training)

    def _source_losses(self, logits, is_real: bool):
        """Returns the loss of the discriminator for each logit (B,)."""
        signed = logits if is_real else -logits
        if self.recipe.objective is SourceObjective.HINGE:
            return ops.relu(1 - signed)
        softness = self.recipe.soft_labels
        return (1 - softness) * ops.softplus(-signed) + softness * ops.softplus(signed)


def scaled_levels(images):
    """Returns levels from 0 to 255 as floats in [-1, 1]."""
    return ops.cast(images, keras.config.floatx()) / 127.5 - 1


def _class_losses(logits, labels):
    """Returns the cross-entropy of each image (B,) of logits (B, C) and classes (B,)."""
    return keras.losses.sparse_categorical_crossentropy(labels, logits, from_logits=True)


def _term(name: str, losses, weight: float) -> LossTerm:
    count = ops.cast(ops.shape(losses)[0], "float32")
    return LossTerm(name, ops.sum(losses), count, weight)
