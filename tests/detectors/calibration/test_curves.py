import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from waymo_kit.detectors.calibration import IsotonicCurve, ScoreCurves
from waymo_kit.detectors.calibration.curves import fit_isotonic, fit_platt, score_logits
from waymo_kit.detectors.calibration.temperature import LIMITS
from waymo_kit.errors import MissingDependencyError


def drawn(slope, bias, count=3000, seed=0):
    """Scores, and boxes that are right as often as a slope and a bias of the logits say."""
    random = np.random.default_rng(seed)
    logits = random.normal(-0.5, 2.0, count)
    right = random.random(count) < 1 / (1 + np.exp(-slope * logits - bias))
    return 1 / (1 + np.exp(-logits)), right


def mean_loss(scores, right, slope, bias):
    """Negative log-likelihood, box by box."""
    logits = slope * score_logits(scores) + bias
    return np.mean([np.logaddexp(0, -x if y else x) for x, y in zip(logits, right, strict=True)])


@pytest.mark.parametrize(("slope", "bias"), [(0.4, 1.5), (1.0, 0.0), (3.0, -2.0)])
def test_platt_finds_the_optimum_of_scipy(slope, bias):
    optimize = pytest.importorskip("scipy.optimize")
    scores, right = drawn(slope, bias)
    logits = score_logits(scores)

    def loss(at):
        signed = at[0] * logits + at[1]
        return np.mean(np.logaddexp(0, signed) - right * signed)

    wanted = optimize.minimize(
        loss, [1.0, 0.0], method="Nelder-Mead", options={"xatol": 1e-10, "fatol": 1e-15}
    )
    found = fit_platt(scores, right)
    assert [1 / found.temperature, found.bias] == pytest.approx(wanted.x, abs=1e-6)
    assert [1 / found.temperature, found.bias] == pytest.approx([slope, bias], abs=0.25)
    at = mean_loss(scores, right, 1 / found.temperature, found.bias)
    assert at <= wanted.fun + 1e-14


@pytest.mark.parametrize(
    ("right", "limit"),
    [
        (lambda scores: scores > 0.4, LIMITS[0]),  # separated: no slope is steep enough
        (lambda scores: scores < 0.6, LIMITS[1]),  # upside down: no rising curve is right
    ],
)
def test_platt_at_a_limit_has_the_best_bias_there(right, limit):
    scores, _ = drawn(1, 0, 400)
    found = fit_platt(scores, right(scores))
    assert found.temperature == limit
    at = mean_loss(scores, right(scores), 1 / limit, found.bias)
    for change in (-1e-3, 1e-3):
        assert at < mean_loss(scores, right(scores), 1 / limit, found.bias + change)


@pytest.mark.parametrize("score", [0.0, 0.3, 1.0])
def test_platt_of_equal_scores_is_the_share_of_right_boxes(score):
    right = np.arange(100) < 30
    found = fit_platt(np.full(100, score), right)
    assert found(np.array([score])) == pytest.approx(0.3, abs=1e-9)
    assert LIMITS[0] <= found.temperature <= LIMITS[1]


def pooled(scores, right):
    """Isotonic regression by its definition: max over starts of min over ends of means."""
    values = np.unique(scores)
    sums = [right[scores == value].sum() for value in values]
    counts = [(scores == value).sum() for value in values]
    return values, [
        max(
            min(sum(sums[a : b + 1]) / sum(counts[a : b + 1]) for b in range(k, len(values)))
            for a in range(k + 1)
        )
        for k in range(len(values))
    ]


def test_isotonic_is_the_max_min_of_means():
    pytest.importorskip("sklearn", reason="needs waymo-kit[train]")
    scores, right = drawn(1.5, 0.5, 200)
    scores = scores.round(2)  # some are equal
    found = fit_isotonic(scores, right)
    values, wanted = pooled(scores, right)
    assert found(values) == pytest.approx(wanted, abs=1e-12)
    assert found.levels == len(np.unique(np.round(wanted, 12)))
    assert found(np.array([0.0, 1.0])) == pytest.approx([wanted[0], wanted[-1]])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=8), st.data())
def test_isotonic_scores_keep_their_order(points, data):
    at = np.unique([x for x, _ in points])
    curve = IsotonicCurve(at, np.sort([y for _, y in points])[: len(at)])
    between = data.draw(st.lists(st.floats(0, 1, width=32), max_size=20))
    scores = np.sort(np.concatenate([at, np.nextafter(at, 0), between, [0, 1]]))
    scaled = ScoreCurves((curve, None, None, None)).scale(scores, np.ones(len(scores), int))
    assert (np.diff(curve(scores)) >= 0).all()
    assert (np.diff(scaled) >= 0).all()
    assert ((scaled >= 0) & (scaled <= 1)).all()


def test_isotonic_asks_for_scikit_learn(monkeypatch):
    monkeypatch.setitem(sys.modules, "sklearn.isotonic", None)
    with pytest.raises(MissingDependencyError, match="needs scikit-learn: pip install"):
        fit_isotonic(np.array([0.5]), np.array([True]))
