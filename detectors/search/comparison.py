"""Numbers of models that strategies need, as compared in Liu et al. 2018, table 1."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Factor:
    """Number of models that a strategy needs, as a multiple of a reference's.

    Attributes:
        top: Number M of best models whose mean accuracy is compared.
        target: Mean accuracy of the best M that the reference reaches: the median over its runs.
        reference_models: Number of models that the reference evaluates: the median over its runs.
        models: Number of models that the strategy needs to reach the target: the median over its
            runs, infinite if fewer than half of them reach it.
        reached: Share of the strategy's runs that reach the target.
        factor: `models` divided by `reference_models`.
        low: Lower end of the 95 % bootstrap interval of `factor` over runs of both strategies.
        high: Upper end.
    """

    top: int
    target: float
    reference_models: float
    models: float
    reached: float
    factor: float
    low: float
    high: float


@dataclass(frozen=True)
class Ends:
    """Final accuracies and numbers of models of the runs of a strategy.

    Attributes:
        means: (R,) mean accuracies of the best models of each run.
        models: (R,) numbers of models that each run evaluated.
    """

    means: NDArray[np.float64]
    models: NDArray[np.float64]


def run_ends(runs: Sequence[Sequence[float]], top: int) -> Ends:
    """Returns the final accuracies and numbers of models of runs.

    Args:
        runs: Accuracies of each run, in the order of evaluation.
        top: Number M of best models whose mean accuracy counts.
    """
    means = [mean_of_best(run, top)[-1] for run in runs]
    return Ends(np.array(means), np.array([float(len(run)) for run in runs]))


def mean_of_best(accuracies: Sequence[float], top: int) -> NDArray[np.float64]:
    """Returns the mean accuracy of the best models found so far, after each model.

    Args:
        accuracies: (N,) accuracies in the order in which models were evaluated.
        top: Number M of best models.

    Returns:
        (N,) float64; minus infinity while fewer than M models were evaluated.
    """
    curve = np.full(len(accuracies), -np.inf)
    best: list[float] = []
    for k, accuracy in enumerate(accuracies):
        best.append(float(accuracy))
        if len(best) > top:
            best.remove(min(best))
        if len(best) == top:
            curve[k] = float(np.mean(best))
    return curve


def models_to_reach(curve: NDArray[np.float64], target: float) -> float:
    """Returns the number of models after which a curve reaches a value; infinity if never."""
    reached = np.flatnonzero(curve >= target)
    return float(reached[0] + 1) if len(reached) else np.inf


def compare_runs(
    reference: Ends,
    strategy: Sequence[Sequence[float]],
    *,
    top: int,
    seed: int = 0,
    resamples: int = 2000,
) -> Factor:
    """Compares the models that a strategy needs with those of a reference.

    Args:
        reference: Ends of the runs of the reference, from `run_ends`.
        strategy: Accuracies of each run of the strategy, in the order of evaluation.
        top: Number M of best models whose mean accuracy counts.
        seed: Seed of the bootstrap.
        resamples: Number of bootstrap samples of runs.
    """
    ends, sizes = reference.means, reference.models
    curves = [mean_of_best(run, top) for run in strategy]

    @cache
    def needed(target: float) -> NDArray[np.float64]:
        return np.array([models_to_reach(curve, target) for curve in curves])

    target = float(np.median(ends))
    every = needed(target)
    generator = np.random.default_rng(seed)
    factors = np.empty(resamples)
    for k in range(resamples):
        ours = generator.integers(len(ends), size=len(ends))
        theirs = generator.integers(len(curves), size=len(curves))
        reached = needed(float(np.median(ends[ours])))[theirs]
        factors[k] = _median(reached) / np.median(sizes[ours])
    low, high = np.quantile(factors, (0.025, 0.975), method="nearest")
    models, reference_models = _median(every), float(np.median(sizes))
    return Factor(
        top=top,
        target=target,
        reference_models=reference_models,
        models=models,
        reached=float(np.isfinite(every).mean()),
        factor=models / reference_models,
        low=float(low),
        high=float(high),
    )


def _median(values: NDArray[np.float64]) -> float:
    """The median; infinite only where more than half of the values are infinite."""
    ordered = np.sort(values)
    low, high = ordered[(len(ordered) - 1) // 2], ordered[len(ordered) // 2]
    return float((low + high) / 2 if np.isfinite(high) else low)
