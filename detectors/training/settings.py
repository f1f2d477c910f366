"""Settings of training: the part of a run's configuration that every task shares."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass

from waymo_kit.errors import InvalidInputError

OPTIMIZERS = ("adamw", "sgd")
SCHEDULES = ("cosine", "steps")
PRECISIONS = ("auto", "float32", "bfloat16")
STRATEGIES = ("auto", "cpu", "gpu", "mirrored", "multi-worker", "tpu")
"""Names of the devices to train on; see `backend.create_backend`."""


@dataclass(frozen=True)
class ParameterGroup:
    """Weights that learn at another rate than the rest.

    Attributes:
        pattern: Pattern of the paths of the weights, such as "backbone" or "*/bias"; see
            `variable_paths.matches`.
        learning_rate_factor: Factor by which the learning rate is multiplied. Defaults to 1.
        weight_decay: Weight decay of the group. Defaults to that of the optimizer. Weights of
            fewer than two dimensions do not decay in any case.
    """

    pattern: str = "*"
    learning_rate_factor: float = 1.0
    weight_decay: float | None = None

    def __post_init__(self) -> None:
        """Checks the values."""
        for name in ("learning_rate_factor", "weight_decay"):
            _check_not_negative(name, getattr(self, name))


@dataclass(frozen=True)
class InitialWeights:
    """Averaged weights of another training that a new training starts from.

    Attributes:
        checkpoint: Path of the checkpoint file.
        pattern: Pattern of the paths of the weights to load. Defaults to all.
        target_prefix: Prefix of these paths that is replaced by `source_prefix` to find the array
            in the checkpoint. Defaults to equal paths on both sides.
        source_prefix: Prefix in the checkpoint, such as "resnet50_classifier/resnet50/".
        player: Name of the player to initialize, which the checkpoint must have too unless it has
            one player only. Defaults to the first player.
    """

    checkpoint: str
    pattern: str = "*"
    target_prefix: str = ""
    source_prefix: str = ""
    player: str | None = None


@dataclass(frozen=True)
class OptimizerSettings:
    """Optimizer, learning rates and averages of one network.

    Attributes:
        optimizer: "adamw", or "sgd" with Nesterov momentum; both with decoupled weight decay.
        learning_rate: Maximum of the learning rate, reached at the end of the warm-up.
        schedule: "cosine" lowers the rate in half a cosine, "steps" at `milestones`.
        warmup: Share of the steps in which the rate rises linearly from 0.
        final_learning_rate: Share of the maximum that is left at the end of a cosine schedule.
        milestones: Shares of the steps after which a steps schedule lowers the rate.
        milestone_factor: Factor of the rate at each milestone. Defaults to 0.1.
        momentum: Momentum of sgd.
        betas: Decay rates of the first and second moments of adamw.
        weight_decay: Weight decay of kernels; biases and the weights of normalizations, which have
            fewer than two dimensions, do not decay.
        clip_norm: Maximum global norm of the gradient; null does not clip.
        average_decay: Decay of the moving average of the weights, which evaluation uses; 0 gives
            the weights themselves.
        frozen: Patterns of the paths of weights that are not trained. Normalizations whose weights
            are all frozen use their statistics as in inference, and do not update them.
        groups: Weights with a learning rate or weight decay of their own. The first group that
            matches a weight applies.
    """

    optimizer: str = "adamw"
    learning_rate: float = 1e-3
    schedule: str = "cosine"
    warmup: float = 0.05
    final_learning_rate: float = 0.01
    milestones: tuple[float, ...] = ()
    milestone_factor: float = 0.1
    momentum: float = 0.9
    betas: tuple[float, float] = (0.9, 0.999)
    weight_decay: float = 0.01
    clip_norm: float | None = 10.0
    average_decay: float = 0.999
    frozen: tuple[str, ...] = ()
    groups: tuple[ParameterGroup, ...] = ()

    def __post_init__(self) -> None:
        """Checks the values."""
        for name, known in (("optimizer", OPTIMIZERS), ("schedule", SCHEDULES)):
            _check_known(name, getattr(self, name), known)
        for name in ("learning_rate", "clip_norm"):
            value = getattr(self, name)
            if value is not None and not 0 < value < math.inf:
                raise InvalidInputError(f"{name}: expected a positive number, got {value}")
        for name in (
            "final_learning_rate",
            "warmup",
            "milestone_factor",
            "momentum",
            "average_decay",
        ):
            value = getattr(self, name)
            if not 0 <= value <= 1:
                raise InvalidInputError(f"{name}: expected a number from 0 to 1, got {value}")
        if not all(0 <= beta < 1 for beta in self.betas):
            raise InvalidInputError(f"betas: expected numbers in [0, 1), got {self.betas}")
        shares = (0.0, *self.milestones, 1.0)
        if not all(before < after for before, after in itertools.pairwise(shares)):
            raise InvalidInputError(
                f"milestones: expected increasing shares between 0 and 1, got {self.milestones}"
            )
        if self.milestones and self.schedule != "steps":
            raise InvalidInputError(
                f"milestones: expected none with schedule {self.schedule}, got {self.milestones}"
            )
        _check_not_negative("weight_decay", self.weight_decay)


@dataclass(frozen=True)
class TrainingSettings(OptimizerSettings):
    """Settings of training; numbers of examples and steps are those of all replicas together.

    Attributes:
        steps: Number of training steps.
        batch_size: Number of examples per step, on all replicas together.
        accumulate: Number of parts into which each replica divides its share of a batch, to use
            less memory. Gradients are added up before the update, so that losses and gradients
            are those of the whole batch; batch normalization sees one part at a time.
        seed: Random seed of weights, order and augmentation.
        precision: "bfloat16" computes in bfloat16 and keeps weights in float32; "auto" does so
            where the device is made for it.
        jit_compile: Whether XLA compiles the step on a single device; TPUs always do.
        fused_normalization: Whether a single device computes batch normalization in one operation
            of TensorFlow, which is faster on CPUs and equal up to rounding.
        log_every: Number of steps between lines of the log.
        checkpoint_every: Number of steps between checkpoints; the last step always has one.
        keep_checkpoints: Number of most recent checkpoints to keep, besides the best.
        evaluate_every: Number of steps between evaluations; null evaluates at the end only.
        best_metric: Metric of the evaluation whose maximum makes a checkpoint the best. Null keeps
            no best checkpoint.
        load_threads: Number of threads that load examples, in each process.
        init_from: Weights to start from; null starts from random weights.
    """

    steps: int = 1000
    batch_size: int = 8
    accumulate: int = 1
    seed: int = 0
    precision: str = "auto"
    jit_compile: bool = False
    fused_normalization: bool = False
    log_every: int = 10
    checkpoint_every: int = 500
    keep_checkpoints: int = 3
    evaluate_every: int | None = None
    best_metric: str | None = None
    load_threads: int = 2
    init_from: InitialWeights | None = None

    def __post_init__(self) -> None:
        """Checks the values."""
        super().__post_init__()
        _check_known("precision", self.precision, PRECISIONS)
        for name in (
            "steps",
            "batch_size",
            "accumulate",
            "log_every",
            "checkpoint_every",
            "keep_checkpoints",
            "evaluate_every",
            "load_threads",
        ):
            value = getattr(self, name)
            if value is not None and value < 1:
                raise InvalidInputError(f"{name}: expected at least 1, got {value}")
        if self.seed < 0:
            raise InvalidInputError(f"seed: expected at least 0, got {self.seed}")


def _check_known(name: str, value: str, known: tuple[str, ...]) -> None:
    if value not in known:
        raise InvalidInputError(f"{name}: expected one of {', '.join(known)}, got {value!r}")


def _check_not_negative(name: str, value: float | None) -> None:
    if value is not None and not 0 <= value < math.inf:
        raise InvalidInputError(f"{name}: expected a number of at least 0, got {value}")
