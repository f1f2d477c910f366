"""Ground-truth database: labeled objects with their points, to be pasted into other frames."""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from waymo_kit.boxes import Boxes
from waymo_kit.detectors.augment.point_scene import PointScene
from waymo_kit.detectors.lidar.config import CLASSES, PointInput
from waymo_kit.detectors.lidar.labeled_points import load_labeled_points
from waymo_kit.detectors.lidar.pillars import POINT_FEATURES
from waymo_kit.detectors.lidar.sweeps import SweepCache
from waymo_kit.errors import CorruptDataError, InvalidInputError, NotFoundError, OutputError
from waymo_kit.io import Location, locate
from waymo_kit.io.storage import translated_errors
from waymo_kit.io.whole_files import publish
from waymo_kit.progress import OnProgress, Progress, ignore_progress
from waymo_kit.scene import Dataset, Scene
from waymo_kit.schema import ObjectType

_COLUMNS = pa.schema(
    {
        "segment": pa.string(),
        "timestamp_micros": pa.int64(),
        "type": pa.int8(),
        "box": pa.list_(pa.float64()),
        "velocity": pa.list_(pa.float64()),
        "points": pa.list_(pa.float32()),
    }
)
_INPUT_KEY = b"waymo_kit.points"
_SWEEP_CACHE_BYTES = 1 << 28
_WIDTH = len(POINT_FEATURES)


@dataclass(frozen=True)
class GroundTruthSelection:
    """Choice of the labeled objects of a ground-truth database.

    Attributes:
        classes: Types of the objects.
        min_points: Minimum number of points of an object.
        max_per_segment: Largest number of objects of each class from one segment, drawn at random;
            it bounds the size of the database.
        stride: Use every N-th frame of each segment.
        seed: Seed of the draw, at least 0.
    """

    classes: tuple[ObjectType, ...] = CLASSES
    min_points: int = 5
    max_per_segment: int = 100
    stride: int = 5
    seed: int = 0

    def __post_init__(self) -> None:
        """Checks the numbers."""
        for name in ("min_points", "max_per_segment", "stride"):
            if getattr(self, name) < 1:
                raise InvalidInputError(f"{name}: expected at least 1, got {getattr(self, name)}")


@dataclass(frozen=True, eq=False)
class GroundTruthDatabase:
    """Objects in memory, from which augmentation draws; an `ObjectSource`.

    Attributes:
        boxes: Boxes of the K objects, with velocities; each in the vehicle frame of the frame that
            the object was cut out of.
        points: (T, 6) float32 `pillars.POINT_FEATURES`, the points of one object after the other.
        starts: (K + 1,) int64 row at which each object's points begin.
    """

    boxes: Boxes
    points: NDArray[np.float32]
    starts: NDArray[np.int64]

    def __len__(self) -> int:
        """Number of objects."""
        return len(self.boxes)

    def __getitem__(self, index: int) -> PointScene:
        """Returns one object: its points and its box."""
        points = self.points[self.starts[index] : self.starts[index + 1]]
        return PointScene(points, self.boxes[index : index + 1])

    def draw(self, kind: ObjectType, count: int, rng: np.random.Generator) -> list[PointScene]:
        """Returns up to `count` different objects of a class, all equally likely."""
        rows = self._rows.get(kind, np.empty(0, np.int64))
        chosen = rng.choice(rows, min(count, len(rows)), replace=False)
        return [self[k] for k in chosen.tolist()]

    @cached_property
    def _rows(self) -> dict[int, NDArray[np.int64]]:
        types = self.boxes.types
        return {int(kind): np.flatnonzero(types == kind) for kind in np.unique(types)}


def write_ground_truth_database(
    dataset: Dataset,
    path: str | os.PathLike[str],
    points: PointInput,
    selection: GroundTruthSelection,
    on_progress: OnProgress = ignore_progress,
) -> int:
    """Cuts objects out of a dataset; memory holds those of one segment at a time.

    Args:
        dataset: Dataset with lidar, lidar calibrations, poses and boxes.
        path: Parquet file or URI to write, with one row per object; it appears whole or not at all.
        points: Lasers, returns and sweeps of the objects' points.
        selection: Selection of the objects that the database holds.
        on_progress: Function called with the numbers of segments done, of all segments, and of
            objects.

    Returns:
        The number of objects.

    Raises:
        NotFoundError: The dataset lacks a table or a laser, or has no object that is selected.
        OutputError: The file cannot be written.
    """
    target = locate(path)
    schema = _COLUMNS.with_metadata({_INPUT_KEY: _input_text(points)})
    count = 0
    with tempfile.TemporaryDirectory() as scratch:
        staged = Path(scratch) / "objects.parquet"
        with translated_errors(str(staged), OutputError):
            writer = pq.ParquetWriter(staged, schema, compression="zstd")
        with writer:
            for number, scene in enumerate(dataset):
                rng = np.random.default_rng([selection.seed, number])
                table = _objects_of(scene, points, selection, rng)
                count += table.num_rows
                if table.num_rows:
                    writer.write_table(table.cast(schema), table.num_rows)
                on_progress(Progress(number + 1, len(dataset), count))
        if count == 0:
            names = ", ".join(kind.name for kind in selection.classes)
            raise NotFoundError(
                f"{dataset.where}: no label of {names} with {selection.min_points} points or more "
                f"in {len(dataset)} segments (the test split, for example, has no labels)"
            )
        publish(staged, target)
    return count


def read_ground_truth_database(
    path: str | os.PathLike[str], points: PointInput
) -> GroundTruthDatabase:
    """Reads a database into memory.

    Args:
        path: File or URI that `write_ground_truth_database` has written.
        points: Points that the detector reads; the objects must be of the same lasers, returns and
            sweeps.

    Raises:
        NotFoundError: There is no such file.
        CorruptDataError: The file does not decode, or is not a ground-truth database.
        InvalidInputError: The objects are of other lasers, returns or sweeps.
    """
    location = locate(path)
    with translated_errors(location.uri):
        try:
            with location.open_input() as stream:
                table = pq.read_table(stream)
            columns = table.select(_COLUMNS.names).cast(_COLUMNS).combine_chunks()
            columns.validate(full=True)
            stored = (table.schema.metadata or {})[_INPUT_KEY]
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError, KeyError) as error:
            detail = " ".join(str(error).split())
            raise CorruptDataError(f"{location}: no ground-truth database: {detail}") from error
    if stored != _input_text(points):
        raise InvalidInputError(
            f"{location}: expected objects of {_input_text(points).decode()}, as the detector "
            f"reads points, got {stored.decode(errors='replace')}"
        )
    lists = columns.column("points").combine_chunks()
    lengths = np.diff(lists.offsets.to_numpy())
    if columns.column("type").null_count or lists.null_count or (lengths % _WIDTH).any():
        raise CorruptDataError(f"{location}: no ground-truth database: a row is not complete")
    return GroundTruthDatabase(
        boxes=Boxes(
            _matrix(columns, "box", 7, location),
            columns.column("type").to_numpy(),
            velocities=_matrix(columns, "velocity", 2, location),
        ),
        points=lists.flatten().to_numpy().reshape(-1, _WIDTH),
        starts=np.concatenate([[0], np.cumsum(lengths // _WIDTH)]).astype(np.int64),
    )


def _matrix(table: pa.Table, name: str, width: int, where: Location) -> NDArray[np.float64]:
    column = table.column(name).combine_chunks()
    values = column.flatten()
    lengths = np.diff(column.offsets.to_numpy())
    if column.null_count or values.null_count or (lengths != width).any():
        raise CorruptDataError(
            f"{where}: no ground-truth database: expected {width} numbers in each {name}"
        )
    return values.to_numpy().reshape(-1, width)


def _input_text(points: PointInput) -> bytes:
    """Returns the settings that the points of objects depend on, as JSON."""
    lasers = [laser.name for laser in points.lasers]
    return json.dumps(
        {"lasers": lasers, "returns": points.returns, "sweeps": points.sweeps}
    ).encode()


def _objects_of(
    scene: Scene, points: PointInput, selection: GroundTruthSelection, rng: np.random.Generator
) -> pa.Table:
    """Returns the selected objects of a segment in the order of time."""
    cache = SweepCache(_SWEEP_CACHE_BYTES) if points.sweeps > 1 else None
    found: list[_Object] = []
    for frame in scene[:: selection.stride]:
        points_and_boxes = load_labeled_points(frame, points, cache)
        found += _cut_out(points_and_boxes, frame.timestamp_micros, selection)
    kinds = np.array([item.kind for item in found], np.int32)
    kept: list[int] = []
    for kind in selection.classes:
        rows = np.flatnonzero(kinds == kind)
        kept += rng.permutation(rows)[: selection.max_per_segment].tolist()
    chosen = [found[k] for k in sorted(kept)]
    columns = dict(zip(_COLUMNS.names[1:], zip(*chosen, strict=True), strict=False))
    columns["segment"] = (scene.name,) * len(chosen)
    return pa.table(
        [pa.array(columns.get(field.name, ()), field.type) for field in _COLUMNS], schema=_COLUMNS
    )


class _Object(NamedTuple):
    """The columns of one row, without the segment."""

    timestamp_micros: int
    kind: int
    box: NDArray[np.float64]
    velocity: NDArray[np.float64]
    points: NDArray[np.float32]


def _cut_out(
    scene: PointScene, timestamp_micros: int, selection: GroundTruthSelection
) -> list[_Object]:
    """Returns the selected objects of a frame, with copies of the points in them.

    Points of earlier sweeps are those in the box at its place then, so that a moving object keeps
    its trail.
    """
    boxes = scene.boxes[np.isin(scene.boxes.types, selection.classes)]
    velocities = boxes.require("velocities")
    index = scene._replace(boxes=boxes).find_boxes()
    objects = []
    for row in range(len(boxes)):
        inside = scene.points[index == row]
        if len(inside) >= selection.min_points:
            objects.append(
                _Object(
                    timestamp_micros,
                    int(boxes.types[row]),
                    boxes.array[row],
                    velocities[row],
                    inside.ravel(),
                )
            )
    return objects
