"""Reads the parameters of requests: each is checked, and a wrong one is named."""

from __future__ import annotations

import math
from collections.abc import Mapping

from waymo_kit.errors import InvalidInputError
from waymo_kit.evaluation.tasks.boxes import BoxTask
from waymo_kit.schema import SEGMENT_CONTEXT
from waymo_kit.web.viewer.error_list import ErrorQuery
from waymo_kit.web.viewer.outcomes import Matching

MAX_PAGE = 1000
"""Maximum number of errors or cards in one answer."""

_Values = Mapping[str, str]


def integer(values: _Values, name: str, default: int, low: int = 0, high: int = 2**31 - 1) -> int:
    """Returns a parameter that is a whole number.

    Raises:
        InvalidInputError: The parameter is no number, or out of range.
    """
    text = values.get(name)
    if text is None:
        return default
    try:
        number = int(text)
    except ValueError:
        number = low - 1
    if not low <= number <= high:
        raise InvalidInputError(
            f"{name}: expected a whole number from {low} to {high}, got {text!r}"
        )
    return number


def real(values: _Values, name: str, default: float) -> float:
    """Returns a parameter that is a finite number of at least 0.

    Raises:
        InvalidInputError: The parameter is no such number.
    """
    text = values.get(name)
    if text is None:
        return default
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not 0 <= number < math.inf:
        raise InvalidInputError(f"{name}: expected a number of at least 0, got {text!r}")
    return number


def words(values: _Values, name: str) -> tuple[str, ...] | None:
    """Returns a parameter of words between commas, None if it is not given."""
    text = values.get(name)
    return None if text is None else tuple(word for word in text.split(",") if word)


def matching(values: _Values, task: BoxTask) -> Matching:
    """Returns the rules for matching from `cutoff`, `iou` and `heading`; the task has the defaults.

    Raises:
        InvalidInputError: A value is no number, or out of range.
    """
    default = Matching.of_task(task)
    thresholds = default.iou_thresholds
    given = words(values, "iou")
    if given is not None:
        numbers = [real({"iou": word}, "iou", 0.0) for word in given]
        if len(numbers) != len(thresholds):
            raise InvalidInputError(
                f"iou: expected {len(thresholds)} numbers between commas, got {len(numbers)}"
            )
        thresholds = tuple(numbers)
    found = Matching(
        real(values, "cutoff", default.cutoff),
        thresholds,
        real(values, "heading", default.wrong_heading),
    )
    found.applied(task)  # refuses what is out of range
    return found


def error_query(values: _Values, kinds: tuple[str, ...]) -> ErrorQuery:
    """Returns the filter and order of a list of errors.

    Args:
        values: Parameters of the request.
        kinds: Kinds to list by default.

    Raises:
        InvalidInputError: A value is wrong.
    """
    types = words(values, "types")
    return ErrorQuery(
        kinds=words(values, "kinds") or kinds,
        types=None if types is None else tuple(integer({"types": t}, "types", 0) for t in types),
        min_range=real(values, "min_range", 0.0),
        max_range=real(values, "max_range", math.inf),
        segment=values.get("segment"),
        context={name: values[name] for name in SEGMENT_CONTEXT if name in values},
        sort=values.get("sort", "worst"),
        offset=integer(values, "offset", 0),
        limit=integer(values, "limit", 100, 1, MAX_PAGE),
    )
