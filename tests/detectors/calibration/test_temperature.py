import numpy as np
import pytest

from tests.naive import calibration as naive
from waymo_kit.detectors.calibration import Objective, SoftBins, fit_temperature, scale_logits
from waymo_kit.detectors.calibration.temperature import LIMITS, min_temperature
from waymo_kit.errors import InvalidInputError
from waymo_kit.metrics import ClassifierCalibrationMetric


def overconfident(count=4000, classes=6, factor=3.0):
    """Logits that are `factor` times too large, and labels drawn from what they should be."""
    random = np.random.default_rng(0)
    logits = random.normal(0, 1.5, (count, classes))
    noise = random.gumbel(size=(count, classes))
    return factor * logits, (logits + noise).argmax(axis=1)


@pytest.mark.parametrize("objective", [Objective.LIKELIHOOD, Objective.SB_ECE])
def test_overconfidence_is_undone_on_other_answers(objective):
    logits, labels = overconfident()
    temperature = fit_temperature(logits[:2000], labels[:2000], objective)
    assert temperature == pytest.approx(3.0, rel=0.12)
    figures = []
    for scale in (1.0, temperature):
        calibrator = ClassifierCalibrationMetric(6)
        calibrator.update(scale_logits(logits[2000:], scale), labels[2000:])
        figures.append(calibrator.result())
    before, after = figures
    assert after.ece < 0.2 * before.ece
    assert after.nll < before.nll
    assert after.brier < before.brier
    assert after.accuracy == before.accuracy


def naive_loss(objective, logits, labels):
    chance = [np.exp(row - row.max()) / np.exp(row - row.max()).sum() for row in logits]
    if objective is Objective.LIKELIHOOD:
        return -np.mean([np.log(row[k]) for row, k in zip(chance, labels, strict=True)])
    if objective is Objective.SB_ECE:
        right = [float(row.argmax() == k) for row, k in zip(chance, labels, strict=True)]
        return naive.soft_binned_error([row.max() for row in chance], right, 15, 0.01, 2)
    return naive.accuracy_versus_uncertainty(chance, labels, 0.5, 1.0)


@pytest.mark.parametrize("objective", Objective)
def test_no_other_temperature_has_a_lower_naive_criterion(objective):
    logits, labels = overconfident(120, 4)
    fitted = fit_temperature(logits, labels, objective)
    least = naive_loss(objective, logits / fitted, labels)
    for other in np.geomspace(*LIMITS, 60):
        assert least <= naive_loss(objective, logits / other, labels) + 1e-9


def test_the_objectives_settings_are_used():
    logits, labels = overconfident(120, 4)
    one_bin = fit_temperature(logits, labels, Objective.SB_ECE, bins=SoftBins(1))
    mean = scale_logits(logits, one_bin).max(axis=1).mean()
    assert mean == pytest.approx((logits.argmax(axis=1) == labels).mean(), abs=1e-4)


def test_search_finds_the_lowest_of_several_minima():
    def loss(temperature):
        x = np.log(temperature)
        return np.cos(5 * x) + 0.3 * (x - 0.7) ** 2

    fine = np.exp(np.linspace(np.log(0.1), np.log(10), 200_001))
    assert min_temperature(loss) == pytest.approx(fine[np.argmin(loss(fine))], rel=1e-3)


def test_search_ends_at_the_limits_and_keeps_one_where_nothing_is_better():
    assert min_temperature(lambda t: t) == pytest.approx(LIMITS[0], rel=1e-3)
    assert min_temperature(lambda t: -t) == pytest.approx(LIMITS[1], rel=1e-3)
    assert min_temperature(lambda t: 2.5) == 1.0


@pytest.mark.parametrize(
    "logits",
    [np.zeros((6, 3)), np.eye(3)[[0, 1, 2, 0, 1, 2]] * 1e4, -np.eye(3)[[0, 1, 2, 0, 1, 2]] * 1e4],
    ids=["uniform", "saturated and right", "wrong"],
)
@pytest.mark.parametrize("objective", Objective)
def test_degenerate_logits_give_a_temperature(logits, objective):
    fitted = fit_temperature(logits, [0, 1, 2, 0, 1, 2], objective)
    assert LIMITS[0] <= fitted <= LIMITS[1]


@pytest.mark.parametrize(
    ("logits", "labels", "message"),
    [
        (np.zeros((0, 3)), [], r"shape \(N, C\), N > 0"),
        (np.zeros((2, 1)), [0, 0], "C > 1"),
        ([[0, np.nan]], [0], "finite numbers, got others in row 0"),
        ([[0, 1]], [0.0], "labels: expected 1 integers"),
        ([[0, 1]], [2], r"classes in \[0, 2\), got 2 in row 0"),
    ],
)
def test_wrong_input_is_named(logits, labels, message):
    with pytest.raises(InvalidInputError, match=message):
        fit_temperature(logits, labels)
