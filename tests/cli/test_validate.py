import json

import pytest

from tests.made_frames import full_frame, write_segment
from waymo_kit.convert import convert_segment
from waymo_kit.io import locate


@pytest.fixture
def dataset(tmp_path):
    source = write_segment(tmp_path / "in" / "a.tfrecord", [full_frame(0)])
    convert_segment(locate(source), locate(tmp_path / "out"), ["stats", "lidar_box"])
    return tmp_path / "out"


def test_a_clean_dataset_exits_with_0(dataset, kit):
    code, out, err = kit("validate", dataset)
    assert code == 0
    assert err == ""
    assert "problems" in out
    assert "table" in out
    assert "manifest" in out


def test_each_problem_is_a_line_and_the_exit_code_is_1(dataset, kit):
    table = dataset / "stats" / "13_made_up_000_020.parquet"
    table.unlink()
    (dataset / "stats" / "x").touch()
    code, out, err = kit("validate", dataset)
    assert code == 1
    assert err == ""
    assert out.splitlines()[:2] == [
        f"{table}: the manifest lists it, but it does not exist",
        f"{dataset}/stats/x: no manifest lists it: left by an unfinished conversion?",
    ]


def test_json(dataset, kit):
    (dataset / "stats" / "x").touch()
    code, out, err = kit("validate", dataset, "--json")
    assert code == 1
    assert err == ""
    assert json.loads(out) == {
        "path": str(dataset),
        "files": {"table": 2, "manifest": 1, "leftover": 1},
        "rows": {"table": 3, "manifest": 2, "leftover": 0},
        "problems": [f"{dataset}/stats/x: no manifest lists it: left by an unfinished conversion?"],
        "notes": {},
    }


def test_v1_files_and_notes(tmp_path, kit):
    write_segment(tmp_path / "a.tfrecord", [full_frame(i) for i in (1, 0)])
    code, out, _ = kit("validate", f"{tmp_path}/*.tfrecord")
    assert code == 0
    note = "note: 1 file: the frames are not in order of time; convert sorts them"
    assert note in out.splitlines()


@pytest.mark.parametrize("path", ["none", "empty", "ftp://host/x"])
def test_what_cannot_be_checked_exits_with_2(tmp_path, kit, path):
    (tmp_path / "empty" / "lidar").mkdir(parents=True)
    where = path if "://" in path else tmp_path / path
    code, out, err = kit("validate", where)
    assert code == 2
    assert out == ""
    assert err.startswith(f"waymo-kit: error: {where}")
    assert err.count("\n") == 1
