"""What an evaluation is told to compute, from defaults, a file and the command line."""

from __future__ import annotations

import dataclasses
import enum
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from waymo_kit.errors import InvalidInputError, NotFoundError
from waymo_kit.geometry import Overlap
from waymo_kit.metrics.breakdowns import Breakdown
from waymo_kit.metrics.detection import DETECTION_2D_CONFIG, LET_CONFIG, DetectionConfig
from waymo_kit.metrics.let import Alignment, LongitudinalTolerance
from waymo_kit.metrics.matching import Matcher
from waymo_kit.metrics.tracking import TrackingConfig
from waymo_kit.predictions import BoxKind
from waymo_kit.schema import Difficulty


class Task(enum.Enum):
    """What is scored."""

    DETECTION = "detection"
    DETECTION_2D = "detection-2d"
    LET = "let"
    TRACKING = "tracking"
    CALIBRATION = "calibration"
    SEGMENTATION = "segmentation"
    KEYPOINTS = "keypoints"

    @property
    def scores_boxes(self) -> bool:
        """Whether the predictions are a table of boxes, rather than component tables."""
        return self not in (Task.SEGMENTATION, Task.KEYPOINTS)


BREAKDOWN_NAMES = {
    "type": Breakdown.OBJECT_TYPE,
    "range": Breakdown.RANGE,
    "size": Breakdown.SIZE,
    "velocity": Breakdown.VELOCITY,
    "camera": Breakdown.CAMERA,
    "one_shard": Breakdown.ONE_SHARD,
    "all_but_sign": Breakdown.ALL_BUT_SIGN,
    "time_of_day": Breakdown.TIME_OF_DAY,
    "location": Breakdown.LOCATION,
    "weather": Breakdown.WEATHER,
}
"""Breakdowns by the names that users write."""

_TYPE_AND_RANGE = (Breakdown.OBJECT_TYPE, Breakdown.RANGE)
_BOTH_LEVELS = (Difficulty.LEVEL_1, Difficulty.LEVEL_2)
_OVERLAPS = {"3d": Overlap.IOU_3D, "bev": Overlap.IOU_BEV, "2d": Overlap.IOU_2D}
_MATCHERS = {"hungarian": Matcher.HUNGARIAN, "score_first": Matcher.SCORE_FIRST}
_LEVELS = {"LEVEL_1": Difficulty.LEVEL_1, "LEVEL_2": Difficulty.LEVEL_2}
_ALIGNMENTS = {member.name.lower(): member for member in Alignment}
_TYPE_KEYS = ("vehicle", "pedestrian", "sign", "cyclist")


@dataclass(frozen=True)
class EvalSettings:
    """How predictions are scored; the defaults are the official tools' for the task.

    Attributes:
        task: what is scored.
        breakdowns: how the objects are divided; the result has rows for each.
        levels: difficulties; LEVEL_2 includes LEVEL_1.
        overlap: IoU in 3D, from above, or in images; the last takes 2D boxes.
        iou_thresholds: least IoU of a match for vehicles, pedestrians, signs and cyclists.
        matcher: how detections are paired with labels.
        score_cutoffs: ascending.
        recall_delta: see `DetectionConfig`.
        min_precision: see `DetectionConfig`.
        min_heading_accuracy: see `DetectionConfig`.
        single_precision: see `DetectionConfig`.
        tolerance: of longitudinal errors, for LET.
        point_rules: whether labels without lidar points are dropped, and missing difficulties
            filled in from the number of points.
        tracking_difficulty: whether tracking reads the labels' tracking difficulty. The official
            op does not, so that its LEVEL_1 rows equal those of LEVEL_2; the official C++ tool
            does.
        hota: whether tracking counts HOTA, which takes most of its time.
        bins: score bins of calibration.
        listing_cutoff: score from which the listing of errors, calibration and the plots that come
            of it count predictions.
        within: metres from the vehicle's origin; labels and predictions whose center is as far or
            farther are left out, as by the breakdown by range. None takes all. For 3D boxes.
    """

    task: Task = Task.DETECTION
    breakdowns: tuple[Breakdown, ...] = _TYPE_AND_RANGE
    levels: tuple[Difficulty, ...] = _BOTH_LEVELS
    overlap: Overlap = Overlap.IOU_3D
    iou_thresholds: tuple[float, float, float, float] = (0.7, 0.5, 0.5, 0.5)
    matcher: Matcher = Matcher.HUNGARIAN
    score_cutoffs: tuple[float, ...] = DetectionConfig.score_cutoffs
    recall_delta: float = 0.05
    min_precision: float = 0.0
    min_heading_accuracy: float = -1.0
    single_precision: bool = True
    tolerance: LongitudinalTolerance | None = None
    point_rules: bool = True
    tracking_difficulty: bool = False
    hota: bool = True
    bins: int = 15
    listing_cutoff: float = 0.0
    within: float | None = None

    def __post_init__(self) -> None:
        """Checks the values that the metrics do not check."""
        if self.bins < 1:
            raise InvalidInputError(f"config: expected bins of at least 1, got {self.bins}")
        if not 0 <= self.listing_cutoff <= 1:
            raise InvalidInputError(
                f"config: expected listing_cutoff from 0 to 1, got {self.listing_cutoff}"
            )
        if self.within is not None and not self.within > 0:
            raise InvalidInputError(f"config: expected within above 0, got {self.within}")
        if self.within is not None and self.box_kind is not BoxKind.BOX_3D:
            raise InvalidInputError("config: within is for 3D boxes")
        if self.task is Task.TRACKING:
            self.tracking_config()
        elif self.task.scores_boxes:
            self.detection_config()

    @classmethod
    def for_task(cls, task: Task) -> EvalSettings:
        """The official tools' settings of a task."""
        base = cls(task)
        if task is Task.DETECTION_2D:
            return dataclasses.replace(
                base,
                breakdowns=DETECTION_2D_CONFIG.breakdowns,
                overlap=DETECTION_2D_CONFIG.overlap,
                iou_thresholds=DETECTION_2D_CONFIG.iou_thresholds,
                point_rules=False,
            )
        if task is Task.LET:
            return dataclasses.replace(
                base,
                breakdowns=LET_CONFIG.breakdowns,
                levels=LET_CONFIG.levels,
                iou_thresholds=LET_CONFIG.iou_thresholds,
                tolerance=LET_CONFIG.tolerance,
            )
        return dataclasses.replace(base, point_rules=task is not Task.TRACKING)

    @property
    def box_kind(self) -> BoxKind:
        """What boxes the predictions are."""
        return BoxKind.BOX_2D if self.overlap == Overlap.IOU_2D else BoxKind.BOX_3D

    def detection_config(self) -> DetectionConfig:
        """The part that detection metrics read."""
        return DetectionConfig(
            breakdowns=self.breakdowns,
            levels=self.levels,
            overlap=self.overlap,
            iou_thresholds=self.iou_thresholds,
            matcher=self.matcher,
            score_cutoffs=self.score_cutoffs,
            tolerance=self.tolerance,
            recall_delta=self.recall_delta,
            min_precision=self.min_precision,
            min_heading_accuracy=self.min_heading_accuracy,
            single_precision=self.single_precision,
        )

    def tracking_config(self) -> TrackingConfig:
        """The part that tracking metrics read."""
        return TrackingConfig(
            breakdowns=self.breakdowns,
            levels=self.levels,
            overlap=self.overlap,
            iou_thresholds=self.iou_thresholds,
            score_cutoffs=self.score_cutoffs,
            hota=self.hota,
            single_precision=self.single_precision,
        )

    def to_json(self) -> dict[str, Any]:
        """The settings as a file would have them; `settings_from` takes them back."""
        values: dict[str, Any] = {
            "task": self.task.value,
            "breakdowns": [name for b in self.breakdowns for name in _names(BREAKDOWN_NAMES, b)],
            "levels": [level.name for level in self.levels],
            "overlap": _names(_OVERLAPS, self.overlap)[0],
            "iou_thresholds": dict(zip(_TYPE_KEYS, self.iou_thresholds, strict=True)),
            "matcher": _names(_MATCHERS, self.matcher)[0],
            "score_cutoffs": list(self.score_cutoffs),
        }
        if self.tolerance is not None:
            values["tolerance"] = {
                "sensor": list(self.tolerance.sensor),
                "fraction_of_range": self.tolerance.fraction_of_range,
                "min_tolerance": self.tolerance.min_tolerance,
                "alignment": self.tolerance.alignment.name.lower(),
            }
        for name in (*_PLAIN, "within"):
            values[name] = getattr(self, name)
        return values


_PLAIN = {
    "recall_delta": float,
    "min_precision": float,
    "min_heading_accuracy": float,
    "single_precision": bool,
    "point_rules": bool,
    "tracking_difficulty": bool,
    "hota": bool,
    "bins": int,
    "listing_cutoff": float,
}
"""Settings that a file has as they are, with their types."""


def read_settings(path: Path, task: Task) -> EvalSettings:
    """Reads a YAML or JSON file of settings on top of a task's own.

    Raises:
        NotFoundError: there is no such file.
        InvalidInputError: it is no mapping, or a key or a value is unknown.
    """
    try:
        values = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise NotFoundError(f"{path}: no such file") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        detail = " ".join(str(error).split())
        raise InvalidInputError(f"{path}: neither YAML nor JSON: {detail}") from error
    if not isinstance(values, dict):
        raise InvalidInputError(f"{path}: expected settings by name, got {type(values).__name__}")
    return settings_from(values, task, str(path))


def settings_from(values: Mapping[str, Any], task: Task, where: str) -> EvalSettings:
    """Settings on top of a task's own.

    Args:
        values: settings by name, as a file has them.
        task: what is scored; a `task` among the values must be the same.
        where: what a message calls them, such as their file.

    Raises:
        InvalidInputError: a key or a value is unknown.
    """
    settings = EvalSettings.for_task(task)
    changes: dict[str, Any] = {}
    for name, value in values.items():
        if name == "task":
            _choice(value, {task.value: task}, where, name)
        elif name == "breakdowns":
            changes[name] = _choices(value, BREAKDOWN_NAMES, where, name)
        elif name == "levels":
            changes[name] = _choices(value, _LEVELS, where, name)
        elif name == "overlap":
            changes[name] = _choice(value, _OVERLAPS, where, name)
        elif name == "matcher":
            changes[name] = _choice(value, _MATCHERS, where, name)
        elif name == "iou_thresholds":
            given = _mapping(value, dict.fromkeys(_TYPE_KEYS, float), where, name)
            defaults = dict(zip(_TYPE_KEYS, settings.iou_thresholds, strict=True))
            changes[name] = tuple({**defaults, **given}.values())
        elif name == "score_cutoffs":
            changes[name] = _numbers(value, None, where, name)
        elif name == "tolerance":
            changes[name] = _tolerance(value, settings.tolerance, where)
        elif name == "within":
            changes[name] = None if value is None else _plain(value, float, where, name)
        elif name in _PLAIN:
            changes[name] = _plain(value, _PLAIN[name], where, name)
        else:
            known = ", ".join(field.name for field in dataclasses.fields(EvalSettings))
            raise InvalidInputError(f"{where}: unknown setting {name!r}; known are {known}")
    try:
        return dataclasses.replace(settings, **changes)
    except InvalidInputError as error:
        raise InvalidInputError(f"{where}: {error}") from error


def parse_breakdowns(text: str) -> tuple[Breakdown, ...]:
    """Breakdowns from names separated by commas.

    Raises:
        InvalidInputError: a name is unknown.
    """
    names = [name.strip() for name in text.split(",") if name.strip()]
    return _choices(names, BREAKDOWN_NAMES, "--breakdowns", text)


def _names(known: Mapping[str, Any], value: Any) -> list[str]:
    return [name for name, member in known.items() if member == value]


def _choice(value: Any, known: Mapping[str, Any], where: str, name: str) -> Any:
    if not isinstance(value, str) or value not in known:
        raise InvalidInputError(
            f"{where}: {name}: expected one of {', '.join(known)}, got {value!r}"
        )
    return known[value]


def _choices(value: Any, known: Mapping[str, Any], where: str, name: str) -> tuple[Any, ...]:
    if not isinstance(value, list) or not value:
        raise InvalidInputError(
            f"{where}: {name}: expected a list of {', '.join(known)}, got {value!r}"
        )
    return tuple(_choice(item, known, where, name) for item in value)


def _plain(value: Any, kind: type, where: str, name: str) -> Any:
    is_flag = isinstance(value, bool)
    fits = is_flag if kind is bool else isinstance(value, (int, kind)) and not is_flag
    if not fits:
        raise InvalidInputError(f"{where}: {name}: expected {kind.__name__}, got {value!r}")
    return kind(value)


def _numbers(value: Any, count: int | None, where: str, name: str) -> tuple[float, ...]:
    if not isinstance(value, list) or (count is not None and len(value) != count):
        wanted = "a list of" if count is None else f"{count}"
        raise InvalidInputError(f"{where}: {name}: expected {wanted} numbers, got {value!r}")
    return tuple(_plain(item, float, where, name) for item in value)


def _mapping(value: Any, known: Mapping[str, type], where: str, name: str) -> dict[str, Any]:
    if not isinstance(value, dict) or not value.keys() <= known.keys():
        raise InvalidInputError(
            f"{where}: {name}: expected values for some of {', '.join(known)}, got {value!r}"
        )
    return {key: _plain(item, known[key], where, f"{name}.{key}") for key, item in value.items()}


def _tolerance(
    value: Any, base: LongitudinalTolerance | None, where: str
) -> LongitudinalTolerance | None:
    if value is None:
        return None
    if not isinstance(value, dict):
        raise InvalidInputError(f"{where}: tolerance: expected settings, got {value!r}")
    rest = dict(value)
    changes: dict[str, Any] = {}
    if "alignment" in rest:
        changes["alignment"] = _choice(
            rest.pop("alignment"), _ALIGNMENTS, where, "tolerance.alignment"
        )
    if "sensor" in rest:
        changes["sensor"] = _numbers(rest.pop("sensor"), 3, where, "tolerance.sensor")
    known = {"fraction_of_range": float, "min_tolerance": float}
    changes.update(_mapping(rest, known, where, "tolerance"))
    return dataclasses.replace(base or LongitudinalTolerance(), **changes)
