"""The snippets of docs/guides/loading.md run, and the three lines that score tracks are right."""

import dataclasses
import re
from pathlib import Path

import pytest

import waymo_kit as wk
from tests import made_frames
from tests.scene.small_scene import make_frame
from waymo_kit.convert import convert_segment
from waymo_kit.io import locate
from waymo_kit.predictions import boxes_to_predictions, write_predictions
from waymo_kit.schema import CONVERTED_TAGS

GUIDE = Path(__file__).parents[2] / "docs" / "guides" / "loading.md"
FRAMES = 11


def steady_frame(index):
    """A frame whose labels are the same objects in all frames, far from each other."""
    frame = make_frame(index)
    del frame.laser_labels[:]
    for number in range(6):
        label = frame.laser_labels.add(id=f"car {number}", type=1 + number % 2)
        box = label.box
        box.center_x, box.center_y, box.center_z = 10.0 * number, 5.0, 1.0
        box.length, box.width, box.height, box.heading = 4.0, 2.0, 1.5, 0.1
        label.num_lidar_points_in_box = 20
    return frame


@pytest.fixture
def folder(tmp_path, monkeypatch):
    made_frames.write_segment(tmp_path / "a.tfrecord", [steady_frame(i) for i in range(FRAMES)])
    tables = locate(tmp_path / "waymo" / "tables")
    convert_segment(locate(tmp_path / "a.tfrecord"), tables, CONVERTED_TAGS)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_snippets_run_and_score_tracks(folder, capsys):
    with wk.open_dataset(folder / "waymo" / "tables")[0] as scene:
        labels = scene.boxes
        ids = labels.ids.copy()
        # In the last frame, car 0 and car 2 (both vehicles) swap their ids.
        last = labels.timestamps_micros == scene.timestamps_micros[-1]
        swapped = {"car 0": "car 2", "car 2": "car 0"}
        ids[last] = [swapped.get(name, name) for name in ids[last]]
        found = dataclasses.replace(labels, ids=ids, scores=0.9)
        write_predictions(boxes_to_predictions(found, scene.name), folder / "tracks.parquet")
    names = {}
    snippets = re.findall(r"```python\n(.*?)```", GUIDE.read_text(), flags=re.DOTALL)
    assert len(snippets) == 2
    for snippet in snippets:
        exec(snippet, names)
    assert len(names["cloud"]) == len(names["pixels"])
    assert names["box"].id == "car 0"
    scores = snippets[1].splitlines()
    assert len([line for line in scores if line and not line.startswith("from")]) == 3
    assert "OBJECT_TYPE_TYPE_VEHICLE_LEVEL_2" in capsys.readouterr().out
    rows = wk.metrics.evaluate_tracks(*names["inputs"]).as_dict()
    vehicles, people = (
        rows[f"OBJECT_TYPE_TYPE_{kind}_LEVEL_2"] for kind in ("VEHICLE", "PEDESTRIAN")
    )
    assert vehicles["OBJECTS"] == people["OBJECTS"] == 3 * FRAMES
    assert vehicles["MISMATCH"] == pytest.approx(2 / (3 * FRAMES))
    assert people["MOTA"] == 1
    assert vehicles["MOTA"] == pytest.approx(1 - 2 / (3 * FRAMES))
