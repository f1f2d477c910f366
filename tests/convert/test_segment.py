import gzip
import hashlib

import google_crc32c
import numpy as np
import pyarrow.parquet as pq
import pytest

from tests.made_frames import FIRST_TIME, FRAME_STEP, SEGMENT, full_frame, write_segment
from tests.naive import records as naive
from tests.object_store import ObjectStore
from waymo_kit._version import __version__
from waymo_kit.convert import convert_segment
from waymo_kit.errors import CorruptDataError, InvalidInputError, OutputError
from waymo_kit.formats.tables.manifest import read_manifest
from waymo_kit.formats.v1.batches import component_batch
from waymo_kit.formats.v1.matrices import MatrixDecoder
from waymo_kit.formats.v1.remainder import serialized_calibrations
from waymo_kit.io import locate
from waymo_kit.schema import CONVERTED_TAGS, SENSOR_TAGS, component_of


def convert(path, out, tags=CONVERTED_TAGS, **options):
    return convert_segment(locate(path), locate(out), tags, **options)


def tree(root):
    """Every file under a folder with the hash of its content."""
    return {
        str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


def read(out, tag):
    return pq.ParquetFile(out / tag / f"{SEGMENT}.parquet")


@pytest.fixture
def source(tmp_path):
    return write_segment(tmp_path / "in" / "a.tfrecord", [full_frame(i) for i in range(3)])


def test_the_manifest_describes_complete_tables(source, tmp_path):
    out = tmp_path / "out"
    manifest = convert(source, out).manifest
    assert manifest == read_manifest(locate(out), SEGMENT)
    assert manifest.segment == SEGMENT
    assert manifest.version == __version__
    assert manifest.source_name == "a.tfrecord"
    assert manifest.source_bytes == source.stat().st_size
    assert manifest.frames == 3
    assert set(manifest.tables) == set(CONVERTED_TAGS)
    for tag, entry in manifest.tables.items():
        path = out / tag / f"{SEGMENT}.parquet"
        data = path.read_bytes()
        assert (entry.bytes, entry.crc32c) == (len(data), f"{google_crc32c.value(data):08x}")
        assert read(out, tag).metadata.num_rows == entry.rows > 0
    assert {p.name for p in out.iterdir()} == {*CONVERTED_TAGS, "_manifest", "_partial"}
    assert list((out / "_partial").iterdir()) == []


def test_tables_are_the_batches_of_the_frames_in_order(source, tmp_path):
    convert(source, tmp_path / "out")
    calibrations = serialized_calibrations(full_frame().context)
    for tag in CONVERTED_TAGS:
        component = component_of(tag)
        table = read(tmp_path / "out", tag).read()
        assert table.schema.equals(component.schema)
        frames = [full_frame(i) for i in range(3 if component.per_frame else 1)]
        rows = []
        for frame in frames:
            rows += component_batch(frame, tag, MatrixDecoder(), calibrations).to_pylist()
        assert table.to_pylist() == rows
        if component.per_frame:
            times = table["key.frame_timestamp_micros"].to_numpy()
            assert set(times) == {FIRST_TIME + i * FRAME_STEP for i in range(3)}
            assert np.all(np.diff(times) >= 0)


def test_a_frame_of_sensor_data_is_a_row_group_with_its_times(source, tmp_path):
    convert(source, tmp_path / "out")
    for tag in CONVERTED_TAGS:
        metadata = read(tmp_path / "out", tag).metadata
        groups = [metadata.row_group(i) for i in range(metadata.num_row_groups)]
        if tag in SENSOR_TAGS:
            assert [group.column(1).statistics.min for group in groups] == [
                FIRST_TIME + i * FRAME_STEP for i in range(3)
            ]
            assert all(g.column(1).statistics.min == g.column(1).statistics.max for g in groups)
        for column in map(groups[0].column, range(metadata.num_columns)):
            is_image = tag.startswith("camera") and column.physical_type == "BYTE_ARRAY"
            is_image &= "key" not in column.path_in_schema and "_id" not in column.path_in_schema
            assert column.compression == ("UNCOMPRESSED" if is_image else "ZSTD")


def test_the_same_input_gives_the_same_bytes(source, tmp_path):
    convert(source, tmp_path / "one")
    convert(source, tmp_path / "two")
    assert tree(tmp_path / "one") == tree(tmp_path / "two")


def test_frames_out_of_order_are_sorted(source, tmp_path):
    shuffled = write_segment(tmp_path / "b" / "a.tfrecord", [full_frame(i) for i in (1, 2, 0)])
    convert(source, tmp_path / "one", CONVERTED_TAGS)
    convert(shuffled, tmp_path / "two", CONVERTED_TAGS)
    one, two = tree(tmp_path / "one"), tree(tmp_path / "two")
    del one["_manifest/13_made_up_000_020.json"], two["_manifest/13_made_up_000_020.json"]
    assert one == two


@pytest.mark.parametrize(
    ("frames", "complaint"),
    [
        (
            [0, 1, 1],
            r"a\.tfrecord: record 2 at byte \d+: .* the same timestamp as record 1",
        ),
        (
            [1, 0, 1],
            r"a\.tfrecord: record 2 at byte \d+: .* the same timestamp as record 0",
        ),
    ],
)
def test_a_frame_that_is_there_twice_is_refused(tmp_path, frames, complaint):
    source = write_segment(tmp_path / "a.tfrecord", [full_frame(i) for i in frames])
    with pytest.raises(CorruptDataError, match=complaint):
        convert(source, tmp_path / "out")
    assert tree(tmp_path / "out") == {}


def test_a_frame_of_another_segment_is_refused(tmp_path):
    frames = [full_frame(i) for i in range(3)]
    frames[1].context.name = "another"
    source = write_segment(tmp_path / "a.tfrecord", frames)
    complaint = r"record 1 at byte \d+: frames of several segments in one file: this one is of 'ano"
    with pytest.raises(InvalidInputError, match=complaint):
        convert(source, tmp_path / "out")


def test_what_cannot_be_represented_is_located(tmp_path):
    frames = [full_frame(i) for i in range(3)]
    frames[2].laser_labels[1].box.length = -4
    source = write_segment(tmp_path / "a.tfrecord", frames)
    complaint = r"record 2 at byte \d+: lidar_box row 1 .*laser object '.*-01'\): .*size.x is -4.0"
    with pytest.raises(CorruptDataError, match=complaint):
        convert(source, tmp_path / "out")
    assert tree(tmp_path / "out") == {}


def test_a_text_that_is_not_utf8_is_located(tmp_path):
    data = full_frame().SerializeToString()
    at = data.index(b"time_of_day")
    (tmp_path / "a.tfrecord").write_bytes(naive.tfrecord([data[:at] + b"\xff" + data[at + 1 :]]))
    with pytest.raises(CorruptDataError, match=r"record 0 at byte 0: .*not a utf8 string"):
        convert(tmp_path / "a.tfrecord", tmp_path / "out")


def test_an_empty_file_is_refused(tmp_path):
    (tmp_path / "a.tfrecord").touch()
    with pytest.raises(CorruptDataError, match=r"a\.tfrecord: the file is empty"):
        convert(tmp_path / "a.tfrecord", tmp_path / "out")


def test_tables_of_an_earlier_run_stay_listed(source, tmp_path):
    out = tmp_path / "out"
    convert(source, out, ["lidar_box", "stats"])
    before = tree(out)
    manifest = convert(source, out, ["lidar"]).manifest
    assert set(manifest.tables) == {"lidar_box", "stats", "lidar"}
    assert read_manifest(locate(out), SEGMENT) == manifest
    after = tree(out)
    assert {
        name: after[name] for name in before if "_manifest" not in name
    }.items() <= before.items()


def test_what_a_killed_run_left_is_removed(source, tmp_path):
    stale = tmp_path / "out" / "_partial" / f"{SEGMENT}~abc"
    other = tmp_path / "out" / "_partial" / f"{SEGMENT}.1~abc"
    for folder in (stale, other):
        folder.mkdir(parents=True)
        (folder / "lidar.parquet").write_bytes(b"half")
    convert(source, tmp_path / "out", ["stats"])
    assert not stale.exists()
    assert other.exists()


@pytest.mark.parametrize("packed", [False, True])
def test_progress_ends_at_the_size_of_the_file(source, tmp_path, packed):
    done = []
    if packed:
        source.write_bytes(gzip.compress(source.read_bytes()))
    convert(source, tmp_path / "out", ["stats"], on_progress=done.append)
    assert len(done) == 3
    assert done == sorted(set(done))
    assert done[-1] == source.stat().st_size


def test_an_unwritable_folder_is_named(source, tmp_path):
    (tmp_path / "out").write_text("a file")
    with pytest.raises(OutputError, match=f"^{tmp_path}/out"):
        convert(source, tmp_path / "out", ["stats"])


def test_abandoned_tables_are_silent(source, tmp_path, capfd):
    source.write_bytes(source.read_bytes()[:-1])
    with pytest.raises(CorruptDataError):
        convert(source, tmp_path / "out")
    assert capfd.readouterr() == ("", "")


def test_an_object_store_gets_the_same_files(source, tmp_path):
    store = ObjectStore()
    convert_segment(locate(source), store.location("bucket"), CONVERTED_TAGS)
    convert(source, tmp_path / "out")
    local = {f"bucket/{name}": digest for name, digest in tree(tmp_path / "out").items()}
    assert {n: hashlib.sha256(data).hexdigest() for n, data in store.files.items()} == local


@pytest.mark.parametrize("writes", range(8))
def test_an_interrupted_upload_shows_whole_tables_and_no_manifest(source, tmp_path, writes):
    tags = ("lidar", "lidar_box", "stats")
    whole = ObjectStore()
    convert_segment(locate(source), whole.location(), tags)
    store = ObjectStore()
    store.fails_after = writes
    if writes < len(tags) + 1:
        with pytest.raises(OutputError, match="connection reset"):
            convert_segment(locate(source), store.location(), tags)
        assert len(store.files) == writes
        assert not any("_manifest" in name for name in store.files)
    else:
        convert_segment(locate(source), store.location(), tags)
    assert store.files.items() <= whole.files.items()
    store.fails_after = None
    convert_segment(locate(source), store.location(), tags)
    assert store.files == whole.files


def test_while_tables_change_no_manifest_lists_them(source, tmp_path):
    store = ObjectStore()
    convert_segment(locate(source), store.location(), ["lidar_box", "stats"])
    store.files[f"bucket/lidar_box/{SEGMENT}.parquet"] = b"short"
    store.fails_after = 2
    with pytest.raises(OutputError):
        convert_segment(locate(source), store.location(), ["lidar_box", "lidar"])
    assert set(read_manifest(store.location(), SEGMENT).tables) == {"stats"}
    store.fails_after = 1
    with pytest.raises(OutputError):
        convert_segment(locate(source), store.location(), ["stats", "lidar"], overwrite=True)
    assert read_manifest(store.location(), SEGMENT) is None


@pytest.mark.parametrize("tags", ["lidar_box", ("lidar_box", "lidar_boxes")])
def test_unknown_components_are_an_error(source, tmp_path, tags):
    out = tmp_path / "out"
    with pytest.raises(
        InvalidInputError, match=r"tags: expected a sequence of .*, got .*lidar_box"
    ):
        convert(source, out, tags)
    assert not [path for path in out.rglob("*") if path.is_file()]
