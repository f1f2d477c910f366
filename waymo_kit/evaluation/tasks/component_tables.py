"""What the tasks on component tables share: predictions that have the form of labels."""

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
    """Two datasets with the same component tables.

    Attributes:
        predicted: The predictions.
        truth: The labels.
    """

    predicted: Dataset
    truth: Dataset

    @property
    def where(self) -> str:
        """Path of the labels, for messages."""
        return self.truth.where

    @property
    def segments(self) -> tuple[str, ...]:
        """Names of all segments of both, sorted."""
        return tuple(sorted({*self.truth.segments, *self.predicted.segments}))

    def labels(self, segment: str, tag: str) -> pa.Table | None:
        """Returns the labels of a segment, None where the table or the segment is not there."""
        return _table(self.truth, segment, tag)

    def predictions(self, segment: str, tag: str) -> pa.Table | None:
        """Returns the predictions of a segment, None where the table or segment is not there."""
        return _table(self.predicted, segment, tag)


@dataclass(frozen=True, kw_only=True)
class ComponentTask(EvalTask):
    """A task whose predictions are component tables like those of the labels."""

    needed_labels: ClassVar[str]

    def open(
        self,
        predictions: str | os.PathLike[str],
        ground_truth: str | os.PathLike[str],
        scratch: Path,
    ) -> PairedTables:
        """Opens predictions and labels; see `open_dataset`."""
        return PairedTables(open_dataset(predictions), open_dataset(ground_truth))

    def findings(self, checks: InputChecks, inputs: PairedTables) -> Iterator[Finding]:
        """Judges what was counted in the inputs."""
        yield from alignment_findings(
            checks,
            lacking=self.needed_labels,
            in_unknown_frames="have no label in the ground truth and are not scored",
            unknown_severity="note",
        )


def check_labelled(what: str, labels: int, predictions: int) -> InputChecks:
    """Returns the checks of a labelled frame.

    Args:
        what: Place of the frame, for the example of frames without predictions.
        labels: Number of its labels.
        predictions: Number of its predictions.
    """
    return InputChecks(
        frames=1,
        labels=labels,
        scored_labels=labels,
        predictions=predictions,
        tallies={"empty_frames": Tally() if predictions else Tally(1, what)},
    )


def check_unlabelled(segment: str, predictions: dict[int, int]) -> InputChecks:
    """Returns the checks of predictions in frames without labels.

    Args:
        segment: Name of the segment.
        predictions: Number of predictions by time of the frame.
    """
    total = sum(predictions.values())
    example = f"segment {segment} at {next(iter(predictions))}" if total else ""
    return InputChecks(predictions=total, tallies={"unknown_frames": Tally(total, example)})


def _table(dataset: Dataset, segment: str, tag: str) -> pa.Table | None:
    if segment not in dataset.segments:
        return None
    with dataset[segment] as scene:
        try:
            return scene.table(tag)
        except NotFoundError:
            return None
