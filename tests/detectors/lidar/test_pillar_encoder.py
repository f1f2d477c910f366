import numpy as np
import pytest

pytest.importorskip("keras", reason="needs waymo-kit[train]")

import keras

from tests.detectors.lidar.tiny import GRID, tiny_points
from tests.naive import pillars as naive
from waymo_kit.detectors.lidar.pillar_encoder import PillarEncoder
from waymo_kit.detectors.lidar.pillars import make_pillars

POINTS = tiny_points()


def encoder():
    """An encoder of random weights, statistics included."""
    layer = PillarEncoder(GRID, 5)
    layer(*batch([POINTS]))
    rng = np.random.default_rng(1)
    layer.set_weights([rng.uniform(0.2, 1.5, w.shape) - (w.ndim == 2) for w in layer.get_weights()])
    return layer


def batch(frames, max_points=1500, max_pillars=800):
    made = [make_pillars(points, GRID, max_points, max_pillars) for points in frames]
    return [np.stack(arrays) for arrays in zip(*made, strict=True)]


def image(layer, pillars, **options):
    return keras.ops.convert_to_numpy(layer(*pillars, **options))


def test_each_pillar_holds_the_largest_features_of_its_points():
    layer, pillars = encoder(), batch([POINTS, POINTS[::3]])
    kernel, gamma, beta, mean, variance = (np.float64(w) for w in layer.get_weights())
    scale = gamma / np.sqrt(variance + 1e-3)
    shown = image(layer, pillars)
    assert shown.shape == (2, 32, 32, 5)
    for frame in range(2):
        expected = naive.encode_pillars(
            *(array[frame] for array in pillars), GRID, kernel, scale, beta - mean * scale
        )
        assert np.count_nonzero(expected) > 400
        np.testing.assert_allclose(shown[frame], expected, atol=1e-4)


def test_features_that_are_not_wanted_have_no_weights_and_no_effect():
    whole, pillars = encoder(), batch([POINTS, POINTS[::3]])
    kernel, *others = whole.get_weights()
    kernel[[3, 5]] = 0.0  # intensity and seconds
    whole.set_weights([kernel, *others])
    layer = PillarEncoder(GRID, 5, ["elongation"])
    layer(*pillars)
    layer.set_weights([np.delete(kernel, [3, 5], axis=0), *others])
    np.testing.assert_allclose(image(layer, pillars), image(whole, pillars), atol=1e-6)
    pillars[0][..., [3, 5]] = 1e3
    np.testing.assert_allclose(image(layer, pillars), image(layer, batch([POINTS, POINTS[::3]])))


@pytest.mark.parametrize("training", [False, True])
def test_neither_more_padding_nor_what_it_holds_changes_anything(training):
    layer, other = encoder(), encoder()
    expected = image(layer, batch([POINTS, POINTS[:100]]), training=training)
    points, point_pillar, pillar_cell = batch([POINTS, POINTS[:100]], 2500, 900)
    points[point_pillar == 900] = 1e4
    shown = image(other, (points, point_pillar, pillar_cell), training=training)
    np.testing.assert_allclose(shown, expected, atol=1e-5)
    for changed, kept in zip(other.get_weights(), layer.get_weights(), strict=True):
        np.testing.assert_allclose(changed, kept, rtol=1e-5)


def test_an_empty_frame_is_black_and_leaves_the_others_alone():
    layer = encoder()
    shown = image(layer, batch([POINTS[:0], POINTS]))
    assert not shown[0].any()
    np.testing.assert_allclose(shown[1:], image(layer, batch([POINTS])), atol=1e-6)


def test_mixed_precision_works_offsets_out_in_float32():
    """In bfloat16 a place 80 m away has steps of half a meter."""
    far = POINTS + np.float32([80, 80, 0, 0, 0, 0])
    grid = GRID.__class__(x_min=69.76, y_min=69.76, columns=32, rows=32, pillar_size=0.64)
    pillars = [a[None] for a in make_pillars(far, grid, 1500, 800)]
    plain, mixed = PillarEncoder(grid, 5), PillarEncoder(grid, 5, dtype="mixed_bfloat16")
    plain(*pillars)
    mixed(*pillars)
    mixed.set_weights(plain.get_weights())
    expected, shown = image(plain, pillars), mixed(*pillars)
    assert keras.backend.standardize_dtype(shown.dtype) == "bfloat16"
    shown = keras.ops.convert_to_numpy(keras.ops.cast(shown, "float32"))
    np.testing.assert_allclose(shown, expected, atol=0.02 * expected.max())
