"""The viewer's page in headless Chromium: what people do with it, and what it then shows."""

import colorsys
import itertools
import re
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

import waymo_kit as wk
from tests.evaluation.command import run_command
from tests.web.viewer.page.conftest import FRAMES
from tests.web.viewer.page.palette import outcome_colors
from waymo_kit.web.viewer.page import self_contained

DARK = outcome_colors("dark")


def rgb(color):
    return np.array([int(color[k : k + 2], 16) for k in (1, 3, 5)])


def near(picture, color, tolerance=24):
    """Which pixels of a picture have a color."""
    return (np.abs(picture - rgb(color)) <= tolerance).all(axis=-1)


def test_a_drive_is_drawn_with_points_boxes_and_cameras(open_page, served):
    page = open_page(segment=served.segment, frame=3)
    page.settle()
    drawn = page.state["drawn"]
    frame = wk.open_dataset(served.answers.viewed.title)[served.segment][3]
    assert (drawn["frame"], drawn["points"], drawn["images"]) == (3, len(frame.points()), 5)
    picture = page.picture()
    background = rgb("#0b0f14")
    assert (np.abs(picture - background) > 20).any(axis=-1).mean() > 0.03
    colors = {box["color"] for box in drawn["boxes"] if "x" in box and not box["faint"]}
    assert colors
    for color in colors:
        assert near(picture, color).sum() > 10, color


@pytest.mark.heavy
@pytest.mark.parametrize(("speed", "least"), [(1, 0), (0.25, FRAMES - 1)])
def test_plays_twenty_frames(open_page, served, speed, least):
    """In order, none twice, the last always; all of them where there is time to draw them."""
    page = open_page(segment=served.segment, speed=speed)
    page.settle()
    page.run(
        "(() => { window.seen = []; const look = () => {"
        "const { frame } = waymoKit.state; if (seen.at(-1) !== frame) seen.push(frame);"
        "requestAnimationFrame(look); }; look(); })()"
    )
    page.tab.keyboard.press("Space")
    page.wait(f"seen.at(-1) === {FRAMES - 1} && !waymoKit.state.isPlaying", 60)
    page.settle()
    state, seen = page.state, page.run("seen")
    assert seen == sorted(set(seen))
    assert (seen[0], seen[-1], state["drawn"]["frame"]) == (0, FRAMES - 1, FRAMES - 1)
    assert state["shown"] == len(seen) - 1 >= least
    assert state["shown"] + state["dropped"] == FRAMES - 1


@pytest.mark.heavy
def test_views_differ_and_the_camera_shows_its_image(open_page, served):
    page = open_page(segment=served.segment, frame=5)
    page.settle()
    pictures = {}
    for key, view in zip("1235", ("follow", "world", "birds-eye", "camera"), strict=True):
        page.tab.keyboard.press(key)
        page.wait(f"waymoKit.state.view === '{view}'")
        page.settle()
        pictures[view] = page.picture()
    assert page.state["camera"] == 2
    views = list(pictures.values())
    for first, second in itertools.pairwise(views):
        assert (np.abs(first - second).max(axis=-1) > 30).mean() > 0.02
    saturation = [colorsys.rgb_to_hsv(*pixel)[2] for pixel in pictures["camera"][300, ::40] / 255]
    assert np.mean(saturation) > 0.25


@pytest.mark.heavy
def test_boxes_lie_in_the_camera_where_the_server_projects_them(open_page, served, fetch):
    page = open_page(
        segment=served.segment, frame=5, view="camera", camera=1, layers="predictions,matched"
    )
    page.settle()
    picture = page.picture()
    lines = fetch(f"segments/{served.segment}/frames/5/wireframes").to_pydict()
    place = page.run("waymoKit.state.imagePlace")
    colors = {
        box["row"]: box["color"] for box in page.state["drawn"]["boxes"] if box["source"] == 0
    }
    hits, tried = 0, 0
    for camera, source, row, pixels in zip(
        *(lines[name] for name in ("camera", "source", "row", "pixels")), strict=True
    ):
        if camera != 1 or source != 0 or row not in colors:
            continue
        for u, v in np.reshape(pixels, (9, 2)):
            x, y = place["left"] + place["scale"] * u, place["top"] + place["scale"] * v
            if not (2 < x < picture.shape[1] - 3 and 2 < y < picture.shape[0] - 30):
                continue
            part = picture[int(y) - 1 : int(y) + 3, int(x) - 1 : int(x) + 3]
            tried += 1
            hits += near(part, colors[row], 60).any()
    assert tried > 50
    assert hits / tried > 0.9


def test_colors_equal_the_rows_of_eval(open_page, served, demo, tmp_path):
    page = open_page(segment=served.segment, frame=0)
    listing = tmp_path / "errors.parquet"
    arguments = ["--preds", demo.models[0], "--gt", demo.tables, "--errors", listing]
    assert run_command("eval", *arguments) == 0
    table = pq.read_table(listing)
    names = [name.rpartition(".")[2] for name in table.column_names]
    rows = table.rename_columns(names).to_pylist()
    times = wk.open_dataset(str(demo.tables))[served.segment].timestamps_micros.tolist()
    seen = set()
    for frame in (0, 7, 14):
        page.run(f"waymoKit.seek({frame})")
        page.settle()
        here = [row for row in rows if row["segment_context_name"] == served.segment]
        here = [row for row in here if row["frame_timestamp_micros"] == times[frame]]
        expected = {
            f"0:{row['prediction_id']}": row["outcome"] for row in here if row["prediction_id"]
        }
        missed = {f"-1:{row['label_id']}" for row in here if row["outcome"] == "FN"}
        boxes = page.state["drawn"]["boxes"]
        drawn = {box["key"]: box["outcome"] for box in boxes if box["source"] == 0}
        assert {key: drawn.get(key) for key in expected} == expected
        assert {box["key"] for box in boxes if box["dashed"]} == missed
        for box in boxes:
            if box["source"] == 0 and box["outcome"] in ("FP",):
                assert box["color"] == DARK["FP"]
            if box["source"] == 0 and box["outcome"] == "TP":
                assert box["color"] in (DARK["TP"], DARK["SWITCH"], DARK["HEADING"])
            if box["dashed"]:
                assert box["color"] == DARK["FN"]
        seen |= set(drawn.values())
    assert {"TP", "FP"} <= seen


def test_errors_are_filtered_and_a_click_flies_there(open_page, served, fetch):
    page = open_page(segment=served.segment)
    page.settle()
    page.tab.click("[data-kind=FN]")
    page.tab.click("[data-kind=SWITCH]")
    page.tab.click("[data-kind=HEADING]")
    page.tab.click("[data-type='3']")
    page.settle()
    assert page.state["outcomes"] == ["FP"]
    expected = fetch("errors", kinds="FP", types="1,2,4", segment=served.segment)
    assert page.tab.text_content(".errors .status").startswith(f"{expected['total']} result")
    items = page.tab.locator(".error-list li")
    assert items.count() == min(expected["total"], 100)
    worst = expected["errors"][0]
    before = page.state["eye"]
    items.first.locator("button").click()
    page.wait(f"waymoKit.state.drawn.frame === {worst['frame']}")
    page.wait("waymoKit.state.eye.length === 6")
    page.settle()
    state = page.state
    assert state["box"] == f"0:{worst['prediction_id']}"
    assert state["eye"] != before
    np.testing.assert_allclose(state["eye"][3:], worst["center"], atol=0.02)


@pytest.mark.heavy
def test_a_higher_score_leaves_fewer_errors(open_page, served, fetch):
    page = open_page(segment=served.segment, score=0.6, iou=0.3)
    page.settle()
    errors = fetch("errors", cutoff=0.6, iou="0.3,0.3,0.3,0.3", segment=served.segment)
    assert page.tab.text_content(".errors .status").startswith(f"{errors['total']} result")
    scores = [box["score"] for box in page.state["drawn"]["boxes"] if box["source"] == 0]
    assert scores
    assert min(scores) >= 0.6


@pytest.mark.heavy
def test_a_click_selects_a_box_and_shows_its_numbers(open_page, served, fetch):
    boxes = fetch(f"segments/{served.segment}/frames/6/boxes").to_pylist()
    label = next(box for box in boxes if box["source"] == -1 and box["num_points"] > 20)
    key = f"-1:{label['id']}"
    page = open_page(
        segment=served.segment, frame=6, box=key, panel="details", layers="points,labels,matched"
    )
    page.settle()
    page.tab.keyboard.press("f")
    page.settle()
    page.tab.keyboard.press("Escape")
    page.wait("waymoKit.state.box === ''")
    size = page.tab.locator("canvas.scene").bounding_box()
    page.tab.mouse.click(size["x"] + size["width"] / 2, size["y"] + size["height"] / 2)
    page.wait(f"waymoKit.state.box === '{key}'")
    page.settle()
    text = page.tab.text_content(".details")
    assert label["id"] in text
    size = " \N{MULTIPLICATION SIGN} ".join(
        f"{label[k]:.2f}" for k in ("length", "width", "height")
    )
    assert f"{size} m" in text
    assert "History, " in text
    picture = page.picture()
    assert near(picture, "#ffffff", 4).sum() > 100  # the outline of the selection and its points


@pytest.mark.heavy
def test_two_models_side_by_side_and_their_disagreements(open_page, served, fetch):
    page = open_page(segment=served.segment, frame=9, panel="layers")
    page.tab.click("[data-value=side]")
    page.settle()
    drawn = page.state["drawn"]
    assert drawn["windows"] == 2
    assert drawn["outcomes"] == [0, 1]
    picture = page.picture()
    half = picture.shape[1] // 2
    assert (
        np.abs(picture[:, :half] - picture[:, half : 2 * half]).max(axis=-1) > 40
    ).mean() > 0.002
    page.tab.keyboard.press("e")
    page.tab.click("[data-value=disagree]")
    page.settle()
    total = fetch("disagreements", models="0,1", segment=served.segment)["total"]
    assert page.tab.text_content(".errors .status").startswith(f"{total} disagreement")
    page.tab.keyboard.press("j")
    page.wait("waymoKit.state.box !== ''")


@pytest.mark.heavy
def test_the_url_holds_the_state(open_page, served):
    page = open_page(segment=served.segment, frame=4)
    page.settle()
    for key in ("3", "c", "c", "t", "l", "]"):
        page.tab.keyboard.press(key)
    page.tab.click("[data-value=overlay]")
    page.tab.mouse.move(300, 300)
    page.tab.mouse.wheel(0, -300)
    page.tab.wait_for_timeout(500)
    page.settle()
    first = page.state
    assert (first["view"], first["color"], first["layout"]) == ("birds-eye", "range", "overlay")
    assert first["frame"] > 4
    hash_ = page.run("location.hash").lstrip("#")
    second = open_page(**dict(part.split("=", 1) for part in hash_.split("&")))
    second.settle()
    second = second.state
    names = "segment frame view color boxes layers model other layout score iou outcomes types"
    names = [*names.split(), "box", "panel", "eye"]
    assert {name: second[name] for name in names} == {name: first[name] for name in names}


@pytest.mark.heavy
@pytest.mark.parametrize(
    "hash_",
    ["frame=-5&view=x&eye=1,2&layers=%zz&camera=99", "frame=1e9&score=NaN&types=9,9&constructor=1"],
)
def test_a_url_that_makes_no_sense_shows_the_drive_nevertheless(open_page, served, hash_):
    state = dict(part.split("=", 1) for part in hash_.split("&"))
    page = open_page(segment=served.segment, **state)
    assert 0 <= page.state["drawn"]["frame"] < FRAMES


@pytest.mark.heavy
def test_a_phone_has_room_for_all_and_takes_touches(open_page, served):
    page = open_page(390, 844, segment=served.segment, frame=2)
    page.settle()
    assert page.run("document.documentElement.scrollWidth") <= 390
    page.tab.tap("[data-panel=layers]")
    page.wait("waymoKit.state.panel === 'layers'")
    page.tab.tap("[data-panel=layers]")
    page.tab.tap("[data-view=birds-eye]")
    page.wait("waymoKit.state.view === 'birds-eye'")
    page.tab.tap(".transport [aria-label^='Next frame']")
    page.wait("waymoKit.state.frame === 3")
    small = page.run(
        "[...document.querySelectorAll('.viewer button, .viewer select')]"
        ".filter((one) => one.offsetParent && (one.offsetHeight < 34 || one.offsetWidth < 34))"
        ".map((one) => one.outerHTML.slice(0, 80))"
    )
    assert not small


@pytest.mark.heavy
@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_contrast_and_names_by_axe(open_page, served, scheme):
    axe = pytest.importorskip(
        "axe_playwright_python.sync_playwright", reason="axe is not installed"
    )
    page = open_page(scheme=scheme, segment=served.segment, panel="errors")
    page.settle()
    found = []
    for key in ("", "l", "d", "?"):
        if key:
            page.tab.keyboard.press(key)
        page.tab.wait_for_timeout(200)
        found += axe.Axe().run(page.tab).response["violations"]
    page.tab.keyboard.press("Escape")
    page.tab.click(".drive")
    page.wait("waymoKit.state.cards === 2")
    page.tab.wait_for_timeout(200)
    found += axe.Axe().run(page.tab).response["violations"]
    serious = {
        (one["id"], node["html"][:120], node["failureSummary"][-150:])
        for one in found
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
    }
    assert not serious


@pytest.mark.heavy
def test_help_lists_the_keys(open_page, served):
    page = open_page(segment=served.segment)
    page.tab.keyboard.press("?")
    assert page.run("document.querySelector('dialog').open")
    page.tab.keyboard.press("?")
    assert not page.run("document.querySelector('dialog').open")


def test_one_frame_in_one_file(open_page, served, tmp_path):
    file = Path(tmp_path / "frame.html")
    file.write_text(self_contained(served.answers, served.segment, 5), encoding="utf-8")
    page = open_page(url=file.as_uri())
    page.wait("waymoKit.state.firstFrameMs > 0")
    page.wait("waymoKit.state.drawn.images === 5")
    drawn = page.state["drawn"]
    assert (drawn["frame"], drawn["outcomes"]) == (5, [0])
    assert near(page.picture(), DARK["TP"]).sum() > 10


@pytest.mark.heavy
def test_a_video_of_some_frames(open_page, served):
    page = open_page(segment=served.segment)
    page.settle()
    head = page.run(
        "waymoKit.video(0, 4).then((blob) => blob.slice(0, 4).arrayBuffer()"
        ".then((bytes) => [blob.type, blob.size, ...new Uint8Array(bytes)]))"
    )
    assert head[0] == "video/webm"
    assert head[1] > 5000
    assert bytes(head[2:]) == b"\x1aE\xdf\xa3"  # EBML


@pytest.mark.heavy
def test_a_server_that_is_gone_is_told(open_page, served, chromium):
    page = open_page(segment=served.segment)
    page.settle()
    page.tab.context.set_offline(True)
    page.tab.keyboard.press("End")
    page.tab.wait_for_selector(".notice:not([hidden])")
    assert re.search("server does not answer", page.tab.text_content(".notice"))
    page.problems.clear()  # the browser reports requests that fail
