"""Boxes of a frame and tracks of a segment as Arrow tables.

A box is named by its source (-1 for labels, else the number of a model) and by its row: its
position among the boxes that its source has in the frame.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from waymo_kit.boxes import Boxes, ImageBoxes
from waymo_kit.geometry import transform_boxes
from waymo_kit.predictions import BoxKind, predictions_to_boxes
from waymo_kit.schema.predictions import SEGMENT
from waymo_kit.web.viewer import arrow

LABELS = -1
"""Source of labels."""
PROJECTED = -2
"""Source of the 2D extents of 3D labels."""

_BOX = ("center_x", "center_y", "center_z", "length", "width", "height", "heading")
_BOX_2D = ("center_x", "center_y", "length", "width")

_BOX_TYPES: dict[str, pa.DataType] = {
    "source": pa.int8(),
    "row": pa.int32(),
    **dict.fromkeys(_BOX, pa.float32()),
    "type": pa.int8(),
    "id": pa.string(),
    "score": pa.float32(),
    "velocity_x": pa.float32(),
    "velocity_y": pa.float32(),
    "num_points": pa.int32(),
    "num_top_points": pa.int32(),
    "difficulty": pa.int8(),
}
_IMAGE_TYPES: dict[str, pa.DataType] = {
    "source": pa.int8(),
    "row": pa.int32(),
    "camera": pa.int8(),
    **dict.fromkeys(_BOX_2D, pa.float32()),
    "type": pa.int8(),
    "id": pa.string(),
    "score": pa.float32(),
}
_TRACK_TYPES: dict[str, pa.DataType] = {
    "frame": pa.int32(),
    "row": pa.int32(),
    "id": pa.string(),
    "type": pa.int8(),
    **dict.fromkeys(_BOX, pa.float32()),
    "speed": pa.float32(),
    "range": pa.float32(),
    "num_points": pa.int32(),
    "score": pa.float32(),
}


class PredictionsByFrame:
    """The predictions of a model in a segment, by frame.

    Attributes:
        boxes: N boxes in the order of their files.
        times: (N,) int64 times of their frames.
        rows: (N,) int64 row of each box within its frame.
    """

    def __init__(self, table: pa.Table, kind: BoxKind) -> None:
        """Takes the predictions of one segment."""
        segment = table.column(SEGMENT)[0].as_py() if table.num_rows else ""
        self.boxes: Boxes | ImageBoxes = predictions_to_boxes(table, segment, kind)
        boxes = self.boxes
        times = boxes.require("timestamps_micros")
        self.rows = rows_in_frames(times)
        self.times = times
        order = np.argsort(times, kind="stable")
        self._ordered, self._ordered_times = boxes[order], times[order]

    def at(self, time: int) -> Any:
        """Returns the boxes of the frame of a time."""
        start, stop = np.searchsorted(self._ordered_times, [time, time + 1])
        return self._ordered[int(start) : int(stop)]


def encode_boxes(
    sources: Mapping[int, Boxes], vehicle_from_world: NDArray[np.float64] | None
) -> bytes:
    """Returns 3D boxes of a frame as an Arrow table.

    Args:
        sources: Boxes of each source, vehicle frame.
        vehicle_from_world: (4, 4) inverse pose, which turns the velocities of labels into the
            vehicle's axes; None if the frame has no pose.
    """
    parts = [
        {
            **_shared(source, boxes, _BOX),
            "score": _or(boxes.scores, np.nan, boxes),
            **_velocity_columns(boxes, vehicle_from_world),
            "num_points": _or(boxes.num_points, -1, boxes),
            "num_top_points": _or(boxes.num_top_points, -1, boxes),
            "difficulty": _or(boxes.difficulties, 0, boxes),
        }
        for source, boxes in sources.items()
    ]
    return _joined(parts, _BOX_TYPES)


def encode_image_boxes(sources: Mapping[int, ImageBoxes]) -> bytes:
    """Returns 2D boxes of the images of a frame as an Arrow table."""
    parts = [
        {
            **_shared(source, boxes, _BOX_2D),
            "camera": _or(boxes.cameras, 0, boxes),
            "score": _or(boxes.scores, np.nan, boxes),
        }
        for source, boxes in sources.items()
    ]
    return _joined(parts, _IMAGE_TYPES)


def encode_tracks(
    boxes: Boxes,
    frames: NDArray[np.int64],
    rows: NDArray[np.int64],
    poses: NDArray[np.float64],
    origin: NDArray[np.float64],
) -> bytes:
    """Returns the boxes of a segment that have an id as an Arrow table in the world.

    Args:
        boxes: N boxes, each in the vehicle frame of its own time.
        frames: (N,) frame of each box; -1 for one at a time at which there is no frame.
        rows: (N,) row of each box in its frame.
        poses: (F, 4, 4) world_from_vehicle, NaN for a frame without a pose.
        origin: (3,) place in the world that is subtracted from all positions.
    """
    ids = np.full(len(boxes), "", object) if boxes.ids is None else boxes.ids
    kept = np.flatnonzero((ids != "") & (frames >= 0))
    kept = kept[np.isfinite(poses[frames[kept]]).all(axis=(1, 2))]
    _, number = np.unique(ids[kept].astype(np.str_), return_inverse=True)
    kept = kept[np.lexsort((frames[kept], number.reshape(-1)))]
    boxes, frames, ids = boxes[kept], frames[kept], ids[kept]
    world = np.empty_like(boxes.array)
    for frame in np.unique(frames).tolist():
        here = frames == frame
        world[here] = transform_boxes(poses[frame], boxes.array[here])
    world[:, :3] -= origin
    velocities = boxes.velocities if boxes.velocities_world is None else boxes.velocities_world
    speed = np.full(len(boxes), np.nan)
    if velocities is not None:
        speed = np.linalg.norm(velocities[:, :2], axis=1)
    columns = {
        "frame": frames,
        "row": rows[kept],
        "id": ids,
        "type": boxes.types,
        **{name: world[:, k] for k, name in enumerate(_BOX)},
        "speed": speed,
        "range": np.linalg.norm(boxes.array[:, :3], axis=1),
        "num_points": _or(boxes.num_points, -1, boxes),
        "score": _or(boxes.scores, np.nan, boxes),
    }
    return arrow.stream(columns, _TRACK_TYPES)


def rows_in_frames(times: NDArray[np.int64]) -> NDArray[np.int64]:
    """Returns the position of each box among those of its time: (N,) for (N,) times, any order."""
    order = np.argsort(times, kind="stable")
    ordered = times[order]
    rows = np.empty(len(times), np.int64)
    rows[order] = np.arange(len(times)) - np.searchsorted(ordered, ordered)
    return rows


def frames_of(times: NDArray[np.int64], frame_times: NDArray[np.int64]) -> NDArray[np.int64]:
    """Returns the frame of each time, -1 where there is none."""
    found = np.searchsorted(frame_times, times)
    nearest = np.minimum(found, len(frame_times) - 1)
    return np.where(frame_times[nearest] == times, nearest, -1)


def _shared(source: int, boxes: Any, names: Sequence[str]) -> dict[str, Any]:
    return {
        "source": np.full(len(boxes), source, np.int8),
        "row": np.arange(len(boxes), dtype=np.int32),
        **{name: boxes.array[:, k] for k, name in enumerate(names)},
        "type": boxes.types,
        "id": _or(boxes.ids, "", boxes),
    }


def _velocity_columns(
    boxes: Boxes, vehicle_from_world: NDArray[np.float64] | None
) -> dict[str, NDArray[np.float64]]:
    velocities = np.full((len(boxes), 2), np.nan)
    if boxes.velocities is not None:
        velocities = boxes.velocities
    elif boxes.velocities_world is not None and vehicle_from_world is not None:
        velocities = boxes.velocities_world @ vehicle_from_world[:2, :3].T
    return {"velocity_x": velocities[:, 0], "velocity_y": velocities[:, 1]}


def _or(values: Any, default: Any, boxes: Any) -> Any:
    """A column, or a default for each box where the source has none."""
    if values is not None:
        return values
    return np.full(len(boxes), default, object if isinstance(default, str) else None)


def _joined(parts: Sequence[dict[str, Any]], types: dict[str, pa.DataType]) -> bytes:
    columns: dict[str, Any] = {
        name: np.concatenate([part[name] for part in parts]) if parts else [] for name in types
    }
    return arrow.stream(columns, types)
