import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.made_frames import FIRST_TIME, SEGMENT, full_frame, matrix_blob, write_segment
from tests.naive import records as naive
from tests.object_store import ObjectStore
from waymo_kit.convert import convert_segment
from waymo_kit.convert.validate import validate
from waymo_kit.errors import NotFoundError
from waymo_kit.formats.tables.checks import checksum
from waymo_kit.formats.tables.manifest import Manifest, TableEntry, read_manifest
from waymo_kit.io import locate
from waymo_kit.schema import CONVERTED_TAGS, component_of

TAGS = ("lidar_box", "stats", "vehicle_pose")


def problems(path):
    """Problems by file name (`<folder>/<file>` for tables)."""
    found = {}
    for checked in validate(path):
        if checked.problems:
            name = checked.path.removeprefix(f"{path}/")
            found[name] = list(checked.problems)
    return found


@pytest.fixture
def dataset(tmp_path):
    source = write_segment(tmp_path / "in.tfrecord", [full_frame(i) for i in range(3)])
    convert_segment(locate(source), locate(tmp_path / "out"), TAGS)
    (tmp_path / "out" / "_partial").rmdir()
    return tmp_path / "out"


def rewrite(dataset, tag, change):
    """Changes a table and lists its new size, rows and checksum in the manifest."""
    path = dataset / tag / f"{SEGMENT}.parquet"
    table = change(pq.ParquetFile(path).read())
    pq.write_table(table, path)
    size, crc = checksum(locate(path))
    manifest = read_manifest(locate(dataset), SEGMENT)
    manifest.tables[tag] = TableEntry(table.num_rows, size, crc)
    manifest.write(locate(dataset), dataset.parent / "staging")


def columns(**changed):
    """A change of some columns of a table."""

    def change(table):
        for name, function in changed.items():
            position = table.column_names.index(f"key.{name}")
            column = pa.array(function(table.column(position).to_pylist()))
            table = table.set_column(position, f"key.{name}", column)
        return table

    return change


# v1 files


def test_a_good_v1_file_has_no_problems(tmp_path):
    path = write_segment(tmp_path / "a.tfrecord", [full_frame(i) for i in range(3)])
    (checked,) = validate(path)
    assert (checked.path, checked.kind, checked.rows) == (str(path), "v1 file", 3)
    assert checked.problems == checked.notes == ()


def test_every_damaged_record_is_reported(tmp_path):
    frames = [full_frame(i) for i in range(6)]
    frames[1].lasers[0].ri_return1.range_image_compressed = b"junk"
    frames[1].laser_labels[0].box.length = -1
    frames[2].timestamp_micros = frames[0].timestamp_micros
    frames[3].context.name = "other"
    frames[5].lasers[1].ri_return2.segmentation_label_compressed = matrix_blob(
        np.ones((2, 2), "i4")
    )
    path = write_segment(tmp_path / "a.tfrecord", frames)
    content = bytearray(path.read_bytes())
    starts = np.cumsum([0] + [len(f.SerializeToString()) + 16 for f in frames])
    content[starts[4] + 100] ^= 1
    path.write_bytes(content)
    (found,) = problems(tmp_path).values()
    complaints = [
        (1, "laser TOP return 1 range_image_compressed: 4 bytes of zlib data do not inflate"),
        (1, "lidar_box row 0 (time 1550000000100000, laser object 'laser-object-number-00'): "),
        (2, "the frame has the same timestamp as record 0"),
        (3, "frames of several segments in one file: this one is of 'other'"),
        (4, "the data's CRC32C is 0x"),
        (5, "laser FRONT return 2 segmentation_label_compressed: a matrix of shape (2, 2)"),
    ]
    assert len(found) == len(complaints)
    for (record, text), line in zip(complaints, sorted(found), strict=True):
        assert line.startswith(f"record {record} at byte {starts[record]}: {text}")


def test_a_damaged_header_ends_the_file(tmp_path):
    path = write_segment(tmp_path / "a.tfrecord", [full_frame(i) for i in range(3)])
    content = bytearray(path.read_bytes())
    start = len(full_frame(0).SerializeToString()) + 16
    content[start + 9] ^= 1
    path.write_bytes(content)
    (checked,) = validate(path)
    assert checked.rows == 2
    assert [p[: p.index(" is")] for p in checked.problems] == [
        f"record 1 at byte {start}: the length's CRC32C"
    ]


def test_frames_out_of_order_are_a_note(tmp_path):
    path = write_segment(tmp_path / "a.tfrecord", [full_frame(i) for i in (1, 0, 2)])
    (checked,) = validate(path)
    assert checked.problems == ()
    assert checked.notes == ("the frames are not in order of time; convert sorts them",)


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"", "the file has no record"),
        (b"junk", "record 0 at byte 0: the file ends after 4 of 12 header bytes"),
        (b"\x1f\x8bjunk", "the gzip stream breaks after 0 unpacked bytes"),
        (naive.tfrecord([b"junk"]), "record 0 at byte 0: Error parsing message"),
    ],
)
def test_what_is_no_v1_file_is_said(tmp_path, content, complaint):
    (tmp_path / "a.tfrecord").write_bytes(content)
    ((problem,),) = problems(tmp_path).values()
    assert problem.startswith(complaint)


# converted datasets


def test_a_converted_dataset_has_no_problems(tmp_path):
    source = write_segment(tmp_path / "in.tfrecord", [full_frame(i) for i in range(2)])
    convert_segment(locate(source), locate(tmp_path / "out"), CONVERTED_TAGS)
    checked = list(validate(tmp_path / "out"))
    assert [file.kind for file in checked].count("table") == len(CONVERTED_TAGS)
    assert checked[-1].kind == "manifest"
    assert checked[-1].rows == len(CONVERTED_TAGS)
    assert all(file.problems == file.notes == () for file in checked)
    rows = {file.path.split("/")[-2]: file.rows for file in checked if file.kind == "table"}
    manifest = read_manifest(locate(tmp_path / "out"), SEGMENT)
    assert rows == {tag: entry.rows for tag, entry in manifest.tables.items()}


def test_an_object_store_is_checked_alike(tmp_path, monkeypatch):
    source = write_segment(tmp_path / "in.tfrecord", [full_frame(0)])
    store = ObjectStore()
    convert_segment(locate(source), store.location(), TAGS)
    monkeypatch.setattr("waymo_kit.convert.validate.locate", lambda text: store.location(text))
    assert problems("bucket") == {}
    store.files[f"bucket/stats/{SEGMENT}.parquet"] += b"x"
    assert list(problems("bucket")) == [f"fake://bucket/stats/{SEGMENT}.parquet"]


def test_missing_short_and_changed_tables_are_found(dataset):
    for tag, change in (
        ("lidar_box", lambda data: None),
        ("stats", lambda data: data[:-1]),
        ("vehicle_pose", lambda data: data[:100] + bytes([data[100] ^ 1]) + data[101:]),
    ):
        path = dataset / tag / f"{SEGMENT}.parquet"
        data = change(path.read_bytes())
        path.unlink() if data is None else path.write_bytes(data)
    found = problems(dataset)
    assert found[f"lidar_box/{SEGMENT}.parquet"] == ["the manifest lists it, but it does not exist"]
    assert "bytes, the manifest lists" in found[f"stats/{SEGMENT}.parquet"][0]
    assert "no readable Parquet file" in found[f"stats/{SEGMENT}.parquet"][1]
    assert found[f"vehicle_pose/{SEGMENT}.parquet"][0].startswith("the CRC32C is ")


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (lambda t: t.drop_columns(["key.laser_object_id"]), "no column 'key.laser_object_id'"),
        (lambda t: t.append_column("more", t.column(0)), "unknown columns 'more'"),
        (lambda t: t.select([1, 0, *range(2, 21)]), "the columns are in another order"),
        (
            lambda t: t.set_column(2, "key.laser_object_id", t.column(2).cast(pa.large_string())),
            "column 'key.laser_object_id' is large_string, expected string",
        ),
        (
            lambda t: t.take([4, 5, 0, 1, 2, 3]),
            f"row 2: time {FIRST_TIME} after {FIRST_TIME + 200000}",
        ),
        (
            columns(segment_context_name=lambda names: [*names[:3], "b", *names[4:]]),
            "row 3: it belongs to segment 'b'",
        ),
        (
            columns(laser_object_id=lambda ids: [*ids[:2], None, *ids[3:]]),
            "lidar_box row 2: key.laser_object_id is null",
        ),
    ],
)
def test_what_is_wrong_with_a_table_is_said(dataset, change, complaint):
    rewrite(dataset, "lidar_box", change)
    found = problems(dataset)
    assert list(found) == [f"lidar_box/{SEGMENT}.parquet"]
    assert any(line.startswith(complaint) for line in found[f"lidar_box/{SEGMENT}.parquet"])


def test_what_is_wrong_with_a_manifest_is_said(dataset):
    path = dataset / "_manifest" / f"{SEGMENT}.json"
    manifest = read_manifest(locate(dataset), SEGMENT)
    entry = manifest.tables["lidar_box"]
    manifest.tables["lidar_box"] = TableEntry(entry.rows + 1, entry.bytes, entry.crc32c)
    path.write_bytes(Manifest(SEGMENT, "0", "in", 1, 4, manifest.tables).to_json())
    assert problems(dataset) == {
        f"lidar_box/{SEGMENT}.parquet": ["6 rows, the manifest lists 7"],
        f"_manifest/{SEGMENT}.json": [
            "4 frames, but 3 rows of vehicle_pose",
            "4 frames, but 3 rows of stats",
        ],
    }


def test_a_broken_manifest_leaves_its_tables_unlisted(dataset):
    (dataset / "_manifest" / f"{SEGMENT}.json").write_text("{")
    found = problems(dataset)
    assert found[f"_manifest/{SEGMENT}.json"][0].startswith("not a manifest that can be read")
    assert {name.split("/")[0] for name in found} == {"_manifest", *TAGS}


def test_leftovers_are_found(dataset):
    (dataset / "_partial" / "x~1").mkdir(parents=True)
    for name in ("lidar_box/other.parquet", "stats/.hidden", "lidar/x.parquet", "_manifest/notes"):
        (dataset / name).parent.mkdir(exist_ok=True)
        (dataset / name).write_bytes(b"")
    found = problems(dataset)
    assert set(found) == {
        "_partial/x~1",
        "lidar_box/other.parquet",
        "stats/.hidden",
        "lidar/x.parquet",
        "_manifest/notes",
    }
    assert set(map(tuple, found.values())) == {
        ("no manifest lists it: left by an unfinished conversion?",)
    }


def test_a_first_conversion_that_was_killed_is_a_problem(tmp_path):
    (tmp_path / "_partial" / "a~1").mkdir(parents=True)
    (tmp_path / "lidar").mkdir()
    (tmp_path / "lidar" / "a.parquet").write_bytes(b"whole")
    assert set(problems(tmp_path)) == {"_partial/a~1", "lidar/a.parquet"}


# downloads


def test_a_download_needs_no_manifests(dataset):
    (dataset / "_manifest" / f"{SEGMENT}.json").unlink()
    (dataset / "_manifest").rmdir()
    assert problems(dataset) == {}
    path = dataset / "stats" / f"{SEGMENT}.parquet"
    pq.write_table(pq.ParquetFile(path).read().take([1, 0, 2]), path)
    (late,) = [file for file in validate(dataset) if file.notes]
    assert late.notes == ("the rows are not in order of time",)
    assert not late.problems
    (checked,) = validate(path)
    assert checked == late


def test_column_types_of_an_older_release_are_a_note(tmp_path):
    component = component_of("camera_hkp")
    types = {pa.int8(): pa.string(), pa.list_(pa.float64()): pa.list_(pa.float32())}
    schema = pa.schema([(f.name, types.get(f.type, f.type)) for f in component.schema])
    (tmp_path / "camera_hkp").mkdir()
    pq.write_table(schema.empty_table(), tmp_path / "camera_hkp" / "a.parquet")
    (checked,) = validate(tmp_path)
    assert checked.problems == ()
    assert checked.notes == (
        "camera_hkp has column types of an older release: float for double, string for int8",
    )
    schema = schema.set(1, pa.field(schema[1].name, pa.float64()))
    pq.write_table(schema.empty_table(), tmp_path / "camera_hkp" / "a.parquet")
    (checked,) = validate(tmp_path)
    assert checked.problems == ("column 'key.frame_timestamp_micros' is double, expected int64",)


def test_a_file_that_is_no_parquet_is_said(tmp_path):
    (tmp_path / "stats").mkdir()
    (tmp_path / "stats" / "a.parquet").write_bytes(b"PAR1 nonsense PAR1")
    ((problem,),) = problems(tmp_path).values()
    assert problem.startswith("no readable Parquet file: ")


@pytest.mark.parametrize("name", ["none", "", "nothing/x.parquet", "stats/x.parquet"])
def test_nothing_to_check_is_an_error(tmp_path, name):
    with pytest.raises(NotFoundError):
        list(validate(f"{tmp_path}/{name}"))


def test_official_samples_are_readable(wod_data):
    checked = list(validate(wod_data / "v2"))
    assert {file.rows for file in checked} == {15844, 199}
    assert all(file.problems == () for file in checked)


def test_real_files_have_no_problems(wod_data):
    assert problems(wod_data) == {}
    assert [file.rows for file in validate(wod_data)] == [1, 4, 1]
