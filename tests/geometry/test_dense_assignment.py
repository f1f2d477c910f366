import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from tests.naive import assignment as naive
from waymo_kit.errors import InvalidInputError
from waymo_kit.geometry.dense_assignment import minimum_cost_assignment

SHAPES = hnp.array_shapes(min_dims=2, max_dims=2, min_side=0, max_side=5)
# Few distinct costs make ties; the others make none.
COSTS = hnp.arrays(float, SHAPES, elements=st.integers(-3, 3).map(float) | st.floats(-1e3, 1e3))


@pytest.mark.kernel
@given(COSTS)
@settings(deadline=None)
def test_sum_is_the_smallest(costs):
    rows, columns = minimum_cost_assignment(costs)
    assert len(rows) == min(costs.shape)
    assert sorted(set(rows)) == rows.tolist()
    assert len(set(columns.tolist())) == len(columns)
    expected = naive.smallest_assignment(costs.tolist())
    assert costs[rows, columns].sum() == pytest.approx(expected, abs=1e-9)


def test_ties_are_broken_as_scipy_breaks_them():
    optimize = pytest.importorskip("scipy.optimize")
    rng = np.random.default_rng(0)
    for _ in range(500):
        costs = rng.integers(-3, rng.integers(-2, 4), rng.integers(0, 9, 2)).astype(float)
        for found, expected in zip(
            minimum_cost_assignment(costs), optimize.linear_sum_assignment(costs), strict=True
        ):
            np.testing.assert_array_equal(found, expected)


@pytest.mark.parametrize("costs", [[1.0, 2.0], [[1.0, np.nan]], [[np.inf]]])
def test_bad_costs_are_refused(costs):
    with pytest.raises(InvalidInputError, match="finite"):
        minimum_cost_assignment(costs)
