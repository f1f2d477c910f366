"""`waymo-kit train`: a tiny detector on simulated frames, its folder, resume and errors."""

import json
import shutil
import sys

import numpy as np
import pytest

from tests.evaluation.command import run_command
from waymo_kit.simulate import simulate_dataset

HEADS = {"centerpoint-pillar": "center", "pointpillars": "anchor"}
MODELS = tuple(HEADS)

TINY = """
training: {steps: 4, batch_size: 2, log_every: 1, checkpoint_every: 2, evaluate_every: 4}
detector:
  grid: {x_min: -20.48, y_min: -20.48, columns: 32, rows: 32, pillar_size: 1.28}
  points: {max_points: 6000, max_pillars: 900}
  network:
    pillar_channels: 8
    stage_layers: [1, 1]
    stage_channels: [8, 8]
    stage_strides: [1, 2]
    joined_channels: 8
    head_stride: 1
  decoding: {max_candidates: 20}
"""


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    root = tmp_path_factory.mktemp("train")
    simulate_dataset(root, segments=1, frames=3, seed=5)
    return root


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    path = tmp_path_factory.mktemp("config") / "tiny.yaml"
    path.write_text(TINY)
    return path


@pytest.fixture(scope="module")
def trained(data, tiny, tmp_path_factory):
    """Folders of a run of each model; the first one is evaluated."""
    pytest.importorskip("tensorflow", reason="needs waymo-kit[train]")
    folder = tmp_path_factory.mktemp("runs")
    for model in MODELS:
        more = ("--validation", data) if model == MODELS[0] else ()
        arguments = ("--config", model, "--config", tiny, "--data", data, *more)
        code = run_command(
            "train", *arguments, "--out", folder / model, "--json", folder / f"{model}.json"
        )
        assert code == 0
    return folder


def losses(folder):
    lines = [json.loads(line) for line in (folder / "log.jsonl").read_text().splitlines()]
    return [(line["step"], line["loss"]) for line in lines if "loss" in line]


def error_of(capsys, *arguments):
    """The last line of a run that must fail with one."""
    assert run_command("train", *arguments) == 2
    return capsys.readouterr().err.strip().splitlines()[-1]


@pytest.mark.parametrize("model", MODELS)
def test_a_run_has_log_configuration_and_a_detector(trained, model):
    from waymo_kit.detectors import load

    curve = losses(trained / model)
    assert [step for step, _ in curve] == [1, 2, 3, 4]
    summary = json.loads((trained / f"{model}.json").read_text())
    assert (summary["step"], summary["loss"]) == curve[-1]
    found = load(trained / model)
    assert (found.step, found.network.config.head.name) == (4, HEADS[model])
    assert found.trained.config.training.batch_size == 2
    name = "best.npz" if model == MODELS[0] else "step-000000004.npz"
    assert found.trained.checkpoint.name == name
    assert np.isfinite(found.network.model.get_weights()[0]).all()


def test_metrics_of_the_validation_are_reported(trained):
    metrics = json.loads((trained / f"{MODELS[0]}.json").read_text())["metrics"]
    assert {"VEHICLE_LEVEL_1_AP", "LEVEL_2_APH"} <= set(metrics)
    last = json.loads((trained / MODELS[0] / "log.jsonl").read_text().splitlines()[-1])
    assert last == {"step": 4, "metrics": metrics}


def test_a_run_repeats_from_its_configuration_and_resumes(trained, tmp_path, capsys):
    """The stored configuration alone gives the same losses; the last checkpoint, the same end."""
    before = trained / MODELS[1]
    run = tmp_path / "run"
    assert run_command("train", "--config", before / "config.yaml", "--out", run) == 0
    assert (run / "config.yaml").read_text() == (before / "config.yaml").read_text()
    assert losses(run) == losses(before)
    (run / "checkpoints" / "step-000000004.npz").unlink()
    assert run_command("train", "--out", run, "--resume") == 0
    assert losses(run) == losses(before)
    assert "step 4: loss" in capsys.readouterr().out


def test_a_finished_run_reports_its_last_loss_and_more_steps_lengthen_it(trained, tmp_path):
    """Resumed without a step to do, a run reported NaN, in JSON that is none."""
    run, summary = tmp_path / "run", tmp_path / "summary.json"
    shutil.copytree(trained / MODELS[1], run)
    before = json.loads((trained / f"{MODELS[1]}.json").read_text())
    assert run_command("train", "--out", run, "--resume", "--json", summary) == 0
    again = json.loads(summary.read_text(), parse_constant=pytest.fail)
    assert (again["step"], again["loss"]) == (before["step"], before["loss"])
    assert run_command("train", "--out", run, "--resume", "--steps", 6, "--json", summary) == 0
    longer = json.loads(summary.read_text(), parse_constant=pytest.fail)
    assert longer["step"] == 6
    assert [step for step, _ in losses(run)] == [1, 2, 3, 4, 5, 6]
    assert losses(run)[:4] == losses(trained / MODELS[1])
    assert "steps: 6" in (run / "config.yaml").read_text()


def test_a_run_does_not_resume_with_other_settings(trained, data, tiny, capsys):
    run = trained / MODELS[0]
    line = error_of(capsys, "--out", run, "--resume", "--seed", "5")
    assert f"{run / 'config.yaml'}: the run to resume has another training.seed; leave" in line
    line = error_of(capsys, "--out", run, "--resume", "--config", "pointpillars", "--config", tiny)
    assert "the run to resume has another detector.head" in line


def test_a_finished_folder_is_not_overwritten(trained, data, tiny, capsys):
    run = trained / MODELS[0]
    before = (run / "config.yaml").read_text()
    line = error_of(capsys, "--config", tiny, "--data", data, "--seed", 9, "--out", run)
    assert "expected a new folder, it holds checkpoints of a run" in line
    assert (run / "config.yaml").read_text() == before


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("training: {step: 5}", "unknown key training.step; known in training are optimizer, "),
        ("detector: {grid: {rows: 3.5}}", "detector.grid.rows: expected a whole number, got 3.5"),
        ("training: {steps: 0}", "training: steps: expected at least 1, got 0"),
        ("- 1", "the file: expected a mapping of fields, got [1]"),
    ],
)
def test_a_wrong_configuration_is_told(tmp_path, capsys, text, message):
    config = tmp_path / "wrong.yaml"
    config.write_text(text)
    line = error_of(capsys, "--config", config, "--data", "x", "--out", tmp_path / "run")
    assert f"{config}: {message}" in line


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "expected --data, or data in a --config file"),
        (
            ("--config", "none.yaml"),
            "none.yaml: neither a YAML file nor one of the configurations",
        ),
        (
            ("--config", "pointpillars", "--config", "pointpillars-small"),
            "config: expected one name at most, got pointpillars, pointpillars-small",
        ),
        (("--data", "nowhere", "--strategy", "cpu"), "nowhere: no such file or folder"),
    ],
)
def test_wrong_options_are_told(tmp_path, capsys, arguments, message):
    assert message in error_of(capsys, *arguments, "--out", tmp_path / "run")


def test_devices_that_are_not_there_are_told(data, tmp_path, capsys, monkeypatch):
    pytest.importorskip("tensorflow", reason="needs waymo-kit[train]")
    monkeypatch.delenv("TF_CONFIG", raising=False)
    arguments = ("--data", data, "--strategy", "multi-worker", "--out", tmp_path / "run")
    assert "environment variable TF_CONFIG" in error_of(capsys, *arguments)


@pytest.mark.parametrize("package", ["keras", "tensorflow"])
def test_without_tensorflow_the_extra_is_named(data, tmp_path, capsys, monkeypatch, package):
    if package != "keras":  # which is asked for first
        pytest.importorskip("keras", reason="needs waymo-kit[train]")
    monkeypatch.setitem(sys.modules, package, None)
    line = error_of(capsys, "--data", data, "--out", tmp_path / "run")
    assert f"training needs {package}: pip install" in line
