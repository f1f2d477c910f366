"""nuScenes exports: chains, keyframes and sweeps; the devkit itself runs in a heavy test."""

import json

import numpy as np
import pytest

from tests.exchange.scenes import FRAMES, OBJECTS, SEGMENTS, TIMES, pose_of, world_boxes
from waymo_kit.exchange import SamplePlace, read_index
from waymo_kit.exchange.exports.nuscenes import TABLES
from waymo_kit.geometry import rotation_from_quaternion


@pytest.fixture(scope="module")
def root(exported):
    return exported("nuscenes")


def read_tables(root, version="v1.0-trainval"):
    return {name: json.loads((root / version / f"{name}.json").read_text()) for name in TABLES}


@pytest.fixture(scope="module")
def tables(root):
    return read_tables(root)


def by_token(rows):
    found = {row["token"]: row for row in rows}
    assert len(found) == len(rows)
    assert all(len(token) == 32 or token.isdigit() for token in found)
    return found


def test_there_are_13_tables_whose_tokens_lead_somewhere(tables):
    assert len(TABLES) == 13
    known = {name: by_token(rows) for name, rows in tables.items()}
    for rows in tables.values():
        for row in rows:
            for field, value in row.items():
                target = field.removesuffix("_token")
                if field.endswith("_token") and target in known and value:
                    assert value in known[target], field
    assert len(tables["scene"]) == len(tables["log"]) == 2
    assert {row["nbr_samples"] for row in tables["scene"]} == {FRAMES}


def test_samples_and_data_are_chained_in_time(tables, root):
    samples = by_token(tables["sample"])
    for scene in tables["scene"]:
        token, times = scene["first_sample_token"], []
        while token:
            times.append(samples[token]["timestamp"])
            last, token = token, samples[token]["next"]
        assert times == TIMES
        assert last == scene["last_sample_token"]
    index = read_index(root, "nuscenes")
    assert index.place(last, "") == SamplePlace(SEGMENTS[1], TIMES[-1])
    data = by_token(tables["sample_data"])
    assert len(data) == 2 * FRAMES * 6
    for row in data.values():
        assert (root / row["filename"]).is_file()
        assert row["is_key_frame"]
        if row["next"]:
            assert data[row["next"]]["timestamp"] == row["timestamp"] + 100_000


def test_annotations_place_boxes_in_the_world(tables):
    instances = by_token(tables["instance"])
    categories = by_token(tables["category"])
    annotations = by_token(tables["sample_annotation"])
    found = {}
    for instance in instances.values():
        name = categories[instance["category_token"]]["name"]
        token, chain = instance["first_annotation_token"], []
        while token:
            chain.append(annotations[token])
            token = annotations[token]["next"]
        assert len(chain) == instance["nbr_annotations"]
        assert chain[-1]["token"] == instance["last_annotation_token"]
        found.setdefault(name, []).append(chain)
    assert {name: len(chains) for name, chains in found.items()} == {
        "vehicle.car": 6,
        "human.pedestrian.adult": 4,
        "vehicle.bicycle": 2,
        "waymo.sign": 2,
    }
    chain = found["vehicle.car"][0]
    for index, annotation in enumerate(chain):
        box = world_boxes(0, index)[0]
        np.testing.assert_allclose(annotation["translation"], box[:3], atol=1e-8)
        assert annotation["size"] == pytest.approx([OBJECTS[0][5], OBJECTS[0][4], OBJECTS[0][6]])
        ahead = rotation_from_quaternion(annotation["rotation"])[:, 0]
        assert np.arctan2(ahead[1], ahead[0]) == pytest.approx(box[6] % (2 * np.pi), abs=0.03)
    step = np.subtract(chain[1]["translation"], chain[0]["translation"])
    assert np.linalg.norm(step) == pytest.approx(0.5, abs=1e-6)


def test_sensors_sit_where_they_are(tables):
    calibrated = by_token(tables["calibrated_sensor"])
    assert len(calibrated) == 12
    sensors = by_token(tables["sensor"])
    for row in calibrated.values():
        rotation = rotation_from_quaternion(row["rotation"])
        if sensors[row["sensor_token"]]["channel"] == "LIDAR_TOP":
            np.testing.assert_allclose(rotation, np.eye(3), atol=1e-12)
        else:
            assert np.shape(row["camera_intrinsic"]) == (3, 3)
            down = rotation @ [0, 1, 0]  # the optical y axis points down
            assert down[2] < -0.99
    poses = by_token(tables["ego_pose"])
    first = tables["sample_data"][0]
    pose = poses[first["ego_pose_token"]]
    np.testing.assert_allclose(pose["translation"], pose_of(0, 0)[:3, 3])


def test_frames_between_keyframes_are_sweeps(exported):
    root = exported("nuscenes", every=3)
    tables = read_tables(root)
    assert len(tables["sample"]) == 4
    data = [row for row in tables["sample_data"] if "LIDAR" in row["filename"]]
    assert [row["is_key_frame"] for row in data] == [True, False, False, True] * 2
    assert [row["filename"].split("/")[0] for row in data[:2]] == ["samples", "sweeps"]
    samples = by_token(tables["sample"])
    times = [samples[row["sample_token"]]["timestamp"] for row in data[:4]]
    assert times == [TIMES[0]] * 3 + [TIMES[3]]
    assert len(tables["sample_annotation"]) == 2 * 2 * 7
