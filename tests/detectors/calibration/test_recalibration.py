import numpy as np
import pytest

from waymo_kit.detectors.calibration import ScoredBoxes, ScoreMethod, recalibrate
from waymo_kit.detectors.calibration.recalibration import split_segments
from waymo_kit.errors import InvalidInputError
from waymo_kit.metrics import reliability_curve


def segment_boxes(seed, count=400):
    random = np.random.default_rng(seed)
    logits = random.normal(0, 1.5, count)
    right = random.random(count) < 1 / (1 + np.exp(-logits))
    types = random.choice([1, 2], count).astype(np.uint8)
    scores = 1 / (1 + np.exp(-3 * logits))
    return ScoredBoxes(scores.astype(np.float32), right, types)


def test_report_is_on_segments_that_nothing_was_fitted_on():
    boxes = {str(k): segment_boxes(k) for k in range(6)}
    result = recalibrate(boxes, ScoreMethod.TEMPERATURE, fit_fraction=0.7, seed=3, score_bins=10)
    assert (len(result.fit_segments), len(result.report_segments)) == (4, 2)
    assert result.fit_counts[:2].sum() == 1600
    assert not result.fit_counts[2:].any()
    known = np.concatenate([boxes[k].is_true_positive for k in result.fit_segments])
    assert result.fit_counts[:, 0].sum() == known.sum()
    others = [boxes[k] for k in result.report_segments]
    scores, right, types = (
        np.concatenate([getattr(part, name) for part in others])
        for name in ("score", "is_true_positive", "type")
    )
    for kind in (1, 2):
        rows = types == kind
        wanted = reliability_curve(scores[rows], right[rows], bins=10)
        assert result.before[kind].ece == pytest.approx(wanted.expected_error)
        scaled = result.curves.scale(scores[rows], types[rows])
        wanted = reliability_curve(scaled, right[rows], bins=10)
        assert result.after[kind].ece == pytest.approx(wanted.expected_error)
        assert result.after[kind].ece < 0.6 * result.before[kind].ece
    everything = np.concatenate([boxes[k].score for k in boxes])
    assert result.distinct[:, 0].sum() <= len(everything)
    assert (result.distinct[:, 1] <= result.distinct[:, 0]).all()


@pytest.mark.parametrize("fraction", [0.01, 0.5, 0.99])
@pytest.mark.parametrize("count", [2, 3, 10])
def test_split_has_both_sides_and_every_segment_once(fraction, count):
    names = [str(k) for k in range(count)]
    fit, report = split_segments(names, fraction, seed=1)
    assert fit
    assert report
    assert {*fit} | {*report} == {*names}
    assert len(fit) + len(report) == count
    assert len(fit) == min(max(round(fraction * count), 1), count - 1)
    assert (fit, report) == split_segments(names, fraction, seed=1)


def test_splits_of_all_seeds_are_even():
    names = [str(k) for k in range(5)]
    chosen = [name for seed in range(500) for name in split_segments(names, 0.4, seed)[0]]
    counts = [chosen.count(name) for name in names]
    assert sum(counts) == 1000
    assert min(counts) > 150
    assert max(counts) < 250


@pytest.mark.parametrize(
    ("segments", "fraction", "message"),
    [
        (["a"], 0.5, "two or more segments, to fit on some and report on others, got 1"),
        (["a", "b"], 1.0, "fraction between 0 and 1, got 1.0"),
    ],
)
def test_wrong_input_is_named(segments, fraction, message):
    with pytest.raises(InvalidInputError, match=message):
        split_segments(segments, fraction, 0)
