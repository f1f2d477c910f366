"""What pixels see, against a ray for each of them and against the camera model."""

import numpy as np
import pytest

from tests.naive import simulation as naive
from waymo_kit.geometry.camera import CameraCalibration, project_points
from waymo_kit.schema import CameraName, ObjectType
from waymo_kit.simulate import rig_of_quality
from waymo_kit.simulate.city.ground import ground_hit
from waymo_kit.simulate.sensors.labels import take_shot
from waymo_kit.simulate.sensors.raycast import GROUND, NOTHING
from waymo_kit.simulate.sensors.rig import SimulatedCamera
from waymo_kit.simulate.sensors.visibility import BLOCK, MIXED, SIGHT, find_points, ray_grid, see
from waymo_kit.simulate.solids import solid_hit
from waymo_kit.simulate.traffic.ego import MID_SWEEP, camera_pose


@pytest.fixture(scope="module")
def shot(stage):
    """A small image of the front camera, its world and pose."""
    camera = rig_of_quality("fast").cameras[0]
    assert camera.name == CameraName.FRONT
    intrinsic = camera.calibration.intrinsic.copy()
    intrinsic[:4] /= 3
    calibration = CameraCalibration(
        intrinsic,
        camera.calibration.vehicle_from_camera,
        camera.calibration.width // 3,
        106,
        camera.calibration.rolling_shutter_direction,
    )
    camera = SimulatedCamera(camera.name, calibration, camera.delay, camera.shutter, camera.readout)
    pose = camera_pose(stage.motion, camera, 0.0, 0.0)
    world = stage.world(0)
    view = see(world, ray_grid(camera, pose, MID_SWEEP), calibration.width, calibration.height)
    return take_shot(camera, pose, view, world, len(stage.actors)), world


def ray_of_pixel(rays, x, y):
    """Bilinear mix of the rays at the corners of the pixel's block."""
    column, row = x // BLOCK, y // BLOCK
    a, b = x % BLOCK / BLOCK, y % BLOCK / BLOCK

    def mix(grid):
        upper = (1 - a) * grid[row, column] + a * grid[row, column + 1]
        lower = (1 - a) * grid[row + 1, column] + a * grid[row + 1, column + 1]
        return (1 - b) * upper + b * lower

    return mix(rays.origins), mix(rays.directions), mix(rays.times)


def near_ray(bounds, origin, direction):
    """Indices of the boxes whose surrounding ball a ray passes through."""
    center, reach = (bounds[:, :3] + bounds[:, 3:]) / 2, (bounds[:, 3:] - bounds[:, :3]) / 2
    offset = center - origin
    away = np.linalg.norm(np.cross(offset, direction), axis=1)
    return np.flatnonzero(away < np.linalg.norm(reach, axis=1))


def test_pixels_see_what_their_own_rays_meet(shot):
    """But for what is thinner than a block and lies between the rays at its corners."""
    (view, world), wrong = (shot[0].view, shot[1]), 0
    random = np.random.default_rng(1)
    height, width = view.hits.shape
    picked = random.integers(0, (width, height), (300, 2))
    for x, y in picked:
        origin, direction, time = ray_of_pixel(view.rays, x, y)
        nearest, kind = ground_hit(*origin, *direction, SIGHT, world.streets)
        expected = GROUND - kind if kind else NOTHING
        for index in near_ray(world.bounds, origin, direction):
            moved = origin - time * np.array([*world.rows[index, 11:13], 0.0])
            there = solid_hit(world.rows, world.codes, index, *moved, *direction, nearest)
            if there < nearest:
                nearest, expected = there, index
        if view.hits[y, x] != expected:
            wrong += 1
        elif expected != NOTHING:
            assert view.depth[y, x] == pytest.approx(nearest, rel=0.05)
    assert wrong <= 3


def test_points_lie_on_the_rays_of_their_pixels(shot):
    """Also in the last row of blocks, of which only half is in the image."""
    view = shot[0].view
    height, width = view.hits.shape
    assert height % BLOCK
    assert view.blocks.shape == (-(-height // BLOCK), width // BLOCK)
    ends = np.empty((2, width // BLOCK + 1), dtype=np.float32)
    points = np.empty((BLOCK, 3, width), dtype=np.float32)
    for row in (0, 13, len(view.blocks) - 1):
        find_points(row, view.depth, view.rays.origins, view.rays.directions, ends, points)
        for y in range(row * BLOCK, min((row + 1) * BLOCK, height)):
            for x in range(0, width, 7):
                origin, direction, _ = ray_of_pixel(view.rays, x, y)
                corner = view.rays.origins[row, x // BLOCK]
                assert np.abs(origin - corner).max() < 0.05
                expected = corner + view.depth[y, x] * direction
                assert points[y % BLOCK, :, x] == pytest.approx(expected, abs=2e-3)


def test_blocks_tell_what_all_their_pixels_see(shot):
    view = shot[0].view
    height, width = view.hits.shape
    known = np.repeat(np.repeat(view.blocks, BLOCK, axis=0), BLOCK, axis=1)[:height, :width]
    assert 0.3 < (known != MIXED).mean() < 1
    assert (view.hits == known)[known != MIXED].all()


def test_rays_are_the_inverse_of_the_projection(shot):
    """While the vehicle moves and the shutter rolls: what a pixel sees projects into it."""
    view, camera, pose = shot[0].view, shot[0].camera, shot[0].pose
    assert np.linalg.norm(pose.velocity) > 3
    still = [index for index in range(len(shot[1].rows)) if not shot[1].rows[index, 11:13].any()]
    seen = np.isin(view.hits, still) | (view.hits <= GROUND)
    rows, columns = np.nonzero(seen)
    rows, columns = rows[::37], columns[::37]
    rays = [ray_of_pixel(view.rays, x, y) for x, y in zip(columns, rows, strict=True)]
    depth = view.depth[rows, columns]
    points = np.array([o + t * d for (o, d, _), t in zip(rays, depth, strict=True)])
    pixels, valid = project_points(points, camera.calibration, pose)
    assert valid.mean() > 0.98
    assert len(points) > 200
    centers = np.column_stack([columns, rows]) + 0.5
    assert np.abs(pixels[valid] - centers[valid]).max() < 0.3


def test_extents_are_those_of_the_visible_pixels(shot, stage):
    """Counted pixel by pixel."""
    made, world = shot
    owners = world.codes[:, 2]
    expected = naive.visible_extents(made.view.hits, owners, len(stage.actors))
    assert len(expected) > 5
    for index, row in enumerate(made.extents):
        if index in expected:
            assert tuple(row) == expected[index]
        else:
            assert row[4] == 0
    kinds = {stage.actors[index].model.kind for index in expected}
    assert ObjectType.VEHICLE in kinds
