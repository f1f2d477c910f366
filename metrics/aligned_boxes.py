"""Boxes of a segment as the metrics take them."""

from __future__ import annotations

from typing import TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from waymo_kit.boxes import Boxes, ImageBoxes

from .objects import Frames, GroundTruth, Predictions, apply_point_rules, number_frames

_Boxes = TypeVar("_Boxes", Boxes, ImageBoxes)


def align_boxes(
    predicted: _Boxes,
    labeled: _Boxes,
    timestamps_micros: ArrayLike = (),
    *,
    segment: str = "",
    point_rules: bool = False,
) -> tuple[Predictions, GroundTruth, Frames]:
    """Numbers the frames of predicted and of labeled boxes of a segment.

    What it returns is what `evaluate_detections`, `evaluate_tracks` and the `update` methods of the
    metrics take. No-label zones are not considered; `waymo_kit.evaluation` does that.

    Args:
        predicted: N detections or tracks with scores and times; `ids` are their tracks.
        labeled: M labels with times, in the same frames of reference; `ids` are their tracks.
        timestamps_micros: (F,) int64 times of all frames, so that those without any box count, too.
            Defaults to none. 2D boxes do not need it: an image without boxes counts for nothing.
        segment: Name of the segment.
        point_rules: Whether to drop labels without lidar points and to fill in missing
            difficulties, as official 3D detection metrics do. Defaults to False, as official
            tracking metrics have it.

    Raises:
        InvalidInputError: A column is missing, or a value is out of range.
    """
    keys = [
        (np.full(len(boxes), segment), boxes.require("timestamps_micros"), _image_cameras(boxes))
        for boxes in (predicted, labeled)
    ]
    if isinstance(labeled, Boxes):
        times = np.atleast_1d(np.asarray(timestamps_micros, np.int64))
        keys.append((np.full(len(times), segment), times, np.zeros(len(times), np.int8)))
    frames, (frame, label_frame, *_) = number_frames(*keys)
    predictions = Predictions.from_arrays(
        frame,
        predicted.array,
        predicted.types,
        predicted.require("scores"),
        track=_track_numbers(predicted.ids, len(predicted)),
    )
    ground_truth = GroundTruth.from_arrays(
        label_frame,
        labeled.array,
        labeled.types,
        detection_difficulty=_or_zero(labeled.difficulties),
        tracking_difficulty=_or_zero(labeled.tracking_difficulties),
        speed=_world_speeds(labeled),
        camera=_or_zero(labeled.cameras) if isinstance(labeled, Boxes) else 0,
        track=_track_numbers(labeled.ids, len(labeled)),
    )
    if point_rules:
        ground_truth = apply_point_rules(ground_truth, labeled.require("num_points"))
    return predictions, ground_truth, frames


def _image_cameras(boxes: Boxes | ImageBoxes) -> NDArray[np.int8]:
    """(N,) camera of the image in which each box lies, 0 for 3D boxes."""
    if isinstance(boxes, ImageBoxes):
        return boxes.require("cameras")
    return np.zeros(len(boxes), np.int8)


def _or_zero(column: NDArray[np.int8] | None) -> ArrayLike:
    return 0 if column is None else column


def _world_speeds(boxes: Boxes | ImageBoxes) -> ArrayLike:
    speeds = boxes.velocities_world if isinstance(boxes, Boxes) else None
    return 0.0 if speeds is None else np.nan_to_num(speeds[:, :2])


def _track_numbers(ids: NDArray[np.object_] | None, count: int) -> NDArray[np.int64]:
    """(N,) number of each id; -1 for a box without one."""
    numbers = np.full(count, -1, np.int64)
    if ids is not None and count:
        names = ids.astype(np.str_)
        known = names != ""
        numbers[known] = np.unique(names[known], return_inverse=True)[1]
    return numbers
