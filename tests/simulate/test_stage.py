"""Streets, traffic and lights of whole segments, without sensors."""

import itertools
import math

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.naive import simulation as naive
from waymo_kit.geometry.boxes import bev_corners
from waymo_kit.schema import ObjectType
from waymo_kit.simulate.city.cities import CITIES
from waymo_kit.simulate.city.ground import on_road
from waymo_kit.simulate.city.streets import street_map
from waymo_kit.simulate.plan import plan_segment
from waymo_kit.simulate.render.groundlight import passes_box, passes_drum
from waymo_kit.simulate.render.light import TIMES_OF_DAY, make_light
from waymo_kit.simulate.sensors.raycast import build_world
from waymo_kit.simulate.solids import gather
from waymo_kit.simulate.stage import build_stage
from waymo_kit.simulate.traffic.driving import FRAME_SECONDS
from waymo_kit.simulate.traffic.ego import MID_SWEEP
from waymo_kit.simulate.traffic.placement import EGO_FRONT, EGO_HALF_WIDTH, EGO_REAR
from waymo_kit.simulate.traffic.signals import GREEN, RED, signal_plan

LONG = 80


@pytest.fixture(scope="module", params=[city.name for city in CITIES])
def drive(request):
    """Eight seconds in each city."""
    return build_stage(plan_segment(2, 0, LONG, location=request.param))


def test_the_ego_vehicle_drives_smoothly(drive):
    poses = drive.motion.poses(np.arange(0, LONG * FRAME_SECONDS, 0.02))
    speed = np.hypot(*np.diff(poses[:, 3:5], axis=0).T) / 0.02
    assert speed.max() < 20
    assert np.hypot(*np.ptp(poses[:, 3:5], axis=0)) > 10
    change = np.abs(np.diff(speed, n=1)) / 0.02
    assert np.percentile(change, 95) < 7
    turn = np.abs(np.diff(np.unwrap(poses[:, 2]))) / 0.02
    assert turn.max() < 1.0
    assert np.abs(poses[:, :2]).max() < 0.06
    forward = np.column_stack([np.cos(poses[:-1, 2]), np.sin(poses[:-1, 2])])
    moved = np.diff(poses[:, 3:5], axis=0)
    driven = speed > 1
    along = (moved * forward).sum(axis=1)[driven] / np.linalg.norm(moved[driven], axis=1)
    assert along.min() > 0.99, "a vehicle drives where its nose points"


def test_velocities_are_the_changes_of_poses(drive):
    for seconds in (0.02, 1.234, 5.0):
        linear, turn = drive.motion.velocity(seconds)
        poses = drive.motion.poses(np.array([seconds - 0.005, seconds + 0.005]))
        assert linear == pytest.approx((poses[1, 3:] - poses[0, 3:]) / 0.01, abs=0.02)
        assert turn[2] == pytest.approx((poses[1, 2] - poses[0, 2]) / 0.01, abs=0.01)


def test_vehicles_keep_to_the_road(drive):
    for actor in drive.actors:
        if actor.model.kind == ObjectType.VEHICLE:
            assert on_road(actor.positions[:, :2], drive.tables).all()
    seconds = np.arange(0, LONG) * FRAME_SECONDS + MID_SWEEP
    assert on_road(drive.motion.poses(seconds)[:, 3:5], drive.tables).all()


def test_nothing_drives_into_anything(drive):
    """Footprints of the vehicles, cyclists and the ego vehicle stay apart."""
    movers = [a for a in drive.actors if a.model.kind in (ObjectType.VEHICLE, ObjectType.CYCLIST)]
    seconds = np.arange(0, LONG, 8) * FRAME_SECONDS + MID_SWEEP
    poses = drive.motion.poses(seconds)
    for frame, pose in zip(range(0, LONG, 8), poses, strict=True):
        boxes = np.array([actor.box(frame) for actor in movers])
        offset = (EGO_FRONT - EGO_REAR) / 2
        ego = [
            pose[3] + offset * math.cos(pose[2]),
            pose[4] + offset * math.sin(pose[2]),
            1.0,
            EGO_FRONT + EGO_REAR,
            2 * EGO_HALF_WIDTH,
            2.0,
            pose[2],
        ]
        prints = [shapely.Polygon(corners) for corners in bev_corners(np.vstack([ego, boxes]))]
        tree = shapely.STRtree(prints)
        for a, b in tree.query(prints, predicate="intersects").T:
            assert a >= b or prints[a].intersection(prints[b]).area < 0.05, (frame, a, b)


def test_signs_stand_and_pedestrians_walk(drive):
    walking = 0
    for actor in drive.actors:
        moved = np.hypot(*np.ptp(actor.positions[:, :2], axis=0))
        if actor.model.kind == ObjectType.SIGN:
            assert moved == 0
        elif actor.model.kind == ObjectType.PEDESTRIAN:
            steps = np.hypot(*np.diff(actor.positions[:, :2], axis=0).T) / FRAME_SECONDS
            assert steps.max() < 2.0
            walking += moved > 2
    assert walking >= 3
    assert len({actor.id for actor in drive.actors}) == len(drive.actors)


@pytest.mark.parametrize("city", CITIES, ids=lambda city: city.name)
def test_arms_of_a_crossing_go_one_at_a_time(city):
    streets = street_map(city)
    middle = streets.middle
    for crossing in itertools.product(range(middle, middle + 4), repeat=2):
        plan = signal_plan(streets, crossing, "key")
        for seconds in np.arange(0, plan.cycle, 0.25):
            states = [plan.state(arm, seconds) for arm in plan.arms]
            assert sum(state != RED for state in states) <= 1
        for arm in plan.arms:
            assert plan.shifted(arm, 3.0).state(arm, 3.1) == GREEN
        walk = plan.next_walk(1.0)
        assert all(plan.state(arm, walk + 1.0) == RED for arm in plan.arms)


def test_center_lines_are_road_and_houses_are_not(drive):
    streets, origin = drive.streets, drive.origin
    k, m = drive.plan.crossing
    for family, line in ((0, k), (1, m)):
        other = streets.lines[1 - family]
        crossing = m if family == 0 else k
        along = np.linspace(other[crossing] + 15, other[crossing + 1] - 15, 40)
        if not streets.exists(family, line, crossing):
            continue
        half = streets.half_width(family, line)
        for aside, road in ((0, True), (half - 0.1, True), (0.1 - half, True), (half + 0.1, False)):
            points, _ = streets.place(family, line, along, aside)
            assert (on_road(points - origin, drive.tables) == road).all()
    rows, codes = drive.still
    walls = rows[codes[:, 1] == 8]
    assert len(walls) > 10
    assert not on_road(walls[:, :2], drive.tables).any()


def test_nothing_floats(drive):
    """Each solid touches the ground or another solid."""
    world = drive.world(0)
    low, high = world.bounds[:, :3], world.bounds[:, 3:]
    # Far away a crown may be there and its trunk not.
    near = np.hypot(*world.rows[:, :2].T) < 200
    lifted = np.flatnonzero((low[:, 2] > 0.16) & near)
    assert len(lifted) > 100
    boxes = shapely.box(*(low[:, :2] - 0.12).T, *(high[:, :2] + 0.12).T)
    tree = shapely.STRtree(boxes)
    own, other = tree.query(boxes[lifted], predicate="intersects")
    own = lifted[own]
    touch = (own != other) & (low[own, 2] <= high[other, 2] + 0.1)
    touch &= high[own, 2] >= low[other, 2] - 0.1
    assert set(lifted) <= set(own[touch])


def test_light_fades_from_day_to_night():
    lights = {time: make_light(time, "sunny", "key") for time in TIMES_OF_DAY}
    above = [sum(lights[time].above) for time in TIMES_OF_DAY]
    assert above[0] > 1.5 * above[1] > 5 * above[2]
    assert [lights[time].night for time in TIMES_OF_DAY] == [0.0, 0.5, 1.0]
    for time, light in lights.items():
        assert np.linalg.norm(light.sun) == pytest.approx(1.0)
        assert light.sun[2] < 0.2 or time != "Dawn/Dusk"
        assert 0.01 < light.clouds.mean() < 0.9


@pytest.mark.kernel
@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_shadows_fall_where_things_hide_the_sun(seed):
    random = np.random.default_rng(seed)
    half_x, half_y = random.uniform(0.2, 3, 2)
    low, high = np.sort(random.uniform(0, 6, 2))
    slope = random.uniform(-2, 2, 2)
    for x, y in random.uniform(-9, 9, (6, 2)):
        # Of a thing a centimeter smaller or larger, so that steps along the ray decide nothing.
        for shift, kind in ((-0.01, False), (0.01, True)):

            def in_box(px, py, shift=shift):
                return abs(px) <= half_x + shift and abs(py) <= half_y + shift

            def in_drum(px, py, shift=shift):
                return math.hypot(px, py) <= half_x + shift

            box = passes_box(x, y, *slope, half_x, half_y, low, high)
            drum = passes_drum(x, y, *slope, half_x, low, high)
            for found, holds in ((box, in_box), (drum, in_drum)):
                expected = naive.shadow_falls(x, y, slope, holds, low, high)
                assert found >= expected if not kind else found <= expected


def test_a_world_is_the_same_whenever_it_is_built(drive):
    again = drive.world(3)
    assert all(np.array_equal(a, b) for a, b in zip(drive.world(3)[1:], again[1:], strict=True))
    empty = build_world(drive.tables, gather([]), 0.1)
    assert len(empty.rows) == 0
