"""`waymo-kit study transfer`: tiny networks with seeded weights, and made-up images."""

import json

import numpy as np
import pytest
from PIL import Image

from tests.detectors.classification.made_images import colored_images
from tests.evaluation.command import run_command

keras = pytest.importorskip("keras", reason="needs waymo-kit[train]")
pytest.importorskip("tensorflow", reason="needs waymo-kit[train]")

pytestmark = [
    pytest.mark.heavy,
    pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning"),
]
"""Keras itself warns with NumPy 2 when its variables are read."""


def write_inputs(root, seeds=(0, 1, 2)):
    networks, datasets = [], []
    for seed in seeds:
        keras.utils.set_random_seed(seed)
        network = keras.applications.MobileNet((32, 32, 3), alpha=0.25, weights=None, classes=4)
        path = root / f"net{seed}.weights.h5"
        network.save_weights(path)
        networks.append(
            f"- {{name: net{seed}, weights: {path}, accuracy: {50 + 10 * seed}, "
            "backbone: mobilenet_v1, width_factor: 0.25, image_size: 32, family: made up}"
        )
    for name, side in (("small", 16), ("large", 40)):
        images = colored_images(36, side=side, seed=side)
        for k, label in enumerate(images.labels):
            path = root / name / images.class_names[label] / f"{k}.png"
            path.parent.mkdir(parents=True, exist_ok=True)
            Image.fromarray(images.image(k)).save(path)
        datasets.append(f"- {{name: {name}, data: {root / name}}}")
    (root / "networks.yaml").write_text("networks:\n" + "\n".join(networks) + "\n")
    (root / "datasets.yaml").write_text("datasets:\n" + "\n".join(datasets) + "\n")
    files = "--networks", root / "networks.yaml", "--datasets", root / "datasets.yaml"
    return ["study", "transfer", *files, "--out", root / "out"]


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    root = tmp_path_factory.mktemp("transfer")
    arguments = write_inputs(root)
    arguments += ["--protocols", "fixed,fine-tuned", "--steps", 2, "--rates", "0.01"]
    arguments += ["--tune-networks", "net0", "--tune-datasets", "small", "--strategy", "cpu"]
    assert run_command(*arguments) == 0
    return root / "out", arguments


def test_every_pair_is_scored(study):
    folder, _ = study
    values = json.loads((folder / "table.json").read_text())
    fixed, tuned = values["protocols"]
    assert np.array(fixed["accuracies"]).shape == (3, 2)
    assert [each["target"] for each in fixed["correlations"]] == [
        "small",
        "large",
        "all, centered",
    ]
    assert tuned["correlations"] == []
    assert len(values["scores"]) == 7
    assert values["scores"][-1]["settings"]["learning_rate"] == 0.01
    assert values["scores"][-1]["settings"]["validation"] == []
    for score in values["scores"]:
        assert 0 <= score["accuracy"] <= 1
    assert values["scores"][0]["settings"]["has_converged"]
    text = (folder / "table.md").read_text()
    assert "| net2 | 70.0 |" in text
    assert "| all, centered |" in text
    with Image.open(folder / "fixed.png") as picture:
        assert picture.width > 1000
    assert not (folder / "fine-tuned.png").exists()


def test_a_stopped_study_goes_on(study, capsys):
    folder, arguments = study
    before = {path: path.stat().st_mtime_ns for path in folder.glob("features/*.npz")}
    table = (folder / "table.md").read_text()
    (lost,) = folder.glob("fixed/net1-small-*.json")
    lost.unlink()
    assert run_command(*arguments) == 0
    assert lost.is_file()
    assert {path: path.stat().st_mtime_ns for path in folder.glob("features/*.npz")} == before
    assert (folder / "table.md").read_text() == table


def test_wrong_names_are_refused(study, capsys):
    _, arguments = study
    assert run_command(*arguments, "--protocols", "frozen") == 2
    assert run_command(*arguments, "--tune-networks", "net9") == 2
    assert run_command(*arguments, "--rates", "fast") == 2


def test_damaged_features_are_named(study, capsys):
    folder, arguments = study
    (path,) = folder.glob("features/net2-large-*.npz")
    (score,) = folder.glob("fixed/net2-large-*.json")
    content = path.read_bytes()
    path.write_bytes(content[:50])
    score.unlink()
    assert run_command(*arguments) != 0
    assert path.name in capsys.readouterr().err
    path.write_bytes(content)
