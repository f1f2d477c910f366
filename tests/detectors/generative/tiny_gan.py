"""A tiny AC-GAN of 32 px; as a script it trains in a process of its own, to have a strategy."""

import argparse
import dataclasses
import sys
from pathlib import Path

import numpy as np

from waymo_kit.detectors.classification.labeled_images import ImageArray
from waymo_kit.detectors.generative.recipe import GanRecipe
from waymo_kit.detectors.training.settings import TrainingSettings


def tiny_recipe(**changes):
    training = {
        "steps": 6,
        "batch_size": 8,
        "learning_rate": 2e-4,
        "schedule": "steps",
        "warmup": 0.0,
        "betas": (0.5, 0.999),
        "weight_decay": 0.0,
        "clip_norm": None,
        "average_decay": 0.9,
        "log_every": 1,
        "checkpoint_every": 3,
        "seed": 3,
        **changes.pop("training", {}),
    }
    recipe = GanRecipe(width=0.04, noise=6, training=TrainingSettings(**training))
    return dataclasses.replace(recipe, **changes)


def tiny_images(count=24, side=32, classes=("dark", "light"), seed=0):
    random = np.random.default_rng(seed)
    labels = np.arange(count) % len(classes)
    levels = random.integers(0, 60, (count, side, side, 3)) + 150 * labels[:, None, None, None]
    return ImageArray(levels.astype(np.uint8), labels, classes, "tiny")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--strategy", default="cpu")
    parser.add_argument("--cpu-devices", type=int, default=1)
    options = parser.parse_args()
    from waymo_kit.detectors.generative.examples import GanExamples
    from waymo_kit.detectors.generative.task import GanTask
    from waymo_kit.detectors.training.backend import create_backend
    from waymo_kit.detectors.training.loop import train
    from waymo_kit.detectors.training.state import create_state

    backend = create_backend(options.strategy, options.cpu_devices)
    recipe = tiny_recipe(dropout=0.0)
    state = create_state(lambda: GanTask(recipe, 2), recipe.training, backend)
    train(state, GanExamples(tiny_images(), recipe.noise, 3), options.folder)


if __name__ == "__main__":
    sys.exit(main())
