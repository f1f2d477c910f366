import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.naive import kalman_tracker as naive
from waymo_kit.detectors.tracking import KalmanMethod
from waymo_kit.detectors.tracking.kalman import KalmanFilters

SEEDS = st.integers(0, 2**32 - 1)
NOISE = KalmanMethod().noise
MEASURED = NOISE.table(lambda one: np.square(one.measurement))
DRIFT = NOISE.table(lambda one: np.square(one.drift))


def random_boxes(random, count):
    return np.column_stack(
        [
            random.uniform(-80, 80, (count, 3)),
            random.uniform(0.3, 6, (count, 3)),
            random.uniform(-np.pi, np.pi, count),
        ]
    )


def lived(random, count=5, frames=6):
    """Motion of some objects that were seen now and then."""
    motion = KalmanFilters(NOISE)
    types = random.integers(1, 5, count)
    boxes = random_boxes(random, count)
    velocities = random.normal(0, 5, (count, 3))
    velocities[random.random(count) < 0.5] = np.nan
    motion.start(boxes, types, velocities)
    for _ in range(random.integers(0, frames)):
        motion.predict(random.uniform(0.05, 0.6))
        rows = np.flatnonzero(random.random(count) < 0.7)
        seen = motion.boxes[rows] + random.normal(0, 0.3, (len(rows), 7))
        motion.correct(rows, seen, np.full((len(rows), 3), np.nan))
    return motion


def copied(motion, rows):
    other = KalmanFilters(NOISE)
    other.start(motion.boxes[rows], motion.types[rows], np.full((len(rows), 3), np.nan))
    other.mean, other.covariance = motion.mean[rows].copy(), motion.covariance[rows].copy()
    other.votes = motion.votes[rows].copy()
    return other


@pytest.mark.kernel
@settings(deadline=None, max_examples=30)
@given(SEEDS, st.floats(0.01, 2.0))
def test_prediction_is_that_of_many_short_steps(seed, seconds):
    motion = lived(np.random.default_rng(seed))
    before = copied(motion, np.arange(5))
    motion.predict(seconds)
    for i in range(5):
        mean, matrix = naive.kalman_predict(
            before.mean[i],
            naive.kalman_matrix(before.covariance[i]),
            DRIFT[motion.types[i]],
            seconds,
        )
        np.testing.assert_allclose(motion.mean[i], mean, atol=1e-9)
        np.testing.assert_allclose(
            naive.kalman_matrix(motion.covariance[i]), matrix, rtol=1e-4, atol=1e-9
        )


@pytest.mark.kernel
@settings(deadline=None, max_examples=60)
@given(SEEDS)
def test_correction_is_that_of_the_textbook(seed):
    random = np.random.default_rng(seed)
    motion = lived(random)
    motion.predict(0.1)
    before = copied(motion, np.arange(5))
    rows = random.permutation(5)[:3]
    seen = random_boxes(random, 3)
    motion.correct(rows, seen, np.full((3, 3), np.nan))
    for box, i in zip(seen, rows, strict=True):
        mean, matrix, opposed = naive.kalman_correct(
            before.mean[i],
            naive.kalman_matrix(before.covariance[i]),
            box,
            MEASURED[motion.types[i]],
        )
        votes = before.votes[i] + (-1 if opposed else 1)
        turned = np.pi if votes < 0 else 0.0
        assert motion.votes[i] == (1 if votes < 0 else min(votes, 5))
        difference = motion.mean[i] - mean
        assert np.cos(difference[6] - turned) == pytest.approx(1)
        difference[6] = 0
        np.testing.assert_allclose(difference, 0, atol=1e-8)
        np.testing.assert_allclose(
            naive.kalman_matrix(motion.covariance[i]), matrix, rtol=1e-6, atol=1e-9
        )
        assert -np.pi <= motion.mean[i, 6] < np.pi
    others = np.setdiff1d(np.arange(5), rows)
    np.testing.assert_array_equal(motion.mean[others], before.mean[others])


@settings(deadline=None, max_examples=60)
@given(SEEDS)
def test_covariances_are_positive_and_sizes_stay_above_0(seed):
    random = np.random.default_rng(seed)
    motion = lived(random, frames=40)
    for blocks in motion.covariance:
        assert np.linalg.eigvalsh(naive.kalman_matrix(blocks)).min() > 0


@settings(deadline=None, max_examples=30)
@given(SEEDS)
def test_many_objects_are_as_each_alone(seed):
    random = np.random.default_rng(seed)
    motion = lived(random)
    alone = [copied(motion, [i]) for i in range(5)]
    seen = motion.boxes + random.normal(0, 0.3, (5, 7))
    for one in (motion, *alone):
        one.predict(0.3)
    motion.correct(np.arange(5), seen, np.full((5, 3), np.nan))
    for i, one in enumerate(alone):
        one.correct(np.array([0]), seen[i : i + 1], np.full((1, 3), np.nan))
        np.testing.assert_array_equal(one.mean[0], motion.mean[i])
        np.testing.assert_array_equal(one.covariance[0], motion.covariance[i])


@settings(deadline=None, max_examples=30)
@given(SEEDS, st.floats(0.01, 1.0), st.floats(0.01, 1.0))
def test_two_predictions_are_one(seed, first, second):
    motion = lived(np.random.default_rng(seed))
    once = copied(motion, np.arange(5))
    once.predict(first + second)
    motion.predict(first)
    motion.predict(second)
    np.testing.assert_allclose(motion.mean, once.mean, atol=1e-9)
    np.testing.assert_allclose(motion.covariance, once.covariance, rtol=1e-9, atol=1e-12)


def test_a_straight_drive_is_learned_exactly():
    motion = KalmanFilters(NOISE)
    box = np.array([[0, 0, 1, 4.5, 2, 1.6, 0.3]])
    unknown = np.full((1, 3), np.nan)
    motion.start(box, np.array([1]), unknown)
    for frame in range(1, 60):
        motion.predict(0.1)
        motion.correct(np.array([0]), box + frame * np.array([1.2, -0.5, 0, 0, 0, 0, 0]), unknown)
    np.testing.assert_allclose(motion.velocities[0], [12, -5, 0], atol=1e-3)


def test_the_heading_turns_only_for_a_majority():
    motion = KalmanFilters(NOISE)
    box = np.array([[0, 0, 1, 4.5, 2, 1.6, 0.3]])
    turned = box + [0, 0, 0, 0, 0, 0, np.pi]
    unknown = np.full((1, 3), np.nan)
    motion.start(box, np.array([1]), unknown)
    headings = []
    for seen in (box, turned, turned, turned, box):
        motion.correct(np.array([0]), seen, unknown)
        headings.append(motion.mean[0, 6])
    np.testing.assert_allclose(headings, [0.3, 0.3, 0.3, 0.3 - np.pi, 0.3 - np.pi], atol=1e-9)


def test_a_given_velocity_is_trusted_more_than_none():
    box = np.array([[0, 0, 1, 4.5, 2, 1.6, 0.3]])
    moved = []
    for velocity in ([20.0, 0.0, 0.0], [np.nan] * 3):
        motion = KalmanFilters(NOISE)
        motion.start(box, np.array([1]), np.array([velocity]))
        moved.append(motion.covariance[0, 0, 2])
        motion.predict(0.1)
        assert motion.boxes[0, 0] == pytest.approx(np.nan_to_num(velocity)[0] * 0.1)
    assert moved == pytest.approx([NOISE.vehicle.known_speed**2, NOISE.vehicle.speed**2])
