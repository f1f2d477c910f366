"""Scores predicted trajectories as the end-to-end driving challenge does."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from waymo_kit.e2e import FUTURE_STEPS, RATE, E2EDataset, E2EFrame
from waymo_kit.errors import InvalidInputError, NotFoundError
from waymo_kit.evaluation.e2e.trajectories import PredictedTrajectories
from waymo_kit.io.json_files import read_json
from waymo_kit.metrics import average_displacement, fitted_trajectory, rater_feedback_score
from waymo_kit.progress import OnProgress, Progress, ignore_progress

_THREE_SECONDS = 3 * RATE


@dataclass(frozen=True)
class E2EResult:
    """Scores of predicted trajectories; NaN where no frame counts.

    Attributes:
        frames: Number of frames with a prediction and a logged future or rated trajectories.
        rated_frames: Number of those with rated trajectories, which the challenge scores.
        average_score: Mean of the rater feedback scores of the clusters; of all rated frames if no
            clusters were given.
        cluster_scores: Mean rater feedback score of each cluster.
        ade_at_three_sec: ADE over 3 s in meters from the trajectory with the highest rating, over
            rated frames.
        ade_at_five_sec: The same over 5 s.
        logged_ade_at_three_sec: ADE over 3 s in meters from the trajectory that was driven, over
            the frames that have one.
        logged_ade_at_five_sec: The same over 5 s.
    """

    frames: int
    rated_frames: int
    average_score: float
    cluster_scores: dict[str, float]
    ade_at_three_sec: float
    ade_at_five_sec: float
    logged_ade_at_three_sec: float
    logged_ade_at_five_sec: float


def evaluate_trajectories(
    predicted: PredictedTrajectories,
    dataset: E2EDataset,
    *,
    clusters: Mapping[str, str] | None = None,
    on_progress: OnProgress = ignore_progress,
) -> E2EResult:
    """Scores trajectories against frames with rated or logged ones.

    Of the dataset only frames that have a prediction are read, and the names of the others.

    Args:
        predicted: Trajectory of each frame.
        dataset: Frames, such as the validation set.
        clusters: Cluster of each sequence, such as `read_clusters` returns. Defaults to None, which
            averages all rated frames alike.
        on_progress: Function called with the number of frames done after each one.

    Raises:
        NotFoundError: No frame of the dataset has a prediction.
        InvalidInputError: The sequence of a rated frame has no cluster.
        CorruptDataError: A record does not decode.
    """
    wanted = [index for index, name in enumerate(dataset.names) if name in predicted]
    if not wanted:
        raise NotFoundError(f"{dataset.where}: none of its frames has a predicted trajectory")
    rated: list[_Pair] = []
    logged: list[_Pair] = []
    scores: list[tuple[str, float]] = []
    scored = 0
    for done, index in enumerate(wanted, 1):
        frame = dataset[index]
        path = predicted[frame.name].astype(np.float64)
        if frame.rated:
            rated.append((path, _best_rated(frame)))
            scores.append((_cluster(frame, clusters), _score(frame, path)))
        if frame.future is not None:
            logged.append((path, fitted_trajectory(frame.future.positions[:, :2])))
        scored += bool(frame.rated) or frame.future is not None
        on_progress(Progress(done, len(wanted)))
    by_cluster = {
        cluster: float(np.mean([score for name, score in scores if name == cluster]))
        for cluster in sorted({name for name, _ in scores})
    }
    return E2EResult(
        scored,
        len(rated),
        float(np.mean(list(by_cluster.values()))) if by_cluster else float("nan"),
        by_cluster if clusters is not None else {},
        _ade(rated, _THREE_SECONDS),
        _ade(rated, FUTURE_STEPS),
        _ade(logged, _THREE_SECONDS),
        _ade(logged, FUTURE_STEPS),
    )


_Pair = tuple[NDArray[np.float64], NDArray[np.float64]]


def _best_rated(frame: E2EFrame) -> NDArray[np.float64]:
    """Positions of the trajectory with the highest rating, the first one among equals."""
    best = frame.rated[int(np.argmax([each.score for each in frame.rated]))]
    return fitted_trajectory(best.positions[:, :2])


def _score(frame: E2EFrame, path: NDArray[np.float64]) -> float:
    return rater_feedback_score(
        path,
        [each.positions[:, :2] for each in frame.rated],
        [each.score for each in frame.rated],
        frame.speed,
    )


def _cluster(frame: E2EFrame, clusters: Mapping[str, str] | None) -> str:
    if clusters is None:
        return ""
    if frame.sequence not in clusters:
        raise InvalidInputError(f"frame {frame.name}: its sequence has no cluster")
    return clusters[frame.sequence]


def _ade(pairs: list[_Pair], steps: int) -> float:
    if not pairs:
        return float("nan")
    predicted, truth = (np.stack(paths) for paths in zip(*pairs, strict=True))
    return float(average_displacement(predicted, truth, steps).mean())


def read_clusters(path: str | os.PathLike[str]) -> dict[str, str]:
    """Reads the cluster of each sequence from the official file for the validation set.

    Args:
        path: JSON file that maps each sequence to `{"scenario_cluster": NAME}`.

    Raises:
        NotFoundError: There is no such file.
        CorruptDataError: The file is no JSON.
        InvalidInputError: The file does not have that form.
    """
    content = read_json(path)
    if not isinstance(content, dict):
        raise InvalidInputError(f"{path}: expected an object of sequences and clusters")
    found = {}
    for sequence, value in content.items():
        name = value.get("scenario_cluster") if isinstance(value, dict) else None
        if not isinstance(name, str):
            raise InvalidInputError(
                f"{path}: sequence {sequence[:80]!r}: expected its scenario_cluster"
            )
        found[sequence] = name
    return found
