"""Points as bytes: what the browser reads is what the frame has, to half a unit."""

import struct

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.naive import records as naive
from waymo_kit.errors import CorruptDataError
from waymo_kit.geometry.range_image import points_of_image, range_image_geometry
from waymo_kit.web.viewer.points import SCALE, LabeledImage, pack_points


def unpacked(data):
    """Reads the bytes as docs/guides/view.md describes them."""
    magic, count, scale, flags = struct.unpack_from("<4sIfI", data)
    assert magic == b"WKP1"
    places = np.frombuffer(data, "<i2", 3 * count, 16).reshape(count, 3)
    start = 16 + -(-6 * count // 4) * 4
    attributes = np.frombuffer(data, np.uint8, 4 * count, start).reshape(count, 4)
    instances = np.frombuffer(data, "<u2", count if flags & 2 else 0, start + 4 * count)
    assert len(data) == start + 4 * count + 2 * len(instances)
    return scale, flags, places, attributes, instances


@pytest.fixture(scope="module")
def cloud(reader):
    with reader.scene() as scene:
        return scene[1].points()


@pytest.fixture(scope="module")
def parts(reader):
    return unpacked(reader.bytes(reader.of_frame("points", frame=1)))


def test_coordinates_are_those_of_the_frame_to_half_a_unit(cloud, parts):
    scale, _, places, _, _ = parts
    assert scale == np.float32(SCALE)
    assert len(places) == len(cloud) > 10_000
    assert np.abs(places * np.float64(SCALE) - cloud.xyz).max() < SCALE / 2 + 1e-5


def test_attributes_are_those_of_the_frame(cloud, parts):
    _, _, _, attributes, _ = parts
    intensity, elongation, source, _ = attributes.T.astype(int)
    assert np.abs(intensity - 255 * np.tanh(cloud.intensity)).max() <= 0.51
    assert np.abs(elongation - 128 * cloud.elongation).max() <= 0.51
    assert np.array_equal(source & 7, cloud.laser)
    assert np.array_equal(np.where(source & 8, 2, 1), cloud.return_number)
    assert np.array_equal(source & 16 > 0, cloud.in_no_label_zone)
    assert set(cloud.return_number.tolist()) == {1, 2}


def test_classes_are_those_of_the_labeled_frame(reader, drive):
    with reader.scene() as scene:
        labeled = [f.index for f in scene if f.table("lidar_segmentation").num_rows]
        assert labeled
        frame = scene[labeled[0]]
        cloud = frame.points()
        _, flags, _, attributes, instances = unpacked(
            reader.bytes(reader.of_frame("points", frame=labeled[0]))
        )
        assert flags == 3
        for number in (1, 2):
            image = frame.lidar_segmentation("TOP", number)
            rows = np.flatnonzero((cloud.laser == 1) & (cloud.return_number == number))
            expected = image[cloud.pixel[rows, 0], cloud.pixel[rows, 1]]
            assert np.array_equal(attributes[rows, 3], expected[:, 1])
            assert np.array_equal(instances[rows], expected[:, 0])
            assert expected[:, 1].any()
        assert not attributes[cloud.laser != 1, 3].any()


def test_a_limit_thins_points_and_projections_alike(reader, cloud, parts):
    path = reader.of_frame("points", frame=1)
    chosen = np.arange(1000) * len(cloud) // 1000
    _, _, places, attributes, _ = unpacked(reader.bytes(path, limit=1000))
    assert np.array_equal(places, parts[2][chosen])
    assert np.array_equal(attributes, parts[3][chosen])
    data = reader.bytes(reader.of_frame("projections", frame=1), limit=1000)
    assert struct.unpack_from("<4sI", data) == (b"WKC1", 1000)
    pixels = np.frombuffer(data, "<u2", 4000, 8).reshape(1000, 4)
    cameras = np.frombuffer(data, np.uint8, 2000, 8 + 8000).reshape(1000, 2)
    expected = cloud.camera_projection[chosen]
    assert expected[:, 0].any()
    assert np.array_equal(pixels, expected[:, [1, 2, 4, 5]])
    assert np.array_equal(cameras, expected[:, [0, 3]])


def made_image(xyz, source=1, labels=None, shape=None, **channels):
    """A range image of points at given places: a tiny range, seen from a vehicle at each place."""
    xyz = np.array(xyz, np.float64).reshape(-1, 3)
    shape = shape or (1, len(xyz))
    image = np.zeros((*shape, 4), np.float32)
    default = {"range": 1e-30, "intensity": 0, "elongation": 0, "in_no_label_zone": 0}
    for channel, values in enumerate((default | channels).values()):
        image[..., channel] = np.broadcast_to(values, len(xyz)).reshape(shape)
    pose = np.concatenate([np.zeros((len(xyz), 3)), xyz], axis=1).reshape(*shape, 6)
    geometry = range_image_geometry(
        image.shape, np.eye(4), np.zeros(shape[0]), pixel_pose=pose, world_from_vehicle=np.eye(4)
    )
    return LabeledImage(source, image, geometry, labels)


def test_far_points_make_the_unit_larger():
    xyz = [[400.0, -3.0, 1.0], [-250.0, 0.0, 2.0], [1.0, 2.0, 3.0]]
    scale, flags, places, _, _ = unpacked(pack_points([made_image(xyz)]))
    assert flags == 0
    assert np.abs(places * scale - xyz).max() <= scale / 2 + 1e-4
    assert scale == pytest.approx(400 / 32767)


def test_the_farthest_points_within_the_unit_keep_it():
    xyz = [[32767 * SCALE, -32767 * SCALE, 0.0]]
    scale, _, places, _, _ = unpacked(pack_points([made_image(xyz)]))
    assert scale == np.float32(SCALE)
    assert places.tolist() == [[32767, -32767, 0]]


@pytest.mark.parametrize("count", [0, 1, 2, 3])
def test_any_number_of_points_is_aligned(count):
    labels = np.full((1, count, 2), [300, 7], np.int32)
    images = [made_image(np.ones((count, 3)), labels=labels), made_image(np.zeros((2, 3)), 12)]
    _, flags, places, attributes, instances = unpacked(pack_points(images))
    assert flags == 3
    assert places.tolist() == [[200, 200, 200]] * count + [[0, 0, 0]] * 2
    assert attributes[:, 2].tolist() == [1] * count + [12] * 2
    assert attributes[:, 3].tolist() == [7] * count + [0, 0]
    assert instances.tolist() == [300] * count + [0, 0]


def test_no_points_are_a_head_alone():
    assert len(pack_points([])) == 16


def test_extreme_attributes_stay_in_range():
    values = np.array([-1.0, 0.0, 3.0, 1e9, np.nan, np.inf], np.float32)
    labels = np.full((1, 6, 2), [70_000, 300], np.int32)
    one = made_image(np.zeros((6, 3)), labels=labels, intensity=values, elongation=values)
    _, _, _, attributes, instances = unpacked(pack_points([one]))
    assert attributes[:, 0].tolist() == [0, 0, 254, 255, 0, 255]
    assert attributes[:, 1].tolist() == [0, 0, 255, 255, 0, 255]
    assert attributes[:, 3].tolist() == [255] * 6
    assert instances.tolist() == [65535] * 6


def test_the_brightness_of_every_intensity_is_that_of_the_formula():
    """Also just below and above the intensities at which a byte ends."""
    ends = np.arctanh((np.arange(255) + 0.5) / 255)
    near = (ends[:, None] * (1 + np.array([-1e-5, 1e-5]))).ravel()
    intensity = np.concatenate([near, np.linspace(0, 5, 20_001)]).astype(np.float32)
    one = made_image(np.zeros((len(intensity), 3)), intensity=intensity)
    _, _, _, attributes, _ = unpacked(pack_points([one]))
    assert np.array_equal(attributes[:, 0], np.rint(255 * np.tanh(intensity.astype(np.float64))))


@pytest.mark.parametrize("shape", [(1, 2, 2), (2, 1, 2), (0, 0, 2)])
def test_labels_of_another_shape_are_refused(shape):
    with pytest.raises(CorruptDataError, match="shape"):
        pack_points([made_image(np.zeros((1, 3)), labels=np.zeros(shape, np.int32))])


@pytest.mark.kernel
@settings(deadline=None, max_examples=30)
@given(st.integers(0, 2**32 - 1), st.integers(0, 9), st.booleans())
def test_bytes_are_those_of_the_slow_way(seed, width, is_labeled):
    draw = np.random.default_rng(seed)
    count, shape = 4 * width, (4, width)
    labels = draw.integers(-5, 70_000, (*shape, 2)).astype(np.int32) if is_labeled else None
    one = made_image(
        draw.normal(size=(count, 3)) * 90,
        int(draw.integers(1, 14)),
        labels,
        shape,
        range=np.where(draw.random(count) < 0.3, draw.choice([0, -1, np.nan]), 1e-30),
        intensity=draw.exponential(size=count),
        elongation=draw.normal(size=count),
        in_no_label_zone=draw.random(count) < 0.3,
    )
    found = unpacked(pack_points([one]))
    points = points_of_image(one.image, one.geometry)
    expected = naive.packed_points(one.source, points, labels, found[0])
    for mine, theirs in zip(found, expected, strict=True):
        assert np.array_equal(mine, theirs)
