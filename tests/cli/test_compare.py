import json
import math
from pathlib import Path

import pytest

from tests.evaluation.command import run_command, run_eval
from tests.predictions.made_predictions import made_table, message_of
from waymo_kit.predictions import write_predictions


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    """Results of three models on three segments; the second and third have lost some boxes."""
    folder = tmp_path_factory.mktemp("results")
    table = made_table(segments=("a", "b", "c"), per_frame=8)
    labels = message_of(table)
    for o in labels.objects:
        o.object.num_lidar_points_in_box = 10
        o.object.detection_difficulty_level = 1 + len(o.context_name) % 2
    (folder / "labels.bin").write_bytes(labels.SerializeToString())
    paths = []
    for name, step in (("best", 1), ("middle", 2), ("worst", 4)):
        write_predictions(table.take(list(range(0, 72, step))), folder / f"{name}.parquet")
        paths.append(folder / f"{name}.json")
        arguments = ("-p", folder / f"{name}.parquet", "-g", folder / "labels.bin")
        assert run_eval(*arguments, "--json", paths[-1]) == 0
    return paths


def test_the_table_has_models_differences_and_intervals(results, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "160")
    capsys.readouterr()
    assert run_command("compare", *results) == 0
    out, err = capsys.readouterr()
    assert "Object type: APH/L2" in out
    assert "Range, meters: APH/L2" in out
    heading, line = (
        next(row.split() for row in out.splitlines() if word in row)
        for word in ("best", "VEHICLE ")
    )
    assert heading == [
        "best",
        "middle",
        "difference",
        "interval",
        "worst",
        "difference",
        "interval",
    ]
    first = json.loads(results[0].read_text())["metrics"]["OBJECT_TYPE_TYPE_VEHICLE_LEVEL_2"]
    second = json.loads(results[1].read_text())["metrics"]["OBJECT_TYPE_TYPE_VEHICLE_LEVEL_2"]
    assert line[1] == f"{first['APH']:.4f}"
    assert line[2] == f"{second['APH']:.4f}"
    assert line[3] == f"{second['APH'] - first['APH']:+.4f}"
    assert "intervals: 95%, 1,000 resamples of 3 segments" in err
    assert "with 3 segments the intervals are rough" in err


def test_json_has_every_metric_of_every_model(results, tmp_path):
    out = tmp_path / "out.json"
    assert run_command("compare", *results, "--json", out, "--resamples", 50, "--seed", 4) == 0
    report = json.loads(out.read_text())
    assert report["models"] == [str(path) for path in results]
    assert (report["segments"], report["resamples"], report["seed"]) == (3, 50, 4)
    stored = [json.loads(path.read_text())["metrics"] for path in results]
    for row, columns in report["metrics"].items():
        for column, entries in columns.items():
            for model, entry in enumerate(entries):
                assert entry["value"] == stored[model][row][column]
                if model:
                    assert entry["difference"] == pytest.approx(
                        entry["value"] - entries[0]["value"]
                    )
                    low, high = entry["difference_low"], entry["difference_high"]
                    assert low is None or low <= high
    assert report["metrics"].keys() == stored[0].keys()


def test_columns_are_chosen(results, capsys):
    assert run_command("compare", *results[:2], "--columns", "AP/L1", "--resamples", 0) == 0
    out, err = capsys.readouterr()
    assert "Object type: AP/L1" in out
    assert "APH" not in out
    assert "interval" not in out
    assert err == ""


def test_an_unknown_column_is_named(results, capsys):
    assert run_command("compare", *results[:2], "--columns", "MOTA/L2", "--resamples", 0) == 2
    assert capsys.readouterr().err == (
        "waymo-kit: error: --columns: expected some of AP/L1, APH/L1, AP/L2, APH/L2, got MOTA/L2\n"
    )


def test_a_file_that_is_no_result_is_named(results, tmp_path, capsys):
    (tmp_path / "x.json").write_text("{}")
    assert run_command("compare", results[0], tmp_path / "x.json") == 2
    assert "x.json: not a result of waymo-kit eval --json" in capsys.readouterr().err
    assert run_command("compare", results[0], tmp_path / "y.json") == 2
    assert "y.json: no such file" in capsys.readouterr().err


def test_files_of_one_name_are_told_apart_by_their_folders(results, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for folder in ("one", "two"):
        Path(folder).mkdir()
        Path(folder, "best.json").write_text(results[0].read_text())
    assert run_command("compare", "one/best.json", "two/best.json", "--resamples", 0) == 0
    out = capsys.readouterr().out
    assert "one/best.json" in out
    assert "two/best.json" in out


def test_no_figure_is_printed_as_a_dash(results, tmp_path, capsys):
    stored = json.loads(results[1].read_text())
    stored["metrics"]["OBJECT_TYPE_TYPE_SIGN_LEVEL_2"]["APH"] = None
    (tmp_path / "holes.json").write_text(json.dumps(stored))
    assert run_command("compare", results[0], tmp_path / "holes.json", "--resamples", 9) == 0
    line = next(row for row in capsys.readouterr().out.splitlines() if "SIGN " in row)
    assert line.split()[2:] == ["-", "-", "-"]
    assert not math.isnan(float(line.split()[1]))
