"""Tables of a study of calibration under shift."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from waymo_kit.detectors.study.calibration_shift import (
    CLEAN,
    LOSSES,
    POST_HOC,
    ShiftScore,
    ShiftTrial,
)

FIGURES = ("accuracy", "ece", "nll")
TITLES = {"accuracy": "accuracy", "ece": "ECE", "nll": "NLL"}
"""Figures of the tables, and their titles."""

Choice = Callable[[ShiftScore], bool]
"""Whether a score belongs to a column of a table."""


@dataclass(frozen=True)
class Difference:
    """Difference between a loss and cross-entropy, over pairs of trials of the same seed.

    Attributes:
        mean: Mean difference.
        half_width: Half of the width of the 95 % interval of Student's t distribution; infinite for
            one seed.
    """

    mean: float
    half_width: float

    @property
    def verdict(self) -> str:
        """Returns whether the interval lies below zero, above zero, or holds it."""
        if abs(self.mean) <= self.half_width:
            return "equal within the interval"
        return "lower" if self.mean < 0 else "higher"


def columns_of(trials: Sequence[ShiftTrial]) -> dict[str, Choice]:
    """Returns the columns of the tables: clean, by severity, all corruptions, and by shift."""
    scores = trials[0].scores
    severities = sorted({score.severity for score in scores} - {0})
    columns: dict[str, Choice] = {CLEAN: lambda score: score.family == CLEAN}
    for severity in severities:
        columns[f"severity {severity}"] = lambda score, s=severity: score.severity == s
    if severities:
        columns["all corruptions"] = lambda score: score.severity > 0
    for name in dict.fromkeys(s.name for s in scores if not s.severity and s.family != CLEAN):
        columns[name] = lambda score, n=name: score.name == n
    return columns


def families_of(trials: Sequence[ShiftTrial]) -> dict[str, Choice]:
    """Returns a column for each family of corruptions."""
    names = dict.fromkeys(score.family for score in trials[0].scores if score.severity)
    return {name: lambda score, n=name: score.severity > 0 and score.family == n for name in names}


def means(trial: ShiftTrial, figure: str, post_hoc: str, choice: Choice) -> float:
    """Returns the mean of a figure over the sets of images of a column."""
    chosen = [s for s in trial.scores if s.post_hoc == post_hoc and choice(s)]
    return float(np.mean([getattr(score, figure) for score in chosen]))


def difference(
    trials: Sequence[ShiftTrial], loss: str, figure: str, post_hoc: str, choice: Choice
) -> Difference | None:
    """Returns how a loss differs from cross-entropy; None without a seed that both have."""
    by_seed = {
        name: {
            trial.seed: means(trial, figure, post_hoc, choice)
            for trial in trials
            if trial.loss == name
        }
        for name in (loss, next(iter(LOSSES)))
    }
    one, other = by_seed.values()
    pairs = np.array([one[seed] - other[seed] for seed in one if seed in other])
    if not pairs.size:
        return None
    if pairs.size == 1:
        return Difference(float(pairs[0]), math.inf)
    from scipy.stats import t

    error = pairs.std(ddof=1) / math.sqrt(pairs.size)
    return Difference(float(pairs.mean()), float(t.ppf(0.975, pairs.size - 1) * error))


def shift_tables(trials: Sequence[ShiftTrial]) -> dict[str, list[list[str]]]:
    """Returns the tables of a study.

    Args:
        trials: Finished trials, all on the same sets of images.

    Returns:
        Title -> rows of cells, of which the first holds the headings: one table for each figure,
        the ECE by family, and the differences from cross-entropy.
    """
    columns = columns_of(trials)
    tables = {
        f"{TITLES[figure]}, mean ± standard deviation over seeds": _figure_table(
            trials, figure, columns
        )
        for figure in FIGURES
    }
    families = families_of(trials)
    if families:
        tables["ECE by family of corruptions"] = _figure_table(trials, "ece", families)
    shifted = {name: choice for name, choice in columns.items() if "severity" not in name}
    rows = _difference_rows(trials, shifted)
    if rows:
        headings = ["loss", "temperature", "figure", *shifted]
        tables["Difference from cross-entropy with 95 % interval over seeds"] = [headings, *rows]
    return tables


def _figure_table(
    trials: Sequence[ShiftTrial], figure: str, columns: dict[str, Choice]
) -> list[list[str]]:
    rows = [["loss", "temperature", "seeds", *columns]]
    for loss in dict.fromkeys(trial.loss for trial in trials):
        same = [trial for trial in trials if trial.loss == loss]
        for post_hoc in POST_HOC:
            if figure == "accuracy" and post_hoc != POST_HOC[0]:
                continue  # A temperature keeps the most probable class.
            cells = [
                _spread([means(trial, figure, post_hoc, choice) for trial in same])
                for choice in columns.values()
            ]
            rows.append([loss, post_hoc, str(len(same)), *cells])
    return rows


def _difference_rows(trials: Sequence[ShiftTrial], columns: dict[str, Choice]) -> list[list[str]]:
    rows = []
    reference = next(iter(LOSSES))
    for loss in dict.fromkeys(trial.loss for trial in trials if trial.loss != reference):
        for post_hoc in POST_HOC:
            for figure in ("ece", "nll"):
                found = [
                    difference(trials, loss, figure, post_hoc, choice)
                    for choice in columns.values()
                ]
                cells = [
                    "-" if d is None else f"{d.mean:+.4f} ± {d.half_width:.4f}, {d.verdict}"
                    for d in found
                ]
                rows.append([loss, post_hoc, TITLES[figure], *cells])
    return rows


def _spread(values: list[float]) -> str:
    if len(values) == 1:
        return f"{values[0]:.4f}"
    return f"{np.mean(values):.4f} ± {np.std(values, ddof=1):.4f}"
