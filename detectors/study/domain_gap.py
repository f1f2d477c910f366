"""Scores in one city of detectors trained in another (Sun et al. 2020, section 6.3, table 8)."""

from __future__ import annotations

from waymo_kit.detectors.detection.segment_choice import SegmentChoice
from waymo_kit.detectors.study.data_size import cell
from waymo_kit.detectors.study.trial import CITIES, Trial, TrialScores
from waymo_kit.errors import InvalidInputError
from waymo_kit.scene import Dataset


def cities_of(dataset: Dataset) -> dict[str, int]:
    """Cities of a dataset in the order of `CITIES`, and their numbers of segments."""
    counts = dict.fromkeys(CITIES, 0)
    for scene in dataset:
        if scene.location in counts:
            counts[scene.location] += 1
    return {city: count for city, count in counts.items() if count}


def domain_gap_trials(training: dict[str, int], seed: int = 0) -> list[Trial]:
    """A trial for each city, all on as many segments as the smallest one has.

    Args:
        training: cities and their numbers of segments, see `cities_of`.
        seed: of the draw of segments.

    Raises:
        InvalidInputError: there are fewer than two cities.
    """
    if len(training) < 2:
        raise InvalidInputError(
            f"expected training segments of two or more of {', '.join(CITIES)}, "
            f"got those of {', '.join(training) or 'none'}"
        )
    fewest = min(training.values())
    return [
        Trial(city, SegmentChoice(locations=(city,), fraction=fewest / count, seed=seed))
        for city, count in training.items()
    ]


def domain_gap_table(
    scores: dict[str, TrialScores], kind: str, figure: str = "APH", level: str = "LEVEL_2"
) -> list[list[str]]:
    """Rows of cells, the first one of headings: a row a training city, a column a test city.

    Args:
        scores: of the trials, by city.
        kind: "VEHICLE", "PEDESTRIAN" or "CYCLIST".
        figure: "AP" or "APH".
        level: "LEVEL_1" or "LEVEL_2".
    """
    rows = [["trained in", *(f"tested in {city}" for city in CITIES.values())]]
    for city, trial in scores.items():
        cells = [trial.rows[f"{kind}_{test}_{level}"][figure] for test in CITIES.values()]
        rows.append([CITIES[city], *(cell(value) for value in cells)])
    return rows
