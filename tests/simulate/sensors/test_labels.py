"""Labels in 3D and in the images: counts, ids, motion, difficulty, fit."""

import re

import numpy as np
import pytest

from tests.simulate.conftest import pairs
from waymo_kit.geometry.boxes import box_corners, count_points_in_boxes
from waymo_kit.geometry.transforms import transform_points, wrap_angle
from waymo_kit.schema import CameraName, Difficulty, LaserName, ObjectType

LABELED = {ObjectType.VEHICLE, ObjectType.PEDESTRIAN, ObjectType.SIGN, ObjectType.CYCLIST}


def test_all_types_are_there(messages):
    found = [label.type for frame in messages for label in frame.laser_labels]
    assert set(found) == LABELED
    assert min(found.count(kind) for kind in LABELED) >= len(messages)
    shown = {label.type for f in messages for c in f.camera_labels for label in c.labels}
    assert shown == LABELED - {ObjectType.SIGN}


def test_counts_of_points_equal_an_independent_count(scene):
    for frame in scene:
        cloud, boxes = frame.points(), frame.boxes
        xyz = cloud.xyz.astype(np.float64)
        assert (count_points_in_boxes(xyz, boxes.array) == boxes.num_points).all()
        top = xyz[cloud.laser == LaserName.TOP]
        assert (count_points_in_boxes(top, boxes.array) == boxes.num_top_points).all()
        assert (boxes.num_top_points <= boxes.num_points).all()
        assert (boxes.num_points > 0).mean() > 0.9
        assert boxes.num_points.max() > 500


def test_difficulty_follows_the_number_of_points(scene):
    levels = set()
    for frame in scene:
        boxes = frame.boxes
        few = boxes.num_points <= 5
        assert (boxes.difficulties == np.where(few, Difficulty.LEVEL_2, Difficulty.LEVEL_1)).all()
        assert (boxes.tracking_difficulties == boxes.difficulties).all()
        levels |= set(boxes.difficulties)
        for name in frame.cameras:
            levels_2d = frame.camera(name).boxes.difficulties
            assert set(levels_2d) <= {Difficulty.LEVEL_1, Difficulty.LEVEL_2}
    assert levels == {Difficulty.LEVEL_1, Difficulty.LEVEL_2}


def test_ids_persist_over_frames(messages):
    first = {label.id: label for label in messages[0].laser_labels}
    last = {label.id: label for label in messages[-1].laser_labels}
    assert len(first.keys() & last.keys()) > 0.8 * len(first)
    for before, old, after, new in pairs(messages):
        assert old.type == new.type
        for size in ("length", "width", "height"):
            assert getattr(old.box, size) == getattr(new.box, size)
        world = [
            transform_points(
                np.reshape(frame.pose.transform, (4, 4)),
                np.array([[label.box.center_x, label.box.center_y, label.box.center_z]]),
            )[0]
            for frame, label in ((before, old), (after, new))
        ]
        assert np.linalg.norm(world[1] - world[0]) < 2.0
    for frame in messages:
        ids = [label.id for label in frame.laser_labels]
        assert len(set(ids)) == len(ids)
        assert all(re.fullmatch(r"[\w-]{22}", i) for i in ids)


def test_ids_in_images_persist_over_frames(messages):
    tracks = {}
    for frame in messages:
        for camera in frame.camera_labels:
            for label in camera.labels:
                tracks.setdefault((camera.name, label.id), []).append(label)
    assert max(map(len, tracks.values())) == len(messages)
    for labels in tracks.values():
        assert len({label.type for label in labels}) == 1
    cameras = {}
    for camera, identifier in tracks:
        cameras.setdefault(identifier, set()).add(camera)
    assert all(len(names) == 1 for names in cameras.values()), "an id belongs to one camera"


def test_speeds_are_the_changes_of_positions(scene):
    """Frame by frame, central differences of the positions are the speeds in the metadata."""
    tracks = scene.tracks()
    speeds = {}
    for frame in scene:
        for identifier, speed in zip(frame.boxes.ids, frame.boxes.velocities_world, strict=True):
            speeds[frame.index, identifier] = speed
    moving = compared = 0
    for track in tracks.values() if isinstance(tracks, dict) else tracks:
        if len(track.frames) < len(scene):
            continue
        moved = (track.boxes_world.array[2:, :3] - track.boxes_world.array[:-2, :3]) / 0.2
        for index, velocity in zip(track.frames[1:-1], moved, strict=True):
            speed = speeds[index, track.id]
            assert speed == pytest.approx(velocity[: len(speed)], abs=1e-4)
            compared += 1
            moving += np.linalg.norm(velocity) > 1
    assert compared > 50
    assert moving > 3


def test_accelerations_are_the_changes_of_speeds(messages):
    """The second difference is the change of mean speeds, so it lies near that of the speeds."""
    fastest = 0.0
    for _, old, _, new in pairs(messages):
        change = (new.metadata.speed_x - old.metadata.speed_x) / 0.1
        mean = (new.metadata.accel_x + old.metadata.accel_x) / 2
        assert change == pytest.approx(mean, abs=1e-6)
        fastest = max(fastest, abs(mean))
    assert fastest > 0.03


def test_objects_at_rest_stay_where_they_are(messages):
    resting = 0
    for before, old, after, new in pairs(messages):
        if old.metadata.speed_x or old.metadata.speed_y or new.metadata.speed_x:
            continue
        resting += 1
        boxes = []
        for frame, label in ((before, old), (after, new)):
            pose = np.reshape(frame.pose.transform, (4, 4))
            box = label.box
            center = np.array([[box.center_x, box.center_y, box.center_z]])
            # The vehicle leans, a box does not: headings agree to the square of the lean.
            heading = box.heading + np.arctan2(pose[1, 0], pose[0, 0])
            boxes.append((transform_points(pose, center)[0], heading))
        assert boxes[0][0] == pytest.approx(boxes[1][0], abs=1e-6)
        assert abs(wrap_angle(boxes[0][1] - boxes[1][1])) < 1e-4
    assert resting > 50


def box_of(label):
    box = label.box
    return np.array(
        [
            (box.center_x - box.length / 2, box.center_y - box.width / 2),
            (box.center_x + box.length / 2, box.center_y + box.width / 2),
        ]
    )


def test_projected_labels_hold_the_projected_corners(messages, scene):
    """Of objects at rest, whose place does not depend on when the image was taken."""
    compared = 0
    for message, frame in zip(messages, scene, strict=True):
        resting = {
            label.id: n
            for n, label in enumerate(message.laser_labels)
            if not (label.metadata.speed_x or label.metadata.speed_y)
        }
        where = {label.id: n for n, label in enumerate(message.laser_labels)}
        corners = box_corners(frame.boxes.array)
        for labels in message.projected_lidar_labels:
            camera = frame.camera(labels.name)
            suffix = f"_{CameraName(labels.name).name}"
            listed = {label.id.removesuffix(suffix): label for label in labels.labels}
            assert set(listed) <= set(where)
            for identifier, row in resting.items():
                pixels, valid = camera.project(corners[row])
                if valid.all():
                    low, high = box_of(listed[identifier])
                    # The lens bends the edges, so that they may bulge beyond the corners; and
                    # the object does not lean with the vehicle, as its box does.
                    for excess in (pixels.min(axis=0) - low, high - pixels.max(axis=0)):
                        assert (excess > -0.3).all()
                        assert (excess < 1.0).all()
                    compared += 1
                elif identifier in listed:
                    low, high = box_of(listed[identifier])
                    assert (low >= 0).all()
                    assert (low < high).all()
                    size = (camera.calibration.width, camera.calibration.height)
                    assert (high <= size).all()
    assert compared > 50


def test_boxes_of_images_lie_in_the_projected_ones(messages):
    """What is seen of an object lies within the projection of its box, and mostly fills it."""
    shares = []
    for frame in messages:
        projected = {
            (labels.name, label.id.rsplit(f"_{CameraName(labels.name).name}")[0]): box_of(label)
            for labels in frame.projected_lidar_labels
            for label in labels.labels
        }
        for labels in frame.camera_labels:
            for label in labels.labels:
                if label.type != ObjectType.PEDESTRIAN:
                    continue
                key = labels.name, label.association.laser_object_id
                if key not in projected:
                    continue
                (low, high), (least, greatest) = box_of(label), projected[key]
                # Pixels are whole, and the rolling shutter is followed to a fraction of one.
                assert (low > least - 1.5).all()
                assert (high < greatest + 1.5).all()
                shares.append(np.prod(high - low) / np.prod(greatest - least))
    assert len(shares) > 10
    assert np.median(shares) > 0.35


def test_camera_synced_boxes_belong_to_the_best_camera(messages):
    found = 0
    for frame in messages:
        for label in frame.laser_labels:
            assert label.HasField("camera_synced_box") == bool(label.most_visible_camera_name)
            if not label.most_visible_camera_name:
                continue
            found += 1
            camera = CameraName[label.most_visible_camera_name]
            image = next(i for i in frame.images if i.name == camera)
            delay = image.pose_timestamp - frame.timestamp_micros * 1e-6 - 0.05
            moved = np.hypot(
                label.camera_synced_box.center_x - label.box.center_x,
                label.camera_synced_box.center_y - label.box.center_y,
            )
            speed = np.hypot(label.metadata.speed_x, label.metadata.speed_y)
            assert moved <= speed * (abs(delay) + 0.03) + 1e-6
            if speed > 1:
                assert moved > speed * max(abs(delay) - 0.03, 0) - 1e-6
    assert found > 50


def test_objects_counts_of_the_segment_are_those_of_its_labels(messages):
    in_lidar, in_images = {}, {}
    for frame in messages:
        in_lidar |= {label.id: label.type for label in frame.laser_labels}
        in_images |= {label.id: label.type for c in frame.camera_labels for label in c.labels}
    for frame in messages:
        stats = frame.context.stats
        for counts, known in (
            (stats.laser_object_counts, in_lidar),
            (stats.camera_object_counts, in_images),
        ):
            types = list(known.values())
            assert {c.type: c.count for c in counts} == {k: types.count(k) for k in set(types)}
