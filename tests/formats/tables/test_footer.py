"""Footers that pyarrow does not survive are refused before it looks at them."""

import io
import os

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from waymo_kit.errors import CorruptDataError
from waymo_kit.formats.tables.footer import check_footer
from waymo_kit.formats.tables.parquet_file import open_parquet
from waymo_kit.io import locate

TABLE = pa.table(
    {
        "numbers": [[1, 2], [3], None, []],
        "value": [1, 2, 3, 4],
        "text": ["x", None, "y", "z"],
        "texts": [[["q"]], None, [[]], [[None]]],
    }
)
SURVIVED, KILLED = 0, 1


def parquet_bytes(**options):
    sink = io.BytesIO()
    pq.write_table(TABLE, sink, **options)
    return sink.getvalue()


def footer_places(data):
    size = int.from_bytes(data[-8:-4], "little")
    return range(len(data) - 8 - size, len(data) - 8)


def flipped(data, place, bit):
    changed = bytearray(data)
    changed[place] ^= 1 << bit
    return bytes(changed)


def ask_about_columns(data, check):
    """Whether a process survives to ask pyarrow about all columns of a file."""
    child = os.fork()
    if child == 0:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        try:
            file = pq.ParquetFile(io.BytesIO(data))
            if check:
                check_footer(file)
            for number in range(file.num_row_groups):
                group = file.metadata.row_group(number)
                for column in range(group.num_columns):
                    chunk = group.column(column)
                    if chunk.is_stats_set and chunk.statistics.has_min_max:
                        chunk.statistics.min, chunk.statistics.max  # noqa: B018
        except Exception:  # refused, by us or by pyarrow
            pass
        finally:
            os._exit(0)
    return KILLED if os.waitpid(child, 0)[1] else SURVIVED


@pytest.mark.parametrize("options", [{}, {"row_group_size": 2}, {"use_dictionary": False}])
def test_good_footers_are_fine(options):
    check_footer(pq.ParquetFile(io.BytesIO(parquet_bytes(**options))))


@pytest.mark.heavy
@pytest.mark.parametrize("options", [{}, {"row_group_size": 2}, {"store_schema": False}])
def test_no_flipped_bit_of_a_footer_ends_the_process(options):
    data = parquet_bytes(**options)
    places = footer_places(data)
    ends = [ask_about_columns(flipped(data, at, bit), True) for at in places for bit in range(8)]
    assert set(ends) == {SURVIVED}


def test_what_ends_the_process_is_refused_in_one_line(tmp_path):
    data = parquet_bytes(store_schema=False)
    refused = 0
    for place in footer_places(data):
        changed = flipped(data, place, 4)
        try:
            file = pq.ParquetFile(io.BytesIO(changed))
        except (OSError, ValueError, pa.ArrowException):
            continue
        try:
            check_footer(file)
        except CorruptDataError as error:
            assert "do not fit its type" in str(error) or "Parquet does not know" in str(error)
            refused += 1
            path = tmp_path / f"{place}.parquet"
            path.write_bytes(changed)
    assert refused > 0
    with pytest.raises(CorruptDataError, match=path.name):
        open_parquet(locate(str(path)))
