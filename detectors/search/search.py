"""The search itself: ask the strategy, evaluate what is new, tell the strategy."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field

from waymo_kit.detectors.search.children import Child, Evaluator
from waymo_kit.detectors.search.space import Decisions, SearchSpace
from waymo_kit.detectors.search.strategy import Strategy
from waymo_kit.errors import InvalidInputError

PATIENCE = 2000
"""Number of proposals in a row without a new architecture after which a search ends."""


@dataclass(frozen=True)
class Budget:
    """Limits of a search.

    Attributes:
        models: Number of different architectures. None sets no limit.
        examples: Number of training examples over all children. None sets no limit.
        proposals: Number of architectures that the strategy proposes, those included that were
            evaluated before; the search ends after the batch that reaches it. None sets no limit.
    """

    models: int | None = None
    examples: int | None = None
    proposals: int | None = None

    def __post_init__(self) -> None:
        """Checks the limits."""
        for name in ("models", "examples", "proposals"):
            value = getattr(self, name)
            if value is not None and value < 1:
                raise InvalidInputError(f"budget: {name}: expected at least 1, got {value}")

    def room(self, history: History, examples_per_child: int) -> float:
        """Returns the number of children that may still be evaluated; infinity without a limit."""
        room = math.inf
        if self.proposals is not None and history.proposals >= self.proposals:
            return 0
        if self.models is not None:
            room = self.models - len(history.children)
        if self.examples is not None:
            room = min(room, (self.examples - history.examples) // examples_per_child)
        return max(room, 0)


@dataclass
class History:
    """Everything that a search evaluated.

    Attributes:
        children: The different architectures, in the order in which they were asked for.
        proposals: Number of architectures that the strategy proposed, repeated ones included.
        strategy_seconds: Wall-clock time that the strategy took to propose and to learn.
        evaluation_seconds: Wall-clock time of the evaluations.
    """

    children: list[Child] = field(default_factory=list)
    proposals: int = 0
    strategy_seconds: float = 0.0
    evaluation_seconds: float = 0.0

    @property
    def examples(self) -> int:
        """Number of training examples over all children."""
        return sum(child.examples for child in self.children)

    def best(self, count: int = 1) -> list[Child]:
        """Returns the children of highest accuracy, the best first; earlier ones win ties."""
        return sorted(self.children, key=lambda child: -child.accuracy)[:count]


def run_search(
    space: SearchSpace,
    strategy: Strategy,
    evaluator: Evaluator,
    budget: Budget,
    *,
    on_batch: Callable[[History], None] = lambda history: None,
) -> History:
    """Runs a search to its end or until its budget is spent.

    Each architecture is evaluated once, however often the strategy asks for it: results are kept
    under `SearchSpace.canonical`. A batch that exceeds the budget is evaluated as far as the
    budget reaches, and ends the search.

    Args:
        space: Space of the architectures.
        strategy: Strategy that proposes architectures.
        evaluator: Evaluator that trains architectures or looks them up.
        budget: Limits of the search.
        on_batch: Function called after each batch with the history so far.

    Returns:
        The evaluated children.
    """
    history = History()
    known: dict[Hashable, Child] = {}
    idle = 0
    while idle < PATIENCE and (room := budget.room(history, evaluator.examples_per_child)):
        began = time.perf_counter()
        batch = strategy.ask()
        asked = time.perf_counter()
        history.strategy_seconds += asked - began
        if not batch:
            break
        keys = [space.canonical(decisions) for decisions in batch]
        new: dict[Hashable, Decisions] = {}
        for key, decisions in zip(keys, batch, strict=True):
            if key not in known and len(new) < room:
                new.setdefault(key, decisions)
        children = evaluator.evaluate(list(new.values())) if new else []
        known.update(zip(new, children, strict=True))
        history.children += children
        history.proposals += len(batch)
        evaluated = time.perf_counter()
        history.evaluation_seconds += evaluated - asked
        if all(key in known for key in keys):
            strategy.tell(batch, [known[key].accuracy for key in keys])
        history.strategy_seconds += time.perf_counter() - evaluated
        on_batch(history)
        idle = 0 if new else idle + len(batch)
    return history
