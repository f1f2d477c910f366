import numpy as np
import pytest

from waymo_kit.errors import InvalidInputError
from waymo_kit.metrics import in_no_label_zones

SQUARE = [[0, 0], [10, 0], [10, 10], [0, 10]]


def boxes(*centers, heading=0.0):
    return [[x, y, 0, 4, 2, 1.5, heading] for x, y in centers]


def test_any_overlap_seen_from_above_counts():
    box = boxes((5, 5), (11.9, 5), (12.1, 5), (-30, 5))
    found = in_no_label_zones(box, [0, 0, 0, 0], [SQUARE], [0])
    assert found.tolist() == [True, True, False, False]


def test_heading_matters():
    aside = boxes((5, 11.5))
    assert not in_no_label_zones(aside, [0], [SQUARE], [0]).any()
    assert in_no_label_zones(boxes((5, 11.5), heading=np.pi / 2), [0], [SQUARE], [0]).all()


def test_zones_of_other_frames_do_not_count():
    box, frame = boxes((5, 5), (5, 5), (5, 5)), [2, 0, 1]
    zones = [SQUARE, [[90, 90], [91, 90], [91, 91]], SQUARE]
    assert in_no_label_zones(box, frame, zones, [1, 1, 2]).tolist() == [True, False, True]


def test_zone_with_crossing_sides_and_concave_zone():
    bow = [[0, 0], [10, 10], [10, 0], [0, 10]]
    hook = [[0, 0], [20, 0], [20, 20], [18, 20], [18, 2], [0, 2]]
    assert in_no_label_zones(boxes((8, 5), (5, 20)), [0, 0], [bow], [0]).tolist() == [True, False]
    assert in_no_label_zones(boxes((10, 10), (10, 1)), [0, 0], [hook], [0]).tolist() == [
        False,
        True,
    ]


def test_nothing_to_do():
    assert in_no_label_zones(np.zeros((0, 7)), [], [SQUARE], [0]).shape == (0,)
    assert in_no_label_zones(boxes((1, 1)), [0], [], []).tolist() == [False]


def test_bad_zones_are_named():
    with pytest.raises(InvalidInputError, match=r"K >= 3.*zone 1"):
        in_no_label_zones(boxes((1, 1)), [0], [SQUARE, [[0, 0], [1, 1]]], [0, 0])
    with pytest.raises(InvalidInputError, match="finite corners in zone 0"):
        in_no_label_zones(boxes((1, 1)), [0], [[[0, 0], [1, np.nan], [1, 1]]], [0])
    with pytest.raises(InvalidInputError, match="frames of 1 boxes and 1 zones"):
        in_no_label_zones(boxes((1, 1)), [0, 1], [SQUARE], [0])
