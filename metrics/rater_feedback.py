"""Rater feedback score (RFS) of a predicted trajectory, as the end-to-end driving challenge has it.

People rated up to three trajectories of a frame from 0 to 10. Around each of them lies a trust
region: at 3 s and 5 s, 1.0 m and 1.8 m to either side and four times that ahead and behind, both
times a factor that grows with the speed from 0.5 below 1.4 m/s to 1 above 11 m/s. A prediction in
the region of a trajectory gets its rating. Outside, the rating falls tenfold with each further size
of the region, but the score not below 4. Source: the official `rater_feedback_utils.py`.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from waymo_kit.errors import InvalidInputError

STEPS = 20
"""Positions of a trajectory: 5 s at 4 Hz."""

_CHECKED_STEPS = np.array([11, 19])
"""Positions at 3 s and 5 s."""

_LATERAL = np.array([1.0, 1.8])
_LONGITUDINAL = 4.0 * _LATERAL
_SLOW, _FAST = 1.4, 11.0
_DECAY = 0.1
_MIN_SCORE_OUTSIDE = 4.0
_MOST_RATED = 3


def rater_feedback_score(
    predicted: ArrayLike, rated: Sequence[ArrayLike], ratings: ArrayLike, speed: float
) -> float:
    """Scores the predicted trajectory of one frame by the ratings of others.

    Args:
        predicted: (20, 2) positions in meters, vehicle frame, the first one after 0.25 s.
        rated: Rated trajectories, each (T, 2). Shorter ones stay where they end; the first three
            count.
        ratings: (R,) ratings from 0 to 10.
        speed: Speed of the vehicle now in m/s.

    Returns:
        Score from 0 to 10.

    Raises:
        InvalidInputError: A shape is wrong, or nothing is rated.
    """
    path = np.asarray(predicted, np.float64)
    if path.shape != (STEPS, 2):
        raise InvalidInputError(f"predicted: expected shape ({STEPS}, 2), got {path.shape}")
    marks = np.asarray(ratings, np.float64)
    if not len(rated) or marks.shape != (len(rated),):
        raise InvalidInputError(
            f"expected a rating of each rated trajectory, got {len(rated)} trajectories and "
            f"ratings of shape {marks.shape}"
        )
    others = np.stack([fitted_trajectory(each) for each in rated[:_MOST_RATED]])
    marks = marks[:_MOST_RATED]
    ahead = _directions(others)
    aside = np.stack([-ahead[..., 1], ahead[..., 0]], axis=-1)
    ahead = ahead / np.linalg.norm(ahead, axis=-1, keepdims=True)
    aside = aside / np.linalg.norm(aside, axis=-1, keepdims=True)
    offsets = path - others
    scale = np.clip(0.5 + 0.5 * (speed - _SLOW) / (_FAST - _SLOW), 0.5, 1.0)
    longitudinal = np.abs((ahead * offsets).sum(axis=-1))[:, _CHECKED_STEPS]
    lateral = np.abs((aside * offsets).sum(axis=-1))[:, _CHECKED_STEPS]
    distances = np.maximum(longitudinal / (scale * _LONGITUDINAL), lateral / (scale * _LATERAL))
    decayed = marks[:, None] * _DECAY ** np.maximum(distances - 1.0, 0.0)
    score = float(decayed.max(axis=0).mean())
    is_trusted = (distances <= 1.0).all(axis=1).any()
    return score if is_trusted else max(_MIN_SCORE_OUTSIDE, score)


def fitted_trajectory(positions: ArrayLike) -> NDArray[np.float64]:
    """Returns the first 20 positions of a trajectory; a shorter one stays where it ends.

    Raises:
        InvalidInputError: The shape is not (T, 2), or there is no position.
    """
    path = np.asarray(positions, np.float64)
    if path.ndim != 2 or path.shape[1] != 2 or len(path) == 0:
        raise InvalidInputError(f"expected a trajectory of shape (T, 2), got {path.shape}")
    return np.concatenate([path[:STEPS], np.repeat(path[-1:], max(0, STEPS - len(path)), axis=0)])


def _directions(paths: NDArray[np.float64]) -> NDArray[np.float64]:
    """Steps of trajectories from the origin, (R, T, 2); one of length 0 keeps the direction."""
    steps = np.diff(paths, axis=1, prepend=0.0)
    rests = np.linalg.norm(steps, axis=-1) == 0
    steps[rests[:, 0], 0] = (1.0, 0.0)
    for step in range(1, steps.shape[1]):
        steps[rests[:, step], step] = steps[rests[:, step], step - 1]
    return steps
