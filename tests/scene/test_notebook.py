"""What notebooks show: small tables, everything escaped, nothing that fails."""

import dataclasses
import html.parser

import numpy as np
import pytest

import waymo_kit as wk
from tests import made_frames
from tests.scene.small_scene import FRAMES, make_frame
from tests.scene.test_missing_values import HeldTables
from waymo_kit.boxes.html import SHOWN_ROWS


class Page(html.parser.HTMLParser):
    """Counts tags, and checks that they are closed."""

    def __init__(self, text):
        super().__init__()
        self.open, self.counts, self.texts = [], {}, []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag, attributes):
        self.counts[tag] = self.counts.get(tag, 0) + 1
        if tag != "img":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.texts.append(data)


def test_each_object_shows_what_it_is(scene, paths):
    dataset = wk.open_dataset(paths["v1"])
    assert made_frames.SEGMENT in Page(dataset._repr_html_()).texts
    page = Page(scene._repr_html_())
    assert f"Scene {made_frames.SEGMENT}" in page.texts
    assert page.texts[page.texts.index("frames") + 1] == str(FRAMES)
    assert scene.location in page.texts
    frame = scene[1]
    page = Page(frame._repr_html_())
    assert f"Frame 1 of {made_frames.SEGMENT}" in page.texts
    assert page.counts["img"] == 1
    page = Page(frame.boxes._repr_html_())
    assert {"types", "ids", "num_points", "heading"} <= set(page.texts)
    assert frame.boxes[0].id in page.texts
    page = Page(frame.camera("FRONT").boxes._repr_html_())
    assert {"cameras", "FRONT", "length"} <= set(page.texts)
    cloud = frame.points()
    page = Page(cloud._repr_html_())
    assert {"TOP", f"PointCloud: {len(cloud):,} points"} <= set(page.texts)


def test_names_of_others_are_escaped():
    name = "<script>alert(1)</script>"
    boxes = wk.Boxes(np.zeros((1, 7)), 1, ids=name)
    page = Page(boxes._repr_html_())
    assert "script" not in page.counts
    assert name in page.texts


def test_long_tables_are_cut_and_say_so():
    boxes = wk.Boxes(np.zeros((5000, 7)), 1)
    page = Page(boxes._repr_html_())
    assert page.counts["tr"] == SHOWN_ROWS + 1
    assert "and 4,990 more" in page.texts
    assert Page(wk.Boxes.empty()._repr_html_()).texts == ["Boxes: none"]


def test_what_is_missing_is_left_out(tmp_path):
    bare = make_frame(0)
    del bare.images[:], bare.laser_labels[:], bare.lasers[:]
    bare.context.ClearField("stats")
    made_frames.write_segment(tmp_path / "a.tfrecord", [bare])
    scene = wk.open_dataset(tmp_path / "a.tfrecord")[0]
    Page(scene._repr_html_())
    assert "img" not in Page(scene[0]._repr_html_()).counts
    lonely = wk.Scene(HeldTables({"vehicle_pose": scene.table("vehicle_pose")}))
    Page(lonely[0].scene[:0]._repr_html_())


@pytest.mark.parametrize("column", ["ids", "scores", "difficulties", "cameras"])
def test_absent_columns_are_not_shown(column):
    boxes = wk.Boxes(np.zeros((1, 7)), 1, ids="a", scores=0.25, difficulties=1, cameras=2)
    assert column in Page(boxes._repr_html_()).texts
    without = dataclasses.replace(boxes, **{column: None})
    assert column not in Page(without._repr_html_()).texts
