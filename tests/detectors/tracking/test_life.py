import dataclasses

import numpy as np
import pytest

from waymo_kit.detectors.tracking import ByType, LifeRules
from waymo_kit.detectors.tracking.life import Lives

RULES = LifeRules(
    least_score=0.1,
    birth_score=0.3,
    trust_score=0.8,
    trust_hits=3,
    trial_seconds=0.2,
    memory_seconds=1.0,
    coast_seconds=0.3,
    fading_seconds=0.5,
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
    assert some.ids.tolist() == [1, 2] and some.reported().tolist() == [True, False]
    for expected in (False, True):
        some.wait(0.1)
        some.see(np.array([1]), np.array([0.2]))
        assert some.reported().tolist() == [True, expected]


@pytest.mark.parametrize("score, lasts", [(0.9, 1.0), (0.5, 0.2)])
def test_an_object_ends_when_unseen_for_too_long(score, lasts):
    some = lives()
    some.start(np.array([score]), CAR)
    some.wait(lasts)
    assert some.alive().tolist() == [True]
    some.wait(0.01)
    assert some.alive().tolist() == [False]
    some.keep(some.alive())
    some.start(np.array([score]), WALKER)
    assert some.ids.tolist() == [2] and some.types.tolist() == [2]


def test_an_unseen_object_is_reported_for_a_while_and_when_seen_again():
    some = lives()
    some.start(np.array([0.9]), CAR)
    reported = []
    for _ in range(4):
        some.wait(0.1)
        reported.append(bool(some.reported()[0]))
    assert reported == [True, True, True, False]
    some.see(np.array([0]), np.array([0.9]))
    assert some.reported().tolist() == [True]


def test_the_score_is_a_mean_with_doubts_and_fades():
    some = lives()
    some.start(np.array([0.9]), CAR)
    assert some.scores() == pytest.approx([0.9 / 2])
    some.see(np.array([0]), np.array([0.6]))
    assert some.scores() == pytest.approx([1.5 / 3])
    some.wait(0.5)
    assert some.scores() == pytest.approx([1.5 / 6])
