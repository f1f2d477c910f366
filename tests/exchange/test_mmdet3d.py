"""mmdetection3d exports, read as its dataset and loading transforms read them.

mmdetection3d itself needs compiled operators; the readers here mirror `LoadPointsFromFile`,
`Det3DDataset.parse_data_info`, `WaymoDataset.parse_ann_info` and `DataBaseSampler`.
"""

import pickle

import numpy as np
import pytest

import waymo_kit as wk
from tests.exchange.scenes import FRAMES, OBJECTS, SEGMENTS, TIMES, pose_of, vehicle_boxes
from waymo_kit.geometry import box_corners, points_in_boxes

METAINFO = ("CAM_FRONT", "CAM_FRONT_LEFT", "CAM_FRONT_RIGHT", "CAM_SIDE_LEFT", "CAM_SIDE_RIGHT")


@pytest.fixture(scope="module")
def root(exported):
    return exported("mmdet3d") / "kitti_format"


@pytest.fixture(scope="module")
def infos(root):
    """As `mmengine.load` reads them: with pickle itself, without waymo_kit."""
    content = pickle.loads((root / "waymo_infos_train.pkl").read_bytes())
    assert content["metainfo"] == {
        "dataset": "waymo",
        "version": "waymo_v1.4",
        "info_version": "mmdet3d_v1.4",
    }
    return content["data_list"]


def test_infos_name_their_frames(infos, root):
    assert [info["sample_idx"] for info in infos] == [
        1000 * segment + frame for segment in range(2) for frame in range(FRAMES)
    ]
    assert [info["context_name"] for info in infos] == [name for name in SEGMENTS for _ in TIMES]
    assert [info["timestamp"] for info in infos] == TIMES * 2
    np.testing.assert_allclose(infos[5]["ego2global"], pose_of(1, 1), rtol=1e-6)
    names = (root / "ImageSets/train.txt").read_text().split()
    assert names == [f"{info['sample_idx']:07d}" for info in infos]


def test_points_have_six_floats_first_returns_first(infos, root, scenes):
    info = infos[2]
    path = root / "training/velodyne" / info["lidar_points"]["lidar_path"]
    table = np.fromfile(path, np.float32).reshape(-1, info["lidar_points"]["num_pts_feats"])
    frame = wk.open_dataset(scenes)[0][2]
    first, second = frame.points(returns=1), frame.points(returns=2)
    expected = np.concatenate([first.xyz, second.xyz])
    np.testing.assert_array_equal(table[:, :3], expected)
    np.testing.assert_array_equal(
        table[:, 4], np.concatenate([first.elongation, second.elongation])
    )
    height, width = frame.range_image("TOP").shape[:2]
    place = [
        (int(cloud.return_number[k]) - 1) * height * width + cloud.pixel[k] @ [width, 1]
        if cloud.laser[k] == 1
        else -1
        for cloud in (first, second)
        for k in range(len(cloud))
    ]
    np.testing.assert_array_equal(table[:, 5], place)


def test_instances_are_bottom_centers_without_signs(infos):
    info = infos[1]
    kinds = [row[0] for row in OBJECTS]
    chosen = [k for k, row in enumerate(OBJECTS) if row[0] != 3 and row[9]]
    found = np.array([each["bbox_3d"] for each in info["instances"]])
    expected = vehicle_boxes(0, 1)[chosen]
    expected[:, 2] -= expected[:, 5] / 2
    np.testing.assert_allclose(found, expected, atol=1e-5)
    labels = [each["bbox_label_3d"] for each in info["instances"]]
    assert labels == [{1: 0, 2: 1, 4: 2}[kinds[k]] for k in chosen]
    points = [each["num_lidar_pts"] for each in info["instances"]]
    assert points == [OBJECTS[k][9] for k in chosen]
    synced = np.array([each["bbox_3d"] for each in info["cam_sync_instances"]])
    np.testing.assert_allclose(synced[:, :2], expected[:, :2] + 0.01, atol=1e-5)


def test_cameras_project_the_boxes_that_they_list(infos, root):
    """The reader multiplies lidar2img; the 2D boxes of cam_instances come out of it."""
    info = infos[0]
    assert tuple(info["images"]) == METAINFO
    for number, (name, image) in enumerate(info["images"].items()):
        assert (root / f"training/image_{number}" / image["img_path"]).is_file()
        lidar2cam, cam2img = np.array(image["lidar2cam"]), np.array(image["cam2img"])
        assert (lidar2cam.shape, cam2img.shape) == ((4, 4), (3, 4))
        np.testing.assert_allclose(image["lidar2img"], cam2img @ lidar2cam, atol=2e-4)
        for each in info["cam_instances"][name]:
            x, y, z, length, height, width, yaw = each["bbox_3d"]
            depth = each["depth"]
            assert z == pytest.approx(depth, abs=0.1)
            u, v = each["center_2d"]
            middle = np.linalg.solve(cam2img[:, :3], np.array([u * depth, v * depth, depth]))
            np.testing.assert_allclose(middle, [x, y - height / 2, z], atol=0.08)
            match = [
                other
                for other in info["instances"]
                if np.allclose(np.array(other["bbox_3d"])[[3, 5, 4]], [length, height, width])
            ]
            ahead = lidar2cam[:3, :3] @ [
                np.cos(match[0]["bbox_3d"][6]),
                np.sin(match[0]["bbox_3d"][6]),
                0,
            ]
            assert np.cos(yaw) == pytest.approx(ahead[0], abs=0.01)
            assert -np.sin(yaw) == pytest.approx(ahead[2], abs=0.01)
    assert len(info["cam_instances"]["CAM_FRONT"]) >= 4


def test_sweeps_are_the_frames_before(infos):
    assert "lidar_sweeps" not in infos[0]
    sweeps = infos[FRAMES - 1]["lidar_sweeps"]
    assert [each["timestamp"] for each in sweeps] == TIMES[-2::-1]
    assert sweeps[0]["lidar_points"]["lidar_path"] == "0000002.bin"
    assert set(infos[5]["image_sweeps"][0]["images"]) == set(METAINFO)


def test_the_database_holds_the_points_of_each_object(infos, root):
    database = pickle.loads((root / "waymo_dbinfos_train.pkl").read_bytes())
    assert list(database) == ["Car", "Pedestrian", "Cyclist"]
    assert len(database["Car"]) == 2 * FRAMES * 3
    rows = [row for kind in database.values() for row in kind]
    assert len({row["group_id"] for row in rows}) == len(rows)
    for row in rows:
        points = np.fromfile(root / row["path"], np.float32).reshape(-1, 6)
        assert len(points) == row["num_points_in_gt"]
        box = row["box3d_lidar"]
        assert box.dtype == np.float32
        assert box.shape == (7,)
        middle = np.array([0, 0, box[5] / 2, *box[3:]], np.float64)
        middle[3:6] += 1e-4
        assert (points_in_boxes(points[:, :3], middle[None]) == 0).all()
        assert np.isfinite(box_corners(middle[None])).all()
