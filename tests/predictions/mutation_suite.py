"""A thousand damaged files of predictions, each scored by `eval` in a child with limits.

A seed picks a mutation (those of `tests/evaluation/mutations.py` and the ones below), makes the
file, and runs `waymo-kit eval` on it. What may come of it:

- `refused`: exit code 2 and one line that names the file;
- `same`: the metrics of the good file;
- `named`: other metrics, and a finding that the good file does not have;
- `listed`: other metrics without a finding, where the mutation is in `MEANT`, that is, the file
  says something else and is right in itself.

Anything else is a fault.
"""

import json
import os

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from tests.evaluation import mutations as known
from tests.hostile.harness import REFUSED, SilentChange, refused_command, run_command
from tests.predictions.made_predictions import made_table, message_of
from waymo_kit.predictions import write_predictions
from waymo_kit.schema.predictions import (
    HEADING,
    OVERLAP_WITH_NLZ,
    SCORE,
    SEGMENT,
    TIMESTAMP,
    TRACK_ID,
    TYPE,
    BoxKind,
)

KIND = BoxKind.BOX_3D
COMPRESSIONS = ("uncompressed", "lz4", "zstd")


def _write_arrow(table, path, rng):
    path = path.with_suffix(".arrow")
    compression = COMPRESSIONS[rng.integers(3)]
    options = pa.ipc.IpcWriteOptions(
        compression=None if compression == "uncompressed" else compression
    )
    with pa.ipc.new_file(str(path), table.schema, options=options) as writer:
        writer.write_table(table.combine_chunks(), max_chunksize=int(rng.integers(20, 400)))
    return path


def _flip(path, rng, most=4):
    content = bytearray(path.read_bytes())
    for at in rng.integers(0, len(content), rng.integers(1, most)):
        content[at] ^= 1 << int(rng.integers(8))
    path.write_bytes(content)
    return path


def _cut(path, rng):
    content = path.read_bytes()
    start, stop = sorted(rng.integers(0, len(content), 2).tolist())
    kinds = (content[:start], content[:start] + content[stop:], content + content[start:stop])
    path.write_bytes(kinds[rng.integers(3)])
    return path


def _with(table, name, values):
    return known._replace(table, name, values)


def arrow_bits(table, rng, path):
    return _flip(_write_arrow(table, path, rng), rng)


def arrow_offsets(table, rng, path):
    """Offsets of a text column that point out of the buffer, or backwards."""
    table = table.combine_chunks()
    name = (SEGMENT, TRACK_ID)[rng.integers(2)]
    column = table.column(name).chunk(0)
    _, offsets, data = column.buffers()
    changed = np.frombuffer(offsets, np.int32).copy()
    changed[rng.integers(len(changed))] = rng.choice([-1, -(2**31), 2**31 - 1, 10**6, 0])
    broken = pa.StringArray.from_buffers(len(column), pa.py_buffer(changed), data)
    path = path.with_suffix(".arrow")
    changed = _with(table, name, broken)
    with pa.ipc.new_file(str(path), changed.schema) as writer:
        writer.write_table(changed)
    return path


def arrow_indices(table, rng, path):
    """Indices of a dictionary that lie outside it."""
    column = table.column(SEGMENT).combine_chunks().dictionary_encode()
    indices = column.indices.to_numpy().copy()
    indices[rng.integers(len(indices))] = rng.choice([-1, 2, 10**6, 2**31 - 1])
    broken = pa.DictionaryArray.from_arrays(pa.array(indices), column.dictionary, safe=False)
    return _write_arrow(_with(table, SEGMENT, broken), path, rng)


def arrow_cut(table, rng, path):
    return _cut(_write_arrow(table, path, rng), rng)


def parquet_bits(table, rng, path):
    path = path.with_suffix(".parquet")
    write_predictions(table, path)
    return _flip(path, rng)


def parquet_footer(table, rng, path):
    """Bits of the footer, which no checksum protects."""
    path = path.with_suffix(".parquet")
    write_predictions(table, path)
    content = bytearray(path.read_bytes())
    length = int.from_bytes(content[-8:-4], "little")
    for at in rng.integers(len(content) - 8 - length, len(content) - 4, rng.integers(1, 4)):
        content[at] ^= 1 << int(rng.integers(8))
    path.write_bytes(content)
    return path


def parquet_cut(table, rng, path):
    path = path.with_suffix(".parquet")
    write_predictions(table, path)
    return _cut(path, rng)


def objects_bits(table, rng, path):
    path = path.with_suffix(".bin")
    write_predictions(table, path)
    return _flip(path, rng)


def objects_cut(table, rng, path):
    path = path.with_suffix(".bin")
    write_predictions(table, path)
    return _cut(path, rng)


def unset_field(table, rng, path):
    """An object without one of its fields, which then has its default."""
    message = message_of(table)
    one = message.objects[int(rng.integers(len(message.objects)))]
    owner, field = [
        (one, "score"),
        (one, "overlap_with_nlz"),
        (one, "context_name"),
        (one, "frame_timestamp_micros"),
        (one.object, "type"),
        (one.object, "id"),
        (one.object, "box"),
        (one.object, "metadata"),
        *((one.object.box, each.name) for each in one.object.box.DESCRIPTOR.fields),
    ][rng.integers(15)]
    owner.ClearField(field)
    path = path.with_suffix(".bin")
    path.write_bytes(message.SerializeToString())
    return path


def huge_number(table, rng, path):
    name = KIND.box_columns[rng.integers(7)]
    value = float(rng.choice([1e9, -1e9, 1e38, 1e155, -1e155, 1e308, -1e308, 5e-324]))
    row = int(rng.integers(len(table)))
    if name in KIND.size_columns:
        value = abs(value)
    return known._write(known._with_value(table, name, row, value), rng, path)


def odd_time(table, rng, path):
    row = int(rng.integers(len(table)))
    value = int(rng.choice([0, -1, -(2**63), 2**63 - 1, 1_500_000_000]))
    return known._write(known._with_value(table, TIMESTAMP, row, value), rng, path)


def time_of_another_type(table, rng, path):
    times = table.column(TIMESTAMP).combine_chunks()
    kinds = (
        lambda: times.cast(pa.float64()),
        lambda: times.cast(pa.decimal128(38, 0)),
        lambda: times.cast(pa.decimal128(38, 5)),
        lambda: times.cast(pa.timestamp("us")),
        lambda: times.cast(pa.duration("us")),
        lambda: times.cast(pa.string()),
        lambda: pa.nulls(len(times)),
        lambda: pa.nulls(len(times), pa.int64()),
    )
    return known._write(_with(table, TIMESTAMP, kinds[rng.integers(8)]()), rng, path)


def odd_segment(table, rng, path):
    row = int(rng.integers(len(table)))
    names = (
        "../x",
        "/etc/passwd",
        "a/b",
        "x\x1b]0;t\x07",
        "a\nb",
        "\0",
        ".",
        "a" * 201,
        "a b",
        "é",
    )
    return known._write(known._with_value(table, SEGMENT, row, str(rng.choice(names))), rng, path)


def other_segment(table, rng, path):
    """A row of a segment or time that the ground truth lacks."""
    row = int(rng.integers(len(table)))
    return known._write(known._with_value(table, SEGMENT, row, "elsewhere"), rng, path)


def odd_id(table, rng, path):
    row = int(rng.integers(len(table)))
    value = str(rng.choice(["x" * 300, "x" * 100_000, "\0\n\x1b", "", "é" * 200]))
    return known._write(known._with_value(table, TRACK_ID, row, value), rng, path)


def long_dictionary(table, rng, path):
    """A text of 5 MB that many rows share."""
    name = (SEGMENT, TRACK_ID)[rng.integers(2)]
    indices = pa.array(np.zeros(len(table), np.int32))
    column = pa.DictionaryArray.from_arrays(indices, pa.array(["y" * 5_000_000]))
    return known._write(_with(table, name, column), rng, path)


def compressed_rows(table, rng, path):
    """Millions of equal rows in a file of kilobytes."""
    rows = table.slice(0, 1).take(pa.array(np.zeros(int(rng.integers(5, 9)) * 250_000, np.int64)))
    if rng.random() < 0.5:
        path = path.with_suffix(".parquet")
        pq.write_table(rows, path, row_group_size=len(rows), compression="zstd")
        return path
    path = path.with_suffix(".arrow")
    options = pa.ipc.IpcWriteOptions(compression="zstd")
    with pa.ipc.new_file(str(path), rows.schema, options=options) as writer:
        writer.write_table(rows.combine_chunks())
    return path


def lying_rows(table, rng, path):
    """A footer that counts other rows than there are."""
    path = path.with_suffix(".parquet")
    write_predictions(table, path)
    content = path.read_bytes()
    count = len(table)
    encoded = _zigzag_varint(count)
    other = _zigzag_varint(int(rng.choice([0, count - 1, count + 1, 127 * 64])))[: len(encoded)]
    if len(other) == len(encoded):
        at = content.rfind(encoded)
        content = content[:at] + other + content[at + len(encoded) :]
    path.write_bytes(content)
    return path


def _zigzag_varint(number):
    out, rest = bytearray(), 2 * number
    while rest > 0x7F:
        out.append(rest & 0x7F | 0x80)
        rest >>= 7
    return bytes([*out, rest])


def fifo(table, rng, path):
    path = path.with_suffix(str(rng.choice([".parquet", ".arrow", ".bin"])))
    os.mkfifo(path)
    return path


def folder_with_fifo(table, rng, path):
    path.mkdir()
    write_predictions(table, path / "a.parquet")
    os.mkfifo(path / "b.parquet")
    return path


def many_columns(table, rng, path):
    for k in range(int(rng.integers(1, 3000))):
        table = table.append_column(f"c{k}\n{'x' * 50}", pa.nulls(len(table)))
    return known._write(table, rng, path)


def nested_columns(table, rng, path):
    values = pa.array([[[[1.0]]]] * len(table))
    return known._write(_with(table, SCORE, values), rng, path)


def other_value(table, rng, path):
    """A value that is right in itself."""
    row = int(rng.integers(len(table)))
    name, value = (
        (SCORE, float(rng.random())),
        (HEADING, float(rng.uniform(-3, 3))),
        (TYPE, int(rng.integers(1, 5))),
    )[rng.integers(3)]
    return known._write(known._with_value(table, name, row, value), rng, path)


def nulls_in_optional(table, rng, path):
    row = int(rng.integers(len(table)))
    name = str(rng.choice([TRACK_ID, OVERLAP_WITH_NLZ]))
    return known._write(known._with_value(table, name, row, None), rng, path)


OWN = (
    arrow_bits,
    arrow_bits,
    arrow_offsets,
    arrow_indices,
    arrow_cut,
    parquet_bits,
    parquet_footer,
    parquet_footer,
    parquet_cut,
    objects_bits,
    objects_bits,
    objects_cut,
    unset_field,
    huge_number,
    odd_time,
    time_of_another_type,
    odd_segment,
    other_segment,
    odd_id,
    long_dictionary,
    compressed_rows,
    lying_rows,
    fifo,
    folder_with_fifo,
    many_columns,
    nested_columns,
    other_value,
    nulls_in_optional,
)
MUTATIONS = (*OWN, *known.MUTATIONS)

MEANT = {
    "arrow_bits": "Arrow IPC has no checksums: a bit of a number makes another number",
    "objects_bits": "the official .bin has no checksums",
    "objects_cut": "messages behind one another are one message: whole objects may lack or repeat",
    "arrow_cut": "a part that is cut out may be whole record batches that the footer skips",
    "unset_field": "a field that is not set has its default in the proto",
    "other_value": "another score, heading or type is another prediction",
    "nulls_in_optional": "whether a box overlaps a no-label zone is not known",
    "huge_number": "a number that is finite is taken as it is",
    "parquet_footer": "Parquet's footer has no checksum",
    "parquet_bits": "Parquet's footer has no checksum",
    "flipped_bytes": "Parquet's footer has no checksum",
}
"""Mutations that may change the metrics without a finding, and why."""


def prepare(folder):
    """Makes good predictions and their ground truth, and scores them once."""
    table = made_table(per_frame=8)
    labels = message_of(table)
    for one in labels.objects:
        one.object.num_lidar_points_in_box = 10
        one.ClearField("score")
    truth = folder / "labels.bin"
    truth.write_bytes(labels.SerializeToString())
    good = folder / "good.parquet"
    write_predictions(table, good)
    metrics, findings = _score(good, truth, folder / "good.json")

    def check(seed):
        mutate = MUTATIONS[seed % len(MUTATIONS)]
        rng = np.random.default_rng(seed)
        made = mutate(table, rng, folder / f"damaged-{seed}")
        path = made[0] if isinstance(made, tuple) else made
        out = folder / f"{seed}.json"
        code, printed, err = run_command("eval", "-p", path, "-g", truth, "--json", out)
        if code:
            line = refused_command(code, printed, err)
            assert path.name in line, f"{mutate.__name__}: no file in {line}"
            assert not out.exists()
            return REFUSED
        result = json.loads(out.read_text())
        if result["metrics"] == metrics:
            return "same"
        if _names(result) - findings:
            return "named"
        if mutate.__name__ in MEANT:
            return "listed"
        raise SilentChange(f"{mutate.__name__}: other metrics, no other finding")

    return check


def _score(path, truth, out):
    code, _, err = run_command("eval", "-p", path, "-g", truth, "--json", out)
    assert code == 0, err
    result = json.loads(out.read_text())
    return result["metrics"], _names(result)


def _names(result):
    return {finding["name"] for finding in result["findings"]}
