import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from tests.naive import assignment as naive
from waymo_kit.errors import InvalidInputError
from waymo_kit.geometry.assignment import (
    assign,
    assign_with_placeholders,
    is_unique,
    make_workspace,
    maximum_weight_assignment,
)

# Few different weights, zero among them: ties and missing pairs are the rule.
WEIGHTS = hnp.arrays(
    np.int64, st.tuples(st.integers(1, 7), st.integers(1, 7)), elements=st.integers(0, 4)
)
SMALL = hnp.arrays(
    np.int64, st.tuples(st.integers(1, 4), st.integers(1, 4)), elements=st.integers(0, 9)
)


def graph(weights):
    rows, columns = np.nonzero(weights)
    starts = np.searchsorted(rows, np.arange(len(weights) + 1))
    return starts, columns, weights[rows, columns]


@pytest.mark.kernel
@settings(deadline=None, max_examples=300)
@given(WEIGHTS)
def test_makes_the_choices_of_the_dense_algorithm(weights):
    expected = naive.maximum_weight_assignment(weights)
    np.testing.assert_array_equal(maximum_weight_assignment(weights), expected)


@pytest.mark.kernel
@settings(deadline=None, max_examples=200)
@given(SMALL)
def test_tells_a_unique_optimum(weights):
    optima = naive.best_assignments(weights)
    mates, workspace = np.full(len(weights), -1), make_workspace(*weights.shape)
    rows, edges = np.arange(len(weights)), graph(weights)
    assign_with_placeholders(rows, *edges, weights.shape[1], workspace, mates)
    assert is_unique(rows, *edges, workspace, mates) == (len(optima) == 1)
    assert tuple(maximum_weight_assignment(weights)) in optima


def test_only_the_rows_that_take_part_are_assigned():
    weights = np.array([[5, 0], [9, 0], [7, 3]])
    mates = np.full(3, -7)
    assign(np.array([0, 2]), *graph(weights), 2, make_workspace(3, 2), mates)
    assert mates.tolist() == [0, -7, 1]


def test_large_sparse_problem_is_optimal():
    optimize = pytest.importorskip("scipy.optimize")
    rng = np.random.default_rng(0)
    weights = rng.integers(1, 10**6, (120, 80)) * (rng.random((120, 80)) < 0.05)
    mates = maximum_weight_assignment(weights)
    paired = np.flatnonzero(mates >= 0)
    assert len(set(mates[paired])) == len(paired)
    best = weights[optimize.linear_sum_assignment(weights, maximize=True)].sum()
    assert weights[paired, mates[paired]].sum() == best


def test_no_rows_or_columns():
    assert maximum_weight_assignment(np.zeros((0, 3), int)).shape == (0,)
    assert maximum_weight_assignment(np.zeros((2, 0), int)).tolist() == [-1, -1]


def test_bad_weights_are_refused():
    with pytest.raises(InvalidInputError, match="matrix of integers, got float64"):
        maximum_weight_assignment([[0.5]])
    with pytest.raises(InvalidInputError, match="weights >= 0, got -1"):
        maximum_weight_assignment([[3, -1]])
