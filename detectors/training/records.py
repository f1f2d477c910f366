"""What is known of a step, for logs and progress bars."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from waymo_kit.errors import WaymoKitError


@dataclass(frozen=True)
class StepMetrics:
    """What a step of training computes; all replicas together.

    Attributes:
        loss: that was reduced.
        terms: of the loss by name, without their weights.
        gradient_norm: global, before clipping.
        learning_rate: of the step.
    """

    loss: float
    terms: Mapping[str, float]
    gradient_norm: float
    learning_rate: float

    @property
    def is_finite(self) -> bool:
        """Whether weights are still numbers after the step."""
        return math.isfinite(self.loss) and math.isfinite(self.gradient_norm)


@dataclass(frozen=True)
class StepRecord:
    """A logged step.

    Attributes:
        step: how many steps are done, this one included.
        metrics: of this step.
        seconds: that a step took, evaluation and checkpoints apart.
        examples_per_second: of all replicas together.
    """

    step: int
    metrics: StepMetrics
    seconds: float
    examples_per_second: float


class Observer(Protocol):
    """Is told what happens while training."""

    def on_step(self, record: StepRecord) -> None:
        """A step to log was done."""

    def on_evaluation(self, step: int, metrics: Mapping[str, float]) -> None:
        """The averaged weights after a step were evaluated."""


class NonFiniteLossError(WaymoKitError, FloatingPointError):
    """Loss or gradient became NaN or infinite; the message names the step and its examples."""
