"""Commands print what they have to say, and no library prints anything beside it."""

import os
import subprocess
import sys

import numpy as np
import pytest
from PIL import Image

from tests.cli.test_train import TINY
from tests.engine.clusters import ROOT
from waymo_kit.simulate import simulate_dataset

CLASSIFIER = "image_size: 8\ntraining: {batch_size: 4, log_every: 1}\n"


def run(*arguments, **variables):
    """Runs `python -m waymo_kit` as a process without a terminal."""
    environment = {n: v for n, v in os.environ.items() if n != "TF_CPP_MIN_LOG_LEVEL"}
    return subprocess.run(
        [sys.executable, "-m", "waymo_kit", *map(str, arguments)],
        capture_output=True,
        text=True,
        errors="replace",
        env=environment | {"PYTHONPATH": str(ROOT)} | variables,
        cwd=ROOT,
    )


@pytest.fixture(scope="module")
def drives(tmp_path_factory):
    folder = tmp_path_factory.mktemp("drives")
    simulate_dataset(folder, segments=2, frames=2, seed=5)
    return folder


def test_train_and_detect_are_quiet(drives, tmp_path):
    pytest.importorskip("tensorflow", reason="needs waymo-kit[train]")
    tiny, out, found = tmp_path / "tiny.yaml", tmp_path / "run", tmp_path / "p.parquet"
    tiny.write_text(TINY)
    options = ("--config", "centerpoint-pillar", "--config", tiny, "--steps", 2)
    done = run("train", "--data", drives, "--out", out, *options)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("step 2: loss ")
    for workers in (1, 2):
        common = ("--checkpoint", out, "--data", drives, "--overwrite", "--workers", workers)
        done = run("detect", *common, "--out", found)
        assert (done.returncode, done.stderr) == (0, "")
        assert " detections in 4 frames of 2 segments, " in done.stdout


def test_train_classifier_is_quiet_and_ends_with_loss_and_accuracy(tmp_path):
    pytest.importorskip("tensorflow", reason="needs waymo-kit[train]")
    for split in ("train", "test"):
        for shade in (0, 200):
            folder = tmp_path / "images" / split / f"shade{shade}"
            folder.mkdir(parents=True)
            for k in range(4):
                level = shade + k + 10 * (split == "test")
                Image.fromarray(np.full((9, 9, 3), level, np.uint8)).save(folder / f"{k}.png")
    config = tmp_path / "c.yaml"
    config.write_text(CLASSIFIER)
    images = ("--data", tmp_path / "images", "--validation", tmp_path / "images")
    model = ("--model", "cifar_resnet8", "--config", config, "--steps", 2)
    done = run("train-classifier", *images, *model, "--out", tmp_path / "run")
    assert (done.returncode, done.stderr) == (0, "step 2: evaluated\n")
    first, second = done.stdout.splitlines()
    assert first.startswith("cifar_resnet8: 2 steps, 8 images, loss ")
    assert second.startswith("validation: top-1 ")


def test_messages_that_matter_pass():
    code = """
import os
from waymo_kit.detectors.training.packages import _without_routine_messages
with _without_routine_messages():
    os.write(2, b"I0000 00:00:1795874497.4   12483 port.cc:153] oneDNN is on.\\n")
    os.write(2, b"E0000 00:00:1795874497.4   12483 gpu.cc:1] out of memory\\nbar")
    os.write(2, b"W0000 00:00:1795874497.4   12483 port.cc:153] something\\n")
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)
    assert done.stderr == "E0000 00:00:1795874497.4   12483 gpu.cc:1] out of memory\nbar"


def test_a_warning_of_python_is_one_line():
    code = """
import warnings
from waymo_kit.cli import main
import waymo_kit.cli as cli
def command(*arguments, **options):
    warnings.warn("two\\n\\x1b[2Jlines [/b]")
cli._run = command
main([])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)
    assert (done.returncode, done.stderr) == (0, "warning: two\\n\\x1b[2Jlines [/b]\n")
