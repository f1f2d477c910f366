import numpy as np
import pytest

pytest.importorskip("keras", reason="needs waymo-kit[train]")

import keras

from tests.naive import layers as naive
from waymo_kit.detectors.backbones.layers import HaloAttention2D, neighborhoods
from waymo_kit.errors import InvalidInputError


@pytest.mark.parametrize(
    "options",
    [
        {"block": 2, "halo": 1},
        {"block": 2, "halo": 1, "stride": 2},
        {"block": 4, "halo": 1, "stride": 2, "scale_position": True},
        {"block": 2, "halo": 3, "mask_padding": True},
        {"block": 4, "halo": 0},
        {"block": 4, "halo": 2, "stride": 4, "mask_padding": True, "scale_position": True},
    ],
    ids=str,
)
def test_equals_the_naive_version(options):
    random = np.random.default_rng(0)
    maps = random.normal(size=(2, 8, 4, 5)).astype(np.float32)
    layer = HaloAttention2D(2, 4, 6, **options)
    layer.build(maps.shape)
    layer.set_weights([random.normal(size=w.shape).astype(np.float32) for w in layer.weights])
    q, kv, height, width = layer.get_weights()
    out = keras.ops.convert_to_numpy(layer(maps))
    assert out.shape == layer.compute_output_shape(maps.shape)
    defaults = {"stride": 1, "scale_position": False, "mask_padding": False}
    for one, ours in zip(maps, out, strict=True):
        expected = naive.halo_attention(
            one, q, kv, height, width, heads=2, **{**defaults, **options}
        )
        np.testing.assert_allclose(ours, expected, atol=2e-5)


@pytest.mark.parametrize(
    ("block", "halo"), [(4, 1), (2, 1), (2, 2), (2, 5), (8, 3), (1, 2), (4, 0)]
)
def test_neighborhoods_are_windows_of_the_padded_map(block, halo):
    maps = np.random.default_rng(1).normal(size=(2, 8, 16, 3))
    around = keras.ops.convert_to_numpy(neighborhoods(maps, block, halo))
    padded = np.pad(maps, [(0, 0), (halo, halo), (halo, halo), (0, 0)])
    window = block + 2 * halo
    for i in range(8 // block):
        for j in range(16 // block):
            expected = padded[:, i * block :, j * block :][:, :window, :window]
            np.testing.assert_array_equal(around[:, i, :, j], expected.astype(around.dtype))


def test_masked_padding_leaves_a_constant_map_constant():
    """All values are the same vector, so any weights that sum to 1 over them return it."""
    maps = np.ones((1, 8, 8, 4), np.float32)
    masked = HaloAttention2D(2, 4, 4, block=4, halo=2, mask_padding=True)
    out = keras.ops.convert_to_numpy(masked(maps))
    np.testing.assert_allclose(out, np.broadcast_to(out[:, :1, :1], out.shape), atol=1e-5)
    unmasked = HaloAttention2D(2, 4, 4, block=4, halo=2)
    unmasked.build(maps.shape)
    unmasked.set_weights(masked.get_weights())
    out = keras.ops.convert_to_numpy(unmasked(maps))
    assert np.abs(out - out[:, :1, :1]).max() > 1e-3


@pytest.mark.parametrize("options", [{"block": 4, "halo": 1, "stride": 3}, {"block": 0, "halo": 1}])
def test_blocks_that_the_stride_does_not_divide_are_refused(options):
    with pytest.raises(InvalidInputError, match="multiple of stride"):
        HaloAttention2D(1, 4, 4, **options)


def test_a_map_that_does_not_divide_into_blocks_is_refused():
    with pytest.raises(InvalidInputError, match="6 x 8 does not divide into blocks of 4"):
        HaloAttention2D(1, 4, 4, block=4, halo=1)(keras.Input((6, 8, 3)))
