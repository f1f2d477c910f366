"""A classifier from a checkpoint, on any Keras backend."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import keras
import yaml

from waymo_kit.configuration import change
from waymo_kit.detectors.classification.classifier import create_classifier
from waymo_kit.detectors.classification.recipe import Recipe
from waymo_kit.detectors.training.checkpoints import load_averages, read_checkpoint
from waymo_kit.errors import CorruptDataError


@dataclass(frozen=True)
class ClassifierConfig:
    """What a checkpoint says of its classifier.

    Attributes:
        recipe: by which it is trained.
        class_names: by label.
    """

    recipe: Recipe = field(default_factory=Recipe)
    class_names: tuple[str, ...] = ()


@dataclass(frozen=True)
class TrainedClassifier:
    """A classifier with the averaged weights of a checkpoint.

    Attributes:
        model: see `create_classifier`.
        config: its recipe and classes.
    """

    model: keras.Model
    config: ClassifierConfig


def load_classifier(checkpoint: Path) -> TrainedClassifier:
    """Loads a classifier, whose image size and classes are those of its training.

    Args:
        checkpoint: a file of a run's folder `checkpoints`.

    Raises:
        NotFoundError: there is none.
        CorruptDataError: it is damaged, or no classifier's.
    """
    loaded = read_checkpoint(checkpoint)
    config = config_of(loaded.config, checkpoint)
    model = create_classifier(config.recipe, len(config.class_names))
    load_averages(loaded, model, str(checkpoint))
    return TrainedClassifier(model, config)


def config_of(text: str, checkpoint: Path) -> ClassifierConfig:
    """The configuration in a checkpoint.

    Raises:
        CorruptDataError: it is not that of a classifier.
    """
    values = yaml.safe_load(text)
    if not isinstance(values, dict) or "class_names" not in values:
        raise CorruptDataError(f"{checkpoint}: expected the checkpoint of a classifier")
    return change(ClassifierConfig(), values, str(checkpoint))
