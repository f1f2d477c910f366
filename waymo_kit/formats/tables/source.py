"""Component tables from Parquet files: our own, or a download of the official v2 layout."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from waymo_kit.errors import CorruptDataError, NotFoundError
from waymo_kit.formats.range_images import RangeImages, TableRangeImages
from waymo_kit.formats.rules import (
    ONE_ROW_PER_FRAME,
    TIME,
    check_keys,
    check_rows,
    check_segment,
    check_times,
)
from waymo_kit.formats.segment_source import SegmentSource
from waymo_kit.formats.tables.conform import conform
from waymo_kit.formats.tables.manifest import TableEntry, read_manifest, table_location
from waymo_kit.formats.tables.parquet_file import (
    check_group,
    named,
    open_parquet,
    open_with_source,
    parsing,
    read_whole,
)
from waymo_kit.formats.tables.range_images import PagedRangeImages
from waymo_kit.formats.tables.row_groups import RowGroup, read_row_groups
from waymo_kit.io import Location
from waymo_kit.schema import SENSOR_TAGS, component_of

_TIME_TABLES = (*ONE_ROW_PER_FRAME, "lidar_box", "camera_box", "lidar")


class _SensorFile(NamedTuple):
    """An open file with the range of times in each of its row groups."""

    file: pq.ParquetFile
    source: pa.NativeFile
    first_times: NDArray[np.int64]
    last_times: NDArray[np.int64]

    def groups_of(self, time: int) -> list[int]:
        """Returns the row groups that may have rows of a time."""
        holds = (self.first_times <= time) & (time <= self.last_times)
        groups: list[int] = np.flatnonzero(holds).tolist()
        return groups

    def has_one_time(self, group: int) -> bool:
        """Returns whether all rows of a group have one time."""
        return bool(self.first_times[group] == self.last_times[group])


class TableSource(SegmentSource):
    """The Parquet files of one segment.

    Small tables are read once and kept; of sensor tables only the row groups of the wanted frame
    are read. Columns of older official files (camera names as strings, float for double) are cast.
    Rows keep the rules of `waymo_kit.formats.rules`, or are refused. Of a converted segment only
    the tables that its manifest lists are read, and those that are read whole are compared with
    the checksum there; pages of sensor tables have checksums of their own.
    """

    def __init__(self, root: Location, segment: str, tags: frozenset[str] | None) -> None:
        """Takes the tables of a segment.

        Args:
            root: Folder of the dataset.
            segment: Name of the segment.
            tags: Tables that may exist, or None for those that the segment's manifest lists.

        Raises:
            NotFoundError: `tags` is None, and the segment has no manifest.
            CorruptDataError: The manifest cannot be read.
        """
        self.segment = segment
        self.where = str(root)
        self._root = root
        self._tags = tags
        self._listed: dict[str, TableEntry | None] = {}
        if tags is None:
            manifest = read_manifest(root, segment)
            if manifest is None:
                raise NotFoundError(f"{root}: segment {segment} has no manifest: convert it again")
            self._listed.update(manifest.tables)
        else:
            self._listed.update(dict.fromkeys(tags))
        self._whole: dict[str, pa.Table] = {}
        self._starts: dict[str, NDArray[np.int64]] = {}
        self._files: dict[str, _SensorFile] = {}

    def __reduce__(self) -> tuple[type[TableSource], tuple[Any, ...]]:
        """Pickles the location: the copy opens files anew, for example in another process."""
        return TableSource, (self._root, self.segment, self._tags)

    @cached_property
    def timestamps_micros(self) -> NDArray[np.int64]:
        """Times of the frames, ascending: (N,) int64."""
        candidates = [tag for tag in _TIME_TABLES if tag in self._listed]
        candidates += sorted(self._listed.keys() - set(_TIME_TABLES))
        for tag in candidates:
            if not component_of(tag).per_frame or not self._location(tag).is_file():
                continue
            times = self._times_in(tag)
            if len(times):
                return times
            if tag in ONE_ROW_PER_FRAME:
                raise CorruptDataError(f"{self._location(tag)}: no row, expected one per frame")
        raise NotFoundError(
            f"{self.where}: segment {self.segment} has no table with frames; "
            f"download or convert one, such as vehicle_pose"
        )

    def _times_in(self, tag: str) -> NDArray[np.int64]:
        if tag not in SENSOR_TAGS:
            rows = self._rows(tag)
        else:
            with parsing(self._location(tag)), self._open(tag) as file:
                rows = file.read(columns=[name for name in [TIME] if name in file.schema.names])
            schema = pa.schema([component_of(tag).schema.field(TIME)])
            rows = conform(rows, schema, str(self._location(tag)))
        times: NDArray[np.int64] = np.unique(rows.column(TIME).to_numpy())
        return times

    @property
    def _knows_all_times(self) -> bool:
        """Whether the times of the frames come from a table with a row for each."""
        return any(tag in self._whole for tag in ONE_ROW_PER_FRAME)

    def table(self, tag: str) -> pa.Table:
        """Returns all rows of a component in timestamp order."""
        return self._read(tag) if tag in SENSOR_TAGS else self._rows(tag)

    def frame_table(self, tag: str, index: int) -> pa.Table:
        """Returns the rows of one frame."""
        if tag in SENSOR_TAGS:
            return self._checked_sensor_rows(tag, index, component_of(tag).schema)
        starts = self._row_of_frame(tag)
        return self._rows(tag).slice(int(starts[index]), int(starts[index + 1] - starts[index]))

    def frame_table_without_images(self, tag: str, index: int) -> pa.Table:
        """Returns the rows of one frame; columns of bytes in sensor tables are not read."""
        if tag not in SENSOR_TAGS:
            return super().frame_table_without_images(tag, index)
        fields = [f for f in component_of(tag).schema if not pa.types.is_binary(f.type)]
        return self._checked_sensor_rows(tag, index, pa.schema(fields))

    def range_images(self, tag: str, index: int, returns: Sequence[int] = (1, 2)) -> RangeImages:
        """Returns the range images of a frame; only the columns of the wanted returns are read."""
        component = component_of(tag)
        unwanted = tuple(
            component.column(f"range_image_return{number}.")
            for number in (1, 2)
            if number not in returns
        )
        schema = pa.schema([f for f in component.schema if not f.name.startswith(unwanted)])
        location, time = self._location(tag), int(self.timestamps_micros[index])
        label = f"{location}: frame {index}"
        sensor = self._sensor_file(tag)
        groups = sensor.groups_of(time)
        if len(groups) != 1 or not sensor.has_one_time(groups[0]):
            return TableRangeImages(self._sensor_rows(tag, time, schema), tag, label)
        with parsing(location):
            check_group(sensor.file.metadata.row_group(groups[0]), str(location))
            group = RowGroup(sensor.source, sensor.file, groups[0], schema.names)
        return PagedRangeImages(group, schema, tag, location, label)

    def close(self) -> None:
        """Closes files."""
        for sensor in self._files.values():
            sensor.file.close()
            sensor.source.close()
        self._files.clear()

    def _rows(self, tag: str) -> pa.Table:
        """A small table, read once."""
        if tag not in self._whole:
            self._whole[tag] = self._read(tag)
        return self._whole[tag]

    def _row_of_frame(self, tag: str) -> NDArray[np.int64]:
        """The row at which each frame begins in a small table, and the end: (N + 1,) int64."""
        if tag not in self._starts:
            times = self.timestamps_micros
            rows = self._rows(tag)
            if self._knows_all_times:
                with self._named(tag):
                    check_times(rows, tag, times)
            ends = np.append(times, np.iinfo(np.int64).max)
            self._starts[tag] = np.searchsorted(rows.column(TIME).to_numpy(), ends)
        return self._starts[tag]

    def _read(self, tag: str) -> pa.Table:
        component = component_of(tag)
        location = self._location(tag)
        try:
            table = read_whole(location, self._listed[tag], is_bounded=tag not in SENSOR_TAGS)
        except NotFoundError:
            raise self._missing(tag) from None
        table = conform(table, component.schema, str(location))
        with self._named(tag):
            check_rows(table, tag)
            check_segment(table, self.segment)
        if component.per_frame:
            times = table.column(TIME).to_numpy()
            if np.any(times[1:] < times[:-1]):
                table = table.take(pa.array(np.argsort(times, kind="stable")))
        return table

    def _location(self, tag: str) -> Location:
        if tag not in self._listed:
            raise self._missing(tag)
        return table_location(self._root, tag, self.segment)

    def _missing(self, tag: str) -> NotFoundError:
        return NotFoundError(
            f"{table_location(self._root, tag, self.segment)}: segment {self.segment} has no {tag} "
            f"table; convert or download that component"
        )

    def _open(self, tag: str) -> pq.ParquetFile:
        try:
            return open_parquet(self._location(tag))
        except NotFoundError:
            raise self._missing(tag) from None

    def _sensor_file(self, tag: str) -> _SensorFile:
        if tag not in self._files:
            try:
                file, source = open_with_source(self._location(tag))
            except NotFoundError:
                raise self._missing(tag) from None
            with parsing(self._location(tag)):
                first, last = _group_times(file)
            with self._named(tag):
                self._check_groups(tag, file.metadata.num_rows, first, last)
            self._files[tag] = _SensorFile(file, source, first, last)
        return self._files[tag]

    def _check_groups(
        self, tag: str, rows: int, first: NDArray[np.int64], last: NDArray[np.int64]
    ) -> None:
        """Compares the footer of a file with the manifest and with the times of the frames."""
        entry = self._listed[tag]
        if entry is not None and rows != entry.rows:
            raise CorruptDataError(f"{rows} rows, the manifest lists {entry.rows}")
        times = self.timestamps_micros
        bounds = np.concatenate([first, last])
        known = np.abs(bounds) < np.iinfo(np.int64).max
        if self._knows_all_times and not np.isin(bounds[known], times).all():
            raise CorruptDataError("a row group has a time at which the segment has no frame")

    def _checked_sensor_rows(self, tag: str, index: int, schema: pa.Schema) -> pa.Table:
        rows = self._sensor_rows(tag, int(self.timestamps_micros[index]), schema)
        with self._named(tag):
            check_rows(rows, tag)  # no rule is about bytes
        return rows

    def _sensor_rows(self, tag: str, time: int, schema: pa.Schema) -> pa.Table:
        location = self._location(tag)
        sensor = self._sensor_file(tag)
        groups = sensor.groups_of(time)
        if not groups:
            return schema.empty_table()
        with parsing(location):
            for group in groups:
                check_group(sensor.file.metadata.row_group(group), str(location))
            table = read_row_groups(sensor.source, sensor.file, groups, schema.names)
        table = conform(table, schema, str(location))
        with self._named(tag):
            check_keys(table, tag)  # before rows are picked by a time that may be null
        if not all(map(sensor.has_one_time, groups)):
            table = table.filter(pc.equal(table.column(TIME), time))
        return table

    def _named(self, tag: str) -> AbstractContextManager[None]:
        return named(self._location(tag))


def _group_times(file: pq.ParquetFile) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The first and the last time of each row group: those of all time where they are not known."""
    bounds = np.iinfo(np.int64)
    metadata = file.metadata
    first = np.full(metadata.num_row_groups, -bounds.max, np.int64)
    last = np.full(metadata.num_row_groups, bounds.max, np.int64)
    position = file.schema_arrow.get_field_index(TIME)
    if position < 0 or file.schema_arrow.field(position).type != pa.int64():
        return first, last
    for group in range(metadata.num_row_groups):
        column = metadata.row_group(group).column(position)
        if column.is_stats_set and column.statistics.has_min_max:
            first[group], last[group] = column.statistics.min, column.statistics.max
    return first, last
