"""Sweeps joined in the axes of the newest one."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from waymo_kit.geometry import make_transform, rotation_from_euler, transform_points
from waymo_kit.scene import sweeps


@pytest.mark.kernel
@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_kernel_moves_points_and_keeps_the_rest(seed):
    rng = np.random.default_rng(seed)
    sweep = rng.normal(0, 30, (rng.integers(5), 5)).astype(np.float32)
    motion = make_transform(rotation_from_euler(0.1, 0.2, rng.uniform(-4, 4)), rng.normal(0, 9, 3))
    out = np.empty((len(sweep), 6), np.float32)
    sweeps._copy_moved(sweep, motion, 0.3, out)
    np.testing.assert_allclose(out[:, :3], transform_points(motion, sweep[:, :3]), atol=2e-5)
    np.testing.assert_array_equal(out[:, 3:5], sweep[:, 3:])
    assert np.all(out[:, 5] == np.float32(0.3))
