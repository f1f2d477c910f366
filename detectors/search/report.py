"""The comparison of strategies over searches of several seeds."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from waymo_kit.configuration import first_difference
from waymo_kit.detectors.search.comparison import Factor, compare_runs, run_ends
from waymo_kit.detectors.search.settings import SearchSettings
from waymo_kit.errors import InvalidInputError

TOPS = (1, 5, 25)
"""Numbers of best models in Liu et al. 2018, table 1."""


@dataclass(frozen=True)
class StrategyComparison:
    """Numbers of models that strategies need to reach the result of a progressive search.

    Attributes:
        reference: Label of the progressive search.
        top: Number of best models whose mean accuracy counts.
        target: Mean accuracy to reach.
        models: Number of models that the progressive search trains.
        factors: Label of each other strategy -> what it needs.
    """

    reference: str
    top: int
    target: float
    models: float
    factors: dict[str, Factor]


@dataclass(frozen=True)
class SearchReport:
    """The comparison of strategies in one space.

    Attributes:
        runs: Label -> accuracies of each run.
        comparisons: Comparisons, one for each progressive search and number of best models.
    """

    runs: dict[str, list[list[float]]]
    comparisons: tuple[StrategyComparison, ...]

    def values(self) -> dict[str, Any]:
        """Returns the report as plain values for JSON."""
        return {
            "runs": {label: len(runs) for label, runs in self.runs.items()},
            "comparisons": [dataclasses.asdict(comparison) for comparison in self.comparisons],
        }


def compare_searches(
    searches: Sequence[tuple[SearchSettings, list[float]]], *, resamples: int = 2000
) -> SearchReport:
    """Compares strategies with progressive search.

    Args:
        searches: Settings and accuracies of each search, as `read_search` returns them.
        resamples: Number of bootstrap samples of the seeds.

    Raises:
        InvalidInputError: The searches are of several spaces, a seed is there twice, or progressive
            search or another strategy is missing.
    """
    runs = _by_label(searches)
    references = [label for label in runs if label.startswith("pnas ")]
    if not references or len(runs) < 2:
        raise InvalidInputError(
            f"expected searches by pnas and by another strategy, got {', '.join(runs) or 'none'}"
        )
    return SearchReport(runs, tuple(_comparisons(runs, references, resamples)))


def _comparisons(
    runs: dict[str, list[list[float]]], references: list[str], resamples: int
) -> list[StrategyComparison]:
    comparisons = []
    for reference in references:
        for top in TOPS:
            if min(map(len, runs[reference])) < top:
                continue
            ends = run_ends(runs[reference], top)
            factors = {
                label: compare_runs(ends, others, top=top, resamples=resamples)
                for label, others in runs.items()
                if label not in references
            }
            if factors:
                first = next(iter(factors.values()))
                comparisons.append(
                    StrategyComparison(
                        reference, top, first.target, first.reference_models, factors
                    )
                )
    return comparisons


def _by_label(
    searches: Sequence[tuple[SearchSettings, list[float]]],
) -> dict[str, list[list[float]]]:
    runs: dict[str, list[list[float]]] = {}
    settings_of: dict[str, SearchSettings] = {}
    seeds: set[tuple[str, int]] = set()
    first = searches[0][0] if searches else SearchSettings()
    for settings, accuracies in searches:
        for name in ("space", "table", "data", "blocks", "operations", "child"):
            if first_difference(getattr(settings, name), getattr(first, name)) is not None:
                raise InvalidInputError(
                    f"expected searches in one space, got ones that differ in {name}"
                )
        label = settings.label()
        known = settings_of.setdefault(label, settings.without_seed())
        difference = first_difference(known, settings.without_seed())
        if difference is not None:
            raise InvalidInputError(f"expected one {label}, got ones that differ in {difference}")
        if (label, settings.seed) in seeds:
            raise InvalidInputError(f"{label}: seed {settings.seed} is there twice")
        seeds.add((label, settings.seed))
        runs.setdefault(label, []).append(accuracies)
    return runs
