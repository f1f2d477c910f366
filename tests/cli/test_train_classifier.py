import json
import sys

import numpy as np
import pytest
from PIL import Image

pytest.importorskip("tensorflow", reason="needs waymo-kit[train]")

pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
"""Keras itself warns with NumPy 2 when its variables are read."""

RECIPE = """
image_size: 8
training: {batch_size: 4, checkpoint_every: 2, log_every: 1}
"""


@pytest.fixture(scope="module")
def images(tmp_path_factory):
    """A divided folder of red and blue images."""
    root = tmp_path_factory.mktemp("images")
    for split in ("train", "test"):
        for channel, name in ((0, "red"), (2, "blue")):
            (root / split / name).mkdir(parents=True)
            for k in range(4):
                pixels = np.full((12, 10, 3), 10 * k, np.uint8)
                pixels[..., channel] = 200
                Image.fromarray(pixels).save(root / split / name / f"{k}.png")
    return root


def test_a_classifier_is_trained_resumed_and_reported(images, tmp_path, kit):
    recipe, out, report = tmp_path / "r.yaml", tmp_path / "run", tmp_path / "report.json"
    recipe.write_text(RECIPE)
    common = ["--model", "cifar_resnet8", "--config", recipe, "--data", images, "--out", out]
    options = ["--validation", images, "--steps", 4, "--seed", 0, "--strategy", "cpu"]
    code, stdout, stderr = kit("train-classifier", *common, *options, "--json", report)
    assert code == 0, stderr
    first, second = stdout.splitlines()
    values = json.loads(report.read_text())
    assert first == f"cifar_resnet8: 4 steps, 8 images, loss {values['loss']:.4f} -> {out}"
    assert second.startswith(f"validation: top-1 {values['metrics']['top1']:.4f}, top-5 ")
    assert values["step"] == 4
    assert 0 <= values["metrics"]["top1"] <= 1
    assert "image_size: 8" in (out / "recipe.yaml").read_text()

    code, _, stderr = kit("train-classifier", *common, *options)
    assert code == 2
    assert "expected a new folder" in stderr
    code, _, stderr = kit(
        "train-classifier", *common, *options[:-3], 1, "--strategy", "cpu", "--resume"
    )
    assert code == 2
    assert "the run to resume has another recipe.training.seed, 0; got 1" in stderr
    code, stdout, _ = kit("train-classifier", *common, *options, "--resume")
    assert code == 0
    assert stdout.startswith("cifar_resnet8: 4 steps")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "expected --model or --config, got neither"),
        (["--model", "vgg"], "backbone: expected one of resnet50"),
        (
            ["--config", "absent.yaml"],
            "absent.yaml: neither a YAML file nor one of the configurations",
        ),
        (["--model", "resnet50", "--data", "absent"], "absent: expected a folder of images"),
        (["--model", "resnet50", "--strategy", "abacus"], "strategy: expected one of auto"),
    ],
)
def test_errors_are_one_line(images, tmp_path, kit, arguments, message):
    data = [] if "--data" in arguments else ["--data", images]
    strategy = [] if "--strategy" in arguments else ["--strategy", "cpu"]
    code, _, stderr = kit(
        "train-classifier", *arguments, *data, *strategy, "--out", tmp_path / "run"
    )
    assert code == 2
    (line,) = stderr.splitlines()
    assert line.startswith("waymo-kit: error: ")
    assert message in line
    assert not (tmp_path / "run").exists()


def test_a_missing_tensorflow_names_the_extra(images, tmp_path, kit, monkeypatch):
    for name in list(sys.modules):
        if name.startswith(("waymo_kit.detectors.training", "waymo_kit.detectors.classification")):
            monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "tensorflow", None)
    code, _, stderr = kit(
        "train-classifier", "--model", "resnet50", "--data", images, "--out", tmp_path / "run"
    )
    assert code == 2
    assert "needs tensorflow: pip install" in stderr
