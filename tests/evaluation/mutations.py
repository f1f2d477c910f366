"""Damaged predictions: each mutation says what the evaluation of its file must end with.

A mutation takes good predictions, a random generator and a path without ending. It writes a file
and returns it with the expected outcome: the start of the error (after the file's name), or None
where the metrics must be those of the good file.
"""

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from waymo_kit.predictions import write_predictions
from waymo_kit.protos import metrics_pb2
from waymo_kit.schema.predictions import (
    HEADING,
    SCORE,
    SEGMENT,
    SPEED,
    TIMESTAMP,
    TYPE,
    BoxKind,
    column,
)

KIND = BoxKind.BOX_3D
NUMBERS = (*KIND.box_columns, SCORE)
REQUIRED = KIND.required
ANY = ""
"""An error whose text depends on where the damage is."""


def _replace(table, name, values):
    return table.set_column(table.schema.get_field_index(name), pa.field(name, values.type), values)


def _with_value(table, name, row, value, dtype=None):
    values = table.column(name).to_pylist()
    values[row] = value
    return _replace(table, name, pa.array(values, dtype or table.schema.field(name).type))


def _write(table, rng, path, endings=(".parquet", ".arrow")):
    """Writes rows as they are, unchecked, in groups of any size."""
    ending = endings[rng.integers(len(endings))]
    path = path.with_suffix(ending)
    size = int(rng.integers(20, 400))
    if ending == ".parquet":
        pq.write_table(table, path, row_group_size=size)
    else:
        with pa.ipc.new_file(str(path), table.schema) as writer:
            for batch in table.combine_chunks().to_batches(max_chunksize=size):
                writer.write_batch(batch)
    return path


def _at(row, name):
    return f"row {row}, column {name}: expected "


def wrong_number(table, rng, path):
    name = str(rng.choice(NUMBERS))
    row = int(rng.integers(len(table)))
    value = rng.choice([np.nan, np.inf, -np.inf])
    return _write(_with_value(table, name, row, value), rng, path), _at(row, name)


def negative_size(table, rng, path):
    name, row = str(rng.choice(KIND.size_columns)), int(rng.integers(len(table)))
    value = -float(rng.choice([1e-300, 0.5, 1e9]))
    return _write(_with_value(table, name, row, value), rng, path), _at(row, name)


def score_out_of_range(table, rng, path):
    row = int(rng.integers(len(table)))
    value = float(rng.choice([-0.1, 1.1, 1e30, -5]))
    return _write(_with_value(table, SCORE, row, value), rng, path), _at(row, SCORE)


def unknown_type(table, rng, path):
    row, value = int(rng.integers(len(table))), int(rng.choice([-1, 0, 5, 127, 300, 2**40]))
    changed = _with_value(table, TYPE, row, value, pa.int64())
    return _write(changed, rng, path), _at(row, TYPE)


def missing_value(table, rng, path):
    name, row = str(rng.choice(REQUIRED)), int(rng.integers(len(table)))
    return _write(_with_value(table, name, row, None), rng, path), _at(row, name)


def empty_segment(table, rng, path):
    row = int(rng.integers(len(table)))
    return _write(_with_value(table, SEGMENT, row, ""), rng, path), _at(row, SEGMENT)


def huge_time(table, rng, path):
    row = int(rng.integers(len(table)))
    changed = _with_value(table, TIMESTAMP, row, 2**63 + int(rng.integers(99)), pa.uint64())
    return _write(changed, rng, path), _at(row, TIMESTAMP)


def infinite_speed(table, rng, path):
    row = int(rng.integers(len(table)))
    changed = _replace(table, SPEED[0], pa.array(np.where(np.arange(len(table)) == row, np.inf, 0)))
    return _write(changed, rng, path), _at(row, SPEED[0])


def wrong_dtype(table, rng, path):
    name, count = str(rng.choice(REQUIRED)), len(table)
    nested = pa.array([[1.0]] * count)
    structs = pa.array([{"a": 1}] * count)
    if name == SEGMENT:
        choices = [pa.array(range(count)), pa.array([b"\xff\xfe"] * count), nested, structs]
    elif name in (TIMESTAMP, TYPE):
        choices = [pa.array([1.0] * count), pa.array(["1"] * count), nested, structs]
        choices.append(pa.array([1] * count, pa.timestamp("us")))
    else:
        choices = [pa.array([1] * count), pa.array(["1"] * count), pa.array([True] * count)]
        choices += [nested, structs, pa.array([b"1"] * count)]
    changed = _replace(table, name, choices[rng.integers(len(choices))])
    return _write(changed, rng, path), f"column {name}: expected "


def only_nulls(table, rng, path):
    name = str(rng.choice(REQUIRED))
    changed = _replace(table, name, pa.nulls(len(table), table.schema.field(name).type))
    return _write(changed, rng, path), _at(0, name)


def missing_column(table, rng, path):
    name = str(rng.choice(REQUIRED))
    return _write(table.drop_columns([name]), rng, path), f"no column {name}, "


def renamed_column(table, rng, path):
    name = str(rng.choice(REQUIRED))
    other = str(rng.choice([name.upper(), f" {name}", name.rpartition(".")[2], ""]))
    names = [other if one == name else one for one in table.column_names]
    return _write(table.rename_columns(names), rng, path), f"no column {name}, "


def extra_column(table, rng, path):
    name = str(rng.choice(["logits", column("box.center.w"), "", "key.camera_name"]))
    values = [pa.array(np.zeros(len(table))), pa.nulls(len(table))][rng.integers(2)]
    return _write(table.append_column(name, values), rng, path), f"unknown column {name}"


def repeated_column(table, rng, path):
    name = str(rng.choice(table.column_names))
    changed = table.append_column(name, table.column(name))
    return _write(changed, rng, path, (".arrow",)), f"column {name} is there twice"


def cut_off(table, rng, path):
    path = path.with_suffix(str(rng.choice([".parquet", ".arrow"])))
    write_predictions(table, path)
    whole = path.read_bytes()
    path.write_bytes(whole[: int(rng.integers(len(whole) - 7))])
    return path, "no readable "


def flipped_bytes(table, rng, path):
    """Pages have checksums, so that a changed byte is an error, or in a place of no importance."""
    path = path.with_suffix(".parquet")
    write_predictions(table, path)
    data = bytearray(path.read_bytes())
    for place in rng.integers(len(data), size=int(rng.integers(1, 4))):
        data[place] ^= int(rng.integers(1, 256))
    path.write_bytes(bytes(data))
    return path, "either"


def zeros(table, rng, path):
    path = path.with_suffix(str(rng.choice([".parquet", ".arrow", ".bin"])))
    path.write_bytes(bytes(int(rng.integers(1, 5000))))
    return path, ANY


def noise(table, rng, path):
    path = path.with_suffix(str(rng.choice([".parquet", ".arrow", ".bin", ""])))
    path.write_bytes(b"\x0a" + rng.bytes(int(rng.integers(1, 5000))))
    return path, ANY


def other_order(table, rng, path):
    """Rows and columns in another order, other widths: nothing is wrong."""
    changed = table.select([table.column_names[k] for k in rng.permutation(table.num_columns)])
    changed = _replace(changed, TYPE, changed.column(TYPE).cast(pa.uint16()))
    if rng.random() < 0.5:
        changed = _replace(changed, SEGMENT, changed.column(SEGMENT).cast(pa.large_string()))
    return _write(changed, rng, path), None


def objects_cut_off(table, rng, path):
    path = path.with_suffix(".bin")
    write_predictions(table, path)
    whole = path.read_bytes()
    sizes = np.cumsum([len(field) for field in _fields(whole)])
    while (size := int(rng.integers(1, len(whole)))) in sizes:
        pass
    path.write_bytes(whole[:size])
    return path, f"object {int(np.searchsorted(sizes, size, side='right'))} at byte "


def _fields(whole):
    """The objects of a message with their tags and lengths."""
    message = metrics_pb2.Objects.FromString(whole)
    return [metrics_pb2.Objects(objects=[one]).SerializeToString() for one in message.objects]


def huge_length(table, rng, path):
    """An object that claims to be longer than the file."""
    path = path.with_suffix(".bin")
    write_predictions(table, path)
    whole = path.read_bytes()
    place = int(rng.integers(0, len(table)))
    parts = _fields(whole)
    claim = b"\x0a" + (b"\xff" * int(rng.integers(4, 9))) + b"\x01"
    path.write_bytes(b"".join(parts[:place]) + claim + b"".join(parts[place:]))
    return path, f"object {place} at byte "


def wrong_object(table, rng, path):
    path = path.with_suffix(".bin")
    write_predictions(table, path)
    message = metrics_pb2.Objects.FromString(path.read_bytes())
    row = int(rng.integers(len(table)))
    wrong = message.objects[row]
    kind = int(rng.integers(8))
    at = f"object {row}"
    if kind == 0:
        wrong.object.box.center_x = float("nan")
        expected = f"{at}, column {column('box.center.x')}: expected a finite number, got nan"
    elif kind == 1:
        wrong.object.box.length = -1
        expected = f"{at}, column {column('box.size.x')}: expected a size of at least 0, got -1.0"
    elif kind == 2:
        wrong.score = 7
        expected = f"{at}, column {SCORE}: expected a number from 0 to 1, got 7.0"
    elif kind == 3:
        wrong.object.type = 0
        expected = f"{at}, column {TYPE}: expected one of 1 VEHICLE"
    elif kind == 4:
        wrong.ClearField("context_name")
        expected = f"{at}: expected context_name"
    elif kind == 5:
        wrong.object.ClearField("box")
        expected = f"{at}: expected object.box"
    elif kind == 6:
        wrong.camera_name = 1
        expected = f"{at}: expected no camera_name in 3D predictions"
    else:
        wrong.object.box.heading = float("inf")
        expected = f"{at}, column {HEADING}: expected a finite number, got inf"
    path.write_bytes(message.SerializeToString())
    return path, expected


def repeated_rows(table, rng, path):
    """The same box twice in a frame is scored twice, as in the official evaluator, and named."""
    rows = rng.integers(len(table), size=int(rng.integers(1, 5)))
    return _write(pa.concat_tables([table, table.take(pa.array(rows))]), rng, path), "repeated"


MUTATIONS = (
    wrong_number,
    negative_size,
    score_out_of_range,
    unknown_type,
    missing_value,
    empty_segment,
    huge_time,
    infinite_speed,
    wrong_dtype,
    only_nulls,
    missing_column,
    renamed_column,
    extra_column,
    repeated_column,
    cut_off,
    flipped_bytes,
    zeros,
    noise,
    other_order,
    objects_cut_off,
    huge_length,
    wrong_object,
    repeated_rows,
)
