"""Predictions that are mended as they are read."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from waymo_kit.evaluation.labels import TruthSource
from waymo_kit.evaluation.mistakes import Repair
from waymo_kit.geometry import wrap_angle
from waymo_kit.predictions import BoxKind, PredictionSource
from waymo_kit.predictions.table import box_array
from waymo_kit.schema.predictions import TIMESTAMP, TYPE


@dataclass(frozen=True)
class RepairedPredictions(PredictionSource):
    """Reads predictions of 3D boxes segment by segment and mends them.

    Attributes:
        truth: Ground truth, for times and poses of the frames.
        repair: Repair of the predictions.
    """

    truth: TruthSource | None = None
    repair: Repair = Repair()

    @classmethod
    def of(
        cls, source: PredictionSource, truth: TruthSource, repair: Repair
    ) -> RepairedPredictions:
        """Returns predictions that are mended.

        Args:
            source: Predictions as they are.
            truth: Ground truth.
            repair: Repair of the predictions.
        """
        values = {each.name: getattr(source, each.name) for each in dataclasses.fields(source)}
        return cls(**{**values, "truth": truth, "repair": repair})

    def read(self, segment: str) -> pa.Table:
        """Reads and mends the predictions of a segment; see `PredictionSource.read`."""
        table = super().read(segment)
        if self.truth is None or segment not in self.truth.segments or not len(table):
            return table
        return mend_table(table, self.truth, segment, self.repair)


def mend_table(table: pa.Table, truth: TruthSource, segment: str, repair: Repair) -> pa.Table:
    """Returns the predictions of a segment, mended.

    Args:
        table: Predictions of 3D boxes, all of the segment.
        truth: Ground truth, for times and poses of the frames.
        segment: Name of the segment.
        repair: Repair of the predictions.
    """
    known = truth.read(segment)
    times = repair.times(table.column(TIMESTAMP).to_numpy(), np.unique(known.timestamp_micros))
    stored, poses = known.zones.pose_timestamp_micros, known.zones.world_from_vehicle
    poses = np.concatenate([poses, np.full((1, 4, 4), np.nan)])
    place = np.searchsorted(stored, times)
    is_known = place < len(stored)
    is_known[is_known] = stored[place[is_known]] == times[is_known]
    boxes = repair.boxes(
        box_array(table, BoxKind.BOX_3D), np.where(is_known, place, len(stored)), poses
    )
    boxes[:, 6] = wrap_angle(boxes[:, 6])
    types = np.array(repair.types, np.int8)[table.column(TYPE).to_numpy()]
    columns = {TIMESTAMP: times, TYPE: types}
    columns |= dict(zip(BoxKind.BOX_3D.box_columns, boxes.T, strict=True))
    for name, values in columns.items():
        place_of = table.column_names.index(name)
        table = table.set_column(place_of, table.schema.field(name), pa.array(values))
    return table
