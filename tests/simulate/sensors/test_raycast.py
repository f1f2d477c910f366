"""Rays through a scene, bundles of them against one ray and one solid at a time."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.naive import simulation as naive
from tests.simulate.test_solids import hit, random_size
from waymo_kit.simulate.city.cities import SUBURBS
from waymo_kit.simulate.city.ground import KERB, RAISED, ROAD, ground_hit, on_road
from waymo_kit.simulate.city.streets import KERB_HEIGHT, street_map
from waymo_kit.simulate.materials import Material
from waymo_kit.simulate.sensors.raycast import (
    GROUND,
    NOTHING,
    build_world,
    cast_rays,
    gather_solids,
    make_bundle,
)
from waymo_kit.simulate.solids import Shape, gather, solid

LIMIT = 60.0


@pytest.fixture(scope="module")
def tables():
    """Streets around a crossing in the middle of the suburbs."""
    streets = street_map(SUBURBS)
    center, _ = streets.place(0, streets.middle, streets.lines[1, streets.middle], 0.0)
    return streets.tables(np.round(center), np.full(2, -80.0), np.full(2, 80.0))


def unit(vector):
    return vector / np.linalg.norm(vector)


@pytest.mark.kernel
@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_the_ground_is_met_where_small_steps_find_it(tables, seed):
    random = np.random.default_rng(seed)
    origin = np.array([*random.uniform(-20, 20, 2), random.uniform(0.5, 3)])
    direction = unit(np.array([*random.uniform(-1, 1, 2), random.uniform(-0.6, 0.05)]))
    distance, kind = ground_hit(*origin, *direction, LIMIT, tables)
    expected = naive.ground_entry(
        origin, direction, LIMIT, lambda places: on_road(places, tables), KERB_HEIGHT
    )
    assert distance == pytest.approx(expected, abs=0.02)
    if distance < LIMIT:
        height = origin[2] + distance * direction[2]
        if kind in (ROAD, RAISED):
            assert height == pytest.approx(0.0 if kind == ROAD else KERB_HEIGHT, abs=1e-9)
        else:
            assert kind == KERB
            assert 0 <= height <= KERB_HEIGHT


def random_solids(random, count):
    rows = []
    for index in range(count):
        shape = Shape(int(random.integers(len(Shape))))
        center = (*random.uniform(-12, 12, 2), random.uniform(0.2, 4))
        owner = -1 if random.random() < 0.5 else index % 7
        size = random_size(random, shape)
        heading = random.uniform(-math.pi, math.pi)
        rows.append(solid(shape, Material.WALL, center, size, heading=heading, owner=owner))
    made = gather(rows)
    moving = random.random(count) < 0.3
    made.rows[moving, 11:13] = random.uniform(-9, 9, (int(moving.sum()), 2))
    return made


def random_rays(random, count):
    """Rays of one tile, as of a moving camera: the first four are its corners."""
    origin = np.array([*random.uniform(-14, 14, 2), random.uniform(1.5, 3)])
    forward = unit(np.array([*(-origin[:2] + random.uniform(-9, 9, 2)), random.uniform(-3, 2)]))
    side = unit(np.cross(forward, [0, 0, 1.0]))
    across, up = (
        random.uniform(0.001, 0.03) * side,
        random.uniform(0.001, 0.03) * np.array([0, 0, 1.0]),
    )
    drift = random.uniform(-0.02, 0.02, 3)
    places = np.concatenate(
        [np.array([(-1, -1), (1, -1), (-1, 1), (1, 1)]), random.uniform(-1, 1, (count - 4, 2))]
    )
    rays = np.empty((count, 7))
    for ray, (a, b) in zip(rays, places, strict=True):
        ray[:3] = origin + a * drift
        ray[3:6] = unit(forward + a * across + b * up)
        ray[6] = 0.02 * a
    return rays


def cast(world, rays, skips):
    bundle = make_bundle(world)
    bundle.corners[:] = rays[:4, :6]
    count = gather_solids(world, bundle, 3e-4, LIMIT)
    distances, hits = np.empty(len(rays)), np.empty(len(rays), np.int32)
    cast_rays(world, bundle, count, rays, len(rays), LIMIT, skips, distances, hits)
    return distances, hits


@pytest.mark.kernel
@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_bundles_meet_what_single_rays_meet(tables, seed):
    random = np.random.default_rng(seed)
    world = build_world(tables, random_solids(random, int(random.integers(0, 60))), 0.05)
    rays = random_rays(random, 12)
    skips = np.full(len(rays), -2, np.int32)
    skips[::5] = 3
    distances, hits = cast(world, rays, skips)
    for ray, skip, distance, found in zip(rays, skips, distances, hits, strict=True):
        nearest, kind = ground_hit(*ray[:6], LIMIT, world.streets)
        expected = GROUND - kind if kind else NOTHING
        for index, codes in enumerate(world.codes):
            if codes[2] == skip:
                continue
            moved = ray[:3] - ray[6] * np.array([*world.rows[index, 11:13], 0.0])
            there = hit(world, index, moved, ray[3:6], LIMIT)
            if there < nearest:
                nearest, expected = there, index
        assert distance == nearest
        assert found == expected


def test_a_world_without_solids_is_ground_and_sky(tables):
    world = build_world(tables, gather([]), 0.05)
    down, up = unit(np.array([0.1, 0.0, -1.0])), unit(np.array([0.1, 0.0, 1.0]))
    rays = np.array([[0, 0, 2.0, *down, 0]] * 4 + [[0, 0, 2.0, *up, 0]])
    distances, hits = cast(world, rays, np.full(5, -2, np.int32))
    assert distances[0] == pytest.approx(2.0 * math.hypot(0.1, 1.0))
    assert hits.tolist() == [GROUND - ROAD] * 4 + [NOTHING]
    assert distances[4] == LIMIT


def test_no_solid_of_a_crowd_is_lost(tables):
    """5,000 objects one behind the other, listed from the farthest to the nearest."""
    places = np.linspace(60.0, 2.0, 5000)
    rows = [
        solid(Shape.BOX, Material.WALL, (x, 0.0, 2.0), (0.005, 0.3, 0.3), owner=0) for x in places
    ]
    world = build_world(tables, gather(rows), 0.05)
    rays = np.array([[0, 0, 2.0, *unit(np.array([1.0, y, 0.0])), 0] for y in (-1e-3, 1e-3)] * 2)
    bundle = make_bundle(world)
    bundle.corners[:] = rays[:, :6]
    assert gather_solids(world, bundle, 3e-4, LIMIT) == 5000
    distances, _ = cast(world, rays, np.full(4, -2, np.int32))
    np.testing.assert_allclose(distances, 1.995, atol=1e-5)


def test_the_tree_keeps_every_solid_once(tables):
    random = np.random.default_rng(5)
    made = random_solids(random, 100)
    world = build_world(tables, made, 0.05)
    assert sorted(map(tuple, world.rows)) == sorted(map(tuple, made.rows))
    leaves = world.links[world.links[:, 1] > 0]
    held = np.concatenate([np.arange(first, first + size) for first, size in leaves])
    assert sorted(held) == list(range(100))
    for box, (first, size) in zip(world.boxes, world.links, strict=True):
        if size:
            assert (box[:3] <= world.bounds[first : first + size, :3]).all()
            assert (box[3:] >= world.bounds[first : first + size, 3:]).all()
        else:
            assert (box[:3] <= world.boxes[first : first + 2, :3]).all()
            assert (box[3:] >= world.boxes[first : first + 2, 3:]).all()
