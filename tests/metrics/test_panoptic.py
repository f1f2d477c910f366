from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.naive import segmentation as naive
from waymo_kit.errors import InvalidInputError
from waymo_kit.metrics.panoptic import LABEL_DIVISOR, PanopticMetric, panoptic_label
from waymo_kit.schema import THING_CLASSES

GOLDEN = Path(__file__).with_name("golden_wstq.npz")
"""Sequences with what the official evaluator gives; see tools/official."""

# Two things, a stuff class and the undefined one; few instances, so that ids meet.
LABEL = st.builds(
    lambda c, i: c * LABEL_DIVISOR + i, st.sampled_from([0, 2, 9, 20]), st.integers(0, 2)
)
PIXELS = st.lists(
    st.tuples(LABEL, LABEL, st.integers(1, 3), st.booleans()), min_size=1, max_size=25
)


def columns(pixels):
    return [np.array(column) for column in zip(*pixels, strict=True)]


def scored(frames, sequence="a"):
    scorer = PanopticMetric()
    for prediction, truth, cameras, tracked in frames:
        scorer.update(
            prediction, truth, sequence=sequence, cameras_covered=cameras, is_tracked=tracked
        )
    return scorer


@given(st.lists(PIXELS, min_size=1, max_size=3))
def test_score_is_that_of_the_definition(frames):
    frames = [columns(pixels) for pixels in frames]
    result = scored(frames).result()
    expected = naive.weighted_stq([[c.tolist() for c in f] for f in frames], THING_CLASSES)
    np.testing.assert_allclose([result.wstq, result.waq, result.miou], expected, atol=1e-12)


@given(PIXELS, PIXELS, PIXELS)
@settings(max_examples=30)
def test_merging_adds_images_and_sequences(first, second, third):
    frames = [columns(pixels) for pixels in (first, second, third)]
    whole = scored(frames[:2])
    whole.merge(scored(frames[2:], "b"))
    merged = scored(frames[2:], "b")
    merged.merge(scored(frames[1:2]))
    merged.merge(scored(frames[:1]))
    for mine, other in zip(
        [whole.result(), *whole.sequence_results()],
        [merged.result(), *merged.sequence_results()],
        strict=True,
    ):
        assert (mine.sequence, mine.tubes) == (other.sequence, other.tubes)
        np.testing.assert_allclose(mine.iou, other.iou, atol=1e-12)
        assert mine.wstq == pytest.approx(other.wstq, abs=1e-12, nan_ok=True)
    assert [row.sequence for row in merged.sequence_results()] == ["a", "b"]


def test_perfect_prediction_scores_one_whatever_its_ids_are():
    truth = np.array([[200001, 200001, 900002], [2000000, 2000000, 900002]])
    renamed = np.array([[200007, 200007, 900001], [2000000, 2000000, 900001]])
    scorer = PanopticMetric()
    scorer.update(renamed, truth, sequence="a", cameras_covered=[[1, 2, 2], [3, 1, 1]])
    result = scorer.result()
    assert (result.wstq, result.waq, result.miou, result.tubes) == (1.0, 1.0, 1.0, 2)
    assert np.isfinite(result.iou).nonzero()[0].tolist() == [2, 9, 20]


def test_an_id_switch_between_cameras_lowers_the_association_only():
    truth = np.full(8, 200001)
    prediction = np.repeat([200001, 200002], 4)
    scorer = PanopticMetric()
    scorer.update(prediction, truth, sequence="a")
    result = scorer.result()
    assert result.miou == 1.0
    assert result.waq == pytest.approx(0.5)  # two halves: 2 * (4 / 8) * (4 / 8)


def test_nothing_to_score():
    empty = PanopticMetric().result()
    assert (empty.waq, empty.tubes) == (0.0, 0)
    assert np.isnan(empty.wstq)
    assert np.isnan(empty.miou)
    scorer = PanopticMetric()
    scorer.update(np.zeros((0, 2), int), np.zeros((0, 2), int), sequence="a")
    assert scorer.sequence_results() == []
    scorer.update([200001], [2000000], sequence="a")
    assert scorer.result().wstq == 0.0
    scorer.reset()
    assert scorer.sequence_results() == []


def test_stored_label_gets_the_ids_of_its_sequence():
    stored = np.array([[2001, 2002], [9003, 20000]], np.uint16)
    labels, tracked = panoptic_label(stored, 1000, [1, 3], [11, 90], [True, False])
    assert labels.tolist() == [[200011, 200002], [900090, 2000000]]
    assert tracked.tolist() == [[True, False], [False, False]]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"prediction": [[1.0, 2.0]]}, "integer panoptic labels as prediction, got float64"),
        ({"prediction": [[0, 2900000]]}, r"got 2900000 at \(0, 1\)"),
        ({"ground_truth": [[0, -1]]}, r"ground truth labels .* got -1 at \(0, 1\)"),
        ({"prediction": [0, 0]}, r"prediction of shape \(1, 2\)"),
        ({"cameras_covered": [[1, 0]]}, r"covered by a camera, got 0 at \(0, 1\)"),
        ({"is_tracked": [True]}, r"is_tracked of shape \(1, 2\)"),
    ],
)
def test_bad_images_are_named(change, message):
    image = {"prediction": [[0, 0]], "ground_truth": [[0, 0]], "sequence": "a"}
    with pytest.raises(InvalidInputError, match=message):
        PanopticMetric().update(**(image | change))


@pytest.mark.parametrize(
    ("divisor", "local_ids", "global_ids", "is_tracked", "message"),
    [
        (0, [], [], [], "positive"),
        (1000, [1], [1, 2], [True], "1, 2 and 1"),
        (1000, [1000], [1], [True], r"in \(0, 1000\)"),
        (1000, [1], [100000], [True], r"in \[0, 100000\)"),
    ],
)
def test_bad_id_tables_are_named(divisor, local_ids, global_ids, is_tracked, message):
    with pytest.raises(InvalidInputError, match=message):
        panoptic_label(np.zeros((1, 1), np.uint16), divisor, local_ids, global_ids, is_tracked)


def test_official_evaluator_gives_the_same_on_stored_sequences():
    stored = np.load(GOLDEN)
    everything = PanopticMetric()
    for name in sorted({key.split("/")[0] for key in stored} - {"all"}):
        arrays = [stored[f"{name}/{key}"] for key in ("prediction", "truth", "cameras", "tracked")]
        scorer = scored([arrays], name)
        result = scorer.result()
        found = [result.wstq, result.waq, result.miou]
        np.testing.assert_allclose(found, stored[f"{name}/official"], atol=1e-6)
        everything.merge(scorer)
    result = everything.result()
    found = [result.wstq, result.waq, result.miou]
    np.testing.assert_allclose(found, stored["all/official"], atol=1e-6)
