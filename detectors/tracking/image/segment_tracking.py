"""Tracks in all cameras of a segment: a predictions table in, one with ids out."""

from __future__ import annotations

import dataclasses

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from waymo_kit.boxes import ImageBoxes
from waymo_kit.detectors.tracking.image.tracker import ImageTracker
from waymo_kit.errors import InvalidInputError
from waymo_kit.predictions import BoxKind, boxes_to_predictions, predictions_to_boxes
from waymo_kit.schema import CameraName


def track_images(
    tracker: ImageTracker,
    detections: pa.Table,
    segment: str,
    timestamps_micros: NDArray[np.int64],
    where: str = "detections",
) -> pa.Table:
    """Follows the objects in each camera of a segment.

    Args:
        tracker: Tracker; it is reset before each camera.
        detections: Predictions table (docs/guides/predictions.md) of the segment's 2D boxes, in
            `BoxKind.BOX_2D.schema`.
        segment: Name of the segment.
        timestamps_micros: (F,) int64 ascending times of all frames of the segment, including those
            without detections.
        where: Name of the table in error messages.

    Returns:
        A predictions table with `track_id`: the camera and a number, such as `FRONT-3`, since
        objects are not followed from one camera to another. Masks stay with their detections. Rows
        by time, camera, type and number.

    Raises:
        InvalidInputError: A detection has the time of no frame, or a value is wrong.
    """
    boxes = predictions_to_boxes(detections, segment, BoxKind.BOX_2D)
    times, cameras = boxes.require("timestamps_micros"), boxes.require("cameras")
    places = np.searchsorted(timestamps_micros, times)
    known = np.append(timestamps_micros, -1)[places] == times
    if not known.all():
        raise InvalidInputError(
            f"{where}: segment {segment}: expected timestamps of its {len(timestamps_micros)} "
            f"frames in the data, got {times[known.argmin()]}"
        )
    found: list[tuple[int, int, ImageBoxes]] = []
    for camera in np.unique(cameras).tolist():
        tracker.reset()
        name = CameraName(camera).name
        rows = np.flatnonzero(cameras == camera)
        rows = rows[np.argsort(places[rows], kind="stable")]
        edges = np.searchsorted(places[rows], np.arange(len(timestamps_micros) + 1))
        for frame in range(len(timestamps_micros)):
            try:
                tracks = tracker.update(boxes[rows[edges[frame] : edges[frame + 1]]])
            except InvalidInputError as error:
                raise InvalidInputError(
                    f"{where}: segment {segment} frame {frame} camera {name}: {error}"
                ) from error
            names = np.array([f"{name}-{number}" for number in tracks.require("ids")], object)
            found.append((frame, camera, dataclasses.replace(tracks, ids=names)))
    found.sort(key=lambda one: one[:2])
    joined = ImageBoxes.concatenate(tracks for *_, tracks in found)
    if not len(joined):
        return BoxKind.BOX_2D.schema.empty_table()
    return boxes_to_predictions(joined, segment)
