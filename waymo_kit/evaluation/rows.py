"""Rows of a result: metrics by official row name and column name."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Rows = dict[str, dict[str, float]]
"""Metrics by row name and column name."""

MEAN_TYPES = ("VEHICLE", "PEDESTRIAN", "CYCLIST")
"""Types whose mean is ALL_NS."""


@dataclass(frozen=True, eq=False)
class ScoreTable:
    """Holds the metrics of B resamples of the segments.

    Attributes:
        rows: R row names.
        columns: K column names.
        values: (B, R, K) float64, NaN where a row has no such metric.
        labels: (B, R) int64 number of labels in each row.
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    values: NDArray[np.float64]
    labels: NDArray[np.int64]

    def with_type_means(self) -> ScoreTable:
        """Returns the table with the rows ALL_NS added."""
        place = {name: k for k, name in enumerate(self.rows)}
        names, values, labels = list(self.rows), [self.values], [self.labels]
        for mean, parts in type_groups(self.rows):
            chosen = [place[part] for part in parts]
            names.append(mean)
            values.append(self.values[:, chosen].mean(axis=1, keepdims=True))
            labels.append(self.labels[:, chosen].sum(axis=1, keepdims=True))
        return ScoreTable(
            tuple(names),
            self.columns,
            np.concatenate(values, axis=1),
            np.concatenate(labels, axis=1),
        )


def type_groups(names: tuple[str, ...]) -> list[tuple[str, list[str]]]:
    """Returns each row ALL_NS with the rows that it is the mean of, where all three are there."""
    groups = []
    for name in names:
        parts = [name.replace("TYPE_VEHICLE", f"TYPE_{kind}") for kind in MEAN_TYPES]
        if "TYPE_VEHICLE" in name and all(part in names for part in parts):
            groups.append((name.replace("TYPE_VEHICLE", "ALL_NS"), parts))
    return groups
