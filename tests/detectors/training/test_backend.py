"""The seam to a framework: TensorFlow behind it, and backends that cannot train are refused."""

import subprocess
import sys
from pathlib import Path

import keras
import numpy as np
import pytest
import tensorflow as tf

from waymo_kit.detectors.training.backend import create_backend
from waymo_kit.detectors.training.tensorflow.backend import TensorFlowBackend
from waymo_kit.errors import InvalidInputError

ROOT = Path(__file__).parents[3]


def test_one_device_needs_no_synchronization_and_several_have_it():
    class Two(tf.distribute.OneDeviceStrategy):
        num_replicas_in_sync = 2

    for strategy, expected in (
        (tf.distribute.OneDeviceStrategy("/cpu:0"), False),
        (Two("/cpu:0"), True),
    ):
        inner = keras.Sequential([keras.Input((3,)), keras.layers.BatchNormalization()])
        model = keras.Sequential([keras.Input((3,)), inner, keras.layers.BatchNormalization()])
        TensorFlowBackend(strategy).synchronize(model)
        layers = [inner.layers[0], model.layers[1]]
        assert [layer.synchronized for layer in layers] == [expected, expected]
        assert np.isfinite(keras.ops.convert_to_numpy(model(np.ones((2, 3))))).all()


def test_the_mean_of_one_process_is_its_value():
    assert create_backend("cpu").mean(7) == 7


def test_another_backend_of_keras_is_refused(monkeypatch):
    monkeypatch.setattr(keras.backend, "backend", lambda: "torch")
    with pytest.raises(InvalidInputError, match="on tensorflow or jax, KERAS_BACKEND is torch"):
        create_backend("cpu")


def test_what_describes_a_training_needs_neither_keras_nor_tensorflow():
    code = (
        "import sys; sys.modules['keras'] = sys.modules['tensorflow'] = None; "
        "from waymo_kit.detectors.training import checkpoints, log, settings, task, resume"
    )
    subprocess.run(
        [sys.executable, "-c", code], check=True, cwd=ROOT, env={"PYTHONPATH": str(ROOT)}
    )
