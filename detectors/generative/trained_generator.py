"""Generators from the checkpoints of their trainings, on any Keras backend."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import keras
import numpy as np
from keras import ops
from numpy.typing import NDArray

from waymo_kit.configuration import stored_configuration
from waymo_kit.detectors.generative.digests import weights_digest
from waymo_kit.detectors.generative.generator import create_generator
from waymo_kit.detectors.generative.recipe import GanRecipe
from waymo_kit.detectors.generative.task import GENERATOR
from waymo_kit.detectors.training.checkpoints import CHECKPOINTS, CheckpointFolder, read_checkpoint
from waymo_kit.detectors.training.initialization import load_averages
from waymo_kit.detectors.training.resume import MAY_LACK
from waymo_kit.errors import InvalidInputError, NotFoundError

BATCH = 100
"""Number of images made at a time; the last batch is padded, so that shapes stay equal."""


@dataclass(frozen=True)
class GeneratorConfig:
    """Configuration of an AC-GAN, as its checkpoints hold it.

    Attributes:
        recipe: Recipe of its networks and training.
        class_names: Names of the classes, by label.
        images_digest: Digest of the images of the training; empty in checkpoints that have none.
    """

    recipe: GanRecipe = field(default_factory=GanRecipe)
    class_names: tuple[str, ...] = ()
    images_digest: str = ""


@dataclass(frozen=True)
class TrainedGenerator:
    """A generator with averaged weights.

    Attributes:
        model: Network of `create_generator`.
        config: Recipe and classes of the generator.
        step: Number of training steps done.
        where: Path of its checkpoint.
    """

    model: keras.Model
    config: GeneratorConfig
    step: int
    where: str

    def class_numbers(self, names: Sequence[str]) -> tuple[int, ...]:
        """Returns the labels of classes.

        Raises:
            InvalidInputError: There is no name, an unknown one, or one is there twice.
        """
        known = self.config.class_names
        if not names:
            raise InvalidInputError(f"classes: expected one or more of {', '.join(known)}")
        for name in names:
            if name not in known:
                raise InvalidInputError(
                    f"classes: {self.where} was trained on {', '.join(known)}, got {name!r}"
                )
        if len(set(names)) < len(names):
            raise InvalidInputError(f"classes: expected each name once, got {', '.join(names)}")
        return tuple(known.index(name) for name in names)

    def images(self, noise: NDArray[np.float32], labels: NDArray[np.integer]) -> NDArray[np.uint8]:
        """Makes images.

        Args:
            noise: (N, Z) float32 noise.
            labels: (N,) classes.

        Returns:
            (N, S, S, 3) uint8.
        """
        size, parts = self.config.recipe.size, []
        for start in range(0, len(noise), BATCH):
            count = len(noise[start : start + BATCH])
            values = np.zeros((BATCH, noise.shape[1]), np.float32)
            kinds = np.zeros(BATCH, np.int32)
            values[:count] = noise[start : start + count]
            kinds[:count] = labels[start : start + count]
            made = ops.convert_to_numpy(self.model([values, kinds], training=False))
            parts.append(np.clip(np.rint((made[:count] + 1) * 127.5), 0, 255).astype(np.uint8))
        return np.concatenate(parts) if parts else np.empty((0, size, size, 3), np.uint8)

    def noise(self, seed: int, label: int, first: int, count: int) -> NDArray[np.float32]:
        """Draws the noise of samples of a class, by their numbers.

        Args:
            seed: Random seed.
            label: Class of the samples.
            first: Number of the first sample.
            count: Number of samples, at least 1.

        Returns:
            (count, Z) float32; a sample's noise depends on seed, class and number alone.
        """
        values = self.config.recipe.noise
        return np.stack(
            [
                np.random.default_rng((seed, label, number)).standard_normal(values, np.float32)
                for number in range(first, first + count)
            ]
        )

    def digest(self) -> str:
        """Returns a digest of all weights, which tells generators apart."""
        return weights_digest(self.model)

    def samples(self, seed: int, label: int, count: int, first: int = 0) -> NDArray[np.uint8]:
        """Makes samples of a class: (count, S, S, 3) uint8, count > 0; see `noise`."""
        noise = self.noise(seed, label, first, count)
        return self.images(noise, np.full(count, label))


def load_generator(run: Path) -> TrainedGenerator:
    """Loads a generator with the size and the classes of its training.

    Args:
        run: Folder of a run, of which the last checkpoint is taken, or a checkpoint file.

    Raises:
        NotFoundError: There is no checkpoint.
        CorruptDataError: The file is damaged or not the checkpoint of an AC-GAN, or a weight is not
            finite.
        InvalidInputError: The weights do not fit the configuration.
    """
    checkpoint: Path | None = run
    if run.is_dir():
        checkpoint = CheckpointFolder(run / CHECKPOINTS).latest()
    if checkpoint is None:
        raise NotFoundError(
            f"{run}: expected the run of `waymo-kit train-gan`, no checkpoint there"
        )
    loaded = read_checkpoint(checkpoint)
    where = str(checkpoint)
    config = stored_configuration(loaded.config, GeneratorConfig(), where, "an AC-GAN", MAY_LACK)
    model = create_generator(config.recipe, len(config.class_names))
    load_averages(loaded, model, where, GENERATOR)
    return TrainedGenerator(model, config, loaded.step, where)


def random_generator(config: GeneratorConfig) -> TrainedGenerator:
    """Returns a generator with random weights, to compare a trained one with."""
    keras.utils.set_random_seed(config.recipe.training.seed)
    model = create_generator(config.recipe, len(config.class_names))
    return TrainedGenerator(model, config, 0, "random weights")
