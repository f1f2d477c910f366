"""Row groups are read as pyarrow reads them, with few requests."""

import io

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from waymo_kit.errors import CorruptDataError
from waymo_kit.formats.tables import row_groups
from waymo_kit.formats.tables.row_groups import read_row_groups

NAMES = ("name", "time", "first", "second", "image", "shape")
ROWS, GROUP_ROWS = 10, 4


class CountedReads(io.BytesIO):
    """Bytes of a file that know where they were read."""

    def __init__(self, content):
        super().__init__(content)
        self.reads = []

    def read(self, size=-1):
        self.reads.append((self.tell(), size))
        return super().read(size)


@pytest.fixture(scope="module")
def content():
    rng = np.random.default_rng(0)
    numbers = [rng.random(20_000).astype(np.float32) for _ in range(ROWS)]
    columns = {
        "name": pa.array([f"row {row}" for row in range(ROWS)]),
        "time": pa.array(range(ROWS), pa.int64()),
        "first": pa.array(numbers, pa.list_(pa.float32())),
        "second": pa.array([*numbers[1:], None], pa.list_(pa.float32())),
        "image": pa.array([row.tobytes() for row in numbers], pa.binary()),
        "shape": pa.array([[1, 2, 3]] * ROWS, pa.list_(pa.int32(), 3)),
    }
    sink = io.BytesIO()
    options = {"compression": "zstd", "use_dictionary": False, "row_group_size": GROUP_ROWS}
    pq.write_table(pa.table({name: columns[name] for name in NAMES}), sink, **options)
    return sink.getvalue()


@settings(deadline=None)
@given(
    st.lists(st.sampled_from([*NAMES, "missing"]), unique=True),
    st.lists(st.integers(0, 2), min_size=1, unique=True),
)
def test_columns_are_those_that_pyarrow_reads(content, names, groups):
    source = pa.BufferReader(content)
    file = pq.ParquetFile(source)
    expected = file.read_row_groups(groups, names)
    found = read_row_groups(source, file, groups, names)
    assert found.to_pydict() == expected.select(found.column_names).to_pydict()
    assert set(found.column_names) == set(expected.column_names)


@pytest.mark.parametrize(
    ("names", "requests"), [(NAMES, 1), (("first", "second"), 1), (("time", "second"), 2)]
)
def test_neighbors_are_read_with_one_request(content, names, requests):
    counted = CountedReads(content)
    source = pa.PythonFile(counted, "r")
    file = pq.ParquetFile(source)
    counted.reads.clear()
    read_row_groups(source, file, [1], names)
    assert len(counted.reads) == requests
    chunks = file.metadata.row_group(1)
    wanted = [chunks.column(NAMES.index(name)).total_compressed_size for name in names]
    hole = row_groups._MAX_HOLE_BYTES * len(names)
    assert sum(wanted) <= sum(size for _, size in counted.reads) <= sum(wanted) + hole


def test_a_column_outside_of_the_file_is_refused(content):
    file = pq.ParquetFile(pa.BufferReader(content))
    with pytest.raises(CorruptDataError, match="outside of the file"):
        read_row_groups(pa.BufferReader(content[: len(content) // 4]), file, [2], NAMES)
