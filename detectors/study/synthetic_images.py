"""Study of the effect of synthesized images of a rare class on a classifier."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from waymo_kit.configuration import change, plain_values
from waymo_kit.detectors.classification.crop_images import CropImages
from waymo_kit.detectors.classification.evaluation import answer, top_accuracy
from waymo_kit.detectors.classification.image_examples import check_images
from waymo_kit.detectors.classification.labeled_images import (
    ImageArray,
    LabeledImages,
    images_digest,
)
from waymo_kit.detectors.classification.recipe import Recipe
from waymo_kit.detectors.classification.run import train_classifier
from waymo_kit.detectors.classification.trained_classifier import load_classifier
from waymo_kit.detectors.generative.examples import check_classes
from waymo_kit.detectors.generative.trained_generator import TrainedGenerator
from waymo_kit.detectors.study.tables import Tables
from waymo_kit.detectors.training.checkpoints import CHECKPOINTS, CheckpointFolder
from waymo_kit.errors import InvalidInputError
from waymo_kit.io import read_json, write_json
from waymo_kit.progress import OnProgress, Progress, ignore_progress


@dataclass(frozen=True)
class AugmentationScore:
    """Scores of one classifier on real images that it was not trained on.

    Attributes:
        factor: Number of synthesized images of the rare class for each real one of it.
        seed: Random seed of training and synthesis.
        top1: Share of all images that are classified right.
        recall: Share of the images of the rare class that are classified right.
        precision: Share of the images classified as the rare class that are of it; 0 without any.
    """

    factor: float = 0.0
    seed: int = 0
    top1: float = 0.0
    recall: float = 0.0
    precision: float = 0.0

    @property
    def f1(self) -> float:
        """Returns the harmonic mean of precision and recall of the rare class."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


@dataclass(frozen=True)
class AugmentationStudy:
    """Settings of a study of synthesized images of a rare class.

    Attributes:
        rare: Name of the class that gets synthesized images.
        factors: Numbers of synthesized images for each real one of the class; 0 is the baseline.
        seeds: Random seeds, each of which trains a classifier for each factor.
        recipe: Recipe of the classifiers; its seed is replaced.
    """

    rare: str
    factors: tuple[float, ...] = (0.0, 1.0, 4.0)
    seeds: tuple[int, ...] = (0, 1, 2)
    recipe: Recipe = field(default_factory=Recipe)

    def __post_init__(self) -> None:
        """Checks factors and seeds."""
        if 0.0 not in self.factors or len(set(self.factors)) < len(self.factors):
            raise InvalidInputError(
                f"factors: expected different numbers, among them 0, got {list(self.factors)}"
            )
        if min(self.factors) < 0:
            raise InvalidInputError(f"factors: expected none below 0, got {min(self.factors)}")
        if not self.seeds or len(set(self.seeds)) < len(self.seeds) or min(self.seeds) < 0:
            raise InvalidInputError(f"seeds: expected different ones, got {list(self.seeds)}")


def study_synthetic_images(
    study: AugmentationStudy,
    train: LabeledImages,
    test: LabeledImages,
    generator: TrainedGenerator,
    folder: Path,
    *,
    strategy: str = "auto",
    on_progress: OnProgress = ignore_progress,
) -> tuple[AugmentationScore, ...]:
    """Trains a classifier for each factor and seed, and scores it on real test images.

    All classifiers have the same number of steps. The folder keeps runs and scores, so that a
    stopped study goes on.

    Args:
        study: Rare class, factors, seeds and recipe.
        train: Real images to train on; the generator must have seen no others.
        test: Real images of other segments.
        generator: Generator that was trained on `train`.
        folder: Folder of the study.
        strategy: Name of the devices to train on.
        on_progress: Function called with the number of classifiers that are scored.

    Returns:
        The scores, by factor and then by seed.

    Raises:
        InvalidInputError: Classes differ, the rare one is unknown or has no images, the two sets
            share segments, or the folder holds a study of other settings.
    """
    check_images(train)
    check_images(test, train.class_names)
    (label,) = generator.class_numbers([study.rare])
    if generator.config.class_names != train.class_names:
        raise InvalidInputError(
            f"{generator.where}: expected a generator of {', '.join(train.class_names)}, got "
            f"one of {', '.join(generator.config.class_names)}"
        )
    counts = check_classes(train)
    check_classes(test)
    _check_segments(train, test)
    facts = {
        "study": plain_values(study),
        "generator": generator.digest(),
        "images": [images_digest(images) for images in (train, test)],
    }
    path = folder / "study.json"
    if not path.exists():
        write_json(facts, path)
    elif read_json(path) != facts:
        raise InvalidInputError(
            f"{folder}: holds a study with other settings or images: choose another folder"
        )
    scores = []
    for factor in study.factors:
        for seed in study.seeds:
            run = folder / f"factor-{factor:g}-seed-{seed}"
            stored = run / "score.json"
            if not stored.exists():
                images = _with_samples(
                    train, generator, label, round(factor * int(counts[label])), seed
                )
                write_json(
                    plain_values(_score(study, images, test, factor, seed, run, strategy)), stored
                )
            scores.append(change(AugmentationScore(), read_json(stored), str(stored)))
            on_progress(Progress(len(scores), len(study.factors) * len(study.seeds)))
    return tuple(scores)


def augmentation_tables(study: AugmentationStudy, scores: Sequence[AugmentationScore]) -> Tables:
    """Returns mean and range over the seeds, and differences from the baseline of the same seed."""
    by_place = {(score.factor, score.seed): score for score in scores}
    columns = ("top1", "recall", "precision", "f1")
    rows, differences = [], []
    for factor in study.factors:
        cells, changes = [], []
        for column in columns:
            values = [getattr(by_place[factor, seed], column) for seed in study.seeds]
            base = [getattr(by_place[0.0, seed], column) for seed in study.seeds]
            cells.append(_mean_and_range(values))
            changes.append(_mean_and_range([a - b for a, b in zip(values, base, strict=True)]))
        rows.append([f"{factor:g}x", *cells])
        if factor:
            differences.append([f"{factor:g}x", *changes])
    heads = ["synthesized", "top-1", *(f"{study.rare} {name}" for name in columns[1:])]
    seeds = f"{len(study.seeds)} seeds"
    return {
        f"Real test images, mean (lowest to highest) of {seeds}": [heads, *rows],
        f"Difference from no synthesized images, same seed, of {seeds}": [heads, *differences],
    }


def _mean_and_range(values: Sequence[float]) -> str:
    return f"{np.mean(values):.4f} ({min(values):.4f} to {max(values):.4f})"


def _score(
    study: AugmentationStudy,
    images: LabeledImages,
    test: LabeledImages,
    factor: float,
    seed: int,
    run: Path,
    strategy: str,
) -> AugmentationScore:
    training = dataclasses.replace(study.recipe.training, seed=seed)
    recipe = dataclasses.replace(study.recipe, training=training)
    train_classifier(recipe, images, run, strategy=strategy, resume=True)
    latest = CheckpointFolder(run / CHECKPOINTS).latest()
    assert latest is not None
    answers = answer(load_classifier(latest).model, test, recipe.crop)
    said = answers.logits.argmax(1)
    label = test.class_names.index(study.rare)
    is_rare, says_rare = answers.labels == label, said == label
    right = int((is_rare & says_rare).sum())
    return AugmentationScore(
        factor,
        seed,
        top_accuracy(answers.logits, answers.labels, 1),
        right / int(is_rare.sum()),
        right / max(int(says_rare.sum()), 1),
    )


def _with_samples(
    train: LabeledImages, generator: TrainedGenerator, label: int, count: int, seed: int
) -> LabeledImages:
    if not count:
        return train
    samples = generator.samples(seed, label, count)
    labels: NDArray[np.int64] = np.full(count, label)
    return JoinedImages(train, ImageArray(samples, labels, train.class_names, "samples"))


class JoinedImages:
    """Images of the same classes, one after the other.

    Args:
        first: Images that come first.
        second: Images that come after them.
    """

    def __init__(self, first: LabeledImages, second: LabeledImages) -> None:
        """Joins the labels."""
        self._first, self._second = first, second
        self.class_names = first.class_names
        self.labels: NDArray[np.int64] = np.concatenate([first.labels, second.labels])

    def image(self, index: int) -> NDArray[np.uint8]:
        """Returns an image; see `LabeledImages`."""
        images, within = self._place(index)
        return images.image(within)

    def name(self, index: int) -> str:
        """Returns the name of an image."""
        images, within = self._place(index)
        return images.name(within)

    def _place(self, index: int) -> tuple[LabeledImages, int]:
        count = len(self._first.labels)
        return (self._first, index) if index < count else (self._second, index - count)


def _check_segments(train: LabeledImages, test: LabeledImages) -> None:
    """Raises InvalidInputError if crops of one segment are in both sets."""
    if not isinstance(train, CropImages) or not isinstance(test, CropImages):
        return
    names = [set(images.index.column("segment").to_pylist()) for images in (train, test)]
    shared = sorted(names[0] & names[1])
    if shared:
        raise InvalidInputError(
            f"--validation: expected crops of other segments than those trained on, "
            f"{len(shared)} are in both, such as {shared[0]}"
        )
