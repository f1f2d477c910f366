"""Disagreements of two models in a segment."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from waymo_kit.geometry import overlap_matrix
from waymo_kit.metrics.objects import Objects
from waymo_kit.web.viewer.outcomes import OUTCOMES, Matching, Outcomes, ScoredSegment

DISAGREEMENTS = (
    "ONLY_FIRST_FINDS",
    "ONLY_SECOND_FINDS",
    "ONLY_FIRST_INVENTS",
    "ONLY_SECOND_INVENTS",
)
"""Kinds: a label that one model finds and the other misses, and a false positive of one where the
other predicts nothing of its type."""

_TP, _FP = OUTCOMES.index("TP"), OUTCOMES.index("FP")


def disagreements(
    first: ScoredSegment, second: ScoredSegment, matching: Matching
) -> tuple[Outcomes, NDArray[np.int64]]:
    """Returns the outcomes about which two models disagree.

    Args:
        first: The segment as scored for one model.
        second: The segment as scored for the other.
        matching: Rules for matching predictions with labels.

    Returns:
        The outcomes, each of the model that finds or invents, and (N,) indices into
        `DISAGREEMENTS`.
    """
    both = (first, second)
    found = [scored.outcomes(matching) for scored in both]
    parts, kinds = [], []
    for number, other in ((0, 1), (1, 0)):
        columns = found[number].columns
        hits = np.flatnonzero(columns["outcome"] == _TP)
        missed = ~np.isin(_labels(found[number], hits), _labels(found[other]))
        parts.append(found[number].select(hits[missed]))
        kinds.append(np.full(int(missed.sum()), number))
    for number, other in ((0, 1), (1, 0)):
        invented = _inventions(both[number], found[number], both[other], matching)
        parts.append(found[number].select(invented))
        kinds.append(np.full(len(invented), 2 + number))
    joined = {
        name: np.concatenate([part.columns[name] for part in parts]) for name in parts[0].columns
    }
    objects = np.concatenate([part.objects for part in parts])
    return Outcomes(joined, objects), np.concatenate(kinds)


def _labels(outcomes: Outcomes, rows: NDArray[np.int64] | None = None) -> NDArray[np.int64]:
    """Returns a number for the label of each true positive: camera, frame and row in one."""
    columns = outcomes.columns
    if rows is None:
        rows = np.flatnonzero(columns["outcome"] == _TP)
    frame, camera, label = (
        columns[name][rows].astype(np.int64) for name in ("frame", "camera", "label")
    )
    return (frame * 16 + camera) * 2**24 + label


def _inventions(
    scored: ScoredSegment, outcomes: Outcomes, other: ScoredSegment, matching: Matching
) -> NDArray[np.int64]:
    """Returns the false positives that overlap no counted prediction of the other model."""
    theirs = other.case.predictions
    counted = theirs.score >= np.float32(matching.cutoff)
    mine = scored.case.predictions
    keys, other_keys = _frame_keys(scored), _frame_keys(other)
    config = matching.applied(scored.task).matching_config
    rows = np.flatnonzero(outcomes.columns["outcome"] == _FP)
    places = outcomes.objects[rows]
    alone = np.ones(len(rows), np.bool_)
    by_frame: dict[tuple[int, int], list[int]] = {}
    for position, place in enumerate(places.tolist()):
        by_frame.setdefault((keys[place], int(mine.type[place])), []).append(position)
    for (frame, kind), positions in by_frame.items():
        rivals = _chosen(theirs, counted & (other_keys == frame) & (theirs.type == kind))
        if len(rivals) and kind:
            boxes = mine.box[places[positions]]
            overlap = overlap_matrix(boxes, rivals, config.overlap)
            alone[positions] = (overlap < config.iou_thresholds[kind - 1]).all(axis=1)
    return rows[alone]


def _frame_keys(scored: ScoredSegment) -> NDArray[np.int64]:
    """Returns a number for the frame of each prediction that is the same for all models."""
    frames = scored.case.frames
    frame = scored.case.predictions.frame
    keys: NDArray[np.int64] = frames.timestamp_micros[frame] * 16 + frames.camera[frame]
    return keys


def _chosen(objects: Objects, mask: NDArray[np.bool_]) -> NDArray[np.float64]:
    boxes: NDArray[np.float64] = objects.box[mask]
    return boxes
