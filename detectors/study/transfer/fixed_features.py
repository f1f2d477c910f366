"""The protocol of fixed features: logistic regression on what a network's last pooling gives."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from waymo_kit.detectors.study.transfer.features import (
    Pair,
    TargetFeatures,
    features_path,
    read_features,
)
from waymo_kit.detectors.study.transfer.logistic_regression import (
    PENALTIES,
    LogisticProblem,
    choose_penalty,
)
from waymo_kit.engine import Engine, OnWork, run_tasks
from waymo_kit.errors import CorruptDataError
from waymo_kit.io import read_json, write_json
from waymo_kit.progress import OnProgress, ignore_progress

FOLDER = "fixed"


@dataclass(frozen=True)
class TransferScore:
    """Result of a network on a target.

    Attributes:
        network: Name of the network.
        target: Name of the target.
        protocol: "fixed", "fine-tuned" or "random".
        is_right: Whether each test image was classified correctly, in their order.
        settings: Chosen settings, accuracy of each choice on the validation images, and facts of
            the training.
    """

    network: str
    target: str
    protocol: str
    is_right: tuple[bool, ...]
    settings: dict[str, Any]

    @property
    def accuracy(self) -> float:
        """Share of the test images that were classified correctly."""
        return sum(self.is_right) / len(self.is_right)


def score_fixed_features(
    pairs: Sequence[Pair],
    folder: Path,
    engine: Engine,
    on_progress: OnProgress = ignore_progress,
) -> list[TransferScore]:
    """Fits and scores a regression for each pair, and reads those of an earlier call.

    Args:
        pairs: Networks and targets whose features the folder has.
        folder: Folder of the study.
        engine: Engine that runs the tasks, one for each pair.
        on_progress: Function called with the number of pairs that are done.

    Raises:
        CorruptDataError: A file of an earlier call is damaged.
    """
    missing = [pair for pair in pairs if not score_path(pair, folder).is_file()]
    function = functools.partial(_score, folder)
    for _ in run_tasks(engine, function, missing, on_progress=on_progress):
        pass
    return [read_score(score_path(pair, folder)) for pair in pairs]


def fit_and_score(
    features: TargetFeatures, penalties: Sequence[float] = PENALTIES
) -> tuple[tuple[bool, ...], dict[str, Any]]:
    """Chooses a penalty on the validation images, fits to them too, and scores the test images.

    Returns:
        Whether each test image was right, and the choice.
    """
    classes = len(features.class_names)
    train, validation, test = features.train, features.validation, features.test
    problem = LogisticProblem(train.features, train.labels, classes)
    choice = choose_penalty(problem, validation.features, validation.labels, penalties)
    both = LogisticProblem(
        np.concatenate([train.features, validation.features]),
        np.concatenate([train.labels, validation.labels]),
        classes,
    )
    above = [penalty for penalty in penalties if penalty >= choice.penalty]
    *_, start = both.fit_path(above)
    model = both.fit(choice.penalty, start, tolerance=1e-8)
    is_right = model.logits(test.features).argmax(axis=1) == test.labels
    settings = {
        "penalty": choice.penalty,
        "validation": list(choice.accuracies.values()),
        "iterations": choice.iterations + model.iterations,
        "has_converged": model.has_converged,
        "train": len(train.labels),
        "features": train.features.shape[1],
    }
    return tuple(bool(each) for each in is_right), settings


def score_path(pair: Pair, folder: Path, protocol: str = FOLDER, key: str = "") -> Path:
    """Returns the file of the score of a pair.

    Args:
        pair: Network and target.
        folder: Folder of the study.
        protocol: Name of the protocol.
        key: Text of further settings that the score depends on.
    """
    name = features_path(pair, folder).stem
    if key:
        name += "-" + hashlib.sha256(key.encode()).hexdigest()[:8]
    return folder / protocol / f"{name}.json"


def write_score(score: TransferScore, path: Path) -> None:
    """Writes a score as JSON."""
    write_json(
        {
            "network": score.network,
            "target": score.target,
            "protocol": score.protocol,
            "accuracy": score.accuracy,
            "settings": score.settings,
            "is_right": "".join("01"[each] for each in score.is_right),
        },
        path,
    )


def read_score(path: Path) -> TransferScore:
    """Reads a score that `write_score` wrote.

    Raises:
        CorruptDataError: The file is damaged.
    """
    values = read_json(path)
    try:
        is_right = tuple("01".index(each) == 1 for each in values["is_right"])
        return TransferScore(
            str(values["network"]),
            str(values["target"]),
            str(values["protocol"]),
            is_right,
            dict(values["settings"]),
        )
    except (LookupError, TypeError, ValueError) as error:
        raise CorruptDataError(
            f"{path}: expected a score of a transfer study: {error}; delete the file"
        ) from error


def _score(folder: Path, pair: Pair, on_work: OnWork) -> None:
    is_right, settings = fit_and_score(read_features(pair, folder))
    score = TransferScore(pair.network.name, pair.target.name, FOLDER, is_right, settings)
    write_score(score, score_path(pair, folder))
    on_work(1)
