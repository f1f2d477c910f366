import io

import numpy as np
import pyarrow as pa
import pytest

from waymo_kit.errors import CorruptDataError
from waymo_kit.formats.arrow_ipc import BatchSizes

TABLE = pa.table(
    {
        "number": np.zeros(100_000),
        "name": pa.array(["x"] * 100_000).dictionary_encode(),
        "text": pa.array([None, "yy"] * 50_000),
    }
)


def written(compression):
    sink = io.BytesIO()
    options = pa.ipc.IpcWriteOptions(compression=compression)
    with pa.ipc.new_file(sink, TABLE.schema, options=options) as writer:
        writer.write_table(TABLE, 30_000)
    return sink.getvalue()


@pytest.mark.parametrize("compression", [None, "lz4", "zstd"])
def test_sizes_are_those_of_the_batches_in_memory(compression):
    data = pa.BufferReader(written(compression))
    sizes = BatchSizes(data)
    reader = pa.ipc.open_file(data)
    assert reader.num_record_batches == 4
    for number in range(4):
        batch = reader.get_batch(number)
        buffers = [buffer for column in batch.columns for buffer in column.buffers() if buffer]
        assert sizes[number].rows == batch.num_rows
        assert sizes[number].bytes == sum(buffer.size for buffer in buffers)
    assert sizes.dictionary_bytes == 9


def test_zeros_do_not_hide_their_size_behind_a_compression():
    whole = written("zstd")
    assert len(whole) < 60_000
    sizes = BatchSizes(pa.BufferReader(whole))
    assert sum(sizes[number].bytes for number in range(4)) > 1_700_000


@pytest.mark.parametrize("seed", range(60))
def test_a_damaged_file_is_an_error_or_has_sizes(seed):
    rng = np.random.default_rng(seed)
    data = bytearray(written(["lz4", None][seed % 2]))
    length = int.from_bytes(data[-10:-6], "little")
    for at in rng.integers(len(data) - 10 - length, len(data), 4):
        data[at] ^= 1 << int(rng.integers(8))
    try:
        sizes = BatchSizes(pa.BufferReader(bytes(data)))
        for number in range(4):
            sizes[number]
    except (CorruptDataError, IndexError) as error:
        assert "\n" not in str(error)


@pytest.mark.parametrize("content", [b"", b"ARROW1", b"x" * 100, bytes(100)])
def test_other_files_are_told_apart(content):
    with pytest.raises(CorruptDataError, match="Arrow IPC"):
        BatchSizes(pa.BufferReader(content))
