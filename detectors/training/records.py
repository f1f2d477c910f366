"""Records of training steps, for logs and progress bars."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from waymo_kit.errors import WaymoKitError


@dataclass(frozen=True)
class PlayerMetrics:
    """Metrics of a step for one player, on all replicas together.

    Attributes:
        loss: Loss whose gradient was followed.
        terms: Terms of the loss by name, without their weights.
        gradient_norm: Global norm of the gradient before clipping.
        learning_rate: Learning rate of the step.
    """

    loss: float
    terms: Mapping[str, float]
    gradient_norm: float
    learning_rate: float

    @property
    def is_finite(self) -> bool:
        """Whether the weights are still finite after the step."""
        return math.isfinite(self.loss) and math.isfinite(self.gradient_norm)


@dataclass(frozen=True)
class StepMetrics:
    """Metrics of a step.

    Attributes:
        players: Metrics of the players that were updated, by name.
    """

    players: Mapping[str, PlayerMetrics]

    @property
    def loss(self) -> float:
        """Sum of the losses of the players."""
        return sum(player.loss for player in self.players.values())

    @property
    def is_finite(self) -> bool:
        """Whether the weights are still finite after the step."""
        return all(player.is_finite for player in self.players.values())


@dataclass(frozen=True)
class StepRecord:
    """A logged step.

    Attributes:
        step: Number of steps done, this one included.
        metrics: Metrics of this step.
        seconds: Mean duration of a step since the last record, without evaluations and checkpoints.
        examples_per_second: Number of examples per second, on all replicas together.
    """

    step: int
    metrics: StepMetrics
    seconds: float
    examples_per_second: float


class Observer(Protocol):
    """Follows a training."""

    def on_step(self, record: StepRecord) -> None:
        """Called after each step that is logged."""

    def on_evaluation(self, step: int, metrics: Mapping[str, float]) -> None:
        """Called after each evaluation of the averaged weights."""


class NonFiniteLossError(WaymoKitError, FloatingPointError):
    """Raised when a loss or gradient becomes NaN or infinite; names the step and its examples."""
