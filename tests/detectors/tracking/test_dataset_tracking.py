from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest

from tests.detectors.tracking.drives import follow, make_drive
from waymo_kit.detectors.tracking import (
    GreedyMethod,
    KalmanMethod,
    SegmentFrames,
    Tracker,
    track_segment,
)
from waymo_kit.errors import InvalidInputError
from waymo_kit.predictions import BoxKind, make_predictions
from waymo_kit.predictions.table import box_array
from waymo_kit.schema.predictions import SCORE, SEGMENT, SPEED, TIMESTAMP, TRACK_ID, TYPE

SEGMENT_NAME = "1_1000_000_1020_000"


def table_of(drive):
    tables = [
        make_predictions(SEGMENT_NAME, int(t), seen.array, seen.types, seen.scores)
        for t, seen in zip(drive.times, drive.found, strict=True)
    ]
    whole = pa.concat_tables(tables)
    return whole.take(np.random.default_rng(0).permutation(len(whole)))


def frames_of(drive):
    return SegmentFrames(SEGMENT_NAME, drive.times, drive.poses)


@pytest.mark.parametrize("settings", [KalmanMethod(), GreedyMethod()])
def test_a_segment_is_what_its_frames_are_one_by_one(settings):
    drive = make_drive(7, miss=0.2, noise=0.03)
    drive.found[5] = drive.found[5][:0]
    # Scores of a table are float32.
    rounded = [replace(seen, scores=np.float32(seen.scores)) for seen in drive.found]
    expected = follow(Tracker(settings), drive._replace(found=rounded))
    table = track_segment(Tracker(settings), table_of(drive), frames_of(drive))
    counts = [len(objects.ids) for objects in expected]
    assert table.column(TIMESTAMP).to_pylist() == np.repeat(drive.times, counts).tolist()
    assert set(table.column(SEGMENT).to_pylist()) == {SEGMENT_NAME}
    ids = np.concatenate([objects.ids for objects in expected])
    assert table.column(TRACK_ID).to_pylist() == ids.tolist()
    np.testing.assert_array_equal(
        box_array(table, BoxKind.BOX_3D), np.concatenate([objects.array for objects in expected])
    )
    types = np.concatenate([objects.types for objects in expected])
    np.testing.assert_array_equal(table.column(TYPE).to_numpy(), types)
    scores = np.concatenate([objects.scores for objects in expected])
    np.testing.assert_array_equal(table.column(SCORE).to_numpy(), np.float32(scores))
    velocities = np.concatenate([objects.velocities for objects in expected])
    speeds = np.stack([table.column(name).to_numpy() for name in SPEED], axis=1)
    np.testing.assert_array_equal(speeds, velocities)
    assert table.column(SPEED[0]).null_count == np.isnan(velocities[:, 0]).sum()


def test_speeds_of_the_table_are_the_velocities_of_the_detections():
    drive = make_drive(8, velocities=True, frames=3)
    tables = [
        make_predictions(SEGMENT_NAME, int(t), s.array, s.types, s.scores, speeds=s.velocities)
        for t, s in zip(drive.times, drive.found, strict=True)
    ]
    tracker = Tracker(GreedyMethod())
    table = track_segment(tracker, pa.concat_tables(tables), frames_of(drive))
    expected = np.concatenate(
        [objects.velocities for objects in follow(Tracker(GreedyMethod()), drive)]
    )
    speeds = np.stack([table.column(name).to_numpy() for name in SPEED], axis=1)
    np.testing.assert_allclose(speeds, expected, atol=1e-6)


@pytest.mark.parametrize("count", [4, 0])
def test_no_detection_at_all_gives_an_empty_table(count):
    drive = make_drive(9, frames=4)
    drive = drive._replace(times=drive.times[:count], poses=drive.poses[:count])
    empty = BoxKind.BOX_3D.schema.empty_table()
    table = track_segment(Tracker(KalmanMethod()), empty, frames_of(drive))
    assert table.schema == BoxKind.BOX_3D.schema
    assert len(table) == 0


@pytest.mark.parametrize("micros", [0, 1_000_001, 9_999_999_999])
def test_a_detection_of_no_frame_is_named(micros):
    drive = make_drive(10, frames=4)
    table = table_of(drive)
    strange = make_predictions(SEGMENT_NAME, micros, drive.found[0].array[:1], 1, [0.5])
    message = f"p.parquet: segment {SEGMENT_NAME}: .* its 4 frames in the data, got {micros}$"
    with pytest.raises(InvalidInputError, match=message):
        both = pa.concat_tables([table, strange])
        track_segment(Tracker(KalmanMethod()), both, frames_of(drive), "p.parquet")


def test_a_tracker_starts_each_segment_afresh():
    drive, tracker = make_drive(11, frames=5), Tracker(KalmanMethod())
    first = track_segment(tracker, table_of(drive), frames_of(drive))
    assert track_segment(tracker, table_of(drive), frames_of(drive)).equals(first)


def test_a_pose_that_is_not_finite_is_named():
    drive = make_drive(12, frames=4)
    drive.poses[2] = np.nan
    message = f"p.parquet: segment {SEGMENT_NAME} frame 2: world_from_vehicle: expected finite"
    with pytest.raises(InvalidInputError, match=message):
        track_segment(Tracker(KalmanMethod()), table_of(drive), frames_of(drive), "p.parquet")
