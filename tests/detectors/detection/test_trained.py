"""Trained detectors: found without Keras, loaded once, refused when their weights are not right."""

import shutil
import subprocess
import sys

import numpy as np
import pytest

pytest.importorskip("keras", reason="needs waymo-kit[train]")

from tests.detectors.lidar.tiny import write_tiny_run
from waymo_kit.detectors import detect_dataset, load
from waymo_kit.detectors.detection.trained import find_run
from waymo_kit.detectors.lidar.detector import LidarDetector
from waymo_kit.detectors.training.checkpoints import read_checkpoint, write_checkpoint
from waymo_kit.errors import CorruptDataError, InvalidInputError, NotFoundError
from waymo_kit.predictions import read_predictions


@pytest.fixture(scope="module")
def stored(tmp_path_factory):
    return write_tiny_run(tmp_path_factory.mktemp("run"))


@pytest.fixture
def run(stored, tmp_path):
    """A copy to change."""
    return shutil.copytree(stored, tmp_path / "run")


def checkpoint_of(run):
    [path] = (run / "checkpoints").iterdir()
    return path


def test_a_run_is_one_call_from_its_detections(stored, dataset, tmp_path):
    detector = load(stored)
    assert isinstance(detector, LidarDetector)
    assert detector.step == 3
    boxes = detector.detect(dataset[0][0])
    assert len(boxes) > 10
    assert (np.diff(boxes.scores) <= 0).all()
    found = []
    for number, source in enumerate([stored, checkpoint_of(stored), detector]):
        out = tmp_path / f"{number}.parquet"
        summary = detect_dataset(source, dataset.where, out, batch_size=1)
        assert summary.detections == len(read_predictions(out))
        found.append(out.read_bytes())
    assert found[0] == found[1] == found[2]


def test_finding_a_run_imports_no_keras(stored):
    program = (
        "import sys\n"
        "from waymo_kit.detectors.detection.trained import find_run\n"
        f"found = find_run({str(stored)!r})\n"
        "assert found.config.detector.head.name == 'center'\n"
        "assert not {'keras', 'tensorflow'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_weights_that_change_meanwhile_are_an_error(run):
    found = find_run(run)
    path = checkpoint_of(run)
    path.write_bytes(write_tiny_run(run.parent, seed=2) and checkpoint_of(run.parent).read_bytes())
    with pytest.raises(InvalidInputError, match=f"{path}: expected the weights that the other"):
        found.load()


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_weights_that_are_not_finite_are_an_error(run, value):
    """A diverged training found nothing, and said so with an empty file."""
    path = checkpoint_of(run)
    stored = read_checkpoint(path)
    averages = stored.players["model"].averages
    averages[list(averages)[5]].ravel()[0] = value
    write_checkpoint(stored, path)
    with pytest.raises(CorruptDataError, match=f"{path}: expected finite weights, .* has 1 of"):
        load(run)


def test_a_run_that_is_not_there_is_an_error(tmp_path):
    with pytest.raises(NotFoundError, match="none: expected the folder of a training run"):
        load(tmp_path / "none")
    (tmp_path / "weights.npz").write_bytes(b"")
    with pytest.raises(NotFoundError, match=r"config.yaml: no such file; expected a checkpoint in"):
        load(tmp_path / "weights.npz")


def test_the_backend_of_keras_must_be_one(stored, monkeypatch):
    monkeypatch.setenv("KERAS_BACKEND", "numpy2")
    with pytest.raises(InvalidInputError, match="KERAS_BACKEND: expected one of tensorflow, jax"):
        find_run(stored)
