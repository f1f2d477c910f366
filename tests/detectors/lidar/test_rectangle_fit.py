import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.naive import boxes as naive
from waymo_kit.detectors.lidar.rectangle_fit import ANGLES, NEAREST, fit_rectangles


@pytest.mark.kernel
@settings(max_examples=20, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_rectangles_are_the_closest_of_all_directions(seed):
    rng = np.random.default_rng(seed)
    sizes = rng.integers(5, 12, 3)
    xy = rng.normal(0, 3, (sizes.sum(), 2))
    starts = np.cumsum(sizes) - sizes
    made = fit_rectangles(xy, starts)
    for c, (start, size) in enumerate(zip(starts, sizes, strict=True)):
        own = xy[start : start + size]
        _, heading, along, across = naive.closest_rectangle(own, ANGLES, NEAREST)
        assert made.heading[c] == pytest.approx(heading, abs=1e-9)
        np.testing.assert_allclose(made.along[c], along, atol=1e-9)
        np.testing.assert_allclose(made.across[c], across, atol=1e-9)
        assert np.ptp(along) >= np.ptp(across)


def test_two_sides_of_a_car_give_its_heading():
    heading, length, width = 0.7, 4.6, 1.9
    side = np.column_stack([np.linspace(-2.3, 2.3, 40), np.full(40, -0.95)])
    back = np.column_stack([np.full(10, -2.3), np.linspace(-0.95, 0.95, 10)])
    cos, sin = np.cos(heading), np.sin(heading)
    points = np.concatenate([side, back]) @ np.array([[cos, sin], [-sin, cos]]) + [10, 5]
    made = fit_rectangles(points, np.array([0]))
    assert made.heading[0] == pytest.approx(heading, abs=np.radians(1.5))
    assert np.ptp(made.along[0]) == pytest.approx(length, abs=0.1)
    assert np.ptp(made.across[0]) == pytest.approx(width, abs=0.15)
