"""Boxes to predictions tables and back, and what the columns mean on both sides."""

import dataclasses

import numpy as np
import pytest

import waymo_kit as wk
from tests.boxes.test_boxes import full_boxes, make_boxes
from waymo_kit.boxes import Boxes, ImageBoxes
from waymo_kit.predictions import BoxKind, boxes_to_predictions, predictions_to_boxes

SEGMENT = "1_2_3"


def scored(count=4):
    """Boxes that a predictions table can hold."""
    boxes = full_boxes(count)
    types = dataclasses.replace(boxes, types=1 + np.arange(count) % 4)
    return dataclasses.replace(types, scores=np.arange(count) / 8)


def test_boxes_survive_the_way_through_a_table():
    boxes = scored()
    table = boxes_to_predictions(boxes, SEGMENT)
    assert table.schema.equals(BoxKind.BOX_3D.schema)
    back = predictions_to_boxes(table, SEGMENT)
    for name in ("array", "types", "ids", "scores", "velocities", "timestamps_micros"):
        np.testing.assert_array_equal(getattr(back, name), getattr(boxes, name))
    for name in ("velocities_world", "difficulties", "num_points", "cameras"):
        assert getattr(back, name) is None


def test_boxes_of_images_survive_it_too():
    boxes = ImageBoxes(
        [[10, 20, 4, 6], [1, 2, 3, 4]], [1, 2], scores=[0.5, 1], cameras=[1, 5], ids=["a", ""]
    )
    table = boxes_to_predictions(boxes, SEGMENT, 17)
    assert table.schema.equals(BoxKind.BOX_2D.schema)
    back = predictions_to_boxes(table, SEGMENT, BoxKind.BOX_2D)
    assert back.ids.tolist() == ["a", ""]
    assert back.cameras.tolist() == [1, 5]
    assert back.timestamps_micros.tolist() == [17, 17]
    np.testing.assert_array_equal(back.array, boxes.array)


def test_unknown_speeds_and_ids_are_null_in_the_table():
    boxes = dataclasses.replace(
        scored(2), ids=["", "b"], velocities=[[np.nan, 1.0], [2.0, 3.0]], timestamps_micros=None
    )
    table = boxes_to_predictions(boxes, SEGMENT, 17)
    column = dict(zip(table.column_names, table.columns, strict=True))
    assert column["[PredictionComponent].track_id"].to_pylist() == [None, "b"]
    assert column["[PredictionComponent].speed.x"].to_pylist() == [None, 2.0]
    back = predictions_to_boxes(table)
    assert back.ids.tolist() == ["", "b"]
    np.testing.assert_array_equal(back.velocities, boxes.velocities)
    bare = dataclasses.replace(boxes, ids=None, velocities=None)
    back = predictions_to_boxes(boxes_to_predictions(bare, SEGMENT, 17))
    assert back.ids is None
    assert back.velocities is None


def test_what_is_missing_is_named():
    with pytest.raises(wk.InvalidInputError, match="expected Boxes with scores"):
        boxes_to_predictions(make_boxes(), SEGMENT, 17)
    with pytest.raises(wk.InvalidInputError, match="expected Boxes with timestamps_micros"):
        boxes_to_predictions(make_boxes(scores=0.5), SEGMENT)
    with pytest.raises(wk.InvalidInputError, match="expected ImageBoxes with cameras"):
        boxes_to_predictions(ImageBoxes([[1, 2, 3, 4]], 1, scores=0.5), SEGMENT, 17)


def test_a_segment_is_picked_by_name():
    import pyarrow as pa

    first, second = scored(3), scored(2)
    table = pa.concat_tables([boxes_to_predictions(first, "a"), boxes_to_predictions(second, "b")])
    assert len(predictions_to_boxes(table, "a")) == 3
    assert len(predictions_to_boxes(table, "b")) == 2
    assert len(predictions_to_boxes(table, "c")) == 0
    with pytest.raises(wk.InvalidInputError, match="expected the name of a segment"):
        predictions_to_boxes(table)


def test_no_boxes_are_an_empty_table():
    empty = dataclasses.replace(Boxes.empty(), scores=[], ids=[], velocities=[])
    table = boxes_to_predictions(empty, SEGMENT, 17)
    assert table.num_rows == 0
    assert table.schema.equals(BoxKind.BOX_3D.schema)
    assert len(predictions_to_boxes(table)) == 0
