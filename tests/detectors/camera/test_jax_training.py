"""Networks for images train on JAX as on TensorFlow, from the same checkpoint of step 0."""

import functools
import math
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("tensorflow", reason="needs waymo-kit[train]")
pytest.importorskip("jax", reason="needs waymo-kit[jax]")

from tests.detectors.camera.test_learning import MadePictures
from tests.detectors.camera.tiny import TINY
from waymo_kit.detectors.camera.networks import create_camera_network
from waymo_kit.detectors.camera.source import CameraSource
from waymo_kit.detectors.training.backend import create_backend
from waymo_kit.detectors.training.checkpoints import CHECKPOINTS, CheckpointFolder
from waymo_kit.detectors.training.log import read_log
from waymo_kit.detectors.training.loop import train
from waymo_kit.detectors.training.settings import TrainingSettings
from waymo_kit.detectors.training.state import create_state

ROOT = Path(__file__).parents[3]
PROGRAM = """
import sys
from pathlib import Path
from tests.detectors.camera.test_jax_training import finish
finish(sys.argv[1], Path(sys.argv[2]))
"""


def begin(name):
    settings = TrainingSettings(
        steps=4,
        batch_size=4,
        learning_rate=1e-4,
        optimizer="sgd",
        precision="float32",
        log_every=1,
    )
    create_task = functools.partial(create_camera_network, TINY[name])
    return create_state(create_task, settings, create_backend("cpu"))


def finish(name, folder):
    """Trains from the checkpoint of the folder, on the backend of this process."""
    train(begin(name), CameraSource(MadePictures(), TINY[name]), folder, resume=True)


@pytest.mark.heavy
@pytest.mark.parametrize("name", TINY)
def test_losses_are_those_of_tensorflow(tmp_path, name):
    start = begin(name).checkpoint("", math.nan, {})
    for backend in ("tensorflow", "jax"):
        CheckpointFolder(tmp_path / backend / CHECKPOINTS).save(start)
        subprocess.run(
            [sys.executable, "-c", PROGRAM, name, tmp_path / backend],
            check=True,
            cwd=ROOT,
            env={
                **os.environ,
                "PYTHONPATH": str(ROOT),
                "KERAS_BACKEND": backend,
                "JAX_PLATFORMS": "cpu",
                "CUDA_VISIBLE_DEVICES": "",
            },
        )
    ours, theirs = (
        [
            [line["loss"], *line["terms"].values()]
            for line in read_log(tmp_path / backend / "log.jsonl")
        ]
        for backend in ("tensorflow", "jax")
    )
    assert len(ours) == 4
    np.testing.assert_allclose(theirs, ours, rtol=0, atol=1e-5)
