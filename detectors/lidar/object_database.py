"""Labelled objects with their points, cut out of a dataset to be pasted into other frames."""

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

from waymo_kit.detectors.augment.point_scene import PointScene
from waymo_kit.detectors.lidar.config import PointInput
from waymo_kit.detectors.lidar.example import Example, load_example
from waymo_kit.detectors.lidar.pillars import POINT_FEATURES
from waymo_kit.detectors.lidar.sweeps import SweepCache
from waymo_kit.errors import CorruptDataError, InvalidInputError, OutputError
from waymo_kit.geometry import points_in_boxes
from waymo_kit.io import locate
from waymo_kit.io.storage import publish, translated_errors
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


@dataclass(frozen=True)
class ObjectChoice:
    """Which objects a database has.

    Attributes:
        types: of objects.
        min_points: an object has at least as many.
        max_per_segment: of each type, a random choice; bounds the database.
        every: takes objects from every so-manieth frame of a segment.
        seed: of the choice, at least 0.
    """

    types: tuple[ObjectType, ...] = (
        ObjectType.VEHICLE,
        ObjectType.PEDESTRIAN,
        ObjectType.CYCLIST,
    )
    min_points: int = 5
    max_per_segment: int = 100
    every: int = 5
    seed: int = 0

    def __post_init__(self) -> None:
        """Checks the numbers."""
        for name in ("min_points", "max_per_segment", "every"):
            if getattr(self, name) < 1:
                raise InvalidInputError(f"{name}: expected at least 1, got {getattr(self, name)}")


@dataclass(frozen=True, eq=False)
class ObjectDatabase:
    """Objects in memory; an `ObjectSource` for `LidarAugmentation`.

    Attributes:
        boxes: (K, 7) float64, vehicle frame of the frame that an object is from.
        types: (K,) int32 `ObjectType`.
        velocities: (K, 2) float64 m/s; NaN where not known.
        points: (T, 6) float32 `pillars.POINT_FEATURES`, the points of one object after the other.
        starts: (K + 1,) int64, where each object's points begin.
    """

    boxes: NDArray[np.float64]
    types: NDArray[np.int32]
    velocities: NDArray[np.float64]
    points: NDArray[np.float32]
    starts: NDArray[np.int64]

    def __len__(self) -> int:
        """Number of objects."""
        return len(self.types)

    def __getitem__(self, index: int) -> PointScene:
        """One object: its points and its box."""
        rows = slice(index, index + 1)
        points = self.points[self.starts[index] : self.starts[index + 1]]
        return PointScene(points, self.boxes[rows], self.types[rows], self.velocities[rows])

    def draw(self, kind: ObjectType, count: int, rng: np.random.Generator) -> list[PointScene]:
        """Up to `count` different objects of a type, all equally likely."""
        rows = self._rows.get(kind, np.empty(0, np.int64))
        chosen = rng.choice(rows, min(count, len(rows)), replace=False)
        return [self[k] for k in chosen.tolist()]

    @cached_property
    def _rows(self) -> dict[int, NDArray[np.int64]]:
        return {int(kind): np.flatnonzero(self.types == kind) for kind in np.unique(self.types)}


def write_object_database(
    dataset: Dataset,
    path: str | os.PathLike[str],
    points: PointInput,
    choice: ObjectChoice,
    on_progress: OnProgress = ignore_progress,
) -> int:
    """Cuts objects out of a dataset; memory holds one segment's at a time.

    Args:
        dataset: with lidar, lidar calibrations, poses and boxes.
        path: Parquet file or URI to write, a row an object; appears whole or not at all.
        points: lasers, returns and sweeps that the objects' points are of.
        choice: which objects.
        on_progress: Called with the number of segments that are read, and of objects as the work.

    Returns:
        The number of objects.

    Raises:
        NotFoundError: the dataset lacks a table or a laser.
        OutputError: the file cannot be written.
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
                rng = np.random.default_rng([choice.seed, number])
                table = _objects_of(scene, points, choice, rng)
                count += table.num_rows
                if table.num_rows:
                    writer.write_table(table.cast(schema), table.num_rows)
                on_progress(Progress(number + 1, len(dataset), count))
        publish(staged, target)
    return count


def read_object_database(path: str | os.PathLike[str], points: PointInput) -> ObjectDatabase:
    """Reads a database into memory.

    Args:
        path: file or URI that `write_object_database` has written.
        points: of the detector; the objects must be of the same lasers, returns and sweeps.

    Raises:
        NotFoundError: there is no such file.
        CorruptDataError: it does not decode, or is no object database.
        InvalidInputError: the objects are of other lasers, returns or sweeps.
    """
    location = locate(path)
    with translated_errors(location.uri):
        try:
            with location.open_input() as stream:
                table = pq.read_table(stream)
            columns = table.select(_COLUMNS.names).cast(_COLUMNS).combine_chunks()
            stored = (table.schema.metadata or {})[_INPUT_KEY]
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError, KeyError) as error:
            detail = " ".join(str(error).split())
            raise CorruptDataError(f"{location}: no object database: {detail}") from error
    if stored != _input_text(points):
        raise InvalidInputError(
            f"{location}: expected objects of {_input_text(points).decode()}, as the detector "
            f"reads points, got {stored.decode()}"
        )
    lists = columns.column("points").combine_chunks()
    values = lists.flatten().to_numpy().reshape(-1, len(POINT_FEATURES))
    lengths = np.diff(lists.offsets.to_numpy()) // len(POINT_FEATURES)
    return ObjectDatabase(
        boxes=_matrix(columns, "box", 7),
        types=columns.column("type").to_numpy().astype(np.int32),
        velocities=_matrix(columns, "velocity", 2),
        points=values,
        starts=np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64),
    )


def _matrix(table: pa.Table, name: str, width: int) -> NDArray[np.float64]:
    return table.column(name).combine_chunks().flatten().to_numpy().reshape(-1, width)


def _input_text(points: PointInput) -> bytes:
    """What the points of objects depend on."""
    lasers = [laser.name for laser in points.lasers]
    return json.dumps(
        {"lasers": lasers, "returns": points.returns, "sweeps": points.sweeps}
    ).encode()


def _objects_of(
    scene: Scene, points: PointInput, choice: ObjectChoice, rng: np.random.Generator
) -> pa.Table:
    """The chosen objects of a segment, in the order of time."""
    cache = SweepCache(_SWEEP_CACHE_BYTES) if points.sweeps > 1 else None
    found: list[_Object] = []
    for frame in scene[:: choice.every]:
        found += _cut_out(load_example(frame, points, cache), choice)
    kinds = np.array([item.kind for item in found], np.int32)
    kept: list[int] = []
    for kind in choice.types:
        rows = np.flatnonzero(kinds == kind)
        kept += rng.permutation(rows)[: choice.max_per_segment].tolist()
    chosen = [found[k] for k in sorted(kept)]
    columns = dict(zip(_COLUMNS.names[1:], zip(*chosen, strict=True), strict=False))
    columns["segment"] = (scene.name,) * len(chosen)
    return pa.table(
        [pa.array(columns.get(field.name, ()), field.type) for field in _COLUMNS], schema=_COLUMNS
    )


class _Object(NamedTuple):
    """The columns of a row but the segment."""

    timestamp_micros: int
    kind: int
    box: NDArray[np.float64]
    velocity: NDArray[np.float64]
    points: NDArray[np.float32]


def _cut_out(example: Example, choice: ObjectChoice) -> list[_Object]:
    """The wanted objects of a frame, with copies of the points in them."""
    wanted = np.flatnonzero(np.isin(example.types, choice.types))
    index = points_in_boxes(example.points[:, :3], example.boxes[wanted])
    objects = []
    for number, row in enumerate(wanted.tolist()):
        inside = example.points[index == number]
        if len(inside) >= choice.min_points:
            kind = int(example.types[row])
            box, velocity = example.boxes[row], example.velocities[row]
            objects.append(_Object(example.timestamp_micros, kind, box, velocity, inside.ravel()))
    return objects
