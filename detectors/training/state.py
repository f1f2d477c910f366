"""State of a training: networks, optimizers, averages and the number of steps."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Generic

import keras

from waymo_kit.configuration import configuration_text
from waymo_kit.detectors.training.averages import WeightAverages
from waymo_kit.detectors.training.backend import Backend, create_backend
from waymo_kit.detectors.training.checkpoints import (
    Checkpoint,
    PlayerArrays,
    assign_values,
    values_of,
)
from waymo_kit.detectors.training.initialization import LoadReport, apply_initial_weights
from waymo_kit.detectors.training.optimizers import GroupedAdamW, GroupedSGD, create_optimizer
from waymo_kit.detectors.training.settings import OptimizerSettings, TrainingSettings
from waymo_kit.detectors.training.task import Player, TaskT
from waymo_kit.detectors.training.variable_paths import freeze, variable_paths, weight_paths
from waymo_kit.errors import InvalidInputError


@dataclass(frozen=True, eq=False)
class PlayerState:
    """State of a player in training.

    Attributes:
        player: Network and losses.
        settings: Settings of the optimizer.
        variables: All variables of the network by path.
        trained: Weights that are trained, by path.
        optimizer: Optimizer of these weights.
        averages: Averages of all floating-point weights.
    """

    player: Player
    settings: OptimizerSettings
    variables: Mapping[str, keras.Variable]
    trained: Mapping[str, keras.Variable]
    optimizer: GroupedAdamW | GroupedSGD
    averages: WeightAverages

    def arrays(self) -> PlayerArrays:
        """Returns the values of all variables."""
        return PlayerArrays(
            values_of(self.variables),
            values_of(self.optimizer.named_variables),
            values_of(self.averages.variables),
        )

    def restore(self, arrays: PlayerArrays, where: str) -> None:
        """Assigns the values of a checkpoint, which `where` names in error messages."""
        for variables, values in (
            (self.variables, arrays.model),
            (self.optimizer.named_variables, arrays.optimizer),
            (self.averages.variables, arrays.averages),
        ):
            assign_values(variables, values, where)


@dataclass(eq=False)
class TrainingState(Generic[TaskT]):
    """State of a training.

    Attributes:
        settings: Settings of the training.
        backend: Devices that the variables are on.
        task: Task whose networks are trained.
        players: State of each player by name, in the order of the task.
        step: Number of steps done.
    """

    settings: TrainingSettings
    backend: Backend
    task: TaskT
    players: Mapping[str, PlayerState]
    step: int = 0

    @property
    def model(self) -> keras.Model:
        """Network of the first player, which is the only one in most trainings."""
        return next(iter(self.players.values())).player.model

    def playing(self, step: int) -> tuple[PlayerState, ...]:
        """Returns the players that are updated at a step.

        Raises:
            InvalidInputError: No player is updated at the step.
        """
        found = tuple(state for state in self.players.values() if state.player.plays(step))
        if not found:
            raise InvalidInputError(
                f"step {step + 1}: expected one or more of the players "
                f"{', '.join(self.players)} to play, none does"
            )
        return found

    @contextmanager
    def averages_applied(self) -> Iterator[None]:
        """Temporarily swaps the averaged weights into all networks."""
        with ExitStack() as stack:
            for state in self.players.values():
                stack.enter_context(state.averages.applied())
            yield

    def initialize(self) -> LoadReport | None:
        """Loads the initial weights of the settings, if they have any.

        Raises:
            NotFoundError: The checkpoint does not exist.
            CorruptDataError: The checkpoint is damaged.
            InvalidInputError: No weight fits; see `initialization.init_from`.
        """
        if self.settings.init_from is None:
            return None
        models = {name: state.player.model for name, state in self.players.items()}
        name, report = apply_initial_weights(self.settings.init_from, models)
        self.players[name].averages.reset()
        return report

    def checkpoint(
        self, config: str, loss: float, metrics: Mapping[str, float], examples: str = ""
    ) -> Checkpoint:
        """Returns the state as a file holds it; see `Checkpoint` for the arguments."""
        return Checkpoint(
            self.step,
            self.settings.seed,
            config,
            {name: state.arrays() for name, state in self.players.items()},
            configuration_text(self.settings),
            loss,
            metrics,
            examples,
        )

    def restore(self, checkpoint: Checkpoint, where: str) -> None:
        """Goes back to a checkpoint; `where` names it in error messages.

        Raises:
            InvalidInputError: The checkpoint is of other networks or optimizers.
        """
        if list(checkpoint.players) != list(self.players):
            raise InvalidInputError(
                f"{where}: the checkpoint of another training: expected the players "
                f"{', '.join(self.players)}, got {', '.join(checkpoint.players)}"
            )
        for name, state in self.players.items():
            state.restore(checkpoint.players[name], where)
        self.step = checkpoint.step


def create_state(
    create_task: Callable[[], TaskT],
    settings: TrainingSettings,
    backend: Backend | None = None,
) -> TrainingState[TaskT]:
    """Creates networks, optimizers and averages on the devices of a backend.

    Args:
        create_task: Function that creates networks and losses. It is called once, with the random
            seed and the precision of the settings.
        settings: Settings of the training.
        backend: Devices; see `create_backend`, whose "auto" is the default.

    Raises:
        InvalidInputError: The batch does not divide among replicas and parts, two players have one
            name, or a pattern matches no weight.
    """
    backend = backend or create_backend()
    parts = backend.replicas * settings.accumulate
    if settings.batch_size % parts:
        several = f" times {settings.accumulate} parts" if settings.accumulate > 1 else ""
        raise InvalidInputError(
            f"batch_size: expected a multiple of the {backend.replicas} replicas{several}, got "
            f"{settings.batch_size}"
        )
    keras.utils.set_random_seed(settings.seed)
    with backend.scope():
        with precision_of_new_layers(settings.precision, backend):
            task = create_task()
        players = {
            player.name: _create_player(player, settings, backend) for player in task.players
        }
    names = [player.name for player in task.players]
    if not names or len(players) != len(names) or any("/" in name for name in names):
        raise InvalidInputError(f"expected players with names of their own, got {names}")
    return TrainingState(settings, backend, task, players)


@contextmanager
def precision_of_new_layers(precision: str, backend: Backend) -> Iterator[None]:
    """Makes layers that are created inside compute in a precision of `TrainingSettings`."""
    if precision == "auto":
        precision = "bfloat16" if backend.has_fast_bfloat16 else "float32"
    before = keras.config.dtype_policy()
    keras.config.set_dtype_policy("mixed_bfloat16" if precision == "bfloat16" else "float32")
    try:
        yield
    finally:
        keras.config.set_dtype_policy(before)


def _create_player(player: Player, training: TrainingSettings, backend: Backend) -> PlayerState:
    settings = player.settings or training
    model = player.model
    freeze(model, settings.frozen)
    backend.synchronize(model)
    if training.fused_normalization:
        backend.fuse_normalizations(model)
    variables = variable_paths(model)
    trainable = {id(variable) for variable in model.trainable_variables}
    trained = {path: variable for path, variable in variables.items() if id(variable) in trainable}
    updates = sum(map(player.plays, range(training.steps)))
    optimizer = create_optimizer(settings, trained, updates)
    averages = WeightAverages(weight_paths(model), settings.average_decay)
    return PlayerState(player, settings, variables, trained, optimizer, averages)
