"""Measures of images of known classes: discriminability, diversity and distance to real ones."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from waymo_kit.detectors.classification.labeled_images import ImageArray
from waymo_kit.detectors.generative.frechet import (
    FeatureStatistics,
    feature_statistics,
    frechet_distance,
)
from waymo_kit.detectors.generative.judge import RESOLUTIONS, Judge
from waymo_kit.detectors.generative.ms_ssim import class_diversity
from waymo_kit.detectors.generative.trained_generator import TrainedGenerator
from waymo_kit.errors import InvalidInputError


@dataclass(frozen=True)
class MeasureSettings:
    """Numbers of images and pairs, resolutions and seed of the measures.

    Attributes:
        images: Number of images of each class.
        pairs: Number of random pairs of each class for MS-SSIM; the paper has 100.
        resolutions: Sides in pixels at which the judge sees the images.
        seed: Random seed of samples and pairs.
    """

    images: int = 200
    pairs: int = 100
    resolutions: tuple[int, ...] = RESOLUTIONS
    seed: int = 0

    def __post_init__(self) -> None:
        """Checks the values."""
        if self.images < 2 or self.pairs < 1:
            raise InvalidInputError(
                f"expected two or more images and one or more pairs of each class, got "
                f"{self.images} and {self.pairs}"
            )
        if not self.resolutions or min(self.resolutions) < 1:
            raise InvalidInputError(f"resolutions: expected sides, got {self.resolutions}")


@dataclass(frozen=True)
class Measures:
    """Measures of a set of images.

    Attributes:
        name: Name of the set, such as "real" or "step 500".
        step: Number of training steps of the generator; None for real images.
        accuracy: Resolution in pixels -> share of images that the judge puts into their class.
        class_accuracy: Class -> that share at the images' own resolution.
        similarity: Class -> mean MS-SSIM of pairs, low where images are diverse.
        frechet: Squared Frechet distance of the judge's features to those of real images.
    """

    name: str = ""
    step: int | None = None
    accuracy: dict[int, float] = field(default_factory=dict)
    class_accuracy: dict[str, float] = field(default_factory=dict)
    similarity: dict[str, float] = field(default_factory=dict)
    frechet: float = 0.0

    @property
    def mean_accuracy(self) -> float:
        """Returns the mean accuracy over classes, at the images' own resolution."""
        return float(np.mean(list(self.class_accuracy.values())))

    @property
    def mean_similarity(self) -> float:
        """Returns the mean MS-SSIM over classes."""
        return float(np.mean(list(self.similarity.values())))

    def collapsed(self, real: Measures) -> tuple[str, ...]:
        """Returns the classes whose samples are less diverse than any class of real images.

        Odena et al. 2017, section 4.2: the largest MS-SSIM of a class of the training data is the
        limit.
        """
        limit = max(real.similarity.values())
        return tuple(name for name, value in self.similarity.items() if value > limit)


def measure(
    name: str,
    images: ImageArray,
    judge: Judge,
    reference: FeatureStatistics,
    settings: MeasureSettings,
    *,
    step: int | None = None,
    all_resolutions: bool = True,
) -> Measures:
    """Measures images of known classes.

    Args:
        name: Name of the set.
        images: Images with the classes that they shall have.
        judge: Classifier of the same classes.
        reference: Statistics of the judge's features of real images.
        settings: Pairs, resolutions and seed.
        step: Number of training steps of the generator; None for real images.
        all_resolutions: Whether the judge sees them at all resolutions of the settings, or at their
            own only.

    Raises:
        InvalidInputError: The judge has other classes, or a class has fewer than two images.
    """
    judge.check_classes(images.class_names)
    own = judge.judge(images.images)
    right = own.logits.argmax(1) == images.labels
    accuracy = {}
    for resolution in settings.resolutions if all_resolutions else ():
        accuracy[resolution] = judge.judge(images.images, resolution).accuracy(images.labels)
    class_accuracy, similarity = {}, {}
    for label, kind in enumerate(images.class_names):
        of_class = images.labels == label
        similarity[kind] = class_diversity(
            images.images[of_class], kind, settings.pairs, settings.seed
        )
        class_accuracy[kind] = float(right[of_class].mean())
    distance = frechet_distance(feature_statistics(own.features), reference)
    return Measures(name, step, accuracy, class_accuracy, similarity, distance)


def drawn_images(images: ImageArray, count: int, seed: int) -> ImageArray:
    """Draws images of each class at random, without replacement.

    Args:
        images: Images to draw from.
        count: Maximum number of images of each class; a rarer class has fewer.
        seed: Random seed.
    """
    random = np.random.default_rng(seed)
    chosen = [
        random.permutation(np.flatnonzero(images.labels == label))[:count]
        for label in range(len(images.class_names))
    ]
    indices = np.concatenate(chosen)
    return ImageArray(
        images.images[indices], images.labels[indices], images.class_names, images.where
    )


def drawn_samples(generator: TrainedGenerator, count: int, seed: int) -> ImageArray:
    """Makes samples of each class.

    Args:
        generator: Generator that makes them.
        count: Number of samples of each class, at least 1.
        seed: Random seed of the noise.
    """
    names = generator.config.class_names
    made = [generator.samples(seed, label, count) for label in range(len(names))]
    labels: NDArray[np.int64] = np.repeat(np.arange(len(names)), count)
    return ImageArray(np.concatenate(made), labels, names, generator.where)
