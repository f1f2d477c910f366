import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from tests.naive import calibration as naive
from waymo_kit.errors import InvalidInputError
from waymo_kit.metrics.calibration import (
    ClassifierCalibrationMetric,
    brier_score,
    classifier_reliability,
    classwise_error,
    negative_log_likelihood,
)
from waymo_kit.metrics.reliability import ScoreHistogram, reliability_curve

# Scores on a coarse grid meet bin edges and each other often; the others almost never do.
SCORES = st.one_of(
    st.integers(0, 30).map(lambda i: i / 30), st.floats(0, 1, allow_subnormal=False), st.just(0.2)
)


@st.composite
def scored_answers(draw):
    scores = draw(st.lists(SCORES, min_size=1, max_size=60))
    correct = draw(hnp.arrays(bool, len(scores)))
    return np.array(scores), correct


def filled(curve):
    keep = curve.count > 0
    return np.column_stack([curve.count, curve.confidence, curve.accuracy])[keep]


@given(scored_answers(), st.integers(1, 20))
def test_equal_width_curve_is_the_obvious_one(case, bins):
    expected = naive.equal_width_bins(*case, bins)
    curve = reliability_curve(*case, bins=bins)
    assert curve.count.tolist() == [n for n, _, _ in expected]
    np.testing.assert_allclose(filled(curve), [row for row in expected if row[0]], atol=1e-12)
    assert curve.expected_error == pytest.approx(naive.calibration_error(expected), abs=1e-12)
    gaps = [abs(score - right) for n, score, right in expected if n]
    assert curve.maximum_error == pytest.approx(max(gaps), abs=1e-12)


@given(scored_answers(), st.integers(1, 20))
def test_equal_mass_curve_is_the_obvious_one(case, bins):
    expected = naive.equal_mass_bins(*case, bins)
    curve = reliability_curve(*case, bins=bins, binning="equal_mass")
    np.testing.assert_allclose(filled(curve), expected, atol=1e-12)
    assert curve.expected_error == pytest.approx(naive.calibration_error(expected), abs=1e-12)
    assert (curve.lower <= curve.upper).all()
    assert ((curve.confidence >= curve.lower) & (curve.confidence <= curve.upper + 1e-12)).all()


def test_equal_mass_bins_of_distinct_scores_hold_as_many():
    scores = np.random.default_rng(0).random(1003)
    curve = reliability_curve(scores, scores > 0.5, bins=10, binning="equal_mass")
    assert len(curve.count) == 10
    assert curve.count.max() - curve.count.min() <= 1


@given(scored_answers(), scored_answers(), st.integers(1, 20))
def test_histogram_gives_the_curves_of_the_whole_arrays(first, second, bins):
    scores, correct = (np.concatenate(pair) for pair in zip(first, second, strict=True))
    whole, part = ScoreHistogram(2, bins), ScoreHistogram(2, bins)
    whole.update(np.ones(len(first[0]), int), *first)
    part.update(np.ones(len(second[0]), int), *second)
    whole.merge(part)
    exact = reliability_curve(scores, correct, bins=bins)
    merged = whole.curve(1)
    np.testing.assert_array_equal(merged.count, exact.count)
    np.testing.assert_array_equal(merged.lower, exact.lower)
    np.testing.assert_allclose(merged.confidence, exact.confidence)
    np.testing.assert_allclose(merged.accuracy, exact.accuracy)
    assert whole.curve(0).count.sum() == 0
    # Equal mass: as if every score were rounded up to its cell for the choice of its bin.
    cells = np.maximum(np.ceil(scores * bins * 64), 1)
    rounded = naive.equal_mass_bins(cells, correct, bins)
    mass = whole.curve(1, "equal_mass")
    np.testing.assert_array_equal(filled(mass)[:, 0], [row[0] for row in rounded])
    np.testing.assert_allclose(filled(mass)[:, 2], [row[2] for row in rounded])


@pytest.fixture(scope="module")
def classified():
    rng = np.random.default_rng(1)
    logits = rng.normal(0, 2, (500, 5))
    probabilities = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    labels = np.array([rng.choice(5, p=p) for p in probabilities])
    return probabilities, labels


def test_classwise_error_is_the_mean_over_classes(classified):
    probabilities, labels = classified
    for binning, bins_of in (
        ("equal_width", naive.equal_width_bins),
        ("equal_mass", naive.equal_mass_bins),
    ):
        expected = np.mean(
            [
                naive.calibration_error(bins_of(probabilities[:, c], labels == c, 15))
                for c in range(5)
            ]
        )
        assert classwise_error(probabilities, labels, binning=binning) == pytest.approx(expected)
    kept = [probabilities[:, c] > 0.05 for c in range(5)]
    expected = np.mean(
        [
            naive.calibration_error(naive.equal_mass_bins(probabilities[k, c], labels[k] == c, 15))
            for c, k in enumerate(kept)
        ]
    )
    assert classwise_error(probabilities, labels, threshold=0.05) == pytest.approx(expected)


def test_proper_scores_by_hand():
    probabilities = [[0.7, 0.2, 0.1], [0.0, 1.0, 0.0]]
    assert brier_score(probabilities, [0, 1]) == pytest.approx((0.09 + 0.04 + 0.01) / 2)
    assert negative_log_likelihood(probabilities, [0, 1]) == pytest.approx(-np.log(0.7) / 2)
    certain_and_wrong = negative_log_likelihood(probabilities, [0, 2])
    assert certain_and_wrong == pytest.approx((-np.log(0.7) - np.log(1e-12)) / 2)


def test_calibrator_merges_to_the_figures_of_the_whole(classified):
    probabilities, labels = classified
    merged = ClassifierCalibrationMetric(5)
    for rows in np.array_split(np.random.default_rng(2).permutation(500), 7):
        part = ClassifierCalibrationMetric(5)
        part.update(probabilities[rows], labels[rows])
        merged.merge(part)
    result = merged.result()
    curve = classifier_reliability(probabilities, labels)
    mass = classifier_reliability(probabilities, labels, binning="equal_mass")
    assert result.count == 500
    assert result.accuracy == pytest.approx((probabilities.argmax(axis=1) == labels).mean())
    assert result.confidence == pytest.approx(probabilities.max(axis=1).mean())
    assert result.ece == pytest.approx(curve.expected_error)
    assert result.mce == pytest.approx(curve.maximum_error)
    assert result.ece_equal_mass == pytest.approx(mass.expected_error, abs=0.01)
    static = classwise_error(probabilities, labels, binning="equal_width")
    assert result.static_ece == pytest.approx(static)
    assert result.adaptive_ece == pytest.approx(classwise_error(probabilities, labels), abs=0.01)
    assert result.brier == pytest.approx(brier_score(probabilities, labels))
    assert result.nll == pytest.approx(negative_log_likelihood(probabilities, labels))
    merged.reset()
    assert merged.result().count == 0
    assert np.isnan(merged.result().ece)
    assert np.isnan(merged.result().nll)


def test_calibrated_probabilities_have_a_small_error_and_sharpened_ones_a_large_one(classified):
    probabilities, labels = classified
    sharper = probabilities**3 / (probabilities**3).sum(axis=1, keepdims=True)
    honest = classifier_reliability(probabilities, labels).expected_error
    assert honest < 0.07
    overconfident = classifier_reliability(sharper, labels)
    assert overconfident.expected_error > 2 * honest
    assert (overconfident.gap * overconfident.count)[overconfident.count > 0].sum() > 0


@pytest.mark.parametrize(
    ("probabilities", "labels", "message"),
    [
        ([[0.5, 0.5], [2.0, 1.0]], [0, 1], "row 1"),
        ([[0.5, 0.5], [np.nan, 1.0]], [0, 1], "row 1"),
        ([[0.5, 0.4]], [0], "sum to one"),
        ([[0.5, 0.5]], [2], "got 2 in row 0"),
        ([[0.5, 0.5]], [0.0], "integer labels"),
        ([0.5, 0.5], [0, 1], "shape"),
    ],
)
def test_bad_probabilities_are_named(probabilities, labels, message):
    with pytest.raises(InvalidInputError, match=message):
        brier_score(probabilities, labels)


@pytest.mark.parametrize(
    ("scores", "correct", "message"),
    [
        ([0.5, 1.5], [0, 1], "1.5 in row 1"),
        ([0.5, np.nan], [0, 1], "nan in row 1"),
        ([0.5, 0.5], [0, 2], "2 in row 1"),
        ([0.5], [0, 1], "shape"),
    ],
)
def test_bad_scores_are_named(scores, correct, message):
    with pytest.raises(InvalidInputError, match=message):
        reliability_curve(scores, correct)


def test_bad_bins_and_mismatched_merges_are_refused():
    with pytest.raises(InvalidInputError, match="at least one bin"):
        reliability_curve([0.5], [1], bins=0)
    with pytest.raises(InvalidInputError, match="equal_width or equal_mass"):
        reliability_curve([0.5], [1], binning="adaptive")
    with pytest.raises(InvalidInputError, match="merge"):
        ScoreHistogram(2, 15).merge(ScoreHistogram(2, 10))
    with pytest.raises(InvalidInputError, match="two classes"):
        ClassifierCalibrationMetric(1)
    with pytest.raises(InvalidInputError, match=r"\(N, 3\)"):
        ClassifierCalibrationMetric(3).update([[0.5, 0.5]], [0])
