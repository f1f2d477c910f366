"""The study of search strategies: finished runs are kept, surrogates are judged on what is new."""

import json

import numpy as np
import pytest

pytest.importorskip("sklearn", reason="needs waymo-kit[train]")

from tests.detectors.search.tables import additive_table
from tools.models.search_tables.controllers import GRIDS, TUNED_ON, WIDE_GRID, best_setting
from tools.models.search_tables.markdown import factor_text, markdown_table
from tools.models.search_tables.progressive import random_search
from tools.models.search_tables.results import verdict
from tools.models.search_tables.runs import Runs, search, shortened
from tools.models.search_tables.surrogates import random_levels, surrogate_correlations
from waymo_kit.detectors.search.comparison import mean_of_best
from waymo_kit.detectors.search.search import Budget
from waymo_kit.detectors.search.surrogate import Surrogate


class Oracle(Surrogate):
    def __init__(self, space):
        self.space = space

    def fit(self, architectures, accuracies):
        self.learned = {self.space.canonical(one) for one in architectures}

    def predict(self, architectures):
        assert not self.learned & {self.space.canonical(one) for one in architectures}
        return np.array([self.space.accuracy(one) for one in architectures])


def test_finished_runs_are_not_run_again(tmp_path):
    space = additive_table()
    made = []

    def make(space, seed):
        made.append(seed)
        return random_search(space, seed)

    for seeds in (range(2), range(3)):
        search(
            Runs(tmp_path, "one"), "t", space, "random", make, seeds=seeds, budget=Budget(models=30)
        )
    assert made == [0, 1, 2]
    assert Runs(tmp_path, "other").lines == Runs(tmp_path).lines
    runs = Runs(tmp_path).accuracies("t", "random")
    assert [len(run) for run in runs] == [30, 30, 30]
    short = shortened(json.loads((tmp_path / "one.jsonl").read_text().splitlines()[0]))
    assert short["best_1"] == max(runs[0])
    assert "accuracies" not in short
    (tmp_path / "stored.jsonl").write_text(
        json.dumps(short) + "\n" + json.dumps({**short, "seed": 3, "best_5": 0.9}) + "\n"
    )
    both = Runs(tmp_path)
    assert both.accuracies("t", "random") == runs
    ends = both.ends("t", "random", 5)
    assert ends.models.tolist() == [30] * 4
    assert ends.means.tolist() == [*(mean_of_best(run, 5)[-1] for run in runs), 0.9]


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


def test_a_setting_is_chosen_by_the_seeds_of_its_grid_alone(tmp_path):
    runs = Runs(tmp_path)
    for place, setting in enumerate(WIDE_GRID):
        for seed in range(100, 105):
            best = 0.9 + 0.001 * (place == 2) + 0.01 * (place == 1 and seed > 102)
            runs.add(TUNED_ON, setting.run, seed, accuracies=[best] * 500 + [1.0] * 5)
    assert best_setting(runs, "rl tuned") == WIDE_GRID[2]
    assert best_setting(runs, "rl tuned wide") == WIDE_GRID[1]
    assert set(GRIDS["rl tuned"][0]) < set(WIDE_GRID)


@pytest.mark.parametrize(
    ("factors", "expected"),
    [
        ([(3.2, 2.0, 4.0), (np.inf, 5.0, np.inf)], "holds"),
        ([(3.1, 2.0, 4.0), (9.0, 5.0, np.inf)], "refuted"),
        ([(1.5, 0.9, 2.0), (0.7, 0.6, 1.0)], "equal"),
    ],
)
def test_the_claim_is_about_every_number_of_best_models(factors, expected):
    names = ("factor", "low", "high")
    assert verdict([dict(zip(names, one, strict=True)) for one in factors]) == expected


def test_tables_have_words_on_the_left_and_numbers_on_the_right():
    text = markdown_table(["a", "b"], [["x", "1"]])
    assert text.splitlines() == ["| a | b |", "|---|---:|", "| x | 1 |"]
