"""Names of lasers, cameras, object types and difficulty levels, with Waymo's own numbers.

The numbers are those of the protos `LaserName`, `CameraName`, `Label.Type` and
`Label.DifficultyLevel`, and of the integer columns of the component tables.
"""

from __future__ import annotations

import enum
import re
from typing import TypeVar

from waymo_kit.errors import NotFoundError


class LaserName(enum.IntEnum):
    """The five lidars."""

    UNKNOWN = 0
    TOP = 1
    FRONT = 2
    SIDE_LEFT = 3
    SIDE_RIGHT = 4
    REAR = 5


class CameraName(enum.IntEnum):
    """The cameras; the perception dataset has the first five."""

    UNKNOWN = 0
    FRONT = 1
    FRONT_LEFT = 2
    FRONT_RIGHT = 3
    SIDE_LEFT = 4
    SIDE_RIGHT = 5
    REAR_LEFT = 6
    REAR = 7
    REAR_RIGHT = 8


class ObjectType(enum.IntEnum):
    """The types of labeled objects."""

    UNKNOWN = 0
    VEHICLE = 1
    PEDESTRIAN = 2
    SIGN = 3
    CYCLIST = 4


class Difficulty(enum.IntEnum):
    """Difficulty of a label; UNKNOWN means that the label does not say."""

    UNKNOWN = 0
    LEVEL_1 = 1
    LEVEL_2 = 2


_Enum = TypeVar("_Enum", bound=enum.IntEnum)


def parse_name(kind: type[_Enum], value: str | int) -> _Enum:
    """Looks up a member of one of the enums above.

    Args:
        kind: The enum, for example `LaserName`.
        value: A member, its number, or its name in any case.

    Raises:
        NotFoundError: There is no such member; the message lists those there are.
    """
    try:
        return kind[value.upper().removeprefix("TYPE_")] if isinstance(value, str) else kind(value)
    except (KeyError, ValueError):
        known = ", ".join(member.name for member in kind if member.value)
        raise NotFoundError(f"no {kind.__name__} {value!r}; known are {known}") from None


SEGMENT_CONTEXT = ("location", "time_of_day", "weather")
"""Fields of the stats of a segment that say where and when it was recorded."""

_SEGMENT_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,199}")


def is_segment_name(name: str) -> bool:
    """Returns whether a text can be the name of a segment.

    Names of segments are names of files, so they have up to 200 letters, digits, `.`, `_` and `-`
    and begin with a letter or a digit. Check every name that comes from a file before it becomes
    part of a path.
    """
    return _SEGMENT_NAME.fullmatch(name) is not None
