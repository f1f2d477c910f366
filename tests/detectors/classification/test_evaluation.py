import numpy as np
import pytest

pytest.importorskip("keras", reason="needs waymo-kit[train]")

import keras

from tests.detectors.classification.made_images import colored_images
from waymo_kit.detectors.classification.evaluation import (
    Answers,
    answer,
    metrics_of,
    top_accuracy,
)
from waymo_kit.detectors.classification.view import Crop


def test_top_accuracy_counts_ties_against_the_classifier():
    logits = np.array([[3.0, 2, 1], [1, 3, 2], [2, 2, 1], [0, 0, 0]])
    labels = np.array([0, 2, 0, 1])
    assert [top_accuracy(logits, labels, k) for k in (1, 2, 3)] == [0.25, 0.75, 1.0]
    assert top_accuracy(logits, labels, 5) == 1.0


def test_all_images_are_answered_in_order_whatever_the_batch():
    image = keras.Input((16, 16, 3))
    model = keras.Model(image, keras.layers.GlobalAveragePooling2D()(image))
    images = colored_images(11)
    for batch_size in (4, 11, 64):
        answers = answer(model, images, Crop.PAD, batch_size)
        assert answers.logits.shape == (11, 3)
        assert answers.logits.argmax(axis=1).tolist() == images.labels.tolist()


def test_metrics_of_certain_answers():
    labels = np.array([0, 1, 2, 2])
    logits = np.where(np.eye(3)[[0, 1, 2, 1]] > 0, 50.0, 0.0).astype(np.float32)
    metrics = metrics_of(Answers(logits, labels))
    assert metrics["top1"] == 0.75
    assert metrics["confidence"] == pytest.approx(1)
    assert metrics["ece"] == pytest.approx(0.25)
    assert metrics["brier"] == pytest.approx(0.5)
