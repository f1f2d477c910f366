"""How a network is trained."""

from __future__ import annotations

import math
from dataclasses import dataclass

from waymo_kit.errors import InvalidInputError

OPTIMIZERS = ("adamw", "sgd")
PRECISIONS = ("auto", "float32", "bfloat16")
STRATEGIES = ("auto", "cpu", "gpu", "mirrored", "multi-worker", "tpu")
"""Where to train; see `strategy.create_strategy`."""


@dataclass(frozen=True)
class TrainingSettings:
    """How a network is trained; the numbers of examples and steps are those of all replicas.

    Attributes:
        steps: of training.
        batch_size: examples a step, on all replicas together.
        optimizer: "adamw" or "sgd" (with Nesterov momentum); both with decoupled weight decay.
        learning_rate: its maximum, at the end of the warm-up.
        final_learning_rate: share of the maximum that is left at the end.
        warmup: share of the steps in which the rate rises linearly from 0.
        momentum: of sgd.
        weight_decay: of kernels; biases and the weights of normalisations do not decay.
        clip_norm: greatest global norm of the gradient; null does not clip.
        average_decay: of the moving average of the weights, which evaluation uses; 0 gives the
            weights themselves.
        seed: of weights, order and augmentation.
        precision: "bfloat16" computes in bfloat16 and keeps weights in float32; "auto" does where
            the device is made for it.
        jit_compile: whether XLA compiles the step; on one device (TPUs always do).
        log_every: steps between lines of the log.
        checkpoint_every: steps between checkpoints; there is one at the end as well.
        keep_checkpoints: how many of the last ones are kept, besides the best.
        evaluate_every: steps between evaluations; null evaluates at the end only.
        best_metric: the figure of the evaluation by which a checkpoint is the best: higher is
            better. Null keeps no best one.
        load_threads: threads that load examples, in each process.
    """

    steps: int = 1000
    batch_size: int = 8
    optimizer: str = "adamw"
    learning_rate: float = 1e-3
    final_learning_rate: float = 0.01
    warmup: float = 0.05
    momentum: float = 0.9
    weight_decay: float = 0.01
    clip_norm: float | None = 10.0
    average_decay: float = 0.999
    seed: int = 0
    precision: str = "auto"
    jit_compile: bool = False
    log_every: int = 10
    checkpoint_every: int = 500
    keep_checkpoints: int = 3
    evaluate_every: int | None = None
    best_metric: str | None = None
    load_threads: int = 2

    def __post_init__(self) -> None:
        """Checks the values."""
        for name, known in (("optimizer", OPTIMIZERS), ("precision", PRECISIONS)):
            value = getattr(self, name)
            if value not in known:
                raise InvalidInputError(
                    f"{name}: expected one of {', '.join(known)}, got {value!r}"
                )
        for name in (
            "steps",
            "batch_size",
            "log_every",
            "checkpoint_every",
            "keep_checkpoints",
            "evaluate_every",
            "load_threads",
        ):
            value = getattr(self, name)
            if value is not None and value < 1:
                raise InvalidInputError(f"{name}: expected at least 1, got {value}")
        for name in ("learning_rate", "clip_norm"):
            value = getattr(self, name)
            if value is not None and not 0 < value < math.inf:
                raise InvalidInputError(f"{name}: expected a positive number, got {value}")
        for name in ("final_learning_rate", "warmup", "momentum", "average_decay"):
            value = getattr(self, name)
            if not 0 <= value <= 1:
                raise InvalidInputError(f"{name}: expected a number from 0 to 1, got {value}")
        if not 0 <= self.weight_decay < math.inf:
            raise InvalidInputError(
                f"weight_decay: expected a number of at least 0, got {self.weight_decay}"
            )
        if self.seed < 0:
            raise InvalidInputError(f"seed: expected at least 0, got {self.seed}")

    @property
    def warmup_steps(self) -> int:
        """Steps in which the learning rate rises."""
        return round(self.warmup * self.steps)
