import io
from functools import partial

import numpy as np
import pytest
from PIL import Image

from waymo_kit.boxes import Boxes
from waymo_kit.draw import draw_camera
from waymo_kit.draw.style import TYPE_COLORS, new_figure
from waymo_kit.errors import InvalidInputError
from waymo_kit.geometry import (
    CameraCalibration,
    make_transform,
    project_points_global_shutter,
    rotation_from_euler,
)
from waymo_kit.schema import ObjectType

CAMERA = CameraCalibration(
    np.array([600, 600, 300, 200, 0.04, -0.33, 0, 0, 0]),
    make_transform(rotation_from_euler(0, 0, 0), [1.5, 0, 2]),
    600,
    400,
)
GRAY = np.full((400, 600, 3), 90, np.uint8)


def render(image=GRAY, calibration=CAMERA, **drawn):
    """Pixels of a view that fills its picture, one for each of the image."""
    figure = new_figure(6, 4, dpi=100)
    project = partial(project_points_global_shutter, calibration=calibration)
    draw_camera(figure.add_axes((0, 0, 1, 1)), image, calibration, project, **drawn)
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png")
    return np.asarray(Image.open(buffer).convert("RGB")).astype(int)


def changed(picture):
    return np.abs(picture - render()).sum(axis=2) > 60


def test_the_image_is_shown_upright():
    image = GRAY.copy()
    image[:100, :150] = [250, 10, 10]
    picture = render(image=image)
    assert picture[50, 75].tolist() == [250, 10, 10]
    assert picture[350, 75].tolist() == picture[50, 500].tolist() == [90, 90, 90]


def test_a_large_image_is_averaged_to_half():
    image = np.zeros((800, 1600, 3), np.uint8)
    image[::2] = 200
    large = CameraCalibration(CAMERA.intrinsic, CAMERA.vehicle_from_camera, 1600, 800)
    assert abs(render(image=image, calibration=large)[200, 300] - 100).max() <= 3


def test_a_box_is_outlined_where_it_projects_to():
    box = [20, 1, 2, 4, 2, 2, 0]
    picture = render(boxes=Boxes([box], ObjectType.VEHICLE))
    blue = np.abs(picture - np.array([0x56, 0xB4, 0xE9])).sum(axis=2) < 60
    rows, columns = np.nonzero(blue)
    depth = 20 - 2 - 1.5
    assert TYPE_COLORS[ObjectType.VEHICLE] == "#56b4e9"
    assert rows.min() == pytest.approx(200 - 600 / depth, abs=3)
    assert rows.max() == pytest.approx(200 + 600 / depth, abs=3)
    assert columns.min() == pytest.approx(300 - 1200 / depth, abs=3)
    assert columns.max() == pytest.approx(300, abs=3)


def test_a_box_behind_the_camera_is_not_drawn():
    assert not changed(render(boxes=Boxes([[-20, 0, 2, 4, 2, 2, 0]], ObjectType.VEHICLE))).any()


def test_points_are_drawn_where_they_project_to():
    rows, columns = np.nonzero(changed(render(points=[[11.5, 1, 2], [-9, 0, 2]])))
    assert (rows.mean(), columns.mean()) == pytest.approx((200, 240), abs=1.5)
    assert len(rows) < 10


def test_near_points_are_drawn_over_far_ones():
    near, far = [[15, 0, 2]], [[50, 0, 2]]
    both = render(points=near + far)
    np.testing.assert_array_equal(both, render(points=far + near))
    apart = [np.abs(both - render(points=alone)).sum() for alone in (near, far)]
    assert apart[0] < apart[1]


def test_predictions_are_drawn_over_dimmer_labels():
    label = Boxes([[20, 1, 2, 4, 2, 2, 0]], ObjectType.VEHICLE)
    other = Boxes([[20, -3, 2, 4, 2, 2, 0]], ObjectType.VEHICLE)
    alone, both = render(boxes=label), render(boxes=label, predictions=other)
    blue = np.array([0x56, 0xB4, 0xE9])
    near = [np.abs(picture - blue).sum(axis=2) < 60 for picture in (alone, both)]
    assert near[0][:, :300].sum() > near[1][:, :300].sum()
    assert near[1][:, 305:].sum() > 100


def test_without_a_projection_the_image_is_drawn_alone():
    figure = new_figure(6, 4, dpi=100)
    boxes = Boxes([[20, 1, 2, 4, 2, 2, 0]], ObjectType.VEHICLE)
    draw_camera(figure.add_axes((0, 0, 1, 1)), GRAY, CAMERA, None, boxes, points=[[20, 0, 2]])
    with io.BytesIO() as file:
        figure.savefig(file, format="png")
        np.testing.assert_array_equal(np.asarray(Image.open(file).convert("RGB")), render())


def test_points_of_another_shape_are_refused():
    with pytest.raises(InvalidInputError, match=r"points: expected shape \(P, 3\)"):
        render(points=[[20, 1]])
