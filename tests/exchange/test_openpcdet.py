"""OpenPCDet exports, read as `WaymoDataset.include_waymo_data` and `get_lidar` do."""

import os
import pickle
from pathlib import Path

import numpy as np
import pytest

import waymo_kit as wk
from tests.exchange.scenes import FRAMES, OBJECTS, SEGMENTS, TIMES, pose_of, vehicle_boxes


@pytest.fixture(scope="module")
def root(exported):
    return exported("openpcdet")


@pytest.fixture(scope="module")
def infos(root):
    found = []
    for line in (root / "ImageSets/train.txt").read_text().splitlines():
        sequence = os.path.splitext(line.strip())[0]  # noqa: PTH122 (as OpenPCDet)
        path = root / "waymo_processed_data_v0_5_0" / sequence / f"{sequence}.pkl"
        with Path(path).open("rb") as file:
            found += pickle.load(file)
    return found


def test_infos_have_the_keys_that_the_dataset_reads(infos):
    assert len(infos) == 2 * FRAMES
    info = infos[5]
    sequence = f"segment-{SEGMENTS[1]}_with_camera_labels"
    assert info["frame_id"] == f"{sequence}_001"
    assert info["point_cloud"] == {
        "num_features": 5,
        "lidar_sequence": sequence,
        "sample_idx": 1,
    }
    assert info["metadata"] == {"context_name": SEGMENTS[1], "timestamp_micros": TIMES[1]}
    np.testing.assert_allclose(info["pose"], pose_of(1, 1), rtol=1e-6)
    assert info["pose"].dtype == np.float32
    assert info["image"]["image_shape_4"] == (64, 96)


def test_annotations_follow_the_unified_coordinates(infos):
    annos = infos[1]["annos"]
    boxes = vehicle_boxes(0, 1)[:-1]
    np.testing.assert_allclose(annos["gt_boxes_lidar"][:, :7], boxes, atol=1e-9)
    assert annos["gt_boxes_lidar"].shape == (7, 9)
    kept = annos["name"] != "unknown"
    assert annos["name"][kept].tolist() == [
        ["", "Vehicle", "Pedestrian", "Sign", "Cyclist"][row[0]] for row in OBJECTS[:-1]
    ]
    speed = np.linalg.norm(annos["gt_boxes_lidar"][:, 7:], axis=1)
    np.testing.assert_allclose(speed, [row[8] for row in OBJECTS[:-1]], rtol=0.01)
    heading = np.arctan2(annos["gt_boxes_lidar"][0, 8], annos["gt_boxes_lidar"][0, 7])
    assert heading == pytest.approx(boxes[0, 6], abs=0.01)
    annos["gt_boxes_lidar"][0, 0] += 1  # loaders change them in place


def test_points_come_as_the_loader_wants_them(infos, root, scenes):
    info = infos[2]["point_cloud"]
    folder = root / "waymo_processed_data_v0_5_0" / info["lidar_sequence"]
    features = np.load(folder / f"{info['sample_idx']:04d}.npy")
    frame = wk.open_dataset(scenes)[0][2]
    first, second = frame.points(returns=1), frame.points(returns=2)
    np.testing.assert_array_equal(features[:, :3], np.concatenate([first.xyz, second.xyz]))
    flag = np.concatenate([first.in_no_label_zone, second.in_no_label_zone])
    np.testing.assert_array_equal(features[:, 5] == 1, flag)
    assert set(np.unique(features[:, 5])) <= {-1, 1}
    assert sum(infos[2]["num_points_of_each_lidar"]) == len(features)


def test_all_infos_are_in_one_file_for_the_database(infos, root):
    path = root / "waymo_processed_data_v0_5_0_infos_train.pkl"
    together = pickle.loads(path.read_bytes())
    assert [info["frame_id"] for info in together] == [info["frame_id"] for info in infos]
    before, after = infos[3]["annos"], together[3]["annos"]
    for name, values in before.items():
        np.testing.assert_array_equal(values, after[name])
