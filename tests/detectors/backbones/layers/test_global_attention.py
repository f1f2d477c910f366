import numpy as np
import pytest

pytest.importorskip("keras", reason="needs waymo-kit[train]")

import keras

from tests.naive import layers as naive
from waymo_kit.detectors.backbones.layers import GlobalAttention2D
from waymo_kit.errors import InvalidInputError


@pytest.mark.parametrize("scale_position", [False, True])
@pytest.mark.parametrize(("heads", "key_depth", "value_depth"), [(1, 4, 3), (2, 4, 6), (4, 8, 4)])
def test_equals_the_naive_version(heads, key_depth, value_depth, scale_position):
    random = np.random.default_rng(heads)
    maps = random.normal(size=(3, 4, 5, 7)).astype(np.float32)
    layer = GlobalAttention2D(heads, key_depth, value_depth, scale_position=scale_position)
    layer.build(maps.shape)
    layer.set_weights([random.normal(size=w.shape).astype(np.float32) for w in layer.weights])
    qkv, height, width = layer.get_weights()
    out = keras.ops.convert_to_numpy(layer(maps))
    for one, ours in zip(maps, out, strict=True):
        expected = naive.global_attention(one, qkv, height, width, heads, key_depth, scale_position)
        np.testing.assert_allclose(ours, expected, atol=2e-5)


@pytest.mark.parametrize("depths", [(3, 4, 6), (3, 6, 4), (0, 4, 4), (2, 0, 4)])
def test_depths_that_the_heads_cannot_share_are_refused(depths):
    with pytest.raises(InvalidInputError, match="multiples of heads"):
        GlobalAttention2D(*depths)


def test_a_map_of_unknown_size_is_refused():
    with pytest.raises(InvalidInputError, match="static height and width"):
        GlobalAttention2D(1, 4, 4)(keras.Input((None, 8, 3)))
