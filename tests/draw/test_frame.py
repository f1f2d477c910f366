import sys
from functools import partial
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image

from waymo_kit.draw import draw_frame
from waymo_kit.errors import InvalidInputError, MissingDependencyError, NotFoundError
from waymo_kit.geometry import (
    CameraCalibration,
    make_transform,
    project_points_global_shutter,
    rotation_from_euler,
)
from waymo_kit.schema import CameraName

YAWS = {"FRONT": 0, "FRONT_LEFT": 0.8, "FRONT_RIGHT": -0.8, "SIDE_LEFT": 1.6, "SIDE_RIGHT": -1.6}


class StandInFrame:
    """What `draw_frame` asks of a frame, without files."""

    index = 7
    timestamp_micros = 1_553_735_853_462_203

    def __init__(self, without=()):
        self.without = without
        self.scene = SimpleNamespace(
            name="stand-in", location="location_sf", time_of_day="Day", weather="sunny"
        )

    def points(self):
        self._check("points")
        xyz = np.random.default_rng(0).uniform(-70, 70, (5000, 3)).astype(np.float32)
        xyz[:, 2] *= 0.03
        return SimpleNamespace(xyz=xyz, intensity=np.full(5000, 0.2, np.float32))

    @property
    def boxes(self):
        self._check("boxes")
        array = np.array([[15, 2, 1, 4.5, 2, 1.6, 0.1], [8, -3, 1, 0.8, 0.8, 1.8, 2]])
        return SimpleNamespace(array=array, types=np.array([1, 2], np.int8), ids=["abcdef", "x"])

    def camera(self, name):
        self._check("images")
        mount = make_transform(rotation_from_euler(0, 0, YAWS[CameraName(name).name]), [1.5, 0, 2])
        calibration = CameraCalibration(
            np.array([205, 205, 96, 64, 0, 0, 0, 0, 0]), mount, 192, 128
        )
        return SimpleNamespace(
            image=np.full((128, 192, 3), 120, np.uint8),
            calibration=calibration,
            project=partial(project_points_global_shutter, calibration=calibration),
        )

    def _check(self, what):
        if what in self.without:
            raise NotFoundError(f"no {what}")


def test_the_picture_has_a_title_and_six_views(tmp_path):
    figure = draw_frame(StandInFrame(), tmp_path / "frame.png")
    with Image.open(tmp_path / "frame.png") as picture:
        assert picture.width > 1800
        assert len(picture.convert("RGB").getcolors(2**24)) > 200
    assert len(figure.axes) == 6
    texts = [text.get_text() for text in figure.texts]
    assert texts[0] == "stand-in"
    assert texts[1] == "frame 7   2019-03-28 01:17:33.46 UTC   sf   Day   sunny"


def test_left_cameras_are_at_the_left_and_the_front_is_at_the_top():
    figure = draw_frame(StandInFrame())
    places = {text.get_text(): axes.get_position() for axes in figure.axes for text in axes.texts}
    assert places["front"].y0 > places["front left"].y1 > places["side left"].y1
    assert places["front left"].x1 < places["front right"].x0
    assert places["side left"].x1 < places["side right"].x0


def test_views_neither_overlap_nor_leave_the_picture():
    boxes = [axes.get_position() for axes in draw_frame(StandInFrame()).axes]
    for k, one in enumerate(boxes):
        assert 0 < one.x0 < one.x1 < 1
        assert 0 < one.y0 < one.y1 < 1
        assert not any(one.overlaps(other) for other in boxes[:k])


def test_options(tmp_path):
    figure = draw_frame(
        StandInFrame(),
        tmp_path / "frame.svg",
        range_m=30,
        color_by="intensity",
        points_in_images=True,
        show_ids=True,
    )
    from_above = figure.axes[-1] if figure.axes[-1].get_xlim() == (-30, 30) else figure.axes[0]
    assert from_above.get_xlim() == (-30, 30)
    assert {"abcd", "x"} <= {text.get_text() for text in from_above.texts}
    assert (tmp_path / "frame.svg").read_text().startswith("<?xml")


@pytest.mark.parametrize("without", ["points", "boxes", "images"])
def test_what_a_frame_lacks_is_left_out(without, tmp_path):
    figure = draw_frame(StandInFrame(without=(without,)), tmp_path / "frame.png")
    texts = [text.get_text() for axes in figure.axes for text in axes.texts]
    assert texts.count("no image") == (5 if without == "images" else 0)


def test_unknown_coloring_is_refused():
    with pytest.raises(InvalidInputError, match="height or intensity, got 'speed'"):
        draw_frame(StandInFrame(), color_by="speed")


def test_without_matplotlib_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    with pytest.raises(MissingDependencyError, match=r"waymo-kit\[viz\]"):
        draw_frame(StandInFrame())
