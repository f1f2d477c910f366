"""The driver: what is evaluated, what is not, and when a search ends."""

import pytest

from tests.detectors.search.tables import additive_table
from waymo_kit.detectors.search.children import TableEvaluator
from waymo_kit.detectors.search.search import PATIENCE, Budget, run_search
from waymo_kit.detectors.search.strategy import RandomSearch, Strategy
from waymo_kit.errors import InvalidInputError


class Script(Strategy):
    """Proposes given batches."""

    def __init__(self, *batches):
        self.batches = list(batches)
        self.told = []

    def ask(self):
        return self.batches.pop(0) if self.batches else []

    def tell(self, batch, accuracies):
        self.told.append((batch, accuracies))


A, B, C = (0, 0, 0, 0, 0, 0), (1, 0, 0, 0, 0, 0), (2, 0, 0, 0, 0, 0)


def test_each_architecture_is_evaluated_once_and_always_told():
    space = additive_table()
    strategy = Script([A, B, A], [B, C])
    history = run_search(space, strategy, TableEvaluator(space), Budget())
    assert [child.decisions for child in history.children] == [A, B, C]
    assert history.proposals == 5
    a, b, c = (space.accuracy(one) for one in (A, B, C))
    assert strategy.told == [([A, B, A], [a, b, a]), ([B, C], [b, c])]


@pytest.mark.parametrize("budget", [Budget(models=2), Budget(examples=29)])
def test_a_budget_is_never_exceeded(budget):
    space = additive_table()
    strategy = Script([A], [A, B, C])
    evaluator = TableEvaluator(space, examples_per_child=10)
    history = run_search(space, strategy, evaluator, budget)
    assert [child.decisions for child in history.children] == [A, B]
    assert history.examples == 20
    assert len(strategy.told) == 1


def test_a_search_that_finds_nothing_new_ends():
    space = additive_table()
    batches = []
    history = run_search(
        space,
        RandomSearch(space, seed=0),
        TableEvaluator(space),
        Budget(),
        on_batch=lambda history: batches.append(len(history.children)),
    )
    assert len(history.children) == 216
    assert batches[-1] == batches[-PATIENCE // 20]


def test_the_best_are_ordered_and_earlier_ones_win_ties():
    space = additive_table()
    history = run_search(space, Script([A, C, B]), TableEvaluator(space), Budget())
    assert [child.decisions for child in history.best(2)] == [C, B]


def test_an_impossible_budget_is_refused():
    with pytest.raises(InvalidInputError, match="models: expected at least 1, got 0"):
        Budget(models=0)
