"""Component tables from Parquet files: our own, or a download of the official v2 layout."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from waymo_kit.errors import CorruptDataError, NotFoundError
from waymo_kit.formats.range_images import RangeImages, TableRangeImages
from waymo_kit.formats.segment_source import SegmentSource
from waymo_kit.formats.tables.manifest import table_location
from waymo_kit.io import Location
from waymo_kit.io.storage import translated_errors
from waymo_kit.schema import (
    SENSOR_TAGS,
    CameraName,
    LaserName,
    component_of,
)

_TIME = "key.frame_timestamp_micros"
_TIME_TABLES = ("vehicle_pose", "stats", "lidar_box", "camera_box", "lidar")


class _KeptTable(NamedTuple):
    """A whole table in timestamp order, with the row at which each frame begins (if it has any)."""

    table: pa.Table
    starts: NDArray[np.int64]


class _SensorFile(NamedTuple):
    """An open file with the range of times in each of its row groups."""

    file: pq.ParquetFile
    first_times: NDArray[np.int64]
    last_times: NDArray[np.int64]


class TableSource(SegmentSource):
    """The Parquet files of one segment.

    Small tables are read once and kept; of sensor tables only the row groups of the wanted frame
    are read. Columns of older official files (camera names as strings, float for double) are cast.
    """

    def __init__(self, root: Location, segment: str, tags: frozenset[str]) -> None:
        """Takes the segment's tables under `root`; `tags` are those that may exist."""
        self.segment = segment
        self.where = str(root)
        self._root = root
        self._tags = tags
        self._tables: dict[str, _KeptTable] = {}
        self._files: dict[str, _SensorFile] = {}

    def __reduce__(self) -> tuple[type[TableSource], tuple[Location, str, frozenset[str]]]:
        """Pickles the location: the copy opens files anew, for example in another process."""
        return TableSource, (self._root, self.segment, self._tags)

    @cached_property
    def timestamps_micros(self) -> NDArray[np.int64]:
        """Times of the frames, ascending: (N,) int64."""
        candidates = [tag for tag in _TIME_TABLES if tag in self._tags]
        candidates += sorted(self._tags.difference(_TIME_TABLES))
        for tag in candidates:
            component = component_of(tag)
            if component.per_frame and self._location(tag).is_file():
                times = self._open(tag).read(columns=[_TIME]).column(_TIME)
                return np.unique(times.to_numpy())
        raise NotFoundError(
            f"{self.where}: segment {self.segment} has no table with frames; "
            f"download or convert one, such as vehicle_pose"
        )

    def table(self, tag: str) -> pa.Table:
        """All rows of a component in timestamp order."""
        return self._read(tag) if tag in SENSOR_TAGS else self._kept(tag).table

    def frame_table(self, tag: str, index: int) -> pa.Table:
        """The rows of one frame."""
        if tag in SENSOR_TAGS:
            schema = component_of(tag).schema
            return self._sensor_rows(tag, int(self.timestamps_micros[index]), schema)
        kept = self._kept(tag)
        start = int(kept.starts[index])
        return kept.table.slice(start, int(kept.starts[index + 1]) - start)

    def range_images(self, tag: str, index: int, returns: Sequence[int] = (1, 2)) -> RangeImages:
        """The range images of a component in a frame: of each return the columns are apart."""
        component = component_of(tag)
        unwanted = tuple(
            component.column(f"range_image_return{number}.")
            for number in (1, 2)
            if number not in returns
        )
        schema = pa.schema([f for f in component.schema if not f.name.startswith(unwanted)])
        rows = self._sensor_rows(tag, int(self.timestamps_micros[index]), schema)
        return TableRangeImages(rows, tag, f"segment {self.segment} frame {index}")

    def close(self) -> None:
        """Closes files."""
        for sensor in self._files.values():
            sensor.file.close()
        self._files.clear()

    def _read(self, tag: str) -> pa.Table:
        component = component_of(tag)
        with _decoding(self._location(tag)):
            table = conform(self._open(tag).read(), component.schema, str(self._location(tag)))
        if component.per_frame:
            times = table.column(_TIME).to_numpy()
            if np.any(times[1:] < times[:-1]):
                table = table.take(pa.array(np.argsort(times, kind="stable")))
        return table

    def _kept(self, tag: str) -> _KeptTable:
        if tag not in self._tables:
            table = self._read(tag)
            starts = np.empty(0, np.int64)
            if component_of(tag).per_frame:
                ends = np.append(self.timestamps_micros, np.iinfo(np.int64).max)
                starts = np.searchsorted(table.column(_TIME).to_numpy(), ends)
            self._tables[tag] = _KeptTable(table, starts)
        return self._tables[tag]

    def _location(self, tag: str) -> Location:
        return table_location(self._root, tag, self.segment)

    def _open(self, tag: str) -> pq.ParquetFile:
        location = self._location(tag)
        try:
            with _decoding(location):
                return pq.ParquetFile(location.open_input())
        except NotFoundError:
            raise NotFoundError(
                f"{location}: segment {self.segment} has no {tag} table; "
                f"convert or download that component"
            ) from None

    def _sensor_file(self, tag: str) -> _SensorFile:
        if tag not in self._files:
            file = self._open(tag)
            metadata = file.metadata
            column = file.schema_arrow.names.index(_TIME)
            groups = [metadata.row_group(i).column(column) for i in range(metadata.num_row_groups)]
            known = all(group.is_stats_set and group.statistics.has_min_max for group in groups)
            bounds = np.iinfo(np.int64)
            first = [g.statistics.min if known else bounds.min for g in groups]
            last = [g.statistics.max if known else bounds.max for g in groups]
            self._files[tag] = _SensorFile(
                file, np.array(first, np.int64), np.array(last, np.int64)
            )
        return self._files[tag]

    def _sensor_rows(self, tag: str, time: int, schema: pa.Schema) -> pa.Table:
        with _decoding(self._location(tag)):
            sensor = self._sensor_file(tag)
            holds = (sensor.first_times <= time) & (time <= sensor.last_times)
            groups = np.flatnonzero(holds).tolist()
            table = sensor.file.read_row_groups(groups, schema.names, use_threads=False)
            if any(sensor.first_times[g] != sensor.last_times[g] for g in groups):
                table = table.filter(pc.equal(table.column(_TIME), time))
            return conform(table, schema, str(self._location(tag)))


@contextmanager
def _decoding(location: Location) -> Iterator[None]:
    """Turns errors of Arrow and of the storage into ours, naming the file."""
    with translated_errors(location.uri):
        try:
            yield
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
            detail = " ".join(str(error).split())
            raise CorruptDataError(f"{location}: no readable Parquet file: {detail}") from error


def conform(table: pa.Table, schema: pa.Schema, where: str) -> pa.Table:
    """Casts a table to a schema.

    Raises:
        CorruptDataError: a column is missing, or has values that do not fit its type.
    """
    if table.schema.equals(schema):
        return table
    columns = []
    for expected in schema:
        position = table.schema.get_field_index(expected.name)
        if position < 0:
            raise CorruptDataError(f"{where}: no column {expected.name!r}")
        column = table.column(position)
        if pa.types.is_string(column.type) and expected.type == pa.int8():
            column = _numbers_of_names(column, expected.name, where)
        try:
            columns.append(column.cast(expected.type))
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
            raise CorruptDataError(
                f"{where}: column {expected.name!r} is {column.type}, expected {expected.type}"
            ) from error
    return pa.Table.from_arrays(columns, schema=schema)


def _numbers_of_names(column: pa.ChunkedArray, name: str, where: str) -> pa.ChunkedArray:
    kind = LaserName if "laser" in name else CameraName
    members = list(kind)
    index = pc.index_in(column, pa.array([member.name for member in members]))
    if index.null_count > column.null_count:
        raise CorruptDataError(f"{where}: column {name!r} has names that are no {kind.__name__}")
    return pc.take(pa.array([member.value for member in members], pa.int8()), index)
