"""The loss against plain NumPy."""

import dataclasses

import numpy as np
import pytest

pytest.importorskip("keras", reason="needs waymo-kit[train]")

import keras

from waymo_kit.detectors.calibration import (
    Objective,
    SoftBins,
    SoftThreshold,
    soft_avuc,
    soft_calibration_error,
)
from waymo_kit.detectors.calibration.temperature import log_softmax
from waymo_kit.detectors.classification.image_examples import ImageExample
from waymo_kit.detectors.classification.recipe import (
    Recipe,
    SoftCalibration,
)
from waymo_kit.detectors.classification.task import ClassificationTask

CLASSES, SIDE, BATCH = 4, 2, 6


@pytest.fixture(scope="module")
def model():
    """A linear classifier of the mean color, whose logits are easy to work out."""
    image = keras.Input((SIDE, SIDE, 3))
    mean = keras.layers.GlobalAveragePooling2D()(keras.layers.Rescaling(1 / 100)(image))
    return keras.Model(image, keras.layers.Dense(CLASSES)(mean))


@pytest.fixture
def batch():
    random = np.random.default_rng(0)
    return ImageExample(
        random.integers(0, 256, (BATCH, SIDE, SIDE, 3)).astype(np.uint8),
        random.integers(0, CLASSES, BATCH).astype(np.int32),
        random.uniform(0.5, 1, BATCH).astype(np.float32),
        np.arange(BATCH),
    )


def logits_of(model, images):
    kernel, bias = model.layers[-1].get_weights()
    return (images.astype(np.float64) / 100).mean(axis=(1, 2)) @ kernel + bias


def terms_of(model, batch, training=True, **changes):
    recipe = dataclasses.replace(Recipe(), **changes)
    terms = ClassificationTask(model, recipe).losses(batch, training)
    return {t.name: (float(t.total), float(t.count), t.weight) for t in terms}


def test_cross_entropy_is_summed_over_the_images(model, batch):
    log_chance = log_softmax(logits_of(model, batch.image))
    expected = -log_chance[np.arange(BATCH), batch.label].sum()
    terms = terms_of(model, batch)
    assert terms == {"cross_entropy": (pytest.approx(expected, rel=1e-5), BATCH, 1.0)}


def test_smoothing_mixing_and_focus_follow_their_formulas(model, batch):
    share = batch.share.astype(np.float64)
    labels = np.eye(CLASSES)[batch.label]
    labels = share[:, None] * labels + (1 - share)[:, None] * np.roll(labels, -1, axis=0)
    images = batch.image.astype(np.float64)
    by_image = share[:, None, None, None]
    images = by_image * images + (1 - by_image) * np.roll(images, -1, axis=0)
    log_chance = log_softmax(logits_of(model, images))
    smooth = 0.9 * labels + 0.1 / CLASSES
    expected = -(smooth * (1 - np.exp(log_chance)) ** 2 * log_chance).sum()
    terms = terms_of(model, batch, label_smoothing=0.1, mixup=0.3, focal_gamma=2.0)
    assert terms["focal"][0] == pytest.approx(expected, rel=1e-5)


def test_nothing_is_mixed_outside_training(model, batch):
    assert terms_of(model, batch, training=False, mixup=0.3) == terms_of(model, batch)


@pytest.mark.parametrize("objective", [Objective.SB_ECE, Objective.S_AVUC])
def test_the_objective_is_that_of_the_batch_and_its_unsmoothed_labels(model, batch, objective):
    logits = logits_of(model, batch.image)
    log_chance = log_softmax(logits)
    right = logits.argmax(axis=1) == batch.label
    bins, threshold = SoftBins(count=5), SoftThreshold(value=0.4)
    if objective is Objective.SB_ECE:
        expected = soft_calibration_error(np.exp(log_chance).max(axis=1), right, bins)
    else:
        entropy = -(np.exp(log_chance) * log_chance).sum(axis=1)
        expected = soft_avuc(entropy, right, CLASSES, threshold)
    terms = terms_of(
        model,
        batch,
        label_smoothing=0.2,
        calibration=SoftCalibration(objective, 0.7, bins, threshold),
    )
    total, count, weight = terms[objective.value]
    assert (total / count, weight) == (pytest.approx(expected, rel=1e-4), 0.7)
