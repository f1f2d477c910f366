import pickle
from functools import partial

import numpy as np
import pyarrow as pa
import pytest

import waymo_kit as wk
from waymo_kit.boxes import Boxes
from waymo_kit.detectors.detection.dataset_detection import (
    SegmentDetection,
    detect_dataset,
)
from waymo_kit.detectors.detection.frame_detector import (
    FrameDetector,
    StageClock,
    detect_frames,
)
from waymo_kit.engine.task import perform_packed
from waymo_kit.errors import NotFoundError
from waymo_kit.predictions import BoxKind, read_predictions
from waymo_kit.predictions.parts import PartFacts
from waymo_kit.schema.predictions import SEGMENT, SPEED, TIMESTAMP


class Counting(FrameDetector):
    """Boxes whose x is the number of points; as many as the frame's number in its batch."""

    component = "lidar"
    identity = "counting"

    def __init__(self, batch_size=3, velocity=1.0):
        self.batch_size = batch_size
        self.velocity = velocity
        self.batches = []

    def read(self, frame, clock):
        with clock.measure("read"):
            return len(frame.points(returns=(1,)))

    def detect_batch(self, inputs, clock):
        self.batches.append(len(inputs))
        with clock.measure("network"):
            return [self.boxes(count, number) for number, count in enumerate(inputs)]

    def boxes(self, count, number):
        boxes = np.tile([count, 0, 0, 4, 2, 1.5, 0.1], (number, 1))
        return Boxes(boxes, 1, scores=0.5, velocities=np.full((number, 2), self.velocity))


def test_every_frame_is_detected_once_in_batches_of_one_segment(dataset):
    detector = Counting()
    found = list(detect_frames(detector, dataset))
    frames = [frame for scene in dataset for frame in scene]
    assert detector.batches == [3, 1, 3, 1]
    assert [(f.segment, f.timestamp_micros) for f in found] == [
        (frame.scene.name, frame.timestamp_micros) for frame in frames
    ]
    assert [len(f.boxes) for f in found] == [0, 1, 2, 0, 0, 1, 2, 0]
    assert found[5].boxes.array[0, 0] == len(dataset[1][1].points(returns=(1,)))


def test_some_frames_can_be_left_out(dataset):
    found = list(detect_frames(Counting(), dataset, stride=3))
    expected = [scene.timestamps_micros[k] for scene in dataset for k in (0, 3)]
    assert [frame.timestamp_micros for frame in found] == expected


def test_predictions_are_written_with_their_frames_and_speeds(dataset, tmp_path):
    progress = []
    out = tmp_path / "p.parquet"
    summary = detect_dataset(Counting(), dataset.where, out, on_progress=progress.append)
    table = read_predictions(out)
    assert (summary.segments, summary.frames, summary.detections) == (2, 8, 6)
    assert list(summary.stages) == ["read", "network", "write"]
    assert progress[-1] == (2, 2, 8)
    assert (1, 2, 4) in progress
    times = [t for scene in dataset for t in scene.timestamps_micros.tolist()]
    expected = [times[k] for k in (1, 2, 2, 5, 6, 6)]
    assert table.column(TIMESTAMP).to_pylist() == expected
    assert table.column(SEGMENT).to_pylist() == [dataset.segments[k] for k in (0, 0, 0, 1, 1, 1)]
    assert table.column(SPEED[0]).to_pylist() == [1.0] * 6


def test_unknown_velocities_are_left_out(dataset, tmp_path):
    detect_dataset(Counting(velocity=np.nan), dataset.where, tmp_path / "p.parquet")
    assert read_predictions(tmp_path / "p.parquet").column(SPEED[0]).null_count == 6


def test_one_frame_has_what_the_dataset_has(dataset):
    detector = Counting(batch_size=1)
    detector.boxes = lambda count, number: Counting.boxes(detector, count, 2)
    frame = dataset[1][2]
    assert detector.detect(frame).array[0, 0] == len(frame.points(returns=(1,)))


def test_a_dataset_without_lidar_is_an_error_and_writes_nothing(drives, tmp_path):
    tables = tmp_path / "tables"
    tables.mkdir()
    for tag in ("vehicle_pose", "_manifest"):
        (tables / tag).symlink_to(drives["tables"] / tag)
    with pytest.raises(NotFoundError, match="has no lidar table"):
        detect_dataset(Counting(), tables, tmp_path / "p.parquet")
    assert not (tmp_path / "p.parquet").exists()


def test_labels_are_not_needed(drives, tmp_path):
    for tag in ("lidar", "lidar_pose", "lidar_calibration", "vehicle_pose", "_manifest"):
        (tmp_path / tag).symlink_to(drives["tables"] / tag)
    clock = StageClock()
    assert len(list(detect_frames(Counting(), wk.open_dataset(tmp_path), clock))) == 8
    assert set(clock.seconds) == {"read", "network"}


class Noting(Counting):
    """Notes in a folder that it was made."""

    def __init__(self, folder):
        super().__init__()
        (folder / str(len(list(folder.iterdir())))).touch()


def test_a_process_loads_its_detector_once(dataset, tmp_path):
    job = SegmentDetection(dataset, partial(Noting, tmp_path), BoxKind.BOX_3D)
    here = [job(segment, print) for segment in dataset.segments]
    assert len(list(tmp_path.iterdir())) == 1
    packed = pickle.dumps(job)
    done = []
    for segment, expected in zip(dataset.segments, here, strict=True):
        report = perform_packed(packed, segment, done.append)
        assert report.result.table.equals(expected.table)
        assert report.work == 4
        assert report.result.facts == expected.facts
        assert expected.facts == PartFacts(frames=4, boxes=3)
    assert len(list(tmp_path.iterdir())) == 2
    assert set(here[1].stage_seconds) == {"load", "read", "network", "write"}


def test_a_segment_is_detected_like_the_whole(dataset, tmp_path):
    job = SegmentDetection(dataset, Counting, BoxKind.BOX_3D)
    detect_dataset(Counting(), dataset.where, tmp_path / "p.parquet")
    whole = read_predictions(tmp_path / "p.parquet")
    parts = [job(segment, lambda done: None).table for segment in dataset.segments]
    assert pa.concat_tables(parts).equals(whole)
