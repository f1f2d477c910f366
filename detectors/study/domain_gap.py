"""Scores in one city of detectors trained in another (Sun et al. 2020, section 6.3, table 8)."""

from __future__ import annotations

from collections.abc import Mapping

from waymo_kit.detectors.detection.segment_choice import SegmentChoice
from waymo_kit.detectors.study.tables import Tables, cell
from waymo_kit.detectors.study.trial import CITIES, Trial, TrialScores
from waymo_kit.errors import InvalidInputError
from waymo_kit.scene import Dataset


def cities_of(dataset: Dataset) -> dict[str, int]:
    """Returns the number of segments of each city in a dataset, in the order of `CITIES`."""
    counts = dict.fromkeys(CITIES, 0)
    for scene in dataset:
        if scene.location in counts:
            counts[scene.location] += 1
    return {city: count for city, count in counts.items() if count}


def domain_gap_trials(training: Mapping[str, int], seed: int = 0) -> list[Trial]:
    """Makes a trial for each city; all have as many segments as the smallest city.

    Args:
        training: Number of training segments by city, as `cities_of` returns it.
        seed: Seed of the draw of segments.

    Raises:
        InvalidInputError: There are fewer than two cities.
    """
    if len(training) < 2:
        raise InvalidInputError(
            f"expected training segments of two or more of {', '.join(CITIES)}, "
            f"got those of {', '.join(training) or 'none'}"
        )
    smallest = min(training.values())
    return [
        Trial(city, SegmentChoice(locations=(city,), fraction=smallest / count, seed=seed))
        for city, count in training.items()
    ]


def domain_gap_tables(scores: Mapping[str, TrialScores]) -> Tables:
    """Makes tables of APH with a row for each training city and a column for each test city.

    Args:
        scores: Scores of the trials by city.
    """
    return {
        f"{kind} {level} APH": _table(scores, kind, level)
        for kind in ("VEHICLE", "PEDESTRIAN")
        for level in ("LEVEL_1", "LEVEL_2")
    }


def _table(scores: Mapping[str, TrialScores], kind: str, level: str) -> list[list[str]]:
    rows = [["trained in", *(f"tested in {city}" for city in CITIES.values())]]
    for city, trial in scores.items():
        cells = [trial.rows[f"{kind}_{test}_{level}"]["APH"] for test in CITIES.values()]
        rows.append([CITIES[city], *(cell(value) for value in cells)])
    return rows
