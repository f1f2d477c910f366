"""Draws curves: precision and recall, MOTA, recall by distance, calibration."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from waymo_kit.evaluation.plots.svg import Axes, bar, curve, dot, line, number, picture, text
from waymo_kit.evaluation.profile import DISTANCE_STEP, NUM_DISTANCES
from waymo_kit.metrics.detection import DetectionResult
from waymo_kit.metrics.detection_calibration import DetectionCalibrationResult
from waymo_kit.metrics.tracking import TrackingResult
from waymo_kit.schema import Difficulty, ObjectType

WIDTH = 340
HEIGHT = 260
_QUARTERS = (0, 0.25, 0.5, 0.75, 1)
_AXES = Axes(left=50, top=12, width=276, height=200)
_MARKED_CUTOFFS = 10
"""Number of score cutoffs from one dot to the next."""


def precision_recall_plot(
    result: DetectionResult, kind: ObjectType, levels: Sequence[Difficulty]
) -> str:
    """Draws precision against recall for a type, one line per level, a dot every ten cutoffs."""
    parts = [_AXES.frame(_QUARTERS, _QUARTERS, "recall", "precision")]
    said = []
    for level in sorted(levels):
        row = result.names.index(f"OBJECT_TYPE_TYPE_{kind.name}_{level.name}")
        recall, precision = result.recall[row], result.precision[row]
        known = recall > 0
        if not known.any():
            continue
        said.append(f"AP {result.ap[row]:.4f} at {level.name}")
        x, y = _AXES.x(recall), _AXES.y(precision)
        is_easy = level != max(levels)
        parts.append(curve(x[known], y[known], "curve easy" if is_easy else "curve"))
        for k in np.flatnonzero(known):
            if k % _MARKED_CUTOFFS == 0:
                tip = (
                    f"{level.name}, score from {result.score_cutoffs[k]:.2f}: precision "
                    f"{precision[k]:.3f}, recall {recall[k]:.3f}"
                )
                css = "hollow" if is_easy else ""
                parts.append(dot(float(x[k]), float(y[k]), css, tip))
    if not said:
        parts.append(_nothing("nothing was found"))
    title = f"Precision and recall, {kind.name}: {', '.join(said) or 'no true positive'}"
    return picture(f"curve-{kind.name}", title, WIDTH, HEIGHT, parts)


def mota_plot(result: TrackingResult, kind: ObjectType, level: Difficulty) -> str:
    """Draws MOTA of a type against the score cutoff and marks the best cutoff."""
    row = result.names.index(f"OBJECT_TYPE_TYPE_{kind.name}_{level.name}")
    curves = result.curves
    objects = curves.objects[row]
    parts = [_AXES.frame(_QUARTERS, _QUARTERS, "score cutoff", f"MOTA, {level.name}")]
    title = f"MOTA by score cutoff, {kind.name}: no objects"
    if objects.max(initial=0) > 0:
        errors = curves.misses[row] + curves.false_positives[row] + curves.mismatches[row]
        mota = 1 - errors / np.maximum(objects, 1)
        cutoffs = result.score_cutoffs
        shown = np.clip(mota, 0, 1)
        parts.append(curve(_AXES.x(cutoffs), _AXES.y(shown), "curve"))
        best = float(result.mota[row])
        at = float(result.score_cutoff[row])
        tip = f"best MOTA {best:.4f} at score cutoff {at:.2f}"
        parts.append(dot(float(_AXES.x(at)), float(_AXES.y(np.clip(best, 0, 1))), "", tip))
        title = f"MOTA by score cutoff, {kind.name}: {tip}"
    else:
        parts.append(_nothing("no objects"))
    return picture(f"mota-{kind.name}", title, WIDTH, HEIGHT, parts)


def distance_plot(counts: NDArray[np.int64], kind: ObjectType) -> str:
    """Draws the recall of a type by distance, with the numbers of found and missed labels.

    Args:
        counts: (NUM_DISTANCES, 3) int64 number of true positives, false positives and misses.
        kind: Type of the labels.

    Returns:
        The plot as an SVG element.
    """
    found, missed = counts[:, 0], counts[:, 2]
    labels = found + missed
    highest = max(int(labels.max()), 1)
    reach = DISTANCE_STEP * NUM_DISTANCES
    axes = Axes(_AXES.left, _AXES.top, _AXES.width, _AXES.height, (0.0, reach))
    ticks = DISTANCE_STEP * np.arange(0, NUM_DISTANCES + 1, 2)
    parts = [axes.frame(ticks, _QUARTERS, "meters from the vehicle", "share found")]
    step = axes.width / NUM_DISTANCES
    for k in range(NUM_DISTANCES):
        x, end = axes.left + k * step, DISTANCE_STEP * (k + 1)
        to = f"{end:.0f} m" if k < NUM_DISTANCES - 1 else "beyond"
        tip = f"{DISTANCE_STEP * k:.0f} m to {to}: {found[k]:,} of {labels[k]:,} labels found"
        all_high = axes.height * labels[k] / highest
        found_high = axes.height * found[k] / highest
        bottom = axes.top + axes.height
        parts.append(bar(x + 2, bottom - all_high, step - 4, all_high, "track", tip))
        parts.append(bar(x + 2, bottom - found_high, step - 4, found_high, "faint", tip))
    known = labels > 0
    share = found / np.maximum(labels, 1)
    middle = axes.x(DISTANCE_STEP * (np.arange(NUM_DISTANCES) + 0.5))
    parts.append(curve(middle[known], axes.y(share)[known], "curve"))
    for k in np.flatnonzero(known).tolist():
        tip = f"{share[k]:.1%} of {labels[k]:,} labels"
        parts.append(dot(float(middle[k]), float(axes.y(share[k])), "", tip))
    if not known.any():
        parts.append(_nothing("no labels"))
    total = int(labels.sum())
    title = f"Share of {kind.name} labels found by distance: {int(found.sum()):,} of {total:,}"
    return picture(f"distance-{kind.name}", title, WIDTH, HEIGHT, parts)


def reliability_plot(entry: DetectionCalibrationResult, label: str) -> str:
    """Draws precision by score with the diagonal of perfect calibration, and counts below."""
    upper = Axes(_AXES.left, _AXES.top, _AXES.width, 150)
    lower = Axes(_AXES.left, 168, _AXES.width, 44)
    found = entry.curve
    highest = max(int(found.count.max(initial=0)), 1)
    parts = [
        Axes(_AXES.left, _AXES.top, _AXES.width, 150).frame((), (0, 0.5, 1), "", "precision"),
        line(float(upper.x(0)), float(upper.y(0)), float(upper.x(1)), float(upper.y(1)), "ideal"),
    ]
    for k in np.flatnonzero(found.count):
        left, right = float(upper.x(found.lower[k])), float(upper.x(found.upper[k]))
        right_share, said = float(found.accuracy[k]), float(found.confidence[k])
        tip = (
            f"score {found.lower[k]:.2f} to {found.upper[k]:.2f}: {found.count[k]:,} boxes, mean "
            f"score {said:.3f}, precision {right_share:.3f}"
        )
        top = float(upper.y(right_share))
        height = float(upper.y(0)) - top
        parts.append(bar(left + 1, top, right - left - 2, height, "faint", tip))
        x = float(upper.x(said))
        parts.append(line(x, top, x, float(upper.y(said)), "gap"))
        parts.append(dot(x, top, "", tip))
        high = lower.height * float(found.count[k]) / highest
        bottom = lower.top + lower.height
        parts.append(bar(left + 1, bottom - high, right - left - 2, high, "bar", tip))
    parts.append(lower.frame(_QUARTERS, (), "score", ""))
    parts.append(text(lower.left - 6, lower.top + 10, _short(highest), "tick end"))
    if entry.count == 0:
        parts.append(_nothing("no boxes"))
    title = f"Calibration, {label}: expected calibration error {entry.ece:.4f}"
    return picture(f"calibration-{label.replace(' ', '-')}", title, WIDTH, HEIGHT, parts)


def _nothing(words: str) -> str:
    return text(_AXES.left + _AXES.width / 2, _AXES.top + 96, words, "label middle")


def _short(count: int) -> str:
    for limit, unit in ((1_000_000, "M"), (1_000, "k")):
        if count >= limit:
            return f"{number(round(count / limit, 1))}{unit}"
    return str(count)
