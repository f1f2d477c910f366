import itertools

import numpy as np
import pytest

pytest.importorskip("keras", reason="needs waymo-kit[train]")

import keras

from waymo_kit.detectors.backbones.layers import (
    RelativePosition2D,
    resize_relative_table,
)


def layer_with_tables(key_size, query_shape, seed=0):
    layer = RelativePosition2D(key_size)
    layer.build(query_shape)
    random = np.random.default_rng(seed)
    layer.set_weights([random.normal(size=w.shape).astype(np.float32) for w in layer.weights])
    return layer


@pytest.mark.parametrize(
    ("queries", "keys"), [((3, 4), (3, 4)), ((2, 2), (5, 5)), ((1, 3), (4, 2))]
)
def test_each_logit_is_the_query_times_the_rows_of_its_offset(queries, keys):
    query = np.random.default_rng(1).normal(size=(2, *queries, 6)).astype(np.float32)
    layer = layer_with_tables(keys, query.shape)
    height, width = layer.get_weights()
    logits = keras.ops.convert_to_numpy(layer(query))
    assert logits.shape == (2, *queries, *keys)
    for b, p, q, r, s in itertools.product(*map(range, logits.shape)):
        row = height[r - p + keys[0] - 1] + width[s - q + keys[1] - 1]
        assert logits[b, p, q, r, s] == pytest.approx(query[b, p, q] @ row, abs=1e-5)


def test_a_table_resized_to_its_own_length_is_unchanged():
    table = np.random.default_rng(2).normal(size=(9, 3))
    np.testing.assert_array_equal(resize_relative_table(table, 9), table)


@pytest.mark.parametrize(("old", "new"), [(4, 7), (7, 4), (5, 1), (2, 9)])
def test_a_resized_table_reads_the_same_share_of_the_image(old, new):
    """A table that holds its own offset as a share of the side keeps doing so."""
    share = np.arange(-(old - 1), old)[:, None] / old
    resized = resize_relative_table(share, 2 * new - 1)
    expected = np.arange(-(new - 1), new)[:, None] / new
    np.testing.assert_allclose(resized, np.clip(expected, share[0], share[-1]), atol=1e-12)


def test_weights_saved_at_one_size_load_at_another(tmp_path):
    def model(size):
        query = keras.Input((*size, 6))
        return keras.Model(query, RelativePosition2D(size, name="position")(query))

    small, large = model((3, 4)), model((5, 7))
    small.save_weights(tmp_path / "small.weights.h5")
    large.load_weights(tmp_path / "small.weights.h5")
    for before, after, length in zip(
        small.get_weights(), large.get_weights(), (9, 13), strict=True
    ):
        np.testing.assert_allclose(after, resize_relative_table(before, length), rtol=1e-6)
