import io

import numpy as np
import pytest
from PIL import Image

from waymo_kit.boxes import Boxes
from waymo_kit.draw import draw_bird_eye
from waymo_kit.draw.bird_eye import count_types, in_view, legend_handles, paint_points, turn
from waymo_kit.draw.style import TYPE_COLORS, new_figure
from waymo_kit.errors import InvalidInputError
from waymo_kit.geometry import bev_corners
from waymo_kit.schema import ObjectType


def render(range_m=20.0, **drawn):
    """Pixels of a bird's-eye view that fills its picture: 10 a meter at 20 m."""
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
    picture = render(boxes=Boxes([box], ObjectType.PEDESTRIAN))
    near = np.abs(picture - rgb(TYPE_COLORS[ObjectType.PEDESTRIAN])).sum(axis=2) < 120
    rows, columns = np.nonzero(near)
    # 10 pixels a meter; the vehicle is at the middle of 400 x 400.
    assert rows.min() == pytest.approx(200 - 124, abs=3)
    assert rows.max() == pytest.approx(200 - 80, abs=3)
    assert columns.min() == pytest.approx(200 - 60, abs=3)
    assert columns.max() == pytest.approx(200 - 40, abs=3)


def test_the_heading_line_points_out_of_the_front():
    pictures = [
        render(boxes=Boxes([[0, -10, 0, 4, 2, 1.5, heading]], ObjectType.VEHICLE))
        for heading in (0, np.pi)
    ]
    front_up, front_down = (
        np.nonzero(np.abs(p - rgb(TYPE_COLORS[ObjectType.VEHICLE])).sum(axis=2) < 120)[0].mean()
        for p in pictures
    )
    assert front_up < 200 < front_down


def test_ids_are_written_only_when_wanted():
    boxes = Boxes([[10, 5, 0, 4, 2, 1.5, 0]], ObjectType.VEHICLE, ids="abcdef")
    without, named = render(boxes=boxes), render(boxes=boxes, show_ids=True)
    changed = np.abs(named - without).sum(axis=2) > 60
    assert changed.any()
    assert changed[150:].sum() == 0


def crowd(count, seed, extent=18.0):
    random = np.random.default_rng(seed)
    array = np.zeros((count, 7))
    array[:, :2] = random.uniform(-extent, extent, (count, 2))
    array[:, 3:6] = (4, 2, 1.5)
    return Boxes(array, ObjectType.VEHICLE, ids=[f"id{k}" for k in range(count)])


@pytest.mark.parametrize("count", [1, 30, 200])
def test_names_cover_neither_each_other_nor_boxes_nor_the_edge(count):
    figure = new_figure(4, 4, dpi=100)
    axes = figure.add_axes((0, 0, 1, 1))
    boxes = crowd(count, count)
    draw_bird_eye(axes, np.empty((0, 3)), [], boxes, range_m=20.0, show_ids=True)
    figure.canvas.draw()
    names = [text for text in axes.texts if text.get_text().startswith("id")]
    assert len(names) == 1 if count == 1 else 3 < len(names) <= count
    extents = [text.get_window_extent() for text in names]
    for k, one in enumerate(extents):
        assert axes.bbox.x0 <= one.x0 < one.x1 <= axes.bbox.x1
        assert axes.bbox.y0 <= one.y0 < one.y1 <= axes.bbox.y1
        assert not any(one.overlaps(other) for other in extents[:k])
    corners = axes.transData.transform(turn(bev_corners(boxes.array)).reshape(-1, 2))
    low, high = (f(corners.reshape(-1, 4, 2), axis=1) for f in (np.min, np.max))
    for one in extents:
        middle = np.array([(one.x0 + one.x1) / 2, (one.y0 + one.y1) / 2])
        assert not ((low < middle) & (middle < high)).all(axis=1).any()


def test_names_with_dollars_are_no_formulas():
    boxes = Boxes([[10, 5, 0, 4, 2, 1.5, 0]], ObjectType.VEHICLE, ids=r"$\x")
    render(boxes=boxes, show_ids=True)


def test_the_legend_counts_what_is_drawn():
    array = np.zeros((4, 7))
    array[:, 0] = (0, 19, 21, 500)  # the third juts into the view of 20 m, the fourth is far away
    array[:, 3:6] = (4, 2, 1.5)
    boxes = Boxes(array, [1, 1, 2, 1])
    assert in_view(boxes, 20.0).tolist() == [True, True, True, False]
    labels = [handle.get_label() for handle in legend_handles(boxes, None, 20.0)]
    assert labels == ["vehicle  2", "pedestrian  1"]
    labels = [handle.get_label() for handle in legend_handles(boxes, boxes[:1], 20.0)]
    assert labels == ["vehicle  2 / 1", "pedestrian  1 / 0", "label", "prediction"]


def test_predictions_are_outlines_over_filled_labels():
    labels = Boxes([[10, 10, 0, 4, 4, 1.5, 0]], ObjectType.VEHICLE)
    found = Boxes([[10, -10, 0, 4, 4, 1.5, 0]], ObjectType.VEHICLE)
    picture = render(boxes=labels, predictions=found)
    miss, false_positive = picture[105, 110], picture[105, 310]
    color = rgb(TYPE_COLORS[ObjectType.VEHICLE])
    assert np.abs(miss - 0.5 * color).sum() < 60
    assert false_positive.sum() < 120


def test_the_legend_counts_types():
    types = np.array([1, 1, 2, 0], np.int8)
    counts = {ObjectType.VEHICLE: 2, ObjectType.PEDESTRIAN: 1, ObjectType.UNKNOWN: 1}
    assert count_types(types) == counts


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"xyz": np.zeros((3, 2))}, r"xyz.*\(P, 3\)"),
        ({"xyz": np.zeros((3, 3))}, "expected 3 values"),
        ({"range_m": 0.0}, "range_m: expected meters above 0"),
        ({"range_m": np.inf}, "range_m: expected meters above 0, got inf"),
        ({"limits": (1.0, 1.0)}, "limits: expected a lower and a higher value"),
    ],
)
def test_wrong_input_is_refused(wrong, message):
    with pytest.raises(InvalidInputError, match=message):
        render(**wrong)
