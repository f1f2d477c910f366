"""Boxes of a segment as metrics take them."""

import dataclasses

import numpy as np
import pytest

import waymo_kit as wk
from waymo_kit.boxes import Boxes, ImageBoxes
from waymo_kit.metrics import TrackingConfig, align_boxes, evaluate_detections, evaluate_tracks
from waymo_kit.metrics.breakdowns import Breakdown

TIMES = [100, 200, 300]


def labels():
    """Two cars in three frames; the second has no label in the last."""
    array = np.array(
        [[10.0 * car, time / 100, 0, 4, 2, 1.5, 0] for time in TIMES for car in (0, 2)]
    )
    boxes = Boxes(
        array,
        wk.ObjectType.VEHICLE,
        ids=["a", "b"] * 3,
        velocities_world=np.tile([3.0, np.nan, 0], (6, 1)),
        num_points=[9, 3, 9, 3, 9, 0],
        timestamps_micros=np.repeat(TIMES, 2),
    )
    return boxes[:-1]


def tracks(names=("7", "8")):
    truth = labels()
    ids = [names[0] if name == "a" else names[1] for name in truth.ids]
    found = dataclasses.replace(truth, velocities_world=None, num_points=None)
    return dataclasses.replace(found, ids=ids, scores=0.75)


def test_frames_are_numbered_by_time_and_those_without_boxes_count():
    late = tracks()[np.array([4, 0])]
    predictions, truth, frames = align_boxes(late, labels()[:2], [50, *TIMES], segment="s")
    assert frames.timestamp_micros.tolist() == [50, 100, 200, 300]
    assert set(frames.segment) == {"s"}
    assert predictions.frame.tolist() == [3, 1]
    assert truth.frame.tolist() == [1, 1]
    assert predictions.score.tolist() == [0.75, 0.75]
    assert truth.speed.tolist() == [[3, 0], [3, 0]]


def test_ids_become_track_numbers_and_no_id_none():
    found = dataclasses.replace(tracks(), ids=["x", "", "x", "y", ""])
    predictions, truth, _ = align_boxes(found, labels(), TIMES)
    assert predictions.track.tolist() == [0, -1, 0, 1, -1]
    assert truth.track.tolist() == [0, 1, 0, 1, 0]
    without, _, _ = align_boxes(dataclasses.replace(found, ids=None), labels(), TIMES)
    assert without.track.tolist() == [-1] * 5


def test_perfect_tracks_score_one_and_a_changed_id_is_one_mismatch():
    config = TrackingConfig(breakdowns=(Breakdown.OBJECT_TYPE,))
    rows = evaluate_tracks(*align_boxes(tracks(), labels(), TIMES), config).as_dict()
    assert rows["OBJECT_TYPE_TYPE_VEHICLE_LEVEL_2"]["MOTA"] == 1.0
    ids = tracks().ids.copy()
    ids[2] = "9"
    changed = dataclasses.replace(tracks(), ids=ids)
    rows = evaluate_tracks(*align_boxes(changed, labels(), TIMES), config).as_dict()
    # The car changes its id in the second frame and changes it back in the third.
    assert rows["OBJECT_TYPE_TYPE_VEHICLE_LEVEL_2"]["MISMATCH"] == pytest.approx(2 / 5)


def test_point_rules_are_those_of_official_detection():
    inputs = align_boxes(tracks(), labels(), TIMES, point_rules=True)
    assert inputs[1].detection_difficulty.tolist() == [1, 2, 1, 2, 1]
    assert len(align_boxes(tracks(), labels(), TIMES)[1]) == 5
    row = evaluate_detections(*inputs).as_dict()["OBJECT_TYPE_TYPE_VEHICLE_LEVEL_2"]
    assert row["AP"] == pytest.approx(1.0, abs=0.01)


def test_images_of_two_cameras_are_two_frames():
    boxes = ImageBoxes(
        [[10, 10, 4, 4], [30, 30, 4, 4]], 1, scores=0.5, cameras=[2, 1], timestamps_micros=100
    )
    predictions, truth, frames = align_boxes(boxes, boxes)
    assert frames.camera.tolist() == [1, 2]
    assert predictions.frame.tolist() == truth.frame.tolist() == [1, 0]


def test_what_is_missing_is_named():
    with pytest.raises(wk.InvalidInputError, match="expected Boxes with scores"):
        align_boxes(labels(), labels())
    with pytest.raises(wk.InvalidInputError, match="expected Boxes with timestamps_micros"):
        align_boxes(tracks(), dataclasses.replace(labels(), timestamps_micros=None))
