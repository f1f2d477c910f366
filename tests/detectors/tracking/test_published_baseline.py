"""The Kalman tracker beside a plain implementation of AB3DMOT with its public settings."""

import numpy as np
import pytest

from tests.detectors.tracking.drives import follow, make_drive
from tests.naive import kalman_tracker as naive
from waymo_kit.detectors.tracking import KalmanMethod, Tracker
from waymo_kit.geometry import invert_transform
from waymo_kit.geometry.boxes import transform_boxes
from waymo_kit.metrics.breakdowns import Breakdown
from waymo_kit.metrics.objects import Frames, GroundTruth, Predictions
from waymo_kit.metrics.tracking import TrackingConfig, evaluate_tracks

pytest.importorskip("scipy")
TYPES = (1, 2, 4)


def plain_tracks(drive):
    """Columns frame, type, id, score, box of the plain trackers, one a type, in world frame."""
    rows = []
    trackers = {kind: naive.PlainTracker(*naive.AB3DMOT_SETTINGS[kind]) for kind in TYPES}
    for frame, (seen, pose) in enumerate(zip(drive.found, drive.poses, strict=True)):
        world = transform_boxes(pose, seen.array)
        for kind, tracker in trackers.items():
            mine = seen.types == kind
            objects = tracker.update(world[mine], seen.scores[mine])
            for name, score, box in objects:
                own = transform_boxes(invert_transform(pose), box[None])[0]
                rows.append([frame, kind, 10 * name + kind, score, *own])
    return np.array(rows)


def our_tracks(drive):
    rows = []
    for frame, objects in enumerate(follow(Tracker(KalmanMethod()), drive)):
        keys = [
            np.full(len(objects.ids), frame),
            objects.types,
            objects.ids.astype(int),
            objects.scores,
        ]
        rows.append(np.column_stack([*keys, objects.array]))
    return np.concatenate(rows)


def figures(truth, tracks, frames):
    count = [len(seen.array) for seen in truth.found]
    kinds = np.concatenate([seen.types for seen in truth.found])
    result = evaluate_tracks(
        Predictions.from_arrays(
            tracks[:, 0].astype(int),
            tracks[:, 4:],
            tracks[:, 1].astype(int),
            tracks[:, 3],
            track=tracks[:, 2].astype(int),
        ),
        GroundTruth.from_arrays(
            np.repeat(np.arange(frames), count),
            np.concatenate([seen.array for seen in truth.found]),
            kinds,
            track=np.concatenate(truth.ids),
        ),
        Frames.from_arrays(["a"] * frames, truth.times),
        TrackingConfig(breakdowns=(Breakdown.OBJECT_TYPE,)),
    ).as_dict()
    names = ("VEHICLE", "PEDESTRIAN", "CYCLIST")
    return {name: result[f"OBJECT_TYPE_TYPE_{name}_LEVEL_2"] for name in names}


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_it_is_at_least_as_accurate(seed):
    objects, frames = 16, 50
    truth = make_drive(seed, objects=objects, frames=frames)
    drive = make_drive(seed, objects=objects, frames=frames, miss=0.25, noise=0.1)
    np.testing.assert_array_equal(truth.times, drive.times)
    theirs = figures(truth, plain_tracks(drive), frames)
    ours = figures(truth, our_tracks(drive), frames)
    for figure in ("MOTA", "IDF1", "HOTA"):
        mine, other = ([rows[kind][figure] for kind in rows] for rows in (ours, theirs))
        assert np.mean(mine) >= np.mean(other)
