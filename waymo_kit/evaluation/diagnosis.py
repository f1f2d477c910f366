"""What is wrong or doubtful about the inputs, said in words.

A run explains itself: what is suspicious is named with its count and an example. Where the figures
would mean nothing, it is an error.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from waymo_kit.evaluation.checks import FAR_METRES, InputChecks, Tally
from waymo_kit.evaluation.settings import EvalSettings, Task
from waymo_kit.schema import ObjectType

_MOST = 0.5
"""Share from which on an oddity is the rule."""

_SOME = 0.01
"""Share from which on an oddity of single boxes is worth a word."""

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True)
class Finding:
    """A judgement about the inputs.

    Attributes:
        severity: `error` where the figures mean nothing, `warning` where they are doubtful, `note`
            for what is worth knowing.
        name: what it is about, such as `unknown_frames`.
        message: one line with counts and an example.
    """

    severity: Severity
    name: str
    message: str


def diagnose(
    checks: InputChecks, settings: EvalSettings, *, knows_frames: bool, unused_zones: int
) -> list[Finding]:
    """Judges what was counted.

    Args:
        checks: the sum over all segments.
        settings: the task.
        knows_frames: whether the ground truth knows its frames without labels.
        unused_zones: no-label zones of the ground truth that could not be used.

    Returns:
        The findings, errors first.
    """
    found = [
        *_alignment(checks, settings, knows_frames),
        *_values(checks),
        *_tracks(checks, settings),
        *_labels(checks, settings),
    ]
    if unused_zones:
        found.append(
            Finding(
                "warning",
                "unused_zones",
                f"{unused_zones:,} no-label zones of the ground truth are not used: a .bin file "
                "has no vehicle poses to place boxes among them; set overlap_with_nlz instead",
            )
        )
    ranks = {"error": 0, "warning": 1, "note": 2}
    return sorted(found, key=lambda finding: ranks[finding.severity])


def _of(tally: Tally, total: int, things: str) -> str:
    share = f"all {total:,}" if tally.count == total else f"{tally.count:,} of {total:,}"
    return f"{share} {things}"


def _example(tally: Tally) -> str:
    return f" (for example {tally.example})" if tally.example else ""


def _alignment(
    checks: InputChecks, settings: EvalSettings, knows_frames: bool
) -> Iterator[Finding]:
    total = checks.predictions
    if total == 0:
        yield Finding("error", "no_predictions", "there are no predictions at all")
        return
    if checks.scored_labels == 0:
        yield Finding("error", "no_labels", "no label of the ground truth is scored")
    unknown = checks.unknown_segments + checks.unknown_frames
    if unknown.count == total:
        yield Finding(
            "error",
            "unknown_frames",
            f"no prediction belongs to a frame of the ground truth{_example(unknown)}: segment "
            "names must be the context names, times the frames' timestamp_micros",
        )
        return
    if checks.unknown_segments.count:
        yield Finding(
            "warning",
            "unknown_segments",
            f"{_of(checks.unknown_segments, total, 'predictions')} are in segments that the ground "
            f"truth lacks and count as false positives{_example(checks.unknown_segments)}",
        )
    if checks.unknown_frames.count and not settings.task.scores_boxes:
        yield Finding(
            "note",
            "unknown_frames",
            f"{_of(checks.unknown_frames, total, 'predictions')} have no label in the ground truth "
            f"and are not scored{_example(checks.unknown_frames)}",
        )
    elif checks.unknown_frames.count:
        lacks = "lacks" if knows_frames else "lacks, or has no labels in,"
        yield Finding(
            "warning",
            "unknown_frames",
            f"{_of(checks.unknown_frames, total, 'predictions')} are in frames that the ground "
            f"truth {lacks} and count as false positives{_example(checks.unknown_frames)}",
        )
    if checks.empty_frames.count:
        yield Finding(
            "warning",
            "empty_frames",
            f"{_of(checks.empty_frames, checks.frames, 'frames')} have no predictions"
            f"{_example(checks.empty_frames)}",
        )
    if checks.repeated.count:
        yield Finding(
            "warning",
            "repeated_predictions",
            f"{_of(checks.repeated, total, 'predictions')} repeat another box of their frame"
            f"{_example(checks.repeated)}: is a file there twice?",
        )


def _values(checks: InputChecks) -> Iterator[Finding]:
    total = checks.predictions
    if total == 0:
        return
    if checks.zero_scores.count == total:
        yield Finding("error", "zero_scores", f"all {total:,} predictions have a score of 0")
    elif checks.min_score == checks.max_score and total > 1:
        yield Finding(
            "warning",
            "equal_scores",
            f"all {total:,} predictions have the same score, {checks.min_score:g}",
        )
    oddities: tuple[tuple[Tally, Tally, str, str], ...] = (
        (
            checks.large_headings,
            checks.large_label_headings,
            "headings_in_degrees",
            "have headings beyond one and a half turns, as if in degrees; headings are in radians",
        ),
        (
            checks.far_boxes,
            checks.far_labels,
            "world_frame",
            f"lie more than {FAR_METRES:.0f} m from the vehicle, as if in the world frame; boxes "
            "belong in the vehicle frame of their frame",
        ),
    )
    for tally, same_in_labels, name, text in oddities:
        share = tally.count / total
        in_labels = same_in_labels.count / max(checks.labels, 1)
        if share > _SOME and in_labels < _SOME:
            yield Finding(
                "error" if share > _MOST else "warning",
                name,
                f"{_of(tally, total, 'predictions')} {text}{_example(tally)}",
            )


def _tracks(checks: InputChecks, settings: EvalSettings) -> Iterator[Finding]:
    if settings.task is Task.TRACKING and checks.duplicate_tracks.count:
        yield Finding(
            "warning",
            "duplicate_tracks",
            f"{_of(checks.duplicate_tracks, checks.predictions, 'predictions')} have the track id "
            "of another box in their frame; at each score cutoff the first one counts"
            f"{_example(checks.duplicate_tracks)}",
        )


def _labels(checks: InputChecks, settings: EvalSettings) -> Iterator[Finding]:
    missing = checks.without_difficulty
    stated = checks.labels - missing.count
    if settings.task is Task.TRACKING and not settings.tracking_difficulty:
        if stated:
            yield Finding(
                "note",
                "tracking_difficulty_ignored",
                f"{stated:,} of {checks.labels:,} labels state a tracking difficulty, which the "
                "official op does not read: its LEVEL_1 rows equal those of LEVEL_2; the setting "
                "tracking_difficulty: true reads it, as the official C++ tool does",
            )
    elif checks.labels and missing.count == checks.labels:
        rule = (
            "it is LEVEL_2 up to 5 lidar points, else LEVEL_1"
            if settings.point_rules
            else "they count in every level"
        )
        yield Finding(
            "note" if settings.point_rules else "warning",
            "labels_without_difficulty",
            f"{_of(missing, checks.labels, 'labels')} do not say their difficulty: {rule}"
            f"{_example(missing)}",
        )
    dropped = checks.without_points
    if checks.labels and dropped.count:
        what = "top lidar points" if settings.task is Task.LET else "lidar points"
        yield Finding(
            "error" if dropped.count == checks.labels else "note",
            "labels_without_points",
            f"{_of(dropped, checks.labels, 'labels')} have no {what} and are not scored",
        )
    if checks.without_context.count:
        yield Finding(
            "warning",
            "labels_without_context",
            f"{_of(checks.without_context, checks.scored_labels, 'scored labels')} are in no row "
            "of a breakdown by time of day, location or weather, because their segment does not "
            f"say it, as in .bin files{_example(checks.without_context)}",
        )
    if checks.predictions and checks.scored_labels:
        yield from _types(checks)


def _types(checks: InputChecks) -> Iterator[Finding]:
    for kind in ObjectType:
        predicted, labelled = checks.predictions_of_type[kind], checks.labels_of_type[kind]
        if kind is not ObjectType.UNKNOWN and labelled and not predicted:
            yield Finding(
                "note",
                "unpredicted_type",
                f"no prediction of type {kind.name}, of which there are {labelled:,} labels",
            )
        elif predicted and not labelled:
            yield Finding(
                "note",
                "unlabelled_type",
                f"no scored label of type {kind.name}, of which there are {predicted:,} "
                "predictions: its rows are 0, as the official evaluator prints",
            )
