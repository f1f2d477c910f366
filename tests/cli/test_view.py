"""`waymo-kit view`: the server answers at the URL that it prints; a frame as one file."""

import dataclasses
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

pytest.importorskip("starlette", reason="needs waymo-kit[serve]")

import waymo_kit as wk
from waymo_kit.predictions import boxes_to_predictions, write_predictions
from waymo_kit.simulate import simulate_segment
from waymo_kit.web.viewer import page

GUIDE = Path(__file__).parents[2] / "docs" / "guides" / "view.md"


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """A v1 file of two frames and predictions that equal its labels."""
    folder = tmp_path_factory.mktemp("data")
    path = simulate_segment(folder, seed=4, frames=2)
    with wk.open_dataset(path)[0] as scene:
        boxes = dataclasses.replace(scene.boxes, scores=np.full(len(scene.boxes), 0.5))
        write_predictions(boxes_to_predictions(boxes, scene.name), folder / "p.parquet")
    return path, folder / "p.parquet"


def test_it_answers_at_the_printed_url_until_it_is_interrupted(data):
    path, preds = data
    command = [sys.executable, "-m", "waymo_kit", "view", path, "-p", preds, "--frame", "1"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ}
    ) as process:
        try:
            link = process.stdout.readline().strip()
            assert link.startswith("http://127.0.0.1:")
            assert link.endswith("&frame=1")
            root = link.partition("#")[0]
            assert "note: Ctrl-C stops the server" in process.stderr.readline()
            with urllib.request.urlopen(f"{root}api/session") as answer:
                session = json.load(answer)
            assert session["models"] == [{"name": "p", "kind": "3D", "has_ids": True}]
            assert session["start"]["frame"] == 1
        finally:
            process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
        assert process.stderr.read() == ""


def test_a_frame_is_written_as_one_file(kit, data, tmp_path, monkeypatch):
    (tmp_path / "index.html").write_text(
        '<html><link rel="stylesheet" href="./viewer.css">'
        '<script type="module" src="./viewer.js"></script><body></body></html>'
    )
    (tmp_path / "viewer.css").write_text("")
    (tmp_path / "viewer.js").write_text("")
    monkeypatch.setattr(page, "BUILT", tmp_path)
    page.page_files.cache_clear()
    code, out, err = kit("view", data[0], "-p", data[1], "--html", tmp_path / "out.html")
    page.page_files.cache_clear()
    assert (code, err) == (0, "")
    assert "frame 0 of " in out
    assert 'id="waymo-kit-data"' in (tmp_path / "out.html").read_text()


def test_a_video_needs_chromium(kit, data, monkeypatch):
    monkeypatch.setenv("WAYMO_KIT_CHROMIUM", "no-such-browser")
    code, _, err = kit("view", data[0], "--video", "out.webm")
    assert code == 2
    assert "no-such-browser: no such program; install Chromium or Chrome" in err


@pytest.mark.heavy
def test_a_video_and_pictures_are_made_without_a_display(kit, data, tmp_path, monkeypatch):
    if shutil.which("chromium") is None:
        pytest.skip("chromium is not installed")
    monkeypatch.delenv("DISPLAY", raising=False)
    starts = {".webm": b"\x1aE\xdf\xa3", ".mp4": b"ftyp", ".png": b"\x89PNG"}
    for suffix, start in starts.items():
        path = tmp_path / f"drive{suffix}"
        look = ("--look", "view=birds-eye&color=intensity")
        code, out, err = kit("view", data[0], "-p", data[1], "--video", path, *look)
        assert (code, err) == (0, "")
        assert out.startswith("frames 0 to 1 of ")
        files = sorted(tmp_path.glob(f"drive*{suffix}"))
        names = {".png": ["drive_000.png", "drive_001.png"]}.get(suffix, [path.name])
        assert [file.name for file in files] == names
        for file in files:
            content = file.read_bytes()
            assert start in content[:12]
            assert len(content) > 5000
    for file in tmp_path.glob("*.png"):
        picture = np.asarray(Image.open(file).convert("RGB"))
        assert picture.shape[1] == 1280
        assert picture.shape[0] >= 720
        assert len(np.unique(picture.reshape(-1, 3), axis=0)) > 200


def test_the_guide_lists_the_tasks(kit, data):
    _, _, err = kit("view", data[0], "--task", "segmentation")
    taken = err.partition("expected one of ")[2].partition(", got")[0].split(", ")
    listed = GUIDE.read_text(encoding="utf-8").partition("`--task` (")[2].partition(")")[0]
    assert re.findall(r"`(\S+)`", listed) == taken


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--frame", "2"), "--frame: expected less than 2, the frames of"),
        (("--segment", "none"), "no segment 'none'"),
        (
            ("--task", "segmentation"),
            "--task: expected one of detection, detection-2d, let",
        ),
        (("--preds", "nothing.parquet"), "nothing.parquet: no such file or folder"),
        (("--video", "out.gif"), "out.gif: expected a name that ends with .mp4, .webm, .png"),
        (("--video", "out.mp4", "--until", "2"), "--until: expected 0 to 1, the frames of"),
        (("--host", "no.such.host.invalid"), "expected an address of this machine"),
    ],
)
def test_what_is_wrong_is_one_line(kit, data, arguments, message):
    code, out, err = kit("view", data[0], *arguments)
    assert (code, out) == (2, "")
    assert message in err.splitlines()[-1]
    assert err.splitlines()[-1].startswith("waymo-kit: error: ")
