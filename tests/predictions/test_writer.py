import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from waymo_kit.errors import InvalidInputError, OutputError
from waymo_kit.predictions import BoxKind, make_predictions, open_predictions, read_predictions
from waymo_kit.predictions.files import Format
from waymo_kit.predictions.writer import PredictionWriter
from waymo_kit.schema.predictions import OVERLAP_WITH_NLZ, TRACK_ID


def rows(segment, count, **columns):
    boxes = np.tile([1.0, 2, 1, 4, 2, 1.5, 0.1], (count, 1))
    boxes[:, 0] += np.arange(count)
    return make_predictions(segment, 1_000, boxes, 1, np.full(count, 0.5), **columns)


PARTS = [rows("b", 3, speeds=[[1, 2]] * 3), rows("a", 2), rows("c", 0), rows("d", 1)]


@pytest.mark.parametrize("ending", [".parquet", ".arrow", ".feather", ".ipc", ".bin"])
def test_what_is_written_is_read_again(tmp_path, ending):
    path = tmp_path / "new" / f"p{ending}"
    with PredictionWriter(path) as writer:
        for part in PARTS:
            writer.add(part)
        assert not path.exists()
    expected = pa.concat_tables(PARTS)
    if ending == ".bin":
        expected = read_again(expected, tmp_path)
    assert read_predictions(path).equals(expected)
    source = open_predictions(path, BoxKind.BOX_3D, tmp_path)
    assert source.segments == ("a", "b", "d")
    assert source.read("b").num_rows == 3


def read_again(table, folder):
    """As the file of the whole table has it."""
    from waymo_kit.predictions import write_predictions

    write_predictions(table, folder / "whole.bin")
    return read_predictions(folder / "whole.bin")


def test_a_segment_is_a_row_group_and_absent_columns_are_left_out(tmp_path):
    path = tmp_path / "p.parquet"
    with PredictionWriter(path, without=(TRACK_ID, OVERLAP_WITH_NLZ)) as writer:
        for part in PARTS:
            writer.add(part)
    metadata = pq.read_metadata(path)
    assert [metadata.row_group(k).num_rows for k in range(metadata.num_row_groups)] == [3, 2, 1]
    names = set(BoxKind.BOX_3D.schema.names)
    assert set(pq.read_schema(path).names) == names - {TRACK_ID, OVERLAP_WITH_NLZ}
    assert read_predictions(path).equals(pa.concat_tables(PARTS))


@pytest.mark.parametrize("ending", [".parquet", ".arrow", ".bin"])
def test_no_predictions_are_a_file_without_rows(tmp_path, ending):
    with PredictionWriter(tmp_path / f"p{ending}"):
        pass
    assert read_predictions(tmp_path / f"p{ending}").num_rows == 0


@pytest.mark.parametrize("ending", [".parquet", ".arrow", ".bin"])
def test_after_an_error_nothing_is_left(tmp_path, ending):
    with pytest.raises(KeyboardInterrupt), PredictionWriter(tmp_path / f"p{ending}") as writer:
        writer.add(PARTS[0])
        raise KeyboardInterrupt
    assert list(tmp_path.iterdir()) == []


def test_wrong_rows_are_refused(tmp_path):
    with (
        pytest.raises(InvalidInputError, match="no column"),
        PredictionWriter(tmp_path / "p.parquet") as writer,
    ):
        writer.add(pa.table({"x": [1]}))


def test_the_name_tells_the_format(tmp_path):
    with pytest.raises(InvalidInputError, match=r"p.txt: expected a name that ends with .*\.bin"):
        PredictionWriter(tmp_path / "p.txt")
    with pytest.raises(InvalidInputError, match=r"expected .* \.bin for the format objects"):
        PredictionWriter(tmp_path / "p.parquet", file_format=Format.OBJECTS)
    with PredictionWriter(tmp_path / "p", file_format=Format.PARQUET) as writer:
        writer.add(PARTS[0])
    assert read_predictions(tmp_path / "p").equals(PARTS[0])


def test_a_folder_that_cannot_be_made_is_an_error(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError), PredictionWriter(tmp_path / "file" / "p.parquet"):
        pass
