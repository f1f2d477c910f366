"""Scores against the share of the training segments (Sun et al. 2020, section 6.3, table 9)."""

from __future__ import annotations

from collections.abc import Sequence

from waymo_kit.detectors.detection.segment_choice import SegmentChoice
from waymo_kit.detectors.study.trial import Trial, TrialScores
from waymo_kit.errors import InvalidInputError

FRACTIONS = (0.1, 0.3, 0.5, 1.0)
"""Of the paper."""

COLUMNS = (
    "VEHICLE_LEVEL_1",
    "VEHICLE_LEVEL_2",
    "PEDESTRIAN_LEVEL_1",
    "PEDESTRIAN_LEVEL_2",
)


def data_size_trials(fractions: Sequence[float] = FRACTIONS, seed: int = 0) -> list[Trial]:
    """A trial for each share; the segments of a smaller one are among those of a larger one.

    Args:
        fractions: of the segments, each in (0, 1].
        seed: of the draw of segments.

    Raises:
        InvalidInputError: a share is there twice, or none, or out of range.
    """
    if not fractions or len(set(fractions)) < len(fractions):
        raise InvalidInputError(f"fractions: expected different ones, got {list(fractions)}")
    return [
        Trial(f"{100 * fraction:g}-percent", SegmentChoice(fraction=fraction, seed=seed))
        for fraction in sorted(fractions)
    ]


def data_size_table(scores: dict[str, TrialScores], figure: str = "AP") -> list[list[str]]:
    """Rows of cells, the first one of headings: a row a trial.

    Args:
        scores: of the trials, by name, smallest first.
        figure: "AP" or "APH".
    """
    rows = [["training data", "segments", *(f"{column} {figure}" for column in COLUMNS)]]
    for name, trial in scores.items():
        cells = [cell(trial.rows[column][figure]) for column in COLUMNS]
        rows.append([name.replace("-percent", " %"), str(trial.segments), *cells])
    return rows


def cell(value: float | None) -> str:
    """A figure in a table; a dash where there is none."""
    return "-" if value is None else f"{value:.4f}"
