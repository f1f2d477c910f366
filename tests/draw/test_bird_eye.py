import io

import numpy as np
import pytest
from PIL import Image

from waymo_kit.draw import draw_bird_eye
from waymo_kit.draw.bird_eye import count_types, paint_points
from waymo_kit.draw.style import TYPE_COLORS, new_figure
from waymo_kit.errors import InvalidInputError
from waymo_kit.schema import ObjectType


def render(range_m=20.0, **drawn):
    """Pixels of a bird's-eye view that fills its picture: 10 a metre at 20 m."""
    figure = new_figure(4, 4, dpi=100)
    axes = figure.add_axes((0, 0, 1, 1))
    drawn = {"xyz": np.empty((0, 3)), "values": np.empty(0), **drawn}
    draw_bird_eye(axes, range_m=range_m, **drawn)
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png")
    return np.asarray(Image.open(buffer).convert("RGB")).astype(int)


def rgb(color):
    return np.array([int(color[k : k + 2], 16) for k in (1, 3, 5)])


def painted(xyz, values=None, range_m=70.0):
    xyz = np.array(xyz, float)
    values = xyz[:, 2] if values is None else np.array(values, float)
    return paint_points(xyz, values, (0.0, 1.0), range_m)


def test_forward_is_up_and_left_is_left():
    picture = painted([[35.0, 14.0, 0]])
    row, column = np.argwhere(picture[..., 3])[0]
    assert (row, column) == (350, 560)
    assert (picture[..., 3] > 0).sum() == 4


def test_the_highest_point_is_on_top():
    low, high = painted([[0, 0, 0.0]])[700, 700], painted([[0, 0, 0.9]])[700, 700]
    assert not np.array_equal(low, high)
    for order in ([0, 1], [1, 0]):
        points = np.array([[0, 0, 0.0], [0, 0, 0.9]])[order]
        np.testing.assert_array_equal(painted(points)[700, 700], high)


def test_points_outside_or_without_value_are_not_painted():
    points = [[71, 0, 0], [0, -71, 0], [np.nan, 0, 0], [0, 0, 0]]
    assert not painted(points, [0, 0, 0, np.nan])[..., 3].any()


def test_brighter_with_the_value():
    picture = painted([[x, 0, 0] for x in (0, 20, 40)], [0, 0.5, 1])
    luminance = [picture[int((70 - x) * 10), 700, :3].sum() for x in (0, 20, 40)]
    assert luminance == sorted(luminance)


def test_a_box_is_drawn_where_it_is_in_its_color():
    box = [10, 5, 0, 4, 2, 1.5, 0]
    picture = render(boxes=[box], types=[ObjectType.PEDESTRIAN])
    near = np.abs(picture - rgb(TYPE_COLORS[ObjectType.PEDESTRIAN])).sum(axis=2) < 120
    rows, columns = np.nonzero(near)
    # 10 pixels a metre; the vehicle is at the middle of 400 x 400.
    assert rows.min() == pytest.approx(200 - 124, abs=3)
    assert rows.max() == pytest.approx(200 - 80, abs=3)
    assert columns.min() == pytest.approx(200 - 60, abs=3)
    assert columns.max() == pytest.approx(200 - 40, abs=3)


def test_the_heading_line_points_out_of_the_front():
    pictures = [
        render(boxes=[[0, -10, 0, 4, 2, 1.5, heading]], types=[ObjectType.VEHICLE])
        for heading in (0, np.pi)
    ]
    front_up, front_down = (
        np.nonzero(np.abs(p - rgb(TYPE_COLORS[ObjectType.VEHICLE])).sum(axis=2) < 120)[0].mean()
        for p in pictures
    )
    assert front_up < 200 < front_down


def test_ids_are_written_only_when_given():
    boxes, types = [[10, 5, 0, 4, 2, 1.5, 0]], [ObjectType.VEHICLE]
    without, named = render(boxes=boxes, types=types), render(boxes=boxes, types=types, ids=["ab"])
    changed = np.abs(named - without).sum(axis=2) > 60
    assert changed.any()
    assert changed[150:].sum() == 0


def test_the_legend_counts_types():
    types = np.array([1, 1, 2, 0], np.int8)
    counts = {ObjectType.VEHICLE: 2, ObjectType.PEDESTRIAN: 1, ObjectType.UNKNOWN: 1}
    assert count_types(types) == counts


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"xyz": np.zeros((3, 2))}, r"xyz.*\(P, 3\)"),
        ({"xyz": np.zeros((3, 3))}, "expected 3 values"),
        ({"boxes": np.zeros((2, 7))}, "2 types"),
        ({"boxes": np.zeros((1, 7)), "types": [1], "ids": ["a", "b"]}, "1 ids.*and 2"),
        ({"range_m": 0.0}, "range_m: expected metres above 0"),
    ],
)
def test_wrong_input_is_refused(wrong, message):
    with pytest.raises(InvalidInputError, match=message):
        render(**wrong)
