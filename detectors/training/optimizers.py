"""Optimizers for gradients that are already summed over the replicas, with parameter groups.

Keras' optimizers clip the gradients of each replica and sum them afterwards. The training step sums
first, clips by the norm of the sum, and then lets these optimizers update the weights.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import keras

from waymo_kit.detectors.training.schedules import create_schedule
from waymo_kit.detectors.training.settings import OptimizerSettings, ParameterGroup
from waymo_kit.detectors.training.variable_paths import match_paths, path_of_each

ITERATIONS = "iterations"
"""Name of the number of updates among the variables of an optimizer."""


class _GroupedUpdates:
    """Mixed into a Keras optimizer: takes summed gradients and applies parameter groups.

    Attributes:
        named_variables: Variables of the optimizer by name; those that belong to a weight are named
            after it, such as "momentum/conv/kernel".
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._path_of: dict[int, str] = {}
        self._group_of: dict[int, ParameterGroup] = {}
        self._slot_names: dict[int, str] = {}
        self._rate: Any = None

    def build_groups(
        self, weights: Mapping[str, keras.Variable], groups: tuple[ParameterGroup, ...]
    ) -> None:
        """Builds the optimizer for weights by path, each in the first group that matches it.

        Raises:
            InvalidInputError: A group matches no weight.
        """
        self._path_of = path_of_each(weights)
        for group in reversed(groups):
            for path in match_paths(weights, group.pattern, "groups"):
                self._group_of[self._var_key(weights[path])] = group  # type: ignore[attr-defined]
        self.build(list(weights.values()))  # type: ignore[attr-defined]

    @property
    def named_variables(self) -> dict[str, keras.Variable]:
        """Returns the variables by name."""
        found = {}
        for variable in self.variables:  # type: ignore[attr-defined]
            name = ITERATIONS if variable is self.iterations else variable.name  # type: ignore[attr-defined]
            found[self._slot_names.get(id(variable), name)] = variable
        return found

    def add_variable_from_reference(
        self, reference_variable: Any, name: str | None = None, initializer: Any = "zeros"
    ) -> Any:
        """Creates the variable of a weight, and remembers its name."""
        slot = super().add_variable_from_reference(  # type: ignore[misc]
            reference_variable, name=name, initializer=initializer
        )
        path = self._path_of[id(reference_variable)]
        self._slot_names[id(slot)] = f"{name or 'var'}/{path}"
        return slot

    def apply(self, grads: Any, trainable_variables: Any = None) -> None:
        """Applies gradients; the schedule is computed once, not for each weight that decays."""
        self._rate = super()._get_current_learning_rate()  # type: ignore[misc]
        try:
            super().apply(grads, trainable_variables)  # type: ignore[misc]
        finally:
            self._rate = None

    def _get_current_learning_rate(self) -> Any:
        if self._rate is not None:
            return self._rate
        return super()._get_current_learning_rate()  # type: ignore[misc]

    def update_step(self, gradient: Any, variable: Any, learning_rate: Any) -> None:
        """Updates a weight at the rate of its group."""
        group = self._group_of.get(self._var_key(variable))  # type: ignore[attr-defined]
        if group is not None and group.learning_rate_factor != 1:
            learning_rate = learning_rate * group.learning_rate_factor
        super().update_step(gradient, variable, learning_rate)  # type: ignore[misc]

    def _apply_weight_decay(self, variables: Any) -> None:
        """Applies the decay of each group, times the factor of its learning rate."""
        parts: dict[ParameterGroup | None, list[Any]] = {}
        for variable in variables:
            group = self._group_of.get(self._var_key(variable))  # type: ignore[attr-defined]
            parts.setdefault(group, []).append(variable)
        decay = self.weight_decay  # type: ignore[has-type]
        try:
            for group, members in parts.items():
                if group is not None:
                    own = decay if group.weight_decay is None else group.weight_decay
                    self.weight_decay = own * group.learning_rate_factor
                super()._apply_weight_decay(members)  # type: ignore[misc]
                self.weight_decay = decay
        finally:
            self.weight_decay = decay

    def _all_reduce_sum_gradients(self, grads_and_vars: Any) -> Any:
        return grads_and_vars


class GroupedAdamW(_GroupedUpdates, keras.optimizers.AdamW):
    """AdamW (Loshchilov and Hutter 2019) with parameter groups."""


class GroupedSGD(_GroupedUpdates, keras.optimizers.SGD):
    """Stochastic gradient descent with momentum and parameter groups."""


def create_optimizer(
    settings: OptimizerSettings, weights: Mapping[str, keras.Variable], steps: int
) -> GroupedAdamW | GroupedSGD:
    """Returns the optimizer of a training, built for its weights.

    Weights of fewer than two dimensions, which are biases and those of normalizations, do not
    decay.

    Args:
        settings: Settings of the optimizer.
        weights: Weights to train, by path.
        steps: Number of updates in the whole training.

    Raises:
        InvalidInputError: A parameter group matches no weight.
    """
    schedule = create_schedule(settings, steps)
    optimizer: GroupedAdamW | GroupedSGD
    if settings.optimizer == "adamw":
        beta_1, beta_2 = settings.betas
        optimizer = GroupedAdamW(
            schedule, beta_1=beta_1, beta_2=beta_2, weight_decay=settings.weight_decay
        )
    else:
        optimizer = GroupedSGD(
            schedule,
            momentum=settings.momentum,
            nesterov=settings.momentum > 0,
            weight_decay=settings.weight_decay,
        )
    optimizer.exclude_from_weight_decay(
        var_list=[weight for weight in weights.values() if len(weight.shape) < 2]
    )
    optimizer.build_groups(weights, settings.groups)
    return optimizer
