import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from tests.naive import boxes as naive
from waymo_kit.detectors.lidar import cluster_baseline
from waymo_kit.detectors.lidar.cluster_baseline import (
    ClusterDetector,
    ClusterSettings,
    detect_clusters,
    find_clusters,
)
from waymo_kit.geometry import iou_bev
from waymo_kit.schema import ObjectType

SETTINGS = ClusterSettings()


@pytest.mark.kernel
@settings(deadline=None)
@given(
    hnp.arrays(
        np.int32, hnp.array_shapes(min_dims=2, max_dims=2), elements=st.sampled_from([-1, 0])
    )
)
def test_cells_that_touch_are_one_cluster(labels):
    cells = {(int(i), int(j)) for i, j in zip(*np.nonzero(labels == 0), strict=True)}
    expected = naive.connected_cells(cells)
    cluster_baseline._label_cells(labels)
    found = [
        {(int(i), int(j)) for i, j in zip(*np.nonzero(labels == k), strict=True)}
        for k in range(labels.max(initial=-1) + 1)
    ]
    assert sorted(map(sorted, found)) == sorted(map(sorted, expected))
    assert np.count_nonzero(labels == -1) == labels.size - len(cells)


def flat_ground(rng, height=-0.5):
    xy = rng.uniform(-40, 40, (30_000, 2))
    return np.column_stack([xy, np.full(len(xy), height)])


def near_faces(box, rng, count):
    """Points on the two faces of a box that look towards the origin."""
    parts = rng.uniform(-0.5, 0.5, (count, 3))
    cos, sin = np.cos(box[6]), np.sin(box[6])
    own = np.array([-box[0] * cos - box[1] * sin, box[0] * sin - box[1] * cos])
    half = count // 2
    parts[:half, 0] = 0.5 * np.sign(own[0])
    parts[half:, 1] = 0.5 * np.sign(own[1])
    local = parts * box[3:6]
    return box[:3] + np.column_stack(
        [local[:, 0] * cos - local[:, 1] * sin, local[:, 0] * sin + local[:, 1] * cos, local[:, 2]]
    )


def as_points(*parts):
    xyz = np.concatenate(parts)
    return np.column_stack([xyz, np.zeros((len(xyz), 3))]).astype(np.float32)


@pytest.mark.parametrize("kind", [ObjectType.VEHICLE, ObjectType.CYCLIST, ObjectType.PEDESTRIAN])
@pytest.mark.parametrize(("x", "y"), [(12.0, 7.0), (-9.0, 14.0), (8.0, -20.0)])
def test_an_object_on_flat_ground_is_boxed(kind, x, y):
    rng = np.random.default_rng(3)
    size = SETTINGS.kinds[kind].size
    box = np.array([x, y, -0.5 + size[2] / 2, *size, 0.4])
    found = detect_clusters(as_points(flat_ground(rng), near_faces(box, rng, 1500)), SETTINGS)
    assert found.types.tolist() == [kind]
    assert iou_bev(found.array, [box])[0, 0] > 0.6
    assert found.array[0, 2] == pytest.approx(box[2], abs=0.02)
    assert found.scores[0] > 0.8
    assert found.velocities is None


def test_ground_walls_and_specks_are_no_objects():
    rng = np.random.default_rng(0)
    wall = np.column_stack(
        [rng.uniform(-20, 20, 4000), np.full(4000, 15.0), rng.uniform(-0.5, 3, 4000)]
    )
    speck = np.array([[5.0, 5.0, 0.8]] * 9)
    clusters = find_clusters(as_points(flat_ground(rng), wall, speck), SETTINGS)
    assert len(clusters.num_points) == 1
    assert np.ptp(clusters.rectangles.along[0]) == pytest.approx(40, abs=0.1)
    assert len(detect_clusters(as_points(flat_ground(rng), wall, speck), SETTINGS).scores) == 0


def test_more_points_score_higher():
    rng = np.random.default_rng(1)
    boxes = [np.array([x, 10.0, 0.4, 4.7, 2.1, 1.8, 0.0]) for x in (-20.0, 0.0, 20.0)]
    cars = [
        near_faces(box, rng, count) for box, count in zip(boxes, (400, 4000, 1200), strict=True)
    ]
    found = detect_clusters(as_points(flat_ground(rng), *cars), SETTINGS)
    assert np.all(np.diff(found.scores) < 0)
    np.testing.assert_allclose(found.array[:, 0], [0, 20, -20], atol=0.6)


def test_no_points_are_no_detections():
    found = detect_clusters(np.zeros((0, 6), np.float32), SETTINGS)
    assert len(found) == 0


def test_simulated_frames_give_vehicles(dataset):
    detector = ClusterDetector()
    labels = dataset[0][0].boxes
    found = detector.detect(dataset[0][0])
    near = (labels.types == ObjectType.VEHICLE) & (labels.num_points > 60)
    overlap = iou_bev(labels.array[near], found.array).max(axis=1)
    assert np.mean(overlap > 0.3) > 0.5
