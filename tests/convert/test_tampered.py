"""Names in manifests and files that would become paths elsewhere; conversions that stop halfway."""

import json

import pytest

import waymo_kit as wk
from tests.convert.test_segment import tree
from tests.made_frames import SEGMENT, plain_frame, write_segment
from waymo_kit.convert import convert_segment, plan_conversions
from waymo_kit.convert.validate import validate
from waymo_kit.errors import (
    CorruptDataError,
    InvalidInputError,
    NotFoundError,
    OutputError,
    WaymoKitError,
)
from waymo_kit.formats.tables.manifest import manifest_location, read_manifest, table_location
from waymo_kit.io import locate

TAGS = ("lidar_box", "stats", "vehicle_pose")
ENTRY = {"rows": 1, "bytes": 1, "crc32c": "00000000"}


@pytest.fixture
def source(tmp_path):
    return write_segment(tmp_path / "in" / "a.tfrecord", [plain_frame(i) for i in range(2)])


@pytest.fixture
def out(source, tmp_path):
    convert_segment(locate(source), locate(tmp_path / "out"), TAGS)
    (tmp_path / "out" / "_partial").rmdir()
    return tmp_path / "out"


def tamper(out, change):
    path = out / "_manifest" / f"{SEGMENT}.json"
    values = json.loads(path.read_text())
    change(values)
    path.write_text(json.dumps(values))


@pytest.mark.parametrize("overwrite", [False, True])
@pytest.mark.parametrize("place", ["absolute", "../../../created", "..", "", "lidar_box/../stats"])
def test_a_table_name_that_leaves_the_folder_is_refused(source, out, tmp_path, place, overwrite):
    precious = tmp_path / "precious.parquet"
    precious.write_text("hours of work")
    name = str(tmp_path / "precious") if place == "absolute" else place
    tamper(out, lambda values: values["tables"].__setitem__(name, ENTRY))
    before = tree(tmp_path)
    if not overwrite:
        for use in (
            lambda: convert_segment(locate(source), locate(out), TAGS),
            lambda: plan_conversions([locate(source)], locate(out), TAGS),
            lambda: wk.open_dataset(out)[0],
        ):
            with pytest.raises(
                (CorruptDataError, InvalidInputError),
                match=r"not a manifest .*unknown table",
            ):
                use()
        problems = [p for checked in validate(out) for p in checked.problems]
        assert any("unknown table" in problem for problem in problems)
        assert tree(tmp_path) == before
    else:
        convert_segment(locate(source), locate(out), TAGS, overwrite=True)
        assert precious.read_text() == "hours of work"
        assert set(read_manifest(locate(out), SEGMENT).tables) == set(TAGS)
    assert not (tmp_path.parent / "created.parquet").exists()


@pytest.mark.parametrize("name", ["../x", "/tmp/x", "..", "", "a/b", "a\0b", ".x", "x" * 201, "ä"])
def test_a_name_that_cannot_be_a_segments_never_becomes_a_path(tmp_path, name):
    for place in (
        lambda: table_location(locate(tmp_path), "stats", name),
        lambda: manifest_location(locate(tmp_path), name),
        lambda: read_manifest(locate(tmp_path), name),
    ):
        with pytest.raises(InvalidInputError, match="cannot be the name of a segment"):
            place()
    with pytest.raises(NotFoundError, match="no component"):
        table_location(locate(tmp_path), "../stats", "a")


@pytest.mark.parametrize(
    "change",
    [
        lambda values: values.__setitem__("segment", "../../x"),
        lambda values: values.__setitem__("segment", "other"),
        lambda values: values["tables"]["stats"].__setitem__("rows", -1),
        lambda values: values["tables"]["stats"].__setitem__("rows", True),
        lambda values: values["tables"]["stats"].__setitem__("bytes", 1.5),
        lambda values: values["tables"]["stats"].__setitem__("crc32c", None),
        lambda values: values.__setitem__("tables", [1]),
        lambda values: values.__setitem__("frames", 10**400),
    ],
)
def test_a_tampered_manifest_is_refused_or_found_wrong(source, out, change):
    tamper(out, change)
    try:
        convert_segment(locate(source), locate(out), TAGS)
    except WaymoKitError as error:
        assert "\n" not in str(error)
    problems = [p for checked in validate(out) for p in checked.problems]
    assert problems
    assert all("\n" not in problem for problem in problems)


@pytest.mark.parametrize("content", [b"[" * 200_000, b'{"format":' + b"9" * 5000, b"\xff\xfe"])
def test_a_manifest_that_is_no_json_is_one_line(source, out, content):
    (out / "_manifest" / f"{SEGMENT}.json").write_bytes(content)
    with pytest.raises(InvalidInputError, match="not a manifest that can be read") as caught:
        convert_segment(locate(source), locate(out), TAGS)
    assert "\n" not in str(caught.value)
    assert [checked.problems for checked in validate(out)]
    with pytest.raises(CorruptDataError):
        wk.open_dataset(out)[0]


def test_what_a_conversion_left_halfway_counts_nowhere(source, tmp_path):
    out = tmp_path / "out"
    (out / "vehicle_pose" / f"{SEGMENT}.parquet" / "in the way").mkdir(parents=True)
    with pytest.raises(OutputError):
        convert_segment(locate(source), locate(out), TAGS)
    assert (out / "lidar_box" / f"{SEGMENT}.parquet").is_file()
    problems = [p for checked in validate(out) for p in checked.problems]
    assert "no manifest lists it: left by an unfinished conversion?" in problems
    with pytest.raises(NotFoundError, match="no segment is complete"):
        wk.open_dataset(out)


def test_tables_that_no_manifest_lists_are_not_read(source, out, tmp_path):
    convert_segment(locate(source), locate(tmp_path / "more"), ("lidar",))
    (out / "lidar").mkdir()
    lidar = (tmp_path / "more" / "lidar" / f"{SEGMENT}.parquet").read_bytes()
    (out / "lidar" / f"{SEGMENT}.parquet").write_bytes(lidar)
    scene = wk.open_dataset(out)[0]
    with pytest.raises(NotFoundError, match="has no lidar table"):
        scene.table("lidar")
