import dataclasses

import numpy as np
import pytest

import waymo_kit as wk
from waymo_kit.detectors.lidar.config import PointInput
from waymo_kit.detectors.lidar.labeled_points import box_velocities, load_labeled_points
from waymo_kit.geometry import wrap_angle
from waymo_kit.schema import ObjectType


@pytest.mark.parametrize("kind", ["v1", "tables"])
def test_points_and_boxes_are_those_of_the_frame(drives, kind):
    frame = wk.open_dataset(drives[kind])[1][2]
    scene = load_labeled_points(frame, PointInput())
    np.testing.assert_array_equal(scene.boxes.array, frame.boxes.array)
    np.testing.assert_array_equal(scene.boxes.types, frame.boxes.types)
    world = frame.boxes.velocities_world @ frame.world_from_vehicle[:3, :3]
    np.testing.assert_allclose(scene.boxes.velocities, world[:, :2], atol=1e-12)
    assert len(scene.points) == len(frame.points(returns=(1,)))


def forget_speed(frame):
    speed = np.full_like(frame.boxes.velocities_world, np.nan)
    frame.__dict__["boxes"] = dataclasses.replace(frame.boxes, velocities_world=speed)
    return frame


def test_velocities_are_along_the_vehicle_s_axes(dataset):
    boxes = load_labeled_points(dataset[0][1], PointInput()).boxes
    speed = np.hypot(*boxes.velocities.T)
    fast = boxes[(speed > 3) & (boxes.types == ObjectType.VEHICLE)]
    assert len(fast) >= 2
    course = np.arctan2(fast.velocities[:, 1], fast.velocities[:, 0])
    assert np.abs(wrap_angle(course - fast.array[:, 6])).max() < 0.1


def test_labeled_speeds_of_real_frames_are_along_the_world_s_axes(wod_data):
    frame = wk.open_dataset(wod_data / "camera_only_1frame.tfrecord")[0][0]
    velocities = box_velocities(frame)
    moving = np.hypot(*velocities.T) > 1
    assert np.count_nonzero(moving) > 10
    course = np.arctan2(velocities[moving, 1], velocities[moving, 0])
    assert np.abs(wrap_angle(course - frame.boxes.array[moving, 6])).max() < 0.1


def test_unlabeled_velocities_come_from_the_neighboring_frames(dataset):
    compared = 0
    for index in range(4):
        frame = dataset[0][index]
        expected = box_velocities(frame)
        found = box_velocities(forget_speed(frame))
        known = ~np.isnan(found).any(axis=1)
        compared += np.count_nonzero(known)
        # Differences to one side only, in the first and last frame, lag by half a frame.
        atol = 0.02 if index in (1, 2) else 0.4
        np.testing.assert_allclose(found[known], expected[known], atol=atol)
    assert compared > 40


def test_labels_may_lack_the_speed_along_z(dataset):
    frame = dataset[0][1]
    expected = box_velocities(frame)
    speed = frame.boxes.velocities_world * [1, 1, np.nan]
    frame.__dict__["boxes"] = dataclasses.replace(frame.boxes, velocities_world=speed)
    np.testing.assert_allclose(box_velocities(frame), expected, atol=0.01)


def test_velocity_of_an_object_seen_once_is_not_known(dataset):
    frame = forget_speed(dataset[0][1])
    ids = frame.boxes.ids.copy()
    ids[0] = "seen once"
    frame.__dict__["boxes"] = dataclasses.replace(frame.boxes, ids=ids)
    assert np.isnan(box_velocities(frame)[0]).all()
    assert not np.isnan(box_velocities(frame)[1:]).all()
