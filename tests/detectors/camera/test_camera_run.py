"""A camera detector from training to the official score, by the commands."""

import json

import pytest
from click.testing import CliRunner

pytest.importorskip("tensorflow", reason="needs waymo-kit[train]")

from tests.detectors.camera.tiny import TINY
from tests.detectors.classification.made_scenes import write_scenes
from waymo_kit.cli import group
from waymo_kit.configuration import configuration_text
from waymo_kit.detectors.camera.camera_run import CameraRun
from waymo_kit.detectors.training.settings import TrainingSettings


def command(*arguments):
    result = CliRunner().invoke(group, [str(each) for each in arguments])
    assert result.exit_code == 0, result.output
    return result.output


@pytest.mark.heavy
@pytest.mark.parametrize("name", TINY)
def test_train_detect_and_eval(tmp_path, name):
    if name == "mask-rcnn":
        pytest.skip("the made scenes have no masks")
    data = write_scenes(tmp_path / "scenes")
    settings = TrainingSettings(
        steps=200,
        batch_size=4,
        learning_rate=4e-3,
        average_decay=0.95,
        evaluate_every=100,
        best_metric="LEVEL_2_AP",
    )
    run = CameraRun(detector=TINY[name], training=settings, augmentation=None)
    config = tmp_path / "config.yaml"
    config.write_text(configuration_text(run))
    folder, predictions = tmp_path / "run", tmp_path / "predictions.parquet"
    base = ["--config", f"{name}-small", "--config", config, "--validation", data]
    command("train", *base, "--data", data, "--out", folder)
    command("detect", "-c", folder, "--data", data, "--out", predictions)
    out = tmp_path / "scores.json"
    command("eval", "--preds", predictions, "--gt", data, "--task", "detection-2d", "--json", out)
    scores = json.loads(out.read_text())
    assert "VEHICLE" in json.dumps(scores)
    logged = [json.loads(line) for line in (folder / "log.jsonl").read_text().splitlines()]
    assert max(line.get("metrics", line).get("VEHICLE_LEVEL_2_AP", 0) for line in logged) > 0.5
