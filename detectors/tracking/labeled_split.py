"""Trackers scored on a labeled split: many methods in one pass over its segments."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from waymo_kit.detectors.tracking.dataset_tracking import read_frames, track_segment
from waymo_kit.detectors.tracking.tracker import Tracker
from waymo_kit.detectors.tracking.tuning import CLASSES
from waymo_kit.engine import Engine
from waymo_kit.errors import InvalidInputError
from waymo_kit.evaluation.case import make_case
from waymo_kit.evaluation.dataset_truth import DatasetTruth
from waymo_kit.evaluation.state import ArrayState
from waymo_kit.evaluation.tasks import TrackingTask
from waymo_kit.evaluation.workers import map_segments
from waymo_kit.metrics.breakdowns import Breakdown
from waymo_kit.metrics.tracking import TrackingConfig
from waymo_kit.predictions import PredictionSource, open_predictions
from waymo_kit.predictions.table import box_array
from waymo_kit.progress import OnProgress, Progress, ignore_progress
from waymo_kit.scene import open_dataset
from waymo_kit.schema import Difficulty, ObjectType
from waymo_kit.schema.predictions import SCORE, TYPE, BoxKind

_TASK = TrackingTask(
    config=TrackingConfig(
        breakdowns=(Breakdown.OBJECT_TYPE,),
        levels=(Difficulty.LEVEL_2,),
        identity=False,
        hota=False,
    )
)


@dataclass(frozen=True)
class _SegmentJob:
    """Tracks a segment with several methods and counts; can be sent to another process."""

    methods: tuple[Any, ...]
    detections: PredictionSource
    truth: DatasetTruth

    def __call__(self, segment: str) -> list[ArrayState]:
        table = self.detections.read(segment)
        frames = read_frames(self.truth.dataset, segment)
        truth = _TASK.candidates(self.truth.read(segment))
        states = []
        for method in self.methods:
            tracks = track_segment(Tracker(method), table, frames, self.detections.where)
            boxes = box_array(tracks, BoxKind.BOX_3D)
            states.append(_TASK.count(make_case(tracks, boxes, truth, BoxKind.BOX_3D)))
        return states


class LabeledSplit:
    """Detections and labels of the same segments, on which trackers are scored.

    Attributes:
        scores: (N,) float64 scores of all detections.
        types: (N,) int64 types of all detections.
    """

    def __init__(
        self,
        detections: str | os.PathLike[str],
        data: str | os.PathLike[str],
        scratch: Path,
        engine: Engine | None = None,
        passes: int = 1,
        on_progress: OnProgress = ignore_progress,
    ) -> None:
        """Opens both.

        Args:
            detections: Predictions of 3D boxes in any form that `open_predictions` takes.
            data: Dataset with labels in any form that `open_dataset` takes.
            scratch: Folder for temporary files, which must outlive this object.
            engine: Engine that runs the workers. Defaults to None, which runs in this process.
            passes: Number of calls of `mota` that are expected, for `on_progress`.
            on_progress: Function called with the number of segments done in all calls of `mota` so
                far.

        Raises:
            NotFoundError: An input is not there.
            InvalidInputError: There are no detections, or the data lack a segment of them.
        """
        self._source = open_predictions(detections, BoxKind.BOX_3D, scratch)
        dataset = open_dataset(data)
        unknown = sorted({*self._source.segments} - {*dataset.segments})
        if unknown or not self._source.segments:
            raise InvalidInputError(
                f"{detections}: expected detections in segments of {data}, got "
                f"{f'segment {unknown[0]}' if unknown else 'none'}"
            )
        self._truth = DatasetTruth(dataset, BoxKind.BOX_3D)
        self._engine, self._on_progress = engine, on_progress
        self._done, self._total = 0, passes * len(self._truth.segments)
        columns: list[NDArray[Any]] = []
        for segment in self._source.segments:
            table = self._source.read(segment)
            columns.append(np.stack([table.column(name).to_numpy() for name in (SCORE, TYPE)]))
        joined = np.concatenate(columns, axis=1)
        self.scores, self.types = joined[0].astype(np.float64), joined[1].astype(np.int64)

    def mota(self, methods: Sequence[Any]) -> NDArray[np.float64]:
        """Scores tracking methods, as `waymo-kit eval --task tracking` does.

        Args:
            methods: K methods, such as `KalmanMethod()`.

        Returns:
            (K, 5) float64 MOTA of LEVEL_2 by `ObjectType`; NaN for types without objects.
        """
        job = _SegmentJob(tuple(methods), self._source, self._truth)
        sums: list[ArrayState] | None = None

        def progress(now: Progress) -> None:
            self._on_progress(Progress(self._done + now.done, self._total))

        segments = self._truth.segments
        for done in map_segments(job, segments, engine=self._engine, on_progress=progress):
            states: list[ArrayState] = done.result
            if sums is None:
                sums = states
            else:
                sums = [one.merge(more) for one, more in zip(sums, states, strict=True)]
        self._done += len(segments)
        figures = np.full((len(methods), max(ObjectType) + 1), np.nan)
        for row, state in enumerate(sums or ()):
            result = _TASK.result(state)
            for kind in CLASSES.values():
                place = result.names.index(f"OBJECT_TYPE_TYPE_{kind.name}_LEVEL_2")
                figures[row, kind] = result.mota[place]
        return figures
