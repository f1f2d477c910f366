"""JAX's devices by strategy, and the batches on them; beside Keras on TensorFlow."""

import json
from typing import NamedTuple

import numpy as np
import pytest

pytest.importorskip("jax", reason="needs waymo-kit[jax]")

import jax

from waymo_kit.detectors.training.example_order import ExampleOrder
from waymo_kit.detectors.training.jax.batches import training_batches
from waymo_kit.detectors.training.jax.devices import create_mesh, has_fast_bfloat16
from waymo_kit.errors import InvalidInputError, NotFoundError

on_cpu_alone = pytest.mark.skipif(
    jax.default_backend() != "cpu", reason="says what happens without accelerators"
)


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch):
    monkeypatch.delenv("TF_CONFIG", raising=False)


@pytest.fixture
def mesh():
    return create_mesh("cpu")


class Numbered(NamedTuple):
    """An example that shows which it is."""

    number: np.ndarray
    levels: np.ndarray


class NumberedSource:
    """Counts and levels by index and epoch; every example of `odd` has another shape."""

    def __init__(self, count=10, first=0, odd=()):
        self.count, self.first, self.odd = count, first, odd

    def __len__(self):
        return self.count

    def load(self, index, epoch):
        if index == 99:
            raise NotFoundError("no such example")
        shape = (3,) if index in self.odd else (2,)
        return Numbered(np.int64(self.first + 100 * epoch + index), np.full(shape, index / 8))


class DoublingSource(NumberedSource):
    """Doubles levels in 64 bits, with whole numbers that 32 bits do not hold."""

    def transform(self, batch):
        assert batch.levels.dtype == "float64"
        large = batch.number + 2**40
        return batch._replace(number=large - 2**40, levels=2 * batch.levels)


@on_cpu_alone
@pytest.mark.parametrize("name", ["auto", "cpu"])
def test_without_accelerators_there_is_one_device(name):
    mesh = create_mesh(name)
    assert mesh.size == 1
    assert mesh.axis_names == ("batch",)
    assert not has_fast_bfloat16(mesh)


@on_cpu_alone
@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("gpu", "strategy gpu: expected a GPU, JAX finds none"),
        ("tpu", "strategy tpu: expected a TPU on this machine, JAX finds none"),
        ("mirrored", "strategy mirrored: expected two or more GPUs, JAX finds 0; use --strategy "),
        ("multi-worker", "strategy multi-worker: expected the cluster in the environment variable"),
    ],
)
def test_absent_devices_are_told(name, message):
    with pytest.raises(NotFoundError, match=message):
        create_mesh(name)


def test_wrong_names_and_clusters_are_told(monkeypatch):
    with pytest.raises(InvalidInputError, match="strategy: expected one of auto, cpu, gpu"):
        create_mesh("cluster")
    task = {"type": "worker", "index": 1}
    monkeypatch.setenv("TF_CONFIG", json.dumps({"cluster": {"worker": ["a:1"]}, "task": task}))
    for name in ("multi-worker", "auto"):
        with pytest.raises(InvalidInputError, match="TF_CONFIG: expected JSON with"):
            create_mesh(name)


def test_devices_cannot_be_split_or_joined_afterwards(mesh, monkeypatch):
    with pytest.raises(InvalidInputError, match="cpu_devices: 3 devices must be asked for before"):
        create_mesh("mirrored", cpu_devices=3)
    task = {"type": "worker", "index": 0}
    monkeypatch.setenv("TF_CONFIG", json.dumps({"cluster": {"worker": ["a:1"]}, "task": task}))
    with pytest.raises(InvalidInputError, match="a:1 must join the machines of TF_CONFIG before"):
        create_mesh("multi-worker")


@pytest.mark.parametrize("first_step", [0, 3])
def test_batches_follow_the_order_from_any_step(mesh, first_step):
    order = ExampleOrder(10, seed=5)
    with training_batches(NumberedSource(), 4, 5, mesh, first_step, threads=3) as batches:
        for step in range(first_step, first_step + 6):
            batch = next(batches)
            places = order.batch(step, 4)
            assert list(batch.number) == [100 * p.epoch + p.number for p in places]
            np.testing.assert_array_equal(batch.levels[:, 0], [p.number / 8 for p in places])
            assert [array.dtype for array in batch] == [np.int32, np.float32]


def test_sources_transform_batches_with_64_bits(mesh):
    with training_batches(DoublingSource(), 4, 5, mesh) as batches:
        batch = next(batches)
    places = ExampleOrder(10, seed=5).batch(0, 4)
    np.testing.assert_array_equal(batch.levels[:, 0], [p.number / 4 for p in places])
    assert list(batch.number) == [p.number for p in places]


@pytest.mark.parametrize(
    ("source", "error", "message"),
    [
        (NumberedSource(0), InvalidInputError, "expected one or more examples"),
        (NumberedSource(odd=(7,)), InvalidInputError, "example 7: expected arrays of one shape"),
        (NumberedSource(first=2**31), InvalidInputError, "whole numbers that fit in int32"),
        (NumberedSource(100), NotFoundError, "no such example"),
    ],
)
def test_errors_of_examples_reach_the_loop(mesh, source, error, message):
    with (
        pytest.raises(error, match=message),
        training_batches(source, 5, 1, mesh) as batches,
    ):
        for _ in range(20):
            next(batches)
