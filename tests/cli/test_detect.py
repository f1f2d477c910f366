import json
import sys

import numpy as np
import pytest

import waymo_kit as wk
from tests.evaluation.command import run_command
from waymo_kit.convert import convert_segment
from waymo_kit.io import locate
from waymo_kit.predictions import read_predictions
from waymo_kit.simulate import simulate_dataset

TAGS = ("lidar", "lidar_pose", "lidar_calibration", "vehicle_pose")


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    root = tmp_path_factory.mktemp("detect")
    simulate_dataset(root / "v1", segments=1, frames=3, seed=5)
    for path in (root / "v1").glob("*.tfrecord"):
        convert_segment(locate(path), locate(root / "tables"), TAGS)
    return root / "tables"


@pytest.fixture(scope="module")
def drives(tmp_path_factory):
    """v1 files of three segments of three frames."""
    folder = tmp_path_factory.mktemp("drives")
    simulate_dataset(folder, segments=3, frames=3, seed=6)
    return folder


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """The folder of a run of a tiny detector, with the weights it begins with."""
    pytest.importorskip("keras", reason="needs waymo-kit[train]")
    from tests.detectors.lidar.tiny import write_tiny_run

    return write_tiny_run(tmp_path_factory.mktemp("run"))


def error_of(capsys, *arguments):
    """The last line of a run that must fail with one."""
    assert run_command("detect", *arguments) == 2
    return capsys.readouterr().err.strip().splitlines()[-1]


def test_clusters_are_written_and_counted(data, tmp_path, capsys):
    out, report = tmp_path / "p.parquet", tmp_path / "d.json"
    code = run_command(
        "detect", "--baseline", "clusters", "--data", data, "--out", out, "--json", report
    )
    assert code == 0
    table, values = read_predictions(out), json.loads(report.read_text())
    assert table.num_rows == values["detections"] > 10
    assert (values["detector"], values["segments"], values["frames"]) == ("clusters", 1, 3)
    assert list(values["stages"]) == ["read", "clusters", "write"]
    assert sum(stage["share"] for stage in values["stages"].values()) == pytest.approx(1)
    shown = capsys.readouterr().out
    assert f"clusters: {table.num_rows} detections in 3 frames of 1 segment" in shown
    assert "read" in shown
    assert "%" in shown


def test_a_run_detects_from_its_checkpoint(data, run, tmp_path, capsys):
    arguments = ("detect", "--data", data, "--batch-size", 2)
    report = tmp_path / "d.json"
    code = run_command(*arguments, "-c", run, "--out", tmp_path / "p.bin", "--json", report)
    assert code == 0
    values = json.loads(report.read_text())
    assert list(values["stages"]) == ["read", "pillars", "network", "nms", "write"]
    table = read_predictions(tmp_path / "p.bin")
    assert table.num_rows == values["detections"] > 0
    [checkpoint] = (run / "checkpoints").iterdir()
    assert run_command(*arguments, "-c", checkpoint, "--out", tmp_path / "q.bin") == 0
    assert (tmp_path / "q.bin").read_bytes() == (tmp_path / "p.bin").read_bytes()


@pytest.mark.parametrize("detector", ["clusters", pytest.param("network", marks=pytest.mark.heavy)])
def test_workers_write_what_one_writes(detector, drives, tmp_path, request, monkeypatch):
    chosen = ("--baseline", "clusters")
    if detector == "network":
        chosen = ("-c", request.getfixturevalue("run"))
        # As if there were two GPUs; TensorFlow finds none, wherever it looks.
        monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "0,1")
    files, reports = [], []
    for workers in (1, 2):
        out, report = tmp_path / f"{workers}.parquet", tmp_path / f"{workers}.json"
        arguments = ("--data", drives, "--out", out, "--json", report, "--workers", workers)
        assert run_command("detect", *chosen, *arguments) == 0
        files.append(out.read_bytes())
        reports.append(json.loads(report.read_text()))
    assert files[0] == files[1]
    assert reports[0]["detections"] == reports[1]["detections"] > 0
    for report in reports:
        assert (report["segments"], report["frames"], len(report["work"])) == (3, 9, 3)
        assert [each["segment"] for each in report["work"]] == wk.open_dataset(drives).segments
        for each in report["work"]:
            assert (each["status"], each["frames"], each["retries"]) == ("made", 3, 0)
            assert each["bytes_in"] > 100_000
            assert each["bytes_out"] > 1000
            assert each["core_seconds"] > 0
            assert 0 < each["seconds"] <= report["seconds"]
    assert not list(tmp_path.glob("*.parts"))


def test_a_killed_run_goes_on(drives, tmp_path, monkeypatch, capsys):
    """The second segment breaks the first run off; the next one reads what is missing alone."""
    names = wk.open_dataset(drives).segments
    points, read = wk.Frame.points, []

    def breaking(frame, *rest):
        read.append(frame.scene.name)
        if frame.scene.name == names[1] and len(set(read)) == 2 and not (tmp_path / "on").exists():
            raise KeyboardInterrupt
        return points(frame, *rest)

    monkeypatch.setattr(wk.Frame, "points", breaking)
    report = tmp_path / "d.json"
    arguments = ("detect", "--baseline", "clusters", "--data", drives, "--json", report)
    assert run_command(*arguments, "--out", tmp_path / "p.parquet") == 130
    assert set(read) == set(names[:2])
    assert not (tmp_path / "p.parquet").exists()
    (tmp_path / "on").touch()
    read.clear()
    assert run_command(*arguments, "--out", tmp_path / "p.parquet") == 0
    assert set(read) == set(names[1:])
    work = json.loads(report.read_text())["work"]
    assert [each["status"] for each in work] == ["present", "made", "made"]
    assert [each["frames"] for each in work] == [3, 3, 3]
    assert run_command(*arguments, "--out", tmp_path / "q.parquet") == 0
    assert (tmp_path / "p.parquet").read_bytes() == (tmp_path / "q.parquet").read_bytes()


def test_a_run_that_is_not_there_is_an_error(data, tmp_path, capsys):
    pytest.importorskip("keras", reason="needs waymo-kit[train]")
    line = error_of(
        capsys, "-c", tmp_path / "none", "--data", data, "--out", tmp_path / "p.parquet"
    )
    assert "none: expected the folder of a training run" in line


def test_a_checkpoint_of_another_model_is_an_error(data, run, tmp_path, capsys):
    text = (run / "config.yaml").read_text()
    other = tmp_path / "run"
    (other / "checkpoints").mkdir(parents=True)
    (other / "config.yaml").write_text(text.replace("joined_channels: 16", "joined_channels: 8"))
    for path in (run / "checkpoints").iterdir():
        (other / "checkpoints" / path.name).write_bytes(path.read_bytes())
    line = error_of(capsys, "-c", other, "--data", data, "--out", tmp_path / "p.parquet")
    assert "checkpoint of another model" in line


def test_a_dataset_without_lidar_is_an_error(data, tmp_path, capsys):
    tables = tmp_path / "tables"
    tables.mkdir()
    for tag in ("vehicle_pose", "_manifest"):
        (tables / tag).symlink_to(data / tag)
    line = error_of(
        capsys, "--baseline", "clusters", "--data", tables, "--out", tmp_path / "p.parquet"
    )
    assert "has no lidar table" in line
    assert not (tmp_path / "p.parquet").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "expected one of --checkpoint and --baseline"),
        (["-c", "run", "--baseline", "clusters"], "expected one of --checkpoint and --baseline"),
        (["--baseline", "clusters", "--out", "p.csv"], "p.csv: expected a name that ends with"),
        (["--baseline", "clusters", "--data", "nowhere"], "nowhere: no such file or folder"),
    ],
)
def test_wrong_options_are_errors(data, tmp_path, capsys, arguments, message):
    line = error_of(capsys, "--data", data, "--out", tmp_path / "p.parquet", *arguments)
    assert message in line


def test_without_keras_the_extra_is_named(data, run, tmp_path, capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "keras", None)
    line = error_of(capsys, "-c", run, "--data", data, "--out", tmp_path / "p.parquet")
    assert "needs keras: pip install" in line


def test_an_empty_frame_has_no_detections(data, tmp_path, monkeypatch):
    points = wk.Frame.points
    monkeypatch.setattr(
        wk.Frame,
        "points",
        lambda self, *rest: points(self, *rest)[: 0 if self.index == 1 else None],
    )
    out = tmp_path / "p.parquet"
    assert run_command("detect", "--baseline", "clusters", "--data", data, "--out", out) == 0
    times = read_predictions(out).column("key.frame_timestamp_micros").to_numpy()
    frames = wk.open_dataset(data)[0].timestamps_micros
    np.testing.assert_array_equal(np.unique(times), frames[[0, 2]])
