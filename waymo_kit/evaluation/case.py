"""Prepares a segment for the metrics: aligns the frames of predictions and labels."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from waymo_kit.boxes import Boxes
from waymo_kit.evaluation.labels import NO_ZONES, NoLabelZones, SegmentTruth, joined_strings
from waymo_kit.geometry import transform_boxes
from waymo_kit.metrics.no_label_zones import in_no_label_zones
from waymo_kit.metrics.objects import Frames, GroundTruth, Predictions, apply_point_rules
from waymo_kit.schema.predictions import (
    CAMERA,
    OVERLAP_WITH_NLZ,
    SCORE,
    TIMESTAMP,
    TRACK_ID,
    TYPE,
    BoxKind,
)


@dataclass(frozen=True, eq=False)
class SegmentCase:
    """Holds the predictions and scored labels of a segment, in the form that the metrics take.

    Attributes:
        segment: Name of the segment.
        frames: F frames: those of the ground truth, and those that only predictions name.
        predictions: N predictions in the order of their files.
        prediction_ids: (N,) string array, empty for a prediction without a track id.
        ground_truth: M labels that are scored.
        truth_ids: (M,) string array, ids of the labels.
        truth_points: (M,) int64 lidar points in each label's box, -1 where they are not known.
        truth_times: (T,) int64 times of the frames of the ground truth, ascending.
        zones: No-label zones and vehicle poses.
    """

    segment: str
    frames: Frames
    predictions: Predictions
    prediction_ids: pa.StringArray
    ground_truth: GroundTruth
    truth_ids: pa.StringArray
    truth_points: NDArray[np.int64]
    truth_times: NDArray[np.int64]
    zones: NoLabelZones = NO_ZONES

    @property
    def prediction_times(self) -> NDArray[np.int64]:
        """(N,) int64 timestamp of the frame of each prediction, in microseconds."""
        times: NDArray[np.int64] = self.frames.timestamp_micros[self.predictions.frame]
        return times


def make_case(
    table: pa.Table, boxes: NDArray[np.float64], truth: SegmentTruth, kind: BoxKind
) -> SegmentCase:
    """Aligns the predictions of a segment with its labels.

    A frame that only predictions name is scored too, as the official evaluator does: its
    predictions are false positives.

    Args:
        table: Checked predictions of the segment, N rows.
        boxes: (N, 7) or (N, 4) boxes of the predictions.
        truth: Ground truth of the segment, whose M labels are scored.
        kind: Kind of the boxes.
    """
    count, labels = table.num_rows, truth.labels
    times = table.column(TIMESTAMP).to_numpy()
    cameras, label_cameras = np.zeros(count, np.uint8), np.zeros(len(labels), np.uint8)
    known_times = truth.timestamp_micros
    if kind is BoxKind.BOX_2D:
        cameras = table.column(CAMERA).to_numpy().astype(np.uint8)
        label_cameras = labels.require("cameras").astype(np.uint8)
        known_times = np.empty(0, np.int64)
    number, frame_times, frame_cameras = _number_frames(
        np.concatenate([times, labels.require("timestamps_micros"), known_times]),
        np.concatenate([cameras, label_cameras, np.zeros(len(known_times), np.uint8)]),
    )
    flags = table.column(OVERLAP_WITH_NLZ).fill_null(False).to_numpy()
    if len(truth.zones.polygons) and kind is BoxKind.BOX_3D:
        flags = flags | _in_zones(truth.zones, times, boxes)
    ids = joined_strings(table.column(TRACK_ID))
    truth_ids = pa.array(labels.require("ids"), pa.string())
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
            name=f"predictions of segment {truth.segment}",
        ),
        prediction_ids=ids,
        ground_truth=GroundTruth.from_arrays(
            number[count : count + len(labels)],
            labels.array,
            labels.types,
            detection_difficulty=labels.require("difficulties"),
            tracking_difficulty=labels.require("tracking_difficulties"),
            speed=truth.speeds if len(truth.speeds) else 0.0,
            camera=labels.require("cameras") if kind is BoxKind.BOX_3D else 0,
            track=_track_numbers(truth_ids),
            name=f"ground truth of segment {truth.segment}",
        ),
        truth_ids=truth_ids,
        truth_points=labels.num_points
        if isinstance(labels, Boxes) and labels.num_points is not None
        else np.full(len(labels), -1),
        truth_times=truth.timestamp_micros,
        zones=truth.zones,
    )


def with_point_rules(case: SegmentCase, points: NDArray[np.int64]) -> SegmentCase:
    """Drops labels without lidar points and fills in missing difficulties from their number.

    Args:
        case: The segment, M labels.
        points: (M,) lidar points in each label's box.
    """
    return dataclasses.replace(
        case,
        ground_truth=apply_point_rules(case.ground_truth, points),
        truth_ids=case.truth_ids.filter(pa.array(points > 0)),
        truth_points=case.truth_points[points > 0],
    )


def _number_frames(
    times: NDArray[np.int64], cameras: NDArray[np.uint8]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.uint8]]:
    """Numbers the frames of N objects by camera and time.

    Returns:
        (N,) number of each object's frame, (F,) times and (F,) cameras of the frames.
    """
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
    """Returns which boxes in the vehicle frame overlap a no-label zone of their frame."""
    inside = np.zeros(len(boxes), np.bool_)
    frame_times, frame = np.unique(times, return_inverse=True)
    has_zones = np.isin(frame_times, zones.timestamp_micros)
    has_zones &= np.isin(frame_times, zones.pose_timestamp_micros)
    rows = np.flatnonzero(has_zones[frame])
    if not len(rows):
        return inside
    pose = np.searchsorted(zones.pose_timestamp_micros, frame_times[frame[rows]])
    used = np.flatnonzero(np.isin(zones.timestamp_micros, frame_times[has_zones]))
    inside[rows] = in_no_label_zones(
        transform_boxes(zones.world_from_vehicle[pose], boxes[rows]),
        frame[rows],
        [zones.polygons[number] for number in used],
        np.searchsorted(frame_times, zones.timestamp_micros[used]),
    )
    return inside


def _track_numbers(ids: pa.StringArray) -> NDArray[np.int64]:
    """Returns the (N,) number of each id, -1 for an empty one."""
    encoded = ids.dictionary_encode()
    number: NDArray[np.int64] = encoded.indices.to_numpy().astype(np.int64)
    empty = encoded.dictionary.index("").as_py()
    if empty >= 0:
        number[number == empty] = -1
    return number


def distances(boxes: NDArray[np.float64]) -> NDArray[np.float64]:
    """Returns the (N,) distance of 3D centers from the vehicle's origin, as in the official ranges.

    Args:
        boxes: (N, 7), or (N, 4) image boxes, whose distances are 0.
    """
    if boxes.shape[1] == 4:
        return np.zeros(len(boxes))
    distance: NDArray[np.float64] = np.sqrt((boxes[:, :3] ** 2).sum(axis=1))
    return distance
