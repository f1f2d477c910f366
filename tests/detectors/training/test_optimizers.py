"""Optimizers: what decays, and that gradients are taken as they come."""

import keras
import numpy as np
import pytest

from tests.detectors.training.toy_training import toy_settings
from waymo_kit.detectors.training.optimizers import create_optimizer
from waymo_kit.detectors.training.settings import ParameterGroup
from waymo_kit.detectors.training.variable_paths import variable_paths
from waymo_kit.errors import InvalidInputError


def layers():
    model = keras.Sequential(
        [keras.Input((3,)), keras.layers.Dense(2), keras.layers.BatchNormalization()]
    )
    for weight in model.trainable_weights:
        weight.assign(np.ones(weight.shape))
    return model


def optimizer_of(model, settings, steps=20):
    weights = {path: w for path, w in variable_paths(model).items() if w.trainable}
    return create_optimizer(settings, weights, steps)


@pytest.mark.parametrize("name", ["adamw", "sgd"])
def test_kernels_decay_and_nothing_else(name):
    model = layers()
    settings = toy_settings(optimizer=name, warmup=0.0, learning_rate=0.1, weight_decay=0.5)
    weights = model.trainable_variables
    optimizer = optimizer_of(model, settings)
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
    optimizer = optimizer_of(model, settings)
    position, velocity = 1.0, 0.0
    for gradient in (1.0, -2.0, 0.5):
        optimizer.apply([np.full(w.shape, gradient, np.float32) for w in weights], weights)
        velocity = 0.9 * velocity - 0.1 * gradient
        position += 0.9 * velocity - 0.1 * gradient
        np.testing.assert_allclose(weights[0].numpy(), position, rtol=1e-5)


GROUPS = (
    ParameterGroup("dense/*", learning_rate_factor=0.5, weight_decay=0.4),
    ParameterGroup("dense", learning_rate_factor=7.0),
    ParameterGroup("*/gamma", learning_rate_factor=0.0),
)


@pytest.mark.parametrize("name", ["adamw", "sgd"])
def test_groups_have_their_own_rate_and_decay(name):
    """Two updates by hand. The first group that matches counts; gamma keeps every bit."""
    model = layers()
    settings = toy_settings(
        optimizer=name,
        learning_rate=0.1,
        warmup=0.0,
        final_learning_rate=1.0,
        weight_decay=0.2,
        betas=(0.8, 0.99),
        groups=GROUPS,
    )
    optimizer = optimizer_of(model, settings)
    paths = {path: w for path, w in variable_paths(model).items() if w.trainable}
    rates = {"dense/kernel": 0.05, "dense/bias": 0.05, "batch_normalization/gamma": 0.0}
    expected = dict.fromkeys(paths, 1.0)
    velocity, first, second = (dict.fromkeys(paths, 0.0) for _ in range(3))
    for update, gradient in enumerate((1.0, -3.0), 1):
        weights = list(paths.values())
        optimizer.apply([np.full(w.shape, gradient, np.float32) for w in weights], weights)
        for path in paths:
            rate = rates.get(path, 0.1)
            if path == "dense/kernel":
                expected[path] -= expected[path] * 0.4 * rate
            if name == "sgd":
                velocity[path] = 0.9 * velocity[path] - rate * gradient
                expected[path] += 0.9 * velocity[path] - rate * gradient
                continue
            first[path] += (1 - 0.8) * (gradient - first[path])
            second[path] += (1 - 0.99) * (gradient**2 - second[path])
            mean, square = first[path] / (1 - 0.8**update), second[path] / (1 - 0.99**update)
            expected[path] -= rate * mean / (np.sqrt(square) + 1e-7)
        for path, weight in paths.items():
            np.testing.assert_allclose(weight.numpy(), expected[path], rtol=1e-5, err_msg=path)
    np.testing.assert_array_equal(paths["batch_normalization/gamma"].numpy(), 1)


def test_a_group_without_a_decay_has_that_of_the_optimizer_at_its_own_rate():
    model = layers()
    group = ParameterGroup("dense", learning_rate_factor=0.5)
    settings = toy_settings(warmup=0.0, learning_rate=0.1, weight_decay=0.2, groups=(group,))
    optimizer = optimizer_of(model, settings)
    weights = model.trainable_variables
    optimizer.apply([np.zeros(w.shape, np.float32) for w in weights], weights)
    np.testing.assert_allclose(weights[0].numpy(), 1 - 0.05 * 0.2, rtol=1e-6)
    assert optimizer.weight_decay == 0.2


def test_a_group_that_matches_nothing_is_named():
    settings = toy_settings(groups=(ParameterGroup("head"),))
    with pytest.raises(
        InvalidInputError, match="groups: no weight matches 'head'; there are dense"
    ):
        optimizer_of(layers(), settings)


def test_variables_are_named_after_their_weights():
    model = layers()
    names = list(optimizer_of(model, toy_settings()).named_variables)
    slots = [f"{slot}/{path}" for slot in ("momentum", "velocity") for path in WEIGHTS]
    assert sorted(names) == sorted(["iterations", *slots])
    names = list(optimizer_of(model, toy_settings(optimizer="sgd")).named_variables)
    assert names == ["iterations", *(f"momentum/{path}" for path in WEIGHTS)]


WEIGHTS = (
    "dense/kernel",
    "dense/bias",
    "batch_normalization/gamma",
    "batch_normalization/beta",
)
