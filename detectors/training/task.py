"""Tasks of the training loop: players, their losses, and examples."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeVar, runtime_checkable

from waymo_kit.detectors.training.settings import OptimizerSettings

if TYPE_CHECKING:
    import keras


class LossTerm(NamedTuple):
    """One term of a loss, on the examples of one replica.

    The training step adds `weight * total / max(1, count)`, with the count summed over all
    replicas, so that one device and several give the same loss and the same gradients.

    Attributes:
        name: Name of the term in the log.
        total: Scalar float tensor, sum over the replica's examples.
        count: Scalar tensor by which the sum is divided, such as the number of objects. It must
            depend on the examples alone if gradients are accumulated.
        weight: Weight of the term in the loss.
    """

    name: str
    total: Any
    count: Any
    weight: float


Losses = Callable[[Any, bool], Sequence[LossTerm]]
"""Function called with a batch of one replica, as the source loads it with a leading batch
dimension, and whether layers such as batch normalization and dropout are in training. Returns the
same terms in the same order at each call."""


def at_every_step(step: int) -> bool:
    """Returns True: the player is updated at every step."""
    return True


@dataclass(frozen=True, eq=False)
class Player:
    """One network with a loss and an optimizer of its own.

    Most trainings have one player. Adversarial training has two, whose losses read both networks,
    but each of which updates its own network only. At each step the players that play are updated
    one after the other, in the order of the task, on the same batch.

    Attributes:
        model: Network whose trainable weights the player updates. All that a checkpoint keeps of
            the player is in it.
        losses: Function that returns the terms of the player's loss.
        name: Name of the player in logs and checkpoints. Defaults to "model".
        settings: Settings of the player's optimizer. Defaults to those of the training.
        plays: Function of the step, counted from 0, that returns whether the player is updated.
            Defaults to every step.
    """

    model: keras.Model
    losses: Losses
    name: str = "model"
    settings: OptimizerSettings | None = None
    plays: Callable[[int], bool] = at_every_step


class TrainingTask(Protocol):
    """The networks of a training and their losses."""

    @property
    def players(self) -> Sequence[Player]:
        """Players in the order in which a step updates them."""


class ExampleSource(Protocol):
    """Examples by index."""

    def __len__(self) -> int:
        """Returns the number of examples."""

    def load(self, index: int, epoch: int) -> Any:
        """Returns one example as NumPy arrays of fixed shapes and dtypes, in (nested) NamedTuples.

        A pure function of the arguments and of the source's seed, so that runs can be repeated and
        resumed. Called from several threads at once.

        Args:
            index: Index of the example, from 0.
            epoch: Number of times that all examples were used before, for augmentation.
        """


@runtime_checkable
class NamedExamples(Protocol):
    """A source whose examples have names, which error messages use."""

    def name(self, index: int) -> str:
        """Returns a name by which a user finds the example, such as its segment and time."""


@runtime_checkable
class BatchedExamples(Protocol):
    """A source that does part of its work on whole batches, where that is faster."""

    def transform(self, batch: Any) -> Any:
        """Changes a batch with `keras.ops`, each example independently of the others.

        Args:
            batch: Tensors in the structure that `load` returns, with a leading batch dimension.

        Returns:
            A batch of the same structure.
        """


TaskT = TypeVar("TaskT", bound=TrainingTask)

Evaluate = Callable[[TaskT], Mapping[str, float]]
"""Function called with the task while its models have averaged weights; returns metrics by name."""
