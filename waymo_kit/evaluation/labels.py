"""What ground truth is, whatever its source: the labels, zones and context of a segment."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, fields, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from waymo_kit.predictions import BoxKind

SEGMENT = "key.segment_context_name"
TIMESTAMP = "key.frame_timestamp_micros"


@dataclass(frozen=True, eq=False)
class Labels:
    """The labelled boxes of a segment, in the order of their source.

    Attributes:
        timestamp_micros: (N,) int64 time of the frame.
        camera: (N,) uint8 camera of 2D boxes, 0 for 3D boxes.
        id: (N,) string array.
        box: (N, 7) or (N, 4) float64.
        type: (N,) uint8 `ObjectType`.
        detection_difficulty: (N,) uint8 `Difficulty`.
        tracking_difficulty: (N,) uint8.
        points: (N,) int64 lidar points in the box.
        top_points: (N,) int64 points of the top lidar; both 0 for 2D boxes.
        speed: (N, 2) float64 m/s, 0 where the label does not say.
        best_camera: (N,) uint8 camera that sees a 3D object best, 0 for none.
        synced_box: (N, 7) float64 box at the time of that camera's image; NaN where there is none.
    """

    timestamp_micros: NDArray[np.int64]
    camera: NDArray[np.uint8]
    id: pa.StringArray
    box: NDArray[np.float64]
    type: NDArray[np.uint8]
    detection_difficulty: NDArray[np.uint8]
    tracking_difficulty: NDArray[np.uint8]
    points: NDArray[np.int64]
    top_points: NDArray[np.int64]
    speed: NDArray[np.float64]
    best_camera: NDArray[np.uint8]
    synced_box: NDArray[np.float64]

    def select(self, rows: NDArray[np.bool_]) -> Labels:
        """The labels that an (N,) mask picks."""
        columns = {field.name: getattr(self, field.name) for field in fields(self)}
        picked = {name: column[rows] for name, column in columns.items() if name != "id"}
        return Labels(id=self.id.filter(pa.array(rows)), **picked)


def no_labels(kind: BoxKind) -> Labels:
    """What a segment has that the ground truth lacks."""
    numbers, codes = np.empty(0, np.int64), np.empty(0, np.uint8)
    return Labels(
        timestamp_micros=numbers,
        camera=codes,
        id=pa.array([], pa.string()),
        box=np.empty((0, len(kind.box_columns))),
        type=codes,
        detection_difficulty=codes,
        tracking_difficulty=codes,
        points=numbers,
        top_points=numbers,
        speed=np.empty((0, 2)),
        best_camera=codes,
        synced_box=np.empty((0, 7)),
    )


@dataclass(frozen=True, eq=False)
class NoLabelZones:
    """The no-label zones of a segment and what it takes to place boxes among them.

    Attributes:
        timestamp_micros: (Z,) int64 frame of each zone.
        polygons: Z polygons, each (K, 2) float64 in the world frame.
        pose_timestamp_micros: (F,) int64, ascending.
        world_from_vehicle: (F, 4, 4) float64 poses at these times.
    """

    timestamp_micros: NDArray[np.int64]
    polygons: tuple[NDArray[np.float64], ...]
    pose_timestamp_micros: NDArray[np.int64]
    world_from_vehicle: NDArray[np.float64]


NO_ZONES = NoLabelZones(
    np.empty(0, np.int64), (), np.empty(0, np.int64), np.empty((0, 4, 4), np.float64)
)


@dataclass(frozen=True, eq=False)
class SegmentTruth:
    """What is known of a segment.

    Attributes:
        segment: its name.
        timestamp_micros: (F,) int64 times of its frames, ascending.
        labels: the labelled boxes.
        zones: no-label zones; none where the source has none, or has no poses.
        time_of_day: in Waymo's words; empty where not known.
        location: likewise.
        weather: likewise.
    """

    segment: str
    timestamp_micros: NDArray[np.int64]
    labels: Labels
    zones: NoLabelZones = NO_ZONES
    time_of_day: str = ""
    location: str = ""
    weather: str = ""

    def select(self, rows: NDArray[np.bool_]) -> SegmentTruth:
        """Returns the ground truth with some of its labels, picked by an (N,) mask."""
        return replace(self, labels=self.labels.select(rows))


class TruthSource(ABC):
    """Ground truth that can be read segment by segment, in this process or another.

    Attributes:
        where: path or URI, for messages.
        segments: names of the segments.
        knows_frames: whether frames without labels are known too.
        unused_zones: number of no-label zones that cannot be used for want of vehicle poses.
    """

    where: str
    segments: tuple[str, ...]
    knows_frames: bool
    unused_zones: int

    @abstractmethod
    def read(self, segment: str) -> SegmentTruth:
        """Reads a segment.

        Raises:
            NotFoundError: the source lacks the segment or the table of its boxes.
            CorruptDataError: it does not decode.
        """


def joined_strings(column: pa.ChunkedArray) -> pa.StringArray:
    """A string column as one array, nulls as empty strings."""
    joined = column.combine_chunks()
    if isinstance(joined, pa.ChunkedArray):  # what pyarrow gives for a column of no rows
        joined = pa.array([], pa.string())
    return pc.fill_null(joined, "")
