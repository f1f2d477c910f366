"""Lists the outcome of every prediction and every miss as an Arrow table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from waymo_kit.evaluation.case import SegmentCase, distances
from waymo_kit.evaluation.causes import false_positive_causes
from waymo_kit.evaluation.labels import SEGMENT, TIMESTAMP
from waymo_kit.metrics.objects import Objects
from waymo_kit.metrics.outcomes import DetectionOutcomes, ObjectOutcome
from waymo_kit.schema.predictions import CAMERA, BoxKind

_NAMES = {
    ObjectOutcome.TRUE_POSITIVE: "TP",
    ObjectOutcome.FALSE_POSITIVE: "FP",
    ObjectOutcome.FALSE_NEGATIVE: "FN",
    ObjectOutcome.IGNORED: "IGNORED",
}
_BOX_FIELDS = ("center.x", "center.y", "center.z", "size.x", "size.y", "size.z", "heading")


def field(name: str) -> str:
    """Returns the full name of a value column of the listing."""
    return f"[EvaluationErrorComponent].{name}"


def listing_schema(kind: BoxKind) -> pa.Schema:
    """Returns the schema of the listing; `docs/guides/eval.md` describes its columns."""
    box = _box_fields(kind)
    return pa.schema(
        [
            (SEGMENT, pa.string()),
            (TIMESTAMP, pa.int64()),
            *([(CAMERA, pa.int8())] if kind is BoxKind.BOX_2D else []),
            (field("outcome"), pa.string()),
            (field("cause"), pa.string()),
            (field("type"), pa.int8()),
            (field("score"), pa.float32()),
            (field("prediction_id"), pa.string()),
            (field("label_id"), pa.string()),
            (field("iou"), pa.float32()),
            (field("heading_error"), pa.float64()),
            (field("difficulty"), pa.int8()),
            (field("range"), pa.float64()),
            *[(field(f"box.{name}"), pa.float64()) for name in box],
        ]
    )


def list_errors(
    case: SegmentCase, outcomes: DetectionOutcomes, iou_thresholds: Sequence[float], kind: BoxKind
) -> pa.Table:
    """Returns the listing of a segment: predictions sorted by frame, then misses by frame.

    Args:
        case: The segment.
        outcomes: Outcomes of the predictions and labels of the segment.
        iou_thresholds: Minimum IoU of a match for vehicles, pedestrians, signs and cyclists.
        kind: Kind of the boxes.

    Returns:
        A table with the columns of `listing_schema`.
    """
    predictions, labels = case.predictions, case.ground_truth
    rows, missed = listed_rows(case, outcomes)
    match = outcomes.prediction_match[rows]
    found = match >= 0
    iou = outcomes.prediction_iou[rows]
    cause = false_positive_causes(iou, predictions.type[rows], iou_thresholds)
    names = np.array([_NAMES.get(ObjectOutcome(k), "") for k in range(len(ObjectOutcome))])
    label_ids = case.truth_ids.take(pa.array(np.where(found, match, 0), mask=~found))
    upper = {
        field("outcome"): pa.array(names[outcomes.prediction[rows]].tolist(), pa.string()),
        field("cause"): pa.array(
            cause, pa.string(), mask=outcomes.prediction[rows] != ObjectOutcome.FALSE_POSITIVE
        ),
        field("score"): pa.array(predictions.score[rows]),
        field("prediction_id"): case.prediction_ids.take(pa.array(rows)),
        field("label_id"): label_ids,
        field("iou"): pa.array(iou),
        field("heading_error"): pa.array(outcomes.heading_error[rows], mask=~found),
        field("difficulty"): pa.array(
            _at(labels.detection_difficulty, match).astype(np.int8), mask=~found
        ),
    }
    count = len(missed)
    lower = {
        field("outcome"): pa.array(["FN"] * count, pa.string()),
        field("cause"): pa.nulls(count, pa.string()),
        field("score"): pa.nulls(count, pa.float32()),
        field("prediction_id"): pa.nulls(count, pa.string()),
        field("label_id"): case.truth_ids.take(pa.array(missed)),
        field("iou"): pa.nulls(count, pa.float32()),
        field("heading_error"): pa.nulls(count, pa.float64()),
        field("difficulty"): pa.array(labels.detection_difficulty[missed].astype(np.int8)),
    }
    parts = [
        pa.table({**_common(case, objects, chosen, kind), **columns}).select(
            listing_schema(kind).names
        )
        for objects, chosen, columns in ((predictions, rows, upper), (labels, missed, lower))
    ]
    return pa.concat_tables(parts).cast(listing_schema(kind))


def listed_rows(
    case: SegmentCase, outcomes: DetectionOutcomes
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Returns which objects the listing of a segment has, in its order.

    Args:
        case: The segment.
        outcomes: Outcomes of the predictions and labels of the segment.

    Returns:
        Rows of `case.predictions` that are scored, by frame, and rows of `case.ground_truth` that
        are missed, by frame; the listing has the former, then the latter.
    """
    rows = np.flatnonzero(outcomes.prediction != ObjectOutcome.NOT_SCORED)
    missed = np.flatnonzero(outcomes.truth == ObjectOutcome.FALSE_NEGATIVE)
    return (
        rows[np.argsort(case.predictions.frame[rows], kind="stable")],
        missed[np.argsort(case.ground_truth.frame[missed], kind="stable")],
    )


def _box_fields(kind: BoxKind) -> tuple[str, ...]:
    if kind is BoxKind.BOX_3D:
        return _BOX_FIELDS
    return tuple(name for name in _BOX_FIELDS if name[-1] in "xy")


def _common(
    case: SegmentCase, objects: Objects, rows: NDArray[np.int64], kind: BoxKind
) -> dict[str, pa.Array]:
    frame = objects.frame[rows]
    columns = {
        SEGMENT: pa.array([case.segment] * len(rows), pa.string()),
        TIMESTAMP: pa.array(case.frames.timestamp_micros[frame]),
        field("type"): pa.array(objects.type[rows].astype(np.int8)),
        field("range"): pa.array(distances(objects.box[rows])),
    }
    if kind is BoxKind.BOX_2D:
        columns[CAMERA] = pa.array(case.frames.camera[frame].astype(np.int8))
    for k, name in enumerate(_box_fields(kind)):
        columns[field(f"box.{name}")] = pa.array(objects.box[rows, k])
    return columns


def _at(values: NDArray[Any], rows: NDArray[np.int64]) -> NDArray[Any]:
    """Returns the values of some rows; for row -1, a value that the caller masks."""
    return np.append(values, values.dtype.type(0))[rows]
