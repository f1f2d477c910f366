"""Tracks in all cameras of a segment: a predictions table in, one with ids out."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from waymo_kit.boxes import ImageBoxes
from waymo_kit.detectors.tracking.image.tracker import ImageTracker
from waymo_kit.errors import InvalidInputError
from waymo_kit.predictions import BoxKind, make_predictions
from waymo_kit.predictions.table import box_array
from waymo_kit.schema import CameraName
from waymo_kit.schema.predictions import CAMERA, SCORE, TIMESTAMP, TYPE


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
        objects are not followed from one camera to another. Rows by time, camera, type and number.

    Raises:
        InvalidInputError: A detection has the time of no frame, or a value is wrong.
    """
    times, cameras = (detections.column(name).to_numpy() for name in (TIMESTAMP, CAMERA))
    places = np.searchsorted(timestamps_micros, times)
    known = np.append(timestamps_micros, -1)[places] == times
    if not known.all():
        raise InvalidInputError(
            f"{where}: segment {segment}: expected timestamps of its {len(timestamps_micros)} "
            f"frames in the data, got {times[known.argmin()]}"
        )
    boxes = box_array(detections, BoxKind.BOX_2D)
    scores, types = (detections.column(name).to_numpy() for name in (SCORE, TYPE))
    found: list[tuple[int, int, ImageBoxes]] = []
    for camera in np.unique(cameras).tolist():
        tracker.reset()
        rows = np.flatnonzero(cameras == camera)
        rows = rows[np.argsort(places[rows], kind="stable")]
        edges = np.searchsorted(places[rows], np.arange(len(timestamps_micros) + 1))
        for frame in range(len(timestamps_micros)):
            seen = rows[edges[frame] : edges[frame + 1]]
            try:
                tracks = tracker.update(ImageBoxes(boxes[seen], types[seen], scores=scores[seen]))
            except InvalidInputError as error:
                raise InvalidInputError(
                    f"{where}: segment {segment} frame {frame} camera "
                    f"{CameraName(camera).name}: {error}"
                ) from error
            if len(tracks):
                found.append((frame, camera, tracks))
    if not found:
        return BoxKind.BOX_2D.schema.empty_table()
    found.sort(key=lambda one: one[:2])
    counts = [len(tracks) for _, _, tracks in found]
    names = [
        f"{CameraName(camera).name}-{number}"
        for _, camera, tracks in found
        for number in tracks.require("ids")
    ]
    return make_predictions(
        segment,
        np.repeat([timestamps_micros[frame] for frame, _, _ in found], counts),
        np.concatenate([tracks.array for _, _, tracks in found]),
        np.concatenate([tracks.types for _, _, tracks in found]),
        np.concatenate([tracks.require("scores") for _, _, tracks in found]),
        cameras=np.repeat([camera for _, camera, _ in found], counts),
        track_ids=names,
    )
