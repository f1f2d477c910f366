"""Pictures of simulated frames, whole and with parts missing."""

import sys

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from PIL import Image

import waymo_kit as wk
from waymo_kit.draw import draw_frame
from waymo_kit.draw.bird_eye import in_view
from waymo_kit.draw.frame import utc
from waymo_kit.errors import InvalidInputError, MissingDependencyError, NotFoundError
from waymo_kit.formats.segment_source import SegmentSource
from waymo_kit.schema import ObjectType, component_of

NAMES = ["front", "front left", "front right", "side left", "side right"]


class Without(SegmentSource):
    """The tables of a segment, but for some components, and others changed."""

    def __init__(self, source, missing=(), changed=None):
        self.segment, self.where = source.segment, source.where
        self._source, self._missing, self._changed = source, missing, changed or {}

    @property
    def timestamps_micros(self):
        return self._source.timestamps_micros

    def _checked(self, tag, table):
        if tag in self._missing:
            raise NotFoundError(f"no {tag}")
        return self._changed.get(tag, lambda table: table)(table)

    def table(self, tag):
        return self._checked(tag, self._source.table(tag))

    def frame_table(self, tag, index):
        return self._checked(tag, self._source.frame_table(tag, index))

    def range_images(self, tag, index, returns=(1, 2)):
        if tag in self._missing:
            raise NotFoundError(f"no {tag}")
        return self._source.range_images(tag, index, returns)

    def close(self):
        pass


def without(tables, *missing, **changed):
    return wk.Scene(Without(tables.source, missing, changed))[2]


def nulled(column, rows=slice(None), value=None):
    """A function that sets rows of a column to null, or to another value."""

    def change(table):
        values = table.column(column).to_pylist()
        for row in range(*rows.indices(len(values))):
            values[row] = value
        replaced = pa.array(values, table.schema.field(column).type)
        return table.set_column(table.column_names.index(column), column, replaced)

    return change


def panes(figure):
    return [
        text.get_text() for axes in figure.axes for text in axes.texts if text.get_text() in NAMES
    ]


def above(figure):
    return next((axes for axes in figure.axes if axes.get_xlim()[0] == -axes.get_xlim()[1]), None)


def test_the_picture_has_a_title_six_views_and_a_legend(drive, tmp_path):
    frame = drive[2]
    figure = draw_frame(frame, tmp_path / "frame.png")
    with Image.open(tmp_path / "frame.png") as picture:
        assert picture.width > 1800
        assert len(picture.convert("RGB").getcolors(2**24)) > 200
    assert panes(figure) == NAMES
    title, details = (text.get_text() for text in figure.texts)
    assert title == drive.name
    assert details.startswith(f"frame 2   {utc(frame.timestamp_micros)}   ")
    assert details.endswith(f"{drive.time_of_day}   {drive.weather}")
    shown = frame.boxes.types[in_view(frame.boxes, 75.0)]
    expected = [
        f"{ObjectType(kind).name.lower()}  {(shown == kind).sum()}"
        for kind in (1, 2, 4, 3)
        if (shown == kind).any()
    ]
    legend = next(axes.get_legend() for axes in figure.axes if axes.get_legend())
    assert [text.get_text() for text in legend.get_texts()] == expected


def test_left_cameras_are_at_the_left_and_the_front_is_at_the_top(drive):
    figure = draw_frame(drive[0])
    places = {text.get_text(): axes.get_position() for axes in figure.axes for text in axes.texts}
    assert places["front"].y0 > places["front left"].y1 > places["side left"].y1
    assert places["front left"].x1 < places["front right"].x0
    assert places["side left"].x1 < places["side right"].x0


@pytest.mark.parametrize("options", [{}, {"points_in_images": True, "show_ids": True}])
def test_views_neither_overlap_nor_leave_the_picture(drive, options):
    boxes = [axes.get_position() for axes in draw_frame(drive[0], **options).axes]
    for k, one in enumerate(boxes):
        assert 0 <= one.x0 < one.x1 < 1
        assert 0 <= one.y0 < one.y1 < 1
        assert not any(one.overlaps(other) for other in boxes[:k])


def test_options(drive, tmp_path):
    frame = drive[0]
    figure = draw_frame(
        frame,
        tmp_path / "frame.svg",
        range_m=30,
        color_by="intensity",
        points_in_images=True,
        show_ids=True,
    )
    assert above(figure).get_xlim() == (-30, 30)
    near = frame.boxes[in_view(frame.boxes, 20.0)]
    written = {text.get_text() for text in above(figure).texts}
    assert written & {name[:4] for name in near.ids}
    assert (tmp_path / "frame.svg").read_text().startswith("<?xml")


def test_predictions_are_drawn_over_the_labels(drive):
    frame = drive[0]
    figure = draw_frame(frame, predictions=frame.boxes[:5])
    legend = next(axes.get_legend() for axes in figure.axes if axes.get_legend())
    texts = [text.get_text() for text in legend.get_texts()]
    assert texts[-2:] == ["label", "prediction"]
    assert all(" / " in text for text in texts[:-2])


@pytest.mark.parametrize("cameras", [True, False])
def test_the_legend_does_not_run_into_the_scale(tables, cameras):
    """Even with every type, predictions, and the narrow picture of a frame without cameras."""
    frame = without(tables, *([] if cameras else ["camera_image"]))
    array = np.zeros((500, 7))
    array[:, 3:6] = 1
    crowd = wk.Boxes(array, np.arange(500) % 5)
    figure = draw_frame(frame, predictions=crowd)
    figure.canvas.draw()
    legend = next(axes.get_legend() for axes in figure.axes if axes.get_legend())
    foot = legend.axes
    scale = foot.child_axes[0]
    assert len(legend.get_texts()) == 7
    assert legend.get_window_extent().x1 < scale.get_window_extent().x0
    assert legend.get_window_extent().y0 >= 0
    assert legend.get_window_extent().y1 <= above(figure).get_window_extent().y0


def test_an_empty_image_leaves_its_pane_out(tables):
    image = component_of("camera_image").column("image")
    for value in (None, b""):
        frame = without(tables, camera_image=nulled(image, slice(0, 1), value))
        missing = int(frame.table("camera_image").column("key.camera_name")[0].as_py())
        gone = wk.CameraName(missing).name.replace("_", " ").lower()
        figure = draw_frame(frame)
        assert panes(figure) == [name for name in NAMES if name != gone]
        assert above(figure) is not None


def test_without_cameras_the_view_from_above_fills_the_picture(tables, tmp_path):
    for missing in (["camera_image"], ["camera_calibration"]):
        figure = draw_frame(without(tables, *missing), tmp_path / "a.png", points_in_images=True)
        assert panes(figure) == []
        place = above(figure).get_position()
        assert place.width > 0.95
        assert len(figure.texts) == 2


def test_without_lidar_and_labels_only_the_cameras_are_drawn(tables):
    figure = draw_frame(without(tables, "lidar", "lidar_box"))
    assert panes(figure) == NAMES
    assert above(figure) is None
    figure = draw_frame(without(tables, "lidar"))
    assert above(figure) is not None


def test_without_a_pose_images_have_no_boxes(tables):
    pose = component_of("vehicle_pose").column("world_from_vehicle.transform")
    figure = draw_frame(without(tables, vehicle_pose=nulled(pose)))
    assert panes(figure) == NAMES
    for axes in figure.axes:
        if axes.texts and axes.texts[0].get_text() in NAMES:
            assert len(axes.collections) == 0
    camera_pose = component_of("camera_image").column("pose.transform")
    figure = draw_frame(without(tables, camera_image=nulled(camera_pose)))
    assert panes(figure) == NAMES
    assert len(above(figure).collections) > 0


def test_without_context_the_title_is_shorter(tables):
    figure = draw_frame(without(tables, "stats"))
    frame = tables[2]
    assert figure.texts[1].get_text() == f"frame 2   {utc(frame.timestamp_micros)}"


def test_nothing_to_draw_says_so(tables):
    with pytest.raises(NotFoundError, match="frame 2: neither lidar nor boxes nor images to draw"):
        draw_frame(without(tables, "lidar", "lidar_box", "camera_image"))


def test_a_frame_of_one_camera_keeps_its_place(tables):
    def only_side_right(table):
        return table.filter(pc.equal(table.column("key.camera_name"), 5))

    figure = draw_frame(without(tables, camera_image=only_side_right))
    assert panes(figure) == ["side right"]
    axes = next(
        axes for axes in figure.axes if axes.texts and axes.texts[0].get_text() == "side right"
    )
    assert axes.get_position().x1 > 0.95


def test_notebooks_show_figures_without_a_magic_line(drive):
    shown = draw_frame(drive[0])._repr_png_()
    assert shown.startswith(b"\x89PNG")


def test_unknown_coloring_is_refused(drive):
    with pytest.raises(InvalidInputError, match="height or intensity, got 'speed'"):
        draw_frame(drive[0], color_by="speed")


def test_without_matplotlib_the_extra_is_named(drive, monkeypatch):
    from waymo_kit.draw import style

    style._picture_class.cache_clear()
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    with pytest.raises(MissingDependencyError, match=r"drawing needs matplotlib"):
        draw_frame(drive[0])


@pytest.mark.parametrize("micros", [0, 1_553_735_853_462_203, -(2**62), 2**62])
def test_times_of_any_size_are_written(micros):
    assert utc(micros)
    assert utc(1_553_735_853_462_203) == "2019-03-28 01:17:33.46 UTC"
