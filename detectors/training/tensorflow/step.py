"""One step of training, the same on one device and on many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import tensorflow as tf

from waymo_kit.detectors.training.records import StepMetrics
from waymo_kit.detectors.training.settings import TrainingSettings
from waymo_kit.detectors.training.state import PlayerState
from waymo_kit.detectors.training.step_values import read_step_values
from waymo_kit.errors import InvalidInputError

SUM = tf.distribute.ReduceOp.SUM


@dataclass(frozen=True)
class TensorFlowResult:
    """Metrics of a step that may still run; a `PendingMetrics`.

    Attributes:
        step: Step that was called.
        values: (V,) float32; see `read_step_values`.
    """

    step: TensorFlowStep
    values: tf.Tensor

    def read(self) -> StepMetrics:
        """Waits for the step and returns its metrics."""
        return self.step.read(self.values)


class TensorFlowStep:
    """Computes losses and gradients on each replica, sums them, and updates the weights.

    Args:
        players: Players to update, one after the other.
        settings: Settings of the training.
        strategy: Strategy in whose scope the players were created.

    Raises:
        InvalidInputError: XLA was asked for on several devices, which cannot communicate within
            what it compiles.
    """

    def __init__(
        self,
        players: Sequence[PlayerState],
        settings: TrainingSettings,
        strategy: tf.distribute.Strategy,
    ) -> None:
        """Creates the function, which its first call compiles."""
        compiles = settings.jit_compile and not isinstance(strategy, tf.distribute.TPUStrategy)
        if compiles and strategy.num_replicas_in_sync > 1:
            raise InvalidInputError(
                "jit_compile: expected one device, or TPUs, got "
                f"{strategy.num_replicas_in_sync} replicas of {type(strategy).__name__}"
            )
        self._players = tuple(players)
        self._parts = settings.accumulate
        self._strategy = strategy
        self._term_names: dict[str, tuple[str, ...]] = {}
        self._run = tf.function(self._on_all_replicas, jit_compile=compiles or None)

    def __call__(self, batch: Any) -> TensorFlowResult:
        """Trains on a batch of the distributed dataset."""
        return TensorFlowResult(self, self._run(batch))

    def read(self, values: tf.Tensor) -> StepMetrics:
        """Waits for the values of a step and returns them as metrics.

        Raises:
            InvalidInputError: Gradients were accumulated with counts that differ from those of the
                training pass.
        """
        names = [state.player.name for state in self._players]
        return read_step_values(values.numpy(), {name: self._term_names[name] for name in names})

    def _on_all_replicas(self, batch: Any) -> tf.Tensor:
        results = self._strategy.run(self._on_replica, args=(batch,))
        return self._strategy.experimental_local_results(results)[0]

    def _on_replica(self, batch: Any) -> tf.Tensor:
        """Returns the values of all players, one after the other: see `_update`."""
        parts = self._divide(batch)
        values = [self._update(state, parts) for state in self._players]
        return values[0] if len(values) == 1 else tf.concat(values, 0)

    def _divide(self, batch: Any) -> list[Any]:
        """Returns equal parts of a replica's batch."""
        if self._parts == 1:
            return [batch]
        pieces = [tf.split(array, self._parts) for array in tf.nest.flatten(batch)]
        return [
            tf.nest.pack_sequence_as(batch, [piece[number] for piece in pieces])
            for number in range(self._parts)
        ]

    def _update(self, state: PlayerState, parts: Sequence[Any]) -> tf.Tensor:
        """Updates a player.

        Returns:
            (4 + terms,) float32: loss, gradient norm, learning rate, the largest difference between
            the counts before and during training, and the terms.
        """
        replica, optimizer = tf.distribute.get_replica_context(), state.optimizer
        counts = None
        if len(parts) > 1:
            counts = replica.all_reduce(SUM, self._count(state, parts))
        loss, shares, gradients, counted = self._differentiate(state, parts[0], counts)
        for part in parts[1:]:
            # The next part waits for the gradients of the last: only one is in memory at a time.
            with tf.control_dependencies(gradients):
                part = tf.nest.map_structure(tf.identity, part)
            more_loss, more_shares, more, more_counted = self._differentiate(state, part, counts)
            loss, shares, counted = loss + more_loss, shares + more_shares, counted + more_counted
            gradients = [one + other for one, other in zip(gradients, more, strict=True)]
        wrong = tf.constant(0.0)
        if counts is not None:
            wrong = tf.reduce_max(tf.abs(replica.all_reduce(SUM, counted) - counts))
        gradients = replica.all_reduce(SUM, gradients)
        norm = tf.linalg.global_norm(gradients)
        clip_norm = state.settings.clip_norm
        if clip_norm is not None:
            scale = clip_norm / tf.maximum(norm, clip_norm)
            gradients = [gradient * tf.cast(scale, gradient.dtype) for gradient in gradients]
        updates = tf.identity(optimizer.iterations.value)
        rate = tf.cast(optimizer.learning_rate, tf.float32)
        optimizer.apply(gradients, list(state.trained.values()))
        state.averages.update(updates)
        sums = replica.all_reduce(SUM, tf.concat([tf.reshape(loss, (1,)), shares], 0))
        return tf.concat([sums[:1], tf.stack([norm, rate, wrong]), sums[1:]], 0)

    def _count(self, state: PlayerState, parts: Sequence[Any]) -> tf.Tensor:
        """Returns the counts of a replica's terms.

        The network is not in training and its answers do not count, so that the compiler drops most
        of the pass.
        """
        counts = [_counts(state.player.losses(part, False)) for part in parts]
        return tf.add_n(counts)

    def _differentiate(
        self, state: PlayerState, batch: Any, counts: tf.Tensor | None
    ) -> tuple[tf.Tensor, tf.Tensor, list[tf.Tensor], tf.Tensor]:
        """Returns loss, shares of the terms, gradients and counts of a part of a replica's batch.

        Args:
            state: Player to differentiate.
            batch: Part of the batch.
            counts: Counts of all parts on all replicas; None if this is the only part.
        """
        replica, player = tf.distribute.get_replica_context(), state.player
        weights = [weight.value for weight in state.trained.values()]
        with tf.GradientTape() as tape:
            terms = player.losses(batch, True)
            counted = tf.stop_gradient(_counts(terms))
            if counts is None:
                counts = replica.all_reduce(SUM, counted)
            totals = tf.stack([tf.cast(term.total, tf.float32) for term in terms])
            shares = totals / tf.maximum(counts, 1.0)
            loss = tf.tensordot(shares, tf.constant([float(t.weight) for t in terms]), 1)
            for penalty in player.model.losses:
                loss += tf.cast(penalty, tf.float32) / (replica.num_replicas_in_sync * self._parts)
        self._term_names[player.name] = tuple(term.name for term in terms)
        gradients = tape.gradient(loss, weights, unconnected_gradients=tf.UnconnectedGradients.ZERO)
        return loss, shares, [tf.convert_to_tensor(gradient) for gradient in gradients], counted


def _counts(terms: Sequence[Any]) -> tf.Tensor:
    return tf.stack([tf.cast(term.count, tf.float32) for term in terms])
