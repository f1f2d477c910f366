"""Batches: which examples are in them, wherever they are made, and of which shapes."""

import itertools

import numpy as np
import pytest
import tensorflow as tf

from tests.detectors.training.toy_training import FEATURES, ToyExample, ToySource
from waymo_kit.detectors.training.example_order import ExampleOrder
from waymo_kit.detectors.training.tensorflow.batches import WatchedSource, training_batches


class NumberSource:
    """Examples that are their place; remembers what was loaded."""

    def __init__(self, count):
        self.count = count
        self.loaded = []

    def __len__(self):
        return self.count

    def load(self, index, epoch):
        self.loaded.append((index, epoch))
        return np.array([index, epoch], np.int32)


def places(dataset, batches):
    """(batches, examples, 2) index and epoch."""
    return np.stack([batch.numpy() for batch in itertools.islice(dataset, batches)])


def expected(count, batch_size, seed, steps):
    order = ExampleOrder(count, seed)
    return np.array([order.batch(step, batch_size) for step in steps])


def test_a_batch_has_the_examples_of_its_step():
    dataset = training_batches(NumberSource(10), 4, seed=1)
    np.testing.assert_array_equal(places(dataset, 9), expected(10, 4, 1, range(9)))


@pytest.mark.parametrize(("processes", "replicas"), [(1, 2), (2, 2), (2, 4), (4, 4)])
def test_processes_and_replicas_share_the_same_batch(processes, replicas):
    local = replicas // processes
    parts = []
    for process in range(processes):
        context = tf.distribute.InputContext(processes, process, replicas)
        found = places(training_batches(NumberSource(10), 8, 1, context=context), 3 * local)
        parts.append(found.reshape(3, -1, 2))
    together = np.concatenate(parts, axis=1)
    np.testing.assert_array_equal(together, expected(10, 8, 1, range(3)))


def test_starts_at_any_step_without_loading_what_came_before():
    source = NumberSource(10)
    dataset = training_batches(source, 4, seed=1, first_step=1000)
    first_loads = len(source.loaded)
    assert first_loads == 1, "only one example, for its shapes"
    np.testing.assert_array_equal(places(dataset, 2), expected(10, 4, 1, (1000, 1001)))
    assert all(epoch >= 400 for _, epoch in source.loaded[first_loads:])


def test_all_shapes_are_static_and_the_structure_is_the_sources():
    dataset = training_batches(ToySource(), 4, seed=0, threads=3)
    assert isinstance(dataset.element_spec, ToyExample)
    shapes = [spec.shape for spec in dataset.element_spec]
    assert [tuple(shape) for shape in shapes] == [(4, 4, FEATURES), (4, 4), (4, 4)]
    assert all(shape.is_fully_defined() for shape in shapes)


def test_order_does_not_depend_on_threads():
    def inputs(threads):
        dataset = training_batches(ToySource(), 4, seed=0, threads=threads)
        return np.stack([batch.inputs.numpy() for batch in itertools.islice(dataset, 20)])

    np.testing.assert_array_equal(inputs(1), inputs(8))


def test_an_example_of_another_shape_is_named():
    class Growing(NumberSource):
        def load(self, index, epoch):
            return np.zeros(2 + epoch, np.float32)

    dataset = training_batches(Growing(4), 2, seed=0)
    with pytest.raises(tf.errors.OpError, match=r"expected arrays of one shape and type, got"):
        places(dataset, 3)


class DoublingSource(NumberSource):
    """Doubles its examples, a batch at a time."""

    def transform(self, batch):
        return 2 * batch


def test_a_source_transforms_each_replicas_batch():
    context = tf.distribute.InputContext(1, 0, 2)
    dataset = training_batches(WatchedSource(DoublingSource(10)), 4, seed=1, context=context)
    assert dataset.element_spec.shape == (2, 2)
    found = places(dataset, 6).reshape(3, 4, 2)
    np.testing.assert_array_equal(found, 2 * expected(10, 4, 1, range(3)))
