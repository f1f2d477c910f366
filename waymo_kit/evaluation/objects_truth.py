"""Reads ground truth from an official `.bin` file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from waymo_kit.boxes import Boxes, ImageBoxes
from waymo_kit.evaluation.labels import (
    SEGMENT,
    TIMESTAMP,
    Labels,
    SegmentTruth,
    TruthSource,
    joined_strings,
)
from waymo_kit.formats.objects import wire as wire
from waymo_kit.formats.objects.file import ObjectBatch, iter_object_batches, read_message
from waymo_kit.io import Location
from waymo_kit.predictions.spool import SegmentRows, SpooledTable, SpoolWriter
from waymo_kit.schema import CameraName, Difficulty, ObjectType
from waymo_kit.schema.predictions import BoxKind

_BOX = tuple(f"box.{k}" for k in range(7))
_SYNCED = tuple(f"synced_box.{k}" for k in range(7))
_SPEED = ("speed.x", "speed.y")
_WHOLE_NUMBERS = {
    "camera": (np.uint8, wire.CAMERA),
    "type": (np.uint8, wire.TYPE),
    "detection_difficulty": (np.uint8, wire.DETECTION_DIFFICULTY),
    "tracking_difficulty": (np.uint8, wire.TRACKING_DIFFICULTY),
    "points": (np.int64, wire.POINTS),
    "top_points": (np.int64, wire.TOP_POINTS),
}
"""Integer columns by name, each with its dtype and its column in a parsed file."""

_SPOOL_SCHEMA = pa.schema(
    [(SEGMENT, pa.string()), (TIMESTAMP, pa.int64()), ("id", pa.string())]
    + [(name, pa.from_numpy_dtype(dtype)) for name, (dtype, _) in _WHOLE_NUMBERS.items()]
    + [("best_camera", pa.uint8())]
    + [(name, pa.float64()) for name in (*_BOX, *_SYNCED, *_SPEED)]
)


@dataclass
class ObjectsTruth(TruthSource):
    """Gives the ground truth of an official `.bin` file, sorted by segment on disk.

    Attributes:
        where: Path or URI of the file, for messages.
        segments: Names of the segments, sorted.
        kind: Kind of the boxes.
        spool: Labels on disk, by segment.
        unused_zones: Number of no-label zones in the file, which has no poses to place boxes.
        knows_frames: Whether frames without labels are known. Defaults to False, since the file
            names only frames with labels.
    """

    where: str
    segments: tuple[str, ...]
    kind: BoxKind
    spool: SpooledTable
    unused_zones: int
    knows_frames: bool = False

    def read(self, segment: str) -> SegmentTruth:
        """Reads a segment; its frames are the times of its labels."""
        table = self.spool.read(segment)

        def numbers(name: str) -> NDArray[Any]:
            values: NDArray[Any] = table.column(name).to_numpy()
            return values

        def together(names: Sequence[str]) -> NDArray[np.float64]:
            return np.stack([numbers(name) for name in names], axis=1)

        box, times = together(_BOX), numbers(TIMESTAMP)
        shared = {
            "types": numbers("type"),
            "ids": np.array(joined_strings(table.column("id")).to_pylist(), object),
            "difficulties": numbers("detection_difficulty"),
            "tracking_difficulties": numbers("tracking_difficulty"),
            "timestamps_micros": times,
        }
        if self.kind is BoxKind.BOX_2D:
            labels: Labels = ImageBoxes(box[:, [0, 1, 3, 4]], cameras=numbers("camera"), **shared)
            return SegmentTruth(segment, np.unique(times), labels, together(_SPEED))
        labels = Boxes(
            box,
            num_points=numbers("points"),
            num_top_points=numbers("top_points"),
            cameras=numbers("best_camera"),
            **shared,
        )
        return SegmentTruth(segment, np.unique(times), labels, together(_SPEED), together(_SYNCED))


def spool_objects(location: Location, kind: BoxKind, scratch: Path) -> ObjectsTruth:
    """Writes the labels of a `.bin` file to disk, sorted by segment.

    Args:
        location: Location of the file.
        kind: Kind of the boxes.
        scratch: Folder for the temporary file, which must exist as long as the labels are read.

    Returns:
        Ground truth that reads one segment at a time.

    Raises:
        CorruptDataError: The file does not decode.
        InvalidInputError: A value is out of range.
    """
    where = str(location)
    writer = SpoolWriter(scratch / "ground_truth.arrow", _SPOOL_SCHEMA, SegmentRows(where))
    zones = 0
    for batch in iter_object_batches(read_message(location), where):
        writer.add(_label_table(batch))
        zones += len(batch.zones)
    spool = writer.finish()
    return ObjectsTruth(where, tuple(sorted(spool.batches)), kind, spool, zones)


def _label_table(batch: ObjectBatch) -> pa.Table:
    """Returns the objects of a batch as rows of `_SPOOL_SCHEMA`.

    Raises:
        InvalidInputError: A type, difficulty, camera, size or number is out of range.
    """
    integers, synced = batch.columns.integers, batch.box(wire.SYNCED_BOX).copy()
    synced[batch.columns.present & wire.HAS_SYNCED_BOX == 0] = np.nan
    limits = (
        (wire.TYPE, max(ObjectType), "a known type"),
        (wire.CAMERA, max(CameraName), "a known camera_name"),
        (wire.DETECTION_DIFFICULTY, max(Difficulty), "a known detection_difficulty_level"),
        (wire.TRACKING_DIFFICULTY, max(Difficulty), "a known tracking_difficulty_level"),
    )
    for slot, highest, expected in limits:
        batch.check((integers[:, slot] < 0) | (integers[:, slot] > highest), expected)
    batch.check(np.any(~np.isfinite(batch.numbers), axis=1), "finite numbers only")
    batch.check(np.any(batch.box()[:, 3:6] < 0, axis=1), "a box with sizes of at least 0")
    columns = {
        SEGMENT: batch.context_name,
        TIMESTAMP: pa.array(integers[:, wire.TIMESTAMP]),
        "id": batch.id,
        "best_camera": pa.array(_camera_numbers(batch)),
        **{
            name: pa.array(integers[:, slot].astype(dtype))
            for name, (dtype, slot) in _WHOLE_NUMBERS.items()
        },
    }
    groups = (
        (_BOX, batch.box()),
        (_SYNCED, synced),
        (_SPEED, batch.numbers[:, [wire.SPEED_X, wire.SPEED_Y]]),
    )
    for names, values in groups:
        columns.update({name: pa.array(values[:, k]) for k, name in enumerate(names)})
    return pa.table({name: columns[name] for name in _SPOOL_SCHEMA.names}, _SPOOL_SCHEMA)


def _camera_numbers(batch: ObjectBatch) -> NDArray[np.uint8]:
    encoded = batch.most_visible_camera.dictionary_encode()
    known = {"": 0, **{camera.name: camera.value for camera in CameraName}}
    numbers = np.array([known.get(name, 255) for name in encoded.dictionary.to_pylist()], np.uint8)
    found = numbers[encoded.indices.to_numpy()] if len(encoded) else np.empty(0, np.uint8)
    batch.check(found == 255, "a camera's name in most_visible_camera_name")
    return found
