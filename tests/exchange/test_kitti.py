"""KITTI exports as readers of the benchmark see them."""

import numpy as np
import pytest

import waymo_kit as wk
from tests.exchange.scenes import FRAMES, HEIGHT, OBJECTS, SEGMENTS, TIMES, WIDTH, vehicle_boxes
from waymo_kit.exchange import SamplePlace, read_index
from waymo_kit.formats.image import decode_image
from waymo_kit.formats.kitti import read_calibration, read_objects
from waymo_kit.geometry import box_corners, rectify_image

NAMES = [f"{segment:03d}{frame:03d}" for segment in range(2) for frame in range(FRAMES)]


@pytest.fixture(scope="module")
def root(exported):
    return exported("kitti")


def calibration(root, name):
    text = (root / f"training/calib/{name}.txt").read_text()
    names = ["P0", "P1", "P2", "P3", "P4", "R0_rect", "Tr_velo_to_cam", "Tr_imu_to_velo"]
    found = read_calibration(text, name, names)
    assert [matrix.shape for matrix in found] == [(3, 4)] * 5 + [(3, 3)] + [(3, 4)] * 2
    return dict(zip(names, found, strict=True))


def test_the_tree_is_that_of_the_benchmark(root):
    assert (root / "ImageSets/train.txt").read_text().split() == NAMES
    for folder, ending in (("velodyne", "bin"), ("calib", "txt"), ("label_all", "txt")):
        found = sorted(path.name for path in (root / "training" / folder).iterdir())
        assert found == [f"{name}.{ending}" for name in NAMES]
    for number in range(5):
        assert len(list((root / f"training/image_{number}").iterdir())) == len(NAMES)
        assert len(list((root / f"training/label_{number}").iterdir())) == len(NAMES)
    assert not list(root.glob("_partial*"))


def test_the_index_leads_back(root):
    index = read_index(root, "kitti")
    assert list(index) == NAMES
    assert index.place(NAMES[5], "") == SamplePlace(SEGMENTS[1], TIMES[1])
    assert index.name(SamplePlace(SEGMENTS[1], TIMES[1])) == NAMES[5]


def test_points_are_those_of_the_frame(root, scenes):
    frame = wk.open_dataset(scenes)[1][2]
    table = np.fromfile(root / f"training/velodyne/{NAMES[6]}.bin", np.float32).reshape(-1, 4)
    points = frame.points()
    np.testing.assert_array_equal(table[:, :3], points.xyz)
    np.testing.assert_array_equal(table[:, 3], points.intensity)


def test_boxes_come_back_from_the_text(root):
    matrices = calibration(root, NAMES[1])
    transform = np.vstack([matrices["Tr_velo_to_cam"], [0, 0, 0, 1]])
    objects = read_objects((root / f"training/label_all/{NAMES[1]}.txt").read_text(), "x")
    wanted = vehicle_boxes(0, 1)[:-1]  # the last object has no points
    np.testing.assert_allclose(objects.boxes(transform), wanted, atol=3e-6)
    assert objects.types.tolist() == [row[0] for row in OBJECTS[:-1]]
    assert (objects.sizes[:, 0] == wanted[:, 5]).all()


def test_image_boxes_hold_the_projected_corners(root):
    """P2, R0_rect and Tr_velo_to_cam project the corners to the edges of the 2D box."""
    for number in range(5):
        matrices = calibration(root, NAMES[0])
        transform = np.vstack([matrices["Tr_velo_to_cam"], [0, 0, 0, 1]])
        text = (root / f"training/label_{number}/{NAMES[0]}.txt").read_text()
        objects = read_objects(text, "x")
        if number == 2:
            assert len(objects.types) >= 4
        for box, edges in zip(objects.boxes(transform), objects.image_boxes, strict=True):
            corners = np.column_stack([box_corners(box[None])[0], np.ones(8)])
            seen = corners @ transform.T
            u, v, depth = matrices[f"P{number}"] @ seen.T
            ahead = depth > 0
            assert ahead.any()
            u, v = u[ahead] / depth[ahead], v[ahead] / depth[ahead]
            expected = [u.min(), v.min(), u.max(), v.max()]
            limits = [WIDTH, HEIGHT, WIDTH, HEIGHT]
            np.testing.assert_allclose(edges, np.clip(expected, 0, limits), atol=0.006)


def test_images_are_rectified_and_zones_are_regions_that_do_not_count(root, scenes):
    camera = wk.open_dataset(scenes)[0][0].camera("FRONT_LEFT")
    stored = decode_image((root / f"training/image_0/{NAMES[0]}.png").read_bytes(), "x")
    np.testing.assert_array_equal(stored, rectify_image(camera.image, camera.calibration))
    lines = (root / f"training/label_2/{NAMES[0]}.txt").read_text().splitlines()
    (zone,) = [line.split() for line in lines if line.startswith("DontCare")]
    left, _, right, _ = map(float, zone[4:8])
    assert 0 <= left < 47 < right <= WIDTH
    # A label beside the camera: nothing of it, but the file is there.
    assert (root / f"training/label_4/{NAMES[0]}.txt").read_text() == ""


def test_options_choose_frames_and_labels(exported):
    root = exported("kitti", every=3, min_points=100, rectify=False, split="validation")
    names = ["000000", "000003", "001000", "001003"]
    assert (root / "ImageSets/val.txt").read_text().split() == names
    objects = read_objects((root / "training/label_all/000003.txt").read_text(), "x")
    assert len(objects.types) == sum(row[9] >= 100 for row in OBJECTS) == 2
    assert read_index(root, "kitti").options["rectify"] is False


def test_frames_to_be_predicted_have_no_labels(exported):
    root = exported("kitti", split="testing")
    assert not (root / "testing/label_2").exists()
    assert len(list((root / "testing/velodyne").iterdir())) == len(NAMES)
