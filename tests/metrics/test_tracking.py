import dataclasses
import json
import pickle
from pathlib import Path

import numpy as np
import pytest

from tests.golden.tracking_cases import make_case, read_case
from waymo_kit.errors import InvalidInputError
from waymo_kit.geometry import Overlap
from waymo_kit.metrics.breakdowns import Breakdown
from waymo_kit.metrics.objects import Frames, GroundTruth, Predictions, take_rows
from waymo_kit.metrics.tracking import TrackingConfig, TrackingMetric, evaluate_tracks
from waymo_kit.schema import Difficulty

GOLDEN = Path(__file__).with_name("golden_tracking.npz")
"""What the official op gives for tests/golden/tracking_cases.py; see tools/official."""

SEEDS = sorted(int(seed) for seed in np.load(GOLDEN))
ALL = TrackingConfig(breakdowns=(Breakdown.ONE_SHARD,), score_cutoffs=(0.0, 0.5))
NAME = "ONE_SHARD_LEVEL_2"
CAR = [10.0, 0, 0, 4, 2, 2, 0]
FAR = [60.0, 0, 0, 4, 2, 2, 0]


def figures_of(rows):
    return np.array([list(row.values()) for row in rows.values()])


def scene(predictions, truths, frames=1, **columns):
    """Cars: rows of frame, track, box, and for predictions the score."""
    frame, track, box, score = zip(*predictions, strict=True) if predictions else ((), (), (), ())
    own_frame, own_track, own_box = zip(*truths, strict=True) if truths else ((), (), ())
    boxes, own_boxes = (np.array(rows).reshape(-1, 7) for rows in (box, own_box))
    return (
        Predictions.from_arrays(np.array(frame, int), boxes, 1, score, track=track),
        GroundTruth.from_arrays(np.array(own_frame, int), own_boxes, 1, track=own_track, **columns),
        Frames.from_arrays(["segment"] * frames, np.arange(frames)),
    )


def test_official_fixture(wod_data):
    names = ("fake_predictions.bin", "fake_ground_truths.bin")
    result = evaluate_tracks(*read_case(*(wod_data / name for name in names)))
    expected = json.loads((wod_data / "official_tracking.json").read_text())["metrics"]
    found = result.as_official_dict()
    assert list(found) == list(expected)
    assert len(expected) == 32
    np.testing.assert_allclose(figures_of(found), figures_of(expected), atol=1e-6)


@pytest.mark.parametrize("seed", SEEDS)
def test_equals_the_official_op(seed):
    result = evaluate_tracks(*make_case(seed))
    np.testing.assert_allclose(
        figures_of(result.as_official_dict()), np.load(GOLDEN)[str(seed)], atol=1e-6
    )


def test_sequences_scored_apart_and_merged_in_any_order_give_the_same_digits():
    predictions, truth, frames, config = make_case(40)
    config = dataclasses.replace(config, identity=True, hota=True)
    parts = []
    for segment in np.unique(frames.segment):
        rows = np.flatnonzero(frames.segment == segment)
        metric = TrackingMetric(config)
        metric.update(
            *(
                dataclasses.replace(own, frame=own.frame - rows[0])
                for own in (
                    take_rows(objects, np.isin(objects.frame, rows))
                    for objects in (predictions, truth)
                )
            ),
            Frames.from_arrays(frames.segment[rows], frames.timestamp_micros[rows]),
        )
        parts.append(pickle.loads(pickle.dumps(metric)))
    assert len(parts) > 1
    whole = evaluate_tracks(predictions, truth, frames, config).as_dict()
    for order in (parts, parts[::-1]):
        total = TrackingMetric(config)
        for part in order:
            total.merge(part)
        assert json.dumps(total.result().as_dict()) == json.dumps(whole)
    with pytest.raises(InvalidInputError, match="segment-0, camera 0, again"):
        total.merge(parts[0])
    with pytest.raises(InvalidInputError, match="same configuration"):
        total.merge(TrackingMetric(ALL))
    total.reset()
    total.merge(parts[0])
    assert total.sequences == parts[0].sequences


def test_rows_and_frames_need_not_be_sorted():
    predictions, truth, frames, config = make_case(26)
    expected = evaluate_tracks(predictions, truth, frames, config).as_dict()
    order = np.random.default_rng(0).permutation(len(frames))
    rank = np.argsort(order)
    moved = [
        dataclasses.replace(objects, frame=rank[objects.frame].astype(np.int32))
        for objects in (predictions, truth)
    ]
    moved = [take_rows(objects, np.argsort(objects.frame, kind="stable")) for objects in moved]
    shuffled = Frames.from_arrays(frames.segment[order], frames.timestamp_micros[order])
    assert json.dumps(evaluate_tracks(*moved, shuffled, config).as_dict()) == json.dumps(expected)


def test_identity_does_not_reach_from_one_segment_or_camera_to_another():
    box = [[10.0, 10, 4, 4]]
    truth = GroundTruth.from_arrays([0, 1, 2], box * 3, 1, track=5)
    predictions = Predictions.from_arrays([0, 1, 2], box * 3, 1, 0.9, track=[1, 2, 3])
    config = dataclasses.replace(ALL, overlap=Overlap.IOU_2D)
    apart = Frames.from_arrays(["a", "a", "b"], [0, 1, 2], camera=[1, 2, 1])
    together = Frames.from_arrays(["a"] * 3, [0, 1, 2])
    assert evaluate_tracks(predictions, truth, apart, config).as_dict()[NAME]["MISMATCH"] == 0
    row = evaluate_tracks(predictions, truth, together, config).as_dict()[NAME]
    assert row["MISMATCH"] == pytest.approx(2 / 3)
    assert row["ID_SWITCHES"] == 2


def test_row_is_taken_at_the_cutoff_of_the_highest_mota():
    predictions = [(0, 1, CAR, 0.6), (0, 2, FAR, 0.3)]
    row = evaluate_tracks(*scene(predictions, [(0, 1, CAR)]), ALL).as_dict()[NAME]
    assert row["MOTA"] == 1.0
    assert row["SCORE_CUTOFF"] == 0.5
    assert row["FP"] == 0.0
    assert row["IDF1"] == row["HOTA"] == row["DETA"] == row["ASSA"] == row["LOCA"] == 1.0
    assert row["AMOTA"] == 1.0
    assert row["AMOTP"] == 0.0


def test_mota_that_is_not_positive_is_reported_and_zero_in_the_official_form():
    predictions = [(0, 1, FAR, 0.9), (0, 2, CAR, 0.9), (0, 3, FAR, 0.9)]
    result = evaluate_tracks(*scene(predictions, [(0, 1, CAR)]), ALL)
    assert result.as_dict()[NAME]["MOTA"] == -1.0
    assert result.as_dict()[NAME]["FP"] == 2.0
    assert set(result.as_official_dict()[NAME].values()) == {0.0}


def test_row_without_ground_truth_is_nan_and_zero_in_the_official_form():
    result = evaluate_tracks(*scene([(0, 1, CAR, 0.9)], []), ALL)
    row = result.as_dict()[NAME]
    assert np.isnan([row[key] for key in ("MOTA", "MOTP", "MISS", "FP", "AMOTA")]).all()
    assert row["OBJECTS"] == 0
    assert set(result.as_official_dict()[NAME].values()) == {0.0}


def test_first_of_duplicate_predictions_counts_at_each_cutoff():
    predictions = [(0, 1, FAR, 0.4), (0, 1, CAR, 0.9)]
    result = evaluate_tracks(*scene(predictions, [(0, 1, CAR)]), ALL)
    row = result.names.index(NAME)
    assert result.curves.false_positives[row].tolist() == [1, 0]
    assert result.curves.matches[row].tolist() == [0, 1]


def test_level_1_does_not_miss_hard_objects_but_counts_their_matches():
    truths = [(0, 1, CAR), (0, 2, FAR), (1, 1, CAR), (1, 2, FAR)]
    arguments = scene([(0, 1, CAR, 0.9)], truths, frames=2, tracking_difficulty=[2, 2, 2, 1])
    result = evaluate_tracks(*arguments, ALL)
    easy, hard = result.as_dict()[NAME.replace("2", "1")], result.as_dict()[NAME]
    assert (easy["OBJECTS"], hard["OBJECTS"]) == (2, 4)
    assert (easy["MISS"], hard["MISS"]) == (0.5, 0.75)
    assert easy["IDR"] == pytest.approx(1 / 2)
    assert hard["IDR"] == pytest.approx(1 / 4)
    assert easy["DETA"] == pytest.approx(1 / 2)
    assert hard["DETA"] == pytest.approx(1 / 4)
    assert easy["ASSA"] == 1.0
    assert hard["ASSA"] == pytest.approx(1 / 2)


def test_false_positive_in_a_no_label_zone_is_forgiven_but_a_match_there_counts():
    predictions, truth, frames = scene([(0, 1, CAR, 0.9), (0, 2, FAR, 0.9)], [(0, 1, CAR)])
    inside = dataclasses.replace(predictions, in_no_label_zone=np.array([True, True]))
    row = evaluate_tracks(inside, truth, frames, ALL).as_dict()[NAME]
    assert row["MOTA"] == row["IDF1"] == row["HOTA"] == 1.0


def test_identity_and_hota_are_optional():
    config = dataclasses.replace(ALL, identity=False, hota=False)
    result = evaluate_tracks(*scene([(0, 1, CAR, 0.9)], [(0, 1, CAR)]), config)
    assert result.identity is None
    assert result.hota is None
    assert not {"IDF1", "HOTA"} & set(result.as_dict()[NAME])


@pytest.mark.parametrize(
    ("predictions", "truths", "message"),
    [
        ([(0, -1, CAR, 0.9)], [(0, 1, CAR)], "predictions: expected a track .* in row 0"),
        ([(0, 1, CAR, 0.9)], [(0, -1, CAR)], "ground truth: expected a track .* in row 0"),
        ([(0, 1, CAR, 0.9)], [(0, 7, CAR), (0, 7, FAR)], "got 7 twice in segment at 0"),
        ([(3, 1, CAR, 0.9)], [(0, 1, CAR)], "expected frames below 1, got 3"),
    ],
)
def test_tables_that_cannot_be_scored_are_named(predictions, truths, message):
    with pytest.raises(InvalidInputError, match=message):
        evaluate_tracks(*scene(predictions, truths), ALL)


def test_boxes_must_fit_the_overlap():
    config = dataclasses.replace(ALL, overlap=Overlap.IOU_2D)
    with pytest.raises(InvalidInputError, match=r"shape \(N, 4\) for IOU_2D"):
        evaluate_tracks(*scene([], [(0, 1, CAR)]), config)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"breakdowns": ()}, "breakdowns"),
        ({"levels": (Difficulty.LEVEL_2, Difficulty.LEVEL_1)}, "levels to be ascending"),
        ({"iou_thresholds": (0.5, 0.5, 0.5, 0.0)}, "iou_thresholds"),
        ({"score_cutoffs": (0.5, 0.5)}, "score_cutoffs"),
        ({"overlap": Overlap.GIOU_3D}, "overlap"),
    ],
)
def test_configuration_is_checked(values, message):
    with pytest.raises(InvalidInputError, match=message):
        TrackingConfig(**values)
