import dataclasses

import numpy as np
import pytest

from waymo_kit.detectors.tracking import PerClass, TrackManagementConfig
from waymo_kit.detectors.tracking.track_management import TrackManager

CONFIG = TrackManagementConfig(
    min_score=0.1,
    new_track_score=0.3,
    confirm_score=0.8,
    min_hits=3,
    max_tentative_age=0.2,
    max_age=1.0,
    max_coast=0.3,
    leave_probability=0.01,
    prior_hits=1.0,
)
CAR, WALKER = np.array([1]), np.array([2])


def manager(**changes):
    patient = dataclasses.replace(CONFIG, **changes)
    return TrackManager(PerClass(CONFIG, patient, CONFIG, CONFIG))


def test_tracks_start_by_the_configuration_of_their_class():
    some = manager(new_track_score=0.6)
    scores, types = np.array([0.29, 0.3, 0.3, 0.6]), np.array([1, 1, 2, 2])
    assert some.may_start(scores, types).tolist() == [False, True, False, True]


def test_a_good_detection_is_reported_at_once_others_after_some():
    some = manager()
    some.start(np.array([0.8, 0.79]), np.array([1, 1]))
    assert some.ids.tolist() == [1, 2]
    assert some.reported().tolist() == [True, False]
    for expected in (False, True):
        some.advance(0.1)
        some.update(np.array([1]), np.array([0.2]))
        assert some.reported().tolist() == [True, expected]


@pytest.mark.parametrize(("score", "lasts"), [(0.9, 1.0), (0.5, 0.2)])
def test_an_object_ends_when_unseen_for_too_long(score, lasts):
    some = manager()
    some.start(np.array([score]), CAR)
    some.advance(lasts)
    assert some.alive().tolist() == [True]
    some.advance(0.01)
    assert some.alive().tolist() == [False]
    some.keep(some.alive())
    some.start(np.array([score]), WALKER)
    assert some.ids.tolist() == [2]
    assert some.types.tolist() == [2]


def seen_as(pattern):
    """An object that was seen in the frames of a pattern such as `++-+`."""
    some = manager()
    some.start(np.array([0.9]), CAR)
    for frame in pattern[1:]:
        some.advance(0.1)
        if frame == "+":
            some.update(np.array([0]), np.array([0.9]))
    return some


def test_an_unseen_object_is_reported_for_a_while_and_when_seen_again():
    some = seen_as("++-+--+")
    reported = []
    for _ in range(4):
        some.advance(0.1)
        reported.append(bool(some.reported()[0]))
    assert reported == [True, True, True, False]
    some.update(np.array([0]), np.array([0.9]))
    assert some.reported().tolist() == [True]


@pytest.mark.parametrize("pattern", ["+", "++-", "+-+--", "++++----", "+-+-+-+---"])
def test_the_probability_of_presence_is_that_of_all_that_may_have_happened(pattern):
    seen, unseen = pattern.rstrip("-"), len(pattern) - len(pattern.rstrip("-"))
    miss = (seen.count("-") + 0.5) / (len(seen) + 2)
    there = (0.99 * miss) ** unseen
    # It left before the last k of the misses, and was there but missed before that.
    gone = sum((0.99 * miss) ** (unseen - k) * 0.01 for k in range(1, unseen + 1))
    assert seen_as(pattern).presence() == pytest.approx([there / (there + gone)])


def test_an_object_that_was_always_seen_is_not_reported_when_it_is_gone():
    assert not seen_as("+" * 60 + "-").reported().any()
    assert seen_as("+-+" * 20 + "-").reported().all()


def test_the_score_is_a_mean_with_prior_hits_times_the_presence():
    some = manager()
    some.start(np.array([0.9]), CAR)
    assert some.scores() == pytest.approx([0.9 / 2])
    some.advance(0.1)
    some.update(np.array([0]), np.array([0.6]))
    assert some.scores() == pytest.approx([1.5 / 3])
    some.advance(0.1)
    assert some.scores() == pytest.approx(1.5 / 3 * some.presence())
