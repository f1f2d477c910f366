import dataclasses

import numpy as np
import pytest

import waymo_kit as wk
from waymo_kit.detectors.lidar.config import PointInput
from waymo_kit.detectors.lidar.example import box_velocities, load_example
from waymo_kit.geometry import wrap_angle
from waymo_kit.schema import LaserName, ObjectType


@pytest.mark.parametrize("kind", ["v1", "tables"])
def test_example_is_the_frame(drives, kind):
    frame = wk.open_dataset(drives[kind])[1][2]
    example = load_example(frame, PointInput())
    assert (example.segment, example.timestamp_micros) == (frame.scene.name, frame.timestamp_micros)
    np.testing.assert_array_equal(example.boxes, frame.boxes.array)
    np.testing.assert_array_equal(example.types, frame.boxes.types)
    np.testing.assert_array_equal(example.point_counts, frame.boxes.num_points)
    world = frame.boxes.velocities_world @ frame.world_from_vehicle[:3, :3]
    np.testing.assert_allclose(example.velocities, world[:, :2], atol=1e-12)
    np.testing.assert_array_equal(example.world_from_vehicle, frame.world_from_vehicle)
    assert len(example.points) == len(frame.points(returns=(1,)))
    top = load_example(frame, PointInput(lasers=(LaserName.TOP,)))
    np.testing.assert_array_equal(top.point_counts, frame.boxes.num_top_points)


def test_without_labels_no_boxes_are_read(dataset, monkeypatch):
    frame = dataset[0][0]
    read = []
    table = type(frame.scene.source).frame_table
    monkeypatch.setattr(
        type(frame.scene.source),
        "frame_table",
        lambda self, tag, index: read.append(tag) or table(self, tag, index),
    )
    example = load_example(frame, PointInput(), labels=False)
    assert set(read) == {"vehicle_pose"}
    assert example.boxes.shape == (0, 7)
    assert example.velocities.shape == (0, 2)


def forget_speed(frame):
    speed = np.full_like(frame.boxes.velocities_world, np.nan)
    frame.__dict__["boxes"] = dataclasses.replace(frame.boxes, velocities_world=speed)
    return frame


def test_velocities_are_along_the_vehicle_s_axes(dataset):
    example = load_example(dataset[0][1], PointInput())
    speed = np.hypot(*example.velocities.T)
    fast = (speed > 3) & (example.types == ObjectType.VEHICLE)
    assert np.count_nonzero(fast) >= 2
    course = np.arctan2(example.velocities[fast, 1], example.velocities[fast, 0])
    assert np.abs(wrap_angle(course - example.boxes[fast, 6])).max() < 0.1


def test_labelled_speeds_of_real_frames_are_along_the_world_s_axes(wod_data):
    frame = wk.open_dataset(wod_data / "camera_only_1frame.tfrecord")[0][0]
    velocities = box_velocities(frame)
    moving = np.hypot(*velocities.T) > 1
    assert np.count_nonzero(moving) > 10
    course = np.arctan2(velocities[moving, 1], velocities[moving, 0])
    assert np.abs(wrap_angle(course - frame.boxes.array[moving, 6])).max() < 0.1


def test_unlabelled_velocities_come_from_the_neighbouring_frames(dataset):
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
