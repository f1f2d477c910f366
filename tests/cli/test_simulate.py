import json
from types import MappingProxyType

import pytest

from waymo_kit.formats.tfrecord import RecordReader
from waymo_kit.protos import frame_pb2
from waymo_kit.simulate import benchmark, plan_segment
from waymo_kit.simulate.benchmark import SPLITS, DriveBenchmark, DriveSplit


def test_segments_are_written_and_listed(tmp_path, kit):
    out, summary = tmp_path / "out", tmp_path / "summary.json"
    code, stdout, stderr = kit(
        "simulate", "--out", out, "--segments", 2, "--frames", 1, "--seed", 4, "--json", summary
    )
    assert (code, stderr) == (0, "")
    plans = [plan_segment(4, index, 1) for index in range(2)]
    lines = stdout.splitlines()
    for line, plan in zip(lines, plans, strict=False):
        fields = plan.file_name, plan.city.name, plan.time_of_day, plan.weather, "1 frame"
        assert line.split("  ") == list(fields)
    paths = [out / plan.file_name for plan in plans]
    size = sum(path.stat().st_size for path in paths)
    assert lines[-1] == f"2 segments, {size / 1e6:.1f} MB -> {out}"
    assert sorted(out.iterdir()) == sorted(paths)
    for path, plan in zip(paths, plans, strict=True):
        with RecordReader(path) as records:
            frames = [frame_pb2.Frame.FromString(bytes(data)) for data in records]
        assert [frame.context.name for frame in frames] == [plan.name]
    report = json.loads(summary.read_text())
    assert (report["seed"], report["quality"], report["bytes"]) == (4, "fast", size)
    assert [s["file"] for s in report["segments"]] == [plan.file_name for plan in plans]
    assert all(s["frames"] == 1 and s["seconds"] > 0 for s in report["segments"])


@pytest.mark.parametrize(
    ("option", "value"),
    [("--segments", 0), ("--frames", 0), ("--seed", -1), ("--workers", 0), ("--quality", "best")],
)
def test_impossible_options_are_refused(tmp_path, kit, option, value):
    code, _, stderr = kit("simulate", "--out", tmp_path / "out", option, value)
    assert code == 2
    assert f"Invalid value for '{option}'" in stderr
    assert not (tmp_path / "out").exists()


def test_a_folder_that_cannot_be_written_is_one_line(tmp_path, kit):
    (tmp_path / "file").write_text("no folder")
    code, stdout, stderr = kit(
        "simulate", "--out", tmp_path / "file" / "out", "--segments", 1, "--frames", 1
    )
    assert (code, stdout) == (2, "")
    assert stderr == f"waymo-kit: error: {tmp_path}/file/out: Not a directory\n"


def test_the_command_warns_where_labels_differ(tmp_path, kit, monkeypatch):
    splits = MappingProxyType({name: DriveSplit(1, 1, "0" * 64) for name in SPLITS})
    tiny = {("v1", "small"): DriveBenchmark(3, "fast", splits)}
    monkeypatch.setattr(benchmark, "BENCHMARKS", tiny)
    code, stdout, stderr = kit(
        "simulate", "--benchmark", "v1", "--out", tmp_path, "--split", "test"
    )
    assert code == 0
    assert stdout.startswith("test: 1 segment, ")
    assert "warning: test: labels differ from those of benchmark v1" in stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--split", "test"), "--split needs --benchmark"),
        (("--benchmark", "v1", "--frames", 3), "--frames is chosen by --benchmark v1"),
    ],
)
def test_options_that_do_not_go_together_are_refused(tmp_path, kit, arguments, message):
    code, _, stderr = kit("simulate", "--out", tmp_path / "out", *arguments)
    assert (code, stderr) == (2, f"waymo-kit: error: {message}\n")
    assert not (tmp_path / "out").exists()
