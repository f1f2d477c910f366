"""Pulses of the lidars: what they measure, and how it is written down."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.naive import simulation as naive
from waymo_kit.geometry.range_image import beam_inclinations, range_image_points
from waymo_kit.geometry.transforms import invert_transform, transform_points
from waymo_kit.schema import LaserName
from waymo_kit.simulate import rig_of_quality
from waymo_kit.simulate.materials import Material
from waymo_kit.simulate.sensors.lidar import sweep
from waymo_kit.simulate.sensors.pulses import (
    CLEAR,
    RAIN,
    RANGE_STEP,
    quantized,
    truncated,
)
from waymo_kit.simulate.sensors.raycast import GROUND
from waymo_kit.simulate.sensors.zones import is_inside_any, pack_zones
from waymo_kit.simulate.traffic.ego import MID_SWEEP, pose_matrices


@pytest.fixture(scope="module")
def pose(stage):
    return pose_matrices(stage.motion.poses(np.array([MID_SWEEP])))


def measure(stage, pose, laser, weather=CLEAR, noise=0.0, seed=1):
    return sweep(laser, pose, stage.world(0), pack_zones(stage.zones), weather, noise, seed)


@pytest.fixture(scope="module")
def top():
    return rig_of_quality("fast").lasers[0]


def test_points_are_those_of_the_range_image(stage, pose, top):
    measured = measure(stage, pose, top)
    beams = beam_inclinations(top.rows, top.inclination_min, top.inclination_max, top.inclinations)
    for number in range(2):
        decoded = range_image_points(measured.returns[number], top.vehicle_from_laser, beams)
        held = measured.returns[number][..., 0] > 0
        points = transform_points(invert_transform(pose[0]), measured.points[number][held])
        assert np.abs(points - decoded.xyz).max() < 2e-5


def test_points_without_noise_lie_on_what_was_hit(stage, pose, top):
    measured = measure(stage, pose, top)
    world = stage.world(0)
    hits, points = measured.hits[0], measured.points[0]
    ground = hits <= GROUND
    # A range is rounded down, by less than a step.
    assert (points[ground][:, 2] > -1e-9).all()
    assert (points[ground][:, 2] < 0.15 + RANGE_STEP).all()
    rows, columns = np.nonzero(hits >= 0)
    low = world.bounds[hits[rows, columns], :3] - RANGE_STEP
    high = world.bounds[hits[rows, columns], 3:] + RANGE_STEP
    place = points[rows, columns]
    assert ((place >= low) & (place <= high)).all()
    assert len(rows) > 3000


def test_noise_is_as_wide_as_asked_and_centered(stage, pose, top):
    exact, noisy = measure(stage, pose, top), measure(stage, pose, top, noise=0.02, seed=1)
    both = (exact.returns[0, ..., 0] > 0) & (noisy.returns[0, ..., 0] > 0)
    error = (noisy.returns[0, ..., 0] - exact.returns[0, ..., 0])[both].astype(np.float64)
    assert error.std() == pytest.approx(0.02, rel=0.05)
    assert error.mean() == pytest.approx(0, abs=0.001)
    other = measure(stage, pose, top, noise=0.02, seed=2)
    assert not np.array_equal(other.returns, noisy.returns)
    again = measure(stage, pose, top, noise=0.02, seed=2)
    assert np.array_equal(other.returns, again.returns)


def test_bright_things_are_bright(stage, pose, top):
    measured = measure(stage, pose, top)
    intensity, material = measured.returns[0, ..., 1], measured.materials[0]
    held = measured.returns[0, ..., 0] > 0

    def median(*materials):
        return np.median(intensity[held & np.isin(material, materials)])

    asphalt = median(Material.ASPHALT)
    assert median(Material.LANE_MARK, Material.ROAD_MARK, Material.YELLOW_MARK) > 2 * asphalt
    assert median(Material.SIGN_FACE) > 20 * asphalt
    assert (intensity[held] > 0).all()


def test_rain_costs_returns_and_adds_drops_near_by(stage, pose, top):
    clear, rain = measure(stage, pose, top), measure(stage, pose, top, RAIN)
    counts = [(m.returns[0, ..., 0] > 0).sum() for m in (clear, rain)]
    assert counts[1] < 0.95 * counts[0]
    near = [(np.abs(m.returns[0, ..., 0] - 1.2) < 0.4).sum() for m in (clear, rain)]
    assert near[0] == 0
    assert near[1] > 20


def test_short_range_lidars_see_their_side_only(stage, pose):
    for laser in rig_of_quality("fast").lasers[1:]:
        measured = measure(stage, pose, laser)
        held = measured.returns[0, ..., 0] > 0
        assert measured.returns[..., 0].max() < 20
        points = transform_points(invert_transform(pose[0]), measured.points[0][held])
        assert len(points) > 500
        axis = {
            LaserName.FRONT: (1, 0),
            LaserName.SIDE_LEFT: (0, 1),
            LaserName.SIDE_RIGHT: (0, -1),
            LaserName.REAR: (-1, 0),
        }[laser.name]
        offset = points[:, :2] - laser.vehicle_from_laser[:2, 3]
        assert (offset @ axis > -2.5).all()
        assert (offset @ axis > 0).mean() > 0.9


@pytest.mark.kernel
@settings(max_examples=100, deadline=None)
@given(value=st.floats(2.0**-13, 2.0**17, width=32))
def test_intensities_keep_half_of_their_bits(value):
    assert truncated(value) == naive.truncated(value)


@pytest.mark.kernel
@settings(max_examples=100, deadline=None)
@given(value=st.floats(0, 80))
def test_ranges_are_rounded_down_to_a_step(value):
    rounded = quantized(value)
    assert value - RANGE_STEP - 1e-5 < rounded <= value + 1e-5
    assert rounded / RANGE_STEP == pytest.approx(round(rounded / RANGE_STEP), abs=2e-3)


@pytest.mark.kernel
@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_points_in_zones_are_those_in_polygons(seed):
    random = np.random.default_rng(seed)
    zones = []
    for _ in range(random.integers(0, 4)):
        angles = np.sort(random.uniform(0, 2 * np.pi, random.integers(3, 9)))
        radii = random.uniform(1, 5, len(angles))
        spokes = np.column_stack([np.cos(angles), np.sin(angles)]) * radii[:, None]
        zones.append(spokes + random.uniform(-4, 4, 2))
    packed = pack_zones(zones)
    for point in random.uniform(-8, 8, (20, 2)):
        expected = any(naive.crosses_to_the_right_oddly(point, zone) for zone in zones)
        assert is_inside_any(*point, packed) == expected
        valid = [shapely.Polygon(zone) for zone in zones]
        if all(polygon.is_valid for polygon in valid):
            assert expected == any(p.contains(shapely.Point(point)) for p in valid)
