"""Classifiers from the checkpoints of their trainings, on any Keras backend."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import keras

from waymo_kit.configuration import stored_configuration
from waymo_kit.detectors.classification.classifier import create_classifier
from waymo_kit.detectors.classification.recipe import Recipe
from waymo_kit.detectors.training.checkpoints import read_checkpoint
from waymo_kit.detectors.training.initialization import load_averages
from waymo_kit.detectors.training.resume import MAY_LACK


@dataclass(frozen=True)
class ClassifierConfig:
    """Configuration of a classifier, as its checkpoints hold it.

    Attributes:
        recipe: Recipe of its network and training.
        class_names: Names of the classes, by label.
        images_digest: Digest of the images of the training; empty in checkpoints that have none.
    """

    recipe: Recipe = field(default_factory=Recipe)
    class_names: tuple[str, ...] = ()
    images_digest: str = ""


@dataclass(frozen=True)
class TrainedClassifier:
    """A classifier with the averaged weights of a checkpoint.

    Attributes:
        model: Network of `create_classifier`.
        config: Recipe and classes of the classifier.
    """

    model: keras.Model
    config: ClassifierConfig

    def with_features(self) -> keras.Model:
        """Returns a model of the same images with the logits and what the last layer takes.

        The latter are the features (batch, F) float32 of the images.
        """
        inner = next(layer for layer in self.model.layers if isinstance(layer, keras.Model))
        head = keras.Model(inner.input, [inner.output, inner.get_layer("logits").input])
        values = self.model.input
        for layer in self.model.layers[1:]:
            values = (head if layer is inner else layer)(values)
        return keras.Model(self.model.input, values)


def load_classifier(checkpoint: Path) -> TrainedClassifier:
    """Loads a classifier with the image size and the classes of its training.

    Args:
        checkpoint: File in the folder `checkpoints` of a run.

    Raises:
        NotFoundError: The file does not exist.
        CorruptDataError: The file is damaged or not the checkpoint of a classifier, or a weight is
            not finite.
        InvalidInputError: The weights do not fit the configuration.
    """
    loaded = read_checkpoint(checkpoint)
    where = str(checkpoint)
    config = stored_configuration(
        loaded.config, ClassifierConfig(), where, "a classifier", MAY_LACK
    )
    model = create_classifier(config.recipe, len(config.class_names))
    load_averages(loaded, model, where)
    return TrainedClassifier(model, config)
