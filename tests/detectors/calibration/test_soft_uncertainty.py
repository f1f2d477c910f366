import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.naive import calibration as naive
from waymo_kit.detectors.calibration import SoftThreshold, soft_avuc
from waymo_kit.errors import InvalidInputError


def entropies(probabilities):
    inside = np.where(probabilities > 0, probabilities, 1)
    return -(probabilities * np.log(inside)).sum(axis=1)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1), st.floats(0.05, 0.95), st.floats(0.05, 3), st.floats(0.1, 5))
def test_equals_the_naive_sum(seed, value, temperature, sharpness):
    random = np.random.default_rng(seed)
    logits = sharpness * random.normal(size=(12, 5))
    probabilities = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    labels = random.integers(0, 5, 12)
    right = probabilities.argmax(axis=1) == labels
    threshold = SoftThreshold(value, temperature)
    ours = soft_avuc(entropies(probabilities), right, 5, threshold)
    wanted = naive.accuracy_versus_uncertainty(probabilities, labels, value, temperature)
    assert ours == pytest.approx(wanted, abs=1e-6)


def test_ends_of_the_entropy_are_finite_and_in_their_order():
    certain, uniform = 0.0, np.log(3)
    good = soft_avuc([certain, certain, uniform], [1, 1, 0], 3)
    bad = soft_avuc([uniform, uniform, certain], [1, 1, 0], 3)
    assert good == pytest.approx(0, abs=1e-9)
    assert 20 < bad < 30
    assert soft_avuc([certain], [0], 3) == pytest.approx(-np.log(1e-12), rel=1e-6)


def test_weights_count_as_repeated_answers():
    random = np.random.default_rng(1)
    entropy, right = random.random(50) * np.log(4), random.random(50)
    times = random.integers(0, 4, 50)
    repeated = soft_avuc(np.repeat(entropy, times), np.repeat(right, times), 4)
    assert soft_avuc(entropy, right, 4, weights=times) == pytest.approx(repeated)
    assert np.isnan(soft_avuc([], [], 2))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: SoftThreshold(1.0), "value between 0 and 1, got 1.0"),
        (lambda: SoftThreshold(0.5, 0), "temperature above 0, got 0"),
        (lambda: soft_avuc([0.1], [1], 1), "at least two classes, got 1"),
        (lambda: soft_avuc([0.8], [1], 2), r"entropy / ln\(classes\): .* in row 0"),
        (lambda: soft_avuc([0.1], [2], 2), "correct: expected numbers from 0 to 1"),
    ],
)
def test_wrong_input_is_named(call, message):
    with pytest.raises(InvalidInputError, match=message):
        call()
