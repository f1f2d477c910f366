import numpy as np
import pytest

from waymo_kit.errors import InvalidInputError
from waymo_kit.geometry.arrays import as_array


def test_array_that_fits_is_not_copied():
    rows = np.zeros((4, 3))
    assert as_array("rows", rows, ("N", 3)) is rows


def test_strided_integers_become_contiguous_floats():
    rows = as_array("rows", np.arange(12).reshape(3, 4).T, ("N", 3))
    assert rows.dtype == np.float64
    assert rows.flags.c_contiguous
    assert rows[1].tolist() == [1, 5, 9]


def test_empty_list_is_no_rows():
    assert as_array("rows", [], ("N", 7)).shape == (0, 7)
    assert as_array("values", [], ("N",)).shape == (0,)


def test_leading_axes():
    assert as_array("stack", np.zeros((2, 5, 3)), (..., 3)).shape == (2, 5, 3)
    assert as_array("stack", np.zeros(3), (..., 3)).shape == (3,)


@pytest.mark.parametrize(
    ("values", "shape", "message"),
    [
        (np.zeros((2, 2)), ("N", 3), r"rows: expected shape \(N, 3\), got \(2, 2\)"),
        (np.zeros(3), ("N", 3), r"got \(3,\)"),
        (np.zeros((1, 2, 3)), ("N", 3), r"got \(1, 2, 3\)"),
        (np.zeros((0, 2)), ("N", 3), r"got \(0, 2\)"),
        (np.zeros((2, 4)), (..., 3), r"expected shape \(\.\.\., 3\)"),
        (np.zeros(()), (..., 3), r"got \(\)"),
        ([["a"]], ("N", 1), "rows: expected numbers"),
        ([[1, 2], [3]], ("N", 2), "rows: expected numbers"),
    ],
)
def test_other_shapes_are_refused(values, shape, message):
    with pytest.raises(InvalidInputError, match=message):
        as_array("rows", values, shape)
