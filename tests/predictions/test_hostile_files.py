"""Files that lie: texts beyond their buffers, gigabytes in kilobytes, names that leave a folder."""

import os
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.predictions.made_predictions import made_table
from waymo_kit.errors import CorruptDataError, InvalidInputError
from waymo_kit.io import locate
from waymo_kit.predictions import (
    BoxKind,
    files,
    open_predictions,
    read_predictions,
    spool,
    write_predictions,
)
from waymo_kit.predictions.parts import PartFacts, PredictionParts
from waymo_kit.schema.predictions import SEGMENT, TIMESTAMP, TRACK_ID

KIND = BoxKind.BOX_3D


def replaced(table, name, values):
    return table.set_column(table.column_names.index(name), name, values)


def write_arrow(table, path, compression=None):
    options = pa.ipc.IpcWriteOptions(compression=compression)
    with pa.ipc.new_file(str(path), table.schema, options=options) as writer:
        writer.write_table(table.combine_chunks())


@pytest.mark.parametrize("name", [SEGMENT, TRACK_ID])
@pytest.mark.parametrize("offset", [-1, -(2**31), 10**6, 2**31 - 1])
def test_text_offsets_out_of_range_are_an_error(tmp_path, name, offset):
    table = made_table().combine_chunks()
    column = table.column(name).chunk(0)
    _, offsets, data = column.buffers()
    changed = np.frombuffer(offsets, np.int32).copy()
    changed[7] = offset
    broken = pa.StringArray.from_buffers(len(column), pa.py_buffer(changed), data)
    write_arrow(replaced(table, name, broken), tmp_path / "p.arrow")
    with pytest.raises(CorruptDataError, match=r"p.arrow: no readable Arrow IPC file: "):
        read_predictions(tmp_path / "p.arrow")
    with pytest.raises(CorruptDataError, match=r"p.arrow: no readable Arrow IPC file: "):
        open_predictions(tmp_path / "p.arrow", KIND, tmp_path).read("a")
    with pytest.raises(InvalidInputError, match="predictions: column"):
        write_predictions(replaced(table, name, broken), tmp_path / "q.parquet")


def test_dictionary_indices_out_of_range_are_an_error(tmp_path):
    table = made_table()
    column = table.column(SEGMENT).combine_chunks().dictionary_encode()
    indices = column.indices.to_numpy().copy()
    indices[3] = 1_000_000
    broken = pa.DictionaryArray.from_arrays(pa.array(indices), column.dictionary, safe=False)
    write_arrow(replaced(table, SEGMENT, broken), tmp_path / "p.arrow")
    with pytest.raises(CorruptDataError, match=r"p.arrow: no readable Arrow IPC file"):
        read_predictions(tmp_path / "p.arrow")


def equal_rows(count):
    return made_table().slice(0, 1).take(pa.array(np.zeros(count, np.int64)))


@pytest.mark.parametrize("ending", ["parquet", "arrow", "bin"])
def test_a_segment_with_too_many_boxes_is_an_error(tmp_path, monkeypatch, ending):
    monkeypatch.setattr(spool, "MAX_SEGMENT_ROWS", 1000)
    write_predictions(equal_rows(1000), tmp_path / f"good.{ending}")
    good = open_predictions(tmp_path / f"good.{ending}", KIND, tmp_path)
    assert len(good.read("a")) == 1000
    write_predictions(equal_rows(1001), tmp_path / f"p.{ending}")
    message = rf"p.{ending}: segment a: expected at most 1,000 boxes, got 1,001 or more"
    with pytest.raises(InvalidInputError, match=message):
        open_predictions(tmp_path / f"p.{ending}", KIND, tmp_path)
    with pytest.raises(InvalidInputError, match=message):
        read_predictions(tmp_path / f"p.{ending}")


def test_boxes_of_several_files_count_together(tmp_path, monkeypatch):
    monkeypatch.setattr(spool, "MAX_SEGMENT_ROWS", 1000)
    folder = tmp_path / "preds"
    folder.mkdir()
    write_predictions(equal_rows(600), folder / "p.parquet")
    write_predictions(equal_rows(600), folder / "q.bin")
    with pytest.raises(InvalidInputError, match=r"preds: segment a: expected at most 1,000 boxes"):
        open_predictions(folder, KIND, tmp_path)


def test_too_many_segments_are_an_error(tmp_path, monkeypatch):
    monkeypatch.setattr(spool, "MAX_SEGMENTS", 1)
    write_predictions(made_table(), tmp_path / "p.parquet")
    with pytest.raises(InvalidInputError, match=r"p.parquet: expected at most 1 segments"):
        open_predictions(tmp_path / "p.parquet", KIND, tmp_path)


@pytest.mark.parametrize("ending", ["parquet", "arrow"])
def test_a_group_that_inflates_beyond_the_bound_is_not_read(tmp_path, monkeypatch, ending):
    monkeypatch.setattr(files, "MAX_GROUP_BYTES", 1 << 20)
    rows = equal_rows(100_000)
    rows = replaced(rows, TIMESTAMP, pa.array(np.arange(100_000)))
    path = tmp_path / f"p.{ending}"
    if ending == "parquet":
        pq.write_table(
            rows, path, row_group_size=len(rows), compression="zstd", use_dictionary=False
        )
    else:
        write_arrow(rows, path, "zstd")
    with pytest.raises(InvalidInputError, match=rf"p.{ending}: .* 0: expected at most 1 MiB, got"):
        read_predictions(path)


def test_a_long_text_that_many_rows_share_is_not_spelled_out(tmp_path):
    table = made_table()
    indices = pa.array(np.zeros(len(table), np.int32))
    column = pa.DictionaryArray.from_arrays(indices, pa.array(["y" * 5_000_000]))
    pq.write_table(replaced(table, TRACK_ID, column), tmp_path / "p.parquet")
    with pytest.raises(InvalidInputError, match="texts of at most 256 bytes, got one of 5,000,000"):
        read_predictions(tmp_path / "p.parquet")


@pytest.mark.parametrize(
    "name",
    ["../x", "/etc/passwd", "a/b", "a b", "a\nb", "x\x1b]0;t\x07", "\0", ".", "é", "a" * 201],
)
def test_a_segment_that_cannot_be_a_file_is_refused(tmp_path, name):
    table = made_table()
    names = table.column(SEGMENT).to_pylist()
    names[4] = name
    pq.write_table(replaced(table, SEGMENT, pa.array(names)), tmp_path / "p.parquet")
    with pytest.raises(InvalidInputError) as caught:
        read_predictions(tmp_path / "p.parquet")
    assert "\n" not in str(caught.value)
    assert "\x1b" not in str(caught.value)


def test_columns_with_odd_names_are_shown_on_one_line(tmp_path):
    table = made_table()
    for k in range(40):
        table = table.append_column(f"c{k}\n\x1b[2J{'x' * 500}", pa.nulls(len(table)))
    pq.write_table(table, tmp_path / "p.parquet")
    with pytest.raises(InvalidInputError) as caught:
        read_predictions(tmp_path / "p.parquet")
    message = str(caught.value)
    assert r"unknown column c0\n\x1b[2Jxxx" in message
    assert "35 more" in message
    assert message.isprintable()
    assert len(message) < 1000


@pytest.mark.parametrize("inside", [False, True])
def test_a_pipe_is_no_file_of_predictions(tmp_path, inside):
    path = tmp_path / "p.parquet"
    os.mkfifo(path)
    with pytest.raises(InvalidInputError, match="expected a file"):
        read_predictions(tmp_path if inside else path)


@pytest.fixture
def parts(tmp_path):
    made = PredictionParts.beside(locate(tmp_path / "p.parquet"), {"data": "some"}, KIND)
    table = made_table(segments=("a",))
    made.write("a", table, PartFacts(3, len(table)))
    return made


def path_of(parts, segment="a"):
    return parts.folder.path + f"/{segment}.parquet"


def test_a_segment_s_name_does_not_leave_the_folder_of_parts(parts, tmp_path):
    precious = tmp_path / "precious.parquet"
    precious.write_text("hours of work")
    table = made_table(segments=("a",))
    for name in ("../../precious", str(precious)[: -len(".parquet")], "", "a/b", "x\0"):
        for touch in (
            lambda name=name: parts.write(name, table, PartFacts(3, len(table))),
            lambda name=name: parts.read(name),
            lambda name=name: parts.facts(name),
        ):
            with pytest.raises(InvalidInputError, match="expected a name of letters"):
                touch()
    assert precious.read_text() == "hours of work"


def test_a_pipe_or_a_folder_is_no_part(parts):
    os.mkfifo(path_of(parts, "b"))
    Path(path_of(parts, "c")).mkdir()
    assert parts.names() == {"a"}
    table = made_table(segments=("b",))
    parts.write("b", table, PartFacts(3, len(table)))
    assert parts.read("b").equals(table.combine_chunks())


@pytest.mark.parametrize(
    "facts",
    [
        b"[" * 200_000,
        b'{"frames":' + b"9" * 5000 + b',"boxes":1}',
        b'{"frames":"3","boxes":1}',
        b'{"frames":-3,"boxes":1}',
        b'{"frames":3}',
        b'{"frames":3,"boxes":1,"more":2}',
        b"\xff",
        b"3",
    ],
)
def test_a_part_with_other_facts_is_made_again(parts, facts):
    table = pq.read_table(path_of(parts))
    changed = table.replace_schema_metadata({b"waymo_kit.part": facts})
    pq.write_table(changed, path_of(parts))
    assert parts.facts("a") is None


def test_a_part_that_holds_something_else_is_an_error(parts):
    table = pq.read_table(path_of(parts))
    other = made_table(segments=("b",)).replace_schema_metadata(table.schema.metadata)
    fewer = table.slice(1)
    for tampered in (other, fewer, table.drop_columns([TIMESTAMP])):
        pq.write_table(tampered, path_of(parts))
        with pytest.raises(CorruptDataError, match=r"a.parquet: .*run again with --overwrite"):
            parts.read("a")


def test_only_parts_are_removed(parts, tmp_path):
    root = tmp_path / "p.parquet.parts"
    (root / "notes.txt").write_text("precious")
    (root / "letters").mkdir()
    parts.remove()
    assert sorted(path.name for path in root.iterdir()) == ["letters", "notes.txt"]
    (root / "notes.txt").unlink()
    (root / "letters").rmdir()
    parts.write("a", made_table(segments=("a",)), PartFacts(3, 15))
    parts.remove()
    assert not root.exists()
