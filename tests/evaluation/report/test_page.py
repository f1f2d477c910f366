"""The HTML report: what is in it, and in headless Chromium how it looks on phones and desktops."""

import re
from html.parser import HTMLParser

import numpy as np
import pyarrow as pa
import pytest

from tests.evaluation.browser import lay_out
from tests.evaluation.command import scores
from waymo_kit.evaluation import evaluate
from waymo_kit.geometry import transform_boxes
from waymo_kit.predictions import BoxKind, make_predictions, write_predictions

PHONE, DESKTOP = 390, 1280
TASKS = ("detection", "detection-2d", "let", "tracking", "calibration")
EMPTY = {"nothing was found", "no objects", "no labels", "no boxes"}
"""What a plot of a type that one side lacks says."""

VOID = {"meta", "link"}


@pytest.fixture(scope="module")
def pages(drive, tmp_path_factory):
    """The result and the page of each task."""
    folder = tmp_path_factory.mktemp("pages")
    found = {}
    for task in TASKS:
        flat = task == "detection-2d"
        table = drive.predictions_2d() if flat else drive.predictions()
        write_predictions(table, folder / "p.parquet", BoxKind.BOX_2D if flat else BoxKind.BOX_3D)
        more = ("--breakdowns", "type,range,velocity,camera") if task == "detection" else ()
        page = folder / f"{task}.html"
        arguments = ("--task", task, *more, "--report", page)
        result = scores(folder / "p.parquet", drive.converted, folder, *arguments)
        found[task] = (result, page.read_text())
    return found


class Tags(HTMLParser):
    """Checks that every tag is closed in order, and gathers what could load something."""

    def __init__(self):
        super().__init__()
        self.open, self.sources = [], []

    def handle_starttag(self, tag, attrs):
        if tag not in VOID:
            self.open.append(tag)
        self.sources += [v for k, v in attrs if k in ("src", "href", "xlink:href", "srcset")]

    def handle_startendtag(self, tag, attrs):
        pass

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@pytest.mark.parametrize("task", TASKS)
def test_page_is_whole_and_loads_nothing(pages, task):
    tags = Tags()
    tags.feed(pages[task][1])
    assert tags.open == []
    assert tags.sources == ["data:,"]
    assert "<script" not in pages[task][1]
    assert not re.search(r"url\((?!#)|@import|https?://", pages[task][1])


def test_page_has_every_figure_and_the_keys_of_the_worst_cases(pages, drive):
    result, page = pages["detection"]
    for name, row in result["metrics"].items():
        assert name in page
        assert f"{row['AP']:.4f}" in page
    for title in ("Worst false positives", "Worst misses", "Calibration", "Recall by distance"):
        assert f"<h2>{title}</h2>" in page
    assert all(f'<dd class="key">{segment}</dd>' in page for segment in drive.segments)


def test_findings_and_names_are_shown_as_text(drive, tmp_path):
    name = tmp_path / "<b>&p.parquet"
    write_predictions(drive.predictions().slice(9), name)
    result = scores(name, drive.converted, tmp_path, "--report", tmp_path / "page.html")
    page = (tmp_path / "page.html").read_text()
    assert "&lt;b&gt;&amp;p.parquet" in page
    assert "<b>&p" not in page
    assert all(finding["message"] in page for finding in result["findings"])


def test_page_says_how_it_was_made(pages):
    result, page = pages["detection"]
    for name, value in result["config"].items():
        assert f"<dt>{name}</dt>" in page, name
        del value
    assert "vehicle 0.7, pedestrian 0.5, sign 0.5, cyclist 0.5" in page
    assert "type, range, velocity, camera" in page
    command = re.search(r"<footer.*?<code>(.*?)</code>", page, re.DOTALL)[1]
    assert command.startswith("waymo-kit ")
    assert re.search(r"waymo-kit [0-9.]+, 20\d\d-\d\d-\d\d \d\d:\d\d", page)
    for kind, count in result["inputs"]["labels_of_type"].items():
        if count and kind != "UNKNOWN":
            assert f"</span>{kind}</th><td>{count:,}</td>" in page


def test_worst_cases_are_objects_with_a_cause_points_and_images(pages):
    _, page = pages["detection"]
    assert "Dots are lidar points." in page
    assert 'class="points"' in page
    assert 'href="data:image/jpeg;base64,' in page
    for title in ("Worst false positives", "Worst misses"):
        section = page.split(f"<h2>{title}</h2>")[1].split("</section>")[0]
        cards = section.split("<article")[1:]
        assert 0 < len(cards) <= 12
        keys = [re.findall(r'<dd class="key">(.*?)</dd>', card) for card in cards]
        objects = [(segment, *name) for segment, _, *name in keys if name]
        assert len(set(objects)) == len(objects) > 3, "an object has two cards"
        assert all(re.search(r"<dt>frame</dt><dd>\d+ of 4", card) for card in cards)
        causes = [re.search(r'class="cause">(.*?)</p>', card)[1] for card in cards]
        known = ("background:", "inexact:", "duplicate:", "wrong type:", "nothing is", "its pred")
        assert all(cause.startswith(known) for cause in causes), causes


def test_columns_have_arrows_and_rows_without_labels_say_so(pages):
    _, page = pages["tracking"]
    for column, arrow in (("MOTA", "↑"), ("MOTP", "↓"), ("MISS", "↓"), ("HOTA", "↑")):
        assert f">{column}/L2 {arrow}</th>" in page
    assert "SCORE_CUTOFF ↑" not in page
    _, page = pages["detection"]
    assert ">no labels</text>" in page
    assert "Swipe the table sideways" in page


def test_labels_of_a_bin_file_have_no_sensor_data(drive, tmp_path):
    write_predictions(drive.predictions(), tmp_path / "p.parquet")
    scores(tmp_path / "p.parquet", drive.bin, tmp_path, "--report", tmp_path / "page.html")
    page = (tmp_path / "page.html").read_text()
    assert "Worst misses" in page
    assert "data:image" not in page
    assert 'class="points"' not in page


def test_one_object_over_many_frames_is_one_case(drive, tmp_path):
    """A ghost without an id that stands still in the world, and one with an id."""
    poses = {f.timestamp_micros: np.array(f.pose.transform).reshape(4, 4) for f in drive.frames}
    tables = []
    for frame in drive.frames:
        if frame.context.name == drive.segments[0]:
            world = np.array([[*poses[frame.timestamp_micros][:2, 3], 1, 4, 2, 2, 0.3]])
            world[0, :2] += [30, 0]
            box = transform_boxes(np.linalg.inv(poses[drive.frames[0].timestamp_micros]), world)
            tables.append(
                make_predictions(
                    frame.context.name,
                    frame.timestamp_micros,
                    np.concatenate([box, box + [0, 20, 0, 0, 0, 0, 0]]),
                    np.array([4, 4]),
                    np.array([0.9, 0.8]),
                    track_ids=["", "ghost"],
                )
            )
    write_predictions(pa.concat_tables(tables), tmp_path / "p.parquet")
    result = evaluate(tmp_path / "p.parquet", drive.v2, with_profile=True)
    cases = result.profile.false_positives
    assert [(case.id, case.num_cases) for case in cases] == [("", 4), ("ghost", 4)]
    assert all(case.cause == "background: no label of its type is here" for case in cases)


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
@pytest.mark.parametrize("task", ["detection", "tracking"])
def test_page_in_chromium(pages, task, width, tmp_path):
    check_layout(pages[task][1], task, width, tmp_path)


@pytest.mark.heavy
@pytest.mark.parametrize("width", [320, PHONE, 768, DESKTOP])
@pytest.mark.parametrize("task", TASKS)
def test_every_page_at_every_width(pages, task, width, tmp_path):
    check_layout(pages[task][1], task, width, tmp_path)


def check_layout(page, task, width, folder):
    found, said = lay_out(page, width, folder)
    assert said == []
    assert found["shown"] == width, "a scroll bar takes some of the width"
    assert found["width"] <= width, "the page is wider than the window"
    names = [plot["name"] for plot in found["plots"]]
    assert len(set(names)) == len(names) == page.count('<svg class="plot"')
    kinds = {re.sub(r"-[A-Z0-9].*|-\d+$", "", name) for name in names}
    expected = {"bars", "calibration", "false-positive", "miss"}
    expected |= {"mota"} if task == "tracking" else set()
    expected |= {"curve"} if task in ("detection", "detection-2d", "let") else set()
    expected |= {"distance"} if task != "detection-2d" else set()
    assert kinds == expected
    for plot in found["plots"]:
        left, right, wide, high = plot["box"]
        assert 0 <= left <= right <= width, plot["name"]
        assert wide >= 100, plot["name"]
        assert high > 30, plot["name"]
        is_empty = EMPTY & {text for text, _ in plot["words"]}
        assert is_empty or plot["marks"] > 0, f"{plot['name']} is not drawn"
        assert plot["letters"] is None or plot["letters"] >= 9, f"{plot['name']}: small letters"
        for text, (start, end, _, _) in plot["words"]:
            is_inside = left - 12 <= start and end <= right + 12
            assert is_inside, f"{plot['name']}: {text} sticks out"
