"""Damaged component tables, each read, validated and summarized in a child with limits.

A seed picks a dataset (with manifests, as `convert` writes it, or without, as a download), one of
its files and a mutation of its bytes or of its values. What may come of it:

- `refused`: a reader raises an error of one line that names the file, and `validate` finds it too
  (but for a table that a download lacks, which is no fault of it);
- `same`: everything reads as before;
- `found`: some of it reads otherwise, and `validate` has a problem or a note;
- `valid`: the values were changed to others that are right in themselves, in a dataset without
  manifests: nobody can know;
- `unprotected`: bits of a Parquet footer or page header changed, in a dataset without manifests,
  where nothing has a checksum of them (docs/reference/formats.md).

Anything else is a fault.
"""

import json
import shutil
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

import waymo_kit as wk
from tests.hostile.harness import SilentChange, run_command
from tests.made_frames import SEGMENT, full_frame, write_segment
from waymo_kit.convert import convert_segment
from waymo_kit.convert.validate import validate
from waymo_kit.errors import NotFoundError, WaymoKitError
from waymo_kit.io import locate
from waymo_kit.schema import CONVERTED_TAGS, RANGE_IMAGE_CHANNELS, component_of

VALID, UNPROTECTED = "valid", "unprotected"
TIME = "key.frame_timestamp_micros"


def prepare(folder):
    source = write_segment(folder / "a.tfrecord", [full_frame(i) for i in range(3)])
    good = folder / "good"
    convert_segment(locate(source), locate(good), CONVERTED_TAGS)
    (good / "_partial").rmdir()
    expected = read_everything(good)
    assert not problems_of(good)

    def check(seed):
        rng = np.random.default_rng(seed)
        mutate = MUTATIONS[seed % len(MUTATIONS)]
        root = folder / str(seed)
        shutil.copytree(good, root)
        has_manifest = mutate is manifest_text or bool(rng.integers(2))
        if not has_manifest:
            shutil.rmtree(root / "_manifest")
        try:
            mutate(rng, root)
            return outcome(root, expected, mutate, has_manifest)
        finally:
            shutil.rmtree(root)

    return check


def outcome(root, expected, mutate, has_manifest):
    found = problems_of(root)
    code, _, err = run_command("info", root)
    assert code in (0, 2), err
    assert len(err.splitlines()) <= 1 or "note" in err, err
    try:
        got = read_everything(root)
    except WaymoKitError as error:
        assert str(root) in str(error), error
        is_partial = isinstance(error, NotFoundError) and not has_manifest
        if not any(problem for problem, _ in found) and not is_partial:
            raise SilentChange(f"refused, but validate finds nothing: {error}") from error
        raise
    if got == expected:
        return "same"
    if any(problem or note for problem, note in found):
        return "found"
    if not has_manifest and mutate in VALUE_MUTATIONS:
        return VALID
    if not has_manifest and mutate in BYTE_MUTATIONS:
        return UNPROTECTED
    raise SilentChange(difference(expected, got))


def difference(expected, got):
    tags = [tag for tag in expected if expected[tag] != got.get(tag)]
    return f"other values of {', '.join(map(str, tags))[:500]}"


def problems_of(root):
    try:
        files = list(validate(root))
    except WaymoKitError as error:
        assert "\n" not in str(error)
        return [((str(error),), ())]
    return [(file.problems, file.notes) for file in files if file.problems or file.notes]


def read_everything(root):
    """All values of all tables, and the range images as readers get them."""
    scene = wk.open_dataset(root)[0]
    source = scene.source
    values = {"times": source.timestamps_micros.tolist()}
    for tag in CONVERTED_TAGS:
        values[tag] = source.table(tag).to_pylist()
        if component_of(tag).per_frame:
            values[tag, "rows"] = [
                source.frame_table(tag, index).num_rows for index in range(len(scene))
            ]
    for tag in RANGE_IMAGE_CHANNELS:
        returns = (1,) if tag == "lidar_pose" else (1, 2)
        for index in range(len(scene)):
            images = source.range_images(tag, index)
            for laser in images.lasers:
                for number in returns:
                    image = images.image(laser, number)
                    values[tag, index, laser, number] = None if image is None else image.tobytes()
    source.close()
    return values


def some_table(rng, root):
    tag = CONVERTED_TAGS[rng.integers(len(CONVERTED_TAGS))]
    return tag, root / tag / f"{SEGMENT}.parquet"


# Bytes


def flip_bits(rng, root):
    _, path = some_table(rng, root)
    data = bytearray(path.read_bytes())
    for at in rng.integers(0, len(data), rng.integers(1, 4)):
        data[at] ^= 1 << int(rng.integers(8))
    path.write_bytes(data)


def flip_footer(rng, root):
    _, path = some_table(rng, root)
    data = bytearray(path.read_bytes())
    size = int.from_bytes(data[-8:-4], "little")
    at = int(rng.integers(len(data) - 8 - size, len(data)))
    data[at] ^= 1 << int(rng.integers(8))
    path.write_bytes(data)


def set_footer_byte(rng, root):
    """Bytes that make long numbers: sizes, offsets and counts of billions."""
    _, path = some_table(rng, root)
    data = bytearray(path.read_bytes())
    size = int.from_bytes(data[-8:-4], "little")
    at = int(rng.integers(len(data) - 8 - size, len(data)))
    data[at : at + int(rng.integers(1, 9))] = b"\xff" * int(rng.integers(1, 9))
    path.write_bytes(data)


def flip_page_header(rng, root):
    """The bytes before each page, which no checksum covers."""
    _, path = some_table(rng, root)
    data = bytearray(path.read_bytes())
    metadata = pq.ParquetFile(path).metadata
    if metadata.num_row_groups == 0:
        return
    group = metadata.row_group(int(rng.integers(metadata.num_row_groups)))
    column = group.column(int(rng.integers(group.num_columns)))
    at = column.data_page_offset + int(rng.integers(24))
    data[min(at, len(data) - 1)] ^= 1 << int(rng.integers(8))
    path.write_bytes(data)


def cut(rng, root):
    _, path = some_table(rng, root)
    data = path.read_bytes()
    start, stop = sorted(rng.integers(0, len(data), 2).tolist())
    kinds = (data[:start], data[:start] + data[stop:], data + data[start:stop], b"")
    path.write_bytes(kinds[rng.integers(4)])


def swap_files(rng, root):
    """A table under the name of another."""
    (_, one), (_, other) = some_table(rng, root), some_table(rng, root)
    one.write_bytes(other.read_bytes())


def remove(rng, root):
    some_table(rng, root)[1].unlink()


# Values


def rewrite(path, table, rng):
    pq.write_table(
        table,
        path,
        row_group_size=max(int(rng.integers(1, 9)), 1),
        compression=("zstd", "snappy", "none")[rng.integers(3)],
    )


def some_column(rng, table):
    position = int(rng.integers(table.num_columns))
    return position, table.schema.field(position)


def odd_value(rng, kind):
    """A value at the edge of a type."""
    if pa.types.is_floating(kind):
        return [np.nan, np.inf, -np.inf, -1.0, 1e308, 0.0, None][rng.integers(7)]
    if pa.types.is_integer(kind):
        bits = kind.bit_width - 1
        return [-(2**bits), 2**bits - 1, -1, 0, 77, None][rng.integers(6)]
    if pa.types.is_string(kind):
        return ["", "other", "x" * 100_000, "\x1b[31m", "../x", "a\nb", None][rng.integers(7)]
    if pa.types.is_binary(kind):
        return [b"", b"\xff" * 100, None][rng.integers(3)]
    if pa.types.is_boolean(kind):
        return [True, False, None][rng.integers(3)]
    size = kind.list_size if pa.types.is_fixed_size_list(kind) else int(rng.integers(0, 5))
    inner = odd_value(rng, kind.value_type)
    return [None, [inner] * size][rng.integers(2)]


def odd_values(rng, root):
    _, path = some_table(rng, root)
    table = pq.read_table(path)
    if table.num_rows == 0:
        return
    position, field = some_column(rng, table)
    values = table.column(position).to_pylist()
    for row in rng.integers(0, len(values), rng.integers(1, 3)):
        values[row] = odd_value(rng, field.type)
    rewrite(path, table.set_column(position, field, pa.array(values, field.type)), rng)


def odd_rows(rng, root):
    """Rows that are doubled, missing, in another order, or all gone."""
    _, path = some_table(rng, root)
    table = pq.read_table(path)
    count = table.num_rows
    order = np.arange(count)
    kinds = (
        order[:0],
        order[1:],
        order[::-1],
        np.append(order, order[:1]),
        np.repeat(order, 2),
        rng.permutation(order),
    )
    rewrite(path, table.take(kinds[rng.integers(len(kinds))]), rng)


def odd_columns(rng, root):
    """Columns that are missing, renamed, doubled, new, or of another type."""
    _, path = some_table(rng, root)
    table = pq.read_table(path)
    position, field = some_column(rng, table)
    column = table.column(position)
    kind = rng.integers(6)
    if kind == 0:
        table = table.drop_columns([field.name])
    elif kind == 1:
        table = table.rename_columns(
            [f"{n}x" if i == position else n for i, n in enumerate(table.column_names)]
        )
    elif kind == 2:
        table = table.append_column("more", column)
    elif kind == 3:
        table = table.append_column(field, column)
    elif kind == 4:
        table = table.set_column(position, field.name, pa.nulls(len(column), field.type))
    else:
        table = table.set_column(position, field.name, retyped(rng, column, field.type))
    rewrite(path, table, rng)


def retyped(rng, column, kind):
    values = column.to_pylist()
    if pa.types.is_integer(kind):
        others = (
            lambda: pa.array([Decimal(v) for v in values], pa.decimal128(38, 2)),
            lambda: pa.array([v + 0.25 for v in values], pa.float64()),
            lambda: pa.array([str(v) for v in values]),
            lambda: pa.array([float(v) for v in values], pa.float64()),
            lambda: pa.array([v % 2**31 for v in values], pa.timestamp("us")),
        )
    elif pa.types.is_floating(kind):
        others = (
            lambda: pa.array([None if v is None else str(v) for v in values], pa.string()),
            lambda: column.cast(pa.float32()),
            lambda: pa.array([v is None for v in values]),
        )
    elif pa.types.is_string(kind):
        others = (
            lambda: column.cast(pa.large_string()),
            lambda: column.cast(pa.binary()),
            lambda: column.dictionary_encode(),
            lambda: pa.array([7] * len(values)),
        )
    else:
        others = (lambda: pa.array([7.5] * len(values)), lambda: pa.array(["x"] * len(values)))
    return others[rng.integers(len(others))]()


def odd_times(rng, root):
    """Frames at other times, in one table only."""
    _, path = some_table(rng, root)
    table = pq.read_table(path)
    if TIME not in table.column_names or not table.num_rows:
        return odd_values(rng, root)
    times = table.column(TIME).to_numpy().copy()
    times[rng.integers(len(times))] += [1, -1, 10**15, 100_000][rng.integers(4)]
    position = table.schema.get_field_index(TIME)
    return rewrite(path, table.set_column(position, table.schema.field(position), [times]), rng)


def many_rows(rng, root):
    """A row a million times over, which packs into a few kilobytes."""
    _, path = some_table(rng, root)
    table = pq.read_table(path)
    if table.num_rows == 0:
        return
    one = table.slice(0, 1)
    thousand = pa.concat_tables([one] * 1000).combine_chunks()
    most = 10 if one.nbytes > 1000 else 100
    with pq.ParquetWriter(path, table.schema, compression="zstd") as writer:
        for _ in range(int(rng.integers(1, most))):
            writer.write_table(thousand)


def manifest_text(rng, root):
    """The manifest is damaged as text, or says something else."""
    path = root / "_manifest" / f"{SEGMENT}.json"
    if rng.integers(2):
        data = bytearray(path.read_bytes())
        for at in rng.integers(0, len(data), rng.integers(1, 4)):
            data[at] = int(rng.integers(256))
        path.write_bytes(data)
        return
    values = json.loads(path.read_text())
    tag = CONVERTED_TAGS[rng.integers(len(CONVERTED_TAGS))]
    (
        lambda: values["tables"].__setitem__("../../x", values["tables"][tag]),
        lambda: values["tables"][tag].__setitem__("rows", 10**9),
        lambda: values["tables"][tag].__setitem__("crc32c", "0" * 8),
        lambda: values["tables"].pop(tag),
        lambda: values.__setitem__("segment", "other"),
        lambda: values.__setitem__("frames", 7),
    )[rng.integers(6)]()
    path.write_text(json.dumps(values))


BYTE_MUTATIONS = (flip_bits, flip_footer, set_footer_byte, flip_page_header, cut)
VALUE_MUTATIONS = (odd_values, odd_rows, odd_columns, odd_times, many_rows, swap_files, remove)
MUTATIONS = (*BYTE_MUTATIONS, *VALUE_MUTATIONS, odd_values, odd_columns, manifest_text)
