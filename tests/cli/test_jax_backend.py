"""`--backend jax`, in processes of their own in which TensorFlow cannot be imported."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

pytest.importorskip("jax", reason="needs waymo-kit[jax]")


ROOT = Path(__file__).parents[2]
WITHOUT_TENSORFLOW = """
import sys
class NoTensorFlow:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == "tensorflow":
            raise ModuleNotFoundError("No module named 'tensorflow'")
sys.meta_path.insert(0, NoTensorFlow())
from waymo_kit.cli import main
sys.exit(main(sys.argv[1:]))
"""


def run(*arguments):
    """Runs a command on JAX and returns what it printed; it must not fail."""
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_TENSORFLOW, *map(str, arguments), "--backend", "jax"],
        capture_output=True,
        text=True,
        timeout=500,
        env={**os.environ, "PYTHONPATH": str(ROOT), "JAX_PLATFORMS": "cpu"},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_classifier_is_trained_and_resumed_without_tensorflow(tmp_path):
    for channel, name in ((0, "red"), (2, "blue")):
        folder = tmp_path / "images" / name
        folder.mkdir(parents=True)
        for k in range(4):
            pixels = np.full((9, 9, 3), 10 * k, np.uint8)
            pixels[..., channel] = 200
            Image.fromarray(pixels).save(folder / f"{k}.png")
    recipe = tmp_path / "r.yaml"
    recipe.write_text(
        "image_size: 8\noperations: {count: 1}\n"
        "training: {batch_size: 4, checkpoint_every: 2, log_every: 1}"
    )
    data = ("--data", tmp_path / "images", "--validation", tmp_path / "images")
    model = ("--model", "cifar_resnet8", "--config", recipe, "--strategy", "cpu")
    command = ("train-classifier", *data, *model, "--out", tmp_path / "run")
    assert "cifar_resnet8: 2 steps, 8 images, loss " in run(*command, "--steps", 2)
    assert "cifar_resnet8: 4 steps, 8 images, loss " in run(*command, "--steps", 4, "--resume")
    lines = (tmp_path / "run" / "log.jsonl").read_text().splitlines()
    steps = [json.loads(line)["step"] for line in lines]
    assert steps == [1, 2, 2, 3, 4, 4]
