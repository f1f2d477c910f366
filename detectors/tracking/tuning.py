"""A search for the few settings of a tracker that depend on the scores and boxes of a detector.

The search goes through the settings one by one and takes the best value of each, twice (coordinate
descent). Nothing is random. Classes are never matched with each other, so one run of the tracker
tries a value for each class, and each class takes its own best.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from waymo_kit.detectors.tracking.methods import GreedyMethod, KalmanMethod, TwoStageMethod
from waymo_kit.errors import InvalidInputError
from waymo_kit.schema import ObjectType

CLASSES = {
    "vehicle": ObjectType.VEHICLE,
    "pedestrian": ObjectType.PEDESTRIAN,
    "sign": ObjectType.SIGN,
    "cyclist": ObjectType.CYCLIST,
}
"""Classes of `PerClass` and their types."""

SWEEPS = 2
"""Maximum number of times that the search goes through all settings."""

MAX_PASSES = 1 + SWEEPS * 7
"""Maximum number of calls of `Score` by `tune` with the settings of `tracker_settings`."""

_QUANTILES = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
"""Shares of a class's detections below the score cutoffs that are tried."""

Score = Callable[[Sequence[Any]], NDArray[np.float64]]
"""Maps K tracking methods to figures (K, 5) by `ObjectType`, higher is better, NaN for no objects.
"""


@dataclass(frozen=True)
class Setting:
    """A setting of each class that the search changes.

    Attributes:
        name: Name of the setting in reports.
        field: Field of the tracking method that has it.
        values: Values to try, in this order, by class.
        get: Function from the field's value of a class to that of the setting.
        change: Function from the field's value of a class and a new value to the changed one.
    """

    name: str
    field: str
    values: Mapping[str, Sequence[float]]
    get: Callable[[Any], float]
    change: Callable[[Any, float], Any]


def tune(
    method: Any, settings: Sequence[Setting], score: Score, sweeps: int = SWEEPS
) -> tuple[Any, NDArray[np.float64]]:
    """Searches for the settings with the best figure of each class.

    A class keeps its value where no other one is better, and the first of equally good ones. The
    search ends early after a sweep that changed nothing.

    Args:
        method: Tracking method to begin with.
        settings: Settings to change, in this order.
        score: Function that scores tracking methods.
        sweeps: Maximum number of times that the search goes through all settings.

    Returns:
        The tuned method, and the (5,) figures that its classes had when they took their last value.
    """
    (best,) = score([method])
    for _ in range(sweeps):
        before = method
        for setting in settings:
            method, best = _take_best(method, setting, score, best)
        if method == before:
            break
    return method, best


def _take_best(
    method: Any, setting: Setting, score: Score, best: NDArray[np.float64]
) -> tuple[Any, NDArray[np.float64]]:
    """Returns the method with the best values of a setting, and the figures of each type."""
    current = getattr(method, setting.field)
    tried = {}
    for name in CLASSES:
        one = getattr(current, name)
        changed = [setting.change(one, value) for value in setting.values[name]]
        tried[name] = [each for each in changed if each != one]
    runs = max(map(len, tried.values()))
    if runs == 0:
        return method, best
    candidates = []
    for run in range(runs):
        here = {name: each[run] for name, each in tried.items() if run < len(each)}
        changed = dataclasses.replace(current, **here)
        candidates.append(dataclasses.replace(method, **{setting.field: changed}))
    figures = score(candidates)
    chosen, best = {}, best.copy()
    for name, kind in CLASSES.items():
        for run, value in enumerate(tried[name]):
            if figures[run, kind] > best[kind]:
                chosen[name], best[kind] = value, figures[run, kind]
    changed = dataclasses.replace(current, **chosen)
    return dataclasses.replace(method, **{setting.field: changed}), best


def tracker_settings(
    method: Any, scores: ArrayLike, object_types: ArrayLike
) -> tuple[Setting, ...]:
    """Returns the settings that are tuned: score cutoffs, the gate, hits and ages.

    Score cutoffs are quantiles of the scores of each class, so that any scale of scores will do.

    Args:
        method: `KalmanMethod`, `GreedyMethod` or `TwoStageMethod`.
        scores: (N,) scores of the detections.
        object_types: (N,) int types of the detections.

    Raises:
        InvalidInputError: The method is another one.
    """
    values, types = np.asarray(scores, np.float64), np.asarray(object_types)
    levels = {}
    for name, kind in CLASSES.items():
        mine = values[types == kind]
        cutoffs = np.quantile(mine, _QUANTILES) if len(mine) else np.empty(0)
        levels[name] = np.unique(np.floor(cutoffs * 1e4) / 1e4).tolist()
    return (
        Setting(
            "min_score",
            "management",
            levels,
            lambda one: float(one.min_score),
            lambda one, value: dataclasses.replace(
                one, min_score=value, new_track_score=max(value, one.new_track_score)
            ),
        ),
        _managed("new_track_score", levels),
        _managed("confirm_score", levels),
        _gate(method),
        _managed("min_hits", dict.fromkeys(CLASSES, (1, 2, 3, 4))),
        _managed("max_coast", dict.fromkeys(CLASSES, (0.0, 0.2, 0.5, 1.0))),
        _managed("max_age", dict.fromkeys(CLASSES, (0.5, 1.0, 2.0, 3.0, 5.0))),
    )


def _managed(name: str, values: Mapping[str, Sequence[float]]) -> Setting:
    """Returns a field of `TrackManagementConfig` as a setting."""
    return Setting(
        name,
        "management",
        values,
        lambda one: float(getattr(one, name)),
        lambda one, value: dataclasses.replace(one, **{name: value}),
    )


def _gate(method: Any) -> Setting:
    """Returns the setting that says how far a detection may be from its track."""
    if isinstance(method, GreedyMethod):
        field = "max_distance"
        now = {name: getattr(method.max_distance, name).distance for name in CLASSES}
        factors = (0.25, 0.4, 0.6, 1.5, 2.5)
        return Setting(
            field,
            field,
            {name: [round(factor * now[name], 3) for factor in factors] for name in CLASSES},
            lambda one: float(one.distance),
            lambda one, value: dataclasses.replace(one, distance=value),
        )
    if isinstance(method, KalmanMethod):
        field, values = "min_iou", (0.01, 0.02, 0.05, 0.1, 0.2, 0.3)
    elif isinstance(method, TwoStageMethod):
        field, values = "min_giou", (-0.8, -0.6, -0.4, -0.2, 0.0, 0.1)
    else:
        raise InvalidInputError(f"expected a tracker of 3D boxes, got {type(method).__name__}")
    return Setting(field, field, dict.fromkeys(CLASSES, values), float, lambda one, value: value)
