import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.detectors.tracking.drives import SIZES, detections, follow, make_drive
from waymo_kit.boxes import Boxes
from waymo_kit.detectors.tracking import (
    GreedyMethod,
    KalmanMethod,
    Tracker,
    TwoStageMethod,
)
from waymo_kit.errors import InvalidInputError
from waymo_kit.geometry import make_transform, rotation_from_euler

METHODS = (KalmanMethod(), GreedyMethod(), TwoStageMethod())
SEEDS = st.integers(0, 2**32 - 1)
NOTHING = detections(np.empty((0, 7)), [], [])
CAR = np.array([[10.0, 3.0, 1.0, 4.5, 2.0, 1.6, 0.2]])

each_method = pytest.mark.parametrize("method", METHODS, ids=lambda method: type(method).__name__)


def assert_equal(one, other):
    for field in dataclasses.fields(one):
        np.testing.assert_array_equal(getattr(one, field.name), getattr(other, field.name))


def names(drive, tracks):
    """Id of each object that was found, by the nearest reported box, in each frame."""
    found = []
    for ids, seen, objects in zip(drive.ids, drive.found, tracks, strict=True):
        gaps = np.linalg.norm(seen.array[:, None, :3] - objects.array[None, :, :3], axis=2)
        found.append(
            dict(zip(ids.tolist(), objects.ids[gaps.argmin(axis=1)].tolist(), strict=True))
        )
    return found


@each_method
@pytest.mark.parametrize("velocities", [False, True])
def test_every_object_keeps_its_id(method, velocities):
    drive = make_drive(3, velocities=velocities)
    tracks = follow(Tracker(method), drive)
    assert all(len(objects.ids) == 12 for objects in tracks[1:])
    shown = names(drive._replace(ids=drive.ids[1:], found=drive.found[1:]), tracks[1:])
    assert all(frame == shown[0] for frame in shown)


@each_method
def test_objects_that_are_missed_now_and_then_keep_their_ids(method):
    drive = make_drive(4, frames=60, miss=0.2, noise=0.02)
    tracks = follow(Tracker(method), drive)
    by_object = {}
    for frame in names(drive, tracks)[10:]:
        for thing, name in frame.items():
            by_object.setdefault(thing, set()).add(name)
    assert all(len(found) == 1 for found in by_object.values())


@each_method
@settings(deadline=None, max_examples=8)
@given(seed=SEEDS)
def test_neither_the_order_of_detections_nor_the_place_in_the_world_matters(method, seed):
    random = np.random.default_rng(seed)
    drive = make_drive(seed, miss=0.15, noise=0.05, velocities=bool(seed % 2))
    turn = rotation_from_euler(0.0, 0.0, random.uniform(-np.pi, np.pi))
    motion = make_transform(turn, random.uniform(-300, 300, 3))
    whole = follow(Tracker(method), drive)
    shuffled = follow(Tracker(method), drive.shuffled(random))
    moved = follow(Tracker(method), drive.moved(motion))
    for one, other, elsewhere in zip(whole, shuffled, moved, strict=True):
        assert_equal(one, other)
        np.testing.assert_array_equal(one.ids, elsewhere.ids)
        np.testing.assert_allclose(one.scores, elsewhere.scores)
        np.testing.assert_allclose(one.array[:, :6], elsewhere.array[:, :6], atol=1e-6)
        np.testing.assert_allclose(np.cos(one.array[:, 6] - elsewhere.array[:, 6]), 1)
        np.testing.assert_allclose(one.velocities, elsewhere.velocities, atol=1e-5)


@each_method
def test_velocities_are_over_ground_along_the_axes_of_the_vehicle(method):
    drive = make_drive(5, frames=40)
    tracks = follow(Tracker(method), drive)
    final = tracks[-1]
    direction = np.stack([np.cos(final.array[:, 6]), np.sin(final.array[:, 6])], axis=1)
    along = (final.velocities * direction).sum(axis=1)
    across = final.velocities[:, 0] * direction[:, 1] - final.velocities[:, 1] * direction[:, 0]
    moving = np.isin(final.types, [1, 4])
    assert (along[moving] > 1.9).all()
    assert (along[moving] < 8.1).all()
    np.testing.assert_allclose(across, 0, atol=0.2)
    np.testing.assert_allclose(final.velocities[final.types == 3], 0, atol=0.05)


@each_method
def test_frames_without_detections(method):
    tracker = Tracker(method)
    assert len(tracker.update(NOTHING, np.eye(4), 0).ids) == 0
    first = tracker.update(detections(CAR, [0.9], [1]), np.eye(4), 100_000)
    assert first.ids.tolist() == ["1"]
    assert tracker.is_detected.tolist() == [True]
    gone = tracker.update(NOTHING, np.eye(4), 200_000)
    assert not tracker.is_detected.any()
    back = tracker.update(detections(CAR, [0.9], [1]), np.eye(4), 500_000)
    assert back.ids.tolist() == ["1"]
    assert tracker.is_detected.tolist() == [True]
    for k in range(40):
        gone = tracker.update(NOTHING, np.eye(4), 600_000 + 100_000 * k)
    assert len(gone.ids) == 0
    anew = tracker.update(detections(CAR, [0.9], [1]), np.eye(4), 9_000_000)
    assert anew.ids.tolist() == ["2"]


@each_method
def test_a_reset_forgets_everything(method):
    drive = make_drive(6, miss=0.2, noise=0.05)
    tracker = Tracker(method)
    first = follow(tracker, drive)
    tracker.reset()
    again = follow(tracker, drive)
    for one, other in zip(first, again, strict=True):
        assert_equal(one, other)


@each_method
def test_types_are_never_mixed(method):
    tracker = Tracker(method)
    tracker.update(detections(CAR, [0.9], [1]), np.eye(4), 0)
    objects = tracker.update(detections(CAR, [0.9], [2]), np.eye(4), 100_000)
    assert dict(zip(objects.ids.tolist(), objects.types.tolist(), strict=True))["2"] == 2


@each_method
@pytest.mark.parametrize("micros", [5, 4, -1])
def test_time_must_go_on(method, micros):
    tracker = Tracker(method)
    seen = detections(CAR, [0.9], [1])
    tracker.update(seen, np.eye(4), 5)
    with pytest.raises(InvalidInputError, match=r"after the last frame's, 5, got .*reset"):
        tracker.update(seen, np.eye(4), micros)
    assert tracker.update(seen, np.eye(4), 100_000).ids.tolist() == ["1"]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (Boxes(CAR, [1]), "expected Boxes with scores"),
        (detections(CAR, [1.5], [1]), r"scores: expected a number from 0 to 1, got 1.5 in row 0"),
        (detections(CAR, [np.nan], [1]), "scores: expected"),
        (detections(CAR, [0.5], [0]), "types: expected a type from 1 to 4, got 0"),
        (detections(CAR, [0.5], [5]), "types: expected a type from 1 to 4, got 5"),
        (detections(CAR * np.nan, [0.5], [1]), "boxes: expected finite numbers"),
        (detections(-CAR, [0.5], [1]), "boxes: expected sizes of at least 0"),
        (detections(CAR, [0.5], [1], [[np.inf, 0]]), "velocities: expected finite numbers or NaN"),
    ],
)
def test_wrong_detections_are_named(wrong, message):
    with pytest.raises(InvalidInputError, match=message):
        Tracker(KalmanMethod()).update(wrong, np.eye(4), 0)


def test_a_wrong_pose_is_named():
    with pytest.raises(InvalidInputError, match="world_from_vehicle"):
        Tracker(KalmanMethod()).update(NOTHING, np.eye(3), 0)
    with pytest.raises(InvalidInputError, match="world_from_vehicle: expected finite"):
        Tracker(KalmanMethod()).update(NOTHING, np.full((4, 4), np.nan), 0)


def test_weak_detections_keep_an_object_alive_but_do_not_move_it():
    tracker = Tracker(TwoStageMethod())
    for k in range(5):
        tracker.update(detections(CAR, [0.9], [1]), np.eye(4), 100_000 * k)
    beside = CAR + [1.0, 0, 0, 0, 0, 0, 0]
    for k in range(5, 50):
        objects = tracker.update(detections(beside, [0.2], [1]), np.eye(4), 100_000 * k)
    assert objects.ids.tolist() == ["1"]
    np.testing.assert_allclose(objects.array, CAR, atol=1e-6)
    alone = Tracker(TwoStageMethod()).update(detections(beside, [0.2], [1]), np.eye(4), 0)
    assert len(alone.ids) == 0


def test_the_greedy_tracker_trusts_given_velocities():
    # 30 m/s at once: too far without a velocity, exact with it.
    second = CAR + [3.0, 0, 0, 0, 0, 0, 0]
    for velocities, expected in (([[30.0, 0.0]], 1), ([[0.0, 0.0]], 2)):
        tracker = Tracker(GreedyMethod())
        tracker.update(detections(CAR, [0.9], [1], velocities), np.eye(4), 0)
        seen = detections(second, [0.9], [1], velocities)
        objects = tracker.update(seen, np.eye(4), 100_000)
        assert objects.ids[tracker.is_detected].tolist() == [str(expected)]


def test_an_object_of_unknown_velocity_may_be_further_away():
    # 3 m in 0.1 s: too far for an object whose velocity is known.
    for moves, expected in (([0.0, 3.0], [1]), ([0.0, 0.0, 3.0], [2])):
        tracker = Tracker(GreedyMethod())
        for k, move in enumerate(moves):
            seen = detections(CAR + [move, 0, 0, 0, 0, 0, 0], [0.9], [1])
            objects = tracker.update(seen, np.eye(4), 100_000 * k)
        assert objects.ids[tracker.is_detected].astype(int).tolist() == expected


def test_weak_detections_do_not_count_for_objects_that_have_a_good_one():
    tracker = Tracker(TwoStageMethod())
    for k in range(3):
        both = detections(np.repeat(CAR, 2, axis=0), [0.9, 0.2], [1, 1])
        objects = tracker.update(both, np.eye(4), 100_000 * k)
    assert objects.ids.tolist() == ["1"]
    assert objects.scores == pytest.approx([3 * 0.9 / (3 + 1)])


def test_a_score_of_just_the_least_counts():
    tracker = Tracker(KalmanMethod())
    for k in range(3):
        objects = tracker.update(detections(CAR, [0.1], [1]), np.eye(4), 100_000 * k)
    assert objects.ids.tolist() == ["1"]


@each_method
@pytest.mark.parametrize(("kind", "gap"), [(1, 3.0), (2, 1.1), (4, 1.6)])
@pytest.mark.parametrize("seconds", [0.1, 0.5])
def test_no_detection_steals_the_track_of_its_neighbor(method, kind, gap, seconds):
    # The second object has the higher score and comes a frame later.
    tracker, ids = Tracker(method), set()
    size = SIZES[kind]
    for k in range(12):
        boxes = np.array([[10.0, 0, 0, *size, 0], [10.0, gap, 0, *size, 0]])[: 1 + (k > 0)]
        seen = detections(boxes, [0.8, 0.9][: len(boxes)], [kind] * len(boxes))
        objects = tracker.update(seen, np.eye(4), round(1e6 * seconds * k) + 1)
        ids |= set(objects.ids.tolist())
    assert ids == {"1", "2"}


@each_method
def test_a_fast_object_is_followed_at_few_frames_a_second(method):
    # 12 m/s at 2 Hz: 6 m between frames, more than its length.
    tracker = Tracker(method)
    for k in range(6):
        boxes = CAR + [6.0 * k, 0, 0, 0, 0, 0, 0]
        objects = tracker.update(detections(boxes, [0.9], [1]), np.eye(4), 500_000 * k)
    assert objects.ids[tracker.is_detected].tolist() == ["1"]


@each_method
@pytest.mark.parametrize("pose", [None, np.eye(4)])
def test_ids_last_without_poses(method, pose):
    drive = make_drive(3, frames=20)
    drive = drive._replace(poses=[pose] * len(drive.times))
    tracks = follow(Tracker(method), drive)
    shown = names(drive._replace(ids=drive.ids[1:], found=drive.found[1:]), tracks[1:])
    assert all(frame == shown[0] for frame in shown)


@each_method
def test_velocities_are_those_of_the_given_poses_even_if_these_stand_still(method):
    # The vehicle drives at 8 m/s past parked cars, which its poses do not say.
    parked = np.array([[10.0 * k, 5.0 - 10 * (k % 2), 1, 4.5, 2, 1.6, 0] for k in range(6)])
    for pose, expected in ((np.eye(4), -8.0), (None, 0.0)):
        tracker = Tracker(method)
        for k in range(12):
            seen = detections(parked - [0.8 * k, 0, 0, 0, 0, 0, 0], [0.9] * 6, [1] * 6)
            objects = tracker.update(seen, pose, 100_000 * k)
        assert objects.ids.tolist() == ["1", "2", "3", "4", "5", "6"]
        np.testing.assert_allclose(objects.velocities, [[expected, 0]] * 6, atol=0.1)
