import numpy as np
import pytest

from tests.detectors.augment import point_scenes
from waymo_kit.detectors.augment.lidar_augmentation import LidarAugmentation
from waymo_kit.detectors.augment.object_scaling import scale_objects
from waymo_kit.detectors.augment.point_scene import PointScene
from waymo_kit.errors import InvalidInputError


def shares(xyz, box):
    """Places of points as shares of a box's sides, from its center."""
    x, y, z = (np.asarray(xyz, np.float64) - box[:3]).T
    cos, sin = np.cos(box[6]), np.sin(box[6])
    return np.column_stack([cos * x + sin * y, cos * y - sin * x, z]) / box[3:6]


@pytest.mark.parametrize("seed", range(5))
def test_points_keep_their_places_in_boxes_of_other_sizes(seed):
    scene = point_scenes.make_scene(seed)
    scaled = scale_objects(scene, 0.7, 1.2, np.random.default_rng(seed))
    owner = scene.find_boxes()
    assert np.array_equal(scaled.points[owner < 0], scene.points[owner < 0])
    assert np.array_equal(scaled.points[:, 3:], scene.points[:, 3:])
    for k, (old, new) in enumerate(zip(scene.boxes.array, scaled.boxes.array, strict=True)):
        inside = owner == k
        assert inside.sum() >= 8
        expected = shares(scene.points[inside, :3], old)
        np.testing.assert_allclose(shares(scaled.points[inside, :3], new), expected, atol=1e-4)
        np.testing.assert_allclose(new[2] - new[5] / 2, old[2] - old[5] / 2, atol=1e-12)
        assert np.array_equal(new[[0, 1, 6]], old[[0, 1, 6]])


def test_factors_are_uniform_and_each_side_has_its_own():
    scene = point_scenes.make_scene(0, boxes=60)
    scaled = scale_objects(scene, 0.8, 1.1, np.random.default_rng(0))
    factors = scaled.boxes.array[:, 3:6] / scene.boxes.array[:, 3:6]
    assert 0.8 <= factors.min() < 0.81
    assert 1.09 < factors.max() <= 1.1
    assert abs(np.corrcoef(factors.T)[0, 1]) < 0.4


def test_points_of_earlier_sweeps_move_with_where_the_object_was():
    scene = point_scenes.make_scene(2, boxes=1, background=0)
    velocity = scene.boxes.velocities[0]
    earlier = scene.points.copy()
    earlier[:, -1] = 0.5
    earlier[:, :2] -= np.float32(0.5 * velocity)
    now = scale_objects(scene, 0.7, 0.8, np.random.default_rng(1))
    then = scale_objects(PointScene(earlier, scene.boxes), 0.7, 0.8, np.random.default_rng(1))
    np.testing.assert_allclose(then.points[:, :2] + 0.5 * velocity, now.points[:, :2], atol=1e-4)


def test_augmentation_scales_objects_if_it_is_told_to():
    scene = point_scenes.make_scene(1)
    only = LidarAugmentation(
        0.0, 0.0, 0.0, 0.0, 0.0, dropout_probability=0.0, object_scaling=(0.7, 0.8)
    )
    sizes = only.augment(scene, np.random.default_rng(0)).boxes.array[:, 3:6]
    assert np.all(
        (0.69 * scene.boxes.array[:, 3:6] < sizes) & (sizes < 0.81 * scene.boxes.array[:, 3:6])
    )


@pytest.mark.parametrize("wrong", [(0.0, 1.0), (1.1, 0.9)])
def test_wrong_factors_are_errors(wrong):
    with pytest.raises(InvalidInputError, match="augmentation: expected object_scaling"):
        LidarAugmentation(object_scaling=wrong)
