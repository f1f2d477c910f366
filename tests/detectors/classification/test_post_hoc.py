import numpy as np
import pytest

from waymo_kit.detectors.calibration import scale_logits

pytest.importorskip("keras", reason="needs waymo-kit[train]")

from waymo_kit.detectors.classification.evaluation import Answers
from waymo_kit.detectors.classification.post_hoc import (
    METHODS,
    compare_post_hoc,
    fit_histogram,
    rescale_by_class,
)


def overconfident(count, seed, factor=3.0):
    """Answers whose logits are `factor` times those that are right."""
    random = np.random.default_rng(seed)
    logits = random.normal(0, 1.5, (count, 4))
    labels = np.array([random.choice(4, p=row) for row in scale_logits(logits, 1.0)])
    return Answers(factor * logits, labels)


def test_every_method_makes_overconfident_answers_better():
    results = compare_post_hoc(overconfident(3000, 0), overconfident(3000, 1))
    assert tuple(entry.method for entry in results) == METHODS
    by_method = {entry.method: entry for entry in results}
    before = by_method["none"].calibration
    assert before.ece > 0.15
    for method in ("temperature", "sb-ece", "histogram", "isotonic"):
        assert by_method[method].calibration.ece < 0.25 * before.ece
    for method in ("temperature", "sb-ece"):
        assert by_method[method].temperature == pytest.approx(3, rel=0.15)
        assert by_method[method].calibration.accuracy == before.accuracy
    assert by_method["none"].temperature is None


def test_a_histogram_says_the_share_of_right_answers_of_its_bins():
    curve = fit_histogram(np.array([0.0, 0.1, 0.49, 0.9, 1.0]), np.array([0, 1, 1, 1, 0], bool), 4)
    np.testing.assert_allclose(curve(np.array([0.2, 0.3, 0.6, 1.0])), [0.5, 1.0, 0.625, 0.5])


def test_rows_are_probabilities_even_where_all_curves_say_none():
    answers = overconfident(50, 0)
    rescaled = rescale_by_class(answers, answers.probabilities, lambda p, y: np.zeros_like)
    np.testing.assert_array_equal(rescaled, np.full((50, 4), 0.25))
    rescaled = rescale_by_class(answers, answers.probabilities, lambda p, y: lambda values: values)
    np.testing.assert_allclose(rescaled, answers.probabilities)
