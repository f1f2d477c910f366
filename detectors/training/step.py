"""A step of training, the same on one device and on many."""

from __future__ import annotations

from typing import Any

import tensorflow as tf

from waymo_kit.detectors.training.records import StepMetrics
from waymo_kit.detectors.training.state import TrainingState
from waymo_kit.errors import InvalidInputError


class TrainingStep:
    """Computes losses and gradients on each replica, sums them, and updates the weights.

    Args:
        state: to update.

    Raises:
        InvalidInputError: XLA was asked for on several devices, which cannot talk to each other
            within what it compiles.
    """

    def __init__(self, state: TrainingState[Any]) -> None:
        """Makes the function; its first call compiles it."""
        strategy = state.strategy
        compiles = state.settings.jit_compile and not isinstance(
            strategy, tf.distribute.TPUStrategy
        )
        if compiles and strategy.num_replicas_in_sync > 1:
            raise InvalidInputError(
                "jit_compile: expected one device, or TPUs, got "
                f"{strategy.num_replicas_in_sync} replicas of {type(strategy).__name__}"
            )
        self._state = state
        self._clip_norm = state.settings.clip_norm
        self._term_names: tuple[str, ...] = ()
        self._run = tf.function(self._on_all_replicas, jit_compile=compiles or None)

    def __call__(self, batch: Any) -> tf.Tensor:
        """Trains on a batch of the distributed dataset; returns what `read` understands."""
        return self._run(batch)

    def read(self, result: tf.Tensor) -> StepMetrics:
        """Waits for a step's result."""
        loss, norm, rate, *terms = (float(value) for value in result.numpy())
        return StepMetrics(loss, dict(zip(self._term_names, terms, strict=True)), norm, rate)

    def _on_all_replicas(self, batch: Any) -> tf.Tensor:
        results = self._state.strategy.run(self._on_replica, args=(batch,))
        return self._state.strategy.experimental_local_results(results)[0]

    def _on_replica(self, batch: Any) -> tf.Tensor:
        """Returns (3 + terms,) float32: loss, gradient norm, learning rate and the terms."""
        task, optimizer = self._state.task, self._state.optimizer
        replica = tf.distribute.get_replica_context()
        weights = [weight.value for weight in task.model.trainable_variables]
        with tf.GradientTape() as tape:
            terms = task.losses(batch, training=True)
            counts = tf.stack([tf.cast(term.count, tf.float32) for term in terms])
            counts = replica.all_reduce(tf.distribute.ReduceOp.SUM, tf.stop_gradient(counts))
            totals = tf.stack([tf.cast(term.total, tf.float32) for term in terms])
            shares = totals / tf.maximum(counts, 1.0)
            loss = tf.tensordot(shares, tf.constant([float(t.weight) for t in terms]), 1)
            for penalty in task.model.losses:
                loss += tf.cast(penalty, tf.float32) / replica.num_replicas_in_sync
        self._term_names = tuple(term.name for term in terms)
        gradients = tape.gradient(loss, weights, unconnected_gradients=tf.UnconnectedGradients.ZERO)
        gradients = [tf.convert_to_tensor(gradient) for gradient in gradients]
        gradients = replica.all_reduce(tf.distribute.ReduceOp.SUM, gradients)
        norm = tf.linalg.global_norm(gradients)
        if self._clip_norm is not None:
            scale = self._clip_norm / tf.maximum(norm, self._clip_norm)
            gradients = [gradient * tf.cast(scale, gradient.dtype) for gradient in gradients]
        step = tf.identity(optimizer.iterations.value)
        rate = tf.cast(optimizer.learning_rate, tf.float32)
        optimizer.apply(gradients, task.model.trainable_variables)
        self._state.averages.update(step)
        sums = replica.all_reduce(
            tf.distribute.ReduceOp.SUM, tf.concat([tf.reshape(loss, (1,)), shares], 0)
        )
        return tf.concat([sums[:1], tf.stack([norm, rate]), sums[1:]], 0)
