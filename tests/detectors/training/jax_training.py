"""Toy trainings on JAX in one process, on one, two and four devices that the CPU is split into.

    KERAS_BACKEND=jax python jax_training.py FOLDER

Each run goes on from the checkpoint that its folder may hold; `test_jax.py` looks at the results.
"""

import functools
import json
import sys
from pathlib import Path

import jax
import keras
import numpy as np
from jax.sharding import Mesh

from tests.detectors.training.toy_training import (
    ToySource,
    ToyTask,
    TwoPlayers,
    toy_augmented,
    toy_classification,
    toy_images,
    toy_recipe,
    toy_settings,
)
from waymo_kit.detectors.classification.image_examples import ImageExamples
from waymo_kit.detectors.training.backend import create_backend
from waymo_kit.detectors.training.jax.backend import JaxBackend
from waymo_kit.detectors.training.loop import train
from waymo_kit.detectors.training.state import create_state
from waymo_kit.detectors.training.task import LossTerm
from waymo_kit.errors import InvalidInputError, NotFoundError

DEVICES = 4


class StoppedSource(ToySource):
    """Fails as a lost disk does when some number of examples is loaded."""

    def __init__(self, after):
        super().__init__()
        self.left = after

    def load(self, index, epoch):
        self.left -= 1
        if self.left < 0:
            raise NotFoundError("the disk is gone")
        return super().load(index, epoch)


class StrayTask(ToyTask):
    """Has a dropout that belongs to no player, whose random state a step would lose."""

    def __init__(self):
        super().__init__()
        self.stray = keras.layers.Dropout(0.5)

    def losses(self, batch, training):
        (first, *others) = super().losses(batch, training)
        total = keras.ops.sum(self.stray(first.total[None], training=training))
        return (LossTerm(first.name, total, first.count, first.weight), *others)


def run(folder, create_task, settings, devices=1, source=None):
    mesh = Mesh(jax.local_devices()[:devices], ("batch",))
    state = create_state(create_task, settings, JaxBackend(mesh))
    train(state, source or ToySource(), folder, resume=True)
    return state


def message_of(error, folder, *args, **options):
    try:
        run(folder, *args, **options)
    except error as raised:
        return str(raised)
    return ""


def main():
    home = Path(sys.argv[1])
    settings = toy_settings()
    backend = create_backend("mirrored", DEVICES)
    facts = {"replicas": backend.replicas, "mean": backend.mean(7)}
    for count in (1, 2, 4):
        state = run(home / f"toy-{count}", ToyTask, settings, count)
        kernel = state.task.model.trainable_variables[0].value
        facts[f"devices of a weight on {count}"] = len(kernel.sharding.device_set)
    for count in (1, 4):
        run(home / f"players-{count}", TwoPlayers, settings, count)
    run(home / "accumulated", ToyTask, toy_settings(accumulate=2))
    recipe = toy_recipe()
    create_task, images = functools.partial(toy_classification, recipe), toy_images()
    for count in (1, 2):
        source = ImageExamples(images, recipe.image_size, recipe)
        run(home / f"classifier-{count}", create_task, recipe.training, count, source)
    create_task = functools.partial(ToyTask, dropout=0.3)
    run(home / "whole", create_task, settings)
    stopped = {"source": StoppedSource(12 * settings.batch_size)}
    facts["stopped"] = message_of(NotFoundError, home / "resumed", create_task, settings, **stopped)
    run(home / "resumed", create_task, settings)
    np.save(home / "augmented.npy", toy_augmented())
    facts["stray"] = message_of(InvalidInputError, home / "stray", StrayTask, settings)
    (home / "facts.json").write_text(json.dumps(facts))


if __name__ == "__main__":
    main()
