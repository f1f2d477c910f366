"""Soft calibration objectives as losses: SB-ECE and S-AvUC beside cross-entropy or focal loss.

Karandikar et al., "Soft Calibration Objectives for Neural Networks", NeurIPS 2021, section 5.1;
Lin et al., "Focal Loss for Dense Object Detection", ICCV 2017. The objectives are statistics of a
batch: their value depends on its size, and under a distribution strategy on the replica's share.

Every gradient is finite, on saturated, uniform and perfectly calibrated logits too. Sums are made
in float32, in float64 where the logits are.
"""

import dataclasses
import math

import keras
from keras import ops

from waymo_kit.detectors.calibration.soft_bins import DEFAULT_BINS, SoftBins
from waymo_kit.detectors.calibration.soft_uncertainty import (
    COUNT_FLOOR,
    DEFAULT_THRESHOLD,
    SoftThreshold,
)
from waymo_kit.errors import InvalidInputError

PRIMARY_LOSSES = ("cross_entropy", "focal")

_SHARE_FLOOR = 1e-12
_ENTROPY_MARGINS = {"float32": 1e-6, "float64": 1e-12}
"""Distance that relative entropies keep from 0 and 1, by type."""

_WRONG_FLOOR = 1e-7
"""Minimum 1 - p whose power the focal loss takes."""


@keras.saving.register_keras_serializable(package="waymo_kit")
class SoftCalibrationLoss(keras.losses.Loss):
    """Primary loss of each answer, plus `beta` times a calibration objective of the batch.

    Takes labels (N,) int or (N, C) shares of the classes, and logits (N, C). Of smoothed or mixed
    labels, an answer counts as right by the share of its most probable class.

    Args:
        objective: `SoftBins` for SB-ECE, `SoftThreshold` for S-AvUC.
        beta: Weight of the objective.
        primary: `cross_entropy` or `focal`.
        gamma: Exponent of the focal loss.
        reduction: Reduction as in `keras.losses.Loss`. The default gives mean primary loss + beta *
            objective.
        name: Name of the loss.
    """

    def __init__(
        self,
        objective: SoftBins | SoftThreshold = DEFAULT_BINS,
        beta: float = 1.0,
        primary: str = "cross_entropy",
        gamma: float = 2.0,
        reduction: str = "sum_over_batch_size",
        name: str = "soft_calibration_loss",
        **kwargs,
    ):
        """Checks the arguments."""
        super().__init__(name=name, reduction=reduction, **kwargs)
        if not isinstance(objective, (SoftBins, SoftThreshold)):
            raise InvalidInputError(
                f"objective: expected SoftBins or SoftThreshold, got {type(objective).__name__}"
            )
        if primary not in PRIMARY_LOSSES:
            raise InvalidInputError(
                f"primary: expected one of {', '.join(PRIMARY_LOSSES)}, got {primary!r}"
            )
        for what, value in (("beta", beta), ("gamma", gamma)):
            if not (0 <= value < math.inf):
                raise InvalidInputError(f"{what}: expected a number of at least 0, got {value}")
        self.objective = objective
        self.beta = beta
        self.primary = primary
        self.gamma = gamma

    def call(self, y_true, y_pred):
        """Returns (N,) losses of labels (N,) or (N, C) and logits (N, C)."""
        logits = _floating(y_pred)
        shares = _class_shares(y_true, logits)
        gamma = self.gamma if self.primary == "focal" else 0.0
        if isinstance(self.objective, SoftBins):
            objective = softmax_calibration_error(shares, logits, self.objective)
        else:
            objective = softmax_avuc(shares, logits, self.objective)
        return focal_losses(shares, logits, gamma) + self.beta * objective

    def get_config(self):
        """Returns the arguments of the constructor."""
        return {
            **super().get_config(),
            "objective": {
                "kind": type(self.objective).__name__,
                **dataclasses.asdict(self.objective),
            },
            "beta": self.beta,
            "primary": self.primary,
            "gamma": self.gamma,
        }

    @classmethod
    def from_config(cls, config):
        """Makes the loss again from `get_config`."""
        objective = dict(config["objective"])
        kinds = {kind.__name__: kind for kind in (SoftBins, SoftThreshold)}
        kind = kinds[objective.pop("kind")]
        return cls(**{**config, "objective": kind(**objective)})


def focal_losses(shares, logits, gamma=0.0):
    """Focal loss of each answer: -sum over classes of share * (1 - p)^gamma * ln(p).

    Args:
        shares: (N, C) shares of the classes.
        logits: (N, C) logits of the same dtype.
        gamma: 0 gives cross-entropy.

    Returns:
        (N,) losses.
    """
    log_chance = ops.log_softmax(logits, axis=-1)
    if gamma:
        wrong = ops.maximum(1 - ops.exp(log_chance), _WRONG_FLOOR)
        shares = shares * ops.power(wrong, gamma)
    return -ops.sum(shares * log_chance, axis=-1)


def softmax_calibration_error(labels, logits, bins=DEFAULT_BINS, weights=None):
    """SB-ECE of the most probable class.

    Args:
        labels: (N,) int classes, or (N, C) shares of the classes.
        logits: (N, C) logits.
        bins: `SoftBins`.
        weights: (N,) weights of the answers, at least 0. Defaults to 1 for each.

    Returns:
        A scalar; 0 without answers.
    """
    logits = _floating(logits)
    confidence = ops.max(ops.softmax(logits, axis=-1), axis=-1)
    right = _share_right(_class_shares(labels, logits), logits)
    return _calibration_error(confidence, right, bins, weights)


def softmax_avuc(labels, logits, threshold=DEFAULT_THRESHOLD, weights=None):
    """S-AvUC of the most probable class; arguments as `softmax_calibration_error`.

    `threshold` is a `SoftThreshold`.
    """
    logits = _floating(logits)
    log_chance = ops.log_softmax(logits, axis=-1)
    entropy = -ops.sum(ops.exp(log_chance) * log_chance, axis=-1)
    right = _share_right(_class_shares(labels, logits), logits)
    return _avuc(entropy, right, int(logits.shape[-1]), threshold, weights)


def sigmoid_calibration_error(is_right, logits, bins=DEFAULT_BINS, weights=None):
    """SB-ECE of detection scores.

    Args:
        is_right: (N,) 0 or 1, whether each box is a true positive.
        logits: (N,) logits of the scores.
        bins: `SoftBins`.
        weights: (N,) weights of at least 0, such as 0 for ignored anchors. Defaults to 1 for each.

    Returns:
        A scalar; 0 without boxes.
    """
    logits = _floating(logits)
    return _calibration_error(ops.sigmoid(logits), ops.cast(is_right, logits.dtype), bins, weights)


def sigmoid_avuc(is_right, logits, threshold=DEFAULT_THRESHOLD, weights=None):
    """S-AvUC of detection scores as distributions over right and wrong.

    A box is said to be right from score 0.5 on. Arguments as `sigmoid_calibration_error`;
    `threshold` is a `SoftThreshold`.
    """
    logits = _floating(logits)
    right = ops.cast(is_right, logits.dtype)
    entropy = ops.sigmoid(logits) * ops.softplus(-logits) + ops.sigmoid(-logits) * ops.softplus(
        logits
    )
    return _avuc(entropy, ops.where(logits >= 0, right, 1 - right), 2, threshold, weights)


def _floating(logits):
    logits = ops.convert_to_tensor(logits)
    if keras.backend.standardize_dtype(logits.dtype) == "float64":
        return logits
    return ops.cast(logits, "float32")


def _class_shares(labels, logits):
    """Labels as (N, C) shares of the classes."""
    labels = ops.convert_to_tensor(labels)
    if len(labels.shape) == 2 and labels.shape[-1] == logits.shape[-1]:
        return ops.cast(labels, logits.dtype)
    labels = ops.reshape(ops.cast(labels, "int32"), (-1,))
    return ops.one_hot(labels, logits.shape[-1], dtype=logits.dtype)


def _share_right(shares, logits):
    """(N,) share that the label gives to the most probable class."""
    chosen = ops.one_hot(ops.argmax(logits, axis=-1), logits.shape[-1], dtype=logits.dtype)
    return ops.sum(shares * chosen, axis=-1)


def _fractions(like, weights):
    """(N,) part of each answer in the whole; 0 for all where the weights are."""
    ones = ops.ones_like(like)
    given = ones if weights is None else ones * ops.cast(weights, like.dtype)
    return given / ops.maximum(ops.sum(given), keras.config.epsilon())


def _calibration_error(confidence, right, bins, weights):
    """Sums gap and share of each bin, and divides neither: a bin without answers gives 0 / floor.

    The root of the squared gaps has a gradient of 0 where they are 0.
    """
    centers = ops.cast(bins.centers, confidence.dtype)
    distance = ops.expand_dims(confidence, -1) - centers
    member = ops.softmax(-ops.square(distance) / bins.temperature, axis=-1)
    member = member * ops.expand_dims(_fractions(confidence, weights), -1)
    gap = ops.sum(member * ops.expand_dims(confidence - right, -1), axis=0)
    if bins.norm == 1:
        return ops.sum(ops.abs(gap))
    share = ops.maximum(ops.sum(member, axis=0), _SHARE_FLOOR)
    square = ops.sum(ops.square(gap) / share)
    is_off = square > 0
    return ops.where(is_off, ops.sqrt(ops.where(is_off, square, 1.0)), 0.0)


def _avuc(entropy, right, classes, threshold, weights):
    """Keeps relative entropies off 0 and 1, where their logit is infinite."""
    margin = _ENTROPY_MARGINS[keras.backend.standardize_dtype(entropy.dtype)]
    relative = ops.clip(entropy / math.log(classes), margin, 1 - margin)
    odds = ops.log(relative) - ops.log1p(-relative) - threshold.logit
    degree = ops.sigmoid(odds / threshold.temperature)
    fractions = _fractions(entropy, weights)
    uncertain = fractions * degree * ops.tanh(entropy)
    certain = fractions * (1 - degree) * (1 - ops.tanh(entropy))
    against = ops.sum(right * uncertain + (1 - right) * certain)
    favored = ops.sum(right * certain + (1 - right) * uncertain)
    return ops.log(against + favored + COUNT_FLOOR) - ops.log(favored + COUNT_FLOOR)
