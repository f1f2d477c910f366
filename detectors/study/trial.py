"""One detector of a study: trained on some segments, run and scored on a validation set."""

from __future__ import annotations

import dataclasses
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from waymo_kit.configuration import configuration_text
from waymo_kit.detectors.detection.dataset_detection import detect_dataset
from waymo_kit.detectors.detection.detector_run import DetectorRun
from waymo_kit.detectors.detection.segment_choice import SegmentChoice
from waymo_kit.detectors.training.records import Observer
from waymo_kit.errors import CorruptDataError, InvalidInputError
from waymo_kit.evaluation import DetectionTask, evaluate
from waymo_kit.io import write_json
from waymo_kit.metrics.breakdowns import Breakdown
from waymo_kit.metrics.detection import DetectionConfig
from waymo_kit.scene import open_dataset

RESULT = "result.json"
CITIES = {"location_sf": "SF", "location_phx": "PHX", "location_other": "OTHER"}
"""Location in the stats table -> its name in the rows of the breakdown by location."""

_LEVELS = ("LEVEL_1", "LEVEL_2")
_KINDS = ("VEHICLE", "PEDESTRIAN", "CYCLIST")


@dataclass(frozen=True)
class Trial:
    """One training of a study.

    Attributes:
        name: Name of the trial and of its folder.
        segments: Segments to learn from.
    """

    name: str
    segments: SegmentChoice


@dataclass(frozen=True)
class TrialScores:
    """Scores of a trial on the validation set.

    Attributes:
        segments: Number of segments that it learned from.
        steps: Number of training steps.
        rows: AP and APH by row, such as `VEHICLE_LEVEL_1` or `VEHICLE_SF_LEVEL_1`; None where the
            validation set has no such object.
    """

    segments: int
    steps: int
    rows: dict[str, dict[str, float | None]]


def run_trial(
    trial: Trial,
    run: DetectorRun,
    folder: Path,
    *,
    strategy: str = "auto",
    observers: Sequence[Observer] = (),
) -> TrialScores:
    """Trains, detects and scores, and continues where an earlier call was stopped.

    Labels and detections count within the detector's reach (`DetectorRun.reach`), as while
    training.

    Args:
        trial: Segments to learn from.
        run: Configuration with `data` and `validation`.
        folder: Folder of the study; the trial gets a folder of its name in it.
        strategy: Name of the devices to train on; see `create_backend`.
        observers: Observers of what the training logs.

    Raises:
        NotFoundError: The data are not there, or no segment is left to learn from.
        InvalidInputError: The folder has a trial of another configuration, or `run` has no
            validation.
        CorruptDataError: The scores of an earlier call do not decode.
    """
    if run.validation is None:
        raise InvalidInputError("expected a validation set to score the trials on")
    open_dataset(run.validation)
    place = folder / trial.name
    run = dataclasses.replace(run, segments=trial.segments)
    config = configuration_text(run)
    stored = _read_scores(place / RESULT, config)
    if stored is not None:
        return stored
    scores = _train_and_score(run, place, strategy, observers)
    values = {**dataclasses.asdict(scores), "config": config}
    write_json(values, place / RESULT)
    return scores


def _train_and_score(
    run: DetectorRun, place: Path, strategy: str, observers: Sequence[Observer]
) -> TrialScores:
    assert run.validation is not None
    # The scores of the study are those at the end: choosing the best step would look at them.
    training = dataclasses.replace(run.training, evaluate_every=None, best_metric=None)
    alone = dataclasses.replace(run, validation=None, training=training)
    result = alone.train(place, strategy=strategy, resume=True, observers=observers)
    predictions = place / "predictions.parquet"
    detect_dataset(place, run.validation, predictions, batch_size=1)
    task = DetectionTask(
        config=DetectionConfig(breakdowns=(Breakdown.OBJECT_TYPE, Breakdown.LOCATION)),
        within=run.reach,
    )
    rows = evaluate(predictions, run.validation, task, force=True).rows
    return TrialScores(
        segments=len(run.segments.positions(open_dataset(run.data))),
        steps=result.step,
        rows={
            "_".join(part for part in (kind, city, level) if part): _figures(
                rows[
                    f"LOCATION_TYPE_{kind}_{city}_{level}"
                    if city
                    else f"OBJECT_TYPE_TYPE_{kind}_{level}"
                ]
            )
            for kind in _KINDS
            for city in ("", *CITIES.values())
            for level in _LEVELS
        },
    )


def _figures(row: Any) -> dict[str, float | None]:
    values = {name: row[name] for name in ("AP", "APH")}
    return {
        name: None if value is None or math.isnan(value) else float(value)
        for name, value in values.items()
    }


def _read_scores(path: Path, config: str) -> TrialScores | None:
    """Returns the scores of an earlier call with the same configuration; None if there are none."""
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        stored = values.pop("config")
        scores = TrialScores(**values)
    except FileNotFoundError:
        return None
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise CorruptDataError(f"{path}: expected the scores of a trial: {error}") from error
    if stored != config:
        raise InvalidInputError(
            f"{path.parent}: holds a trial of another configuration; choose another folder"
        )
    return scores
