"""JAX behind the seam that the training loop knows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import jax
import keras
import numpy as np
from jax.experimental import multihost_utils
from jax.sharding import Mesh

from waymo_kit.detectors.training.jax.batches import training_batches
from waymo_kit.detectors.training.jax.devices import has_fast_bfloat16
from waymo_kit.detectors.training.jax.step import JaxStep
from waymo_kit.detectors.training.records import Observer
from waymo_kit.detectors.training.settings import TrainingSettings
from waymo_kit.detectors.training.state import PlayerState
from waymo_kit.detectors.training.task import ExampleSource
from waymo_kit.detectors.training.tensorboard import TensorBoardLog


class JaxBackend:
    """The devices of a mesh; a `Backend`.

    Args:
        mesh: Devices of all processes; see `create_mesh`.
    """

    def __init__(self, mesh: Mesh) -> None:
        """Stores the mesh."""
        self.mesh = mesh

    @property
    def replicas(self) -> int:
        """Number of devices."""
        return int(self.mesh.size)

    @property
    def is_chief(self) -> bool:
        """Whether this process writes logs and checkpoints."""
        return jax.process_index() == 0

    @property
    def has_fast_bfloat16(self) -> bool:
        """Whether the devices are made for bfloat16."""
        return has_fast_bfloat16(self.mesh)

    def scope(self) -> AbstractContextManager[Any]:
        """Returns the context in which variables are created on one of the devices."""
        context: AbstractContextManager[Any] = jax.default_device(self.mesh.local_devices[0])
        return context

    def synchronize(self, model: keras.Model) -> None:
        """Does nothing: layers see the batch of all devices."""

    def fuse_normalizations(self, model: keras.Model) -> None:
        """Does nothing: XLA compiles the whole step, and fuses batch normalization by itself."""

    def compile_step(
        self,
        players: Sequence[PlayerState],
        settings: TrainingSettings,
        others: Sequence[PlayerState] = (),
    ) -> JaxStep:
        """Returns the step of these players, which its first call compiles."""
        return JaxStep(players, settings, self.mesh, others)

    def batches(
        self, source: ExampleSource, settings: TrainingSettings, first_step: int
    ) -> AbstractContextManager[Iterator[Any]]:
        """Returns a context with the batches of this process from a step on."""
        return training_batches(
            source,
            settings.batch_size,
            settings.seed,
            self.mesh,
            first_step,
            settings.load_threads,
        )

    def mean(self, value: float) -> float:
        """Returns the mean of a value over all processes."""
        if jax.process_count() == 1:
            return value
        return float(np.mean(multihost_utils.process_allgather(np.float32(value))))

    def scalar_log(self, folder: Path) -> Observer:
        """Returns an observer that writes scalars for TensorBoard."""
        return TensorBoardLog(folder)
