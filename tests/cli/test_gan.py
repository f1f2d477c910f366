"""`train-gan`, `synthesize` and the studies of them, on tiny images."""

import json

import numpy as np
import pytest
from PIL import Image

pytest.importorskip("tensorflow", reason="needs waymo-kit[train]")

pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
"""Keras itself warns with NumPy 2 when its variables are read."""

GAN = """
width: 0.04
noise: 4
training: {batch_size: 4, checkpoint_every: 2, log_every: 1}
"""
CLASSIFIER = """
backbone: cifar_resnet8
image_size: 8
training: {batch_size: 4, checkpoint_every: 2, log_every: 1, steps: 2}
"""


@pytest.fixture(scope="module")
def work(tmp_path_factory):
    """A divided folder of red and blue images of different sizes, and two configurations."""
    root = tmp_path_factory.mktemp("gan")
    random = np.random.default_rng(0)
    for split in ("train", "test"):
        for channel, name in ((0, "red"), (2, "blue")):
            (root / "images" / split / name).mkdir(parents=True)
            for k in range(4):
                pixels = random.integers(0, 90, (20 + k, 30, 3)).astype(np.uint8)
                pixels[..., channel] = 200
                Image.fromarray(pixels).save(root / "images" / split / name / f"{k}.png")
    (root / "gan.yaml").write_text(GAN)
    (root / "classifier.yaml").write_text(CLASSIFIER)
    return root


def test_a_generator_is_trained_used_measured_and_of_no_use(work, tmp_path, kit):
    run, images = tmp_path / "run", work / "images"
    common = ["train-gan", "--data", images, "--config", "steady", "--config", work / "gan.yaml"]
    common += ["--out", run, "--strategy", "cpu", "--seed", 1]
    code, stdout, stderr = kit(*common, "--steps", 2, "--json", tmp_path / "train.json")
    assert code == 0, stderr
    values = json.loads((tmp_path / "train.json").read_text())
    first = f"AC-GAN of 32 px: 2 steps, 8 images of 2 classes, loss {values['loss']:.4f} -> {run}"
    assert stdout.splitlines() == [first]
    assert "class_loss_on_samples: false" in (run / "recipe.yaml").read_text()
    code, _, stderr = kit(*common, "--steps", 4, "--resume")
    assert code == 0, stderr

    code, stdout, stderr = kit("synthesize", run, "--count", 3, "--out", tmp_path / "made")
    assert code == 0, stderr
    assert stdout.startswith("6 new images of blue, red, step 4")
    assert len(list((tmp_path / "made" / "red").glob("*.png"))) == 3
    code, _, stderr = kit("synthesize", run, "--classes", "green", "--out", tmp_path / "made")
    assert code == 2
    assert "was trained on blue, red, got 'green'" in stderr

    judge = tmp_path / "judge"
    classifier = ["train-classifier", "--config", "cifar", "--config", work / "classifier.yaml"]
    code, _, stderr = kit(
        *classifier, "--data", tmp_path / "made", "--out", judge, "--strategy", "cpu"
    )
    assert code == 0, stderr
    study = ["study", "gan", run, "--data", images, "--out", tmp_path / "study", "--images", 3]
    study += ["--judge", judge / "checkpoints" / "step-000000002.npz", "--pairs", 5]
    code, stdout, stderr = kit(*study)
    assert code == 0, stderr
    values = json.loads((tmp_path / "study" / "measures.json").read_text())
    assert [measures["step"] for measures in values["steps"]] == [2, 4]
    assert set(values["steps"][1]["accuracy"]) == {"8", "16", "32", "64", "128"}
    page = (tmp_path / "study" / "report.html").read_text()
    assert page.count("data:image/png;base64,") == 4
    assert "<script" not in page
    code, again, _ = kit(*study)
    assert (code, again) == (0, stdout)
    code, _, stderr = kit(*study[:4], images / "train", *study[5:])
    assert code == 2
    assert "--test: expected images that are not learned from" in stderr
    parts = ["--data", images / "train", "--test", images / "test"]
    code, other, stderr = kit(*study[:3], *parts, *study[5:6], tmp_path / "parts", *study[7:])
    assert code == 0, stderr
    assert other.splitlines()[:-1] == stdout.splitlines()[:-1]

    augmentation = ["study", "synthetic-images", "--data", images, "--validation", images]
    augmentation += ["--gan", run, "--config", "cifar", "--config", work / "classifier.yaml"]
    augmentation += ["--factors", "0,2", "--seeds", 2, "--strategy", "cpu"]
    code, stdout, stderr = kit(*augmentation, "--rare", "red", "--out", tmp_path / "help")
    assert code == 0, stderr
    scores = json.loads((tmp_path / "help" / "table.json").read_text())
    assert [(score["factor"], score["seed"]) for score in scores] == [
        (0, 0),
        (0, 1),
        (2, 0),
        (2, 1),
    ]
    assert "| 2x |" in (tmp_path / "help" / "table.md").read_text()
    code, _, stderr = kit(*augmentation, "--rare", "green", "--out", tmp_path / "other")
    assert code == 2
    assert "got 'green'" in stderr


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--size", "48"], "48"),
        (
            ["--config", "unknown"],
            "neither a YAML file nor one of the configurations paper, steady, spectral",
        ),
        (["--config", "paper", "--config", "steady"], "expected one name at most"),
        (["--width", "0"], "width"),
    ],
)
def test_wrong_options_are_refused(work, tmp_path, kit, options, message):
    code, _, stderr = kit(
        "train-gan", "--data", work / "images", "--out", tmp_path / "run", *options
    )
    assert code == 2
    assert message in stderr
