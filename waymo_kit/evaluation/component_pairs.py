"""Predictions that have the form of labels: component tables of the same segments on both sides."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

from waymo_kit.errors import NotFoundError
from waymo_kit.scene import Dataset, open_dataset


@dataclass(frozen=True)
class PairedTables:
    """Two datasets with the same component tables.

    Attributes:
        predicted: the predictions.
        truth: the labels.
    """

    predicted: Dataset
    truth: Dataset

    @property
    def where(self) -> str:
        """The labels' path, for messages."""
        return self.truth.where

    @property
    def segments(self) -> tuple[str, ...]:
        """Names of all segments of both, sorted."""
        return tuple(sorted({*self.truth.segments, *self.predicted.segments}))

    def labels(self, segment: str, tag: str) -> pa.Table | None:
        """Labels of a segment, None where the table or the segment is not there."""
        return _table(self.truth, segment, tag)

    def predictions(self, segment: str, tag: str) -> pa.Table | None:
        """Predictions of a segment, None where the table or the segment is not there."""
        return _table(self.predicted, segment, tag)


def pair_tables(predictions: str, ground_truth: str) -> PairedTables:
    """Opens predictions and labels.

    Raises:
        NotFoundError: a path holds no component tables.
    """
    return PairedTables(open_dataset(predictions), open_dataset(ground_truth))


def _table(dataset: Dataset, segment: str, tag: str) -> pa.Table | None:
    if segment not in dataset.segments:
        return None
    with dataset[segment] as scene:
        try:
            return scene.table(tag)
        except NotFoundError:
            return None
