"""Columns of long lists: read without pyarrow as pyarrow reads them, or left to it."""

import io

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.formats.tables.test_long_lists import GROUPS, SCHEMA, as_batch, written
from waymo_kit.formats.tables.long_list_reader import long_lists

LISTS = {"floats": 3, "integers": 4}
"""Columns of lists with their number among the leaves of the schema."""


def read(data, group=0, column=LISTS["floats"]):
    """The lists that the reader finds in the bytes of a file, or None."""
    source = pa.BufferReader(data)
    file = pq.ParquetFile(source)
    chunk = file.metadata.row_group(group).column(column)
    start = chunk.data_page_offset
    lists = long_lists(
        memoryview(data)[start : start + chunk.total_compressed_size], file, group, column
    )
    return None if lists is None else lists.whole()


def content(batches, page_bytes=None):
    return written(batches, page_bytes=page_bytes).read()


@settings(deadline=None, max_examples=60)
@given(GROUPS, st.sampled_from([8, 64, 1 << 20]))
def test_lists_are_those_that_pyarrow_reads(groups, page_bytes):
    batches = [as_batch(rows) for rows in groups]
    data = content(batches, page_bytes)
    for number, batch in enumerate(batches):
        for name, column in LISTS.items():
            found = read(data, number, column)
            assert found is not None
            assert found.combine_chunks().equals(batch.column(name))


def test_range_images_of_pyarrow_are_read_or_left_to_it():
    image = np.random.default_rng(0).random(5000).astype(np.float32)
    table = pa.table({"values": pa.array([image, None, image[:7]], pa.list_(pa.float32()))})
    for options, is_read in (
        ({}, False),  # with a dictionary
        ({"use_dictionary": False}, True),
        ({"use_dictionary": False, "data_page_version": "2.0"}, False),
        ({"use_dictionary": False, "compression": "snappy"}, False),
        ({"use_dictionary": False, "column_encoding": "BYTE_STREAM_SPLIT"}, False),
    ):
        sink = io.BytesIO()
        pq.write_table(table, sink, **{"compression": "zstd", **options})
        found = read(sink.getvalue(), column=0)
        assert (found is not None) <= is_read, options
        if found is not None:
            assert found.combine_chunks().equals(table.column("values").combine_chunks())


@pytest.mark.parametrize("kind", [pa.uint32(), pa.float64(), pa.date32(), pa.int16()])
def test_other_numbers_are_left_to_pyarrow(kind):
    sink = io.BytesIO()
    table = pa.table({"values": pa.array([[1, 2, 3]], pa.list_(pa.int32())).cast(pa.list_(kind))})
    pq.write_table(table, sink, compression="zstd", use_dictionary=False)
    assert read(sink.getvalue(), column=0) is None


def test_damage_is_left_to_pyarrow():
    rows = [("a", 1, 2, np.arange(300.0).tolist(), None, [0, 0, 0])] * 3
    data = content([as_batch(rows)], 400)
    chunk = pq.ParquetFile(pa.BufferReader(data)).metadata.row_group(0).column(3)
    start, stop = chunk.data_page_offset, chunk.data_page_offset + chunk.total_compressed_size
    right = read(data)
    assert right is not None
    draw = np.random.default_rng(1)
    for _ in range(300):
        wrong = bytearray(data)
        at = int(draw.integers(start, stop))
        wrong[at] ^= 1 << int(draw.integers(8))
        found = read(bytes(wrong))
        # A flipped bit of a header may not matter; numbers never differ.
        assert found is None or found.equals(right)


def test_the_numbers_are_not_copied():
    rows = [("a", 1, 2, [1.0] * 1000, None, [0, 0, 0])]
    (part,) = read(content([as_batch(rows)])).chunks
    assert part.values.buffers()[1].parent is not None
    assert SCHEMA.field("floats").type == part.type
