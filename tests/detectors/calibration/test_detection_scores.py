import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from waymo_kit.detectors.calibration import LogitCurve, ScoreCurves, ScoreMethod, fit_score_curves
from waymo_kit.detectors.calibration import detection_scores as module
from waymo_kit.detectors.calibration.temperature import LIMITS
from waymo_kit.errors import InvalidInputError
from waymo_kit.metrics import DetectionCalibrationMetric

TEMPERATURES = (ScoreMethod.TEMPERATURE, ScoreMethod.SB_ECE, ScoreMethod.S_AVUC)
FACTORS = np.array([2.5, 0.5, 1.0, 4.0])


def made_up_boxes(count=12_000, seed=0):
    """Scores whose logits are `FACTORS` of the right ones, by type."""
    random = np.random.default_rng(seed)
    types = random.choice([1, 2, 4], count)
    logits = random.normal(-0.5, 1.5, count)
    right = random.random(count) < 1 / (1 + np.exp(-logits))
    scores = 1 / (1 + np.exp(-logits * FACTORS[types - 1]))
    return scores.astype(np.float32), right, types


@pytest.mark.parametrize("method", [ScoreMethod.TEMPERATURE, ScoreMethod.SB_ECE])
def test_each_type_gets_its_temperature(method):
    found = fit_score_curves(*made_up_boxes(), method)
    assert found.curves[2] is None
    for kind in (0, 1, 3):
        assert found.curves[kind].temperature == pytest.approx(FACTORS[kind], rel=0.15)
        assert found.curves[kind].bias == 0
    scores, right, types = made_up_boxes(seed=1)
    before, after = DetectionCalibrationMetric(), DetectionCalibrationMetric()
    before.update(scores, right, types, np.zeros(len(scores)))
    after.update(found.scale(scores, types), right, types, np.zeros(len(scores)))
    for kind in (1, 2, 4):
        assert after.result()[kind].ece < 0.4 * before.result()[kind].ece
        assert after.result()[kind].nll < before.result()[kind].nll


@pytest.mark.parametrize("method", TEMPERATURES)
def test_boxes_of_close_logits_can_be_fitted_as_one(method, monkeypatch):
    boxes = made_up_boxes(3000)
    together = fit_score_curves(*boxes, method)
    monkeypatch.setattr(module, "_LOGIT_STEP", 1e-9)
    apart = fit_score_curves(*boxes, method)
    for kind in (0, 1, 3):
        wanted = apart.curves[kind].temperature
        assert together.curves[kind].temperature == pytest.approx(wanted, rel=2e-3)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.floats(0, 1, width=32), min_size=2, max_size=30),
    st.floats(*LIMITS),
    st.floats(-30, 30),
)
def test_order_stays(scores, temperature, bias):
    scores = np.sort(np.array([*scores, 0, 1], np.float32))
    scaled = ScoreCurves((LogitCurve(temperature, bias), None, None, None)).scale(
        scores, np.ones(len(scores), int)
    )
    assert scaled.dtype == np.float32
    assert (np.diff(scaled) >= 0).all()
    assert (scaled >= 0).all()
    assert (scaled <= 1).all()


def test_ends_of_the_scores_and_types_without_temperature():
    curves = ScoreCurves((LogitCurve(2.0), LogitCurve(0.1), None, LogitCurve(1.0)))
    scores = np.array([0, 0.5, 1, 0, 0.5, 1, 0, 0.3, 1], np.float32)
    scaled = curves.scale(scores, np.repeat([1, 2, 4], 3))
    assert scaled[[1, 4]] == pytest.approx(0.5)
    assert 0 < scaled[0] < 1e-20
    assert scaled[3] == 0
    assert 0.9 < scaled[2] < 1
    assert scaled[5] == 1
    assert (scaled[6:] == scores[6:]).all()


def test_few_boxes_or_only_right_ones_are_not_fitted():
    few = module.MIN_BOXES - 1
    scores = np.full(few + 100, 0.7)
    right = np.r_[np.arange(few) % 2, np.ones(100)]
    found = fit_score_curves(scores, right, np.r_[np.full(few, 1), np.full(100, 2)])
    assert found.curves == (None,) * 4


@pytest.mark.parametrize(
    ("scores", "right", "types", "message"),
    [
        ([0.5], [1], [1, 2], "scores and object types of one shape"),
        ([1.5], [1], [1], r"scores in \[0, 1\], got 1.5 in row 0"),
        ([0.5], [1], [5], "object types 1 to 4, got 5 in row 0"),
        ([0.5], [2], [1], "answers that are 0 or 1"),
    ],
)
def test_wrong_input_is_named(scores, right, types, message):
    with pytest.raises(InvalidInputError, match=message):
        fit_score_curves(scores, right, types)
