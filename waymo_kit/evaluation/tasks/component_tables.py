"""Common base of the tasks whose predictions are component tables like those of the labels."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import pyarrow as pa

from waymo_kit.errors import NotFoundError
from waymo_kit.evaluation.checks import InputChecks, Tally
from waymo_kit.evaluation.findings import Finding, alignment_findings
from waymo_kit.evaluation.tasks.task import EvalTask
from waymo_kit.scene import Dataset, open_dataset


@dataclass(frozen=True)
class PairedTables:
    """Pairs a dataset of predictions with a dataset of labels that has the same component tables.

    Attributes:
        predicted: Dataset of predictions.
        truth: Dataset of labels.
    """

    predicted: Dataset
    truth: Dataset

    @property
    def where(self) -> str:
        """Path of the labels, for messages."""
        return self.truth.where

    @property
    def segments(self) -> tuple[str, ...]:
        """Names of the segments of both datasets, sorted."""
        return tuple(sorted({*self.truth.segments, *self.predicted.segments}))

    def labels(self, segment: str, tag: str) -> pa.Table | None:
        """Returns the labels of a segment, None if the table or the segment does not exist."""
        return read_component(self.truth, segment, tag)

    def predictions(self, segment: str, tag: str) -> pa.Table | None:
        """Returns the predictions of a segment, None if the table or segment does not exist."""
        return read_component(self.predicted, segment, tag)


@dataclass(frozen=True, kw_only=True)
class ComponentTask(EvalTask):
    """Scores predictions in component tables like those of the labels.

    Attributes:
        needed_labels: Labels that the task needs, for the message that there are none.
    """

    needed_labels: ClassVar[str]

    def open(
        self,
        predictions: str | os.PathLike[str],
        ground_truth: str | os.PathLike[str],
        scratch: Path,
    ) -> PairedTables:
        """Opens predictions and labels; see `open_dataset`. A subset of labels is one of both."""
        truth, predicted = open_dataset(ground_truth), open_dataset(predictions)
        if truth.subset is not None:
            predicted = predicted.select(truth.subset)
        return PairedTables(predicted, truth)

    def findings(self, checks: InputChecks, inputs: PairedTables) -> Iterator[Finding]:
        """Yields findings about frames without labels or predictions."""
        yield from alignment_findings(
            checks,
            lacking=self.needed_labels,
            in_unknown_frames="have no label in the ground truth and are not scored",
            unknown_severity="note",
        )


def check_labeled(what: str, labels: int, predictions: int) -> InputChecks:
    """Returns the checks of a frame with labels.

    Args:
        what: Segment and time of the frame, which name it if it has no predictions.
        labels: Number of labels in the frame.
        predictions: Number of predictions in the frame.
    """
    return InputChecks(
        frames=1,
        labels=labels,
        scored_labels=labels,
        predictions=predictions,
        tallies={"empty_frames": Tally() if predictions else Tally(1, what)},
    )


def check_unlabeled(segment: str, predictions: dict[int, int]) -> InputChecks:
    """Returns the checks of predictions in frames without labels.

    Args:
        segment: Name of the segment.
        predictions: Number of predictions by timestamp of the frame in microseconds.
    """
    total = sum(predictions.values())
    example = f"segment {segment} at {next(iter(predictions))}" if total else ""
    return InputChecks(predictions=total, tallies={"unknown_frames": Tally(total, example)})


def read_component(dataset: Dataset, segment: str, tag: str) -> pa.Table | None:
    """Returns a component table of a segment, None if the table or the segment does not exist."""
    if segment not in dataset.segments:
        return None
    with dataset[segment] as scene:
        try:
            return scene.table(tag)
        except NotFoundError:
            return None
