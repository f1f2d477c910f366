"""One step of training on JAX: a pure function of state and batch, compiled for all devices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import jax
import keras
import numpy as np
from jax import numpy as jnp
from jax.sharding import Mesh, NamedSharding, PartitionSpec
from keras import StatelessScope

from waymo_kit.detectors.training.jax.devices import AXIS
from waymo_kit.detectors.training.records import StepMetrics
from waymo_kit.detectors.training.settings import TrainingSettings
from waymo_kit.detectors.training.state import PlayerState
from waymo_kit.detectors.training.step_values import read_step_values
from waymo_kit.errors import InvalidInputError

Values = list[jax.Array]
"""Values of the variables of a step, in their order."""


@dataclass(frozen=True)
class JaxResult:
    """Metrics of a step that may still run; a `PendingMetrics`.

    Attributes:
        values: (V,) float32; see `read_step_values`.
        term_names: Names of the terms by player.
    """

    values: jax.Array
    term_names: dict[str, tuple[str, ...]]

    def read(self) -> StepMetrics:
        """Waits for the step and returns its metrics."""
        return read_step_values(np.asarray(self.values), self.term_names)


class _Pass(NamedTuple):
    """Results of a pass over a part of a batch, or over several parts.

    Attributes:
        values: Values of all variables afterwards, such as moved batch statistics.
        loss: Scalar loss.
        shares: (T,) terms of the loss.
        gradients: Gradient of each trained weight.
        counted: (T,) counts of the terms.
    """

    values: Values
    loss: jax.Array
    shares: jax.Array
    gradients: Values
    counted: jax.Array


class JaxStep:
    """Updates the weights of players by one compiled function.

    Losses see the whole batch, whose examples are divided over the devices; the compiler adds the
    communication. So sums, counts and batch statistics are those of all devices, and gradients are
    added before they are clipped. Each device has all variables. Between steps these stay in the
    memory of the devices, and each step takes over the memory of the one before.

    Args:
        players: Players to update, one after the other.
        settings: Settings of the training.
        mesh: Devices with the axis "batch".
        others: Other players, whose networks the losses may read.
    """

    def __init__(
        self,
        players: Sequence[PlayerState],
        settings: TrainingSettings,
        mesh: Mesh,
        others: Sequence[PlayerState] = (),
    ) -> None:
        """Creates the function, which its first call compiles."""
        self._players = tuple(players)
        self._parts = settings.accumulate
        self._variables = _variables_of(players, others)
        self._devices = mesh.size
        self._divided = NamedSharding(mesh, PartitionSpec(None, AXIS))
        self._everywhere = NamedSharding(mesh, PartitionSpec())
        self._term_names: dict[str, tuple[str, ...]] = {}
        self._run = jax.jit(self._compute, donate_argnums=0, out_shardings=self._everywhere)

    def __call__(self, batch: Any) -> JaxResult:
        """Trains on a batch of `training_batches`."""
        values = [self._place(variable.value) for variable in self._variables]
        values, metrics = self._run(values, batch)
        for variable, value in zip(self._variables, values, strict=True):
            variable.assign(value)
        return JaxResult(metrics, self._term_names)

    def _place(self, value: jax.Array) -> jax.Array:
        """Returns the value of a variable on all devices.

        What a step did not return itself is copied, since the step takes over its memory.
        """
        if value.sharding == self._everywhere:
            return value
        return jax.make_array_from_process_local_data(self._everywhere, np.array(value))

    def _compute(self, values: Values, batch: Any) -> tuple[Values, jax.Array]:
        """Returns the values of all variables after the step, and its metrics; pure."""
        parts = batch if self._parts == 1 else jax.tree.map(self._divide, batch)
        metrics = []
        for state in self._players:
            values, of_player = self._update(state, values, parts)
            metrics.append(of_player)
        return values, jnp.concatenate(metrics)

    def _divide(self, array: jax.Array) -> jax.Array:
        """Returns the parts of an array, each with an equal stretch of each device's share."""
        shape = (self._devices, self._parts, -1, *array.shape[1:])
        parts = jnp.swapaxes(jnp.reshape(array, shape), 0, 1)
        parts = jnp.reshape(parts, (self._parts, -1, *array.shape[1:]))
        return jax.lax.with_sharding_constraint(parts, self._divided)

    def _update(self, state: PlayerState, values: Values, parts: Any) -> tuple[Values, jax.Array]:
        """Updates a player; returns all values and the metrics of `read_step_values`."""
        wrong = jnp.zeros(())
        if self._parts == 1:
            done = self._differentiate(state, values, parts, None)
        else:
            counts = self._count(state, values, parts)
            done = self._accumulate(state, values, parts, counts)
            wrong = jnp.max(jnp.abs(done.counted - counts))
        norm = jnp.sqrt(sum(jnp.sum(jnp.square(g)) for g in done.gradients))
        gradients, clip_norm = done.gradients, state.settings.clip_norm
        if clip_norm is not None:
            scale = clip_norm / jnp.maximum(norm, clip_norm)
            gradients = [gradient * scale.astype(gradient.dtype) for gradient in gradients]
        with StatelessScope(zip(self._variables, done.values, strict=True)) as scope:
            optimizer = state.optimizer
            updates = optimizer.iterations.value
            rate = jnp.asarray(optimizer.learning_rate, jnp.float32)
            optimizer.apply(gradients, list(state.trained.values()))
            state.averages.update(updates)
        metrics = jnp.stack([done.loss, norm, rate, wrong])
        return self._values_in(scope), jnp.concatenate([metrics, done.shares])

    def _count(self, state: PlayerState, values: Values, parts: Any) -> jax.Array:
        """Returns the counts of the terms of all parts.

        The network is not in training and its answers do not count, so that the compiler drops most
        of the pass.
        """

        def count(part: Any) -> jax.Array:
            with StatelessScope(zip(self._variables, values, strict=True)):
                return _counts(state.player.losses(part, False))

        return jnp.sum(jax.lax.map(count, parts), axis=0)

    def _accumulate(
        self, state: PlayerState, values: Values, parts: Any, counts: jax.Array
    ) -> _Pass:
        """Differentiates the parts one after the other, of which one is in memory at a time."""

        def add(done: _Pass, part: Any) -> tuple[_Pass, None]:
            new = self._differentiate(state, done.values, part, counts)
            sums = jax.tree.map(jnp.add, done[1:], new[1:])
            return _Pass(new.values, *sums), None

        gradients = [jnp.zeros(w.shape, w.dtype) for w in state.trained.values()]
        nothing = _Pass(
            values, jnp.zeros(()), jnp.zeros_like(counts), gradients, jnp.zeros_like(counts)
        )
        return jax.lax.scan(add, nothing, parts)[0]

    def _differentiate(
        self, state: PlayerState, values: Values, batch: Any, counts: jax.Array | None
    ) -> _Pass:
        """Returns the results of a pass over a part of the batch.

        Args:
            state: Player to differentiate.
            values: Values of all variables.
            batch: Part of the batch.
            counts: Counts of all parts; None if this is the only part.
        """
        weights, player = list(state.trained.values()), state.player

        def loss_of(trained: Values) -> tuple[jax.Array, Any]:
            pairs = [
                *zip(self._variables, values, strict=True),
                *zip(weights, trained, strict=True),
            ]
            with StatelessScope(pairs, collect_losses=True) as scope:
                terms = player.losses(batch, True)
                counted = jax.lax.stop_gradient(_counts(terms))
                divisors = jnp.maximum(counted if counts is None else counts, 1.0)
                totals = jnp.stack([jnp.asarray(term.total, jnp.float32) for term in terms])
                shares = totals / divisors
                loss = jnp.dot(shares, jnp.array([float(t.weight) for t in terms]))
                for penalty in player.model.losses:
                    loss += jnp.asarray(penalty, jnp.float32) / self._parts
            self._term_names[player.name] = tuple(term.name for term in terms)
            return loss, (self._values_in(scope), shares, counted)

        before = {id(v): value for v, value in zip(self._variables, values, strict=True)}
        trained = [before[id(weight)] for weight in weights]
        (loss, (after, shares, counted)), gradients = jax.value_and_grad(loss_of, has_aux=True)(
            trained
        )
        return _Pass(after, loss, shares, gradients, counted)

    def _values_in(self, scope: StatelessScope) -> Values:
        """Returns the values of all variables in a scope.

        Raises:
            InvalidInputError: A variable was changed that belongs to no player.
        """
        if len(scope.state_mapping) > len(self._variables):
            raise InvalidInputError(
                "expected a loss that changes variables of the players' networks only: on JAX "
                "those of other layers, such as the random state of a dropout, would be lost"
            )
        return [scope.get_current_value(variable) for variable in self._variables]


def _variables_of(
    players: Sequence[PlayerState], others: Sequence[PlayerState]
) -> tuple[keras.Variable, ...]:
    """Returns each variable that a step reads or writes, once."""
    found: dict[int, keras.Variable] = {}
    for state in (*players, *others):
        found.update((id(variable), variable) for variable in state.variables.values())
    for state in players:
        for variable in (*state.optimizer.variables, *state.averages.variables.values()):
            found[id(variable)] = variable
    return tuple(found.values())


def _counts(terms: Sequence[Any]) -> jax.Array:
    return jnp.stack([jnp.asarray(term.count, jnp.float32) for term in terms])
