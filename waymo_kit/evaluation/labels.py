"""Ground truth of a segment, whatever its source: labels, no-label zones and context."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from waymo_kit.boxes import Boxes, ImageBoxes
from waymo_kit.errors import NotFoundError
from waymo_kit.scene.map_places import MapPlaces
from waymo_kit.schema.predictions import BoxKind

SEGMENT = "key.segment_context_name"
TIMESTAMP = "key.frame_timestamp_micros"

Labels = Boxes | ImageBoxes
"""Labeled boxes of a segment, in the order of their source, with all columns that labels have."""


def no_labels(kind: BoxKind) -> Labels:
    """Returns no boxes, with the columns that labels have."""
    shared = ("types", "ids", "difficulties", "tracking_difficulties", "cameras")
    columns: dict[str, Any] = dict.fromkeys((*shared, "timestamps_micros"), ())
    if kind is BoxKind.BOX_2D:
        return ImageBoxes(np.empty((0, 4)), **columns)
    return Boxes(np.empty((0, 7)), num_points=(), num_top_points=(), **columns)  # type: ignore[arg-type]


@dataclass(frozen=True, eq=False)
class NoLabelZones:
    """Holds the no-label zones of a segment and the vehicle poses that place boxes among them.

    Attributes:
        timestamp_micros: (Z,) int64 time of each zone's frame.
        polygons: Z polygons, each (K, 2) float64 in the world frame.
        pose_timestamp_micros: (F,) int64 times of the poses, ascending.
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
    """Holds the labels, zones and context of a segment.

    Attributes:
        segment: Name of the segment.
        timestamp_micros: (F,) int64 times of its frames, ascending.
        labels: N labeled boxes; `cameras` of 3D boxes are those that see the object best.
        speeds: (N, 2) float64 m/s along x and y of the world, 0 where the label has none; empty if
            no label has any.
        synced_boxes: (N, 7) float64 boxes at the time of that camera's image, NaN for none; empty
            for 2D boxes.
        zones: No-label zones and poses; empty where the source has none.
        time_of_day: Time of day in Waymo's words, empty where it is not known.
        location: Location in Waymo's words, empty where it is not known.
        weather: Weather in Waymo's words, empty where it is not known.
    """

    segment: str
    timestamp_micros: NDArray[np.int64]
    labels: Labels
    speeds: NDArray[np.float64] = field(default_factory=lambda: np.empty((0, 2)))
    synced_boxes: NDArray[np.float64] = field(default_factory=lambda: np.empty((0, 7)))
    zones: NoLabelZones = NO_ZONES
    time_of_day: str = ""
    location: str = ""
    weather: str = ""

    def select(self, rows: NDArray[np.bool_]) -> SegmentTruth:
        """Returns the ground truth with some of its labels, picked by an (N,) mask."""
        return replace(
            self,
            labels=self.labels[rows],
            speeds=self.speeds[rows[: len(self.speeds)]],
            synced_boxes=self.synced_boxes[rows[: len(self.synced_boxes)]],
        )


class TruthSource(ABC):
    """Reads ground truth segment by segment, in this process or another.

    Attributes:
        where: Path or URI, for messages.
        segments: Names of the segments.
        knows_frames: Whether frames without labels are known too.
        unused_zones: Number of no-label zones that cannot be used for lack of vehicle poses.
        is_subset: Whether these are chosen frames, so that predictions in others do not count.
    """

    where: str
    segments: tuple[str, ...]
    knows_frames: bool
    unused_zones: int
    is_subset: bool = False

    @abstractmethod
    def read(self, segment: str) -> SegmentTruth:
        """Reads a segment.

        Raises:
            NotFoundError: The source lacks the segment or the table of its boxes.
            CorruptDataError: The source does not decode.
            InvalidInputError: A value is wrong; the message has file and row.
        """

    def map_places(self, segment: str) -> MapPlaces:
        """Returns the road map of a segment, on which boxes are placed.

        Raises:
            NotFoundError: The segment has no map.
        """
        raise NotFoundError(
            f"{self.where}: no road map of segment {segment}: labels alone have none; give v1 "
            "files or tables"
        )


def frame_at(time: int, times: NDArray[np.int64]) -> str:
    """Returns the words for a frame in a message: its number, if it is known, and its time."""
    found = np.flatnonzero(times == time)
    return f"frame {found[0]} at {time}" if len(found) else f"frame at {time}"


def joined_strings(column: pa.ChunkedArray) -> pa.StringArray:
    """Returns a string column as one array, nulls as empty strings."""
    joined = column.combine_chunks()
    if isinstance(joined, pa.ChunkedArray):  # what pyarrow gives for a column of no rows
        joined = pa.array([], pa.string())
    return pc.fill_null(joined, "")
