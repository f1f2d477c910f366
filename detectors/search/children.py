"""Children: the architectures that a search evaluates, with their accuracies."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass

from waymo_kit.detectors.search.space import Decisions
from waymo_kit.detectors.search.tabular_space import TabularSpace


@dataclass(frozen=True)
class Child:
    """One evaluated architecture.

    Attributes:
        decisions: The architecture.
        accuracy: Accuracy in [0, 1] that the strategy learns from; 0 if training failed.
        examples: Number of examples that it was trained on.
        failure: Reason why training failed; empty if it did not.
        seconds: Wall-clock time of its training; 0 if it was looked up.
    """

    decisions: Decisions
    accuracy: float
    examples: int
    failure: str = ""
    seconds: float = 0.0


class Evaluator(ABC):
    """Finds out how accurate architectures are.

    Attributes:
        examples_per_child: Number of examples that a child is trained on.
    """

    examples_per_child: int

    @abstractmethod
    def evaluate(self, architectures: list[Decisions]) -> list[Child]:
        """Evaluates architectures, no two of which are the same.

        Returns:
            A child for each architecture, in their order.
        """


class TableEvaluator(Evaluator):
    """Looks accuracies up in the table of a space.

    Args:
        space: The space and its table.
        repeat: Number of the training whose accuracy is the reward. Defaults to the first.
        examples_per_child: Number of examples that each training in the table took, to count the
            cost of a search in examples. Defaults to 1, which counts models.
    """

    def __init__(
        self, space: TabularSpace, *, repeat: int = 0, examples_per_child: int = 1
    ) -> None:
        """Takes the table."""
        self._space = space
        self._repeat = repeat
        self.examples_per_child = examples_per_child

    def evaluate(self, architectures: list[Decisions]) -> list[Child]:
        """Looks the architectures up; one that is not a network has accuracy 0."""
        return [
            Child(one, self._space.accuracy(one, self._repeat), self.examples_per_child)
            for one in architectures
        ]
