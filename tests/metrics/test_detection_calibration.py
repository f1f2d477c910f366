import numpy as np
import pytest

from tests.naive import calibration as naive
from waymo_kit.errors import InvalidInputError
from waymo_kit.metrics.detection_calibration import DetectionCalibrationMetric


@pytest.fixture(scope="module")
def detections():
    rng = np.random.default_rng(0)
    scores = rng.random(2000)
    return (
        scores,
        rng.random(2000) < scores**2,
        rng.integers(1, 5, 2000),
        rng.choice([0.0, 12.5, 30.0, 49.9, 50.0, 80.0], 2000),
    )


def test_every_set_has_the_figures_of_its_own_detections(detections):
    scores, right, types, ranges = detections
    calibrator = DetectionCalibrationMetric()
    calibrator.update(*detections)
    rows = {row.name: row for row in calibrator.result()}
    assert len(rows) == 1 + 4 + 12
    for name, chosen in {
        "ALL": np.ones(2000, bool),
        "OBJECT_TYPE_TYPE_PEDESTRIAN": types == 2,
        "RANGE_TYPE_CYCLIST_[0, 30)": (types == 4) & (ranges < 30),
        "RANGE_TYPE_CYCLIST_[30, 50)": (types == 4) & (ranges >= 30) & (ranges < 50),
        "RANGE_TYPE_VEHICLE_[50, +inf)": (types == 1) & (ranges >= 50),
    }.items():
        row, s, r = rows[name], scores[chosen], right[chosen]
        bins = naive.equal_width_bins(s, r, 15)
        assert row.count == chosen.sum()
        assert row.precision == pytest.approx(r.mean())
        assert row.confidence == pytest.approx(s.mean())
        assert row.ece == pytest.approx(naive.calibration_error(bins))
        mass = naive.calibration_error(naive.equal_mass_bins(s, r, 15))
        assert row.ece_equal_mass == pytest.approx(mass, abs=0.01)
        assert row.brier == pytest.approx(((s - r) ** 2).mean())
        assert row.nll == pytest.approx(-np.log(np.where(r, s, 1 - s)).mean())
        np.testing.assert_allclose(
            row.curve.accuracy, [np.nan if n == 0 else a for n, _, a in bins]
        )


def test_order_of_merging_does_not_matter(detections):
    parts = []
    for rows in np.array_split(np.arange(2000), 5):
        part = DetectionCalibrationMetric()
        part.update(*(column[rows] for column in detections))
        parts.append(part)
    forward, backward = DetectionCalibrationMetric(), DetectionCalibrationMetric()
    for part, other in zip(parts, reversed(parts), strict=True):
        forward.merge(part)
        backward.merge(other)
    for a, b in zip(forward.result(), backward.result(), strict=True):
        assert a.count == b.count
        assert a.ece == pytest.approx(b.ece, abs=1e-12)
        assert a.nll == pytest.approx(b.nll, abs=1e-12)
    forward.reset()
    assert forward.result()[0].count == 0
    assert np.isnan(forward.result()[0].ece)


@pytest.mark.parametrize(
    ("types", "ranges", "message"),
    [
        ([1, 5], [1.0, 2.0], "1 to 4, got 5 in row 1"),
        ([1, 1], [1.0, -2.0], "-2.0 in row 1"),
        ([1, 1], [1.0, np.nan], "nan in row 1"),
        ([1], [1.0, 2.0], "2 object types"),
    ],
)
def test_bad_detections_are_named(types, ranges, message):
    with pytest.raises(InvalidInputError, match=message):
        DetectionCalibrationMetric().update([0.5, 0.5], [0, 1], types, ranges)
