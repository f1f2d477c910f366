"""Calibration under shift: confidences on images unlike those learned from.

Karandikar et al., "Soft Calibration Objectives for Neural Networks", NeurIPS 2021, section 5.3,
claim that calibration objectives in the training improve the uncertainty under shift. A trial is a
classifier with one loss and one seed, scored on clean, corrupted and otherwise different images,
each with and without a temperature that was fitted on clean images.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from waymo_kit.configuration import configuration_text
from waymo_kit.detectors.calibration import Objective, fit_temperature, scale_logits
from waymo_kit.detectors.classification.corruptions import (
    CORRUPTIONS,
    SEVERITIES,
    CorruptedImages,
)
from waymo_kit.detectors.classification.crop_images import CropImages
from waymo_kit.detectors.classification.labeled_images import (
    ImageSubset,
    LabeledImages,
    draw_subset,
    images_digest,
)
from waymo_kit.detectors.classification.recipe import Recipe, SoftCalibration
from waymo_kit.detectors.training.records import Observer
from waymo_kit.errors import CorruptDataError, InvalidInputError
from waymo_kit.io import read_json, write_json

RESULT = "result.json"
CLEAN = "clean"
"""Family of the images that are like those learned from."""

LOSSES: dict[str, Callable[[Recipe], Recipe]] = {
    "cross-entropy": lambda recipe: recipe,
    "focal": lambda recipe: dataclasses.replace(recipe, focal_gamma=2.0),
    "sb-ece": lambda recipe: dataclasses.replace(
        recipe, calibration=SoftCalibration(Objective.SB_ECE)
    ),
    "s-avuc": lambda recipe: dataclasses.replace(
        recipe, calibration=SoftCalibration(Objective.S_AVUC)
    ),
}
"""Name of a loss -> what it changes in a recipe of cross-entropy; objectives have weight 1."""

POST_HOC = ("none", Objective.LIKELIHOOD.value, Objective.SB_ECE.value)
"""Rescaling of the logits: none, a temperature by likelihood, or one by soft bins."""

_SPLIT_SEED = 0
"""Seed of the draws of images, which are the same for all trials."""


@dataclass(frozen=True)
class TestSet:
    """Images to score a classifier on.

    Attributes:
        name: Name of the images, such as `fog` or `time_of_day=Night`.
        family: Family of the corruption, or the column that differs; `clean` for none.
        severity: Severity of the corruption; 0 for images that are not corrupted.
        images: Images of the set.
    """

    name: str
    family: str
    severity: int
    images: LabeledImages


@dataclass(frozen=True)
class ShiftScore:
    """Score of a trial on one set of images.

    Attributes:
        name: Name of the images.
        family: Family of the images.
        severity: Severity of the corruption.
        post_hoc: Entry of `POST_HOC`.
        temperature: Temperature that the logits were divided by.
        images: Number of images.
        accuracy: Share of right answers.
        ece: Expected calibration error with 15 bins of equal width.
        nll: Mean negative log-likelihood.
        brier: Mean Brier score.
    """

    name: str
    family: str
    severity: int
    post_hoc: str
    temperature: float
    images: int
    accuracy: float
    ece: float
    nll: float
    brier: float


@dataclass(frozen=True)
class ShiftTrial:
    """A classifier of the study.

    Attributes:
        loss: Name in `LOSSES`.
        seed: Seed of weights and of the order of the images.
        scores: Scores on all sets of images.
    """

    loss: str
    seed: int
    scores: tuple[ShiftScore, ...]


@dataclass(frozen=True)
class ShiftImages:
    """Images of the study.

    Attributes:
        training: Images to learn from.
        fit: Images to fit temperatures on.
        tests: Sets of images to score on.
    """

    training: LabeledImages
    fit: LabeledImages
    tests: tuple[TestSet, ...]

    @functools.cached_property
    def digest(self) -> str:
        """Text that tells studies of other images apart; corrupted images are not read for it."""
        sets = (self.training, self.fit, *(test.images for test in self.tests if not test.severity))
        digests = " ".join(images_digest(images) for images in sets)
        return f"{digests} {len(self.tests)} sets"


def draw_images(
    data: LabeledImages,
    test: LabeledImages,
    *,
    train_images: int | None = None,
    fit_images: int = 2000,
    test_images: int = 1000,
    where: str | None = None,
) -> ShiftImages:
    """Draws the images of a study: to learn from, to fit temperatures on and to score on.

    Args:
        data: Images to learn from and to fit temperatures on. Crops are divided by segment, so that
            no object is in both parts.
        test: Images to score on, of the same classes.
        train_images: Maximum number of images to learn from. Defaults to all.
        fit_images: Number of images to fit temperatures on; with crops, the minimum.
        test_images: Maximum number of images in each set to score on.
        where: `COLUMN=VALUE` of the crops to learn from and to fit on; crops with other values of
            the column become sets to score on. Defaults to no restriction.

    Raises:
        InvalidInputError: Classes differ, there are too few images, or no crop has the value.
    """
    if data.class_names != test.class_names:
        raise InvalidInputError(
            f"expected test images of the classes {', '.join(data.class_names)}, got "
            f"{', '.join(test.class_names)}"
        )
    shifted: list[TestSet] = []
    if where is not None:
        column, value = _parse_where(where)
        data = _with_value(data, column, value)
        shifted = [
            TestSet(f"{column}={other}", column, 0, _at_most(part, test_images))
            for other, part in _other_values(test, column, value)
        ]
        test = _with_value(test, column, value)
    training, fit = _split(data, fit_images)
    clean = _at_most(test, test_images)
    corrupted = [
        TestSet(corruption.name, corruption.family, severity, images)
        for corruption in CORRUPTIONS
        for severity in SEVERITIES
        for images in [CorruptedImages(clean, corruption, severity, _SPLIT_SEED)]
    ]
    return ShiftImages(
        training if train_images is None else _at_most(training, train_images),
        fit,
        (TestSet(CLEAN, CLEAN, 0, clean), *corrupted, *shifted),
    )


def run_shift_trial(
    loss: str,
    recipe: Recipe,
    images: ShiftImages,
    folder: Path,
    *,
    strategy: str = "auto",
    observers: Sequence[Observer] = (),
    on_test: Callable[[int, int], None] = lambda done, total: None,
) -> ShiftTrial:
    """Trains a classifier and scores it, and continues where an earlier call was stopped.

    Args:
        loss: Name in `LOSSES`.
        recipe: Recipe with cross-entropy, whose seed is the seed of the trial.
        images: Images of the study.
        folder: Folder of the study; the trial gets a folder of its own in it.
        strategy: Name of the devices to train on; see `create_backend`.
        observers: Observers of what the training logs.
        on_test: Function called with the number of sets that are scored, and of all.

    Raises:
        InvalidInputError: The folder has a trial of another recipe or of other images.
        CorruptDataError: The scores of an earlier call do not decode.
    """
    import keras

    from waymo_kit.detectors.classification.evaluation import answer
    from waymo_kit.detectors.classification.run import train_classifier
    from waymo_kit.detectors.classification.trained_classifier import load_classifier
    from waymo_kit.detectors.training.checkpoints import CHECKPOINTS, CheckpointFolder

    recipe = LOSSES[loss](recipe)
    place = folder / f"{loss}-{recipe.training.seed}"
    config = configuration_text(recipe) + f"images: {images.digest}\n"
    stored = _read_trial(place / RESULT, config)
    if stored is not None:
        return stored
    keras.utils.clear_session()  # This process may have trained others before.
    train_classifier(
        recipe, images.training, place, strategy=strategy, resume=True, observers=observers
    )
    latest = CheckpointFolder(place / CHECKPOINTS).latest()
    assert latest is not None
    model = load_classifier(latest).model
    fit = answer(model, images.fit, recipe.crop)
    temperatures = {POST_HOC[0]: 1.0} | {
        name: fit_temperature(fit.logits, fit.labels, Objective(name)) for name in POST_HOC[1:]
    }
    scores: list[ShiftScore] = []
    for done, test in enumerate(images.tests, 1):
        said = answer(model, test.images, recipe.crop)
        scores += _scores(test, said.logits, said.labels, temperatures)
        on_test(done, len(images.tests))
    trial = ShiftTrial(loss, recipe.training.seed, tuple(scores))
    write_json({**dataclasses.asdict(trial), "config": config}, place / RESULT)
    return trial


def _scores(
    test: TestSet, logits: np.ndarray, labels: np.ndarray, temperatures: dict[str, float]
) -> list[ShiftScore]:
    from waymo_kit.detectors.classification.evaluation import calibration_of, top_accuracy

    scores = []
    for post_hoc, temperature in temperatures.items():
        found = calibration_of(scale_logits(logits, temperature), labels)
        scores.append(
            ShiftScore(
                test.name,
                test.family,
                test.severity,
                post_hoc,
                temperature,
                len(labels),
                top_accuracy(logits, labels, 1),
                found.ece,
                found.nll,
                found.brier,
            )
        )
    return scores


def _split(data: LabeledImages, count: int) -> tuple[ImageSubset, ImageSubset]:
    """Divides images into those to learn from and those to fit temperatures on."""
    total = len(data.labels)
    if not 0 < count < total:
        raise InvalidInputError(
            f"expected to fit temperatures on 1 to {total - 1} images, got {count} of {total}"
        )
    segments = _column(data, "segment")
    if segments is None:
        drawn = draw_subset(data, total, _SPLIT_SEED).indices
        return ImageSubset(data, drawn[count:]), ImageSubset(data, drawn[:count])
    names = np.unique(segments)
    np.random.default_rng(_SPLIT_SEED).shuffle(names)
    sizes = np.cumsum([(segments == name).sum() for name in names])
    is_fit = np.isin(segments, names[: int(np.searchsorted(sizes, count)) + 1])
    if is_fit.all():
        raise InvalidInputError(
            f"expected segments to learn from beside those with {count} images to fit on, got "
            f"{len(names)} segments with {total} images in all; fit on fewer"
        )
    return ImageSubset(data, np.flatnonzero(~is_fit)), ImageSubset(data, np.flatnonzero(is_fit))


def _at_most(images: LabeledImages, count: int) -> LabeledImages:
    return images if len(images.labels) <= count else draw_subset(images, count, _SPLIT_SEED)


def _parse_where(where: str) -> tuple[str, str]:
    column, separator, value = where.partition("=")
    if not (column and separator and value):
        raise InvalidInputError(f"where: expected COLUMN=VALUE, got {where!r}")
    return column, value


def _with_value(images: LabeledImages, column: str, value: str) -> ImageSubset:
    values = _column(images, column)
    if values is None:
        raise InvalidInputError(
            f"where: expected crops with their index, which have a {column}; these images have none"
        )
    chosen = np.flatnonzero(values == value)
    if not chosen.size:
        known = ", ".join(np.unique(values))
        raise InvalidInputError(f"where: no crop has {column}={value}; there are {known}")
    return ImageSubset(images, chosen)


def _other_values(
    images: LabeledImages, column: str, value: str
) -> list[tuple[str, LabeledImages]]:
    values = _column(images, column)
    assert values is not None  # `_with_value` has checked the images to learn from.
    return [
        (str(other), ImageSubset(images, np.flatnonzero(values == other)))
        for other in np.unique(values)
        if other != value
    ]


def _column(images: LabeledImages, name: str) -> np.ndarray | None:
    """Returns a column of the index of crops as text, (N,); None for other images."""
    if isinstance(images, ImageSubset):
        values = _column(images.whole, name)
        return None if values is None else values[images.indices]
    if not isinstance(images, CropImages):
        return None
    if name not in images.index.column_names:
        raise InvalidInputError(
            f"where: expected one of {', '.join(images.index.column_names)}, got {name!r}"
        )
    return np.array([str(value) for value in images.index.column(name).to_pylist()])


def _read_trial(path: Path, config: str) -> ShiftTrial | None:
    """Returns the scores of an earlier call with the same recipe; None if there are none."""
    if not path.is_file():
        return None
    values = read_json(path)
    try:
        stored = values.pop("config")
        scores = tuple(ShiftScore(**score) for score in values.pop("scores"))
        trial = ShiftTrial(scores=scores, **values)
    except (LookupError, TypeError, AttributeError) as error:
        raise CorruptDataError(f"{path}: expected the scores of a trial: {error}") from error
    if stored != config:
        raise InvalidInputError(
            f"{path.parent}: holds a trial of another recipe or of other images; choose another "
            "folder"
        )
    return trial
