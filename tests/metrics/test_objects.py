import numpy as np
import pytest

from waymo_kit.errors import InvalidInputError
from waymo_kit.metrics.objects import (
    Frames,
    GroundTruth,
    Predictions,
    apply_point_rules,
    number_frames,
    sort_by_frame,
    take_rows,
)

BOX = [[1.0, 2, 0, 4, 2, 1.5, 0.3]] * 3


def test_columns_get_their_types_and_defaults():
    predictions = Predictions.from_arrays([0, 1, 1], BOX, [1, 2, 4], [0.5, 1, 0])
    assert len(predictions) == 3
    assert predictions.frame.dtype == np.int32
    assert predictions.box.dtype == np.float64
    assert predictions.score.dtype == np.float32
    assert predictions.type.dtype == np.uint8
    assert not predictions.in_no_label_zone.any()
    assert (predictions.track == -1).all()
    truth = GroundTruth.from_arrays([0], [[5.0, 5, 2, 2]], [1], detection_difficulty=2)
    assert truth.box.shape == (1, 4)
    assert truth.detection_difficulty.tolist() == [2]
    empty = GroundTruth.from_arrays([], [], [])
    assert len(empty) == 0
    assert empty.box.shape == (0, 7)
    assert empty.speed.shape == (0, 2)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"box": np.full((3, 7), np.nan)}, "a.bin: expected finite numbers in column box.*row 0"),
        ({"box": np.array(BOX) * [1, 1, 1, 1, -1, 1, 1]}, "sizes >= 0 in column box.*row 0"),
        ({"box": np.zeros((3, 5))}, r"box of shape \(N, 7\) or \(N, 4\), got \(3, 5\)"),
        ({"type": [1, 5, 2]}, "integers from 0 to 4 in column type, got 5 in row 1"),
        ({"type": [1, 1, 1.5]}, "column type, got 1.5 in row 2"),
        ({"type": ["a", "b", "c"]}, "expected numbers in column type"),
        ({"frame": [0, -1, 0]}, "column frame, got -1 in row 1"),
        ({"score": [0.1, 0.2, np.inf]}, "finite numbers in column score, got inf in row 2"),
        ({"score": [0.1, 0.2]}, r"score of shape \(3,\), got \(2,\)"),
        ({"speed": [0.0, 0.0]}, r"speed of shape \(3, 2\)"),
    ],
)
def test_what_is_wrong_is_named(change, message):
    columns = {"frame": [0, 0, 1], "box": BOX, "type": [1, 1, 2], "score": [0.5, 0.6, 0.7]}
    with pytest.raises(InvalidInputError, match=message):
        Predictions.from_arrays(**{**columns, **change}, name="a.bin")


def test_difficulty_out_of_range_is_named():
    with pytest.raises(InvalidInputError, match="from 0 to 2 in column tracking_difficulty, got 3"):
        GroundTruth.from_arrays([0, 0, 1], BOX, 1, tracking_difficulty=[0, 3, 1])


def test_one_value_for_all_frames_keeps_its_length():
    frames = Frames.from_arrays(["a", "a"], [1, 2], time_of_day="Dawn/Dusk", camera=3)
    assert frames.time_of_day.tolist() == ["Dawn/Dusk"] * 2
    assert frames.camera.tolist() == [3, 3]


def test_rows_are_taken_by_number_mask_and_slice():
    truth = GroundTruth.from_arrays([0, 1, 2], BOX, [1, 2, 3])
    for rows in ([2, 1], np.array([False, True, True]), slice(1, 3)):
        taken = take_rows(truth, rows)
        assert sorted(taken.type.tolist()) == [2, 3]
        assert len(taken.box) == 2


def test_sorting_by_frame_keeps_the_order_within_a_frame():
    truth = GroundTruth.from_arrays([2, 0, 2, 0], [BOX[0]] * 4, [1, 2, 3, 4])
    ordered, starts = sort_by_frame(truth, 4)
    assert ordered.type.tolist() == [2, 4, 1, 3]
    assert starts.tolist() == [0, 2, 2, 4, 4]
    again, _ = sort_by_frame(ordered, 4)
    assert again is ordered
    with pytest.raises(InvalidInputError, match="frames below 2, got 2 in row 0"):
        sort_by_frame(truth, 2)


def test_point_rules():
    truth = GroundTruth.from_arrays(
        np.zeros(5, int), [BOX[0]] * 5, np.arange(5), detection_difficulty=[0, 0, 0, 1, 2]
    )
    kept = apply_point_rules(truth, [0, 5, 6, 1, 100])
    assert kept.type.tolist() == [1, 2, 3, 4]
    assert kept.detection_difficulty.tolist() == [2, 1, 1, 2]


def test_frames_of_several_tables_are_numbered_together():
    frames, (first, second) = number_frames(
        (["b", "a", "b"], [5, 7, 5], 0), (["a", "long name"], [6, 1], [0, 2])
    )
    assert frames.segment.tolist() == ["a", "a", "b", "long name"]
    assert frames.timestamp_micros.tolist() == [6, 7, 5, 1]
    assert frames.camera.tolist() == [0, 0, 0, 2]
    assert first.tolist() == [2, 1, 2]
    assert second.tolist() == [0, 3]


def test_images_of_one_moment_are_frames_of_their_own():
    frames, (numbers,) = number_frames((["a"] * 3, [1, 1, 1], [2, 1, 2]))
    assert len(frames) == 2
    assert numbers.tolist() == [1, 0, 1]


def test_a_frame_given_twice_is_refused():
    with pytest.raises(InvalidInputError, match="each frame once, got a at 3 again in row 2"):
        Frames.from_arrays(["a", "b", "a"], [3, 3, 3])
