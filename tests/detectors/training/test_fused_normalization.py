"""Fused batch normalization against that of Keras."""

from types import SimpleNamespace

import keras
import numpy as np
import pytest
import tensorflow as tf

from waymo_kit.detectors.training.backend import create_backend
from waymo_kit.detectors.training.tensorflow.backend import TensorFlowBackend
from waymo_kit.detectors.training.tensorflow.fused_normalization import (
    FusedBatchNormalization,
    fuse_normalizations,
)
from waymo_kit.errors import InvalidInputError


def network(**options):
    keras.utils.set_random_seed(0)
    return keras.Sequential(
        [
            keras.Input((5, 4, 3)),
            keras.layers.Conv2D(6, 3, padding="same"),
            keras.layers.BatchNormalization(momentum=0.8, epsilon=1e-3, **options),
            keras.layers.Activation("relu"),
            keras.layers.GlobalAveragePooling2D(),
            keras.layers.Dense(2),
            keras.layers.BatchNormalization(),
        ]
    )


def gradients(model, images):
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(model(images, training=True) ** 3)
    return tape.gradient(loss, [weight.value for weight in model.trainable_weights])


@pytest.mark.parametrize("options", [{}, {"scale": False}, {"center": False}])
def test_training_and_inference_are_those_of_keras(options):
    plain, fused = network(**options), network(**options)
    fuse_normalizations(fused)
    assert sum(isinstance(layer, FusedBatchNormalization) for layer in fused.layers) == 2
    images = np.random.default_rng(0).normal(2, 3, (3, 3, 5, 4, 3)).astype(np.float32)
    for batch in images:
        for ours, theirs in zip(gradients(fused, batch), gradients(plain, batch), strict=True):
            np.testing.assert_allclose(ours, theirs, rtol=1e-3, atol=1e-4)
    for ours, theirs in zip(fused.weights, plain.weights, strict=True):
        np.testing.assert_allclose(ours.numpy(), theirs.numpy(), rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(fused(images[0]), plain(images[0]), rtol=1e-4, atol=1e-5)


def test_frozen_statistics_stay():
    model = network()
    fuse_normalizations(model)
    layer = model.layers[1]
    layer.trainable = False
    images = np.random.default_rng(0).normal(2, 3, (3, 5, 4, 3)).astype(np.float32)
    model(images, training=True)
    np.testing.assert_array_equal(layer.moving_mean.numpy(), 0)


def test_the_backend_of_one_device_fuses():
    model = network()
    create_backend("cpu").fuse_normalizations(model)
    assert isinstance(model.layers[1], FusedBatchNormalization)


def test_several_devices_are_refused():
    backend = TensorFlowBackend(SimpleNamespace(num_replicas_in_sync=2))
    with pytest.raises(InvalidInputError, match="expected one device, got 2 replicas"):
        backend.fuse_normalizations(network())
