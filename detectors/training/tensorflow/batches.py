"""Batches of examples by tf.data, the same ones whatever the number of replicas and processes."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import tensorflow as tf

from waymo_kit.detectors.training.example_loader import ExampleLoader
from waymo_kit.detectors.training.task import BatchedExamples, ExampleSource
from waymo_kit.errors import WaymoKitError

PREFETCHED_BATCHES = 4


class WatchedSource:
    """Remembers the first error of a source, which tf.data would bury in one of its own.

    Args:
        source: Source to watch.
    """

    def __init__(self, source: ExampleSource) -> None:
        """Wraps the source."""
        self._source = source
        self.failure: WaymoKitError | None = None

    def __len__(self) -> int:
        """Returns the number of examples."""
        return len(self._source)

    def load(self, index: int, epoch: int) -> Any:
        """Returns one example; see `ExampleSource`."""
        try:
            return self._source.load(index, epoch)
        except WaymoKitError as error:
            self.failure = self.failure or error
            raise

    def transform(self, batch: Any) -> Any:
        """Returns a batch as the source transforms it, if it does; see `BatchedExamples`."""
        return self._source.transform(batch) if isinstance(self._source, BatchedExamples) else batch


def training_batches(
    source: ExampleSource,
    batch_size: int,
    seed: int,
    first_step: int = 0,
    context: tf.distribute.InputContext | None = None,
    threads: int = 2,
) -> tf.data.Dataset:
    """Returns the batches of a process, one for each of its replicas in turn, without end.

    The batch of a step has the examples of `ExampleOrder.batch`. Each process takes an equal
    stretch of them, and each replica an equal stretch of that. Starting at any step costs nothing.
    Sources with `BatchedExamples` transform the batch of each replica.

    Args:
        source: Source of the examples.
        batch_size: Number of examples per step on all replicas together, a multiple of their
            number.
        seed: Random seed of the order.
        first_step: Step to start with.
        context: Part of the whole that this process loads. Defaults to all, for one replica.
        threads: Number of threads that load examples.

    Returns:
        A dataset in the structure of `source.load`, with static shapes (examples, ...).

    Raises:
        InvalidInputError: The source is empty or, while loading, an example has another shape.
    """
    context = context or tf.distribute.InputContext()
    replicas, processes = context.num_replicas_in_sync, context.num_input_pipelines
    loader = ExampleLoader(source, seed)
    specs = [tf.TensorSpec(array.shape, array.dtype) for array in loader.arrays]
    share = batch_size // processes
    offset = context.input_pipeline_id * share

    def load(number: np.int64) -> list[np.ndarray]:
        step, within = divmod(int(number), share)
        return loader.load(step * batch_size + offset + within)

    def element(number: tf.Tensor) -> Any:
        loaded = tf.numpy_function(load, [number], [spec.dtype for spec in specs])
        for tensor, spec in zip(loaded, specs, strict=True):
            tensor.set_shape(spec.shape)
        return loader.pack(loaded)

    numbers = tf.data.Dataset.range(first_step * share, np.iinfo(np.int64).max)
    examples = numbers.map(element, num_parallel_calls=threads, deterministic=True)
    batches = examples.batch(batch_size // replicas, drop_remainder=True)
    if isinstance(source, BatchedExamples):
        batches = batches.map(
            lambda *parts: source.transform(loader.pack(keras.tree.flatten(parts))),
            num_parallel_calls=threads,
        )
    options = tf.data.Options()
    options.autotune.enabled = False  # it may read further ahead than it is told
    options.experimental_distribute.auto_shard_policy = tf.data.experimental.AutoShardPolicy.OFF
    return batches.prefetch(PREFETCHED_BATCHES).with_options(options)
