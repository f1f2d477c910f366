"""Learning rates over the steps of training: a linear warm-up, then a cosine or steps."""

from __future__ import annotations

import math
from typing import Any

import keras
from keras import ops

from waymo_kit.detectors.training.settings import OptimizerSettings


@keras.saving.register_keras_serializable(package="waymo_kit")
class WarmupCosine(keras.optimizers.schedules.LearningRateSchedule):
    """A linear rise from 0, then half a cosine down (Loshchilov and Hutter 2017, section 3).

    Args:
        peak: Learning rate after `warmup_steps`; the first step has `peak / warmup_steps`.
        steps: Number of steps of the whole training, after which the rate stays.
        warmup_steps: Number of steps of the rise; 0 starts at the peak.
        final: Share of the peak that is left at the end.
    """

    def __init__(self, peak: float, steps: int, warmup_steps: int, final: float = 0.0):
        """Stores the arguments."""
        self.peak = peak
        self.steps = steps
        self.warmup_steps = warmup_steps
        self.final = final

    def __call__(self, step):
        """Returns the float32 rate of a step, counted from 0."""
        step = ops.cast(step, "float32")
        rise = (step + 1) / max(1, self.warmup_steps)
        done = (step - self.warmup_steps) / max(1, self.steps - self.warmup_steps)
        fall = 0.5 * (1 + ops.cos(math.pi * ops.clip(done, 0.0, 1.0)))
        fall = self.final + (1 - self.final) * fall
        return self.peak * ops.where(step < self.warmup_steps, rise, fall)

    def get_config(self) -> dict[str, Any]:
        """Returns the arguments of the constructor."""
        return {
            "peak": self.peak,
            "steps": self.steps,
            "warmup_steps": self.warmup_steps,
            "final": self.final,
        }


@keras.saving.register_keras_serializable(package="waymo_kit")
class WarmupSteps(keras.optimizers.schedules.LearningRateSchedule):
    """A linear rise from 0, then a constant rate that is multiplied by a factor at milestones.

    Args:
        peak: Learning rate after `warmup_steps`; the first step has `peak / warmup_steps`.
        milestones: Steps, counted from 0, from which on the factor applies once more.
        warmup_steps: Number of steps of the rise; 0 starts at the peak.
        factor: Factor of the rate at each milestone.
    """

    def __init__(
        self, peak: float, milestones: tuple[int, ...], warmup_steps: int, factor: float = 0.1
    ):
        """Stores the arguments."""
        self.peak = peak
        self.milestones = tuple(milestones)
        self.warmup_steps = warmup_steps
        self.factor = factor

    def __call__(self, step):
        """Returns the float32 rate of a step, counted from 0."""
        step = ops.cast(step, "float32")
        rise = (step + 1) / max(1, self.warmup_steps)
        rate = self.peak * ops.where(step < self.warmup_steps, rise, 1.0)
        for milestone in self.milestones:
            rate = rate * ops.where(step < milestone, 1.0, self.factor)
        return rate

    def get_config(self) -> dict[str, Any]:
        """Returns the arguments of the constructor."""
        return {
            "peak": self.peak,
            "milestones": self.milestones,
            "warmup_steps": self.warmup_steps,
            "factor": self.factor,
        }


def create_schedule(
    settings: OptimizerSettings, steps: int
) -> keras.optimizers.schedules.LearningRateSchedule:
    """Returns the learning rates of a training.

    Args:
        settings: Settings of the optimizer.
        steps: Number of updates in the whole training.
    """
    warmup_steps = round(settings.warmup * steps)
    if settings.schedule == "steps":
        milestones = tuple(round(share * steps) for share in settings.milestones)
        return WarmupSteps(
            settings.learning_rate, milestones, warmup_steps, settings.milestone_factor
        )
    return WarmupCosine(settings.learning_rate, steps, warmup_steps, settings.final_learning_rate)
