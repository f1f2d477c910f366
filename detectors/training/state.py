"""What changes while training: network, optimizer and averages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic

import keras
import tensorflow as tf

from waymo_kit.detectors.training.averages import WeightAverages
from waymo_kit.detectors.training.checkpoints import Checkpoint, assign_values, values_of
from waymo_kit.detectors.training.optimizers import create_optimizer
from waymo_kit.detectors.training.precision import precision_of_new_layers
from waymo_kit.detectors.training.settings import TrainingSettings
from waymo_kit.detectors.training.strategy import create_strategy
from waymo_kit.detectors.training.task import TaskT
from waymo_kit.errors import InvalidInputError


@dataclass(frozen=True)
class TrainingState(Generic[TaskT]):
    """What changes while training.

    Attributes:
        settings: of the training.
        strategy: on whose devices the following are.
        task: its network is trained.
        optimizer: built.
        averages: of the network's weights.
    """

    settings: TrainingSettings
    strategy: tf.distribute.Strategy
    task: TaskT
    optimizer: keras.optimizers.Optimizer
    averages: WeightAverages

    @property
    def step(self) -> int:
        """How many steps are done."""
        return int(self.optimizer.iterations.numpy())

    def checkpoint(self, config: str, metrics: Mapping[str, float]) -> Checkpoint:
        """The state as a file has it."""
        return Checkpoint(
            self.step,
            self.settings.seed,
            config,
            values_of(self.task.model.variables),
            values_of(self.optimizer.variables),
            values_of(self.averages.variables),
            metrics,
        )

    def restore(self, checkpoint: Checkpoint, where: str) -> None:
        """Goes back to a checkpoint; `where` names it in messages.

        Raises:
            InvalidInputError: it is the checkpoint of another model or optimizer.
        """
        for variables, values in (
            (self.task.model.variables, checkpoint.model),
            (self.optimizer.variables, checkpoint.optimizer),
            (self.averages.variables, checkpoint.averages),
        ):
            assign_values(variables, values, where)


def create_state(
    create_task: Callable[[], TaskT],
    settings: TrainingSettings,
    strategy: tf.distribute.Strategy | None = None,
) -> TrainingState[TaskT]:
    """Creates network, optimizer and averages on a strategy's devices.

    Args:
        create_task: makes network and loss; called once, in the strategy's scope, with the random
            seed and the precision of the settings.
        settings: of the training.
        strategy: see `create_strategy`, whose "auto" is the default.

    Raises:
        InvalidInputError: the batch does not divide among the replicas.
    """
    strategy = strategy or create_strategy()
    replicas = strategy.num_replicas_in_sync
    if settings.batch_size % replicas:
        raise InvalidInputError(
            f"batch_size: expected a multiple of the {replicas} replicas, got {settings.batch_size}"
        )
    keras.utils.set_random_seed(settings.seed)
    with strategy.scope():
        with precision_of_new_layers(settings.precision):
            task = create_task()
        optimizer = create_optimizer(settings, task.model.trainable_variables)
        averages = WeightAverages(task.model, settings.average_decay)
    return TrainingState(settings, strategy, task, optimizer, averages)
