import json
import subprocess
import sys

import pytest

from tests.evaluation.command import run_eval, scores
from tests.evaluation.conftest import ROOT
from tests.evaluation.drives import Drive
from waymo_kit.predictions import write_predictions


@pytest.fixture(scope="module")
def drive(tmp_path_factory):
    return Drive(tmp_path_factory.mktemp("drive"), frames=2)


@pytest.fixture
def preds(drive, tmp_path):
    write_predictions(drive.predictions(), tmp_path / "p.parquet")
    return tmp_path / "p.parquet"


def test_the_table_of_the_leaderboard_is_printed(preds, drive, tmp_path, capsys):
    rows = scores(preds, drive.converted, tmp_path)["metrics"]
    printed = capsys.readouterr()
    lines = [line.split() for line in printed.out.splitlines()]
    assert lines[0][:3] == ["detection:", "2", "segments,"]
    assert ["Object", "type"] in lines
    assert ["Range,", "meters"] in lines
    heads = ["AP/L1", "APH/L1", "AP/L2", "APH/L2"]
    assert lines.count(heads) == 2
    wanted = [rows[f"OBJECT_TYPE_ALL_NS_LEVEL_{k}"][c] for k in (1, 2) for c in ("AP", "APH")]
    assert ["ALL_NS", *(f"{value:.4f}" for value in wanted)] in lines
    far = rows["RANGE_TYPE_VEHICLE_[50, +inf)_LEVEL_2"]
    assert ["VEHICLE", "[50,", "+inf)"] in [line[:3] for line in lines]
    assert any(line[:1] == ["VEHICLE"] and line[-1] == f"{far['APH']:.4f}" for line in lines)
    assert f" of {drive.num_labels} labels have no lidar points" in printed.err


def test_counts_are_whole_numbers(preds, drive, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "160")
    assert run_eval("-p", preds, "-g", drive.converted, "--task", "calibration") == 0
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    (total,) = [line for line in lines if line[:1] == ["ALL"]]
    assert total[-1].isdigit()


def test_costs_are_apart_from_the_result(preds, drive, tmp_path):
    costs = tmp_path / "costs.json"
    result = scores(preds, drive.converted, tmp_path, "--costs", costs)
    told = json.loads(costs.read_text())
    assert [each["segment"] for each in told["work"]] == sorted(result["segments"])
    for each in told["work"]:
        assert each["bytes_in"] > 1000
        assert (each["bytes_out"], each["retries"]) == (0, 0)
        assert 0 < each["seconds"] <= told["seconds"]
        assert each["core_seconds"] > 0
    assert scores(preds, drive.converted, tmp_path) == result


def test_settings_of_a_file_and_of_the_command_line(preds, drive, tmp_path):
    config = tmp_path / "loose.yaml"
    config.write_text("iou_thresholds: {vehicle: 0.3}\nlevels: [LEVEL_2]\noverlap: bev\n")
    loose = scores(preds, drive.converted, tmp_path, "--config", config, "--breakdowns", "type")
    strict = scores(preds, drive.converted, tmp_path, "--breakdowns", "type")
    name = "OBJECT_TYPE_TYPE_VEHICLE_LEVEL_2"
    assert loose["metrics"][name]["AP"] > strict["metrics"][name]["AP"]
    assert all(row.endswith("LEVEL_2") for row in loose["metrics"])
    assert loose["config"]["overlap"] == "bev"
    assert loose["config"]["iou_thresholds"]["vehicle"] == 0.3
    assert loose["config"]["iou_thresholds"]["pedestrian"] == 0.5


def test_tracking_difficulty_is_read_on_demand(preds, drive, tmp_path):
    config = tmp_path / "difficulty.yaml"
    config.write_text("tracking_difficulty: true\n")
    arguments = ("--task", "tracking", "--breakdowns", "type")
    as_op = scores(preds, drive.converted, tmp_path, *arguments)["metrics"]
    as_tool = scores(preds, drive.converted, tmp_path, *arguments, "--config", config)["metrics"]
    names = [f"OBJECT_TYPE_TYPE_SIGN_LEVEL_{level}" for level in (1, 2)]
    assert as_op[names[0]] == as_op[names[1]] == as_tool[names[1]]
    assert as_tool[names[0]]["OBJECTS"] < as_tool[names[1]]["OBJECTS"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--breakdowns", "type,color"), "--breakdowns: expected some of type, range"),
        (("--task", "calibration", "--breakdowns", "type"), "has no choice of breakdowns"),
        (("--task", "keypoints", "--errors", "e.parquet"), "has no listing of errors"),
        (("--task", "detection-2d"), "p.parquet: no column key.camera_name"),
        (("--config", "nothing.yaml"), "nothing.yaml: no such file"),
        (("--task", "driving"), "Invalid value for '--task'"),
        (("--workers", "0"), "Invalid value for '--workers'"),
    ],
)
def test_wrong_options_are_named(preds, drive, arguments, message, capsys):
    assert run_eval("-p", preds, "-g", drive.converted, *arguments) == 2
    assert message in capsys.readouterr().err


@pytest.mark.parametrize("side", ["-p", "-g"])
def test_paths_that_are_not_there(preds, drive, tmp_path, side, capsys):
    paths = {"-p": preds, "-g": drive.converted} | {side: tmp_path / "nothing"}
    assert run_eval(*(part for pair in paths.items() for part in pair)) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert "nothing" in error


def test_as_a_process(preds, drive, tmp_path):
    start = (
        "import importlib.util, waymo_kit\n"
        "if importlib.util.find_spec('waymo_kit.metrics') is None:\n"
        f"    waymo_kit.__path__.append({str(ROOT)!r})\n"
        "from waymo_kit.cli import main\n"
        "main()\n"
    )
    out = tmp_path / "r.json"
    command = [sys.executable, "-c", start, "eval", "-p", preds, "-g", drive.bin, "--json", out]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    assert (done.returncode, done.stderr.count("Traceback")) == (0, 0)
    assert json.loads(out.read_text())["metrics"]
