"""Bombs and traps in submitted files, refused from footers and directories before they unpack."""

import stat
import struct
import zipfile
import zlib

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.web.leaderboard.made_labels import write_guesses, write_labels
from waymo_kit.errors import CorruptDataError, InvalidInputError, WaymoKitError
from waymo_kit.schema import component_of
from waymo_kit.web.leaderboard.jobs import JOBS
from waymo_kit.web.leaderboard.limits import FileLimits, check_parquet, unpack_tables

LIMITS = FileLimits(max_rows=1_000_000, max_expansion=100)
SEGMENT = "10000000000000000_000_000_020_000"


@pytest.fixture
def check(tmp_path):
    """Runs the job `check` on a file, as the confined process does."""
    made = write_labels(tmp_path / "labels", segments=2, frames=3)
    frames = tmp_path / "frames.parquet"
    names = np.repeat(list(made), 3)
    times = np.concatenate([times for times, _, _ in made.values()])
    pq.write_table(
        pa.table({"key.segment_context_name": names, "key.frame_timestamp_micros": times}), frames
    )

    def run(path, **changes):
        output = tmp_path / f"out{path.name}"
        output.mkdir()
        values = {
            "path": str(path),
            "filename": path.name,
            "task": "detection",
            "settings": {},
            "frames": str(frames),
            "max_rows": 1000,
            "max_expansion": 100,
            "min_coverage": 0.9,
            "output": str(output),
        }
        return JOBS["check"](values | changes, lambda stage, percent: None)

    run.made = made
    return run


def test_a_good_file_passes_in_each_format(check, tmp_path):
    for suffix in ("parquet", "arrow", "bin"):
        found = check(write_guesses(tmp_path / f"good.{suffix}", check.made))
        assert found["coverage"] == 1.0
        assert found["segments"] == 2


def test_a_parquet_bomb_is_refused_from_its_footer(tmp_path):
    path = tmp_path / "bomb.parquet"
    table = pa.table({"x": pa.array(np.zeros(30_000_000))})
    pq.write_table(table, path, compression="zstd", use_dictionary=False)
    assert path.stat().st_size < 2 << 20
    with pytest.raises(InvalidInputError, match="expected at most 1,000,000 rows"):
        check_parquet(path, LIMITS, "bomb")
    with pytest.raises(InvalidInputError, match="would decompress from"):
        check_parquet(path, FileLimits(10**9, 100), "bomb")


def test_many_columns_footers_and_extension_types_are_refused(tmp_path):
    path = tmp_path / "wide.parquet"
    pq.write_table(pa.table({f"c{k}": [0] for k in range(300)}), path)
    with pytest.raises(InvalidInputError, match="at most 256 columns"):
        check_parquet(path, LIMITS, "wide")
    path.write_bytes(b"PAR1" + b"\0" * 100 + struct.pack("<I", 4_000_000_000) + b"PAR1")
    with pytest.raises(CorruptDataError, match="no footer"):
        check_parquet(path, LIMITS, "wide")
    for content in (b"", b"PAR1", b"PAR1" + b"\0" * 4 + b"PAR1", b"PAR1" + b"\xff" * 64 + b"PAR1"):
        path.write_bytes(content)
        with pytest.raises(CorruptDataError):
            check_parquet(path, LIMITS, "wide")


def test_an_arrow_bomb_is_refused(check, tmp_path):
    path = tmp_path / "bomb.arrow"
    schema = pa.schema([("x", pa.float64())])
    with pa.OSFile(str(path), "wb") as sink:
        options = pa.ipc.IpcWriteOptions(compression="zstd")
        with pa.ipc.new_file(sink, schema, options=options) as writer:
            writer.write_batch(pa.record_batch([pa.array(np.zeros(80_000_000))], schema=schema))
    assert path.stat().st_size < 4 << 20
    with pytest.raises(WaymoKitError):
        check(path)


def test_too_many_rows_are_refused_whatever_the_footer_says(check, tmp_path):
    path = write_guesses(tmp_path / "rows.arrow", check.made)
    with pytest.raises(InvalidInputError, match="at most 10 rows"):
        check(path, max_rows=10)


def test_pickles_scripts_and_gzip_are_no_predictions(check, tmp_path):
    for name, content in (
        (
            "pickle.bin",
            b"\x80\x04\x95\x1a\0\0\0\0\0\0\0\x8c\x05posix\x8c\x06system\x93\x8c\x02id\x85R.",
        ),
        ("gzip.bin", zlib.compress(b"\0" * 10_000_000, wbits=31)),
        ("page.parquet", b"<html><script>alert(1)</script></html>"),
        ("empty.bin", b""),
    ):
        path = tmp_path / name
        path.write_bytes(content)
        with pytest.raises(WaymoKitError):
            check(path)


def archive(path, *members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for member, content in members:
            made.writestr(member, content)
    return path


@pytest.mark.parametrize(
    "name",
    [
        "../lidar_hkp/x.parquet",
        "/lidar_hkp/x.parquet",
        "lidar_hkp/../../x.parquet",
        "lidar_hkp\\x.parquet",
        "lidar_hkp/x.parquet/../y",
        "unknown/x.parquet",
        "lidar_hkp/x.py",
        "lidar_hkp/sub/x.parquet",
        "lidar_hkp/x\0.parquet",
    ],
)
def test_names_in_archives_are_never_paths(tmp_path, name):
    path = archive(tmp_path / "a.zip", (name, b"PAR1"))
    folder = tmp_path / "out"
    with pytest.raises(WaymoKitError):
        unpack_tables(path, folder, LIMITS, "a.zip")
    assert not folder.exists() or not any(folder.rglob("*.p*"))
    assert {found.name for found in tmp_path.iterdir()} <= {"a.zip", "out"}


def test_links_doubles_and_bombs_in_archives_are_refused(tmp_path):
    link = zipfile.ZipInfo(f"lidar_hkp/{SEGMENT}.parquet")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    path = archive(tmp_path / "link.zip", (link, b"/etc/passwd"))
    with pytest.raises(InvalidInputError, match="links"):
        unpack_tables(path, tmp_path / "o", LIMITS, "link.zip")
    name = f"lidar_hkp/{SEGMENT}.parquet"
    with pytest.warns(UserWarning, match="Duplicate"):
        path = archive(tmp_path / "double.zip", (name, b"x"), (name, b"y"))
    with pytest.raises(InvalidInputError, match="twice"):
        unpack_tables(path, tmp_path / "o", LIMITS, "double.zip")
    path = archive(tmp_path / "bomb.zip", (name, b"\0" * (200 << 20)))
    assert path.stat().st_size < 1 << 20
    with pytest.raises(InvalidInputError, match="would unpack to"):
        unpack_tables(path, tmp_path / "o", LIMITS, "bomb.zip")


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_damaged_member_of_an_archive_is_named(tmp_path, method):
    name = f"lidar_hkp/{SEGMENT}.parquet"
    path = tmp_path / "damaged.zip"
    with zipfile.ZipFile(path, "w", method) as made:
        made.writestr(name, bytes(range(256)) * 100)
    content = bytearray(path.read_bytes())
    start = content.index(name.encode()) + len(name)
    for place in range(start + 6, start + 14):
        content[place] ^= 0xFF
    path.write_bytes(content)
    with pytest.raises(CorruptDataError, match=f"damaged.zip: {name}: "):
        unpack_tables(path, tmp_path / "out", LIMITS, "damaged.zip")


def test_tables_with_texts_that_are_none_are_refused(check, tmp_path):
    component = component_of("lidar_hkp")
    values = {field.name: pa.nulls(1, field.type) for field in component.schema}
    broken = pa.StringArray.from_buffers(
        1, pa.py_buffer(np.array([0, 2], np.int32)), pa.py_buffer(b"\xff\xfe")
    )
    values |= {
        "key.segment_context_name": pa.array([SEGMENT]),
        "key.frame_timestamp_micros": pa.array([0], pa.int64()),
        "key.laser_object_id": broken,
    }
    table = pa.table([values[name] for name in component.schema.names], component.schema)
    member = tmp_path / "member.parquet"
    pq.write_table(table, member)
    name = f"lidar_hkp/{SEGMENT}.parquet"
    path = archive(tmp_path / "tables.zip", (name, member.read_bytes()))
    with pytest.raises(WaymoKitError, match=rf"^tables\.zip/{name}: .*UTF8") as raised:
        check(path, task="keypoints")
    assert str(tmp_path) not in str(raised.value)


def test_an_archive_whose_directory_lies_is_stopped(tmp_path):
    name = f"lidar_hkp/{SEGMENT}.parquet"
    path = archive(tmp_path / "lie.zip", (name, b"\0" * (80 << 20)))
    content = path.read_bytes()
    true, told = struct.pack("<I", 80 << 20), struct.pack("<I", 1000)
    assert content.count(true) == 2
    path.write_bytes(content.replace(true, told))
    folder = tmp_path / "out"
    with pytest.raises(WaymoKitError):
        unpack_tables(path, folder, LIMITS, "lie.zip")
    assert sum(found.stat().st_size for found in folder.rglob("*.parquet")) < 2 << 20


def test_files_that_ask_about_single_frames_are_refused(check, tmp_path):
    one = list(check.made)[:1]
    with pytest.raises(InvalidInputError, match="1 of 2 segments have no predictions"):
        check(write_guesses(tmp_path / "one.parquet", check.made, segments=one))
    few = {
        name: (times[:1], boxes[:1], types) for name, (times, boxes, types) in check.made.items()
    }
    with pytest.raises(InvalidInputError, match="predictions in 2 of 6 frames"):
        check(write_guesses(tmp_path / "few.parquet", few))
