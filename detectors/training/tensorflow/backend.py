"""TensorFlow behind the seam that the training loop knows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import keras
import tensorflow as tf

from waymo_kit.detectors.training.records import Observer
from waymo_kit.detectors.training.settings import TrainingSettings
from waymo_kit.detectors.training.state import PlayerState
from waymo_kit.detectors.training.task import ExampleSource
from waymo_kit.detectors.training.tensorboard import TensorBoardLog
from waymo_kit.detectors.training.tensorflow.batches import WatchedSource, training_batches
from waymo_kit.detectors.training.tensorflow.fused_normalization import fuse_normalizations
from waymo_kit.detectors.training.tensorflow.step import TensorFlowStep
from waymo_kit.detectors.training.tensorflow.strategy import has_fast_bfloat16, is_chief
from waymo_kit.errors import InvalidInputError


class TensorFlowBackend:
    """The devices of a distribution strategy; a `Backend`.

    Args:
        strategy: Strategy; see `create_strategy`.
    """

    def __init__(self, strategy: tf.distribute.Strategy) -> None:
        """Stores the strategy."""
        self.strategy = strategy

    @property
    def replicas(self) -> int:
        """Number of replicas in sync."""
        return int(self.strategy.num_replicas_in_sync)

    @property
    def is_chief(self) -> bool:
        """Whether this process writes logs and checkpoints."""
        return is_chief(self.strategy)

    @property
    def has_fast_bfloat16(self) -> bool:
        """Whether the devices are made for bfloat16."""
        return has_fast_bfloat16()

    def scope(self) -> AbstractContextManager[Any]:
        """Returns the scope of the strategy."""
        scope: AbstractContextManager[Any] = self.strategy.scope()
        return scope

    def synchronize(self, model: keras.Model) -> None:
        """Synchronizes batch normalization where there are several replicas.

        One replica needs no synchronization, whose sums of squares are less exact.
        """
        if self.replicas > 1:
            for layer in model._flatten_layers():
                if isinstance(layer, keras.layers.BatchNormalization):
                    layer.synchronized = True

    def fuse_normalizations(self, model: keras.Model) -> None:
        """Makes batch normalization one operation of TensorFlow."""
        if self.replicas > 1:
            raise InvalidInputError(
                f"fused_normalization: expected one device, got {self.replicas} replicas"
            )
        fuse_normalizations(model)

    def compile_step(
        self,
        players: Sequence[PlayerState],
        settings: TrainingSettings,
        others: Sequence[PlayerState] = (),
    ) -> TensorFlowStep:
        """Returns the step of these players, which its first call compiles."""
        return TensorFlowStep(players, settings, self.strategy)

    @contextmanager
    def batches(
        self, source: ExampleSource, settings: TrainingSettings, first_step: int
    ) -> Iterator[Iterator[Any]]:
        """Returns a context with the batches of this process from a step on."""
        watched = WatchedSource(source)
        try:
            yield iter(
                self.strategy.distribute_datasets_from_function(
                    lambda context: training_batches(
                        watched,
                        settings.batch_size,
                        settings.seed,
                        first_step,
                        context,
                        settings.load_threads,
                    )
                )
            )
        except tf.errors.OpError as error:
            if watched.failure is None:
                raise
            raise watched.failure from error

    def mean(self, value: float) -> float:
        """Returns the mean of a value over all replicas."""
        if self.replicas == 1:
            return value

        @tf.function
        def of_all() -> tf.Tensor:
            mean = self.strategy.run(
                lambda: tf.distribute.get_replica_context().all_reduce(
                    tf.distribute.ReduceOp.MEAN, tf.constant(value, tf.float32)
                )
            )
            return self.strategy.experimental_local_results(mean)[0]

        return float(of_all())

    def scalar_log(self, folder: Path) -> Observer:
        """Returns an observer that writes scalars for TensorBoard."""
        return TensorBoardLog(folder)
