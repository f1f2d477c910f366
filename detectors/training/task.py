"""What the training loop trains, and on what: two interfaces."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, Protocol, TypeVar, runtime_checkable

import keras


class LossTerm(NamedTuple):
    """One part of the loss on a replica's examples.

    The training step adds `weight * total / max(1, count)`, the count summed over all replicas, so
    that one device and several give the same loss and gradients.

    Attributes:
        name: of the term in the log.
        total: scalar float tensor, the sum over the replica's examples.
        count: scalar tensor, what the sum is divided by, such as the number of objects.
        weight: of the term in the loss.
    """

    name: str
    total: Any
    count: Any
    weight: float


class Task(Protocol):
    """A network and its loss."""

    @property
    def model(self) -> keras.Model:
        """The network; all that is trained, and all that a checkpoint holds, is in it."""

    def losses(self, batch: Any, training: bool) -> tuple[LossTerm, ...]:
        """The terms of the loss of a replica's batch.

        Args:
            batch: what an `ExampleSource` loads, each array with a leading batch dimension.
            training: whether layers such as batch normalisation and dropout are in training.

        Returns:
            The same terms in the same order at each call.
        """


class ExampleSource(Protocol):
    """Examples by number."""

    def __len__(self) -> int:
        """The number of examples."""

    def load(self, index: int, epoch: int) -> Any:
        """One example as NumPy arrays of fixed shapes and dtypes, in (nested) NamedTuples.

        A pure function of the arguments and of the source's seed: that makes runs repeatable and
        resumable. Called from several threads at once.

        Args:
            index: of the example, from 0.
            epoch: how often all examples were used before, for augmentation.
        """


@runtime_checkable
class NamedExamples(Protocol):
    """A source whose examples have names, which messages about them use."""

    def name(self, index: int) -> str:
        """What a user finds the example by, such as its segment and time."""


@runtime_checkable
class BatchedExamples(Protocol):
    """A source that does a part of its work on batches, in tf.data, where that is faster."""

    def transform(self, batch: Any) -> Any:
        """Changes a batch by `keras.ops`, each example by itself and by what it holds alone.

        Args:
            batch: what `load` returns, each array as a tensor with a leading batch dimension.

        Returns:
            A batch of the same structure.
        """


TaskT = TypeVar("TaskT", bound=Task)

Evaluation = Callable[[TaskT], Mapping[str, float]]
"""Takes the task, whose model has its averaged weights, and returns metrics by name."""
