"""Boxes are indexed as a list of objects would be, and keep their columns together."""

import dataclasses

import numpy as np
import pytest

import waymo_kit as wk
from waymo_kit.boxes import Box, Boxes, ImageBox, ImageBoxes

COUNT = 5


def make_boxes(count=COUNT, **columns):
    array = np.arange(7.0 * count).reshape(count, 7)
    return Boxes(array, np.arange(count) % 5, **columns)


def full_boxes(count=COUNT):
    rows = np.arange(count)
    return make_boxes(
        count,
        ids=[f"id {row}" for row in rows],
        scores=rows / 10,
        velocities=np.stack([rows, -rows], axis=1),
        velocities_world=np.stack([rows, -rows, 0 * rows], axis=1),
        accelerations_world=np.zeros((count, 3)),
        difficulties=rows % 3,
        tracking_difficulties=2 - rows % 3,
        num_points=10 * rows,
        num_top_points=5 * rows,
        cameras=rows,
        timestamps_micros=1_000_000 + 100_000 * rows,
    )


@pytest.mark.parametrize("index", [1, -4, np.int64(1), np.int8(-4), np.array(1)])
def test_an_int_gives_one_box_with_scalars(index):
    box = full_boxes()[index]
    assert isinstance(box, Box)
    assert box.array.tolist() == [7, 8, 9, 10, 11, 12, 13]
    assert (box.type, box.id, box.score) == (wk.ObjectType.VEHICLE, "id 1", 0.1)
    assert box.velocity.tolist() == [1, -1]
    assert box.velocity_world.tolist() == [1, -1, 0]
    assert (box.difficulty, box.tracking_difficulty) == (1, 1)
    assert box.difficulty is wk.Difficulty.LEVEL_1
    assert (box.num_points, box.num_top_points) == (10, 5)
    assert box.camera is wk.CameraName.FRONT
    assert box.timestamp_micros == 1_100_000
    assert (box.center.tolist(), box.size.tolist(), box.heading) == ([7, 8, 9], [10, 11, 12], 13)
    assert np.array_equal(box.corners, full_boxes().corners[1])


def test_each_column_has_the_same_attribute_in_a_box():
    singular = {
        "ids": "id",
        "image_sizes": "image_size",
        "masks": "mask",
        "types": "type",
        "scores": "score",
        "difficulties": "difficulty",
        "tracking_difficulties": "tracking_difficulty",
        "cameras": "camera",
        "velocities": "velocity",
        "velocities_world": "velocity_world",
        "accelerations_world": "acceleration_world",
        "timestamps_micros": "timestamp_micros",
    }
    for columns, row in ((Boxes, Box), (ImageBoxes, ImageBox)):
        names = [field.name for field in dataclasses.fields(columns)]
        expected = [singular.get(name, name) for name in names]
        assert [field.name for field in dataclasses.fields(row)] == expected


@pytest.mark.parametrize("index", [COUNT, -COUNT - 1, np.int64(99)])
def test_an_index_out_of_range_is_an_index_error(index):
    with pytest.raises(IndexError, match=f"no row {index}, there are {COUNT}"):
        make_boxes()[index]


@pytest.mark.parametrize("index", ["0", (0, 1), None, ..., 1.0, True, [0.5], [[0, 1]], np.True_])
def test_what_is_no_index_is_a_type_error(index):
    with pytest.raises(TypeError, match="expected an int, a slice, a boolean mask"):
        make_boxes()[index]


@pytest.mark.parametrize(
    ("index", "rows"),
    [
        (slice(1, 4, 2), [1, 3]),
        (slice(None, None, -1), [4, 3, 2, 1, 0]),
        (np.array([True, False, True, False, False]), [0, 2]),
        ([True, False, True, False, False], [0, 2]),
        (np.array([3, 0, 3]), [3, 0, 3]),
        ([-1], [4]),
        ([], []),
        (np.zeros(COUNT, bool), []),
    ],
)
def test_slices_masks_and_positions_give_boxes(index, rows):
    boxes = full_boxes()
    chosen = boxes[index]
    assert isinstance(chosen, Boxes)
    assert len(chosen) == len(rows)
    for field in dataclasses.fields(Boxes):
        expected = getattr(boxes, field.name)[np.array(rows, int)]
        np.testing.assert_array_equal(getattr(chosen, field.name), expected)


def test_a_mask_of_another_length_is_an_error():
    with pytest.raises(IndexError):
        make_boxes()[np.ones(COUNT + 1, bool)]


def test_iteration_yields_one_box_after_the_other():
    boxes = full_boxes()
    assert [box.id for box in boxes] == boxes.ids.tolist()
    assert all(isinstance(box, Box) for box in boxes)
    assert next(box.id for box in reversed(list(boxes))) == "id 4"


def test_columns_that_are_absent_are_none_everywhere():
    boxes = make_boxes()
    assert boxes.scores is None
    assert boxes[2].score is None
    assert boxes[1:].scores is None
    with pytest.raises(wk.InvalidInputError, match="expected Boxes with scores"):
        boxes.require("scores")
    assert dataclasses.replace(boxes, scores=0.5).require("scores").tolist() == [0.5] * COUNT


def test_scalars_stand_for_all_rows():
    boxes = Boxes(np.zeros((3, 7)), wk.ObjectType.CYCLIST, ids="a", timestamps_micros=7)
    assert boxes.types.tolist() == [4, 4, 4]
    assert boxes.ids.tolist() == ["a", "a", "a"]
    assert boxes.timestamps_micros.tolist() == [7, 7, 7]


def test_ids_are_strings():
    assert make_boxes(3, ids=np.array([7, 8, 9])).ids.tolist() == ["7", "8", "9"]
    assert make_boxes(2, ids=["a", None]).ids.tolist() == ["a", ""]
    assert make_boxes(2, ids=np.array(["a", "bc"])).ids.tolist() == ["a", "bc"]
    with pytest.raises(wk.InvalidInputError, match=r"expected str in ids, got 1\.5 in row 1"):
        make_boxes(2, ids=["a", 1.5])


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"scores": [0.5]}, r"expected scores of shape \(5,\), got \(1,\)"),
        ({"velocities": np.zeros((5, 3))}, r"expected velocities of shape \(5, 2\)"),
        (
            {"difficulties": [0, 1, 300, 0, 0]},
            "int8 in difficulties, got .*300.* in row 2",
        ),
        (
            {"num_points": [0, 1, np.nan, 0, 0]},
            "int64 in num_points, got .*nan.* in row 2",
        ),
        ({"scores": ["high"] * 5}, "expected numbers in scores"),
        ({"ids": ["a"]}, r"expected ids of shape \(5,\)"),
    ],
)
def test_a_column_that_does_not_fit_says_so(columns, message):
    with pytest.raises(wk.InvalidInputError, match=message):
        make_boxes(**columns)


def test_the_array_must_fit_the_class():
    with pytest.raises(wk.InvalidInputError, match=r"Boxes: array: expected shape \(N, 7\)"):
        Boxes(np.zeros((2, 4)), [0, 0])
    with pytest.raises(wk.InvalidInputError, match=r"ImageBoxes: array: expected shape \(N, 4\)"):
        ImageBoxes(np.zeros((2, 7)), [0, 0])


def test_concatenation_and_frames_undo_each_other():
    boxes = dataclasses.replace(full_boxes(), timestamps_micros=[20, 10, 30, 10, 20])
    parts = boxes.by_frame([10, 15, 20, 30])
    assert [part.ids.tolist() for part in parts] == [
        ["id 1", "id 3"],
        [],
        ["id 0", "id 4"],
        ["id 2"],
    ]
    (alone,) = boxes.by_frame(30)
    assert alone.ids.tolist() == ["id 2"]
    joined = Boxes.concatenate(parts)
    assert joined.ids.tolist() == ["id 1", "id 3", "id 0", "id 4", "id 2"]
    assert joined.num_points.tolist() == [10, 30, 0, 40, 20]
    assert len(Boxes.concatenate([])) == len(Boxes.concatenate([Boxes.empty()])) == 0
    with pytest.raises(wk.InvalidInputError, match="expected ids in all parts"):
        Boxes.concatenate([make_boxes(), full_boxes()])
    assert Boxes.concatenate([Boxes.empty(), full_boxes()]).ids.tolist() == boxes.ids.tolist()
    with pytest.raises(wk.InvalidInputError, match="with timestamps_micros"):
        make_boxes().by_frame([10])


def test_a_transform_turns_velocities_and_leaves_those_of_the_world():
    boxes = full_boxes()
    quarter = np.array([[0, -1, 0, 10], [1, 0, 0, 20], [0, 0, 1, 0], [0, 0, 0, 1.0]])
    moved = boxes.transform(quarter)
    assert moved.array[1, :3].tolist() == [10 - 8, 20 + 7, 9]
    np.testing.assert_allclose(np.cos(moved.array[:, 6]), np.cos(boxes.array[:, 6] + np.pi / 2))
    assert moved.velocities[1].tolist() == [1, 1]
    assert moved.velocities_world is not None
    np.testing.assert_array_equal(moved.velocities_world, boxes.velocities_world)
    assert moved.ids.tolist() == boxes.ids.tolist()


def test_image_boxes_are_indexed_likewise():
    boxes = ImageBoxes([[10, 20, 4, 6], [1, 2, 3, 4]], [1, 2], ids=["a", "b"], cameras=[1, 5])
    box = boxes[-1]
    assert isinstance(box, ImageBox)
    assert (box.id, box.type, box.camera) == ("b", wk.ObjectType.PEDESTRIAN, 5)
    assert boxes[0].edges.tolist() == [8, 17, 12, 23]
    assert boxes[boxes.types == 1].ids.tolist() == ["a"]


def test_texts_are_short():
    boxes = full_boxes()
    assert repr(boxes) == "<Boxes: 1 UNKNOWN, 1 VEHICLE, 1 PEDESTRIAN, 1 SIGN, 1 CYCLIST>"
    assert repr(Boxes.empty()) == "<Boxes: none>"
    assert repr(boxes[1]) == (
        "<Box VEHICLE id 1 score 0.10 at (7.00, 8.00, 9.00) m, 10.00 x 11.00 x 12.00 m, "
        "heading 13.00 rad>"
    )
    assert repr(ImageBoxes([[1, 2, 3, 4]], 1)[0]) == "<ImageBox VEHICLE at (1, 2) px, 3 x 4 px>"


def test_a_type_that_no_one_knows_is_kept_as_its_number():
    boxes = Boxes(np.zeros((1, 7)), [99])
    assert boxes[0].type == 99
    assert repr(boxes) == "<Boxes: 1 type 99>"
    assert "type 99" in repr(boxes[0])


def test_boxes_of_any_selection_are_contiguous():
    """Kernels take them as they are."""
    boxes = Boxes(np.arange(42.0).reshape(6, 7), 1, scores=0.5)
    for index in (slice(None, None, 2), slice(None, None, -1), [3, 1], np.arange(6) % 2 == 0):
        assert boxes[index].array.flags.c_contiguous
