"""A small training: dense layers and batch normalization on made-up examples.

As a script it trains in a process of its own, to have a strategy or to be killed; the log of the
run is what tests look at.
"""

import argparse
import functools
import math
import os
import signal
import sys
from pathlib import Path
from typing import NamedTuple

import keras
import numpy as np
from keras import ops

from waymo_kit.detectors.classification.classifier import create_classifier
from waymo_kit.detectors.classification.image_examples import ImageExamples
from waymo_kit.detectors.classification.labeled_images import ImageArray
from waymo_kit.detectors.classification.recipe import RandomOperations, Recipe
from waymo_kit.detectors.classification.task import ClassificationTask
from waymo_kit.detectors.training.backend import create_backend
from waymo_kit.detectors.training.checkpoints import CHECKPOINTS, CheckpointFolder
from waymo_kit.detectors.training.settings import OptimizerSettings, TrainingSettings
from waymo_kit.detectors.training.task import LossTerm, Player

FEATURES = 6


class ToyExample(NamedTuple):
    """An example with a number of objects of its own."""

    inputs: np.ndarray
    labels: np.ndarray
    mask: np.ndarray


class ToySource:
    """Points on a noisy surface; the noise is augmentation, of index and epoch.

    Args:
        count: Number of examples.
        bad: the number of one whose labels are NaN, or None.
    """

    def __init__(self, count=50, bad=None):
        self.count = count
        self.bad = bad

    def __len__(self):
        return self.count

    def load(self, index, epoch):
        rng = np.random.default_rng((index, epoch))
        fixed = np.random.default_rng(index)
        inputs = fixed.normal(size=(4, FEATURES)) * 3 + 1 + 0.1 * rng.normal(size=(4, FEATURES))
        labels = np.sin(inputs[:, :2].sum(1))
        if index == self.bad:
            labels[:] = np.nan
        mask = np.arange(4) < 1 + index % 4
        return ToyExample(
            inputs.astype(np.float32), labels.astype(np.float32), mask.astype(np.float32)
        )


class ToyTask:
    """A network with batch normalization and dropout, on two terms of loss."""

    def __init__(self, width=16, dropout=0.0):
        self.model = keras.Sequential(
            [
                keras.Input((4, FEATURES)),
                keras.layers.Dense(width),
                keras.layers.BatchNormalization(),
                keras.layers.Activation("relu"),
                keras.layers.Dropout(dropout),
                keras.layers.Dense(1),
            ]
        )
        self.players = (Player(self.model, self.losses),)

    def losses(self, batch, training):
        answer = ops.cast(self.model(batch.inputs, training=training), "float32")[..., 0]
        error = (answer - batch.labels) * batch.mask
        return (
            LossTerm("square", ops.sum(ops.square(error)), ops.sum(batch.mask), 1.0),
            LossTerm("bias", ops.sum(ops.abs(error)), ops.cast(ops.shape(error)[0], "int32"), 0.1),
        )


class TwoPlayers:
    """A generator and a critic with optimizers of their own.

    The critic, which is updated first and at every step, tells labels from what the generator makes
    of the inputs; the generator, updated at every second step, learns to pass for labels.
    """

    def __init__(self):
        self.generator = keras.Sequential(
            [
                keras.Input((4, FEATURES)),
                keras.layers.Dense(8, activation="tanh"),
                keras.layers.BatchNormalization(),
                keras.layers.Dense(1),
            ]
        )
        self.critic = keras.Sequential(
            [keras.Input((4, 1)), keras.layers.Dense(8, activation="tanh"), keras.layers.Dense(1)]
        )
        own = OptimizerSettings(optimizer="sgd", learning_rate=0.05, clip_norm=None, warmup=0.0)
        self.players = (
            Player(self.critic, self.critic_losses, "critic", own),
            Player(
                self.generator,
                self.generator_losses,
                "generator",
                plays=lambda step: step % 2 == 1,
            ),
        )

    def critic_losses(self, batch, training):
        made = self.critic(self.generator(batch.inputs, training=False), training=training)
        real = self.critic(batch.labels[..., None], training=training)
        count = ops.cast(ops.shape(real)[0] * 4, "float32")
        return (
            LossTerm("made", ops.sum(ops.softplus(made)), count, 1.0),
            LossTerm("real", ops.sum(ops.softplus(-real)), count, 1.0),
        )

    def generator_losses(self, batch, training):
        made = self.critic(self.generator(batch.inputs, training=training), training=False)
        count = ops.cast(ops.shape(made)[0] * 4, "float32")
        return (LossTerm("passes", ops.sum(ops.softplus(-made)), count, 1.0),)


class KilledSource(ToySource):
    """Kills its process, as a machine that fails does, when some number of examples is loaded."""

    def __init__(self, after):
        super().__init__()
        self.left = after

    def load(self, index, epoch):
        self.left -= 1
        if self.left < 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return super().load(index, epoch)


def toy_settings(**changes):
    defaults = {
        "steps": 20,
        "batch_size": 8,
        "learning_rate": 0.01,
        "average_decay": 0.9,
        "log_every": 1,
        "checkpoint_every": 5,
        "seed": 3,
    }
    return TrainingSettings(**{**defaults, **changes})


def toy_images():
    random = np.random.default_rng(0)
    labels = np.arange(40) % 3
    images = (random.integers(0, 100, (40, 8, 8, 3)) + 60 * labels[:, None, None, None]).astype(
        np.uint8
    )
    return ImageArray(images, labels, ("a", "b", "c"), "toy")


def toy_recipe(operations=None):
    """Mixed images; small steps of plain descent, which enlarge no differences of rounding."""
    settings = toy_settings(optimizer="sgd", learning_rate=0.002)
    return Recipe(
        "cifar_resnet8", image_size=8, operations=operations, mixup=0.2, training=settings
    )


def toy_augmented():
    """160 images after RandAugment, uint8."""
    recipe = toy_recipe(RandomOperations())
    source = ImageExamples(toy_images(), recipe.image_size, recipe)
    settings = toy_settings(batch_size=160)
    with create_backend("cpu").batches(source, settings, 0) as batches:
        return np.asarray(next(batches).image)


def toy_classification(recipe):
    return ClassificationTask(create_classifier(recipe, 3), recipe)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--strategy", default="cpu")
    parser.add_argument("--cpu-devices", type=int, default=1)
    parser.add_argument("--clip-norm", type=float, default=0.5)
    parser.add_argument("--dropout", type=float, default=0.0)
    parser.add_argument("--two-players", action="store_true")
    parser.add_argument("--classifier", action="store_true")
    parser.add_argument("--kill-after", type=int, help="examples")
    parser.add_argument("--accumulate", type=int, default=1)
    parser.add_argument("--steps", type=int, default=20)
    parser.add_argument("--resume", action="store_true")
    parser.add_argument("--start", action="store_true", help="write the checkpoint of step 0")
    options = parser.parse_args()
    from waymo_kit.detectors.training.loop import train
    from waymo_kit.detectors.training.state import create_state

    backend = create_backend(options.strategy, options.cpu_devices)
    source = ToySource() if options.kill_after is None else KilledSource(options.kill_after)
    settings = toy_settings(
        clip_norm=options.clip_norm, accumulate=options.accumulate, steps=options.steps
    )
    if options.classifier:
        images, recipe = toy_images(), Recipe("cifar_resnet8", image_size=8, training=settings)
        source = ImageExamples(images, 8, recipe)
        create_task = functools.partial(toy_classification, recipe)
    elif options.two_players:
        create_task = TwoPlayers
    else:
        create_task = functools.partial(ToyTask, dropout=options.dropout)
    state = create_state(create_task, settings, backend)
    if options.start:
        CheckpointFolder(options.folder / CHECKPOINTS).save(state.checkpoint("", math.nan, {}))
    else:
        train(state, source, options.folder, resume=options.resume)


if __name__ == "__main__":
    sys.exit(main())
