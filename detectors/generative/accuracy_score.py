"""Classification accuracy score: a classifier learns from samples and is tested on real images."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from waymo_kit.detectors.classification.labeled_images import LabeledImages, images_digest
from waymo_kit.detectors.classification.recipe import Recipe
from waymo_kit.detectors.classification.run import train_classifier


@dataclass(frozen=True)
class AccuracyScore:
    """Accuracy on real test images of two trainings that differ in their images alone.

    Attributes:
        samples: Top-1 accuracy after training on samples.
        real: Top-1 accuracy after training on as many real images.
    """

    samples: float
    real: float


def classification_accuracy_score(
    samples: LabeledImages,
    real: LabeledImages,
    test: LabeledImages,
    recipe: Recipe,
    folder: Path,
    strategy: str = "auto",
) -> AccuracyScore:
    """Trains a classifier on samples and one on real images; tests both on real images.

    Ravuri and Vinyals, "Classification Accuracy Score for Conditional Generative Models", 2019.

    Args:
        samples: Samples with the classes that they shall have.
        real: Real images to train on.
        test: Real images to test on.
        recipe: Recipe of both trainings.
        folder: Folder of both runs, which are resumed if they were stopped. Their names hold a
            digest of the images, so that other samples get a training of their own.
        strategy: Name of the devices to train on.

    Returns:
        The accuracies on the test images after both trainings.

    Raises:
        InvalidInputError: The classes differ, or the runs in the folder are others.
    """
    found = {}
    for name, images in (("samples", samples), ("real", real)):
        result = train_classifier(
            recipe,
            images,
            folder / f"{name}-{images_digest(images)}",
            validation=test,
            strategy=strategy,
            resume=True,
        )
        found[name] = float(result.metrics["top1"])
    return AccuracyScore(**found)
