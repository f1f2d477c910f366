"""AMOTA and AMOTP: MOTA and MOTP averaged over recall (Weng et al. 2020; nuScenes tracking).

At each of 40 recalls r from 0.1 to 1 the highest score cutoff that reaches r is taken, and there

    MOTAR = max(0, 1 - (IDS + FP + FN - (1 - R) P) / (R P)) = max(0, 1 - (IDS + FP) / TP),

with P objects and the recall R = TP / P at that cutoff. As in the nuScenes devkit, a
cutoff reaches r if less than one object is missing, and the worst score stands for a recall that no
cutoff reaches. The formula is the published one; the devkit subtracts matches that switch identity
from TP and R, so that IDS cancels. It also searches all scores for r, not only the cutoffs.

Weng et al. call other figures AMOTA and sAMOTA; `average_mota` gives those.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from waymo_kit.kernels import kernel

from .clear_mot import ClearMot

RECALLS = np.linspace(0.1, 1.0, 40).round(12)
"""Recalls to average over, (40,)."""

_ROUNDING = 1e-6
"""Bound on the rounding error of a recall times a number of objects."""


def average_over_recall(
    counts: ClearMot, *, worst_distance: float = 1.0
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Averages MOTA and MOTP over recall.

    Args:
        counts: (..., C) counts at C ascending score cutoffs.
        worst_distance: MOTP at a recall that is not reached. Defaults to 1, a similarity of 0.

    Returns:
        AMOTA (1 is best) and AMOTP (0 is best), (...) float64 each, NaN without objects.
    """
    shape = (*counts.objects.shape[:-1], len(RECALLS))
    cutoff, found = np.empty(shape, np.int64), np.empty(shape, np.bool_)
    _find_cutoffs(
        np.ascontiguousarray(counts.matches, np.int64).reshape(-1, counts.matches.shape[-1]),
        np.ascontiguousarray(counts.objects, np.int64).reshape(-1, counts.objects.shape[-1]),
        RECALLS,
        cutoff.reshape(-1, len(RECALLS)),
        found.reshape(-1, len(RECALLS)),
    )
    errors = counts.id_switches + counts.false_positives
    motar = np.maximum(0.0, 1.0 - errors / np.maximum(counts.matches, 1))
    amota = np.where(found, np.take_along_axis(motar, cutoff, axis=-1), 0.0).mean(axis=-1)
    motp = np.take_along_axis(counts.motp, cutoff, axis=-1)
    amotp = np.where(found, motp, worst_distance).mean(axis=-1)
    empty = (counts.objects == 0).all(axis=-1)
    return np.where(empty, np.nan, amota), np.where(empty, np.nan, amotp)


def average_mota(counts: ClearMot) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Returns AMOTA and sAMOTA as AB3DMOT defines them, at recalls r of 1/40, 2/40, ... 1.

    Weng et al., "3D Multi-Object Tracking: A Baseline and New Evaluation Metrics", IROS 2020,
    section IV: AMOTA is the mean of 1 - (FP + FN + IDS) / P, and sAMOTA that of
    1 - (FP + FN + IDS - (1 - r) P) / (r P) within 0 and 1, at the highest score cutoff that reaches
    r. A recall that no cutoff reaches adds 0 to both sums, as in the public code, which takes the
    cutoff from the scores of all matches instead of the given ones.

    Args:
        counts: (..., C) counts at C ascending score cutoffs, such as `TrackingResult.curves`.

    Returns:
        AMOTA and sAMOTA, (...) float64 each, 1 is best, NaN without objects.
    """
    recalls = np.arange(1, 41) / 40
    matches, objects = counts.matches, counts.objects
    last = matches.shape[-1] - 1
    reaches = matches[..., None, :] + _ROUNDING >= recalls[:, None] * objects[..., None, :]
    cutoff = last - reaches[..., ::-1].argmax(axis=-1)
    found = reaches.any(axis=-1)
    errors = counts.false_positives + counts.misses + counts.id_switches
    share = np.take_along_axis(errors / np.maximum(objects, 1), cutoff, axis=-1)
    scaled = np.clip(1 - (share - (1 - recalls)) / recalls, 0, 1)
    empty = (objects == 0).all(axis=-1)
    amota, samota = (np.where(found, one, 0.0).mean(axis=-1) for one in (1 - share, scaled))
    return np.where(empty, np.nan, amota), np.where(empty, np.nan, samota)


@kernel
def _find_cutoffs(
    matches: NDArray[np.int64],
    objects: NDArray[np.int64],
    recalls: NDArray[np.float64],
    cutoff: NDArray[np.int64],
    found: NDArray[np.bool_],
) -> None:
    """Finds the highest cutoff that reaches each recall, and whether any cutoff truly does.

    Args:
        matches: (N, C) int64.
        objects: (N, C) int64.
        recalls: (R,) float64.
        cutoff: (N, R) int64 to fill; the last cutoff where none reaches the recall.
        found: (N, R) bool to fill.
    """
    last = matches.shape[1] - 1
    for row in range(len(matches)):
        for k in range(len(recalls)):
            cutoff[row, k], found[row, k] = last, False
            is_known = False
            for c in range(last, -1, -1):
                wanted = recalls[k] * objects[row, c]
                if not is_known and matches[row, c] >= np.floor(wanted + _ROUNDING):
                    cutoff[row, k], is_known = c, True
                if matches[row, c] + _ROUNDING >= wanted:
                    found[row, k] = True
                if is_known and found[row, k]:
                    break
