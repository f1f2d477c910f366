"""Optimizers: what decays, and that gradients are taken as they come."""

import keras
import numpy as np
import pytest

from tests.detectors.training.toy_training import toy_settings
from waymo_kit.detectors.training.optimizers import create_optimizer


def layers():
    model = keras.Sequential(
        [keras.Input((3,)), keras.layers.Dense(2), keras.layers.BatchNormalization()]
    )
    for weight in model.trainable_weights:
        weight.assign(np.ones(weight.shape))
    return model


@pytest.mark.parametrize("name", ["adamw", "sgd"])
def test_kernels_decay_and_nothing_else(name):
    model = layers()
    settings = toy_settings(optimizer=name, warmup=0.0, learning_rate=0.1, weight_decay=0.5)
    weights = model.trainable_variables
    optimizer = create_optimizer(settings, weights)
    optimizer.apply([np.zeros(w.shape, np.float32) for w in weights], weights)
    kernel, *others = (weight.numpy() for weight in weights)
    np.testing.assert_allclose(kernel, 1 - 0.1 * 0.5, rtol=1e-6)
    assert len(others) == 3
    for value in others:
        np.testing.assert_array_equal(value, 1)


def test_sgd_is_that_of_nesterov():
    model = layers()
    settings = toy_settings(
        optimizer="sgd", learning_rate=0.1, warmup=0.0, final_learning_rate=1.0, weight_decay=0.0
    )
    weights = model.trainable_variables
    optimizer = create_optimizer(settings, weights)
    position, velocity = 1.0, 0.0
    for gradient in (1.0, -2.0, 0.5):
        optimizer.apply([np.full(w.shape, gradient, np.float32) for w in weights], weights)
        velocity = 0.9 * velocity - 0.1 * gradient
        position += 0.9 * velocity - 0.1 * gradient
        np.testing.assert_allclose(weights[0].numpy(), position, rtol=1e-5)
