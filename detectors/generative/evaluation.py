"""The evaluation of a training: its checkpoints, a random generator and real images."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from waymo_kit.configuration import change, plain_values
from waymo_kit.detectors.classification.labeled_images import (
    ImageArray,
    LabeledImages,
    images_digest,
)
from waymo_kit.detectors.generative.examples import check_classes, resized_images
from waymo_kit.detectors.generative.frechet import feature_statistics
from waymo_kit.detectors.generative.judge import Judge
from waymo_kit.detectors.generative.measures import (
    Measures,
    MeasureSettings,
    drawn_images,
    drawn_samples,
    measure,
)
from waymo_kit.detectors.generative.neighbors import Neighbors, nearest_neighbors
from waymo_kit.detectors.generative.trained_generator import (
    TrainedGenerator,
    load_generator,
    random_generator,
)
from waymo_kit.detectors.training.checkpoints import CHECKPOINTS, CheckpointFolder
from waymo_kit.errors import CorruptDataError, InvalidInputError, NotFoundError
from waymo_kit.io import read_json, write_json
from waymo_kit.progress import OnProgress, Progress, ignore_progress

NEIGHBORS = 200
"""Number of samples, and of real test images, whose nearest training image is looked for."""


@dataclass(frozen=True)
class Memorization:
    """Distances from samples, and from real test images, to the nearest training image.

    Attributes:
        samples: Samples, (N, S, S, 3) uint8.
        nearest: Training image that is nearest to each, (N, S, S, 3) uint8.
        of_samples: Distances of the samples, in levels.
        of_test: Distances of as many test images, in levels.
    """

    samples: NDArray[np.uint8]
    nearest: NDArray[np.uint8]
    of_samples: Neighbors
    of_test: Neighbors

    @property
    def ratio(self) -> float:
        """Returns the median distance of samples divided by that of test images.

        Well below 1 where samples are copies of training images; NaN where test images are.
        """
        of_test = float(np.median(self.of_test.distance))
        return float(np.median(self.of_samples.distance)) / of_test if of_test else math.nan


@dataclass(frozen=True)
class GanEvaluation:
    """Results of the evaluation of an AC-GAN over its training.

    Attributes:
        settings: Numbers of images and pairs, resolutions and seed.
        judge: Name of the judge's network.
        generator: Generator of the last checkpoint.
        real: Measures of real test images.
        random: Measures of a generator with random weights.
        steps: Measures of the checkpoints, the last of which has all resolutions.
        memorization: Nearest training images of samples of the last checkpoint.
    """

    settings: MeasureSettings
    judge: str
    generator: TrainedGenerator
    real: Measures
    random: Measures
    steps: tuple[Measures, ...]
    memorization: Memorization

    @property
    def last(self) -> Measures:
        """Returns the measures of the last checkpoint."""
        return self.steps[-1]


def evaluate_gan(
    run: Path,
    train: LabeledImages,
    test: LabeledImages,
    judge: Judge,
    folder: Path,
    settings: MeasureSettings,
    on_progress: OnProgress = ignore_progress,
) -> GanEvaluation:
    """Measures all checkpoints of a run that were kept.

    Each result is kept in `<folder>/measures/`, so that a stopped evaluation goes on, and one of a
    longer run measures the new checkpoints only. Results of a generator have a digest of its file
    or weights in their names, so that those of another run are not taken for its own.

    Args:
        run: Folder of the run of `train_gan`.
        train: Images that it was trained on.
        test: Real images of the same classes that it was not trained on.
        judge: Classifier of the same classes, trained on real images.
        folder: Folder of the results.
        settings: Numbers of images and pairs, resolutions and seed.
        on_progress: Function called with the number of sets of images that are measured.

    Raises:
        NotFoundError: The run has no checkpoints.
        InvalidInputError: Classes differ, a class has fewer than two test images, or the folder has
            measures with other settings, by another judge or of other images.
        CorruptDataError: A checkpoint or a result is damaged.
    """
    checkpoints = _checkpoints(run)
    last = load_generator(checkpoints[-1])
    names = last.config.class_names
    for images, what in ((train, "training"), (test, "test")):
        if images.class_names != names:
            raise InvalidInputError(
                f"{run}: expected {what} images of {', '.join(names)}, got "
                f"{', '.join(images.class_names)}"
            )
    judge.check_classes(names)
    check_classes(test, 2)
    size = last.config.recipe.size
    ready_test, ready_train = resized_images(test, size), resized_images(train, size)
    drawn = drawn_images(ready_test, settings.images, settings.seed)
    references = drawn_images(ready_train, settings.images, settings.seed)
    facts = {
        "settings": plain_values(settings),
        "judge": judge.name,
        "judge_weights": judge.digest(),
        "images": {"test": images_digest(drawn), "train": images_digest(references)},
    }
    store = _Store(folder / "measures", facts)
    total = len(checkpoints) + 2
    real = store.find("real")
    reference = feature_statistics(judge.judge(references.images).features)
    if real is None:
        real = store.keep("real", measure("real", drawn, judge, reference, settings))
    on_progress(Progress(1, total))
    untrained = random_generator(last.config)
    name = f"random-{untrained.digest()}"
    random = store.find(name)
    if random is None:
        samples = drawn_samples(untrained, settings.images, settings.seed)
        random = store.keep(name, measure("random", samples, judge, reference, settings, step=0))
    on_progress(Progress(2, total))
    found = []
    for number, path in enumerate(checkpoints):
        is_last = path == checkpoints[-1]
        digest = hashlib.sha256(path.read_bytes()).hexdigest()[:16]
        name = f"{path.stem}-{digest}{'-last' if is_last else ''}"
        measures = store.find(name)
        if measures is None:
            generator = last if is_last else load_generator(path)
            measures = store.keep(
                name,
                measure(
                    path.stem,
                    drawn_samples(generator, settings.images, settings.seed),
                    judge,
                    reference,
                    settings,
                    step=generator.step,
                    all_resolutions=is_last,
                ),
            )
        found.append(measures)
        on_progress(Progress(number + 3, total))
    memorization = _memorization(last, ready_train, drawn, settings.seed)
    return GanEvaluation(settings, judge.name, last, real, random, tuple(found), memorization)


def _checkpoints(run: Path) -> Sequence[Path]:
    found = sorted((run / CHECKPOINTS).glob("step-*.npz"))
    if not found or CheckpointFolder(run / CHECKPOINTS).latest() is None:
        raise NotFoundError(
            f"{run}: expected the run of `waymo-kit train-gan`, no checkpoint there"
        )
    return found


def _memorization(
    generator: TrainedGenerator, train: ImageArray, test: ImageArray, seed: int
) -> Memorization:
    classes = len(train.class_names)
    samples = drawn_samples(generator, max(1, NEIGHBORS // classes), seed).images
    held_out = drawn_images(test, max(1, NEIGHBORS // classes), seed).images
    of_samples = nearest_neighbors(samples, train.images)
    of_test = nearest_neighbors(held_out, train.images)
    return Memorization(samples, train.images[of_samples.index], of_samples, of_test)


class _Store:
    """Keeps measures as files, and the facts that all of them depend on."""

    def __init__(self, folder: Path, facts: dict[str, Any]) -> None:
        """Checks that earlier measures in the folder depend on the same facts."""
        self._folder = folder
        path = folder / "settings.json"
        if not path.exists():
            write_json(facts, path)
        elif read_json(path) != facts:
            raise InvalidInputError(
                f"{folder}: holds measures with other settings, by another judge or of other "
                "images: choose another folder"
            )

    def find(self, name: str) -> Measures | None:
        """Returns measures by their name, None if they are not there.

        Raises:
            CorruptDataError: The file is damaged.
        """
        path = self._folder / f"{name}.json"
        if not path.exists():
            return None
        values = read_json(path)
        try:
            values["accuracy"] = {int(side): share for side, share in values["accuracy"].items()}
            return change(Measures(), values, str(path))
        except (InvalidInputError, LookupError, TypeError, ValueError, AttributeError) as error:
            detail = " ".join(str(error).split())
            raise CorruptDataError(f"{path}: expected measures: {detail}") from error

    def keep(self, name: str, measures: Measures) -> Measures:
        """Writes measures and returns them."""
        write_json(plain_values(measures), self._folder / f"{name}.json")
        return measures
