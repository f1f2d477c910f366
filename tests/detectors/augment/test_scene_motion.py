from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.detectors.augment import point_scenes
from waymo_kit.boxes import Boxes
from waymo_kit.detectors.augment import scene_motion
from waymo_kit.detectors.augment.scene_motion import SceneMotion
from waymo_kit.geometry import points_in_boxes, wrap_angle

SCENE = st.integers(0, 2**32 - 1).map(point_scenes.make_scene)
MOTION = st.builds(
    SceneMotion,
    st.booleans(),
    st.booleans(),
    st.floats(-7, 7),
    st.floats(0.5, 2),
    st.tuples(*[st.floats(-20, 20)] * 3),
)


@settings(deadline=None)
@given(SCENE, MOTION)
def test_points_stay_in_their_boxes(scene, motion):
    moved = motion.move(scene)
    before = points_in_boxes(scene.points[:, :3], scene.boxes.array)
    after = points_in_boxes(moved.points[:, :3], moved.boxes.array)
    inside = np.arange(len(before)) < 48  # those that keep off the faces
    np.testing.assert_array_equal(after[inside], before[inside])
    assert np.all(before[inside] >= 0)
    np.testing.assert_array_equal(moved.points[:, 3:], scene.points[:, 3:])


@settings(deadline=None)
@given(SCENE, MOTION)
def test_inverse_undoes_a_motion(scene, motion):
    back = motion.inverse().move(motion.move(scene))
    np.testing.assert_allclose(back.points, scene.points, atol=2e-4)
    np.testing.assert_allclose(back.boxes.array[:, :6], scene.boxes.array[:, :6], atol=1e-9)
    np.testing.assert_allclose(
        wrap_angle(back.boxes.array[:, 6] - scene.boxes.array[:, 6]), 0, atol=1e-9
    )
    np.testing.assert_allclose(back.boxes.velocities, scene.boxes.velocities, atol=1e-9)


@settings(deadline=None)
@given(SCENE, MOTION)
def test_a_second_later_is_moved_alike(scene, motion):
    later = scene.boxes.array.copy()
    later[:, :2] += scene.boxes.velocities
    moved, moved_later = (
        motion.move(scene),
        motion.move(scene._replace(boxes=replace(scene.boxes, array=later))),
    )
    np.testing.assert_allclose(
        moved_later.boxes.array[:, :2], moved.boxes.array[:, :2] + moved.boxes.velocities, atol=1e-9
    )


@settings(deadline=None)
@given(SCENE, MOTION)
def test_front_of_a_box_stays_its_front(scene, motion):
    noses = [point_scenes.points_of(box, np.array([[0.5, 0, 0]]))[0] for box in scene.boxes.array]
    points = np.column_stack([noses, np.zeros((len(noses), 3))]).astype(np.float32)
    moved = motion.move(scene._replace(points=points))
    expected = [
        point_scenes.points_of(box, np.array([[0.5, 0, 0]]))[0] for box in moved.boxes.array
    ]
    np.testing.assert_allclose(moved.points[:, :3], expected, atol=1e-4)


def test_mirrors_turns_scales_and_shifts_in_that_order():
    scene = point_scenes.make_scene(0, boxes=1, points_in_box=0, background=1)._replace(
        points=np.float32([[1, 2, 3, 0, 0, 0]]),
        boxes=Boxes([[1, 2, 3, 4, 2, 1.5, 0.25]], 1, velocities=[[3.0, 4.0]]),
    )
    moved = SceneMotion(False, True, np.pi / 2, 2.0, (10, 20, 30)).move(scene)
    np.testing.assert_allclose(moved.points, [[14, 22, 36, 0, 0, 0]], atol=1e-5)
    np.testing.assert_allclose(moved.boxes.array, [[14, 22, 36, 8, 4, 3, np.pi / 2 - 0.25]])
    np.testing.assert_allclose(moved.boxes.velocities, [[8, 6]])
    np.testing.assert_allclose(
        SceneMotion(flip_x=True).move(scene).boxes.array, [[-1, 2, 3, 4, 2, 1.5, np.pi - 0.25]]
    )


def test_the_scene_itself_is_not_changed():
    scene = point_scenes.make_scene(3)
    SceneMotion(True, False, 1.0, 1.1, (1, 2, 3)).move(scene)
    before = point_scenes.arrays(point_scenes.make_scene(3))
    for changed, expected in zip(point_scenes.arrays(scene), before, strict=True):
        np.testing.assert_array_equal(changed, expected)


@pytest.mark.kernel
def test_kernel_moves_single_points():
    points = point_scenes.make_scene(1).points
    linear, shift = np.random.default_rng(0).normal(size=(3, 3)), np.array([1.0, -2, 3])
    expected = [linear @ point[:3] + shift for point in points.astype(np.float64)]
    scene_motion._move_points(points, linear, shift)
    np.testing.assert_allclose(points[:, :3], expected, atol=1e-4)
