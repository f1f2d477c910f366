"""Settings of a search, and the space and strategy that they name."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field

from waymo_kit.detectors.classification.recipe import Recipe
from waymo_kit.detectors.classification.view import Crop
from waymo_kit.detectors.search.cell_space import (
    NASNET_OPERATIONS,
    PNAS_OPERATIONS,
    NasnetSpace,
    PnasSpace,
)
from waymo_kit.detectors.search.progressive import ProgressiveSearch
from waymo_kit.detectors.search.search import Budget
from waymo_kit.detectors.search.space import SearchSpace
from waymo_kit.detectors.search.strategy import Evolution, RandomSearch, Strategy
from waymo_kit.detectors.search.surrogate import LstmSurrogate, MlpSurrogate, Surrogate
from waymo_kit.detectors.search.tabular_space import (
    NasBench101,
    NasBench201,
    NasBenchMacro,
    OwnTable,
)
from waymo_kit.detectors.training.settings import TrainingSettings
from waymo_kit.errors import InvalidInputError

STRATEGIES = ("pnas", "nasnet", "random", "evolution")
CELL_SPACES = ("pnas", "nasnet")
TABLES: dict[str, type[NasBench201 | NasBenchMacro | NasBench101 | OwnTable]] = {
    "nas-bench-201": NasBench201,
    "nas-bench-macro": NasBenchMacro,
    "nas-bench-101": NasBench101,
    "own-table": OwnTable,
}
SPACES = (*CELL_SPACES, *TABLES)
SURROGATES = ("mlp", "lstm")
ALGORITHMS = ("ppo", "reinforce")


def _check_known(name: str, value: str, known: tuple[str, ...]) -> None:
    if value not in known:
        raise InvalidInputError(f"{name}: expected one of {', '.join(known)}, got {value!r}")


def _check_positive(settings: object, *names: str) -> None:
    for name in names:
        value = getattr(settings, name)
        if value < 1:
            raise InvalidInputError(f"{name}: expected at least 1, got {value}")


@dataclass(frozen=True)
class ProgressiveSettings:
    """Settings of progressive search (Liu et al. 2018).

    Attributes:
        beam: Number of architectures trained per level beyond the first. Defaults to 256, the
            paper's.
        surrogate: Kind of the surrogate that predicts accuracies: "mlp" or "lstm".
        members: Number of networks in the surrogate, whose mean counts. Defaults to 5.
    """

    beam: int = 256
    surrogate: str = "mlp"
    members: int = 5

    def __post_init__(self) -> None:
        """Checks the values."""
        _check_positive(self, "beam", "members")
        _check_known("surrogate", self.surrogate, SURROGATES)


@dataclass(frozen=True)
class EvolutionSettings:
    """Settings of regularized evolution (Real et al. 2019).

    Attributes:
        population_size: Number of members of the population.
        sample_size: Number of members in a tournament.
        batch_size: Number of children at once. Defaults to 1; larger batches keep several workers
            busy.
    """

    population_size: int = 50
    sample_size: int = 10
    batch_size: int = 1

    def __post_init__(self) -> None:
        """Checks the values."""
        _check_positive(self, "population_size", "sample_size", "batch_size")


@dataclass(frozen=True)
class RandomSettings:
    """Settings of random search.

    Attributes:
        batch_size: Number of children at once.
    """

    batch_size: int = 20

    def __post_init__(self) -> None:
        """Checks the value."""
        _check_positive(self, "batch_size")


@dataclass(frozen=True)
class ControllerSettings:
    """Settings of reinforcement learning; the defaults are the constants of Zoph et al. 2018.

    Attributes:
        algorithm: "ppo", or the older "reinforce".
        batch_size: Number of architectures per update.
        learning_rate: Learning rate of Adam.
        entropy: Weight of the entropy of the decisions.
        baseline_decay: Decay of the moving average of rewards.
        clip: Largest change of a probability ratio that PPO rewards.
        epochs: Number of steps of PPO on each batch.
    """

    algorithm: str = "ppo"
    batch_size: int = 20
    learning_rate: float = 3.5e-4
    entropy: float = 1e-5
    baseline_decay: float = 0.95
    clip: float = 0.2
    epochs: int = 5

    def __post_init__(self) -> None:
        """Checks the values."""
        _check_known("algorithm", self.algorithm, ALGORITHMS)
        _check_positive(self, "batch_size", "epochs")
        for name in ("learning_rate", "clip"):
            if getattr(self, name) <= 0:
                raise InvalidInputError(
                    f"{name}: expected a positive number, got {getattr(self, name)}"
                )
        if not 0 <= self.baseline_decay <= 1:
            raise InvalidInputError(
                f"baseline_decay: expected a number from 0 to 1, got {self.baseline_decay}"
            )


CHILD_RECIPE = Recipe(
    backbone="cell",
    crop=Crop.PAD,
    training=TrainingSettings(
        steps=350 * 20,
        batch_size=128,
        optimizer="sgd",
        learning_rate=0.05,
        final_learning_rate=0.0,
        weight_decay=1e-4,
        average_decay=0.0,
        clip_norm=5.0,
        log_every=50,
        checkpoint_every=500,
        keep_checkpoints=1,
    ),
)
"""Twenty epochs of 45,000 images, as in Liu et al. 2018."""


@dataclass(frozen=True)
class ChildSettings:
    """Networks that a search trains, and the recipe of their training.

    Attributes:
        cells: Number of normal cells in a network.
        filters: Number of channels of a state in the first third of the cells.
        stem_filters: Number of channels of the first convolution.
        train_images: Number of images to train on, drawn from the training split.
        reward_images: Number of further images of the training split whose accuracy is the reward.
        recipe: Recipe of the training; its backbone is replaced by the cell. Its seed is that of
            all children.
    """

    cells: int = 6
    filters: int = 24
    stem_filters: int = 24
    train_images: int = 45_000
    reward_images: int = 5_000
    recipe: Recipe = CHILD_RECIPE

    def __post_init__(self) -> None:
        """Checks the values."""
        _check_positive(self, "cells", "filters", "stem_filters", "train_images", "reward_images")

    @property
    def examples(self) -> int:
        """Number of examples that a child is trained on, each epoch counted."""
        return self.recipe.training.steps * self.recipe.training.batch_size


@dataclass(frozen=True)
class SearchSettings:
    """Settings of a search: its space, its strategy and its budget.

    Attributes:
        strategy: "pnas", "nasnet", "random" or "evolution".
        space: "pnas" or "nasnet", whose children are trained, or the name of a table.
        table: Path of the file with the table; null for spaces of cells.
        data: Images to train children on, as `open_images` takes them; null for tables.
        blocks: Number of blocks of a cell.
        operations: Operations of a cell; null for those of the space's paper.
        seed: Seed of the strategy.
        budget: Limits of the search.
        progressive: Settings of the strategy "pnas".
        controller: Settings of the strategy "nasnet".
        random: Settings of the strategy "random".
        evolution: Settings of the strategy "evolution".
        child: Networks that are trained, and how.
    """

    strategy: str = "pnas"
    space: str = "pnas"
    table: str | None = None
    data: str | None = None
    blocks: int = 5
    operations: tuple[str, ...] | None = None
    seed: int = 0
    budget: Budget = Budget()
    progressive: ProgressiveSettings = ProgressiveSettings()
    controller: ControllerSettings = ControllerSettings()
    random: RandomSettings = RandomSettings()
    evolution: EvolutionSettings = EvolutionSettings()
    child: ChildSettings = field(default_factory=ChildSettings)

    def __post_init__(self) -> None:
        """Checks the values that nothing else checks."""
        _check_known("strategy", self.strategy, STRATEGIES)
        _check_known("space", self.space, SPACES)
        _check_positive(self, "blocks")
        if self.seed < 0:
            raise InvalidInputError(f"seed: expected at least 0, got {self.seed}")

    def check_source(self) -> None:
        """Checks that the space has what its children come from, and a search that ends.

        Raises:
            InvalidInputError: A table or images are missing or superfluous, or nothing ends the
                search.
        """
        needed, other = ("data", "table") if self.space in CELL_SPACES else ("table", "data")
        if getattr(self, needed) is None:
            raise InvalidInputError(f"space {self.space}: expected --{needed}, got none")
        if getattr(self, other) is not None:
            raise InvalidInputError(f"space {self.space} has no use for --{other}")
        budget = self.budget
        is_endless = self.strategy != "pnas" and self.space in CELL_SPACES
        if is_endless and budget.models is None and budget.examples is None:
            raise InvalidInputError(
                f"strategy {self.strategy} has no end of its own: expected --budget or "
                "--budget-examples"
            )

    def needs_networks(self) -> bool:
        """Returns whether the search trains children, which needs Keras."""
        return self.space in CELL_SPACES

    def make_space(self) -> SearchSpace:
        """Returns the space.

        Raises:
            NotFoundError: There is no table at the path.
            CorruptDataError: The table is not one.
        """
        if self.space == "pnas":
            return PnasSpace(self.blocks, self.operations or PNAS_OPERATIONS)
        if self.space == "nasnet":
            return NasnetSpace(self.blocks, self.operations or NASNET_OPERATIONS)
        assert self.table is not None
        return TABLES[self.space].read(self.table)

    def make_strategy(self, space: SearchSpace) -> Strategy:
        """Returns the strategy."""
        if self.strategy == "random":
            return RandomSearch(space, seed=self.seed, batch_size=self.random.batch_size)
        if self.strategy == "evolution":
            return Evolution(space, seed=self.seed, **vars(self.evolution))
        if self.strategy == "nasnet":
            from waymo_kit.detectors.search.reinforcement import ControllerSearch

            return ControllerSearch(space, seed=self.seed, **vars(self.controller))
        return ProgressiveSearch(space, self._surrogate(space), beam=self.progressive.beam)

    def label(self) -> str:
        """Returns the name under which runs of several seeds are compared."""
        if self.strategy == "pnas":
            return f"pnas K={self.progressive.beam}"
        return self.strategy

    def without_seed(self) -> SearchSettings:
        """Returns the settings that the runs of several seeds have in common."""
        return dataclasses.replace(self, seed=0)

    def _surrogate(self, space: SearchSpace) -> Surrogate:
        kind = MlpSurrogate if self.progressive.surrogate == "mlp" else LstmSurrogate
        return kind(space, seed=self.seed, members=self.progressive.members)
