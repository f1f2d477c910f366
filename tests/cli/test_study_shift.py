"""`waymo-kit study calibration-shift`: tiny classifiers of made-up images."""

import json

import numpy as np
import pytest
from PIL import Image

from tests.detectors.classification.made_images import colored_images
from tests.evaluation.command import run_command

pytest.importorskip("tensorflow", reason="needs waymo-kit[train]")

pytestmark = [
    pytest.mark.heavy,
    pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning"),
]
"""Keras itself warns with NumPy 2 when its variables are read."""


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    """A finished study, and the arguments that made it."""
    root = tmp_path_factory.mktemp("shift")
    for split, seed in (("train", 0), ("test", 1)):
        images = colored_images(36, side=16, seed=seed)
        for k, label in enumerate(images.labels):
            path = root / "images" / split / images.class_names[label] / f"{k}.png"
            path.parent.mkdir(parents=True, exist_ok=True)
            Image.fromarray(images.image(k)).save(path)
    (root / "r.yaml").write_text("image_size: 16\ntraining: {batch_size: 8}\n")
    arguments = ["study", "calibration-shift", "--data", root / "images", "--out", root / "out"]
    arguments += ["--model", "cifar_resnet8", "--config", root / "r.yaml", "--steps", 4]
    arguments += ["--seeds", 2, "--losses", "cross-entropy,sb-ece", "--fit-images", 12]
    arguments += ["--test-images", 10, "--strategy", "cpu"]
    assert run_command(*arguments) == 0
    return root / "out", arguments


def test_every_set_of_images_is_scored(study):
    folder, _ = study
    trials = json.loads((folder / "table.json").read_text())["trials"]
    assert [(t["loss"], t["seed"]) for t in trials] == [
        ("cross-entropy", 0),
        ("sb-ece", 0),
        ("cross-entropy", 1),
        ("sb-ece", 1),
    ]
    for trial in trials:
        assert len(trial["scores"]) == (1 + 12 * 5) * 3
        for score in trial["scores"]:
            assert score["images"] == 10
            assert 0 <= score["ece"] <= 1
            assert score["nll"] > 0
    assert np.allclose(
        [s["accuracy"] for s in trials[0]["scores"][:3]], trials[0]["scores"][0]["accuracy"]
    )
    assert "| sb-ece | temperature | 2 |" in (folder / "table.md").read_text()
    assert (folder / "severity.png").stat().st_size > 10_000
    assert not (folder / "shift.png").exists()


def test_what_is_done_is_not_done_again(study):
    folder, arguments = study
    before = (folder / "table.json").read_bytes()
    logs = {path: path.stat().st_mtime_ns for path in folder.glob("*/log.jsonl")}
    assert len(logs) == 4
    assert run_command(*arguments) == 0
    assert (folder / "table.json").read_bytes() == before
    assert {path: path.stat().st_mtime_ns for path in folder.glob("*/log.jsonl")} == logs


def test_another_study_in_the_folder_is_refused(study, capsys):
    _, arguments = study
    assert run_command(*arguments[:-4], "--test-images", 9, *arguments[-2:]) == 2
    assert "of another recipe or of other images" in capsys.readouterr().err
    assert run_command(*arguments, "--losses", "hinge") == 2
    assert "--losses: expected some of cross-entropy, focal" in capsys.readouterr().err


def test_other_images_in_the_same_folder_are_refused(study, capsys):
    folder, arguments = study
    path = next((folder.parent / "images" / "test" / "red").glob("*.png"))
    before = path.read_bytes()
    Image.new("RGB", (16, 16)).save(path)
    assert run_command(*arguments) == 2
    assert "of another recipe or of other images" in capsys.readouterr().err
    path.write_bytes(before)


def test_images_that_are_learned_from_are_not_scored_on(study, capsys):
    folder, arguments = study
    undivided = folder.parent / "images" / "train"
    parts = [undivided if part == folder.parent / "images" else part for part in arguments]
    assert run_command(*parts) == 2
    assert "--test: expected images that are not learned from" in capsys.readouterr().err
