"""Scores one sequence of any kind of object from the ids and similarities of each frame.

    truth_ids = [[1, 2], [1, 2]]
    prediction_ids = [["a", "b"], ["a"]]
    similarities = [[[0.9, 0], [0, 0.8]], [[0.7], [0]]]
    counts = measure_clear_mot(truth_ids, prediction_ids, similarities)
    counts.mota, counts.id_switches

All functions take the same three lists with one entry per frame: the (G,) ids of the ground truth,
the (P,) ids of the predictions, and their (G, P) similarities in [0, 1], such as IoU. Ids are
integers or strings, and occur once in a frame. Counts of several sequences add up.
"""

from __future__ import annotations

import enum
from collections.abc import Sequence

from numpy.typing import ArrayLike

from waymo_kit.errors import InvalidInputError

from .clear_mot import ClearMot, count_clear_mot
from .hota import Hota, count_hota
from .identity import Identity, count_identity
from .mot_rules import count_as_py_motmetrics, count_as_track_eval
from .track_graph import check_frames, graph_of_frames


class ClearMotRule(enum.Enum):
    """Chooses the evaluator whose CLEAR MOT is counted; they differ after gaps (`mot_rules.py`)."""

    TRACK_EVAL = "TrackEval"
    """The rule of the MOT Challenge: a pair is kept from the frame just before only."""
    PY_MOTMETRICS = "py-motmetrics"
    """A pair is kept after whatever gap, even if its prediction has since had another object."""
    WAYMO = "Waymo"
    """The official Waymo evaluator: a pair is kept after whatever gap unless one of the two has
    since been in another pair. `TrackingMetric` and `waymo-kit eval` follow this rule."""


def measure_clear_mot(
    truth_ids: Sequence[ArrayLike],
    prediction_ids: Sequence[ArrayLike],
    similarities: Sequence[ArrayLike],
    *,
    threshold: float = 0.5,
    rule: ClearMotRule = ClearMotRule.TRACK_EVAL,
) -> ClearMot:
    """Counts CLEAR MOT of one sequence.

    Args:
        truth_ids: (G_f,) ids of the ground truth of each frame.
        prediction_ids: (P_f,) ids of the predictions of each frame.
        similarities: (G_f, P_f) similarities of each frame, in [0, 1].
        threshold: Lowest similarity of a match, in (0, 1]. Defaults to 0.5.
        rule: Evaluator to follow. Defaults to TrackEval, the evaluator of the MOT Challenge. Only
            the Waymo evaluator counts other `mismatches` than `id_switches`.

    Returns:
        The counts, as arrays of no dimension.

    Raises:
        InvalidInputError: The frames do not fit together, an id occurs twice in a frame, or a
            similarity or the threshold is out of range.
    """
    _check_threshold(threshold)
    frames = check_frames(truth_ids, prediction_ids, similarities)
    if rule is ClearMotRule.TRACK_EVAL:
        return count_as_track_eval(frames, threshold)
    if rule is ClearMotRule.PY_MOTMETRICS:
        return count_as_py_motmetrics(frames, threshold)
    counts = count_clear_mot(graph_of_frames(frames, threshold))
    return ClearMot(*(count[0, 0] for count in counts))


def measure_identity(
    truth_ids: Sequence[ArrayLike],
    prediction_ids: Sequence[ArrayLike],
    similarities: Sequence[ArrayLike],
    *,
    threshold: float = 0.5,
) -> Identity:
    """Counts identity (IDF1) of one sequence; takes and raises what `measure_clear_mot` does."""
    _check_threshold(threshold)
    frames = check_frames(truth_ids, prediction_ids, similarities)
    counts = count_identity(graph_of_frames(frames, threshold))
    return Identity(*(count[0, 0] for count in counts))


def measure_hota(
    truth_ids: Sequence[ArrayLike],
    prediction_ids: Sequence[ArrayLike],
    similarities: Sequence[ArrayLike],
) -> Hota:
    """Counts HOTA of one sequence, (19,) each; takes and raises what `measure_clear_mot` does."""
    frames = check_frames(truth_ids, prediction_ids, similarities)
    return Hota(*(count[0, 0] for count in count_hota(graph_of_frames(frames, 1.0))))


def _check_threshold(threshold: float) -> None:
    if not 0.0 < threshold <= 1.0:
        raise InvalidInputError(f"threshold: expected a number in (0, 1], got {threshold}")
