import numpy as np
import pytest

from waymo_kit.errors import InvalidInputError, NotFoundError
from waymo_kit.predictions import BoxKind, make_predictions
from waymo_kit.predictions.table import box_array
from waymo_kit.schema import ObjectType
from waymo_kit.schema.predictions import CAMERA, SEGMENT, TYPE

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
    "types",
    [
        ["vehicle", "CYCLIST"],
        ["TYPE_VEHICLE", "TYPE_CYCLIST"],
        [ObjectType.VEHICLE, ObjectType.CYCLIST],
        np.array([1, "CYCLIST"], object),
        *(np.array([1, 4], dtype) for dtype in ("i1", "u1", "i2", "u2", "i4", "u4", "i8", "u8")),
    ],
)
def test_types_are_names_or_integers_of_any_width(types):
    table = make_predictions("s", np.uint64(5), BOXES, types, [0.25, 1])
    assert table.column(TYPE).to_pylist() == [1, 4]
    one = make_predictions("s", 5, BOXES, types[1], [0.25, 1])
    assert one.column(TYPE).to_pylist() == [4, 4]


def test_cameras_are_names_or_numbers():
    named = make_predictions("s", 5, BOXES[:, :4], 1, 0.5, cameras=["FRONT", "side_right"])
    assert named.column(CAMERA).to_pylist() == [1, 5]


def test_an_unknown_name_of_a_type_is_an_error_with_the_known_ones():
    with pytest.raises(NotFoundError, match="no ObjectType 'car'; known are VEHICLE, PEDESTRIAN"):
        make_predictions("s", 5, BOXES, ["car", "car"], [0.25, 1])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"boxes": BOXES[:, :5]}, r"boxes: expected shape \(N, 7\)"),
        ({"scores": [0.5]}, r"scores: expected shape \(2,\)"),
        ({"scores": [0.5, 2]}, "row 1, column .*score"),
        ({"speeds": [1, 2]}, r"speeds: expected shape \(2, 2\)"),
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
