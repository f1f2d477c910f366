"""Finds out why boxes count as errors, and which errors belong to the same object."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from waymo_kit.evaluation.case import SegmentCase
from waymo_kit.geometry import overlap_matrix, transform_boxes
from waymo_kit.metrics.detection import DetectionConfig
from waymo_kit.metrics.objects import Objects
from waymo_kit.metrics.outcomes import DetectionOutcomes, ObjectOutcome
from waymo_kit.schema import ObjectType

BACKGROUND_IOU = 0.1
"""IoU with labels of its type below which a false positive counts as background."""

_OTHER_TYPE_IOU = 0.3
"""Minimum IoU at which two boxes of different types are taken for the same object."""

_MAX_FRAMES_APART = 3
"""Maximum number of frames between errors without an id that belong together."""

_METERS_A_FRAME = 2.0
"""Maximum distance in meters per frame between errors without an id that belong together."""


def false_positive_causes(
    iou: NDArray[np.float32], types: NDArray[np.uint8], iou_thresholds: Sequence[float]
) -> NDArray[np.str_]:
    """Returns the cause of each false positive.

    Args:
        iou: (N,) float32 largest IoU with a label of the same type.
        types: (N,) uint8 `ObjectType`.
        iou_thresholds: Minimum IoU of a match for vehicles, pedestrians, signs and cyclists.

    Returns:
        (N,) `background`, `localization`, or `duplicate` of a label that another prediction has.
    """
    thresholds = np.array([np.inf, *iou_thresholds], np.float32)
    cause = np.where(iou >= thresholds[types], "duplicate", "localization")
    return np.where(iou < BACKGROUND_IOU, "background", cause)


def false_positive_cause(case: SegmentCase, config: DetectionConfig, row: int, iou: float) -> str:
    """Returns why a prediction is a false positive, in words; `iou` is with labels of its type."""
    kind = case.predictions.type[row]
    needed = config.iou_thresholds[kind - 1]
    other, other_iou = _best(config, case.predictions, row, case.ground_truth, same_type=False)
    if iou < BACKGROUND_IOU and other_iou >= _OTHER_TYPE_IOU:
        return f"wrong type: overlaps a {ObjectType(other).name} label (IoU {other_iou:.2f})"
    if iou < BACKGROUND_IOU:
        return "background: no label of its type is here"
    if np.float32(iou) < np.float32(needed):
        return f"inexact: IoU {iou:.2f} with its label, {needed:g} is needed"
    return "duplicate: another prediction has its label"


def miss_cause(
    case: SegmentCase, outcomes: DetectionOutcomes, config: DetectionConfig, row: int
) -> str:
    """Returns why a label is missed, in words."""
    labels = case.ground_truth
    needed = config.iou_thresholds[labels.type[row] - 1]
    counted = outcomes.prediction != ObjectOutcome.NOT_SCORED
    _, iou = _best(config, labels, row, case.predictions, same_type=True, among=counted)
    other, other_iou = _best(config, labels, row, case.predictions, same_type=False, among=counted)
    if iou >= np.float32(needed):
        return "its prediction matches another label"
    if iou >= BACKGROUND_IOU and iou >= other_iou:
        return f"inexact: best IoU {iou:.2f}, {needed:g} is needed"
    if other_iou >= _OTHER_TYPE_IOU:
        return f"wrong type: predicted as {ObjectType(other).name} (IoU {other_iou:.2f})"
    _, unscored = _best(config, labels, row, case.predictions, same_type=True, among=~counted)
    if unscored >= np.float32(needed):
        return "predicted below the score cutoff only"
    return "nothing is predicted here"


def _best(
    config: DetectionConfig,
    objects: Objects,
    row: int,
    others: Objects,
    *,
    same_type: bool,
    among: NDArray[np.bool_] | None = None,
) -> tuple[int, float]:
    """Returns type and IoU of the most overlapping box of the same type, or of another type."""
    chosen = (others.frame == objects.frame[row]) & (
        (others.type == objects.type[row]) == same_type
    )
    if among is not None:
        chosen &= among
    if not chosen.any():
        return 0, 0.0
    iou = overlap_matrix(objects.box[row : row + 1], others.box[chosen], config.overlap)[0]
    best = int(iou.argmax())
    return int(others.type[chosen][best]), float(iou[best])


def group_rows(
    case: SegmentCase, objects: Objects, ids: pa.StringArray, rows: NDArray[np.int64], limit: int
) -> Iterator[tuple[int, int]]:
    """Yields the first row of each object, and in how many rows the object is.

    Rows belong to the same object if they have the same id, or without ids if they follow each
    other closely in space and time.

    Args:
        case: The segment.
        objects: Predictions or labels.
        ids: Id of each object, empty for none.
        rows: Rows to group, the worst first.
        limit: Maximum number of objects.
    """
    if len(rows) == 0:
        return
    encoded = ids.take(pa.array(rows)).dictionary_encode()
    number, empty = encoded.indices.to_numpy(), encoded.dictionary.index("").as_py()
    frames, places = _frame_numbers(case, objects, rows), _places(case, objects, rows)
    scale = _METERS_A_FRAME if objects.box.shape[1] == 7 else objects.box[rows, 2:].max(axis=1)
    left = np.ones(len(rows), np.bool_)
    for _ in range(limit):
        if not left.any():
            return
        first = int(left.argmax())
        if number[first] != empty:
            same = left & (number == number[first])
        else:
            alike = left & (number == empty) & (objects.type[rows] == objects.type[rows[first]])
            alike &= (
                case.frames.camera[objects.frame[rows]]
                == case.frames.camera[objects.frame[rows[first]]]
            )
            same = _connected(first, alike, frames, places, scale)
        yield int(rows[first]), int(np.count_nonzero(same))
        left &= ~same


def _connected(
    first: int,
    alike: NDArray[np.bool_],
    frames: NDArray[np.int64],
    places: NDArray[np.float64],
    scale: Any,
) -> NDArray[np.bool_]:
    """Returns the rows that a chain of small steps in space and time joins to the first."""
    reach = np.broadcast_to(scale, len(frames))
    found = np.zeros(len(frames), np.bool_)
    found[first] = True
    frontier = [first]
    while frontier:
        row = frontier.pop()
        apart = np.abs(frames - frames[row])
        distance = np.hypot(*(places - places[row]).T)
        near = alike & ~found & (apart > 0) & (apart <= _MAX_FRAMES_APART)
        near &= distance <= reach * apart
        found |= near
        frontier += np.flatnonzero(near).tolist()
    return found


def _frame_numbers(
    case: SegmentCase, objects: Objects, rows: NDArray[np.int64]
) -> NDArray[np.int64]:
    times, number = np.unique(case.frames.timestamp_micros, return_inverse=True)
    del times
    frames: NDArray[np.int64] = number.reshape(-1)[objects.frame[rows]]
    return frames


def _places(case: SegmentCase, objects: Objects, rows: NDArray[np.int64]) -> NDArray[np.float64]:
    """Returns (N, 2) centers: in the world where poses are known, else as the boxes have them."""
    boxes = objects.box[rows]
    poses = dict(
        zip(case.zones.pose_timestamp_micros.tolist(), case.zones.world_from_vehicle, strict=True)
    )
    if boxes.shape[1] == 4 or not poses:
        return boxes[:, :2]
    places: NDArray[np.float64] = boxes[:, :2].copy()
    times = case.frames.timestamp_micros[objects.frame[rows]]
    for time in np.unique(times).tolist():
        if time in poses:
            here = times == time
            places[here] = transform_boxes(poses[time], boxes[here])[:, :2]
    return places
