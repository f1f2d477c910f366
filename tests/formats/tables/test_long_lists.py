import io

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from waymo_kit.formats.tables import long_lists
from waymo_kit.formats.tables.long_lists import LongListWriter

SCHEMA = pa.schema(
    [
        ("name", pa.string()),
        ("time", pa.int64()),
        ("laser", pa.int8()),
        ("floats", pa.list_(pa.float32())),
        ("integers", pa.list_(pa.int32())),
        ("shape", pa.list_(pa.int32(), 3)),
    ]
)
KEYS = ["name", "time", "laser"]


def written(batches, schema=SCHEMA, page_bytes=None):
    """The file of some batches."""
    sink = io.BytesIO()
    with pytest.MonkeyPatch.context() as patch:
        if page_bytes is not None:
            patch.setattr(long_lists, "PAGE_BYTES", page_bytes)
        keys = [name for name in KEYS if name in schema.names]
        writer = LongListWriter(sink, schema, statistics=keys, level=3)
        for batch in batches:
            writer.write_batch(batch)
        writer.close()
    return pa.BufferReader(sink.getvalue())


def by_pyarrow(batches):
    sink = pa.BufferOutputStream()
    with pq.ParquetWriter(sink, SCHEMA, compression="zstd", write_statistics=KEYS) as writer:
        for batch in batches:
            writer.write_batch(batch)
    return pa.BufferReader(sink.getvalue())


def handles_null_fixed_lists():
    """Whether this pyarrow writes and reads nulls among lists of a fixed size; 16 does not."""
    sink = pa.BufferOutputStream()
    try:
        pq.write_table(pa.table({"a": pa.array([None], SCHEMA.field("shape").type)}), sink)
        pq.read_table(pa.BufferReader(sink.getvalue()))
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        return False
    return True


SHAPES = st.lists(st.integers(-9, 9), min_size=3, max_size=3)
NO_SHAPE = None if handles_null_fixed_lists() else [0, 0, 0]


def lists(numbers):
    return st.none() | st.lists(numbers, max_size=40)


ROWS = st.tuples(
    st.text(max_size=5),
    st.integers(-(2**63), 2**63 - 1),
    st.integers(-128, 127),
    lists(st.floats(width=32, allow_nan=False)),
    lists(st.integers(-(2**31), 2**31 - 1)),
    st.just(NO_SHAPE) | SHAPES,
)


def as_batch(rows):
    columns = zip(*rows, strict=True)
    arrays = [pa.array(c, field.type) for c, field in zip(columns, SCHEMA, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=SCHEMA)


GROUPS = st.lists(st.lists(ROWS, min_size=1, max_size=5), max_size=3)


@settings(deadline=None)
@given(GROUPS, st.sampled_from([8, 20, 64, 1 << 20]))
def test_pyarrow_reads_what_was_written(groups, page_bytes):
    batches = [as_batch(rows) for rows in groups]
    file = pq.ParquetFile(written(batches, page_bytes=page_bytes))
    assert file.schema_arrow.equals(SCHEMA)
    assert file.num_row_groups == len(batches)
    assert file.read().equals(pa.Table.from_batches(batches, SCHEMA))
    for index, batch in enumerate(batches):
        group = file.read_row_group(index, columns=["time", "floats"])
        assert group.equals(pa.Table.from_batches([batch]).select(["time", "floats"]))


@settings(deadline=None, max_examples=50)
@given(GROUPS)
def test_schema_and_metadata_are_those_of_pyarrows_own_files(groups):
    batches = [as_batch(rows) for rows in groups]
    ours, theirs = pq.ParquetFile(written(batches)), pq.ParquetFile(by_pyarrow(batches))
    assert ours.schema.equals(theirs.schema)
    assert ours.metadata.metadata == theirs.metadata.metadata
    assert ours.metadata.num_rows == theirs.metadata.num_rows
    for group in range(len(batches)):
        for column in range(len(SCHEMA)):
            one = ours.metadata.row_group(group).column(column)
            other = theirs.metadata.row_group(group).column(column)
            assert one.path_in_schema == other.path_in_schema
            assert one.num_values == other.num_values
            assert (one.physical_type, one.compression) == (other.physical_type, "ZSTD")
            bounds = [
                (c.statistics.min, c.statistics.max, c.statistics.null_count)
                for c in (one, other)
                if c.is_stats_set and c.statistics.has_min_max
            ]
            assert len(bounds) in (0, 2)
            assert bounds[:1] == bounds[1:]


def test_sizes_in_the_metadata_are_those_in_the_file():
    rows = [("a", 1, 2, list(range(1000)), [5] * 3000, NO_SHAPE)] * 2
    content = written([as_batch(rows)] * 3, page_bytes=1 << 10)
    file = pq.ParquetFile(content)
    end = 4
    for index in range(3):
        group = file.metadata.row_group(index)
        columns = [group.column(i) for i in range(len(SCHEMA))]
        assert group.total_byte_size == sum(c.total_uncompressed_size for c in columns)
        for column in columns:
            assert column.data_page_offset == end
            end += column.total_compressed_size
    footer = int.from_bytes(content.read_at(4, content.size() - 8), "little")
    assert end + footer + 8 == content.size()


def test_a_filter_skips_row_groups_by_their_bounds():
    batches = [as_batch([("a", time, 1, [1.0], None, NO_SHAPE)]) for time in (10, 20, 30)]
    table = pq.read_table(written(batches), filters=[("time", ">", 15), ("time", "<", 25)])
    assert table.column("time").to_pylist() == [20]


def test_sliced_batches_and_non_contiguous_values():
    rows = [("a", i, 1, [float(i)] * i, [i], [i, i, i]) for i in range(6)]
    batch = as_batch(rows).slice(2, 3)
    assert pq.read_table(written([batch])).to_pylist() == batch.to_pylist()


def test_bits_of_odd_floats_are_kept():
    values = np.array([0x7FC00001, 0x80000000, 0x7F800000, 1], np.uint32).view(np.float32)
    schema = pa.schema([("floats", pa.list_(pa.float32()))])
    array = pa.ListArray.from_arrays([0, 4], pa.array(values))
    table = pq.read_table(written([pa.RecordBatch.from_arrays([array], schema=schema)], schema))
    read = table.column(0).combine_chunks().flatten().to_numpy()
    assert read.view(np.uint32).tolist() == values.view(np.uint32).tolist()


@pytest.mark.parametrize(("column", "value"), [("time", None), ("floats", [1.0, None])])
def test_nulls_that_it_cannot_write_are_refused(column, value):
    row = dict(zip(SCHEMA.names, ("a", 1, 2, [1.0], [1], [1, 2, 3]), strict=True))
    batch = as_batch([tuple((row | {column: value}).values())])
    with pytest.raises(ValueError, match=f"column '{column}' has 1 nulls"):
        written([batch])
