import numpy as np
import pytest

from waymo_kit.errors import CorruptDataError
from waymo_kit.evaluation.state import ArrayState


def made():
    rng = np.random.default_rng(0)
    counts = rng.integers(0, 2**40, (3, 5, 7))
    return ArrayState({"counts": counts, "sums": rng.random((2, 3)), "none": np.zeros((0, 4), int)})


def test_states_add_up():
    total = made().merge(made())
    assert (total.arrays["counts"] == 2 * made().arrays["counts"]).all()
    assert (total.arrays["sums"] == 2 * made().arrays["sums"]).all()


def test_arrays_survive_json():
    again = ArrayState.from_json(made().to_json(), "p")
    for name, array in made().arrays.items():
        assert again.arrays[name].dtype == array.dtype
        assert again.arrays[name].shape == array.shape
        assert (again.arrays[name] == array).all()


def test_counts_by_cutoff_take_few_bytes():
    counts = np.cumsum(np.random.default_rng(1).random((40, 101)) < 0.05, axis=-1)
    packed = ArrayState({"counts": counts.astype(np.int64)}).to_json()
    assert len(packed["counts"]["data"]) < counts.size * 8 / 25


@pytest.mark.parametrize(
    "change",
    [
        {"dtype": "object"},
        {"shape": [3, 5, 8]},
        {"shape": [-1]},
        {"shape": [10**6, 10**6]},
        {"shape": "abc"},
        {"data": "!"},
        {"data": "eJw="},
        {"data": None},
    ],
)
def test_what_does_not_unpack_is_named(change):
    packed = made().to_json()
    packed["counts"] |= change
    with pytest.raises(CorruptDataError, match="segment s: the state of a segment is not readable"):
        ArrayState.from_json(packed, "segment s")


@pytest.mark.parametrize("values", [None, [], {"counts": None}, {"counts": {}}])
def test_what_is_no_state_is_named(values):
    with pytest.raises(CorruptDataError, match="p: the state"):
        ArrayState.from_json(values, "p")
