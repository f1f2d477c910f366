"""Averaged weights against the recursion."""

import keras
import numpy as np
import pytest

from waymo_kit.detectors.training.averages import WeightAverages
from waymo_kit.detectors.training.variable_paths import weight_paths


@pytest.fixture
def model():
    return keras.Sequential(
        [
            keras.Input((3,)),
            keras.layers.Dense(2),
            keras.layers.BatchNormalization(),
            keras.layers.Dropout(0.5),
        ]
    )


def test_batch_statistics_are_averaged_and_random_states_are_not(model):
    names = [weight.name for weight in weight_paths(model).values()]
    assert names == ["kernel", "bias", "gamma", "beta", "moving_mean", "moving_variance"]


def test_averages_follow_the_recursion(model):
    averages = WeightAverages(weight_paths(model), 0.3)
    expected = [weight.numpy() for weight in averages.weights]
    rng = np.random.default_rng(0)
    for step in range(6):
        decay = min(0.3, (1 + step) / (10 + step))
        for number, weight in enumerate(averages.weights):
            weight.assign(rng.normal(size=weight.shape))
            expected[number] = decay * expected[number] + (1 - decay) * weight.numpy()
        averages.update(step)
    for average, value in zip(averages.variables.values(), expected, strict=True):
        np.testing.assert_allclose(average.numpy(), value, rtol=1e-5, atol=1e-6)


def test_a_decay_of_0_gives_the_weights(model):
    averages = WeightAverages(weight_paths(model), 0.0)
    for weight in averages.weights:
        weight.assign(np.full(weight.shape, 0.7))
    averages.update(5)
    for average in averages.variables.values():
        np.testing.assert_array_equal(average.numpy(), np.float32(0.7))


def test_applied_for_a_while_also_if_that_fails(model):
    averages = WeightAverages(weight_paths(model), 0.9)
    first = [weight.numpy() for weight in averages.weights]
    for weight in averages.weights:
        weight.assign(weight + 1)
    with pytest.raises(ZeroDivisionError), averages.applied():
        for weight, value in zip(averages.weights, first, strict=True):
            np.testing.assert_array_equal(weight.numpy(), value)
        raise ZeroDivisionError
    for weight, value in zip(averages.weights, first, strict=True):
        np.testing.assert_array_equal(weight.numpy(), value + np.float32(1))
