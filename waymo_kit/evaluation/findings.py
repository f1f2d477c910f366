"""Judges the inputs of an evaluation: errors, warnings and notes in words.

Each finding has a count and an example. It is an error if the metrics would mean nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from waymo_kit.errors import InvalidInputError, count
from waymo_kit.evaluation.checks import FAR_METERS, InputChecks, Tally
from waymo_kit.schema import ObjectType

_MOST = 0.5
"""Share of the boxes above which something unusual is the rule, and an error."""

_SOME = 0.01
"""Minimum share of the boxes for which something unusual is worth a warning."""

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True)
class Finding:
    """A wrong or doubtful feature of the inputs of an evaluation.

    Attributes:
        severity: `error` where the metrics mean nothing, `warning` where they are doubtful, `note`
            for what is worth knowing.
        name: Name of the kind of finding, such as `unknown_frames`.
        message: Text of one line, with counts and an example.
    """

    severity: Severity
    name: str
    message: str


def sort_findings(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Returns findings sorted by severity, errors first."""
    ranks = {"error": 0, "warning": 1, "note": 2}
    return tuple(sorted(findings, key=lambda finding: ranks[finding.severity]))


def raise_errors(findings: Iterable[Finding], where: str) -> None:
    """Raises an InvalidInputError if a finding makes the result meaningless."""
    found = list(findings)
    errors = [finding.message for finding in found if finding.severity == "error"]
    if errors:
        errors += [finding.message for finding in found if "--fix" in finding.message]
        raise InvalidInputError(f"{where}: {'; '.join(errors)} (--force scores it all the same)")


def alignment_findings(
    checks: InputChecks, *, lacking: str, in_unknown_frames: str, unknown_severity: Severity
) -> Iterator[Finding]:
    """Yields findings about whether predictions and labels belong to the same frames.

    Args:
        checks: Counts of the inputs.
        lacking: Labels that the task needs, for the message that there are none.
        in_unknown_frames: Words for what predictions in unknown frames are, and what becomes of
            them.
        unknown_severity: Severity of predictions in unknown frames.
    """
    total = checks.predictions
    if checks.labels == 0:
        yield Finding("error", "no_labels", f"the ground truth has no {lacking}")
    if total == 0:
        yield Finding("error", "no_predictions", "there are no predictions at all")
        return
    unknown = checks["unknown_segments"] + checks["unknown_frames"]
    if unknown.count == total and checks.labels:
        yield Finding(
            "error",
            "unknown_frames",
            f"no prediction belongs to a frame of the ground truth{example_of(unknown)}: segment "
            "names must be the context names, times the frames' timestamp_micros",
        )
        return
    if checks["unknown_segments"].count:
        yield Finding(
            "warning",
            "unknown_segments",
            f"{share_of(checks['unknown_segments'], total, 'predictions')} are in segments that "
            "the ground truth lacks and count as false positives"
            f"{example_of(checks['unknown_segments'])}",
        )
    if checks["unknown_frames"].count:
        yield Finding(
            unknown_severity,
            "unknown_frames",
            f"{share_of(checks['unknown_frames'], total, 'predictions')} {in_unknown_frames}"
            f"{example_of(checks['unknown_frames'])}",
        )
    if checks["empty_frames"].count:
        yield Finding(
            "warning",
            "empty_frames",
            f"{share_of(checks['empty_frames'], checks.frames, 'frames')} have no predictions"
            f"{example_of(checks['empty_frames'])}",
        )


def prediction_findings(checks: InputChecks) -> Iterator[Finding]:
    """Yields findings about the values of predicted boxes."""
    total = checks.predictions
    if total == 0:
        return
    if checks["repeated_predictions"].count:
        yield Finding(
            "warning",
            "repeated_predictions",
            f"{share_of(checks['repeated_predictions'], total, 'predictions')} repeat another box "
            f"of their frame{example_of(checks['repeated_predictions'])}: is a file there twice?",
        )
    if checks["zero_scores"].count == total:
        yield Finding("error", "zero_scores", f"all {total:,} predictions have a score of 0")
    elif checks.min_score == checks.max_score and total > 1:
        yield Finding(
            "warning",
            "equal_scores",
            f"all {total:,} predictions have the same score, {checks.min_score:g}",
        )
    yield from _oddity(
        checks,
        "headings_in_degrees",
        checks["label_headings_in_degrees"],
        "have headings beyond one and a half turns, as if in degrees; headings are in radians",
    )
    yield from _oddity(
        checks,
        "world_frame",
        checks["labels_in_world_frame"],
        f"lie more than {FAR_METERS:.0f} m from the vehicle, as if in the world frame; boxes "
        "belong in the vehicle frame of their frame",
    )


def _oddity(checks: InputChecks, name: str, in_labels: Tally, text: str) -> Iterator[Finding]:
    """Yields a finding about unusual boxes, unless the labels have such boxes too."""
    share = checks[name].count / checks.predictions
    if share > _SOME and in_labels.count / max(checks.labels, 1) < _SOME:
        yield Finding(
            "error" if share > _MOST else "warning",
            name,
            f"{share_of(checks[name], checks.predictions, 'predictions')} {text}"
            f"{example_of(checks[name])}",
        )


def difficulty_findings(checks: InputChecks, missing: Tally, *, filled: bool) -> Iterator[Finding]:
    """Yields a finding about labels without a difficulty.

    Args:
        checks: Counts of the inputs.
        missing: Tally of the labels without a difficulty.
        filled: Whether their difficulty is derived from the number of lidar points.
    """
    if checks.labels and missing.count == checks.labels:
        rule = (
            "it is LEVEL_2 up to 5 lidar points, else LEVEL_1"
            if filled
            else "they count in every level"
        )
        yield Finding(
            "note" if filled else "warning",
            "labels_without_difficulty",
            f"{share_of(missing, checks.labels, 'labels')} do not say their difficulty: {rule}"
            f"{example_of(missing)}",
        )


def label_findings(checks: InputChecks, points: str) -> Iterator[Finding]:
    """Yields findings about the values of labels and about labels that are not scored.

    Args:
        checks: Counts of the inputs.
        points: Points that a label needs to be scored, such as `lidar points`.
    """

    def warning(name: str, text: str) -> Iterator[Finding]:
        found = checks[name]
        if found.count:
            share = share_of(found, checks.labels, "labels")
            yield Finding("warning", name, f"{share} {text}{example_of(found)}")

    dropped = checks["labels_without_points"]
    if dropped.count:
        yield Finding(
            "note" if checks.scored_labels else "error",
            "labels_without_points",
            f"{share_of(dropped, checks.labels, 'labels')} have no {points} and are not scored"
            f"{example_of(dropped)}",
        )
    elif checks.labels and not checks.scored_labels:
        yield Finding(
            "error",
            "no_labels",
            f"none of the {count(checks.labels, 'label')} of the ground truth is scored: their "
            "types are UNKNOWN, or the settings leave them out",
        )
    again = " (frames are there twice)" if checks["repeated_frames"].count else ""
    yield from warning(
        "repeated_labels", f"repeat the same box of their frame and count again{again}"
    )
    yield from warning("labels_at_unknown_times", "are at times that no frame of their segment has")
    yield from warning(
        "negative_points", "have a negative number of lidar points, which counts as none"
    )
    unknown = checks["labels_of_unknown_type"]
    if unknown.count == checks.labels > 0:
        yield Finding(
            "error",
            "labels_of_unknown_type",
            f"all {checks.labels:,} labels are of type UNKNOWN, which is not scored"
            f"{example_of(unknown)}",
        )
    if checks["labels_without_context"].count:
        yield Finding(
            "warning",
            "labels_without_context",
            f"{share_of(checks['labels_without_context'], checks.scored_labels, 'scored labels')} "
            "are in no row of a breakdown by time of day, location or weather, because their "
            "segment does not say it, as in .bin files"
            f"{example_of(checks['labels_without_context'])}",
        )


def type_findings(checks: InputChecks) -> Iterator[Finding]:
    """Yields findings about types that only predictions or only labels have."""
    if not (checks.predictions and checks.scored_labels):
        return
    for kind in ObjectType:
        predicted, labeled = checks.predictions_of_type[kind], checks.labels_of_type[kind]
        if kind is not ObjectType.UNKNOWN and labeled and not predicted:
            yield Finding(
                "note",
                "unpredicted_type",
                f"no prediction of type {kind.name}, but {count(labeled, 'label')}",
            )
        elif predicted and not labeled:
            yield Finding(
                "note",
                "unlabeled_type",
                f"no scored label of type {kind.name}, but {count(predicted, 'prediction')}: "
                "its rows are 0, as the official evaluator prints",
            )


def share_of(tally: Tally, total: int, things: str) -> str:
    """Returns the words for a count and its total, such as `3 of 10 labels`."""
    share = f"all {total:,}" if tally.count == total > 1 else f"{tally.count:,} of {total:,}"
    return f"{share} {things}"


def example_of(tally: Tally) -> str:
    """Returns the example of a tally in parentheses, empty if it has none."""
    return f" (for example {tally.example})" if tally.example else ""
