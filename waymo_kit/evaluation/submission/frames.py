"""Reads the frames of a split and compares them with those of a submission."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from waymo_kit.errors import InvalidInputError, count
from waymo_kit.evaluation.submission.problem import Problem, error, warning
from waymo_kit.io import locate
from waymo_kit.scene import open_dataset

_LISTS = (".txt", ".csv")
_MAX_DIGITS = 18
"""Largest number of digits of a time in microseconds that surely fits 64 bits."""
_SHOWN = 80


@dataclass(frozen=True, eq=False)
class FrameList:
    """Lists the frames of a split by segment.

    Attributes:
        where: Name of the source of the list, for messages.
        times: (F,) int64 ascending times of each segment's frames in microseconds.
    """

    where: str
    times: dict[str, NDArray[np.int64]]


def read_frames(path: str | os.PathLike[str]) -> FrameList:
    """Reads the frames of a split.

    Args:
        path: Dataset in any form that `open_dataset` takes, or a text file with lines
            `segment,time`, as the official lists of test frames.

    Raises:
        NotFoundError: The path does not exist.
        InvalidInputError: A line of a text file does not have that form.
    """
    where = str(path)
    if not where.endswith(_LISTS):
        return FrameList(
            where, {scene.name: np.sort(scene.timestamps_micros) for scene in open_dataset(path)}
        )
    times: dict[str, list[int]] = {}
    text = locate(path).read_bytes().decode("utf-8", "replace")
    for number, line in enumerate(text.splitlines(), 1):
        segment, comma, time = (part.strip() for part in line.partition(","))
        if not comma or not time.isdecimal() or len(time) > _MAX_DIGITS:
            got = line if len(line) <= _SHOWN else f"{line[:_SHOWN]}..."
            raise InvalidInputError(f"{where}: line {number}: expected segment,time, got {got!r}")
        times.setdefault(segment, []).append(int(time))
    return FrameList(where, {name: np.unique(found) for name, found in times.items()})


def check_frames(
    found: dict[str, NDArray[np.int64]], expected: FrameList, where: str
) -> Iterator[Problem]:
    """Compares the frames that have boxes with those of the split.

    Args:
        found: (F,) ascending times by segment.
        expected: Frames of the split.
        where: Name of the submission in messages.
    """
    unknown = sorted(found.keys() - expected.times.keys())
    if unknown:
        yield error(
            where,
            f"{len(unknown)} of {len(found)} segments are not in {expected.where}, for example "
            f"{unknown[0]}: another split?",
        )
    lacking = sorted(expected.times.keys() - found.keys())
    if lacking:
        yield error(
            where,
            f"{len(lacking)} of {len(expected.times)} segments of {expected.where} have no box, "
            f"for example {lacking[0]}",
        )
    strange, empty, strange_example, empty_example = 0, 0, "", ""
    for segment in sorted(found.keys() & expected.times.keys()):
        other = np.setdiff1d(found[segment], expected.times[segment])
        without = np.setdiff1d(expected.times[segment], found[segment])
        if len(other) and not strange:
            strange_example = f"segment {segment} at {other[0]}"
        if len(without) and not empty:
            empty_example = f"segment {segment} at {without[0]}"
        strange, empty = strange + len(other), empty + len(without)
    if strange:
        yield error(
            where,
            f"{count(strange, 'frame')} not in {expected.where}, for example {strange_example}: "
            "boxes there are lost, or count as wrong",
        )
    if empty:
        yield warning(
            where,
            f"{count(empty, 'frame')} of {expected.where} without a box, for example "
            f"{empty_example}",
        )
