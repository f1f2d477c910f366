"""What it takes to read a dataset, and what the package shows of itself."""

import importlib
import inspect
import json
import subprocess
import sys

import pytest

import waymo_kit as wk
from tests import made_frames

READ = """
import json, sys
import waymo_kit as wk
{before}
scene = wk.open_dataset({path!r})[0]
frame = scene[0]
boxes, table, times = frame.boxes, scene.table("lidar_box"), scene.timestamps_micros
print(json.dumps(sorted(sys.modules)))
"""
FOREIGN = {
    "ray",
    "dask",
    "distributed",
    "tensorflow",
    "keras",
    "jax",
    "torch",
    "matplotlib",
    "rich",
}
OURS = {
    "engine",
    "convert",
    "evaluation",
    "metrics",
    "predictions",
    "detectors",
    "draw",
    "simulate",
}


def loaded(path, before=""):
    program = READ.format(path=str(path), before=before)
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=120
    )
    return set(json.loads(done.stdout))


@pytest.mark.parametrize("before", ["", "import waymo_kit.scene"])
def test_reading_loads_no_engine_no_job_and_no_foreign_framework(tmp_path, before):
    made_frames.write_segment(tmp_path / "a.tfrecord", [made_frames.full_frame(0)])
    modules = loaded(tmp_path / "a.tfrecord", before)
    assert "waymo_kit.scene.frame" in modules
    assert {name for name in FOREIGN if name in modules} == set()
    assert {name for name in OURS if f"waymo_kit.{name}" in modules} == set()


def test_dir_lists_the_public_names_and_each_is_there():
    assert dir(wk) == sorted(wk.__all__)
    assert len(set(wk.__all__)) == len(wk.__all__)
    for name in wk.__all__:
        assert getattr(wk, name) is not None
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        _ = wk.nothing


def test_rooms_are_imported_when_first_used():
    for name in ("metrics", "evaluation", "predictions", "detectors", "simulate", "boxes", "draw"):
        assert getattr(wk, name) is importlib.import_module(f"waymo_kit.{name}")


def test_every_class_that_a_scene_returns_is_at_the_top():
    returned = set()
    for kind in (wk.Dataset, wk.Scene, wk.Frame, wk.Camera, wk.PointCloud, wk.Boxes, wk.ImageBoxes):
        for name, member in inspect.getmembers(kind):
            if name.startswith("_"):
                continue
            function = getattr(member, "fget", None) or getattr(member, "func", member)
            hint = getattr(function, "__annotations__", {}).get("return", "")
            words = str(hint).replace("[", " ").replace("]", " ").replace(",", " ").split()
            returned.update(word for word in words if word[:1].isupper())
    known = {"NDArray", "Any", "None", "Iterator", "ArrayLike", "Location", "TableFiles", "Viewer"}
    assert {name for name in returned - known if not hasattr(wk, name)} == set()
    assert {
        "Boxes",
        "Camera",
        "CameraPose",
        "Frame",
        "LaserCalibration",
        "Track",
    } <= returned
