import json

import numpy as np
import pyarrow as pa
import pytest

from tests.evaluation.command import run_command, scores
from waymo_kit.cli.options import TRACKERS
from waymo_kit.detectors.tracking import IMAGE_METHODS, METHODS, configured_method
from waymo_kit.predictions import make_predictions, write_predictions
from waymo_kit.scene import open_dataset
from waymo_kit.simulate import simulate_dataset


def noisy(scene, random):
    """Labels with scores of 0.55 to 0.7, some of them missing, and clutter with 0.4 to 0.6."""
    for frame in scene:
        found = frame.boxes
        seen = random.random(len(found.array)) < 0.8
        clutter = np.tile([0, 0, 1, 4.5, 2, 1.6, 0.0], (12, 1))
        clutter[:, :2] = random.uniform(-60, 60, (12, 2))
        yield make_predictions(
            scene.name,
            frame.timestamp_micros,
            np.concatenate([found.array[seen], clutter]),
            np.concatenate([found.types[seen], random.choice([1, 2], 12)]),
            np.concatenate([random.uniform(0.55, 0.7, seen.sum()), random.uniform(0.4, 0.6, 12)]),
        )


class Split:
    """A short simulated drive, and two sets of noisy detections of it."""

    def __init__(self, folder):
        self.data, self.preds, self.others = folder / "data", folder / "p.bin", folder / "o.parquet"
        simulate_dataset(folder / "v1", 1, 6, seed=3)
        tags = "lidar_box,vehicle_pose,stats"
        assert run_command("convert", folder / "v1", "--out", self.data, "--components", tags) == 0
        for seed, path in enumerate((self.preds, self.others)):
            random = np.random.default_rng(seed)
            tables = [table for scene in open_dataset(self.data) for table in noisy(scene, random)]
            write_predictions(pa.concat_tables(tables), path)


@pytest.fixture(scope="module")
def split(tmp_path_factory):
    return Split(tmp_path_factory.mktemp("split"))


def mota(split, preds, folder, *arguments):
    """MOTA (LEVEL_2) of each class, by `track` and `eval`."""
    out = folder / "tracks.parquet"
    data = ("--preds", preds, "--data", split.data)
    assert run_command("track", *data, "--out", out, *arguments, "--overwrite") == 0
    rows = scores(out, split.data, folder, "--task", "tracking", "--breakdowns", "type")["metrics"]
    names = ("vehicle", "pedestrian", "sign", "cyclist")
    return {name: rows[f"OBJECT_TYPE_TYPE_{name.upper()}_LEVEL_2"]["MOTA"] for name in names}


@pytest.mark.parametrize("tracker", ["kalman", "greedy"])
def test_the_file_gives_the_figures_that_were_printed(split, tmp_path, capsys, tracker):
    config, report = tmp_path / "t.yaml", tmp_path / "t.json"
    arguments = ("--preds", split.preds, "--data", split.data, "--tracker", tracker)
    arguments += ("--validation", split.data, "--validation-preds", split.preds)
    assert run_command("tune-tracker", *arguments, "--out", config, "--json", report) == 0
    printed = capsys.readouterr().out
    found = json.loads(report.read_text())
    assert found["tracker"] == configured_method([str(config)])[0] == tracker
    before = mota(split, split.preds, tmp_path, "--tracker", tracker)
    after = mota(split, split.preds, tmp_path, "--config", config)
    assert found["validation"] == found["fitted_on"]  # the same data
    for name, row in found["fitted_on"].items():
        assert row["before"] == pytest.approx(before[name], abs=1e-6)
        assert row["after"] == pytest.approx(after[name], abs=1e-6)
        assert row["after"] >= row["before"]
        shown = [name.upper(), *2 * [f"{row['before']:.4f}", f"{row['after']:.4f}"]]
        assert shown in [line.split() for line in printed.splitlines()]
    gained = found["fitted_on"]["vehicle"]
    assert gained["after"] > gained["before"] + 0.02
    assert found["changes"]["vehicle"]
    first = config.read_bytes()
    assert run_command("tune-tracker", *arguments, "--out", config, "--workers", "2") == 0
    assert config.read_bytes() == first


def test_nothing_is_chosen_by_the_validation_data(split, tmp_path):
    arguments = ("--preds", split.preds, "--data", split.data, "--tracker", "two-stage")
    alone, both, report = tmp_path / "a.yaml", tmp_path / "b.yaml", tmp_path / "b.json"
    assert run_command("tune-tracker", *arguments, "--out", alone, "--json", report) == 0
    assert json.loads(report.read_text())["validation"] is None
    validation = ("--validation", split.data, "--validation-preds", split.others)
    more = (*arguments, *validation, "--out", both, "--json", report)
    assert run_command("tune-tracker", *more) == 0
    assert alone.read_bytes() == both.read_bytes()
    found = json.loads(report.read_text())
    assert found["validation"] != found["fitted_on"]
    after = mota(split, split.others, tmp_path, "--config", both)
    for name, row in found["validation"].items():
        assert row["after"] == pytest.approx(after[name], abs=1e-6)


def test_the_trackers_of_the_options_are_those_that_there_are():
    assert (*METHODS, *IMAGE_METHODS) == TRACKERS


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--tracker", "sort"), "--tracker: expected a tracker of 3D boxes (kalman"),
        (("--validation", "x"), "--validation and --validation-preds: expected both or neither"),
        (("--config", "none.yaml"), "none.yaml: no such file"),
        (("--tracker", "fast"), "Invalid value for '--tracker'"),
    ],
)
def test_wrong_options_are_named(split, tmp_path, capsys, arguments, message):
    given = ("--preds", split.preds, "--data", split.data, "--out", tmp_path / "t.yaml")
    assert run_command("tune-tracker", *given, *arguments) == 2
    assert message in capsys.readouterr().err
    assert not (tmp_path / "t.yaml").exists()


def test_detections_of_other_data_are_refused(split, tmp_path, capsys):
    strange = tmp_path / "s.parquet"
    write_predictions(make_predictions("1_2_3_4_5", 10, np.ones((1, 7)), 1, [0.5]), strange)
    arguments = ("--preds", strange, "--data", split.data, "--out", tmp_path / "t.yaml")
    assert run_command("tune-tracker", *arguments) == 2
    line = capsys.readouterr().err.splitlines()[-1]
    assert f"{strange}: expected detections in segments of {split.data}, got segment 1_2_3" in line
