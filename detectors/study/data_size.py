"""Scores against the share of the training segments (Sun et al. 2020, section 6.3, table 9)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from waymo_kit.detectors.detection.segment_choice import SegmentChoice
from waymo_kit.detectors.study.tables import Tables, cell
from waymo_kit.detectors.study.trial import Trial, TrialScores
from waymo_kit.errors import InvalidInputError

FRACTIONS = (0.1, 0.3, 0.5, 1.0)
"""Shares of the training segments in the paper."""

COLUMNS = (
    "VEHICLE_LEVEL_1",
    "VEHICLE_LEVEL_2",
    "PEDESTRIAN_LEVEL_1",
    "PEDESTRIAN_LEVEL_2",
)
"""Rows of the scores that are columns of the table."""


def data_size_trials(fractions: Sequence[float] = FRACTIONS, seed: int = 0) -> list[Trial]:
    """Makes a trial for each share, smallest first.

    The segments of a smaller share are among those of a larger one.

    Args:
        fractions: Shares of the segments, each in (0, 1]. Defaults to those of the paper.
        seed: Seed of the draw of segments.

    Raises:
        InvalidInputError: There is no share, or one is repeated or out of range.
    """
    if not fractions or len(set(fractions)) < len(fractions):
        raise InvalidInputError(f"fractions: expected different ones, got {list(fractions)}")
    return [
        Trial(f"{100 * fraction:g}-percent", SegmentChoice(fraction=fraction, seed=seed))
        for fraction in sorted(fractions)
    ]


def data_size_tables(scores: Mapping[str, TrialScores]) -> Tables:
    """Makes the table of AP by share of the training data, with a row for each trial.

    Args:
        scores: Scores of the trials by name, smallest share first.
    """
    rows = [["training data", "segments", *(f"{column} AP" for column in COLUMNS)]]
    for name, trial in scores.items():
        cells = [cell(trial.rows[column]["AP"]) for column in COLUMNS]
        rows.append([name.replace("-percent", " %"), str(trial.segments), *cells])
    return {"AP by share of the training data": rows}
