"""What is in a simulated frame: lidar data, images, times, poses, no-label zones."""

import io
import itertools
import zlib

import numpy as np
import pytest
import shapely
from PIL import Image

from waymo_kit.geometry.transforms import transform_points
from waymo_kit.protos import frame_pb2
from waymo_kit.schema import CameraName, LaserName
from waymo_kit.simulate.sensors.pulses import RANGE_STEP, RETURN_GAP

RETURNS = ("ri_return1", "ri_return2")


def matrix(blob, kind=frame_pb2.MatrixFloat):
    message = kind.FromString(zlib.decompress(blob))
    return np.array(message.data).reshape(message.shape.dims)


def images(frame):
    """Range images (2, H, W, 4) float32 by laser."""
    return {
        laser.name: np.stack(
            [matrix(getattr(laser, r).range_image_compressed) for r in RETURNS]
        ).astype(np.float32)
        for laser in frame.lasers
    }


def projection_shapes(frame):
    return {
        (laser.name, name): matrix(
            getattr(laser, name).camera_projection_compressed, frame_pb2.MatrixInt32
        ).shape
        for laser in frame.lasers
        for name in RETURNS
    }


def test_sizes_of_full_quality_are_the_real_ones(full_message, real_message):
    ours, real = images(full_message), images(real_message)
    assert {name: image.shape for name, image in ours.items()} == {
        name: image.shape for name, image in real.items()
    }
    assert ours[LaserName.TOP].shape == (2, 64, 2650, 4)
    assert projection_shapes(full_message) == projection_shapes(real_message)
    for frame in (full_message, real_message):
        poses = {laser.name: laser.ri_return1.range_image_pose_compressed for laser in frame.lasers}
        assert matrix(poses.pop(LaserName.TOP)).shape == (64, 2650, 6)
        assert not any(poses.values())
    opened = [
        {image.name: Image.open(io.BytesIO(image.image)) for image in frame.images}
        for frame in (full_message, real_message)
    ]
    assert {n: (i.size, i.mode, i.format) for n, i in opened[0].items()} == {
        n: (i.size, i.mode, i.format) for n, i in opened[1].items()
    }
    sizes = {CameraName(name).name: image.size for name, image in opened[0].items()}
    front = dict.fromkeys(("FRONT", "FRONT_LEFT", "FRONT_RIGHT"), (1920, 1280))
    assert sizes == {**front, "SIDE_LEFT": (1920, 886), "SIDE_RIGHT": (1920, 886)}
    assert [laser.name for laser in full_message.lasers] == [
        laser.name for laser in real_message.lasers
    ]
    assert [image.name for image in full_message.images] == [
        image.name for image in real_message.images
    ]


def values_of(frame):
    """Channels of all valid pixels: (N, 4)."""
    return np.concatenate([image[image[..., 0] > 0] for image in images(frame).values()])


def test_quantisation_is_the_real_one(full_message, real_message):
    for frame in (full_message, real_message):
        values = values_of(frame)
        for channel in (0, 2):
            steps = values[:, channel].astype(np.float64) / RANGE_STEP
            assert np.abs(steps - np.round(steps)).max() < 2e-3, "within the float32's last bits"
        assert not (values[:, 1].view(np.uint32) & 0xFFFF).any()


def test_values_are_in_the_real_ranges(full_message, real_message):
    ours, real = images(full_message), images(real_message)
    for name in ours:
        first, measured = ours[name][0], real[name][0]
        ranges, likes = (image[image[..., 0] > 0][:, 0] for image in (first, measured))
        assert ranges.max() <= likes.max() + 1
        intensity = np.percentile(first[first[..., 0] > 0][:, 1], [1, 50, 99])
        assert 0.001 < intensity[0] < 0.1 < 0.3 < intensity[2] < 3
        elongation = first[first[..., 0] > 0][:, 2]
        assert elongation.min() == 0
        assert 0.3 < elongation.max() < 1.2
    bright = ours[LaserName.TOP][..., 1].max()
    assert 20 < bright < 20_000, "signs and plates send light straight back"


def test_missing_returns_are_minus_one(messages, full_message, real_message):
    for frame in (*messages, full_message, real_message):
        for image in images(frame).values():
            missing = ~(image[..., 0] > 0)
            assert missing.any()
            assert (image[missing] == -1).all()
            assert set(np.unique(image[~missing][:, 3])) <= {-1.0, 1.0}


def test_second_returns_lie_behind_the_first(messages, full_message):
    for frame in (*messages, full_message):
        for first, second in images(frame).values():
            both = second[..., 0] > 0
            assert (first[both][:, 0] > 0).all()
            gap = second[both][:, 0] - first[both][:, 0]
            # Each of the ranges has noise of 2 cm.
            assert (gap > RETURN_GAP - 0.2).all()
    top = images(full_message)[LaserName.TOP]
    share = (top[1, ..., 0] > 0).mean()
    assert 0.002 < share < 0.3


def test_points_of_a_moving_lidar_lie_on_the_streets(scene):
    """A wrong pose, beam angle or time would lift far points off the ground."""
    for frame in scene:
        cloud = frame.points(lasers=["TOP"], returns=[1])
        world = transform_points(frame.world_from_vehicle, cloud.xyz)
        height = world[:, 2] - 24.0
        far = np.hypot(*cloud.xyz[:, :2].T) > 15
        for level, least in ((0.0, 500), (0.15, 200)):
            near = np.abs(height[far] - level) < 0.03
            assert near.sum() > least
        below = height < -0.05
        assert below.mean() < 1e-3
        assert height.min() > -0.2


def test_poses_of_columns_follow_the_drive(scene):
    for before, after in itertools.pairwise(scene):
        poses = before.pixel_poses("TOP")
        assert (poses == poses[:1]).all(), "all beams of a column are measured at once"
        column = poses[0, :, 3:].astype(np.float64)
        # The sweep begins where the last one ended, half of it before the frame's pose.
        moved = after.world_from_vehicle[:3, 3] - before.world_from_vehicle[:3, 3]
        assert np.linalg.norm(moved) > 0.3
        assert column[-1] - column[0] == pytest.approx(moved, abs=0.06)
        middle = column[len(column) // 2]
        assert middle == pytest.approx(before.world_from_vehicle[:3, 3], abs=0.01)
        assert after.pixel_poses("TOP")[0, 0, 3:] == pytest.approx(column[-1], abs=0.02)


def test_the_flag_of_points_tells_the_zones(scene):
    inside = 0
    for frame in scene:
        cloud = frame.points()
        world = transform_points(frame.world_from_vehicle, cloud.xyz)
        zones = shapely.union_all([shapely.Polygon(zone) for zone in frame.no_label_zones])
        assert zones.is_valid
        assert zones.area > 100
        held = shapely.contains_xy(zones, world[:, 0], world[:, 1])
        doubtful = shapely.distance(shapely.points(world[:, :2]), zones.boundary) < 1e-4
        assert (held == cloud.in_no_label_zone)[~doubtful].all()
        inside += held.sum()
        centers = transform_points(frame.world_from_vehicle, frame.boxes.array[:, :3])
        assert not shapely.contains_xy(zones, centers[:, 0], centers[:, 1]).any()
    assert inside > 1000


def test_projections_are_those_of_the_cameras(scene):
    frame = scene[2]
    cloud = frame.points()
    seen = {}
    for name in frame.cameras:
        seen[int(name)] = frame.camera(name).project(cloud.xyz)
    stored = cloud.camera_projection
    expected = np.zeros_like(stored)
    sure = np.ones(len(stored), bool)
    for name, (pixels, valid) in seen.items():
        where = np.where(expected[:, 0] > 0, 3, 0)
        rows = np.flatnonzero(valid & (expected[:, 3] == 0))
        expected[rows, where[rows]] = name
        for axis in (0, 1):
            expected[rows, where[rows] + 1 + axis] = pixels[rows, axis].astype(int)
        with np.errstate(invalid="ignore"):
            edge = np.abs(pixels - np.round(pixels)).min(axis=1) < 1e-3
        sure &= ~edge
    assert (stored == expected)[sure].all()
    assert (stored[sure, 0] > 0).sum() > 5000
    assert (stored[sure, 3] > 0).sum() > 300
    assert set(np.unique(stored[:, 0])) == {0, 1, 2, 3, 4, 5}


def test_images_show_something_in_color(scene):
    for name in scene[0].cameras:
        image = scene[0].camera(name).image
        assert 40 < image.mean() < 220
        assert image.std() > 15
        assert np.ptp(image.astype(int), axis=2).max() > 30


def test_what_the_lidar_and_the_cameras_see_agrees(scene):
    """Edges of depth and edges of color need not agree, but the sky and returns must."""
    frame = scene[0]
    camera = frame.camera("FRONT")
    sky = camera.image[:20].mean(axis=(0, 1))
    cloud = frame.points()
    pixels, valid = camera.project(cloud.xyz)
    high = valid & (cloud.xyz[:, 2] > 3)
    shades = camera.image[pixels[high, 1].astype(int), pixels[high, 0].astype(int)]
    like_sky = np.abs(shades.astype(float) - sky).max(axis=1) < 12
    assert high.sum() > 100
    assert like_sky.mean() < 0.15


def test_images_are_taken_within_the_frame(messages):
    for frame in messages:
        start = frame.timestamp_micros * 1e-6
        for image in frame.images:
            assert start - 0.01 < image.camera_trigger_time < image.pose_timestamp
            assert image.pose_timestamp < image.camera_readout_done_time < start + 0.11
            assert 0.001 < image.shutter < 0.01


def test_velocities_of_images_are_those_of_the_poses(messages):
    for before, after in itertools.pairwise(messages):
        for old, new in zip(before.images, after.images, strict=True):
            seconds = new.pose_timestamp - old.pose_timestamp
            assert seconds == pytest.approx(0.1, abs=1e-6)
            poses = [np.reshape(image.pose.transform, (4, 4)) for image in (old, new)]
            moved = (poses[1] - poses[0])[:3, 3] / seconds
            velocity = [[getattr(i.velocity, f"v_{axis}") for axis in "xyz"] for i in (old, new)]
            assert moved == pytest.approx(np.mean(velocity, axis=0), abs=0.02)
            turned = poses[0][:3, :3].T @ poses[1][:3, :3]
            skew = (turned - turned.T) / 2 / seconds
            spin = [[getattr(i.velocity, f"w_{axis}") for axis in "xyz"] for i in (old, new)]
            assert [skew[2, 1], skew[0, 2], skew[1, 0]] == pytest.approx(
                np.mean(spin, axis=0), abs=0.004
            )


def test_the_map_comes_with_the_first_frame(messages):
    assert len(messages[0].map_features) > 50
    assert not any(frame.map_features for frame in messages[1:])
    kinds = {field.name for f in messages[0].map_features for field, _ in f.ListFields()}
    assert kinds >= {"id", "lane", "road_line", "road_edge", "crosswalk"}
    position = np.reshape(messages[0].pose.transform, (4, 4))[:2, 3]
    lanes = np.array([(p.x, p.y) for f in messages[0].map_features for p in f.lane.polyline])
    assert np.hypot(*(lanes - position).T).min() < 2
