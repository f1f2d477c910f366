"""3D boxes that viewers show: labels, predictions, and errors of the predictions."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from waymo_kit.evaluation.listing import field
from waymo_kit.evaluation.tasks.detection import DetectionTask
from waymo_kit.exchange.sample import Sample
from waymo_kit.predictions import BoxKind
from waymo_kit.predictions.table import box_array
from waymo_kit.schema import ObjectType
from waymo_kit.schema.predictions import SCORE, TIMESTAMP, TRACK_ID, TYPE

COLORS = {
    ObjectType.UNKNOWN: (150, 150, 150),
    ObjectType.VEHICLE: (38, 139, 210),
    ObjectType.PEDESTRIAN: (211, 54, 130),
    ObjectType.SIGN: (133, 153, 0),
    ObjectType.CYCLIST: (42, 161, 152),
}
"""Red, green and blue of the types."""

ERROR_COLORS = {"false positive": (220, 50, 47), "missed": (255, 165, 0)}
"""Red, green and blue of the errors."""

_ERRORS = {"FP": "false positive", "FN": "missed"}
_BOX_FIELDS = ("center.x", "center.y", "center.z", "size.x", "size.y", "size.z", "heading")


@dataclass(frozen=True)
class ShownBox:
    """One box of a layer.

    Attributes:
        name: Name that is the same for an object in all frames, as far as it has one.
        box: (7,) box in the vehicle frame.
        color: Red, green and blue from 0 to 255.
        words: Short text beside the box.
    """

    name: str
    box: NDArray[np.float64]
    color: tuple[int, int, int]
    words: str


def label_boxes(sample: Sample) -> list[ShownBox]:
    """Returns the labels of a frame."""
    return [
        ShownBox(str(box.id), box.array, COLORS[box.type], box.type.name.lower())
        for box in sample.boxes
    ]


class PredictionLayers:
    """Reads the predictions of a segment and finds their errors, frame by frame."""

    def __init__(self, predictions: str, data: str, segment: str) -> None:
        """Scores the segment.

        Args:
            predictions: Path or URI of the predictions.
            data: Path or URI of the dataset, for labels.
            segment: Name of the segment.
        """
        task = DetectionTask()
        with tempfile.TemporaryDirectory(prefix="waymo-kit-") as scratch:
            inputs = task.open(predictions, data, Path(scratch))
            table = inputs.predictions.read(segment)
            self._listing = task.score(inputs, segment, with_listing=True).listing
        self._times = table.column(TIMESTAMP).to_numpy()
        self._table = table

    def predictions(self, timestamp_micros: int) -> list[ShownBox]:
        """Returns the predictions of a frame."""
        table = self._table.filter(pa.array(self._times == timestamp_micros))
        columns = zip(
            box_array(table, BoxKind.BOX_3D),
            table.column(TYPE).to_pylist(),
            table.column(SCORE).to_pylist(),
            table.column(TRACK_ID).to_pylist(),
            strict=True,
        )
        return [
            ShownBox(
                track or f"prediction-{row}",
                box,
                COLORS[ObjectType(kind)],
                f"{ObjectType(kind).name.lower()} {score:.2f}",
            )
            for row, (box, kind, score, track) in enumerate(columns)
        ]

    def errors(self, timestamp_micros: int) -> list[ShownBox]:
        """Returns false positives and missed labels of a frame."""
        if self._listing is None:
            return []
        times = self._listing.column(TIMESTAMP).to_numpy()
        outcomes = np.array(self._listing.column(field("outcome")).to_pylist())
        chosen = (times == timestamp_micros) & np.isin(outcomes, list(_ERRORS))
        table = self._listing.filter(pa.array(chosen))
        boxes = np.column_stack(
            [table.column(field(f"box.{name}")).to_numpy() for name in _BOX_FIELDS]
        )
        columns = zip(
            boxes,
            table.column(field("outcome")).to_pylist(),
            table.column(field("cause")).to_pylist(),
            table.column(field("type")).to_pylist(),
            strict=True,
        )
        return [
            ShownBox(
                f"error-{row}",
                box,
                ERROR_COLORS[_ERRORS[outcome]],
                " ".join([_ERRORS[outcome], ObjectType(kind).name.lower(), cause or ""]).strip(),
            )
            for row, (box, outcome, cause, kind) in enumerate(columns)
        ]
