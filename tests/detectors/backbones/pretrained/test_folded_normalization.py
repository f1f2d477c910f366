"""Networks whose batch normalization was folded, in inference and in training."""

import numpy as np
import pytest

keras = pytest.importorskip("keras", reason="needs waymo-kit[train]")

from tests.detectors.backbones.seeded import images, seed_weights
from waymo_kit.detectors.backbones import create_backbone, unfold_normalization
from waymo_kit.errors import InvalidInputError

pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
"""Keras itself warns with NumPy 2 when its variables are read."""


def folded_network(name, width):
    """A network as TFLite files give it: gamma 1, mean 0, variance 1 - epsilon, random beta."""
    model = create_backbone(name, width=width, num_classes=5, input_shape=(32, 32, 3))
    seed_weights(model)
    for layer in normalizations(model):
        layer.gamma.assign(np.ones(layer.gamma.shape))
        layer.moving_mean.assign(np.zeros(layer.gamma.shape))
        layer.moving_variance.assign(np.full(layer.gamma.shape, 1 - layer.epsilon))
    return model


def normalizations(model):
    return [each for each in model.layers if isinstance(each, keras.layers.BatchNormalization)]


def values(tensor):
    return keras.ops.convert_to_numpy(tensor)


@pytest.mark.parametrize(("name", "width"), [("mobilenet_v1", 0.25), ("mobilenet_v2", 0.35)])
def test_inference_stays_and_training_becomes_the_same(name, width):
    model = folded_network(name, width)
    pooled = keras.Model(model.input, model.get_layer("pool").output)
    batch = images(24, 32)
    before = values(pooled(batch, training=False))
    apart = np.abs(values(folded_training(name, width, batch)) - before).mean()
    unfold_normalization(model, [batch[:16], batch[16:]])
    after = values(pooled(batch, training=False))
    np.testing.assert_allclose(after, before, atol=1e-4 * np.abs(before).max())
    training = values(pooled(batch, training=True))
    np.testing.assert_allclose(training, before, atol=2e-3 * np.abs(before).max())
    assert apart > 0.1 * np.abs(before).max()


def folded_training(name, width, batch):
    model = folded_network(name, width)
    return keras.Model(model.input, model.get_layer("pool").output)(batch, training=True)


def test_statistics_are_those_of_all_batches():
    model = folded_network("mobilenet_v1", 0.25)
    batch = images(7, 32)
    layer = model.get_layer("block3_point_norm")
    x = values(keras.Model(model.input, layer.input)(batch, training=False))
    unfold_normalization(model, [batch[:4], batch[4:]])
    np.testing.assert_allclose(values(layer.moving_mean), x.mean(axis=(0, 1, 2)), atol=1e-5)
    np.testing.assert_allclose(values(layer.moving_variance), x.var(axis=(0, 1, 2)), rtol=1e-4)


def test_channels_that_never_change_stay_as_they_are():
    model = folded_network("mobilenet_v1", 0.25)
    layer = model.get_layer("block1_point_conv")
    kernel = values(layer.kernel).copy()
    kernel[..., 2] = 0
    layer.kernel.assign(kernel)
    before = values(model(images(4, 32), training=False))
    unfold_normalization(model, [images(4, 32)])
    assert values(model.get_layer("block1_point_norm").moving_variance)[2] == 0
    np.testing.assert_allclose(values(model(images(4, 32), training=False)), before, atol=1e-4)


def test_no_images_are_refused():
    with pytest.raises(InvalidInputError, match="batches: expected images to estimate"):
        unfold_normalization(folded_network("mobilenet_v1", 0.25), [])
