"""The training of an AC-GAN."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from waymo_kit.configuration import configuration_text
from waymo_kit.detectors.classification.labeled_images import (
    LabeledImages,
    images_digest,
)
from waymo_kit.detectors.generative.examples import GanExamples, resized_images
from waymo_kit.detectors.generative.recipe import GanRecipe
from waymo_kit.detectors.generative.task import GanTask
from waymo_kit.detectors.generative.trained_generator import GeneratorConfig
from waymo_kit.detectors.training.backend import create_backend
from waymo_kit.detectors.training.checkpoints import CHECKPOINTS, CheckpointFolder, read_checkpoint
from waymo_kit.detectors.training.loop import TrainingResult, train
from waymo_kit.detectors.training.records import Observer
from waymo_kit.detectors.training.resume import check_same_run
from waymo_kit.detectors.training.state import create_state
from waymo_kit.io import write_bytes

RECIPE = "recipe.yaml"
"""File with the recipe in the folder of a run, which `train-gan --config` takes."""


def train_gan(
    recipe: GanRecipe,
    images: LabeledImages,
    folder: Path,
    *,
    strategy: str = "auto",
    resume: bool = False,
    observers: Sequence[Observer] = (),
) -> TrainingResult:
    """Trains an AC-GAN, whose generator `load_generator` loads from a checkpoint.

    Args:
        recipe: Recipe of networks and training.
        images: Images to train on, which are read into memory.
        folder: Folder of the run, for `recipe.yaml` and what `training.loop.train` writes.
        strategy: Name of the devices to train on; see `create_backend`.
        resume: Whether to continue from the last checkpoint of the folder, if there is one.
        observers: Observers of what is logged.

    Raises:
        InvalidInputError: The recipe, the images or the folder do not fit, a class has no images,
            or the run to resume has another recipe, other classes or other images.
        NonFiniteLossError: A loss became NaN or infinite.
    """
    ready = resized_images(images, recipe.size)
    config = configuration_text(GeneratorConfig(recipe, images.class_names, images_digest(ready)))
    latest = CheckpointFolder(folder / CHECKPOINTS).latest()
    if resume and latest is not None:
        check_same_run(read_checkpoint(latest), recipe.training, config, str(latest))
    source = GanExamples(ready, recipe.noise, recipe.training.seed, recipe.flip)

    def create_task() -> GanTask:
        return GanTask(recipe, len(images.class_names))

    state = create_state(create_task, recipe.training, create_backend(strategy))
    if resume or latest is None:
        write_bytes(configuration_text(recipe).encode(), folder / RECIPE)
    return train(state, source, folder, resume=resume, config=config, observers=observers)
