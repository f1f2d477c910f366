"""Optimizers for gradients that are summed over the replicas already.

Keras' optimizers clip the gradients of each replica and sum them afterwards. The training step sums
first, clips by the norm of the sum, and then lets these optimizers update the weights.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import keras

from waymo_kit.detectors.training.schedules import create_schedule
from waymo_kit.detectors.training.settings import TrainingSettings


class _SummedGradients:
    """Mixed into a Keras optimizer: takes the gradients as they are, without summing them."""

    def _all_reduce_sum_gradients(self, grads_and_vars: Any) -> Any:
        return grads_and_vars


class SummedAdamW(_SummedGradients, keras.optimizers.AdamW):
    """AdamW (Loshchilov and Hutter 2019)."""


class SummedSGD(_SummedGradients, keras.optimizers.SGD):
    """Stochastic gradient descent with momentum."""


def create_optimizer(
    settings: TrainingSettings, weights: Sequence[keras.Variable]
) -> keras.optimizers.Optimizer:
    """The optimizer of a training, built for the trainable weights.

    Weights of fewer than two dimensions, which are biases and those of normalisations, do not
    decay.
    """
    schedule = create_schedule(settings)
    optimizer: keras.optimizers.Optimizer
    if settings.optimizer == "adamw":
        optimizer = SummedAdamW(schedule, weight_decay=settings.weight_decay)
    else:
        optimizer = SummedSGD(
            schedule,
            momentum=settings.momentum,
            nesterov=settings.momentum > 0,
            weight_decay=settings.weight_decay,
        )
    optimizer.exclude_from_weight_decay(var_list=[w for w in weights if len(w.shape) < 2])
    optimizer.build(list(weights))
    return optimizer
