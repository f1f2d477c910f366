"""Tables of a study of calibration under shift."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from waymo_kit.detectors.study.calibration_shift import (
    CLEAN,
    LOSSES,
    POST_HOC,
    ShiftScore,
    ShiftTrial,
)
from waymo_kit.detectors.study.differences import (
    Difference,
    mean_and_deviation,
    paired_difference,
)

FIGURES = ("accuracy", "ece", "nll")
TITLES = {"accuracy": "accuracy", "ece": "ECE", "nll": "NLL"}
"""Figures of the tables, and their titles."""


@dataclass(frozen=True)
class Column:
    """A column of the tables: the mean over the sets of images that it chooses.

    Attributes:
        title: Heading of the column.
        family: Family of the images; None for all.
        name: Name of the images; None for all.
        severities: Severities of the images.
    """

    title: str
    family: str | None = None
    name: str | None = None
    severities: tuple[int, ...] = (0,)

    def holds(self, score: ShiftScore) -> bool:
        """Returns whether a score belongs to the column."""
        return (
            score.severity in self.severities
            and self.family in (None, score.family)
            and self.name in (None, score.name)
        )


def clean_and_severities(trials: Sequence[ShiftTrial]) -> list[Column]:
    """Returns a column for clean images and one for each severity of the corruptions."""
    columns = [Column(str(k), severities=(k,)) for k in _severities(trials)]
    return [Column(CLEAN, name=CLEAN), *columns]


def clean_and_shifts(trials: Sequence[ShiftTrial]) -> list[Column]:
    """Returns a column for clean images and one for each set that differs without a corruption."""
    names = dict.fromkeys(score.name for score in trials[0].scores if not score.severity)
    return [Column(name, name=name) for name in names]


def families(trials: Sequence[ShiftTrial]) -> list[Column]:
    """Returns a column for each family of corruptions, over all severities."""
    severities = _severities(trials)
    names = dict.fromkeys(score.family for score in trials[0].scores if score.severity)
    return [Column(name, family=name, severities=severities) for name in names]


def _severities(trials: Sequence[ShiftTrial]) -> tuple[int, ...]:
    return tuple(sorted({score.severity for score in trials[0].scores} - {0}))


def mean_of(trial: ShiftTrial, figure: str, post_hoc: str, column: Column) -> float:
    """Returns the mean of a figure over the sets of images of a column."""
    chosen = [s for s in trial.scores if s.post_hoc == post_hoc and column.holds(s)]
    return float(np.mean([getattr(score, figure) for score in chosen]))


def difference(
    trials: Sequence[ShiftTrial], loss: str, figure: str, post_hoc: str, column: Column
) -> Difference | None:
    """Returns the difference of a loss from cross-entropy; None without a seed that both have."""
    by_seed = {
        name: {
            trial.seed: mean_of(trial, figure, post_hoc, column)
            for trial in trials
            if trial.loss == name
        }
        for name in (loss, next(iter(LOSSES)))
    }
    one, other = by_seed.values()
    seeds = [seed for seed in one if seed in other]
    if not seeds:
        return None
    return paired_difference([one[seed] for seed in seeds], [other[seed] for seed in seeds])


def shift_tables(trials: Sequence[ShiftTrial]) -> dict[str, list[list[str]]]:
    """Returns the tables of a study.

    Args:
        trials: Finished trials, all on the same sets of images.

    Returns:
        Title -> rows of cells, of which the first holds the headings: one table for each figure,
        the ECE by family, and the differences from cross-entropy.
    """
    whole = Column("all corruptions", severities=_severities(trials))
    corrupted = [whole] if whole.severities else []
    shifts = clean_and_shifts(trials)
    columns = [*clean_and_severities(trials), *corrupted, *shifts[1:]]
    tables = {
        f"{TITLES[figure]}, mean ± standard deviation over seeds": _figure_table(
            trials, figure, columns
        )
        for figure in FIGURES
    }
    if corrupted:
        tables["ECE by family of corruptions"] = _figure_table(trials, "ece", families(trials))
    rows = _difference_rows(trials, [*shifts[:1], *corrupted, *shifts[1:]])
    if len(rows) > 1:
        tables["Difference from cross-entropy with 95 % interval over seeds"] = rows
    return tables


def _figure_table(
    trials: Sequence[ShiftTrial], figure: str, columns: Sequence[Column]
) -> list[list[str]]:
    rows = [["loss", "temperature", "seeds", *(_heading(column) for column in columns)]]
    for loss in dict.fromkeys(trial.loss for trial in trials):
        same = [trial for trial in trials if trial.loss == loss]
        for post_hoc in POST_HOC:
            if figure == "accuracy" and post_hoc != POST_HOC[0]:
                continue  # A temperature keeps the most probable class.
            cells = [
                mean_and_deviation([mean_of(trial, figure, post_hoc, column) for trial in same])
                for column in columns
            ]
            rows.append([loss, post_hoc, str(len(same)), *cells])
    return rows


def _difference_rows(trials: Sequence[ShiftTrial], columns: Sequence[Column]) -> list[list[str]]:
    rows = [["loss", "temperature", "figure", *(column.title for column in columns)]]
    reference = next(iter(LOSSES))
    for loss in dict.fromkeys(trial.loss for trial in trials if trial.loss != reference):
        for post_hoc in POST_HOC:
            for figure in ("ece", "nll"):
                found = [difference(trials, loss, figure, post_hoc, column) for column in columns]
                cells = ["-" if d is None else f"{d.text()}, {d.verdict}" for d in found]
                rows.append([loss, post_hoc, TITLES[figure], *cells])
    return rows


def _heading(column: Column) -> str:
    return f"severity {column.title}" if column.title.isdigit() else column.title
