"""The figures of the study: factors, verdicts, rank correlations and the scores of the tuning."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tools.models.search_tables.controllers import GRIDS, WIDE_GRID, best_setting, tuning_scores
from tools.models.search_tables.progressive import BY_LSTMS, FILLERS, filler_run
from tools.models.search_tables.protocol import BEAMS, TABLES, TOPS
from tools.models.search_tables.runs import Runs
from tools.models.search_tables.surrogates import SURROGATES
from waymo_kit.detectors.search.comparison import compare_runs

PNAS_RUNS = tuple(f"pnas K={beam}" for beam in BEAMS)
RL_RUNS = ("rl tuned", "rl tuned wide", "rl paper")
OTHER_RUNS = (*RL_RUNS, "evolution", "random")
CLAIMED = 3.2
"""The smallest factor of Liu et al. 2018, table 1, between reinforcement learning and PNAS."""


def study_values(runs: Runs) -> dict[str, Any]:
    """Returns everything that the page of results shows."""
    factors = {table: comparisons(runs, table) for table in TABLES}
    return {
        "comparisons": factors,
        "verdicts": {table: verdicts(rows) for table, rows in factors.items()},
        "tuned": {name: dataclasses.asdict(best_setting(runs, name)) for name in GRIDS},
        "tuning": tuning_values(runs),
        "variants": variant_values(runs),
        "spearman": spearman_values(runs),
    }


def comparisons(runs: Runs, table: str) -> list[dict[str, Any]]:
    """Returns the factors of all strategies to each beam width, for M = 1, 5 and 25."""
    rows = []
    for reference in PNAS_RUNS:
        for top in TOPS:
            ours = runs.ends(table, reference, top)
            if min(ours.models) < top:
                continue
            factors = {
                run: {**dataclasses.asdict(factor), "seeds": len(theirs)}
                for run in OTHER_RUNS
                if (theirs := runs.accuracies(table, run))
                for factor in [compare_runs(ours, theirs, top=top)]
            }
            rows.append({"reference": reference, "top": top, "factors": factors})
    return rows


def verdicts(rows: list[dict[str, Any]]) -> dict[str, dict[str, str]]:
    """Returns whether the claim holds against each controller, for each beam width.

    It holds where the factors for all M are at least 3.2. A strategy whose intervals all hold 1 is
    equal.
    """
    found: dict[str, dict[str, str]] = {}
    for run in RL_RUNS:
        for reference in PNAS_RUNS:
            each = [
                row["factors"][run]
                for row in rows
                if row["reference"] == reference and run in row["factors"]
            ]
            if each:
                found.setdefault(run, {})[reference] = verdict(each)
    return found


def verdict(factors: list[dict[str, float]]) -> str:
    """Returns the verdict on the factors of a strategy for all M at one beam width."""
    if all(one["factor"] >= CLAIMED for one in factors):
        return "holds"
    if all(one["low"] <= 1 <= one["high"] for one in factors):
        return "equal"
    return "refuted"


def variant_values(runs: Runs) -> dict[str, dict[str, Any]]:
    """Returns the best cells' accuracies of the variants of PNAS with K = 32."""
    named = {f"{table}, 5 MLPs": (table, "pnas K=32") for table in TABLES}
    named |= {f"{table}, 5 LSTMs": (table, BY_LSTMS) for table in TABLES}
    named |= {
        f"nas-bench-201, filler {name}": ("nas-bench-201", filler_run(name)) for name in FILLERS
    }
    return {
        name: {
            "seeds": len(runs.of(*key)),
            "models": float(np.median(runs.ends(*key, TOPS[0]).models)),
            "best": {top: quartiles(runs.ends(*key, top).means) for top in TOPS},
        }
        for name, key in sorted(named.items())
        if runs.of(*key)
    }


def quartiles(values: NDArray[np.float64]) -> list[float]:
    """Returns the lower quartile, the median and the upper quartile."""
    return [float(one) for one in np.quantile(values, (0.25, 0.5, 0.75))]


def tuning_values(runs: Runs) -> dict[str, dict[str, list[float]]]:
    """Returns the scores of each setting of each grid, by seed."""
    found: dict[str, dict[str, list[float]]] = {setting.run: {} for setting in WIDE_GRID}
    for name, (grid, seeds) in GRIDS.items():
        for setting in grid:
            found[setting.run][name] = tuning_scores(runs, setting, seeds)
    return found


def spearman_values(runs: Runs) -> dict[str, dict[str, Any]]:
    """Returns mean and deviation of the correlations by level, for each table and surrogate."""
    found: dict[str, dict[str, Any]] = {}
    for table in TABLES:
        for name in SURROGATES:
            lines = runs.of(table, name)
            if lines:
                each = np.array([line["spearman"] for line in lines], np.float64)
                found.setdefault(table, {})[name] = {
                    "seeds": len(lines),
                    "mean": np.nanmean(each, axis=0),
                    "deviation": np.nanstd(each, axis=0),
                    "seconds": float(np.median([line["seconds"] for line in lines])),
                }
    return found
