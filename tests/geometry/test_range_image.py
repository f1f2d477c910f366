import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.naive import range_images as naive
from waymo_kit.errors import InvalidInputError
from waymo_kit.geometry import make_transform, rotation_from_euler
from waymo_kit.geometry.range_image import beam_inclinations, column_azimuths, range_image_points

SEED = st.integers(0, 2**32 - 1)
FAR = np.array([4e4, -3e4, 100.0])
"""World coordinates are that large in real segments."""


def random_transform(rng, spread):
    angles = rng.uniform(-np.pi, np.pi, 3)
    return make_transform(rotation_from_euler(*angles), rng.uniform(-spread, spread, 3))


def random_image(rng, height, width):
    image = rng.uniform(-1, 1, (height, width, 4)).astype(np.float32)
    image[..., 0] = rng.uniform(0, 75, (height, width))
    absent = rng.random((height, width))
    image[absent < 0.3, 0] = -1
    image[absent < 0.2, 0] = 0
    image[absent < 0.1, 0] = np.nan
    return image


def check(image, extrinsic, inclinations, poses=None, world_from_vehicle=None):
    points = range_image_points(
        image, extrinsic, inclinations, pixel_pose=poses, world_from_vehicle=world_from_vehicle
    )
    expected = naive.range_image_points(image, extrinsic, inclinations, poses, world_from_vehicle)
    assert points.pixel.tolist() == expected[:, 3:].tolist()
    # A float32 coordinate of 80 m has a resolution of 8e-6 m.
    assert np.abs(points.xyz - expected[:, :3]).max(initial=0) < 2e-5
    row, column = points.pixel.T
    assert np.array_equal(points.intensity, image[row, column, 1])
    assert np.array_equal(points.elongation, image[row, column, 2])
    assert np.array_equal(points.in_no_label_zone, image[row, column, 3] > 0)
    return points


@pytest.mark.kernel
@settings(max_examples=30, deadline=None)
@given(SEED, st.integers(0, 5), st.integers(1, 9))
def test_points_equal_the_naive_ones(seed, height, width):
    rng = np.random.default_rng(seed)
    image = random_image(rng, height, width)
    check(image, random_transform(rng, 2), rng.uniform(-1, 1, height))


@pytest.mark.kernel
@settings(max_examples=40, deadline=None)
@given(SEED, st.sampled_from([0.0, 1e-4, 0.005, 0.0099, 0.0101, 0.5, 3.0]))
def test_points_with_pixel_poses_equal_the_naive_ones(seed, step):
    """Angles of one column change by up to `step` from row to row: the kernel reuses close ones."""
    rng = np.random.default_rng(seed)
    height, width = 6, 5
    frame_pose = random_transform(rng, 0)
    frame_pose[:3, 3] = FAR
    poses = np.empty((height, width, 6), np.float32)
    poses[..., :3] = rng.uniform(-np.pi, np.pi, 3)
    poses[..., :3] += np.cumsum(rng.uniform(-step, step, (height, width, 3)), axis=0)
    poses[..., 3:] = FAR + rng.uniform(-3, 3, (height, width, 3))
    image = random_image(rng, height, width)
    image[..., 0] /= 2
    # As points far from the frame's pose lose digits in float32, undo most of the random rotation.
    frame_pose[:3, :3] = naive.pose_matrix(*poses[0, 0].astype(float))[:3, :3]
    check(image, random_transform(rng, 2), rng.uniform(-1, 1, height), poses, frame_pose)


@pytest.mark.kernel
def test_points_of_an_unaligned_image_are_the_same():
    """Images of v1 frames are views that begin at any byte."""
    rng = np.random.default_rng(0)
    image = random_image(rng, 4, 5)
    poses = rng.uniform(-0.1, 0.1, (4, 5, 6)).astype(np.float32)

    def unaligned(array):
        raw = np.frombuffer(b"12345" + array.tobytes(), np.uint8)
        return raw[5:].view(np.float32).reshape(array.shape)

    both = [
        range_image_points(
            change(image),
            np.eye(4),
            np.zeros(4),
            pixel_pose=change(poses),
            world_from_vehicle=np.eye(4),
        )
        for change in (unaligned, np.array)
    ]
    assert not unaligned(image).flags.aligned
    assert len(both[0].xyz) > 0
    for name in vars(both[0]):
        assert np.array_equal(getattr(both[0], name), getattr(both[1], name))


@pytest.mark.kernel
def test_a_pixel_pose_that_is_not_finite_spoils_only_its_own_pixel():
    rng = np.random.default_rng(0)
    poses = np.zeros((4, 2, 6), np.float32)
    poses[..., :3] = rng.uniform(-0.001, 0.001, (4, 2, 3))
    image = np.full((4, 2, 4), 10, np.float32)
    good = range_image_points(
        image, np.eye(4), np.zeros(4), pixel_pose=poses, world_from_vehicle=np.eye(4)
    )
    poses[1, 0, 2] = np.nan
    poses[2, 1, 0] = np.inf
    with np.errstate(invalid="ignore"):
        spoilt = range_image_points(
            image, np.eye(4), np.zeros(4), pixel_pose=poses, world_from_vehicle=np.eye(4)
        )
    finite = np.isfinite(spoilt.xyz).all(axis=1)
    assert np.flatnonzero(~finite).tolist() == [2, 5]
    assert np.abs(spoilt.xyz - good.xyz)[finite].max() < 1e-5


def test_the_middle_column_looks_forward_and_the_first_backwards():
    image = np.zeros((1, 4, 4), np.float32)
    image[..., 0] = 10
    points = range_image_points(image, np.eye(4), np.zeros(1))
    azimuths = np.arctan2(points.xyz[:, 1], points.xyz[:, 0])
    assert np.allclose(azimuths, [np.pi * 0.75, np.pi * 0.25, -np.pi * 0.25, -np.pi * 0.75])


def test_the_mounting_yaw_does_not_turn_the_image():
    """Columns are counted from the vehicle's back, however the sensor is turned about z."""
    turned = make_transform(rotation_from_euler(0, 0, 2.0), [1, 0, 0])
    assert np.allclose(column_azimuths(6, turned), column_azimuths(6, np.eye(4)) - 2.0)
    image = np.full((1, 6, 4), 10, np.float32)
    straight = range_image_points(image, np.eye(4), [0.1])
    assert np.allclose(range_image_points(image, turned, [0.1]).xyz, straight.xyz + [1, 0, 0])


def test_inclinations_are_those_of_the_calibration_from_above():
    assert beam_inclinations(3, -9, 9, np.array([-0.3, 0.0, 0.1])).tolist() == [0.1, 0.0, -0.3]


@pytest.mark.parametrize("values", [None, np.array([])])
def test_without_a_list_the_cells_are_even(values):
    assert np.allclose(beam_inclinations(4, -0.4, 0.4, values), [0.3, 0.1, -0.1, -0.3])


def test_a_list_of_another_length_is_refused():
    with pytest.raises(InvalidInputError, match="3 beam inclinations for a range image of 4 rows"):
        beam_inclinations(4, 0, 1, np.zeros(3))


def test_results_have_their_types():
    points = range_image_points(np.full((2, 3, 4), 5.0), np.eye(4), [0.1, 0.0])
    dtypes = [getattr(points, name).dtype for name in points.__dataclass_fields__]
    assert dtypes == [np.float32, np.float32, np.float32, np.bool_, np.int32]
    assert points.xyz.shape == (6, 3)
    assert points.pixel.shape == (6, 2)


IMAGE = np.ones((2, 3, 4), np.float32)
POSES = np.zeros((2, 3, 6), np.float32)


@pytest.mark.parametrize(
    ("arguments", "options", "complaint"),
    [
        ((IMAGE[..., 0], np.eye(4), [0, 0]), {}, "a range image is \\(H, W, 4\\), not \\(2, 3\\)"),
        ((IMAGE[..., :3], np.eye(4), [0, 0]), {}, "not \\(2, 3, 3\\)"),
        ((IMAGE, np.eye(3), [0, 0]), {}, "vehicle_from_laser: expected shape \\(4, 4\\)"),
        ((IMAGE, np.eye(4), [0, 0, 0]), {}, "inclinations: expected shape \\(2\\)"),
        ((IMAGE, np.eye(4), [0, 0]), {"pixel_pose": POSES}, "need the frame's world_from_vehicle"),
        (
            (IMAGE, np.eye(4), [0, 0]),
            {"pixel_pose": POSES[:, :2], "world_from_vehicle": np.eye(4)},
            "per-pixel poses of shape \\(2, 2, 6\\)",
        ),
        (
            (IMAGE, np.eye(4), [0, 0]),
            {"pixel_pose": POSES, "world_from_vehicle": np.eye(3)},
            "world_from_vehicle: expected shape \\(4, 4\\)",
        ),
        (
            (IMAGE, np.eye(4), [0, 0]),
            {"pixel_pose": POSES, "world_from_vehicle": np.zeros((4, 4))},
            "the pose has no inverse",
        ),
    ],
)
def test_what_does_not_fit_is_refused(arguments, options, complaint):
    with pytest.raises(InvalidInputError, match=complaint):
        range_image_points(*arguments, **options)
