"""The LiDAR detector that comes with the package."""

import json
import subprocess
import sys

import numpy as np
import pytest

pytest.importorskip("keras", reason="needs waymo-kit[train]")

from tests.detectors.lidar.tiny import write_tiny_run
from tools.models.ship_checkpoint import ship
from waymo_kit.cli import main
from waymo_kit.detectors import load
from waymo_kit.detectors.detection.frame_detector import StageClock
from waymo_kit.detectors.detection.trained import PRETRAINED, PRETRAINED_FOLDER, find_run
from waymo_kit.detectors.training.checkpoints import read_checkpoint
from waymo_kit.geometry import iou_bev
from waymo_kit.predictions import read_predictions
from waymo_kit.schema import LaserName, ObjectType


@pytest.fixture(scope="module")
def detector():
    return load(PRETRAINED)


def test_it_is_found_by_name_without_keras():
    program = (
        "import sys\n"
        "from waymo_kit.detectors.detection.trained import find_run\n"
        "assert find_run('pretrained').config.detector.points.features == ()\n"
        "assert not {'keras', 'tensorflow'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_a_folder_of_that_name_has_a_path(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / PRETRAINED).mkdir()
    own = write_tiny_run(tmp_path / PRETRAINED)
    assert find_run("./pretrained").checkpoint.resolve().is_relative_to(own.resolve())
    assert find_run("pretrained").checkpoint.is_relative_to(PRETRAINED_FOLDER)


def test_it_holds_its_configuration_and_its_scores():
    run = find_run(PRETRAINED)
    assert run.config.detector.points.lasers == (LaserName.TOP,)
    stored = read_checkpoint(run.checkpoint)
    assert 0 < stored.step <= run.config.training.steps
    assert stored.config == (PRETRAINED_FOLDER / "config.yaml").read_text()
    scores = [v for k, v in stored.metrics.items() if k.endswith("TYPE_VEHICLE_LEVEL_1 AP")]
    assert scores
    assert all(0 < score < 1 for score in scores)
    assert run.checkpoint.stat().st_size < 5e6


def test_it_finds_the_vehicles_around(detector, dataset):
    """Labeled vehicles within 20 m with many points, on a drive that it was not trained on."""
    found, wanted = 0, 0
    for frame in dataset[0]:
        labels, boxes = frame.boxes, detector.detect(frame)
        near = np.hypot(*labels.array[:, :2].T) < 20
        seen = labels.require("num_points") > 100
        truths = labels.array[near & seen & (labels.types == ObjectType.VEHICLE)]
        guesses = boxes.array[(boxes.types == ObjectType.VEHICLE) & (boxes.scores > 0.3)]
        wanted += len(truths)
        if len(truths) and len(guesses):
            found += np.count_nonzero(iou_bev(truths, guesses).max(axis=1) > 0.5)
    assert wanted > 0
    assert found >= 0.8 * wanted


def test_it_sees_neither_intensity_nor_elongation(detector):
    rng = np.random.default_rng(0)
    points = rng.uniform([-20, -20, 0, 0, 0, 0], [20, 20, 2, 1, 1, 0], (20_000, 6))
    other = np.column_stack([points[:, :3], rng.uniform(0, 9, (20_000, 2)), points[:, 5:]])
    one, two = (
        detector.detect_batch([detector.prepare(p.astype(np.float32), StageClock())], StageClock())
        for p in (points, other)
    )
    np.testing.assert_array_equal(one[0].array, two[0].array)
    np.testing.assert_array_equal(one[0].scores, two[0].scores)


def test_the_command_takes_its_name(dataset, tmp_path):
    out, summary = tmp_path / "found.parquet", tmp_path / "summary.json"
    arguments = ["detect", "-c", PRETRAINED, "--data", str(dataset.where), "--out", str(out)]
    with pytest.raises(SystemExit) as end:
        main([*arguments, "--json", str(summary)])
    assert not end.value.code
    assert json.loads(summary.read_text())["detector"] == PRETRAINED
    assert len(read_predictions(out)) > 0


def test_what_is_shipped_detects_the_same_and_is_smaller(dataset, tmp_path):
    run = write_tiny_run(tmp_path)
    rows = {"VEHICLE_LEVEL_1": {"AP": 0.5, "APH": None}}
    (tmp_path / "scores.json").write_text(json.dumps({"metrics": rows}))
    path = ship(run, {"test": tmp_path / "scores.json"}, tmp_path / "shipped")
    stored = read_checkpoint(path)
    assert stored.metrics == {"test VEHICLE_LEVEL_1 AP": 0.5}
    assert not stored.players["model"].optimizer
    one, two = (load(folder).detect(dataset[0][0]) for folder in (run, tmp_path / "shipped"))
    np.testing.assert_array_equal(one.array, two.array)
