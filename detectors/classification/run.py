"""The training of a classifier."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from waymo_kit.configuration import configuration_text
from waymo_kit.detectors.classification.classifier import (
    create_classifier,
    image_size,
    load_initial_weights,
    with_recorded_scaling,
)
from waymo_kit.detectors.classification.evaluation import answer, metrics_of
from waymo_kit.detectors.classification.image_examples import ImageExamples, check_images
from waymo_kit.detectors.classification.labeled_images import (
    LabeledImages,
    images_digest,
)
from waymo_kit.detectors.classification.recipe import Recipe
from waymo_kit.detectors.classification.task import ClassificationTask
from waymo_kit.detectors.classification.trained_classifier import ClassifierConfig
from waymo_kit.detectors.training.backend import create_backend
from waymo_kit.detectors.training.checkpoints import CHECKPOINTS, CheckpointFolder, read_checkpoint
from waymo_kit.detectors.training.loop import TrainingResult, train
from waymo_kit.detectors.training.records import Observer
from waymo_kit.detectors.training.resume import check_same_run
from waymo_kit.detectors.training.state import create_state
from waymo_kit.io import write_bytes

RECIPE = "recipe.yaml"
"""File with the recipe in the folder of a run, which `train-classifier --recipe` takes."""


def train_classifier(
    recipe: Recipe,
    images: LabeledImages,
    folder: Path,
    *,
    validation: LabeledImages | None = None,
    strategy: str = "auto",
    resume: bool = False,
    observers: Sequence[Observer] = (),
) -> TrainingResult:
    """Trains a classifier, which `load_classifier` loads from a checkpoint.

    Args:
        recipe: Recipe of network and training.
        images: Images to train on.
        folder: Folder of the run, for `recipe.yaml` and what `training.loop.train` writes.
        validation: Images to evaluate on, of the same classes. Defaults to no evaluation.
        strategy: Name of the devices to train on; see `create_backend`.
        resume: Whether to continue from the last checkpoint of the folder, if there is one.
        observers: Observers of what is logged.

    Raises:
        InvalidInputError: The recipe, the images or the folder do not fit, or the run to resume has
            another recipe, other classes or other images.
        NonFiniteLossError: The loss became NaN or infinite.
    """
    check_images(images)
    if validation is not None:
        check_images(validation, images.class_names)
    recipe = with_recorded_scaling(recipe)
    config = configuration_text(ClassifierConfig(recipe, images.class_names, images_digest(images)))
    latest = CheckpointFolder(folder / CHECKPOINTS).latest()
    if resume and latest is not None:
        check_same_run(read_checkpoint(latest), recipe.training, config, str(latest))
    source = ImageExamples(images, image_size(recipe), recipe)

    def create_task() -> ClassificationTask:
        model = create_classifier(recipe, len(images.class_names))
        if latest is None:
            load_initial_weights(model, recipe, source)
        return ClassificationTask(model, recipe)

    def evaluate(task: ClassificationTask) -> dict[str, float]:
        assert validation is not None
        return metrics_of(answer(task.model, validation, recipe.crop))

    state = create_state(create_task, recipe.training, create_backend(strategy))
    if resume or latest is None:
        write_bytes(configuration_text(recipe).encode(), folder / RECIPE)
    return train(
        state,
        source,
        folder,
        resume=resume,
        evaluate=None if validation is None else evaluate,
        config=config,
        observers=observers,
    )
