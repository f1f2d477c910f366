"""The seam between the training loop and a framework: devices, compiled steps, batches.

Everything that belongs to a framework is behind `Backend`, which the folders `tensorflow` and `jax`
implement.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from waymo_kit.detectors.training.packages import TRAINING_BACKENDS
from waymo_kit.detectors.training.records import Observer, StepMetrics
from waymo_kit.detectors.training.settings import TrainingSettings
from waymo_kit.detectors.training.task import ExampleSource
from waymo_kit.errors import InvalidInputError

if TYPE_CHECKING:
    import keras

    from waymo_kit.detectors.training.state import PlayerState


class PendingMetrics(Protocol):
    """Metrics of a step that may still run."""

    def read(self) -> StepMetrics:
        """Waits for the step and returns its metrics."""


class CompiledStep(Protocol):
    """Updates the weights of some players."""

    def __call__(self, batch: Any) -> PendingMetrics:
        """Starts the update on a batch of `Backend.batches`."""


class Backend(Protocol):
    """Devices that train, in the form that a framework uses."""

    @property
    def replicas(self) -> int:
        """Number of devices that train in step, in all processes together."""

    @property
    def is_chief(self) -> bool:
        """Whether this process writes logs and checkpoints, which one of all processes does."""

    @property
    def has_fast_bfloat16(self) -> bool:
        """Whether the devices are made for bfloat16."""

    def scope(self) -> AbstractContextManager[Any]:
        """Returns the context in which models and optimizers are created."""

    def synchronize(self, model: keras.Model) -> None:
        """Makes batch normalization use the statistics of the batches of all replicas."""

    def fuse_normalizations(self, model: keras.Model) -> None:
        """Makes batch normalization one operation, which is faster and equal up to rounding.

        Raises:
            InvalidInputError: There are several replicas, whose statistics it cannot share.
        """

    def compile_step(
        self,
        players: Sequence[PlayerState],
        settings: TrainingSettings,
        others: Sequence[PlayerState] = (),
    ) -> CompiledStep:
        """Returns the step that updates some players one after the other.

        Args:
            players: Players to update.
            settings: Settings of the training.
            others: Other players of the training, whose networks the losses may read.

        Raises:
            InvalidInputError: The settings ask for what the devices cannot do.
        """

    def batches(
        self, source: ExampleSource, settings: TrainingSettings, first_step: int
    ) -> AbstractContextManager[Iterator[Any]]:
        """Returns a context with the batches from a step on, without end.

        The context raises the `WaymoKitError` that the source raised, wherever that happened.
        """

    def mean(self, value: float) -> float:
        """Returns the mean of a value over all replicas and processes."""

    def scalar_log(self, folder: Path) -> Observer:
        """Returns an observer that writes scalars for a viewer of the framework."""


def create_backend(strategy: str = "auto", cpu_devices: int = 1) -> Backend:
    """Returns the devices to train on; must come before any other use of the framework.

    The framework is the one that Keras uses, TensorFlow or JAX.

    Args:
        strategy: "cpu" and "gpu" are one device, "mirrored" all GPUs of this machine,
            "multi-worker" the machines of `TF_CONFIG`, "tpu" the TPU named by `TPU_NAME` or, on
            JAX, that of this machine. On TensorFlow "auto" is the first that fits of "tpu" (if
            `TPU_NAME` is set), "multi-worker" (if `TF_CONFIG` is set), "mirrored", "gpu" and
            "cpu"; on JAX "multi-worker" (if `TF_CONFIG` is set), then all TPUs or GPUs of this
            machine, then "cpu".
        cpu_devices: Number of devices into which the CPU is split. "mirrored" without GPUs runs on
            these, for tests.

    Raises:
        NotFoundError: The devices are absent.
        InvalidInputError: The name, `TF_CONFIG`, `TPU_NAME` or Keras' backend is wrong, or the
            framework is in use already.
    """
    import keras

    name = keras.backend.backend()
    if name == "jax":
        from waymo_kit.detectors.training.jax.backend import JaxBackend
        from waymo_kit.detectors.training.jax.devices import create_mesh

        return JaxBackend(create_mesh(strategy, cpu_devices))
    if name != "tensorflow":
        raise InvalidInputError(
            f"training needs Keras on {' or '.join(TRAINING_BACKENDS)}, KERAS_BACKEND is {name}"
        )
    from waymo_kit.detectors.training.tensorflow.backend import TensorFlowBackend
    from waymo_kit.detectors.training.tensorflow.strategy import create_strategy

    return TensorFlowBackend(create_strategy(strategy, cpu_devices))
