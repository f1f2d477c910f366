import numpy as np
import pytest

pytest.importorskip("keras", reason="needs waymo-kit[train]")

import keras

from waymo_kit.detectors.detection.losses import (
    absolute_loss,
    center_focal_loss,
    focal_loss,
    huber_loss,
)

RNG = np.random.default_rng(0)
LOGITS = RNG.normal(0, 3, (2, 4, 5)).astype(np.float32)
CHANCE = 1 / (1 + np.exp(-np.float64(LOGITS)))


def test_center_focal_loss_is_that_of_the_paper():
    heatmap = RNG.random((2, 4, 5)).astype(np.float32)
    heatmap[0, 1, 2] = heatmap[1, 3, 3] = 1
    expected = sum(
        -((1 - p) ** 2) * np.log(p) if y == 1 else -((1 - y) ** 4) * p**2 * np.log(1 - p)
        for p, y in zip(CHANCE.ravel(), np.float64(heatmap.ravel()), strict=True)
    )
    assert float(center_focal_loss(LOGITS, heatmap)) == pytest.approx(expected, rel=1e-5)


def test_focal_loss_is_that_of_the_paper_and_leaves_out_what_has_no_weight():
    is_object = (RNG.random((2, 4, 5)) < 0.3).astype(np.float32)
    weights = (RNG.random((2, 4, 5)) < 0.8).astype(np.float32)
    expected = sum(
        w * (-0.25 * (1 - p) ** 2 * np.log(p) if y else -0.75 * p**2 * np.log(1 - p))
        for p, y, w in zip(CHANCE.ravel(), is_object.ravel(), weights.ravel(), strict=True)
    )
    loss = float(focal_loss(LOGITS, is_object, weights, 0.25, 2.0))
    assert loss == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize("logit", [-200.0, 200.0])
def test_saturated_scores_have_finite_losses(logit):
    logits = np.full((2,), logit, np.float32)
    for loss in (
        center_focal_loss(logits, np.float32([0, 1])),
        focal_loss(logits, np.float32([0, 1]), np.ones(2, np.float32), 0.25, 2.0),
    ):
        assert 0 < float(loss) < 1000


def test_absolute_loss_sums_objects_only():
    predicted, target = RNG.random((2, 2, 3, 4)).astype(np.float32)
    is_object = np.array([[True, False, True], [False, False, True]])
    expected = np.abs(predicted - target)[is_object].sum()
    assert float(absolute_loss(predicted, target, is_object)) == pytest.approx(expected, rel=1e-6)


def test_huber_loss_meets_its_line_with_the_same_value_and_slope():
    delta = 1 / 9
    at = np.float32([0, delta - 1e-3, delta, delta + 1e-3, -2])
    values = keras.ops.convert_to_numpy(huber_loss(at, delta))
    assert values[0] == 0
    assert values[4] == pytest.approx(2 - delta / 2)
    np.testing.assert_allclose(np.diff(values[1:4]) / 1e-3, 1, atol=0.01)
