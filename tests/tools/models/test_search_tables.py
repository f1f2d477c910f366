"""The study of search strategies: finished runs are kept, surrogates are judged on what is new."""

import json

import numpy as np
import pytest

pytest.importorskip("sklearn", reason="needs waymo-kit[train]")

from tests.detectors.search.tables import additive_table
from tools.models.search_tables import (
    Runs,
    factor_text,
    random_levels,
    random_search,
    search,
    shortened,
    surrogate_correlations,
)
from waymo_kit.detectors.search.search import Budget
from waymo_kit.detectors.search.surrogate import Surrogate


class Oracle(Surrogate):
    def __init__(self, space):
        self.space = space

    def fit(self, architectures, accuracies):
        self.learnt = {self.space.canonical(one) for one in architectures}

    def predict(self, architectures):
        assert not self.learnt & {self.space.canonical(one) for one in architectures}
        return np.array([self.space.accuracy(one) for one in architectures])


def test_finished_runs_are_not_run_again(tmp_path):
    space, path = additive_table(), tmp_path / "runs.jsonl"
    made = []

    def make(space, seed):
        made.append(seed)
        return random_search(space, seed)

    for seeds in (range(2), range(3)):
        search(Runs(path), "t", space, "random", make, seeds=seeds, budget=Budget(models=30))
    assert made == [0, 1, 2]
    runs = Runs(path).accuracies("t", "random")
    assert [len(run) for run in runs] == [30, 30, 30]
    short = shortened(json.loads(path.read_text().splitlines()[0]))
    assert short["best_1"] == max(runs[0])
    assert "accuracies" not in short


def test_surrogates_are_judged_on_architectures_that_they_did_not_learn():
    space = additive_table()
    correlations = surrogate_correlations(space, Oracle(space), seed=0)
    assert correlations == [pytest.approx(1)] * 2
    levels = list(random_levels(space, 0))
    assert [len(chosen) for _, chosen, _ in levels] == [6, 18, 32]


def test_factors_are_written_with_their_interval():
    factor = {"factor": 2.04, "low": 1.0, "high": np.inf}
    assert factor_text(factor) == "2.0 (1.0 to ∞)"
    assert factor_text(None) == "-"
