"""The search itself: ask the strategy, evaluate what is new, tell the strategy."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field

from waymo_kit.detectors.search.children import Child, Evaluator
from waymo_kit.detectors.search.space import SearchSpace
from waymo_kit.detectors.search.strategy import Strategy

PATIENCE = 2000
"""Number of proposals in a row without a new architecture after which a search ends."""


@dataclass(frozen=True)
class Budget:
    """How much a search may evaluate; it ends after the batch that reaches a limit.

    Attributes:
        models: Number of different architectures. None sets no limit.
        examples: Number of training examples over all children. None sets no limit.
        proposals: Number of architectures that the strategy proposes, those included that were
            evaluated before. None sets no limit.
    """

    models: int | None = None
    examples: int | None = None
    proposals: int | None = None

    def is_spent(self, history: History) -> bool:
        """Returns whether a limit is reached."""
        spent = (
            (self.models, len(history.children)),
            (self.examples, history.examples),
            (self.proposals, history.proposals),
        )
        return any(limit is not None and used >= limit for limit, used in spent)


@dataclass
class History:
    """Everything that a search evaluated.

    Attributes:
        children: The different architectures, in the order in which they were asked for.
        proposals: Number of architectures that the strategy proposed, repeated ones included.
    """

    children: list[Child] = field(default_factory=list)
    proposals: int = 0

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

    Each architecture is evaluated once, however often the strategy asks for it: results are cached
    under `SearchSpace.canonical`. A batch that would go beyond the limit on models is told to the
    strategy only if all of it was evaluated, so the number of models may exceed the limit by less
    than one batch.

    Args:
        space: What the strategy chooses from.
        strategy: What proposes architectures.
        evaluator: What trains them or looks them up.
        budget: Limits of the search.
        on_batch: Called after each batch with what was evaluated so far.

    Returns:
        The evaluated children.
    """
    history = History()
    known: dict[Hashable, Child] = {}
    idle = 0
    while idle < PATIENCE and not budget.is_spent(history):
        batch = strategy.ask()
        if not batch:
            break
        keys = [space.canonical(decisions) for decisions in batch]
        new = {}
        for key, decisions in zip(keys, batch, strict=True):
            if key not in known:
                new.setdefault(key, decisions)
        children = evaluator.evaluate(list(new.values()))
        known.update(zip(new, children, strict=True))
        history.children += children
        history.proposals += len(batch)
        strategy.tell(batch, [known[key].accuracy for key in keys])
        on_batch(history)
        idle = 0 if new else idle + len(batch)
    return history
