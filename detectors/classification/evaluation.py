"""Accuracy of a classifier's answers, and calibration of its confidence in them."""

from __future__ import annotations

from dataclasses import dataclass

import keras
import numpy as np
from keras import ops
from numpy.typing import NDArray

from waymo_kit.detectors.calibration.temperature import scale_logits
from waymo_kit.detectors.classification.labeled_images import LabeledImages
from waymo_kit.detectors.classification.view import Crop, evaluation_view
from waymo_kit.metrics.calibration import ClassifierCalibrationMetric, ClassifierCalibrationResult

TOP = 5


@dataclass(frozen=True)
class Answers:
    """Logits of a classifier for images, with their right classes.

    Attributes:
        logits: (N, C) float32 logits.
        labels: (N,) int64 right classes.
    """

    logits: NDArray[np.float32]
    labels: NDArray[np.int64]

    @property
    def probabilities(self) -> NDArray[np.float64]:
        """Returns the softmax of the logits: (N, C) logits."""
        return scale_logits(self.logits, 1.0)


def answer(model: keras.Model, images: LabeledImages, crop: Crop, batch_size: int = 128) -> Answers:
    """Runs a classifier on all images, without augmentation.

    Args:
        model: Network of `create_classifier`.
        images: Images of any size, which are cropped and resized for the network.
        crop: Crop of the training.
        batch_size: Number of images at a time; the last batch is padded, so that shapes stay equal.
    """
    size = model.input_shape[1]
    logits = []
    for start in range(0, len(images.labels), batch_size):
        indices = range(start, min(start + batch_size, len(images.labels)))
        levels = np.zeros((batch_size, size, size, 3), np.float32)
        for row, index in enumerate(indices):
            levels[row] = evaluation_view(images.image(index), size, crop)
        said = ops.convert_to_numpy(model.predict_on_batch(levels))
        logits.append(said[: len(indices)])
    return Answers(np.concatenate(logits), images.labels)


def calibration_of(
    probabilities: NDArray[np.float64], labels: NDArray[np.int64], bins: int = 15
) -> ClassifierCalibrationResult:
    """Returns accuracy, ECE, NLL and other metrics of probabilities (N, C)."""
    calibrator = ClassifierCalibrationMetric(probabilities.shape[1], bins)
    calibrator.update(probabilities, labels)
    return calibrator.result()


def top_accuracy(logits: NDArray[np.floating], labels: NDArray[np.int64], top: int) -> float:
    """Returns the share of images whose class is among the most probable; ties count against it.

    Args:
        logits: (N, C) logits.
        labels: (N,) right classes.
        top: Number of classes that count; all of them where there are not more.
    """
    right = logits[np.arange(len(labels)), labels]
    others_before = (logits >= right[:, None]).sum(axis=1) - 1
    return float((others_before < top).mean())


def metrics_of(answers: Answers) -> dict[str, float]:
    """Returns the metrics of an evaluation by name, for the training loop."""
    found = calibration_of(answers.probabilities, answers.labels)
    return {
        "top1": top_accuracy(answers.logits, answers.labels, 1),
        "top5": top_accuracy(answers.logits, answers.labels, TOP),
        "confidence": found.confidence,
        "ece": found.ece,
        "ece_equal_mass": found.ece_equal_mass,
        "mce": found.mce,
        "brier": found.brier,
        "nll": found.nll,
    }
