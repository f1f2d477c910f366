"""Road maps in images: lines where the camera sees them, below the boxes."""

import io
from functools import partial
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image

import waymo_kit as wk
from tests.draw.test_camera_view import CAMERA, GRAY
from tests.draw.test_frame import Without, above, panes
from waymo_kit.draw import draw_camera, draw_frame, draw_road_map_in_camera
from waymo_kit.draw.style import new_figure
from waymo_kit.errors import NotFoundError
from waymo_kit.geometry import (
    make_transform,
    project_points_global_shutter,
    rotation_from_euler,
    transform_points,
)
from waymo_kit.scene.road_map import FeatureKind, MapFeature, RoadMap

MAP_FROM_VEHICLE = make_transform(rotation_from_euler(0, 0, 0.7), [4000, -900, 12])
ORANGE = np.array([0xE0, 0xA0, 0x30])


def frame_with(*features):
    """Features in the vehicle frame, stored in the frame of the map."""
    placed = {
        number: MapFeature(number, kind, 0, transform_points(MAP_FROM_VEHICLE, np.array(points)))
        for number, (kind, points) in enumerate(features)
    }
    scene = SimpleNamespace(road_map=RoadMap(placed))
    return SimpleNamespace(map_from_vehicle=MAP_FROM_VEHICLE, scene=scene)


def render(*features):
    figure = new_figure(6, 4, dpi=100)
    axes = figure.add_axes((0, 0, 1, 1))
    project = partial(project_points_global_shutter, calibration=CAMERA)
    draw_camera(axes, GRAY, CAMERA, project)
    draw_road_map_in_camera(axes, frame_with(*features), CAMERA, project)
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png")
    return np.asarray(Image.open(buffer).convert("RGB")).astype(int)


def drawn(picture):
    """Rows and columns of the pixels of road edges."""
    return np.nonzero(np.abs(picture - ORANGE).sum(axis=2) < 60)


def test_an_edge_is_drawn_where_the_camera_sees_it():
    """From 1.5 m ahead and 2 m up, a point 20 m ahead at the ground is 2/18.5 below the middle."""
    rows, columns = drawn(render((FeatureKind.ROAD_EDGE, [[20, 6, 0], [20, -6, 0]])))
    assert rows.mean() == pytest.approx(200 + 600 * 2 / 18.5, abs=1.5)
    reach = 600 * 6 / 18.5
    assert columns.min() == pytest.approx(300 - reach, abs=4)
    assert columns.max() == pytest.approx(300 + reach, abs=4)


def test_a_line_from_behind_is_cut_at_the_camera():
    rows, columns = drawn(render((FeatureKind.ROAD_EDGE, [[-50, -2, 0], [40, -2, 0]])))
    assert rows.max() >= 395
    assert rows.min() == pytest.approx(200 + 600 * 2 / 38.5, abs=4)
    assert columns.min() > 300
    behind = render((FeatureKind.ROAD_EDGE, [[-50, -2, 0], [-5, -2, 0]]))
    assert len(drawn(behind)[0]) == 0


def test_areas_are_closed_and_signs_are_dots():
    corners = [[20, 3, 0], [20, -3, 0], [26, -3, 0], [26, 3, 0]]
    closed = (render((FeatureKind.CROSSWALK, corners)) != render()).any(axis=2)
    assert closed[150:, 150:295].any(), "the side between the last corner and the first"
    dot = (render((FeatureKind.STOP_SIGN, [[11.5, 0, 2]])) != render()).any(axis=2)
    rows, columns = np.nonzero(dot)
    assert (rows.mean(), columns.mean()) == pytest.approx((200, 300), abs=1.5)


def test_what_is_far_or_lacks_a_length_is_left_out():
    far = render((FeatureKind.ROAD_EDGE, [[81, 6, 0], [81, -6, 0]]))
    nothing = render((FeatureKind.ROAD_EDGE, []), (FeatureKind.CROSSWALK, []))
    np.testing.assert_array_equal(far, render())
    np.testing.assert_array_equal(nothing, render())


def test_pictures_of_frames_have_the_map(drive):
    plain, mapped = draw_frame(drive[2]), draw_frame(drive[2], with_map=True)
    assert panes(mapped) == panes(plain)
    more = len(above(mapped).lines) - len(above(plain).lines)
    assert more == len(drive.road_map)
    counts = [
        sum(len(axes.collections) for axes in figure.axes if axes.texts)
        for figure in (plain, mapped)
    ]
    assert counts[1] > counts[0]


def test_a_frame_without_a_map_is_drawn_without_it(drive):
    frame = wk.Scene(Without(drive.source, ["map_feature"]))[2]
    with pytest.raises(NotFoundError):
        frame.scene.road_map  # noqa: B018
    assert len(above(draw_frame(frame, with_map=True)).lines) == len(above(draw_frame(frame)).lines)
