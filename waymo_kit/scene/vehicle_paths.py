"""Paths of the vehicle by segment, from Waymo's dataset or from pose tables of any other.

A pose table is CSV or Parquet with one row per pose and the columns `segment`, `city`, `x` and `y`:
x and y are the vehicle's position in meters in one frame of reference for each city, and the rows
of a segment are in the order of time. Further columns are ignored.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq
from numpy.typing import NDArray

from waymo_kit.errors import CorruptDataError, InvalidInputError, NotFoundError
from waymo_kit.io import Location, locate
from waymo_kit.io.storage import translated_errors
from waymo_kit.scene.columns import matrices
from waymo_kit.scene.dataset import Dataset, open_dataset
from waymo_kit.scene.scene import Scene
from waymo_kit.schema import component_of

POSE_COLUMNS = ("segment", "city", "x", "y")
"""Columns of a pose table."""

UNKNOWN_CITY = "unknown"
"""City of a segment that does not say where it was recorded."""

_TRANSFORM = "world_from_vehicle.transform"
_TABLE_SUFFIXES = (".csv", ".parquet")


@dataclass(frozen=True)
class VehiclePath:
    """The positions of the vehicle in one segment.

    Attributes:
        segment: Name of the segment.
        city: Name of the city; `UNKNOWN_CITY` if the data does not say.
        positions: (N, 2) float64, x and y in meters in the city's frame, in the order of time.
    """

    segment: str
    city: str
    positions: NDArray[np.float64]


class VehiclePaths:
    """The paths under a location, read one after the other; `len` is the number of sources."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        """Finds a dataset (`open_dataset`), a pose table, or a folder of pose tables.

        Raises:
            NotFoundError: No such dataset or table is there.
        """
        self.where = os.fspath(path)
        self._tables = _pose_tables(self.where)
        self._dataset: Dataset | None = None if self._tables else open_dataset(self.where)

    def __len__(self) -> int:
        """Number of segments of a dataset, or of pose tables."""
        return len(self._tables) if self._dataset is None else len(self._dataset)

    def read(self, index: int) -> list[VehiclePath]:
        """Reads the paths of one source.

        Raises:
            InvalidInputError: A column or value of a pose table is missing or of the wrong kind.
            CorruptDataError: A file does not decode.
            NotFoundError: A segment has no vehicle_pose table.
        """
        if self._dataset is None:
            return read_pose_table(self._tables[index])
        with self._dataset[index] as scene:
            try:
                city = scene.location
            except NotFoundError:
                city = ""
            return [VehiclePath(scene.name, city or UNKNOWN_CITY, _positions(scene))]

    def __iter__(self) -> Iterator[list[VehiclePath]]:
        """Yields the paths of each source; errors are those of `read`."""
        return map(self.read, range(len(self)))


def read_pose_table(path: str | os.PathLike[str] | Location) -> list[VehiclePath]:
    """Reads the paths of a pose table, in the order in which segments first occur.

    Raises:
        InvalidInputError: A column or value is missing or of the wrong kind, or a segment is in two
            cities; the message names file, row (0 is the first) and column.
        CorruptDataError: The file is neither CSV nor Parquet.
        NotFoundError: There is no such file.
    """
    location = locate(path)
    table = _read_columns(location)
    segment, city = (_texts(table, name, location) for name in POSE_COLUMNS[:2])
    positions = np.column_stack([_numbers(table, name, location) for name in POSE_COLUMNS[2:]])
    names, first, index = np.unique(segment, return_index=True, return_inverse=True)
    moved = np.flatnonzero(city != city[first][index])
    if moved.size:
        row = moved[0]
        raise InvalidInputError(
            f"{location}: row {row}: expected segment {segment[row]} to stay in"
            f" {city[first[index[row]]]}, got {city[row]}"
        )
    rows = np.split(np.argsort(index, kind="stable"), np.cumsum(np.bincount(index))[:-1])
    return [
        VehiclePath(str(names[i]), str(city[first[i]]), positions[rows[i]])
        for i in np.argsort(first)
    ]


def _positions(scene: Scene) -> NDArray[np.float64]:
    name = component_of("vehicle_pose").column(_TRANSFORM)
    where = f"segment {scene.name}: vehicle_pose"
    poses = matrices(scene.table("vehicle_pose"), name, where)
    return poses[np.isfinite(poses).all(axis=(1, 2)), :2, 3]


def _pose_tables(where: str) -> list[Location]:
    location = locate(where)
    if location.is_dir():
        return [child for child in location.children() if child.name.endswith(_TABLE_SUFFIXES)]
    return [location] if location.name.endswith(_TABLE_SUFFIXES) else []


def _read_columns(location: Location) -> pa.Table:
    columns = list(POSE_COLUMNS)
    with translated_errors(str(location)):
        try:
            if location.name.endswith(".csv"):
                with location.open_input() as stream:
                    header = pyarrow.csv.open_csv(stream).schema.names
                _check_columns(header, location)
                # As text: a wrong number is then reported with its row.
                options = pyarrow.csv.ConvertOptions(
                    include_columns=columns,
                    column_types=dict.fromkeys(columns, pa.string()),
                    strings_can_be_null=True,
                )
                with location.open_input() as stream:
                    table = pyarrow.csv.read_csv(stream, convert_options=options)
            else:
                with location.open_input() as stream, pq.ParquetFile(stream) as file:
                    _check_columns(file.schema_arrow.names, location)
                    table = file.read(columns=columns)
        except pa.ArrowInvalid as error:
            reason = " ".join(str(error).split())
            raise CorruptDataError(f"{location}: not a readable pose table: {reason}") from error
    if table.num_rows == 0:
        raise InvalidInputError(f"{location}: expected one row per pose, got none")
    return table


def _check_columns(names: list[str], location: Location) -> None:
    missing = [name for name in POSE_COLUMNS if name not in names]
    if missing:
        raise InvalidInputError(
            f"{location}: expected the columns {', '.join(POSE_COLUMNS)}, got no"
            f" {', '.join(missing)} among {', '.join(names)}"
        )


def _texts(table: pa.Table, name: str, location: Location) -> NDArray[np.str_]:
    column = table.column(name)
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    if not (pa.types.is_string(column.type) or pa.types.is_large_string(column.type)):
        column = column.cast(pa.string())
    empty = pc.fill_null(pc.equal(column, ""), True).to_numpy()
    if empty.any():
        raise InvalidInputError(f"{location}: row {empty.argmax()}: {name} is missing")
    return np.asarray(column.to_pylist(), dtype=np.str_)


def _numbers(table: pa.Table, name: str, location: Location) -> NDArray[np.float64]:
    column = table.column(name)
    try:
        values = column.cast(pa.float64()).to_numpy(zero_copy_only=False)
        bad = ~np.isfinite(values)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        bad = np.array([not _is_number(text) for text in column.to_pylist()])
    if bad.any():
        row = int(bad.argmax())
        raise InvalidInputError(
            f"{location}: row {row}: expected {name} to be a finite number of meters, got"
            f" {column[row].as_py()!r}"
        )
    return np.asarray(values, dtype=np.float64)


def _is_number(text: object) -> bool:
    try:
        return bool(np.isfinite(float(str(text))))
    except ValueError:
        return False
