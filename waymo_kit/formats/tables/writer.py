"""Writer of one component table: its row groups and their compression."""

from __future__ import annotations

import os
from pathlib import Path
from typing import BinaryIO, Protocol

import pyarrow as pa
import pyarrow.parquet as pq

from waymo_kit.formats.tables.long_lists import LongListWriter
from waymo_kit.formats.tables.manifest import TableEntry
from waymo_kit.io.checksum_stream import ChecksumStream
from waymo_kit.schema import RANGE_IMAGE_CHANNELS, SENSOR_TAGS, Component, component_of

_COMPRESSION_LEVEL = 3

_GROUP_PER_FRAME = SENSOR_TAGS | {"frame_remainder", "map_feature"}
"""Tables that are written frame by frame, because a frame of them may be large."""


class _BatchWriter(Protocol):
    """A writer of Parquet files with one row group per batch."""

    def write_batch(self, batch: pa.RecordBatch, /) -> None: ...

    def close(self) -> None: ...


class TableWriter:
    """Writes one component table of one segment into a staged Parquet file.

    Compression is zstd 3 without dictionaries for values, as measured in docs/guides/convert.md;
    JPEG and PNG images are stored as they are. Large rows are written with one row group per
    frame, so that a frame is read without its neighbors; other tables have one row group. Pages
    have checksums.
    """

    def __init__(self, tag: str, path: Path) -> None:
        """Creates the staged file."""
        self.tag = tag
        self.path = path
        self.rows = 0
        self._pending: list[pa.RecordBatch] = []
        self._file: BinaryIO = path.open("wb")
        self._stream = ChecksumStream(self._file)
        self._writer = _parquet_writer(self._stream, component_of(tag))

    def add(self, batch: pa.RecordBatch) -> None:
        """Adds the rows of a frame."""
        self._pending.append(batch)
        if self.tag in _GROUP_PER_FRAME:
            self._flush()

    def finish(self) -> TableEntry:
        """Completes the file; returns its entry for the manifest."""
        self._flush()
        self._writer.close()
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        return TableEntry(self.rows, self._stream.size, f"{self._stream.crc32c:08x}")

    def abandon(self) -> None:
        """Closes the staged file as it is; does nothing to a finished one."""
        self._stream.discard()
        self._writer.close()
        self._file.close()

    def _flush(self) -> None:
        table = pa.Table.from_batches(self._pending, component_of(self.tag).schema)
        self._pending = []
        if table.num_rows:
            (batch,) = table.combine_chunks().to_batches()
            self._writer.write_batch(batch)
            self.rows += table.num_rows


def _parquet_writer(stream: ChecksumStream, component: Component) -> _BatchWriter:
    if component.tag in RANGE_IMAGE_CHANNELS:
        return LongListWriter(
            stream,
            component.schema,
            statistics=component.key_columns,
            level=_COMPRESSION_LEVEL,
        )
    has_images = component.tag in SENSOR_TAGS
    images = [f.name for f in component.schema if has_images and pa.types.is_binary(f.type)]
    packed = [_leaf(field) for field in component.schema if field.name not in images]
    writer: _BatchWriter = pq.ParquetWriter(
        stream,
        component.schema,
        compression=dict.fromkeys(packed, "zstd") | dict.fromkeys(images, "none"),
        compression_level=dict.fromkeys(packed, _COMPRESSION_LEVEL),
        use_dictionary=[f"key.{key}" for key in component.keys if "name" in key],
        write_statistics=component.key_columns,
        write_page_checksum=True,
    )
    return writer


def _leaf(field: pa.Field) -> str:
    """Returns the path of a column in a Parquet file, where a list is a group of groups."""
    return f"{field.name}.list.element" if pa.types.is_nested(field.type) else str(field.name)
