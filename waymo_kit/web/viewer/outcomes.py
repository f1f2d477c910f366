"""The outcomes of a segment: the pairs that `waymo-kit eval --errors` lists, with more columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from waymo_kit.boxes import Boxes, ImageBoxes
from waymo_kit.errors import InvalidInputError
from waymo_kit.evaluation.case import SegmentCase, distances
from waymo_kit.evaluation.labels import SegmentTruth, no_labels
from waymo_kit.evaluation.listing import field, list_errors, listed_rows
from waymo_kit.evaluation.settings import change_settings
from waymo_kit.evaluation.tasks.boxes import BoxInputs, BoxTask
from waymo_kit.predictions import BoxKind, predictions_to_boxes
from waymo_kit.web.viewer import arrow
from waymo_kit.web.viewer.frame_boxes import frames_of, rows_in_frames

WRONG_HEADING = round(np.pi / 4, 4)
"""Difference in heading in radians from which a true positive counts as turned the wrong way."""

OUTCOMES = ("", "TP", "FP", "FN", "IGNORED")
CAUSES = ("", "background", "localization", "duplicate")
ID_SWITCH, TURNED = 1, 2

_TYPES: dict[str, pa.DataType] = {
    "frame": pa.int32(),
    "camera": pa.int8(),
    "outcome": pa.uint8(),
    "cause": pa.uint8(),
    "flags": pa.uint8(),
    "type": pa.int8(),
    "score": pa.float32(),
    "prediction": pa.int32(),
    "label": pa.int32(),
    "prediction_id": pa.string(),
    "label_id": pa.string(),
    "iou": pa.float32(),
    "heading_error": pa.float32(),
    "difficulty": pa.int8(),
    "range": pa.float32(),
    "num_points": pa.int32(),
    "center_x": pa.float32(),
    "center_y": pa.float32(),
    "center_z": pa.float32(),
}


@dataclass(frozen=True)
class Matching:
    """Rules for matching predictions with labels.

    Attributes:
        cutoff: Minimum score of a prediction that counts.
        iou_thresholds: Minimum IoU of a match for vehicles, pedestrians, signs and cyclists.
        wrong_heading: Difference in heading in radians from which a match counts as turned.
    """

    cutoff: float
    iou_thresholds: tuple[float, ...]
    wrong_heading: float = WRONG_HEADING

    @classmethod
    def of_task(cls, task: BoxTask) -> Matching:
        """Returns the matching that a task's settings ask for."""
        return cls(task.listing_cutoff, tuple(task.matching_config.iou_thresholds))

    def applied(self, task: BoxTask) -> BoxTask:
        """Returns the task with this cutoff and these thresholds.

        Raises:
            InvalidInputError: A value is out of range.
        """
        settings = {
            "listing_cutoff": self.cutoff,
            "iou_thresholds": list(self.iou_thresholds),
        }
        return change_settings(task, settings, "matching")


@dataclass(frozen=True, eq=False)
class Outcomes:
    """The outcomes of a segment, one row for each prediction that counts and for each miss.

    Attributes:
        columns: Arrays by name, as docs/guides/view.md lists them.
        objects: (R,) int64 row of each prediction among those of the case; that of the label for a
            miss.
    """

    columns: dict[str, NDArray[Any]]
    objects: NDArray[np.int64]

    def __len__(self) -> int:
        """Number of rows."""
        return len(self.columns["frame"])

    def encode(self) -> bytes:
        """Returns the rows as an Arrow table."""
        return arrow.stream(self.columns, _TYPES)

    def select(self, rows: NDArray[Any]) -> Outcomes:
        """Returns some of the rows, picked by a mask or by positions."""
        columns = {name: column[rows] for name, column in self.columns.items()}
        return Outcomes(columns, self.objects[rows])


@dataclass(frozen=True, eq=False)
class ScoredSegment:
    """A segment as a task reads it to score it, with the place of each object in its frame.

    Attributes:
        task: The task.
        case: Predictions and scored labels.
        prediction_rows: (N,) row of each prediction among those of its frame.
        truth_rows: (M,) row of each scored label among the labels of its frame, -1 if not known.
        time_of_day: Time of day of the segment, empty where it is not known.
        location: Location of the segment, empty where it is not known.
        weather: Weather of the segment, empty where it is not known.
    """

    task: BoxTask
    case: SegmentCase
    prediction_rows: NDArray[np.int64]
    truth_rows: NDArray[np.int64]
    time_of_day: str
    location: str
    weather: str

    @classmethod
    def read(cls, task: BoxTask, inputs: BoxInputs, segment: str) -> ScoredSegment:
        """Reads a segment.

        Raises:
            NotFoundError: The segment has no labels.
            CorruptDataError: A file does not decode.
            InvalidInputError: A value of the segment is wrong.
        """
        known = inputs.truth.read(segment) if segment in inputs.truth.segments else None
        truth = known or SegmentTruth(segment, np.empty(0, np.int64), no_labels(task.box_kind))
        case, _ = task.read(inputs, segment)
        return cls(
            task,
            case,
            _prediction_rows(task, inputs, segment),
            _truth_rows(case, truth, task.box_kind),
            truth.time_of_day,
            truth.location,
            truth.weather,
        )

    def outcomes(self, matching: Matching) -> Outcomes:
        """Matches the objects and returns the outcome of each.

        Raises:
            InvalidInputError: A cutoff or threshold is out of range.
        """
        task, case = matching.applied(self.task), self.case
        found = task.outcomes(case)
        table = list_errors(case, found, task.matching_config.iou_thresholds, task.box_kind)
        rows, missed = listed_rows(case, found)
        match = found.prediction_match[rows]
        label = np.concatenate([match, missed])
        frame = np.concatenate([case.predictions.frame[rows], case.ground_truth.frame[missed]])
        prediction_ids = _texts(table, "prediction_id")
        label_ids = _texts(table, "label_id")
        outcome = _codes(table, "outcome", OUTCOMES)
        heading_error = _numbers(table, "heading_error")
        is_pair = outcome == OUTCOMES.index("TP")
        flags = is_pair & (heading_error > matching.wrong_heading)
        centers = np.concatenate([case.predictions.box[rows], case.ground_truth.box[missed]])
        is_3d = task.box_kind is BoxKind.BOX_3D
        columns = {
            "frame": frames_of(case.frames.timestamp_micros[frame], case.truth_times),
            "camera": case.frames.camera[frame],
            "outcome": outcome,
            "cause": _codes(table, "cause", CAUSES),
            "flags": flags * TURNED + _switches(frame, is_pair, label_ids, prediction_ids),
            "type": _numbers(table, "type"),
            "score": _numbers(table, "score"),
            "prediction": np.concatenate([self.prediction_rows[rows], np.full(len(missed), -1)]),
            "label": np.append(self.truth_rows, -1)[label],
            "prediction_id": prediction_ids,
            "label_id": label_ids,
            "iou": _numbers(table, "iou"),
            "heading_error": heading_error,
            "difficulty": _numbers(table, "difficulty", 0),
            "range": _numbers(table, "range"),
            "num_points": np.append(case.truth_points, -1)[label],
            "center_x": centers[:, 0],
            "center_y": centers[:, 1],
            "center_z": centers[:, 2] if is_3d else np.zeros(len(centers)),
        }
        typed = {name: _typed(columns[name], kind) for name, kind in _TYPES.items()}
        return Outcomes(typed, np.concatenate([rows, missed]))


def _prediction_rows(task: BoxTask, inputs: BoxInputs, segment: str) -> NDArray[np.int64]:
    """Returns the row of each prediction of a case among all predictions of its frame."""
    boxes: Boxes | ImageBoxes = predictions_to_boxes(
        inputs.predictions.read(segment), segment, task.box_kind
    )
    rows = rows_in_frames(boxes.require("timestamps_micros"))
    if task.within is not None:
        rows = rows[distances(boxes.array) < task.within]
    return rows


def _truth_rows(case: SegmentCase, truth: SegmentTruth, kind: BoxKind) -> NDArray[np.int64]:
    """Returns the row of each scored label among all labels of its frame, by its id there."""
    labels = truth.labels
    times = labels.require("timestamps_micros")
    is_2d = kind is BoxKind.BOX_2D
    cameras = labels.require("cameras") if is_2d else np.zeros(len(labels), np.int8)
    places = dict[tuple[int, int, str], int]()
    keys = zip(times.tolist(), cameras.tolist(), labels.require("ids").tolist(), strict=True)
    for key, row in zip(keys, rows_in_frames(times).tolist(), strict=True):
        places.setdefault(key, row)
    frame = case.ground_truth.frame
    scored = zip(
        case.frames.timestamp_micros[frame].tolist(),
        (case.frames.camera[frame] if is_2d else np.zeros(len(frame), int)).tolist(),
        case.truth_ids.to_pylist(),
        strict=True,
    )
    return np.array([places.get(key, -1) for key in scored], np.int64)


def _switches(
    frame: NDArray[np.int64],
    is_pair: NDArray[np.bool_],
    label_ids: NDArray[np.object_],
    prediction_ids: NDArray[np.object_],
) -> NDArray[np.uint8]:
    """Returns `ID_SWITCH` for each pair whose label was last paired with another track, else 0."""
    rows = np.flatnonzero(is_pair & (label_ids != "") & (prediction_ids != ""))
    _, label = np.unique(label_ids[rows].astype(np.str_), return_inverse=True)
    order = np.lexsort((frame[rows], label.reshape(-1)))
    rows, label = rows[order], label.reshape(-1)[order]
    tracks = prediction_ids[rows]
    changes = (label[1:] == label[:-1]) & (tracks[1:] != tracks[:-1])
    switches = np.zeros(len(frame), np.uint8)
    switches[rows[1:][changes]] = ID_SWITCH
    return switches


def _texts(table: pa.Table, name: str) -> NDArray[np.object_]:
    return np.array([text or "" for text in table.column(field(name)).to_pylist()], object)


def _numbers(table: pa.Table, name: str, default: float | None = None) -> NDArray[Any]:
    """A column as numbers; null is the default, or else not a number."""
    column = table.column(field(name))
    if default is not None:
        column = column.fill_null(default)
    values: NDArray[Any] = column.to_numpy()
    return values


def _codes(table: pa.Table, name: str, known: tuple[str, ...]) -> NDArray[np.uint8]:
    codes = pc.index_in(table.column(field(name)).fill_null(""), pa.array(known))
    if codes.null_count:
        raise InvalidInputError(f"{name}: expected one of {', '.join(known)}")
    return np.asarray(codes.to_numpy(), np.uint8)


def _typed(values: NDArray[Any], kind: pa.DataType) -> NDArray[Any]:
    return values if pa.types.is_string(kind) else values.astype(arrow.numpy_type(kind))
