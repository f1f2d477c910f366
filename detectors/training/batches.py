"""Batches of examples by tf.data, the same ones whatever the number of replicas and workers."""

from __future__ import annotations

from typing import Any

import numpy as np
import tensorflow as tf

from waymo_kit.detectors.training.example_order import ExampleOrder
from waymo_kit.detectors.training.task import BatchedExamples, ExampleSource
from waymo_kit.errors import InvalidInputError

PREFETCHED_BATCHES = 4


def training_batches(
    source: ExampleSource,
    batch_size: int,
    seed: int,
    first_step: int = 0,
    context: tf.distribute.InputContext | None = None,
    threads: int = 2,
) -> tf.data.Dataset:
    """The batches of a process, one for each of its replicas in turn, without end.

    The batch of a step is made of `ExampleOrder.batch`; each process takes an equal stretch of it,
    and each replica one of that. Starting at any step costs nothing. A source of `BatchedExamples`
    transforms each replica's batch.

    Args:
        source: of the examples.
        batch_size: examples a step, of all replicas together, whose number divides it.
        seed: of the order.
        first_step: with which to begin.
        context: which part of the whole this process loads; None loads all for one replica.
        threads: that load examples.

    Returns:
        A dataset of the structure of `source.load`, with static shapes (examples, ...).

    Raises:
        InvalidInputError: the source is empty or, while loading, an example has another shape.
    """
    context = context or tf.distribute.InputContext()
    replicas, processes = context.num_replicas_in_sync, context.num_input_pipelines
    order = ExampleOrder(len(source), seed)
    example = source.load(*order.at(0))
    arrays = [np.asarray(array) for array in tf.nest.flatten(example)]
    specs = [tf.TensorSpec(array.shape, array.dtype) for array in arrays]
    share = batch_size // processes
    offset = context.input_pipeline_id * share

    def load(number: np.int64) -> list[np.ndarray]:
        step, within = divmod(int(number), share)
        place = order.at(step * batch_size + offset + within)
        loaded = [np.asarray(array) for array in tf.nest.flatten(source.load(*place))]
        for array, spec in zip(loaded, specs, strict=True):
            if array.shape != spec.shape or array.dtype != spec.dtype.as_numpy_dtype:
                raise InvalidInputError(
                    f"example {place.number}: expected arrays of one shape and type, got "
                    f"{array.dtype} {array.shape} and {spec.dtype.name} {tuple(spec.shape)}"
                )
        return loaded

    def element(number: tf.Tensor) -> Any:
        loaded = tf.numpy_function(load, [number], [spec.dtype for spec in specs])
        for tensor, spec in zip(loaded, specs, strict=True):
            tensor.set_shape(spec.shape)
        return tf.nest.pack_sequence_as(example, loaded)

    numbers = tf.data.Dataset.range(first_step * share, np.iinfo(np.int64).max)
    examples = numbers.map(element, num_parallel_calls=threads, deterministic=True)
    batches = examples.batch(batch_size // replicas, drop_remainder=True)
    if isinstance(source, BatchedExamples):
        batches = batches.map(
            lambda *parts: source.transform(_like(example, parts)), num_parallel_calls=threads
        )
    options = tf.data.Options()
    options.experimental_distribute.auto_shard_policy = tf.data.experimental.AutoShardPolicy.OFF
    return batches.prefetch(PREFETCHED_BATCHES).with_options(options)


def _like(example: Any, parts: Any) -> Any:
    """Parts in the structure of an example: tf.data hands a NamedTuple over as its fields."""
    return tf.nest.pack_sequence_as(example, tf.nest.flatten(parts))
