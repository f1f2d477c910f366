"""Solids: where rays meet them, their normals, and the boxes around models."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.naive import simulation as naive
from waymo_kit.geometry.boxes import box_corners
from waymo_kit.simulate.chance import Dice
from waymo_kit.simulate.city.furniture import plate_sign, stop_sign
from waymo_kit.simulate.materials import Material
from waymo_kit.simulate.models import placed
from waymo_kit.simulate.solids import Shape, bounds, gather, solid, solid_hit, surface_normal
from waymo_kit.simulate.traffic.people import cyclist, pedestrian
from waymo_kit.simulate.traffic.vehicles import bus, car, pickup, truck, van, vehicle

LIMIT = 12.0


def random_size(random, shape):
    a, b, c = random.uniform(0.1, 1.5, 3)
    if shape == Shape.TAPER:
        inset = random.uniform(0, 0.9, 3) * (a, a, b)
        return (a, b, c, *inset)
    if shape == Shape.ROD:
        return (*random.uniform(-1, 1, 3), random.uniform(0.05, 0.4))
    if shape == Shape.RING:
        return (a, a * random.uniform(0.2, 0.9))
    return (a, b, c)[: 2 if shape in (Shape.DRUM_Y, Shape.DRUM_Z) else 3]


def random_ray(random, target):
    """A ray that passes near a point."""
    origin = random.uniform(-4, 4, 3)
    direction = target + random.uniform(-1, 1, 3) - origin
    return origin, direction / np.linalg.norm(direction)


def hit(solids, index, origin, direction, limit=LIMIT):
    return solid_hit(solids.rows, solids.codes, index, *origin, *direction, limit)


@pytest.mark.kernel
@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), shape=st.sampled_from(list(Shape)))
def test_rays_meet_solids_where_small_steps_find_them(seed, shape):
    random = np.random.default_rng(seed)
    size, heading = random_size(random, shape), random.uniform(-4, 4)
    center = random.uniform(-1, 1, 3)
    made = gather([solid(shape, Material.WALL, tuple(center), size, heading=heading)])
    cos, sin = math.cos(heading), math.sin(heading)
    turn = np.array([[cos, sin, 0], [-sin, cos, 0], [0, 0, 1]])
    low, high = bounds(made, 0.0)[0].reshape(2, 3)
    for _ in range(4):
        origin, direction = random_ray(random, center)
        own = turn @ (origin - center), turn @ direction
        expected = naive.solid_entry(shape.name, size, *own, LIMIT)
        found = hit(made, 0, origin, direction)
        if expected < LIMIT:
            assert found == pytest.approx(expected, abs=1e-6)
            place = origin + found * direction
            assert (place >= low - 1e-6).all()
            assert (place <= high + 1e-6).all()
        elif found < LIMIT:
            # Only a chord shorter than a step escapes the search.
            near = max(found - 1e-4, 0.0)
            again = naive.solid_entry(
                shape.name, size, own[0] + near * own[1], own[1], 0.01, step=1e-6
            )
            assert again == 0.01 or again == pytest.approx(found - near, abs=1e-5)


@pytest.mark.kernel
@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    shape=st.sampled_from([shape for shape in Shape if shape != Shape.RING]),
)
def test_normals_point_out_of_the_solid(seed, shape):
    random = np.random.default_rng(seed)
    size = random_size(random, shape)
    made = gather([solid(shape, Material.WALL, (0.0, 0.0, 0.0), size)])
    origin, direction = random_ray(random, np.zeros(3))
    if naive.solid_holds(shape.name, size, origin[None])[0]:
        return
    distance = hit(made, 0, origin, direction)
    if distance < LIMIT:
        place = origin + distance * direction
        normal = np.array(surface_normal(made.rows, 0, int(shape), *place))
        assert np.linalg.norm(normal) == pytest.approx(1.0, abs=1e-9)
        assert normal @ direction < 1e-6
        outside, inside = place + 1e-5 * normal, place - 1e-5 * normal
        assert not naive.solid_holds(shape.name, size, outside[None])[0]
        edge = abs(normal @ direction) < 0.05
        assert edge or naive.solid_holds(shape.name, size, (inside + 1e-7 * direction)[None])[0]


def test_moving_solids_stay_within_their_bounds():
    made = gather([solid(Shape.BOX, Material.WALL, (1.0, 2.0, 3.0), (1.0, 2.0, 0.5))])
    made.rows[0, 11:13] = 10.0, -5.0
    assert bounds(made, 0.1)[0] == pytest.approx([-1.0, -0.5, 2.5, 3.0, 4.5, 3.5])


MAKERS = {
    "car": car,
    "pickup": pickup,
    "van": van,
    "truck": truck,
    "bus": bus,
    "pedestrian": pedestrian,
    "cyclist": cyclist,
    "stop sign": lambda dice: stop_sign(),
    "plate": lambda dice: plate_sign(0.6, 0.8, 2.0, 0xFFFFFF),
}


@pytest.mark.parametrize("name", MAKERS)
def test_models_lie_in_their_boxes(name):
    """Whatever they are made of, in every step of their gait, and the box fits closely."""
    for number in range(12):
        model = MAKERS[name](Dice("model", number))
        for phase in np.linspace(0, 2 * np.pi, 9):
            limits = bounds(placed(model, (0.0, 0.0, 0.0), 0.0, 0, phase=float(phase)), 0.0)
            low, high = limits[:, :3].min(axis=0), limits[:, 3:].max(axis=0)
            length, width, height = model.size
            assert high[0] <= length / 2
            assert low[0] >= -length / 2
            assert high[1] <= width / 2
            assert low[1] >= -width / 2
            assert low[2] >= model.lift - 1e-9
            assert high[2] <= model.lift + height
            if name not in ("pedestrian", "cyclist"):
                assert high - low == pytest.approx([length, width, height], abs=0.15)


def test_a_placed_model_turns_with_its_box():
    model = car(Dice("turned"))
    heading, position = 2.1, (12.0, -7.0, 0.3)
    limits = bounds(placed(model, position, heading, 5), 0.0)
    box = [position[0], position[1], position[2] + model.size[2] / 2, *model.size, heading]
    corners = box_corners(np.array([box]))[0]
    assert (limits[:, :3].min(axis=0) >= corners.min(axis=0) - 1e-9).all()
    assert (limits[:, 3:].max(axis=0) <= corners.max(axis=0) + 1e-9).all()
    assert limits[:, 5].max() > position[2] + model.size[2] - 0.1


def test_parked_vehicles_have_their_lights_off():
    lights = {Material.HEADLIGHT, Material.TAILLIGHT}
    for number in range(5):
        parked = vehicle(Dice("light", number), parked=True)
        assert not lights & set(parked.solids.codes[:, 1])
        driving = vehicle(Dice("light", number), parked=False)
        assert lights <= set(driving.solids.codes[:, 1])
