"""One device, mirrored devices and several machines give the same losses; kills do no harm.

Each training runs in a process of its own: devices are made before TensorFlow starts.
"""

import json
import os
import random
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
    for group in ("model", "averages"):
        for a, b in zip(getattr(ours, group), getattr(theirs, group), strict=True):
            np.testing.assert_allclose(b, a, atol=1e-3)


def test_two_mirrored_devices_train_as_one(tmp_path):
    finish(
        start(tmp_path / "one"),
        start(tmp_path / "two", "--strategy", "mirrored", "--cpu-devices", "2"),
    )
    assert_same_training(tmp_path / "one", tmp_path / "two")


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
