import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

pytest.importorskip("keras", reason="needs waymo-kit[train]")

import keras

from waymo_kit.detectors.classification.task import mix_with_next, smooth_labels

SHARES = arrays.arrays(np.float32, st.integers(1, 6), elements=st.floats(0.5, 1, width=32))


def mixed(values, shares):
    return keras.ops.convert_to_numpy(mix_with_next(values, shares))


@settings(max_examples=20, deadline=None)
@given(SHARES, st.integers(2, 5), st.integers(0, 1000))
def test_mixing_is_that_of_a_plain_loop(shares, classes, seed):
    values = np.random.default_rng(seed).random((len(shares), classes), np.float32)
    expected = [
        shares[i] * values[i] + (1 - shares[i]) * values[(i + 1) % len(values)]
        for i in range(len(values))
    ]
    np.testing.assert_allclose(mixed(values, shares), expected, atol=1e-6)


def test_mixed_labels_and_images_take_the_same_partner():
    labels = np.eye(3, dtype=np.float32)
    images = np.broadcast_to(labels[:, None, None], (3, 2, 2, 3))
    shares = np.array([0.5, 0.75, 1.0], np.float32)
    of_images = mixed(images, shares)
    np.testing.assert_allclose(
        of_images, np.broadcast_to(mixed(labels, shares)[:, None, None], (3, 2, 2, 3))
    )
    np.testing.assert_allclose(mixed(labels, shares)[1], [0, 0.75, 0.25])


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 6), st.integers(2, 9), st.floats(0, 0.99), st.integers(0, 1000))
def test_smooth_labels_add_up_and_keep_their_order(count, classes, smoothing, seed):
    labels = np.random.default_rng(seed).dirichlet(np.ones(classes), count).astype(np.float32)
    smooth = keras.ops.convert_to_numpy(smooth_labels(labels, smoothing))
    np.testing.assert_allclose(smooth.sum(axis=1), 1, atol=1e-5)
    assert (smooth >= smoothing / classes - 1e-6).all()
    assert (smooth.argmax(axis=1) == labels.argmax(axis=1)).all()
    np.testing.assert_allclose(smooth, (1 - smoothing) * labels + smoothing / classes, atol=1e-6)
