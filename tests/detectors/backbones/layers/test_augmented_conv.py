import numpy as np
import pytest

pytest.importorskip("keras", reason="needs waymo-kit[train]")

import keras

from tests.naive import layers as naive
from waymo_kit.detectors.backbones.layers import AugmentedConv2D
from waymo_kit.errors import InvalidInputError


@pytest.mark.parametrize("scale_position", [True, False])
@pytest.mark.parametrize(("size", "stride"), [((5, 4), 1), ((6, 4), 2), ((5, 7), 2)])
def test_equals_the_naive_version(size, stride, scale_position):
    random = np.random.default_rng(stride)
    maps = random.normal(size=(2, *size, 5)).astype(np.float32)
    layer = AugmentedConv2D(
        9,
        3,
        heads=2,
        key_depth=4,
        value_depth=6,
        stride=stride,
        scale_position=scale_position,
    )
    out_shape = layer(maps).shape
    assert tuple(out_shape) == layer.compute_output_shape(maps.shape)
    layer.set_weights([random.normal(size=w.shape).astype(np.float32) for w in layer.weights])
    out = keras.ops.convert_to_numpy(layer(maps))
    (qkv,) = layer.attention.query_key_value.get_weights()
    height, width = layer.attention.position.get_weights()
    (kernel,), (projection,) = layer.convolution.get_weights(), layer.projection.get_weights()
    for one, ours in zip(maps, out, strict=True):
        attended = naive.global_attention(
            one[::stride, ::stride], qkv, height, width, 2, 4, scale_position
        )
        expected = np.dstack([naive.convolve(one, kernel, stride), attended @ projection])
        np.testing.assert_allclose(ours, expected, atol=5e-5)


@pytest.mark.parametrize("change", [{"value_depth": 8}, {"kernel_size": 2}])
def test_channels_for_attention_alone_or_an_even_kernel_are_refused(change):
    arguments = {"filters": 8, "kernel_size": 3, "heads": 2, "key_depth": 4, "value_depth": 4}
    with pytest.raises(InvalidInputError, match="value_depth must be less than filters"):
        AugmentedConv2D(**{**arguments, **change})
