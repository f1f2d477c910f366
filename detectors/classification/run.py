"""The training of a classifier."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from waymo_kit.configuration import configuration_text, first_difference
from waymo_kit.detectors.classification.classifier import create_classifier, image_size
from waymo_kit.detectors.classification.evaluation import answer, metrics_of
from waymo_kit.detectors.classification.image_examples import ImageExamples, check_images
from waymo_kit.detectors.classification.labelled_images import LabelledImages
from waymo_kit.detectors.classification.recipe import Recipe
from waymo_kit.detectors.classification.task import ClassificationTask
from waymo_kit.detectors.classification.trained_classifier import ClassifierConfig, config_of
from waymo_kit.detectors.training.checkpoints import CheckpointFolder, read_checkpoint
from waymo_kit.detectors.training.loop import CHECKPOINTS, TrainingResult, train
from waymo_kit.detectors.training.records import Observer
from waymo_kit.detectors.training.state import create_state
from waymo_kit.detectors.training.task import Task
from waymo_kit.errors import InvalidInputError

RECIPE = "recipe.yaml"
"""The recipe's file in the folder of a run; `train-classifier --recipe` takes it."""


def train_classifier(
    recipe: Recipe,
    images: LabelledImages,
    folder: Path,
    *,
    validation: LabelledImages | None = None,
    strategy: Any = None,
    resume: bool = False,
    observers: Sequence[Observer] = (),
) -> TrainingResult:
    """Trains a classifier; `load_classifier` reads its checkpoints.

    Args:
        recipe: of network and training.
        images: to train on.
        folder: of the run: `recipe.yaml`, and see `detectors.training.loop.train`.
        validation: to evaluate on, of the same classes.
        strategy: of `create_strategy`, whose "auto" is the default.
        resume: goes on from the last checkpoint of the folder, if there is one.
        observers: are told what is logged.

    Raises:
        InvalidInputError: the recipe, the images or the folder are not fit, or the run to go on
            with has another recipe or other classes.
    """
    check_images(images)
    if validation is not None:
        check_images(validation, images.class_names)
    config = ClassifierConfig(recipe, images.class_names)
    if resume:
        _check_same(config, folder)
    source = ImageExamples(images, image_size(recipe), recipe)

    def create_task() -> ClassificationTask:
        return ClassificationTask(create_classifier(recipe, len(images.class_names)), recipe)

    def evaluate(task: Task) -> dict[str, float]:
        assert validation is not None
        return metrics_of(answer(task.model, validation, recipe.crop))

    state = create_state(create_task, recipe.training, strategy)
    if CheckpointFolder(folder / CHECKPOINTS).latest() is None:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / RECIPE).write_text(configuration_text(recipe), encoding="utf-8")
    return train(
        state,
        source,
        folder,
        resume=resume,
        evaluate=None if validation is None else evaluate,
        config=configuration_text(config),
        observers=observers,
    )


def _check_same(config: ClassifierConfig, folder: Path) -> None:
    """Raises InvalidInputError if the folder's run is another one."""
    latest = CheckpointFolder(folder / CHECKPOINTS).latest()
    if latest is None:
        return
    key = first_difference(config_of(read_checkpoint(latest).config, latest), config)
    if key is not None:
        raise InvalidInputError(
            f"{folder}: expected the run's own recipe and classes to go on with, {key} differs; "
            "take the same, or another folder"
        )
