import numpy as np
import pytest

from waymo_kit.errors import InvalidInputError
from waymo_kit.predictions import BoxKind, make_predictions
from waymo_kit.predictions.table import box_array
from waymo_kit.schema.predictions import CAMERA, SEGMENT

BOXES = np.array([[1.0, 2, 3, 4, 5, 6, 0.5], [7.0, 8, 9, 1, 1, 2, -0.5]])


def test_columns_or_one_value_for_all():
    table = make_predictions("s", 5, BOXES, [1, 2], [0.25, 1])
    assert table.column(SEGMENT).to_pylist() == ["s", "s"]
    assert box_array(table, BoxKind.BOX_3D).tolist() == BOXES.tolist()
    assert table.schema == BoxKind.BOX_3D.schema


def test_2d_boxes_have_cameras():
    table = make_predictions("s", 5, BOXES[:, :4], 1, [0.5, 0.5], cameras=[1, 5])
    assert table.column(CAMERA).to_pylist() == [1, 5]
    with pytest.raises(InvalidInputError, match="cameras: expected"):
        make_predictions("s", 5, BOXES[:, :4], 1, [0.5, 0.5])
    with pytest.raises(InvalidInputError, match="cameras: expected"):
        make_predictions("s", 5, BOXES, 1, [0.5, 0.5], cameras=1)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"boxes": BOXES[:, :5]}, r"boxes: expected shape \(N, 7\)"),
        ({"scores": [0.5]}, r"scores: expected shape \(2,\)"),
        ({"scores": [0.5, 2]}, "row 1, column .*score"),
        ({"speeds": [1, 2]}, r"speeds: expected shape \(2, 2\)"),
        ({"types": ["car", "car"]}, "type: expected int8, got string"),
    ],
)
def test_wrong_arrays_are_named(change, message):
    values = {
        "segment": "s",
        "timestamp_micros": 5,
        "boxes": BOXES,
        "types": 1,
        "scores": [0.5, 0.5],
    }
    with pytest.raises(InvalidInputError, match=message):
        make_predictions(**{**values, **change})
