import numpy as np
import pytest

from tests.evaluation.submission.made_submission import (
    SEGMENTS,
    TIMES,
    lines_of,
    made_objects,
    pack_objects,
)
from waymo_kit.errors import InvalidInputError, NotFoundError
from waymo_kit.evaluation.submission.frames import FrameList, read_frames

WHOLE = FrameList("split", {name: np.array(TIMES) for name in SEGMENTS})


def lines(tmp_path, times, **made):
    path = pack_objects(tmp_path / "a.tar.gz", made_objects(**made))
    return lines_of(path, frames=FrameList("split", times))


def test_the_frames_of_the_split_are_fine(tmp_path):
    assert lines(tmp_path, WHOLE.times) == []


def test_segments_of_another_split_are_named(tmp_path):
    assert lines(tmp_path, {SEGMENTS[0]: np.array(TIMES)}) == [
        f"error: a.tar.gz: 1 of 2 segments are not in split, for example {SEGMENTS[1]}: another "
        "split?"
    ]


def test_segments_without_boxes_are_named(tmp_path):
    assert lines(tmp_path, WHOLE.times, segments=SEGMENTS[1:]) == [
        f"error: a.tar.gz: 1 of 2 segments of split have no box, for example {SEGMENTS[0]}"
    ]


def test_frames_that_are_not_in_the_split_are_an_error(tmp_path):
    times = {**WHOLE.times, SEGMENTS[1]: np.array(TIMES[:1])}
    assert lines(tmp_path, times) == [
        f"error: a.tar.gz: 1 frame not in split, for example segment {SEGMENTS[1]} at "
        f"{TIMES[1]}: boxes there are lost, or count as wrong"
    ]


def test_frames_without_boxes_are_a_warning(tmp_path):
    times = {name: np.array([TIMES[0] - 5, *TIMES]) for name in SEGMENTS}
    assert lines(tmp_path, times) == [
        f"warning: a.tar.gz: 2 frames of split without a box, for example segment {SEGMENTS[0]} at "
        f"{TIMES[0] - 5}"
    ]


def test_frames_of_a_dataset_in_any_form(drive):
    for form in (drive.v1, drive.converted, drive.v2):
        found = read_frames(form)
        assert sorted(found.times) == sorted(drive.segments)
        times = {frame.timestamp_micros for frame in drive.frames}
        assert {int(t) for known in found.times.values() for t in known} == times


def test_frames_of_a_list(tmp_path):
    path = tmp_path / "frames.txt"
    path.write_text("b,20\na,3\nb, 10\n")
    found = read_frames(path)
    assert {name: times.tolist() for name, times in found.times.items()} == {
        "b": [10, 20],
        "a": [3],
    }
    path.write_text("b,20\nsegment b\n")
    with pytest.raises(InvalidInputError, match=r"line 2: expected segment,time, got 'segment b'"):
        read_frames(path)
    with pytest.raises(NotFoundError):
        read_frames(tmp_path / "none.txt")
