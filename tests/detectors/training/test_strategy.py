"""Strategies by name: which one is chosen, and what is said where the hardware is not there."""

import json

import pytest
import tensorflow as tf

from waymo_kit.detectors.training.tensorflow.strategy import (
    create_strategy,
    has_fast_bfloat16,
    is_chief,
)
from waymo_kit.errors import InvalidInputError, NotFoundError

no_gpu = pytest.mark.skipif(
    bool(tf.config.list_physical_devices("GPU")), reason="says what happens without a GPU"
)


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch):
    for name in ("TF_CONFIG", "TPU_NAME"):
        monkeypatch.delenv(name, raising=False)


@no_gpu
def test_auto_without_anything_is_the_cpu():
    strategy = create_strategy("auto")
    assert isinstance(strategy, tf.distribute.OneDeviceStrategy)
    assert strategy.num_replicas_in_sync == 1
    assert is_chief(strategy)
    assert not has_fast_bfloat16()


@no_gpu
@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("gpu", "strategy gpu: expected a GPU, TensorFlow finds none"),
        ("mirrored", "strategy mirrored: expected two or more GPUs, TensorFlow finds 0; use "),
        ("multi-worker", "strategy multi-worker: expected the cluster in the environment variable"),
    ],
)
def test_absent_hardware_is_told(name, message):
    with pytest.raises(NotFoundError, match=message):
        create_strategy(name)


def test_an_absent_tpu_is_told(monkeypatch):
    def refuse(name):
        raise ValueError("no such TPU")

    monkeypatch.setattr(tf.distribute.cluster_resolver.TPUClusterResolver, "connect", refuse)
    monkeypatch.setenv("TPU_NAME", "my-tpu")
    for name in ("tpu", "auto"):
        with pytest.raises(NotFoundError, match="strategy tpu: expected a TPU named 'my-tpu'"):
            create_strategy(name)


@pytest.mark.parametrize(
    "config",
    [
        "{",
        "[]",
        "{}",
        json.dumps({"cluster": {"worker": ["a:1"]}, "task": {"type": "worker", "index": 1}}),
        json.dumps({"cluster": {"worker": ["a:1"]}, "task": {"type": "boss", "index": 0}}),
    ],
)
def test_a_wrong_cluster_is_told(monkeypatch, config):
    monkeypatch.setenv("TF_CONFIG", config)
    for name in ("multi-worker", "auto"):
        with pytest.raises(InvalidInputError, match="TF_CONFIG: expected JSON with"):
            create_strategy(name)


def test_an_unknown_name_is_told():
    with pytest.raises(InvalidInputError, match="strategy: expected one of auto, cpu, gpu"):
        create_strategy("cluster")


def test_devices_cannot_be_split_afterwards():
    tf.constant(1.0) + 1.0
    with pytest.raises(InvalidInputError, match="cpu_devices: 3 devices must be asked for before"):
        create_strategy("mirrored", cpu_devices=3)


@pytest.mark.parametrize(
    ("task", "types", "chief"),
    [
        (("worker", 0), ("worker",), True),
        (("worker", 1), ("worker",), False),
        (("chief", 0), ("chief", "worker"), True),
        (("worker", 0), ("chief", "worker"), False),
        ((None, None), (), True),
    ],
)
def test_one_process_of_all_is_the_chief(task, types, chief):
    class Resolver:
        task_type, task_id = task

        def cluster_spec(self):
            return tf.train.ClusterSpec({kind: ["a:1", "b:2"] for kind in types})

    class Strategy:
        cluster_resolver = Resolver()

    assert is_chief(Strategy()) is chief
