"""One device, mirrored devices and several machines give the same losses; kills do no harm.

Each training runs in a process of its own: devices are made before TensorFlow starts.
"""

import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from waymo_kit.detectors.training.checkpoints import CheckpointFolder, read_checkpoint
from waymo_kit.detectors.training.log import read_log

ROOT = Path(__file__).parents[3]
SCRIPT = Path(__file__).with_name("toy_training.py")
STEPS = 20


def start(folder, *options, **environment):
    return subprocess.Popen(
        [sys.executable, SCRIPT, folder, *options],
        env={
            **{k: v for k, v in os.environ.items() if k not in ("TF_CONFIG", "TPU_NAME")},
            "PYTHONPATH": str(ROOT),
            "CUDA_VISIBLE_DEVICES": "",
            "TF_CPP_MIN_LOG_LEVEL": "2",
            "TF_NUM_INTRAOP_THREADS": "1",
            **environment,
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def finish(*processes):
    """Waits; a training that fails is an error with what it printed."""
    outputs = [process.communicate(timeout=300)[0] for process in processes]
    codes = [process.returncode for process in processes]
    assert codes == [0] * len(codes), "\n".join(outputs)


def metrics(folder):
    """(steps, 4) loss, two terms, and the gradient's norm."""
    lines = read_log(folder / "log.jsonl")
    return np.array(
        [[line["loss"], *line["terms"].values(), line["gradient_norm"]] for line in lines]
    )


def assert_same_training(one, other):
    assert metrics(one).shape == (STEPS, 4)
    np.testing.assert_allclose(metrics(other), metrics(one), rtol=0, atol=1e-4)
    ours, theirs = (
        read_checkpoint(CheckpointFolder(folder / "checkpoints").latest())
        for folder in (one, other)
    )
    for name, player in ours.players.items():
        for group in ("model", "averages"):
            other = getattr(theirs.players[name], group)
            for path, value in getattr(player, group).items():
                np.testing.assert_allclose(other[path], value, atol=1e-3, err_msg=path)


def test_two_mirrored_devices_train_as_one(tmp_path):
    finish(
        start(tmp_path / "one"),
        start(tmp_path / "two", "--strategy", "mirrored", "--cpu-devices", "2"),
    )
    assert_same_training(tmp_path / "one", tmp_path / "two")


def test_two_mirrored_devices_train_two_players_as_one(tmp_path):
    """Losses, weights, averages and optimizers of both players are equal to 1e-6."""
    finish(
        start(tmp_path / "one", "--two-players"),
        start(tmp_path / "two", "--two-players", "--strategy", "mirrored", "--cpu-devices", "2"),
    )
    one, other = (
        read_checkpoint(CheckpointFolder(tmp_path / name / "checkpoints").latest())
        for name in ("one", "two")
    )
    assert other.loss == pytest.approx(one.loss, abs=1e-6)
    for name, player in one.players.items():
        for group in ("model", "optimizer", "averages"):
            found = getattr(other.players[name], group)
            for path, value in getattr(player, group).items():
                np.testing.assert_allclose(found[path], value, rtol=0, atol=1e-6, err_msg=path)


def test_two_mirrored_devices_train_a_classifier_as_one(tmp_path):
    """Batch normalization takes the statistics of both devices, also in networks of others."""
    finish(
        start(tmp_path / "one", "--classifier"),
        start(tmp_path / "two", "--classifier", "--strategy", "mirrored", "--cpu-devices", "2"),
    )
    one, other = (
        read_checkpoint(CheckpointFolder(tmp_path / name / "checkpoints").latest())
        for name in ("one", "two")
    )
    losses = [
        [line["loss"] for line in read_log(tmp_path / name / "log.jsonl")]
        for name in ("one", "two")
    ]
    assert losses[1][0] == pytest.approx(losses[0][0], abs=1e-6)
    statistics = [path for path in one.players["model"].model if "moving_" in path]
    assert len(statistics) == 18
    for path in statistics:
        found = other.players["model"].model[path]
        np.testing.assert_allclose(found, one.players["model"].model[path], atol=1e-3, err_msg=path)


@pytest.mark.heavy
def test_two_killed_players_go_on_as_if_they_had_not_been(tmp_path):
    """Killed by the kernel twice at random steps; every bit of both players is the same."""
    finish(start(tmp_path / "whole", "--two-players"))
    folder = tmp_path / "killed"
    after = [random.randrange(40, 160) for _ in range(2)]
    for count in after:
        killed = start(folder, "--two-players", "--resume", "--kill-after", str(count))
        killed.communicate(timeout=300)
        assert killed.returncode in (-signal.SIGKILL, 0), after
    finish(start(folder, "--two-players", "--resume"))
    one, other = (
        read_checkpoint(CheckpointFolder(tmp_path / name / "checkpoints").latest())
        for name in ("whole", "killed")
    )
    assert one.loss == other.loss
    for name, player in one.players.items():
        for group in ("model", "optimizer", "averages"):
            for path, value in getattr(player, group).items():
                found = getattr(other.players[name], group)[path]
                np.testing.assert_array_equal(found, value, f"{path} {after}")


def free_ports(count):
    sockets = [socket.socket() for _ in range(count)]
    for each in sockets:
        each.bind(("localhost", 0))
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


@pytest.mark.heavy
def test_two_machines_train_as_one_and_resume(tmp_path):
    finish(start(tmp_path / "one"))
    cluster = {"worker": [f"localhost:{port}" for port in free_ports(2)]}

    def workers(folder, *options):
        return [
            start(
                folder,
                "--strategy",
                "multi-worker",
                *options,
                TF_CONFIG=json.dumps(
                    {"cluster": cluster, "task": {"type": "worker", "index": index}}
                ),
            )
            for index in range(2)
        ]

    finish(*workers(tmp_path / "two"))
    assert_same_training(tmp_path / "one", tmp_path / "two")

    checkpoints = CheckpointFolder(tmp_path / "two" / "checkpoints")
    checkpoints.latest().unlink()
    finish(*workers(tmp_path / "two", "--resume"))
    assert_same_training(tmp_path / "one", tmp_path / "two")


@pytest.mark.heavy
def test_a_killed_process_goes_on_as_if_it_had_not_been(tmp_path):
    """Killed by the kernel three times at random steps, with dropout; every bit is the same."""
    finish(start(tmp_path / "whole", "--dropout", "0.3"))
    folder = tmp_path / "killed"
    after = [random.randrange(40, 160) for _ in range(3)]
    for count in after:
        killed = start(folder, "--dropout", "0.3", "--resume", "--kill-after", str(count))
        killed.communicate(timeout=300)
        assert killed.returncode in (-signal.SIGKILL, 0), after
    finish(start(folder, "--dropout", "0.3", "--resume"))
    np.testing.assert_array_equal(metrics(folder), metrics(tmp_path / "whole"), str(after))


@pytest.mark.heavy
def test_two_machines_on_jax_train_as_one_device_of_tensorflow(tmp_path):
    pytest.importorskip("jax", reason="needs waymo-kit[jax]")
    finish(start(tmp_path / "start", "--start"))
    shutil.copytree(tmp_path / "start", tmp_path / "one")
    finish(start(tmp_path / "one", "--resume"))
    cluster = {"worker": [f"localhost:{port}" for port in free_ports(2)]}
    shutil.copytree(tmp_path / "start", tmp_path / "two")
    workers = [
        start(
            tmp_path / "two",
            "--strategy",
            "multi-worker",
            "--resume",
            KERAS_BACKEND="jax",
            JAX_PLATFORMS="cpu",
            TF_CONFIG=json.dumps({"cluster": cluster, "task": {"type": "worker", "index": index}}),
        )
        for index in range(2)
    ]
    finish(*workers)
    assert_same_training(tmp_path / "one", tmp_path / "two")


@pytest.mark.heavy
def test_two_devices_divide_batches_into_the_same_parts_on_jax(tmp_path):
    """Batch normalization sees one part of both devices at a time, which must be the same part."""
    pytest.importorskip("jax", reason="needs waymo-kit[jax]")
    finish(start(tmp_path / "tensorflow", "--start", "--accumulate", "2"))
    shutil.copytree(tmp_path / "tensorflow", tmp_path / "jax")
    two = ("--resume", "--accumulate", "2", "--strategy", "mirrored", "--cpu-devices", "2")
    finish(
        start(tmp_path / "tensorflow", *two),
        start(tmp_path / "jax", *two, KERAS_BACKEND="jax", JAX_PLATFORMS="cpu"),
    )
    assert_same_training(tmp_path / "tensorflow", tmp_path / "jax")


@pytest.mark.heavy
def test_a_killed_process_on_jax_goes_on_as_if_it_had_not_been(tmp_path):
    """Killed by the kernel twice at random steps, with dropout; every bit is the same."""
    pytest.importorskip("jax", reason="needs waymo-kit[jax]")
    jax = {"KERAS_BACKEND": "jax", "JAX_PLATFORMS": "cpu"}
    finish(start(tmp_path / "whole", "--dropout", "0.3", **jax))
    folder = tmp_path / "killed"
    after = [random.randrange(40, 160) for _ in range(2)]
    for count in after:
        killed = start(folder, "--dropout", "0.3", "--resume", "--kill-after", str(count), **jax)
        killed.communicate(timeout=300)
        assert killed.returncode in (-signal.SIGKILL, 0), after
    finish(start(folder, "--dropout", "0.3", "--resume", **jax))
    np.testing.assert_array_equal(metrics(folder), metrics(tmp_path / "whole"), str(after))
