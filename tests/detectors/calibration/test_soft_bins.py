import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.naive import calibration as naive
from waymo_kit.detectors.calibration import SoftBins, soft_calibration_error
from waymo_kit.detectors.calibration import soft_bins as module
from waymo_kit.errors import InvalidInputError
from waymo_kit.metrics import reliability_curve

ANSWERS = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=30)


@settings(max_examples=60, deadline=None)
@given(ANSWERS, st.integers(1, 20), st.floats(0.005, 2), st.sampled_from([1, 2]))
def test_equals_the_naive_sum(answers, count, temperature, norm):
    confidence, right = (np.array(column, float) for column in zip(*answers, strict=True))
    ours = soft_calibration_error(confidence, right, SoftBins(count, temperature, norm))
    wanted = naive.soft_binned_error(confidence, right, count, temperature, norm)
    assert ours == pytest.approx(wanted, abs=1e-9)


def test_hard_edges_give_the_expected_calibration_error():
    random = np.random.default_rng(0)
    confidence, right = random.random(4000), random.random(4000) < 0.6
    ece = reliability_curve(confidence, right, bins=10).expected_error
    hard = soft_calibration_error(confidence, right, SoftBins(10, 1e-6, norm=1))
    assert hard == pytest.approx(ece, abs=1e-4)


def test_weights_count_as_repeated_answers(monkeypatch):
    random = np.random.default_rng(1)
    confidence, right = random.random(50), random.random(50)
    times = random.integers(0, 4, 50)
    repeated = soft_calibration_error(np.repeat(confidence, times), np.repeat(right, times))
    assert soft_calibration_error(confidence, right, weights=times) == pytest.approx(repeated)
    monkeypatch.setattr(module, "_CHUNK", 7)
    assert soft_calibration_error(confidence, right, weights=times) == pytest.approx(repeated)


def test_no_gap_is_no_error_and_no_answers_is_nan():
    confidence = np.linspace(0, 1, 20)
    for norm in (1, 2):
        assert soft_calibration_error(confidence, confidence, SoftBins(norm=norm)) == 0
    assert np.isnan(soft_calibration_error([], []))


def test_decay_is_the_ratio_of_neighboring_bins():
    bins = SoftBins.from_decay(80, count=15)
    assert bins.temperature == pytest.approx(1 / (np.log(80) * 225))
    share = np.exp(-((bins.centers[7] - bins.centers) ** 2) / bins.temperature)
    assert share[7] / share[8] == pytest.approx(80)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: SoftBins(0), "count of at least 1, got 0"),
        (lambda: SoftBins(15, 0.0), "temperature above 0, got 0.0"),
        (lambda: SoftBins(15, 0.01, 3), "norm 1 or 2, got 3"),
        (lambda: SoftBins.from_decay(1.0), "decay above 1, got 1.0"),
        (lambda: soft_calibration_error([1.5], [1]), "confidence: expected numbers from 0 to 1"),
        (lambda: soft_calibration_error([0.5], [1, 0]), r"correct: expected shape \(1,\)"),
        (lambda: soft_calibration_error([0.5], [1], weights=[-1]), "weights: expected 1 finite"),
    ],
)
def test_wrong_input_is_named(call, message):
    with pytest.raises(InvalidInputError, match=message):
        call()
