import dataclasses

import numpy as np
import pytest

from waymo_kit.detectors.tracking import ByType, LifeRules
from waymo_kit.detectors.tracking.life import Lives

RULES = LifeRules(
    min_score=0.1,
    birth_score=0.3,
    trust_score=0.8,
    trust_hits=3,
    trial_seconds=0.2,
    memory_seconds=1.0,
    coast_seconds=0.3,
    leave_chance=0.01,
    doubt_hits=1.0,
)
CAR, WALKER = np.array([1]), np.array([2])


def lives(**changes):
    patient = dataclasses.replace(RULES, **changes)
    return Lives(ByType(RULES, patient, RULES, RULES))


def test_birth_goes_by_the_rules_of_the_type():
    some = lives(birth_score=0.6)
    scores, types = np.array([0.29, 0.3, 0.3, 0.6]), np.array([1, 1, 2, 2])
    assert some.may_start(scores, types).tolist() == [False, True, False, True]


def test_a_good_detection_is_reported_at_once_others_after_some():
    some = lives()
    some.start(np.array([0.8, 0.79]), np.array([1, 1]))
    assert some.ids.tolist() == [1, 2]
    assert some.reported().tolist() == [True, False]
    for expected in (False, True):
        some.wait(0.1)
        some.see(np.array([1]), np.array([0.2]))
        assert some.reported().tolist() == [True, expected]


@pytest.mark.parametrize(("score", "lasts"), [(0.9, 1.0), (0.5, 0.2)])
def test_an_object_ends_when_unseen_for_too_long(score, lasts):
    some = lives()
    some.start(np.array([score]), CAR)
    some.wait(lasts)
    assert some.alive().tolist() == [True]
    some.wait(0.01)
    assert some.alive().tolist() == [False]
    some.keep(some.alive())
    some.start(np.array([score]), WALKER)
    assert some.ids.tolist() == [2]
    assert some.types.tolist() == [2]


def seen_as(pattern):
    """An object that was seen in the frames of a pattern such as `++-+`."""
    some = lives()
    some.start(np.array([0.9]), CAR)
    for frame in pattern[1:]:
        some.wait(0.1)
        if frame == "+":
            some.see(np.array([0]), np.array([0.9]))
    return some


def test_an_unseen_object_is_reported_for_a_while_and_when_seen_again():
    some = seen_as("++-+--+")
    reported = []
    for _ in range(4):
        some.wait(0.1)
        reported.append(bool(some.reported()[0]))
    assert reported == [True, True, True, False]
    some.see(np.array([0]), np.array([0.9]))
    assert some.reported().tolist() == [True]


@pytest.mark.parametrize("pattern", ["+", "++-", "+-+--", "++++----", "+-+-+-+---"])
def test_the_chance_of_presence_is_that_of_all_that_may_have_happened(pattern):
    seen, unseen = pattern.rstrip("-"), len(pattern) - len(pattern.rstrip("-"))
    miss = (seen.count("-") + 0.5) / (len(seen) + 2)
    there = (0.99 * miss) ** unseen
    # It left before the last k of the misses, and was there but missed before that.
    gone = sum((0.99 * miss) ** (unseen - k) * 0.01 for k in range(1, unseen + 1))
    assert seen_as(pattern).presence() == pytest.approx([there / (there + gone)])


def test_an_object_that_was_always_seen_is_not_reported_when_it_is_gone():
    assert not seen_as("+" * 60 + "-").reported().any()
    assert seen_as("+-+" * 20 + "-").reported().all()


def test_the_score_is_a_mean_with_doubts_times_the_chance_of_presence():
    some = lives()
    some.start(np.array([0.9]), CAR)
    assert some.scores() == pytest.approx([0.9 / 2])
    some.wait(0.1)
    some.see(np.array([0]), np.array([0.6]))
    assert some.scores() == pytest.approx([1.5 / 3])
    some.wait(0.1)
    assert some.scores() == pytest.approx(1.5 / 3 * some.presence())
