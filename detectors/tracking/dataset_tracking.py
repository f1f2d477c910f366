"""Tracks of whole datasets: predictions in, predictions with ids out."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from waymo_kit.boxes import Boxes
from waymo_kit.detectors.tracking.image import ImageTracker, track_images
from waymo_kit.detectors.tracking.offline import OfflineConfig, smooth_tracks
from waymo_kit.detectors.tracking.tracker import Tracker
from waymo_kit.engine import Engine, LocalEngine
from waymo_kit.errors import InvalidInputError, NotFoundError
from waymo_kit.io.storage import stamp_of
from waymo_kit.predictions import (
    BoxKind,
    PredictionSource,
    boxes_to_predictions,
    open_predictions,
)
from waymo_kit.predictions.files import find_prediction_files
from waymo_kit.predictions.job import SegmentOutcome, SegmentPredictions, predict
from waymo_kit.predictions.parts import PartFacts
from waymo_kit.predictions.table import box_array
from waymo_kit.predictions.writer import PredictionWriter
from waymo_kit.progress import OnProgress, ignore_progress
from waymo_kit.scene import Dataset, open_dataset
from waymo_kit.scene.dataset import dataset_stamp
from waymo_kit.schema.predictions import OVERLAP_WITH_NLZ, SCORE, SPEED, TIMESTAMP, TRACK_ID, TYPE

_POSES = "vehicle_pose"
_TRACK = "track"


@dataclass(frozen=True)
class SegmentFrames:
    """The frames of a segment.

    Attributes:
        name: Name of the segment.
        timestamps_micros: (F,) int64 times, ascending.
        world_from_vehicle: (F, 4, 4) float64 poses of the vehicle. None if they are not known; then
            the tracker estimates them.
    """

    name: str
    timestamps_micros: NDArray[np.int64]
    world_from_vehicle: NDArray[np.float64] | None


@dataclass(frozen=True)
class TrackingSummary:
    """Summary of a run of `track_dataset`, with its time.

    Attributes:
        segments: Number of segments with detections.
        skipped_segments: Number of segments of the dataset without any detection.
        frames: Number of frames.
        detections: Number of detected boxes.
        objects: Number of objects that were reported.
        boxes: Number of boxes that were reported.
        estimated_poses: Number of frames whose pose was estimated: the data have none, or the same
            one for frames between which the vehicle seems to move.
        seconds: Time spent in the tracker, without reading and writing, in seconds.
        outcomes: Outcome of each segment.
    """

    segments: int
    skipped_segments: int
    frames: int
    detections: int
    objects: int
    boxes: int
    estimated_poses: int
    seconds: float
    outcomes: tuple[SegmentOutcome, ...]

    def to_json(self) -> dict[str, Any]:
        """Returns counts, times and the outcome of each segment as JSON values."""
        names = (
            "segments",
            "skipped_segments",
            "frames",
            "detections",
            "objects",
            "boxes",
            "estimated_poses",
            "seconds",
        )
        values = {name: getattr(self, name) for name in names}
        return {**values, "work": [outcome.to_json() for outcome in self.outcomes]}


def track_segment(
    tracker: Tracker,
    detections: pa.Table,
    frames: SegmentFrames,
    where: str = "detections",
    offline: OfflineConfig | None = None,
) -> pa.Table:
    """Follows the objects of a segment.

    Args:
        tracker: Tracker; it is reset first.
        detections: Predictions table (docs/guides/predictions.md) of the segment's 3D boxes, in
            `BoxKind.BOX_3D.schema`; speeds are taken along the vehicle's axes.
        frames: All frames of the segment, including those without detections.
        where: Name of the table in error messages.
        offline: Improvement of the tracks at the end of the segment. Defaults to None, which
            reports each frame as if the next ones were not known.

    Returns:
        A predictions table with `track_id` and, where known, speeds; rows by time and id.

    Raises:
        InvalidInputError: A detection has the time of no frame, or a value is wrong.
    """
    times = detections.column(TIMESTAMP).to_numpy()
    places = np.searchsorted(frames.timestamps_micros, times)
    known = np.append(frames.timestamps_micros, -1)[places] == times
    if not known.all():
        raise InvalidInputError(
            f"{where}: segment {frames.name}: expected timestamps of its "
            f"{len(frames.timestamps_micros)} frames in the data, got {times[known.argmin()]}"
        )
    boxes = box_array(detections, BoxKind.BOX_3D)
    scores, types = (detections.column(name).to_numpy() for name in (SCORE, TYPE))
    speeds = np.stack([detections.column(name).to_numpy() for name in SPEED], axis=1)
    order = np.argsort(places, kind="stable")
    edges = np.searchsorted(places[order], np.arange(len(frames.timestamps_micros) + 1))
    tracker.reset()
    found, followed, poses = [], [], frames.world_from_vehicle
    for k, micros in enumerate(frames.timestamps_micros.tolist()):
        rows = order[edges[k] : edges[k + 1]]
        seen = Boxes(boxes[rows], types[rows], scores=scores[rows], velocities=speeds[rows])
        try:
            found.append(tracker.update(seen, None if poses is None else poses[k], micros))
        except InvalidInputError as error:
            raise InvalidInputError(f"{where}: segment {frames.name} frame {k}: {error}") from error
        if offline is not None and tracker.followed is not None:
            followed.append(tracker.followed.frozen())
    if offline is not None:
        found = smooth_tracks(followed, offline)
    if not any(map(len, found)):
        return BoxKind.BOX_3D.schema.empty_table()
    return boxes_to_predictions(Boxes.concatenate(found), frames.name)


@dataclass(frozen=True)
class SegmentTracking:
    """Tracks the objects of one segment; a `Predictor`, which other processes can run.

    Attributes:
        tracker: Tracker that follows the objects, in 3D or in images.
        detections: Predictions of boxes of that kind.
        dataset: Dataset that gives frames and poses.
        offline: Improvement of 3D tracks at the end of a segment; None for no improvement.
    """

    tracker: Tracker | ImageTracker
    detections: PredictionSource
    dataset: Dataset
    offline: OfflineConfig | None = None

    def __call__(self, segment: str, progress: Callable[[int], None]) -> SegmentPredictions:
        """Returns the tracks of a segment."""
        table = self.detections.read(segment)
        frames = read_frames(self.dataset, segment)
        started = time.perf_counter()
        where = self.detections.where
        estimated_poses = 0
        if isinstance(self.tracker, ImageTracker):
            times = frames.timestamps_micros
            tracks = track_images(self.tracker, table, segment, times, where)
        else:
            tracks = track_segment(self.tracker, table, frames, where, self.offline)
            estimated_poses = self.tracker.estimated_poses
        seconds = time.perf_counter() - started
        count = len(frames.timestamps_micros)
        progress(count)
        objects = len(tracks.column(TRACK_ID).unique())
        facts = PartFacts(
            frames=count,
            boxes=len(tracks),
            inputs=len(table),
            objects=objects,
            estimated_poses=estimated_poses,
        )
        return SegmentPredictions(tracks, facts, {_TRACK: seconds})


def track_dataset(
    tracker: Tracker | ImageTracker,
    detections: str | os.PathLike[str],
    data: str | os.PathLike[str],
    out: str | os.PathLike[str],
    *,
    offline: OfflineConfig | None = None,
    engine: Engine | None = None,
    overwrite: bool = False,
    on_progress: OnProgress = ignore_progress,
) -> TrackingSummary:
    """Follows the objects in all segments of a predictions file; each segment is one task.

    Args:
        tracker: Tracker that follows the objects, such as `Tracker(KalmanMethod())` for 3D boxes or
            `ImageTracker(ByteTrack())` for boxes in images.
        detections: Predictions in any form that `open_predictions` takes.
        data: Dataset in any form that `open_dataset` takes; it gives frames and,
            where it has them, poses of the vehicle.
        out: File or URI to write: `.parquet`, `.arrow` or `.bin`. Rows are ordered by segment, time
            and id.
        offline: Improvement of 3D tracks at the end of a segment. Defaults to None, which leaves
            them as a tracker that runs while it drives reports them.
        engine: Engine that runs the tasks. Defaults to None, which runs in this process.
        overwrite: Whether to track again in segments that a killed run had finished.
        on_progress: Function called with the numbers of segments done, of all segments, and of
            frames done.

    Returns:
        Counts and times.

    Raises:
        NotFoundError: An input is not there.
        CorruptDataError: An input does not decode.
        InvalidInputError: A value is wrong, or the data lack a segment or frame of a detection.
        OutputError: The file cannot be written.
    """
    kind = BoxKind.BOX_2D if isinstance(tracker, ImageTracker) else BoxKind.BOX_3D
    writer = PredictionWriter(out, kind, without=(OVERLAP_WITH_NLZ,))
    with tempfile.TemporaryDirectory(prefix="waymo-kit-") as scratch:
        source = open_predictions(detections, kind, Path(scratch))
        dataset = open_dataset(data)
        unknown = sorted({*source.segments} - {*dataset.segments})
        if unknown:
            raise InvalidInputError(
                f"{detections}: {len(unknown)} of {len(source.segments)} segments are not in "
                f"{data}, for example {unknown[0]}: another split?"
            )
        files = find_prediction_files(detections)
        outcomes = predict(
            SegmentTracking(tracker, source, dataset, offline),
            source.segments,
            writer,
            {
                "tracker": f"{tracker.method!r} {offline!r}",
                "detections": f"{detections} {stamp_of(file.info() for file in files)}",
                "data": f"{data} {dataset_stamp(data, _POSES)}",
            },
            engine or LocalEngine(),
            overwrite=overwrite,
            on_progress=on_progress,
        )
    facts = [outcome.facts for outcome in outcomes]
    return TrackingSummary(
        segments=len(source.segments),
        skipped_segments=len(dataset) - len(source.segments),
        frames=sum(each.frames for each in facts),
        detections=sum(each.inputs for each in facts),
        objects=sum(each.objects for each in facts),
        boxes=sum(each.boxes for each in facts),
        estimated_poses=sum(each.estimated_poses for each in facts),
        seconds=sum(outcome.stage_seconds.get(_TRACK, 0.0) for outcome in outcomes),
        outcomes=tuple(outcomes),
    )


def read_frames(dataset: Dataset, segment: str) -> SegmentFrames:
    """Returns the frames of a segment, with poses where the dataset has them."""
    with dataset[segment] as scene:
        try:
            poses = scene.world_from_vehicle
        except NotFoundError:
            poses = None
        return SegmentFrames(segment, scene.timestamps_micros, poses)
