"""A segment ready to be scored: predictions and labels as the metrics take them, frames aligned."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from waymo_kit.evaluation.labels import (
    Labels,
    NoLabelZones,
    SegmentTruth,
    joined_strings,
)
from waymo_kit.evaluation.settings import EvalSettings, Task
from waymo_kit.geometry import transform_boxes
from waymo_kit.metrics.no_label_zones import in_no_label_zones
from waymo_kit.metrics.objects import Frames, GroundTruth, Predictions, apply_point_rules
from waymo_kit.predictions import BoxKind
from waymo_kit.predictions.table import box_array
from waymo_kit.schema.predictions import (
    CAMERA,
    OVERLAP_WITH_NLZ,
    SCORE,
    TIMESTAMP,
    TRACK_ID,
    TYPE,
)


@dataclass(frozen=True, eq=False)
class SegmentCase:
    """The predictions and labels of a segment.

    Attributes:
        segment: its name.
        frames: F frames: those of the ground truth, and those that only predictions name.
        predictions: N predictions in the order of their files.
        prediction_ids: (N,) string array, empty for a prediction without a track id.
        ground_truth: M labels that are scored.
        truth_ids: (M,) string array.
    """

    segment: str
    frames: Frames
    predictions: Predictions
    prediction_ids: pa.StringArray
    ground_truth: GroundTruth
    truth_ids: pa.StringArray


def make_case(table: pa.Table, truth: SegmentTruth, settings: EvalSettings) -> SegmentCase:
    """Aligns the predictions of a segment with its labels.

    A frame that only predictions name is scored too, as the official evaluator does: what is
    predicted there are false positives.

    Args:
        table: checked predictions of the segment.
        truth: its ground truth.
        settings: the task and its rules for labels.
    """
    kind = settings.box_kind
    count = table.num_rows
    labels, rows = scored_labels(truth.labels, settings)
    times = table.column(TIMESTAMP).to_numpy()
    cameras = np.zeros(count, np.uint8)
    known_times = truth.timestamp_micros
    if kind is BoxKind.BOX_2D:
        cameras = table.column(CAMERA).to_numpy().astype(np.uint8)
        known_times = np.empty(0, np.int64)
    label_times, label_cameras = truth.labels.timestamp_micros[rows], truth.labels.camera[rows]
    number, frame_times, frame_cameras = _number_frames(
        np.concatenate([times, label_times, known_times]),
        np.concatenate([cameras, label_cameras, np.zeros(len(known_times), np.uint8)]),
    )
    boxes = box_array(table, kind)
    flags = table.column(OVERLAP_WITH_NLZ).fill_null(False).to_numpy()
    if len(truth.zones.polygons) and kind is BoxKind.BOX_3D:
        flags = flags | _in_zones(truth.zones, times, boxes)
    ids = joined_strings(table.column(TRACK_ID))
    truth_ids = truth.labels.id.take(pa.array(rows))
    return SegmentCase(
        segment=truth.segment,
        frames=Frames.from_arrays(
            np.full(len(frame_times), truth.segment),
            frame_times,
            camera=frame_cameras,
            time_of_day=truth.time_of_day,
            location=truth.location,
            weather=truth.weather,
        ),
        predictions=Predictions.from_arrays(
            number[:count],
            boxes,
            table.column(TYPE).to_numpy(),
            table.column(SCORE).to_numpy(),
            in_no_label_zone=flags,
            track=_track_numbers(ids),
        ),
        prediction_ids=ids,
        ground_truth=GroundTruth.from_arrays(
            number[count : count + len(rows)],
            labels.box,
            labels.type,
            detection_difficulty=labels.detection_difficulty,
            tracking_difficulty=labels.tracking_difficulty,
            speed=labels.speed,
            camera=labels.camera,
            track=_track_numbers(truth_ids),
            name=f"ground truth of segment {truth.segment}",
        ),
        truth_ids=truth_ids,
    )


def scored_labels(labels: Labels, settings: EvalSettings) -> tuple[GroundTruth, NDArray[np.int64]]:
    """Picks the labels that a task scores, by the rules of its official tool.

    Detection drops labels without lidar points and fills in missing difficulties from their number.
    LET scores the camera-synced boxes that a camera sees, by the points of the top lidar. Tracking
    and 2D boxes take every label; tracking has no difficulties unless the settings say so.

    Args:
        labels: all labels of a segment.
        settings: `task`, `point_rules` and `tracking_difficulty` are read.

    Returns:
        M labels of one nameless frame, and their (M,) rows.
    """
    rows = np.arange(len(labels.type))
    box, points = labels.box, labels.points
    if settings.task is Task.LET:
        rows = np.flatnonzero((labels.best_camera > 0) & np.isfinite(labels.synced_box).all(axis=1))
        box, points = labels.synced_box, labels.top_points
    tracking_difficulty = labels.tracking_difficulty[rows] * settings.tracking_difficulty
    ground_truth = GroundTruth.from_arrays(
        np.zeros(len(rows), np.int32),
        box[rows],
        labels.type[rows],
        detection_difficulty=labels.detection_difficulty[rows],
        tracking_difficulty=tracking_difficulty,
        speed=labels.speed[rows],
        camera=labels.best_camera[rows],
    )
    if settings.point_rules:
        ground_truth = apply_point_rules(ground_truth, points[rows])
        rows = rows[points[rows] > 0]
    return ground_truth, rows


def _number_frames(
    times: NDArray[np.int64], cameras: NDArray[np.uint8]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.uint8]]:
    """Numbers the frames of N objects by camera and time; also the frames' times and cameras."""
    order = np.lexsort((times, cameras))
    sorted_times, sorted_cameras = times[order], cameras[order]
    starts = np.ones(len(order), np.bool_)
    starts[1:] = (sorted_times[1:] != sorted_times[:-1]) | (
        sorted_cameras[1:] != sorted_cameras[:-1]
    )
    number = np.empty(len(order), np.int64)
    number[order] = np.cumsum(starts) - 1
    return number, sorted_times[starts], sorted_cameras[starts]


def _in_zones(
    zones: NoLabelZones, times: NDArray[np.int64], boxes: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """Which boxes in the vehicle frame overlap a no-label zone of their frame."""
    inside = np.zeros(len(boxes), np.bool_)
    rows = np.flatnonzero(
        np.isin(times, zones.timestamp_micros) & np.isin(times, zones.pose_timestamp_micros)
    )
    frame_times, frame = np.unique(times[rows], return_inverse=True)
    world = np.empty((len(rows), 7))
    poses = zones.world_from_vehicle[np.searchsorted(zones.pose_timestamp_micros, frame_times)]
    for number, pose in enumerate(poses):
        here = frame.reshape(-1) == number
        world[here] = transform_boxes(pose, boxes[rows[here]])
    known = np.flatnonzero(np.isin(zones.timestamp_micros, frame_times))
    inside[rows] = in_no_label_zones(
        world,
        frame.reshape(-1),
        [zones.polygons[k] for k in known],
        np.searchsorted(frame_times, zones.timestamp_micros[known]),
    )
    return inside


def _track_numbers(ids: pa.StringArray) -> NDArray[np.int64]:
    """(N,) number of each id, -1 for an empty one."""
    encoded = ids.dictionary_encode()
    number = encoded.indices.to_numpy().astype(np.int64)
    empty = encoded.dictionary.index("").as_py()
    if empty >= 0:
        number[number == empty] = -1
    return number
