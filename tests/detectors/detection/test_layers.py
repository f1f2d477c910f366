import numpy as np
import pytest

pytest.importorskip("keras", reason="needs waymo-kit[train]")

import keras

from waymo_kit.detectors.detection.layers import MaskedBatchNormalization

RNG = np.random.default_rng(0)
ROWS = RNG.normal([5, -3, 100], [2, 0.1, 1], (2, 40, 3)).astype(np.float32)
IS_REAL = RNG.random((2, 40)) < 0.6


def normalized(rows, is_real, layer=None):
    layer = layer or MaskedBatchNormalization()
    out = layer(rows, is_real, training=True)
    out = keras.ops.convert_to_numpy(keras.ops.cast(out, "float32"))
    kept = [w.numpy() for w in (layer.moving_mean, layer.moving_variance)]
    return out, kept


def test_real_rows_come_out_as_if_they_were_alone():
    """Keras's own layer on the real rows is the reference, for output and moving statistics."""
    reference = keras.layers.BatchNormalization(momentum=0.95, epsilon=1e-3)
    expected = keras.ops.convert_to_numpy(reference(ROWS[IS_REAL], training=True))
    out, (mean, variance) = normalized(ROWS, IS_REAL)
    np.testing.assert_allclose(out[IS_REAL], expected, atol=2e-4)
    np.testing.assert_allclose(mean, reference.moving_mean.numpy(), rtol=1e-5)
    np.testing.assert_allclose(variance, reference.moving_variance.numpy(), rtol=1e-5)
    alone = normalized(ROWS[IS_REAL][None], np.ones((1, IS_REAL.sum()), bool))
    np.testing.assert_allclose(alone[0][0], out[IS_REAL], atol=1e-5)


@pytest.mark.parametrize("garbage", [0.0, 1e30, np.nan, np.inf])
def test_what_the_padding_holds_changes_nothing(garbage):
    expected, kept = normalized(ROWS, IS_REAL)
    rows = np.where(IS_REAL[..., None], ROWS, np.float32(garbage))
    out, changed = normalized(rows, IS_REAL)
    np.testing.assert_array_equal(out[IS_REAL], expected[IS_REAL])
    np.testing.assert_array_equal(changed, kept)
    assert np.isfinite(out).all()


def test_a_batch_without_rows_is_finite():
    out, kept = normalized(ROWS, np.zeros_like(IS_REAL))
    assert np.isfinite(out).all()
    assert np.isfinite(kept).all()


def test_evaluation_uses_the_moving_statistics():
    layer = MaskedBatchNormalization(momentum=0.0)
    expected, _ = normalized(ROWS, IS_REAL, layer)
    out = keras.ops.convert_to_numpy(layer(ROWS, IS_REAL, training=False))
    np.testing.assert_allclose(out[IS_REAL], expected[IS_REAL], atol=1e-4)


def test_mixed_precision_has_float32_statistics():
    layer = MaskedBatchNormalization(dtype="mixed_bfloat16")
    _out, kept = normalized(ROWS, IS_REAL, layer)
    assert keras.backend.standardize_dtype(layer(ROWS, IS_REAL).dtype) == "bfloat16"
    np.testing.assert_allclose(kept, normalized(ROWS, IS_REAL)[1], rtol=1e-6)
