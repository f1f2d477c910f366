"""Average displacement and rater feedback of planned trajectories."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.naive import planning as naive
from waymo_kit.errors import InvalidInputError
from waymo_kit.metrics import average_displacement, fitted_trajectory, rater_feedback_score

GOLDEN = Path(__file__).parent / "golden_rater_feedback.npz"


@settings(deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 20), st.integers(1, 4))
def test_average_displacement_is_that_of_loops(seed, steps, count):
    random = np.random.default_rng(seed)
    predicted, truth = random.normal(0, 20, (2, count, 20, 2))
    found = average_displacement(predicted, truth, steps)
    np.testing.assert_allclose(found, naive.average_displacement(predicted, truth, steps))


def test_average_displacement_of_a_known_case():
    truth = np.zeros((1, 20, 2))
    predicted = truth + np.arange(1, 21)[None, :, None] * [0.3, 0.4]
    assert average_displacement(predicted, truth, 12)[0] == pytest.approx(0.5 * 6.5)
    assert average_displacement(predicted, truth, 20)[0] == pytest.approx(0.5 * 10.5)


def golden_frames():
    with np.load(GOLDEN) as file:
        for number in range(24):
            value = {k: file[f"{number}/{k}"] for k in ("predicted", "ratings", "speed", "score")}
            ends = np.cumsum(file[f"{number}/lengths"])[:-1]
            yield value | {"rated": np.split(file[f"{number}/rated"], ends)}


def test_rater_feedback_equals_the_official_function_to_the_digit():
    kinds = set()
    for frame in golden_frames():
        case = frame["predicted"], frame["rated"], frame["ratings"], float(frame["speed"])
        assert rater_feedback_score(*case) == frame["score"]
        assert naive.rater_feedback_score(*case) == pytest.approx(float(frame["score"]), abs=1e-9)
        kinds.add((len(frame["rated"]), frame["score"] == 4.0))
    assert {count for count, _ in kinds} == {1, 2, 3, 4}
    assert {is_lowest for _, is_lowest in kinds} == {True, False}


@settings(deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_rater_feedback_is_that_of_loops(seed):
    random = np.random.default_rng(seed)
    rated = [random.normal(1, 1, (20, 2)).cumsum(axis=0) for _ in range(random.integers(1, 5))]
    if random.random() < 0.3:
        rated[0][random.integers(20) :] = rated[0][-1]
    predicted = rated[0] + random.normal(0, random.choice([0.1, 1, 5]), (20, 2))
    ratings = random.uniform(0, 10, len(rated))
    speed = random.uniform(0, 20)
    found = rater_feedback_score(predicted, rated, ratings, speed)
    expected = naive.rater_feedback_score(predicted, rated, ratings, speed)
    assert found == pytest.approx(expected, abs=1e-9)


def test_short_trajectories_stay_where_they_end():
    fitted = fitted_trajectory([[1, 2], [3, 4]])
    assert fitted.shape == (20, 2)
    assert fitted[1:].tolist() == [[3, 4]] * 19
    assert fitted_trajectory(np.ones((30, 2))).shape == (20, 2)


def test_wrong_shapes_are_named():
    good = np.zeros((2, 20, 2))
    with pytest.raises(InvalidInputError, match=r"expected two arrays of shape \(N, T, 2\)"):
        average_displacement(good, good[:1], 3)
    with pytest.raises(InvalidInputError, match="steps: expected 1 to 20, got 21"):
        average_displacement(good, good, 21)
    with pytest.raises(InvalidInputError, match=r"predicted: expected shape \(20, 2\)"):
        rater_feedback_score(good, [good[0]], [1.0], 3.0)
    with pytest.raises(InvalidInputError, match="a rating of each rated trajectory"):
        rater_feedback_score(good[0], [], [], 3.0)
    with pytest.raises(InvalidInputError, match="expected a trajectory of shape"):
        rater_feedback_score(good[0], [np.empty((0, 2))], [1.0], 3.0)
