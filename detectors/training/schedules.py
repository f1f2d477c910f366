"""Learning rates over the steps of training."""

from __future__ import annotations

import math

import keras
from keras import ops

from waymo_kit.detectors.training.settings import TrainingSettings


@keras.saving.register_keras_serializable(package="waymo_kit")
class WarmupCosine(keras.optimizers.schedules.LearningRateSchedule):
    """A linear rise from 0, then half a cosine down (Loshchilov and Hutter 2017, section 3).

    Args:
        peak: the rate after `warmup_steps`; the first step has `peak / warmup_steps`.
        steps: of the whole training; from there on the rate stays.
        warmup_steps: of the rise; 0 starts at the peak.
        final: share of the peak that is left at the end.
    """

    def __init__(self, peak: float, steps: int, warmup_steps: int, final: float = 0.0):
        """Takes the arguments."""
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

    def get_config(self):
        """Returns the arguments of the constructor."""
        return {
            "peak": self.peak,
            "steps": self.steps,
            "warmup_steps": self.warmup_steps,
            "final": self.final,
        }


def create_schedule(settings: TrainingSettings) -> WarmupCosine:
    """The learning rates of a training."""
    return WarmupCosine(
        settings.learning_rate,
        settings.steps,
        settings.warmup_steps,
        settings.final_learning_rate,
    )
