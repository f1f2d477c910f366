import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.predictions.made_predictions import made_table
from waymo_kit.errors import CorruptDataError, InvalidInputError, NotFoundError
from waymo_kit.predictions import BoxKind, open_predictions, read_predictions, write_predictions
from waymo_kit.schema.predictions import SEGMENT, TRACK_ID


@pytest.mark.parametrize("name", ["p.parquet", "p.arrow", "p.feather", "p.bin"])
@pytest.mark.parametrize("flat", [False, True])
def test_what_is_written_is_read(tmp_path, name, flat):
    kind = BoxKind.BOX_2D if flat else BoxKind.BOX_3D
    table = made_table(flat=flat)
    write_predictions(table, tmp_path / name, kind)
    assert read_predictions(tmp_path / name, kind).equals(table)


def test_parquet_has_a_row_group_a_segment_and_no_empty_columns(tmp_path):
    table = made_table(frames=4)
    mixed = table.take(pa.array([*range(0, len(table), 2), *range(1, len(table), 2)]))
    mixed = mixed.set_column(
        mixed.schema.get_field_index(TRACK_ID), TRACK_ID, pa.nulls(len(mixed), pa.string())
    )
    write_predictions(mixed, tmp_path / "p.parquet")
    file = pq.ParquetFile(tmp_path / "p.parquet")
    assert TRACK_ID not in file.schema_arrow.names
    groups = [file.read_row_group(k).column(SEGMENT).unique().to_pylist() for k in range(2)]
    assert groups == [["a"], ["b"]]
    assert file.num_row_groups == 2


def test_an_empty_table_is_written_and_read(tmp_path):
    empty = BoxKind.BOX_3D.schema.empty_table()
    for name in ("p.parquet", "p.arrow", "p.bin"):
        write_predictions(empty, tmp_path / name)
        assert read_predictions(tmp_path / name).equals(empty)


def test_an_unknown_ending_is_an_error_and_a_wrong_table_is_not_written(tmp_path):
    with pytest.raises(InvalidInputError, match=r"p.csv: expected a name that ends with"):
        write_predictions(made_table(), tmp_path / "p.csv")
    with pytest.raises(InvalidInputError, match="no column"):
        write_predictions(made_table().select([SEGMENT]), tmp_path / "p.parquet")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("layout", ["by segment", "mixed", "bin", "arrow batches", "shards"])
def test_a_source_gives_each_segment_in_the_order_of_the_files(tmp_path, layout):
    table = made_table(frames=4)
    mixed = table.take(pa.array([*range(0, len(table), 2), *range(1, len(table), 2)]))
    folder = tmp_path / "preds"
    folder.mkdir()
    if layout == "by segment":
        write_predictions(mixed, folder / "p.parquet")
    elif layout == "mixed":
        pq.write_table(mixed, folder / "p.parquet", row_group_size=11)
    elif layout == "bin":
        write_predictions(mixed, folder / "p.bin")
    elif layout == "arrow batches":
        with pa.ipc.new_file(str(folder / "p.arrow"), mixed.schema) as writer:
            for start in range(0, len(mixed), 10):
                writer.write_table(mixed.slice(start, 10).combine_chunks())
    else:
        write_predictions(mixed.slice(0, 9), folder / "p.bin-00000-of-00002")
        write_predictions(mixed.slice(9), folder / "p.bin-00001-of-00002")
        (folder / "notes.txt").write_text("not predictions")
    source = open_predictions(folder, BoxKind.BOX_3D, tmp_path)
    assert source.segments == ("a", "b")
    for segment in source.segments:
        wanted = mixed.filter(pa.compute.equal(mixed.column(SEGMENT), segment))
        assert source.read(segment).equals(wanted)
    assert len(source.read("elsewhere")) == 0


def test_files_are_told_by_their_first_bytes_where_the_name_does_not_tell(tmp_path):
    table = made_table()
    for ending in ("parquet", "arrow", "bin"):
        write_predictions(table, tmp_path / f"p.{ending}")
        (tmp_path / f"p.{ending}").rename(tmp_path / ending)
        assert read_predictions(tmp_path / ending).equals(table)


def test_nothing_there(tmp_path):
    with pytest.raises(NotFoundError, match="no such file or folder"):
        read_predictions(tmp_path / "nowhere")
    with pytest.raises(NotFoundError, match="no predictions in this folder"):
        read_predictions(tmp_path)


@pytest.mark.parametrize("name", ["p.parquet", "p.arrow"])
def test_a_file_that_is_cut_off_or_no_table_is_named(tmp_path, name):
    write_predictions(made_table(), tmp_path / name)
    whole = (tmp_path / name).read_bytes()
    for content in (whole[:-9], whole[: len(whole) // 2], b"", b"hello"):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(CorruptDataError, match=f"{name}: no readable"):
            read_predictions(tmp_path / name)


def test_a_changed_byte_of_a_page_is_found_by_its_checksum(tmp_path):
    table = made_table(frames=40)
    write_predictions(table, tmp_path / "p.parquet")
    whole = bytearray((tmp_path / "p.parquet").read_bytes())
    chunk = pq.read_metadata(tmp_path / "p.parquet").row_group(0).column(3)
    end = chunk.data_page_offset + chunk.total_compressed_size
    whole[end - 20] ^= 1
    (tmp_path / "p.parquet").write_bytes(bytes(whole))
    with pytest.raises(CorruptDataError, match=r"p.parquet: no readable Parquet file: .*CRC"):
        read_predictions(tmp_path / "p.parquet")
