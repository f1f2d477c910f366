from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.naive import cameras as naive
from waymo_kit.errors import InvalidInputError
from waymo_kit.geometry import (
    CameraCalibration,
    CameraPose,
    RollingShutterDirection,
    make_transform,
    pixel_rays,
    project_points,
    project_points_global_shutter,
    rotation_from_euler,
    transform_points,
)

GOLDEN = Path(__file__).parent / "golden" / "camera_op.npz"
"""Made-up cameras and motions with the official op's answers, see tools/official."""

INTRINSIC = (2000.0, 2010.0, 950.0, 630.0, 0.04, -0.32, 0.002, -0.001, 0.01)
PINHOLE = (2000.0, 2000.0, 960.0, 640.0, 0, 0, 0, 0, 0)
DIRECTIONS = list(RollingShutterDirection)[1:]
SEED = st.integers(0, 2**32 - 1)


def make_camera(direction=5, intrinsic=INTRINSIC, mount=None, width=1920, height=1280):
    mount = np.eye(4) if mount is None else mount
    return CameraCalibration(np.array(intrinsic), mount, width, height, direction)


def make_pose(velocity=(0, 0, 0), turn=(0, 0, 0), world_from_vehicle=None, epoch=0.0):
    place = np.eye(4) if world_from_vehicle is None else world_from_vehicle
    return CameraPose(
        place, np.array(velocity), np.array(turn), epoch, 0.004, epoch - 0.025, epoch + 0.022
    )


def random_transform(rng, tilt, reach):
    return make_transform(
        rotation_from_euler(*rng.uniform(-tilt, tilt, 2), rng.uniform(-np.pi, np.pi)),
        rng.uniform(-reach, reach, 3),
    )


def random_view(rng, camera, world_from_vehicle, count, near=2.0):
    """Points of the world in view of the camera when the pose was taken."""
    pixels = rng.uniform(0, [camera.width, camera.height], (count, 2))
    seen = pixel_rays(camera, pixels) * rng.uniform(near, 80, (count, 1))
    return transform_points(world_from_vehicle @ camera.vehicle_from_camera, seen)


def golden_cases():
    with np.load(GOLDEN) as stored:
        arrays = dict(stored)
    for k in range(len(arrays["points"])):
        case = {name: values[k] for name, values in arrays.items()}
        image = case["image"]
        camera = CameraCalibration(
            case["intrinsic"], case["extrinsic"], *case["metadata"].astype(int).tolist()
        )
        pose = CameraPose(image[:16].reshape(4, 4), image[16:19], image[19:22], *image[22:])
        yield camera, pose, case


def test_pixels_and_validity_equal_those_of_the_official_op():
    compared = 0
    for camera, pose, case in golden_cases():
        pixels, valid = project_points(case["points"], camera, pose)
        u, v, defined = case["pixels"].T
        inside = (u >= 0) & (u < camera.width) & (v >= 0) & (v < camera.height)
        np.testing.assert_array_equal(valid, (defined == 1) & inside)
        np.testing.assert_allclose(pixels[valid], case["pixels"][valid, :2], atol=1e-4)
        compared += valid.sum()
    assert compared > 250


def test_rays_lead_to_where_the_official_op_unprojects_pixels():
    for camera, pose, case in golden_cases():
        if camera.rolling_shutter_direction != RollingShutterDirection.GLOBAL_SHUTTER:
            continue
        rays = pixel_rays(camera, case["image_points"][:, :2])
        seen = rays / rays[:, :1] * case["image_points"][:, 2:]
        world = transform_points(pose.world_from_vehicle @ camera.vehicle_from_camera, seen)
        np.testing.assert_allclose(world, case["unprojected"], atol=1e-7)


@pytest.mark.kernel
@settings(deadline=None, max_examples=40)
@given(seed=SEED, direction=st.sampled_from(DIRECTIONS), speed=st.sampled_from([0, 20, 80]))
def test_projection_equals_the_naive_one(seed, direction, speed):
    rng = np.random.default_rng(seed)
    camera = make_camera(direction, mount=random_transform(rng, 0.2, 2))
    place = random_transform(rng, 0.2, 1e4)
    pose = make_pose(rng.uniform(-1, 1, 3) * speed, rng.uniform(-1, 1, 3) * speed / 40, place)
    points = random_view(rng, camera, place, 8, near=0.5)
    points[-2:] = place[:3, 3] + rng.uniform(-5, 5, (2, 3))
    pixels, _ = project_points(points, camera, pose)
    expected = [naive.project_point(point, camera, pose) for point in points]
    np.testing.assert_allclose(pixels, expected, atol=1e-5)


@pytest.mark.kernel
@settings(deadline=None, max_examples=40)
@given(seed=SEED)
def test_rays_lead_back_to_their_pixels(seed):
    rng = np.random.default_rng(seed)
    camera = make_camera(mount=random_transform(rng, 0.2, 2))
    pixels = rng.uniform(0, [camera.width, camera.height], (20, 2))
    rays = pixel_rays(camera, pixels)
    np.testing.assert_allclose(np.linalg.norm(rays, axis=1), 1, rtol=1e-14)
    points = transform_points(camera.vehicle_from_camera, rays * rng.uniform(0.1, 100, (20, 1)))
    back, valid = project_points_global_shutter(points, camera)
    assert valid.all()
    np.testing.assert_allclose(back, pixels, atol=1e-8)


@settings(deadline=None, max_examples=20)
@given(seed=SEED, direction=st.sampled_from(DIRECTIONS))
def test_parked_vehicle_sees_what_a_global_shutter_sees(seed, direction):
    rng = np.random.default_rng(seed)
    camera = make_camera(direction, mount=random_transform(rng, 0.2, 2))
    place = random_transform(rng, 0.2, 1e4)
    points = rng.uniform(-30, 30, (30, 3))
    pixels, valid = project_points(
        transform_points(place, points), camera, make_pose(world_from_vehicle=place)
    )
    expected, expected_valid = project_points_global_shutter(points, camera)
    np.testing.assert_allclose(pixels, expected, atol=1e-6)
    np.testing.assert_array_equal(valid, expected_valid)


@settings(deadline=None, max_examples=20)
@given(seed=SEED, direction=st.sampled_from(DIRECTIONS))
def test_in_traffic_the_pixel_is_read_when_the_camera_is_there(seed, direction):
    """To a pixel or so: the official op takes two short cuts, see docs/guides/camera.md."""
    rng = np.random.default_rng(seed)
    camera = make_camera(direction)
    pose = make_pose(rng.uniform(-10, 10, 3), rng.uniform(-0.3, 0.3, 3))
    points = random_view(rng, camera, np.eye(4), 10, near=10)
    pixels, valid = project_points(points, camera, pose)
    expected = np.array([naive.settled_pixel(point, camera, pose) for point in points])
    np.testing.assert_allclose(pixels[valid], expected[valid], atol=1.5)


@pytest.mark.parametrize("direction", DIRECTIONS)
def test_camera_that_slides_sideways(direction):
    """Without a lens the time is the solution of a linear equation in one unknown."""
    speed = np.array([0.0, -20.0, 10.0])
    camera, pose = make_camera(direction, PINHOLE), make_pose(speed)
    depth, y, z = 10.0, -1.5, 2.0
    axis, forwards = {1: (1, True), 2: (0, True), 3: (1, False), 4: (0, False)}.get(
        direction, (0, None)
    )
    drift = 2000 * speed[1:] / depth
    start = np.array([960 - 2000 * y / depth, 640 - 2000 * z / depth])
    size = (1920, 1280)[axis]
    first, last = (-0.023, 0.020) if forwards else (0.020, -0.023)
    rate = (last - first) / size
    time = 0.0 if forwards is None else (first + rate * start[axis]) / (1 - rate * drift[axis])
    pixels, valid = project_points([[depth, y, z]], camera, pose)
    np.testing.assert_allclose(pixels[0], start + drift * time, atol=1e-9)
    assert valid[0]


def test_seconds_since_the_epoch_change_nothing():
    rng = np.random.default_rng(0)
    camera = make_camera(RollingShutterDirection.LEFT_TO_RIGHT)
    points = random_view(rng, camera, np.eye(4), 50, near=5)
    near, _ = project_points(points, camera, make_pose([20, 1, 0], [0, 0, 0.3]))
    far, _ = project_points(points, camera, make_pose([20, 1, 0], [0, 0, 0.3], epoch=1.55e9))
    np.testing.assert_allclose(far, near, atol=5e-3)


def test_points_without_projection_are_not_numbers():
    points = [[-5, 0, 0], [0, 1, 0], [1, 1.2, 0], [np.nan, 0, 0], [5, 0, 0], [5, 3, 0]]
    for pixels, valid in (
        project_points(points, make_camera(1), make_pose([10, 0, 0])),
        project_points_global_shutter(points, make_camera()),
    ):
        assert np.isnan(pixels).all(axis=1).tolist() == [True] * 4 + [False] * 2
        assert valid.tolist() == [False] * 4 + [True, False]


def test_lens_that_folds_back_shows_nothing_twice():
    """Past its peak the polynomial runs back through pixels that it has covered already."""
    camera = make_camera(intrinsic=(1000, 1000, 960, 640, 0, 0, 0, 0, -0.17))
    _, valid = project_points_global_shutter([[1, 0.94, 0], [1, 1.0, 0]], camera)
    assert valid.tolist() == [True, False]


def test_ray_beyond_the_lens_is_not_a_number():
    rays = pixel_rays(make_camera(), [[950, 630], [9000, 630]])
    np.testing.assert_allclose(rays[0], [1, 0, 0], atol=1e-12)
    assert np.isnan(rays[1]).all()


def test_no_points_no_pixels():
    pixels, valid = project_points([], make_camera(2), make_pose())
    assert pixels.shape == (0, 2)
    assert valid.shape == (0,)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: project_points([[1, 2]], make_camera(), make_pose()), r"points.*\(N, 3\)"),
        (
            lambda: project_points([[1, 0, 0]], make_camera(0), make_pose()),
            "expected 1 to 5.*got 0",
        ),
        (lambda: pixel_rays(make_camera(), [[1, 2, 3]]), r"pixels.*\(N, 2\)"),
        (lambda: make_camera(intrinsic=[1, 2, 3]), r"intrinsic.*\(9\)"),
        (lambda: make_camera(mount=np.eye(3)), r"vehicle_from_camera.*\(4, 4\)"),
        (lambda: make_camera(width=0), "positive image size, got 0 x 1280"),
        (lambda: make_camera(intrinsic=[0, *INTRINSIC[1:]]), "focal lengths above 0, got .0.0,"),
        (lambda: make_camera(intrinsic=[*INTRINSIC[:8], np.nan]), "finite intrinsics"),
        (lambda: make_camera(mount=np.full((4, 4), np.inf)), "extrinsic of finite numbers"),
        (lambda: make_pose(velocity=(1, 2)), r"velocity.*\(3\).*\(2,\)"),
        (
            lambda: project_points(
                [[1, 0, 0]], make_camera(1, (100, 100, 960, 640, -0.9, 0, 0, 0, 0)), make_pose()
            ),
            "lens that sees the image's edges",
        ),
    ],
)
def test_wrong_input_is_refused(call, message):
    with pytest.raises(InvalidInputError, match=message):
        call()
