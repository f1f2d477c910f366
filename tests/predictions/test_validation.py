import re

import numpy as np
import pyarrow as pa
import pytest

from tests.predictions.made_predictions import made_table
from waymo_kit.errors import InvalidInputError
from waymo_kit.predictions import BoxKind, conform_predictions
from waymo_kit.schema.predictions import SCORE, SEGMENT, TIMESTAMP, TYPE, column

LENGTH = column("box.size.x")


def with_value(table, name, row, value):
    values = table.column(name).to_pylist()
    values[row] = value
    return with_column(table, name, pa.array(values, table.schema.field(name).type))


def with_column(table, name, values):
    return table.set_column(table.schema.get_field_index(name), name, values)


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        (column("box.center.y"), np.nan, "a finite number, got nan"),
        (column("box.heading"), -np.inf, "a finite number, got -inf"),
        (LENGTH, -0.1, "a size of at least 0, got -0.1"),
        (SCORE, 1.5, "a number from 0 to 1, got 1.5"),
        (SCORE, np.nan, "a number from 0 to 1, got nan"),
        (SCORE, None, "a value, got null"),
        (TYPE, 0, "one of 1 VEHICLE, 2 PEDESTRIAN, 3 SIGN, 4 CYCLIST, got 0"),
        (TYPE, 5, "one of .*, got 5"),
        (SEGMENT, "", "the segment's context name, of .*, got ''"),
        (TIMESTAMP, None, "a value, got null"),
        (column("speed.y"), np.inf, "a finite number, got inf"),
    ],
)
def test_a_wrong_value_is_named_by_file_row_and_column(name, value, expected):
    table = with_value(made_table(), name, 7, value)
    with pytest.raises(InvalidInputError) as caught:
        conform_predictions(table, BoxKind.BOX_3D, "p.parquet", first_row=100)
    where, _, what = str(caught.value).partition(": expected ")
    assert where == f"p.parquet: row 107, column {name}"
    assert re.fullmatch(expected, what)


def test_a_wrong_camera_is_named():
    table = with_value(made_table(flat=True), "key.camera_name", 3, 9)
    with pytest.raises(InvalidInputError, match=r"row 3, column key.camera_name: .* got 9"):
        conform_predictions(table, BoxKind.BOX_2D, "p")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda t: t.drop_columns([SCORE, LENGTH]), rf"no column \{LENGTH}, \{SCORE}, which 3D"),
        (lambda t: t.rename_columns([n.upper() for n in t.column_names]), "it has KEY.SEGMENT_"),
        (lambda t: t.append_column("logits", t.column(SCORE)), "unknown column logits;"),
        (lambda t: t.append_column(TYPE, t.column(TYPE)), rf"column \{TYPE} is there twice"),
        (lambda t: with_column(t, TYPE, t.column(SCORE)), "expected int8, got float"),
        (lambda t: with_column(t, TIMESTAMP, t.column(SCORE)), "expected int64, got float"),
        (lambda t: with_column(t, SCORE, t.column(TYPE)), "expected float, got int8"),
        (lambda t: with_column(t, SEGMENT, t.column(TYPE)), "expected string, got int8"),
        (
            lambda t: with_column(t, TYPE, pa.array([300] * len(t))),
            "row 0, column .*: expected int8, got 300",
        ),
        (
            lambda t: with_column(
                t,
                SEGMENT,
                pa.chunked_array([pa.array([b"\xff"] * len(t)).view(pa.string())]),
            ),
            "expected string: .*UTF8",
        ),
    ],
)
def test_wrong_columns_are_named(change, message):
    with pytest.raises(InvalidInputError, match=f"^p.parquet: .*{message}"):
        conform_predictions(change(made_table()), BoxKind.BOX_3D, "p.parquet")


def test_other_widths_orders_and_encodings_will_do():
    table = made_table()
    other = with_column(table, TYPE, table.column(TYPE).cast(pa.uint32()))
    other = with_column(other, SCORE, table.column(SCORE).cast(pa.float64()))
    other = with_column(other, SEGMENT, table.column(SEGMENT).dictionary_encode())
    other = with_column(
        other, column("track_id"), table.column(column("track_id")).cast("large_string")
    )
    other = other.select(other.column_names[::-1])
    assert conform_predictions(other, BoxKind.BOX_3D, "p").equals(table)


def test_absent_optional_columns_become_null():
    table = made_table()
    bare = conform_predictions(table.select(BoxKind.BOX_3D.required), BoxKind.BOX_3D, "p")
    assert bare.schema == BoxKind.BOX_3D.schema
    assert all(bare.column(name).null_count == len(bare) for name in BoxKind.BOX_3D.optional)
