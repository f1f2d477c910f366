import json

import numpy as np
import pytest

from tests.made_frames import full_frame, write_segment
from waymo_kit.convert import convert_segment
from waymo_kit.io import locate
from waymo_kit.schema import CONVERTED_TAGS

FRAMES = 3
STEP_METERS = 40.0


def make_frame(segment, index, *, location, time_of_day, weather):
    """Two labeled vehicles and a sign that appears in the second frame; 40 m a frame."""
    frame = full_frame(index)
    frame.context.name = segment
    stats = frame.context.stats
    stats.location, stats.time_of_day, stats.weather = location, time_of_day, weather
    pose = np.eye(4)
    pose[:3, 3] = [1e4 + STEP_METERS * index, -5e3, 7.0]
    frame.pose.transform[:] = pose.ravel()
    label = frame.laser_labels[0]
    del frame.laser_labels[1:]
    for name, kind in (("car-1", 1), ("car-2", 1), *([("sign", 3)] if index else [])):
        made = frame.laser_labels.add()
        made.CopyFrom(label)
        made.id, made.type = name, kind
    del frame.laser_labels[0]
    for labels in frame.camera_labels:
        for number, label in enumerate(labels.labels):
            label.type = 1 + number
    return frame


@pytest.fixture(scope="module")
def v1(tmp_path_factory):
    folder = tmp_path_factory.mktemp("v1")
    for segment, location, time_of_day in (
        ("a", "location_sf", "Day"),
        ("b", "location_sf", "Night"),
        ("c", "location_phx", "Day"),
    ):
        about = {"location": location, "time_of_day": time_of_day, "weather": "sunny"}
        frames = [make_frame(segment, index, **about) for index in range(FRAMES)]
        write_segment(folder / f"{segment}.tfrecord", frames)
    return folder


@pytest.fixture(scope="module")
def tables(v1, tmp_path_factory):
    root = tmp_path_factory.mktemp("tables")
    for source in sorted(v1.iterdir()):
        convert_segment(locate(source), locate(root), CONVERTED_TAGS)
    return root


@pytest.fixture(params=["v1", "tables"])
def dataset(request):
    return request.getfixturevalue(request.param)


EXPECTED = {
    "segments": 3,
    "frames": 9,
    "seconds": pytest.approx(0.6),
    "kilometers": pytest.approx(0.24),
    "locations": {"location_sf": 2, "location_phx": 1},
    "times_of_day": {"Day": 2, "Night": 1},
    "weathers": {"sunny": 3},
    "boxes": {"VEHICLE": 18, "SIGN": 6},
    "objects": {"VEHICLE": 6, "SIGN": 3},
    "camera_boxes": {"VEHICLE": 18, "PEDESTRIAN": 18},
}


def test_json_counts_the_dataset(dataset, kit):
    code, out, err = kit("info", dataset, "--json")
    assert (code, err) == (0, "")
    assert json.loads(out) == EXPECTED


def test_the_table_says_the_same(dataset, kit):
    code, out, err = kit("info", dataset)
    assert (code, err) == (0, "")
    title, *rows = out.splitlines()
    assert title == str(dataset)
    assert {row[:11].strip(): row[13:] for row in rows} == {
        "segments": "3",
        "frames": "9",
        "duration": "0.6 s",
        "driven": "0.240 km",
        "locations": "location_sf 2, location_phx 1",
        "time of day": "Day 2, Night 1",
        "weather": "sunny 3",
        "3D boxes": "VEHICLE 18, SIGN 6",
        "3D objects": "VEHICLE 6, SIGN 3",
        "2D boxes": "VEHICLE 18, PEDESTRIAN 18",
    }


@pytest.mark.parametrize(
    ("path", "segments"), [("{}/[ab].tfrecord", 2), ("file://{}/c.tfrecord", 1)]
)
def test_files_patterns_and_uris(v1, kit, path, segments):
    code, out, _ = kit("info", path.format(v1), "--json")
    assert code == 0
    assert json.loads(out)["segments"] == segments


def test_tables_that_are_not_there_are_not_counted(v1, tmp_path, kit):
    convert_segment(locate(v1 / "a.tfrecord"), locate(tmp_path), ["lidar_box"])
    code, out, _ = kit("info", tmp_path)
    assert code == 0
    assert "VEHICLE 6, SIGN 2" in out
    assert out.count("none") == 4


def test_official_tables(wod_data, kit):
    """The download holds poses and camera keypoints only."""
    code, out, err = kit("info", wod_data / "v2", "--json")
    assert (code, err) == (0, "")
    found = json.loads(out)
    assert (found["segments"], found["frames"], found["boxes"]) == (1, 199, {})
    assert found["seconds"] == pytest.approx(19.8, abs=0.1)
    assert 0 < found["kilometers"] < 0.5


def test_real_frames(wod_data, kit):
    code, out, _ = kit("info", wod_data / "composite_4frames.tfrecord", "--json")
    assert code == 0
    found = json.loads(out)
    assert found["locations"] == {"location_sf": 1}
    assert found["boxes"] == {"VEHICLE": 148, "SIGN": 100, "PEDESTRIAN": 48, "CYCLIST": 4}


@pytest.mark.parametrize("name", ["none", "empty", "text.tfrecord", "ftp://host/x"])
def test_what_is_no_dataset_is_one_line(tmp_path, kit, name):
    (tmp_path / "empty").mkdir()
    (tmp_path / "text.tfrecord").write_text("this is no record at all")
    where = name if "://" in name else f"{tmp_path}/{name}"
    code, out, err = kit("info", where)
    assert (code, out) == (2, "")
    assert err.startswith(f"waymo-kit: error: {where}: ")
    assert err.count("\n") == 1
