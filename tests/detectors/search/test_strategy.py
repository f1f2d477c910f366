"""Strategies: what they propose, what they learn, and that a seed determines it."""

import numpy as np
import pytest

pytest.importorskip("sklearn", reason="needs waymo-kit[train]")

from tests.detectors.search.tables import additive_table
from waymo_kit.detectors.search.cell_space import PnasSpace
from waymo_kit.detectors.search.children import TableEvaluator
from waymo_kit.detectors.search.progressive import ProgressiveSearch, rank_correlation
from waymo_kit.detectors.search.search import Budget, run_search
from waymo_kit.detectors.search.strategy import Evolution, RandomSearch
from waymo_kit.detectors.search.surrogate import MlpSurrogate, Surrogate


class Oracle(Surrogate):
    """Predicts what a function says."""

    def __init__(self, function):
        self.function = function
        self.fitted = []

    def fit(self, architectures, accuracies):
        self.fitted.append(len(architectures))

    def predict(self, architectures):
        return np.array([self.function(one) for one in architectures])


def test_progressive_search_trains_all_of_the_first_level_and_then_the_beam():
    space = additive_table()
    surrogate = Oracle(space.accuracy)
    search = ProgressiveSearch(space, surrogate, beam=3)
    sizes, last = [], []
    while batch := search.ask():
        sizes.append(len(batch))
        last = batch
        search.tell(batch, [space.accuracy(one) for one in batch])
    assert sizes == [6, 3, 3]
    assert surrogate.fitted == [6, 9]
    assert last[0] == (2, 1, 2, 1, 2, 1)
    best = sorted((space.accuracy(one) for one in space.accuracies), reverse=True)[:3]
    assert [space.accuracy(one) for one in last] == pytest.approx(best)
    assert [(check.level, check.count) for check in search.checks] == [(2, 3), (3, 3)]
    assert all(check.spearman == pytest.approx(1) for check in search.checks)


def test_progressive_search_trains_equal_cells_once():
    space = PnasSpace(2)
    search = ProgressiveSearch(space, Oracle(lambda one: -sum(one)), beam=50)
    first = search.ask()
    assert len(first) == 136
    search.tell(first, [0.5] * 136)
    second = search.ask()
    assert len({space.canonical(one) for one in second}) == len(second) == 50


def test_rank_correlation_of_a_constant_is_unknown():
    assert np.isnan(rank_correlation(np.ones(3), np.arange(3.0)))
    assert rank_correlation(np.arange(3.0), np.array([0.1, 0.2, 0.9])) == pytest.approx(1)


def test_the_oldest_leave_the_population():
    space = additive_table()
    search = Evolution(space, seed=0, population_size=4, sample_size=4, batch_size=2)
    start = search.ask()
    assert len(start) == 4
    search.tell(start, [0.9, 0.1, 0.2, 0.3])
    for _ in range(4):  # the best start is mutated until it is too old
        batch = search.ask()
        search.tell(batch, [0.0, 0.0])
    parents = search.ask()
    search.tell(parents, [0.5, 0.6])
    children = search.ask()
    for child in children:  # all that is left has accuracy 0, but the last two
        assert min(sum(a != b for a, b in zip(child, p, strict=True)) for p in parents) == 1


def test_evolution_needs_fewer_models_than_random_search():
    space = additive_table()
    needed = {}
    for name in ("evolution", "random"):
        counts = []
        for seed in range(10):
            strategy = (
                Evolution(space, seed=seed, population_size=10, sample_size=5)
                if name == "evolution"
                else RandomSearch(space, seed=seed)
            )
            history = run_search(space, strategy, TableEvaluator(space), Budget(proposals=2000))
            accuracies = [child.accuracy for child in history.children]
            counts.append(int(np.argmax(accuracies)) + 1)
        needed[name] = np.median(counts)
    assert needed["evolution"] < 0.8 * needed["random"]


def test_a_search_is_determined_by_its_seed():
    space = additive_table()

    def run(strategy):
        history = run_search(space, strategy, TableEvaluator(space), Budget(models=40))
        return [child.decisions for child in history.children]

    for make in (
        lambda seed: RandomSearch(space, seed=seed),
        lambda seed: Evolution(space, seed=seed, population_size=10),
        lambda seed: ProgressiveSearch(space, MlpSurrogate(space, seed=seed), beam=8),
    ):
        assert run(make(3)) == run(make(3))
    assert run(RandomSearch(space, seed=3)) != run(RandomSearch(space, seed=4))


def test_progressive_search_finds_the_best_of_a_simple_table():
    pytest.importorskip("sklearn", reason="needs waymo-kit[train]")
    space = additive_table()
    search = ProgressiveSearch(space, MlpSurrogate(space, seed=0), beam=8)
    history = run_search(space, search, TableEvaluator(space), Budget())
    assert history.best()[0].decisions == (2, 1, 2, 1, 2, 1)
    assert len(history.children) < 30
