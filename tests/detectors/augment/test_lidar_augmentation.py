from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.detectors.augment import point_scenes
from tests.detectors.augment.test_object_paste import objects_of
from waymo_kit.detectors.augment.lidar_augmentation import LidarAugmentation
from waymo_kit.errors import InvalidInputError
from waymo_kit.geometry import count_points_in_boxes, points_in_boxes
from waymo_kit.schema import ObjectType


class Objects:
    """All objects of one scene."""

    def __init__(self, scene):
        self.objects = objects_of(scene)

    def draw(self, kind, count, rng):
        return [item for item in self.objects if item.boxes.types[0] == kind][:count]


@settings(deadline=None, max_examples=50)
@given(st.integers(0, 2**32 - 1))
def test_points_stay_in_their_boxes(seed):
    scene = point_scenes.make_scene(seed)
    objects = Objects(point_scenes.make_scene(seed + 1))
    augmentation = LidarAugmentation(dropout_probability=0.0)
    varied = augmentation.augment(scene, np.random.default_rng(seed), objects)
    counts = count_points_in_boxes(varied.points[:, :3], varied.boxes.array)
    assert np.all(counts >= 8)


def test_same_seed_same_scene_another_seed_another():
    scene, objects = point_scenes.make_scene(0), Objects(point_scenes.make_scene(1))
    augmentation = LidarAugmentation(dropout_probability=0.5)

    def varied(seed):
        return augmentation.augment(scene, np.random.default_rng([seed, 7]), objects)

    both = (point_scenes.arrays(varied(3)) for _ in range(2))
    for one, other in zip(*both, strict=True):
        np.testing.assert_array_equal(one, other)
    assert not np.array_equal(varied(3).boxes.array, varied(4).boxes.array)


def test_motions_keep_to_their_ranges():
    augmentation = LidarAugmentation(flip_x=0.0, rotation=0.3, scaling=0.1, translation=0.5)
    motions = [augmentation.draw_motion(np.random.default_rng(k)) for k in range(400)]
    assert not any(motion.flip_x for motion in motions)
    assert sum(motion.flip_y for motion in motions) == pytest.approx(200, abs=50)
    angles = [motion.rotation for motion in motions]
    assert -0.3 <= min(angles) < -0.25
    assert 0.25 < max(angles) <= 0.3
    scales = [motion.scale for motion in motions]
    assert 0.9 <= min(scales) < 0.92
    assert 1.08 < max(scales) <= 1.1
    assert np.std([motion.translation for motion in motions]) == pytest.approx(0.5, rel=0.1)


def test_all_off_leaves_the_scene_as_it_is():
    scene = point_scenes.make_scene(0)
    off = LidarAugmentation(0.0, 0.0, 0.0, 0.0, 0.0, dropout_probability=0.0)
    varied = off.augment(scene, np.random.default_rng(0))
    for one, other in zip(point_scenes.arrays(varied), point_scenes.arrays(scene), strict=True):
        np.testing.assert_allclose(one, other, atol=1e-12)


def test_frames_are_filled_up_with_objects_of_each_type():
    scene = point_scenes.make_scene(0, boxes=0)
    asked = []

    class Counting:
        def draw(self, kind, count, rng):
            asked.append((kind, count))
            return []

    vehicles = point_scenes.make_scene(4, boxes=5)
    vehicles = vehicles._replace(boxes=replace(vehicles.boxes, types=1))
    wanted = LidarAugmentation(ground_truth_sampling={ObjectType.VEHICLE: 7, ObjectType.CYCLIST: 2})
    wanted.augment(scene, np.random.default_rng(0), Counting())
    wanted.augment(vehicles, np.random.default_rng(0), Counting())
    assert asked == [(1, 7), (4, 2), (1, 2), (4, 2)]


def test_dropout_leaves_points_where_they_are():
    scene = point_scenes.make_scene(5, background=500)
    only = LidarAugmentation(0.0, 0.0, 0.0, 0.0, 0.0, dropout_probability=1.0)
    varied = only.augment(scene, np.random.default_rng(2))
    assert len(varied.points) < len(scene.points)
    index = points_in_boxes(varied.points[:, :3], varied.boxes.array)
    assert np.array_equal(varied.boxes.array[:, :6], scene.boxes.array[:, :6])
    assert index.max() >= 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"flip_x": 1.5},
        {"scaling": 1.0},
        {"rotation": -0.1},
        {"translation": np.inf},
        {"ground_truth_sampling": {ObjectType.CYCLIST: -1}},
    ],
)
def test_wrong_ranges_are_errors(wrong):
    with pytest.raises(InvalidInputError, match=f"augmentation: expected {next(iter(wrong))}"):
        LidarAugmentation(**wrong)
