import json
import pickle
from pathlib import Path

import numpy as np
import pytest

from tests.golden.detection_cases import make_case, read_case
from waymo_kit.errors import InvalidInputError
from waymo_kit.geometry import Overlap
from waymo_kit.metrics import (
    DETECTION_2D_CONFIG,
    LET_CONFIG,
    Breakdown,
    DetectionConfig,
    DetectionMetric,
    Frames,
    GroundTruth,
    LongitudinalTolerance,
    Predictions,
    evaluate_detections,
    number_frames,
    take_rows,
)
from waymo_kit.metrics import detection as detection_module
from waymo_kit.metrics.detection import count_detections
from waymo_kit.schema import Difficulty

GOLDEN = Path(__file__).with_name("golden_detection.npz")
"""What the official op gives for `tests.golden.detection_cases`; see tools/official."""

SEEDS = sorted({int(name.split("/")[0]) for name in np.load(GOLDEN)})


def counts_of(result):
    return np.stack([result.true_positives, result.false_positives, result.false_negatives], axis=2)


def test_official_fixture(wod_data):
    expected = json.loads((wod_data / "official_detection.json").read_text())["metrics"]
    names = ("fake_predictions.bin", "fake_ground_truths.bin")
    found = evaluate_detections(*read_case(*(wod_data / name for name in names))).as_dict()
    assert len(expected) == 32
    assert set(expected) <= set(found)
    for name, row in expected.items():
        assert found[name]["AP"] == pytest.approx(row["AP"], abs=1e-6)
        assert found[name]["APH"] == pytest.approx(row["APH"], abs=1e-6)


@pytest.mark.parametrize("seed", SEEDS)
def test_equals_the_official_op(seed):
    stored = np.load(GOLDEN)
    golden = {name: stored[f"{seed}/{name}"] for name in ("counts", "ap", "aph", "apl")}
    result = evaluate_detections(*make_case(seed))
    np.testing.assert_array_equal(counts_of(result), golden["counts"])
    np.testing.assert_array_equal(result.ap, golden["ap"])
    np.testing.assert_allclose(result.aph, golden["aph"], atol=1e-6)
    np.testing.assert_allclose(result.apl, golden["apl"], atol=1e-6)


def test_segments_scored_apart_and_merged_in_any_order_give_the_same_digits():
    predictions, truth, frames, config = make_case(14)
    parts = []
    for frame in range(len(frames)):
        metric = DetectionMetric(config)
        metric.update(
            take_rows(predictions, predictions.frame == frame),
            take_rows(truth, truth.frame == frame),
            frames,
        )
        parts.append(pickle.loads(pickle.dumps(metric)))
    whole = evaluate_detections(predictions, truth, frames, config)
    for order in (parts, parts[::-1]):
        total = DetectionMetric(config)
        for part in order:
            total.merge(part)
        for field in ("ap", "aph", "apl", "precision_heading", "false_negatives"):
            np.testing.assert_array_equal(getattr(total.result(), field), getattr(whole, field))
    total.reset()
    assert not total.counts.any()
    with pytest.raises(InvalidInputError, match="same configuration"):
        total.merge(DetectionMetric(LET_CONFIG))


def test_rows_need_not_be_sorted_and_batches_do_not_matter(monkeypatch):
    predictions, truth, frames, config = make_case(5)
    expected = count_detections(predictions, truth, frames, config)
    monkeypatch.setattr(detection_module, "_BATCH", 40)
    np.testing.assert_array_equal(count_detections(predictions, truth, frames, config), expected)
    order = np.argsort(-predictions.frame, kind="stable")
    moved = take_rows(predictions, order)
    np.testing.assert_array_equal(count_detections(moved, truth, frames, config), expected)


def one_frame(box, score, truth, **columns):
    """Vehicles of a single frame."""
    predictions = Predictions.from_arrays(np.zeros(len(box), int), box, 1, score, **columns)
    return predictions, GroundTruth.from_arrays(np.zeros(len(truth), int), truth, 1)


def row(result, name):
    return result.names.index(name)


CAR = [10.0, 0, 0, 4, 2, 2, 0]
FAR = [60.0, 0, 0, 4, 2, 2, 0]
NAME = "OBJECT_TYPE_TYPE_VEHICLE_LEVEL_2"


@pytest.mark.parametrize(("turn", "expected"), [(0, 1), (np.pi / 2, 0.5), (3 * np.pi, 0)])
def test_heading_weighs_aph_alone(turn, expected):
    square = [10.0, 0, 0, 4, 4, 2, 0]
    arguments = one_frame([[*square[:6], turn]], [0.9], [square])
    result = evaluate_detections(*arguments, Frames.anonymous(1))
    k = row(result, NAME)
    assert result.ap[k] == pytest.approx(1)
    assert result.apl[k] == pytest.approx(1)
    assert result.aph[k] == pytest.approx(expected, abs=1e-6)


def test_false_positive_in_a_no_label_zone_is_forgiven_but_a_match_there_counts():
    arguments = one_frame([CAR, FAR], [0.9, 0.9], [CAR], in_no_label_zone=[True, True])
    result = evaluate_detections(*arguments, Frames.anonymous(1))
    k = row(result, NAME)
    assert result.true_positives[k, 0] == 1
    assert result.false_positives[k, 0] == 0


def test_level_1_does_not_miss_hard_labels_but_counts_their_matches():
    predictions, _ = one_frame([CAR], [0.9], [CAR])
    truth = GroundTruth.from_arrays(
        [0, 0, 0], [CAR, FAR, [0.0, 40, *CAR[2:]]], 1, detection_difficulty=[2, 2, 1]
    )
    result = evaluate_detections(predictions, truth, Frames.anonymous(1))
    easy, hard = row(result, NAME.replace("2", "1")), row(result, NAME)
    assert result.true_positives[[easy, hard], 0].tolist() == [1, 1]
    assert result.false_negatives[[easy, hard], 0].tolist() == [1, 2]


def test_bev_ignores_height_and_thresholds_are_free():
    above = [10.0, 0, 9, 4, 2, 2, 0]
    beside = [11.0, 0, 0, 4, 2, 2, 0]  # IoU 0.6
    frames = Frames.anonymous(1)
    for config, box, expected in (
        (DetectionConfig(), above, 0),
        (DetectionConfig(overlap=Overlap.IOU_BEV), above, 1),
        (DetectionConfig(), beside, 0),
        (DetectionConfig(iou_thresholds=(0.6, 0.5, 0.5, 0.5)), beside, 1),
    ):
        result = evaluate_detections(*one_frame([box], [0.9], [CAR]), frames, config)
        assert result.ap[row(result, NAME)] == pytest.approx(expected)


def test_tolerance_forgives_depth_but_apl_does_not():
    # 2 m too far of 40 m, along the line of sight: half the tolerance of 4 m.
    config = DetectionConfig(
        (Breakdown.OBJECT_TYPE,), tolerance=LongitudinalTolerance(sensor=(0.0, 0.0, 0.0))
    )
    arguments = one_frame([[42.0, 0, 0, 4, 2, 2, 0]], [0.9], [[40.0, 0, 0, 4, 2, 2, 0]])
    result = evaluate_detections(*arguments, Frames.anonymous(1), config)
    k = row(result, NAME)
    assert result.ap[k] == pytest.approx(1)
    assert result.apl[k] == pytest.approx(0.5)
    plain = evaluate_detections(*arguments, Frames.anonymous(1))
    assert plain.ap[row(plain, NAME)] == 0


def test_image_boxes():
    frames, (frame,) = number_frames((["a", "a"], [1, 1], [1, 2]))
    truth = GroundTruth.from_arrays(frame, [[50.0, 50, 20, 10]] * 2, [2, 2])
    found = Predictions.from_arrays(frame, [[51.0, 50, 20, 10], [90.0, 50, 20, 10]], 2, [0.9, 0.8])
    result = evaluate_detections(found, truth, frames, DETECTION_2D_CONFIG)
    k = row(result, "OBJECT_TYPE_TYPE_PEDESTRIAN_LEVEL_2")
    assert counts_of(result)[k, 0].tolist() == [1, 1, 1]
    assert counts_of(result)[k, 85].tolist() == [1, 0, 1]
    with pytest.raises(InvalidInputError, match=r"box of shape \(N, 7\) for IOU_3D"):
        evaluate_detections(found, truth, frames)


def test_all_ns_is_the_mean_of_vehicles_pedestrians_and_cyclists():
    found = evaluate_detections(*make_case(13)[:3]).as_dict()
    for name in ("OBJECT_TYPE_{}_LEVEL_1", "RANGE_{}_[0, 30)_LEVEL_2"):
        types = [found[name.format(f"TYPE_{t}")] for t in ("VEHICLE", "PEDESTRIAN", "CYCLIST")]
        for metric in ("AP", "APH", "APL"):
            mean = np.mean([values[metric] for values in types])
            assert found[name.format("ALL_NS")][metric] == pytest.approx(mean)


def test_no_frames_and_nothing_in_them():
    nothing = Predictions.from_arrays([], [], [], []), GroundTruth.from_arrays([], [], [])
    for count in (0, 3):
        result = evaluate_detections(*nothing, Frames.anonymous(count))
        assert not result.ap.any()
        assert not counts_of(result).any()


def test_context_breakdowns_divide_what_the_type_has():
    predictions, truth, frames, _ = make_case(14)
    said = np.where(np.arange(len(frames)) % 2, "Day", "Night")
    frames = Frames.from_arrays(frames.segment, frames.timestamp_micros, time_of_day=said)
    config = DetectionConfig((Breakdown.OBJECT_TYPE, Breakdown.TIME_OF_DAY), (Difficulty.LEVEL_2,))
    result = evaluate_detections(predictions, truth, frames, config)
    by_time = counts_of(result)[4:].reshape(4, 3, -1, 3)
    assert by_time[:, 0].any()
    assert by_time[:, 2].any()
    np.testing.assert_array_equal(by_time.sum(axis=1), counts_of(result)[:4])


@pytest.mark.parametrize(
    "bad",
    [
        {"breakdowns": ()},
        {"iou_thresholds": (0.0, 0.5, 0.5, 0.5)},
        {"iou_thresholds": (0.5, 0.5)},
        {"score_cutoffs": (0.5, 0.5)},
        {"recall_delta": 0.0},
        {"overlap": Overlap.GIOU_3D},
        {"overlap": Overlap.IOU_2D, "tolerance": LongitudinalTolerance()},
    ],
)
def test_bad_configurations_are_refused(bad):
    with pytest.raises(InvalidInputError, match=f"expected {list(bad)[-1]} to be"):
        DetectionConfig(**bad)
