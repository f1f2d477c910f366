from dataclasses import replace

import numpy as np
import pytest

from tests.detectors.tracking.drives import follow, make_drive
from tests.naive import kalman_tracker as naive
from waymo_kit.detectors.tracking import (
    METHODS,
    KalmanMethod,
    OfflineConfig,
    Tracker,
    smooth_tracks,
)
from waymo_kit.detectors.tracking.ego_motion import VehicleMotion
from waymo_kit.detectors.tracking.offline import FollowedDetections

CONFIG = OfflineConfig()


def followed(tracker, drive):
    """What the tracker follows in each frame, and what it reports."""
    tracker.reset()
    frames, reports = [], []
    for seen, pose, micros in zip(drive.found, drive.poses, drive.times, strict=True):
        reports.append(tracker.update(seen, pose, int(micros)))
        frames.append(tracker.followed.frozen())
    return frames, reports


def one_car(places, scores, seconds=0.1):
    """A car at places along x, None where it is not detected."""
    frames = []
    for k, (x, score) in enumerate(zip(places, scores, strict=True)):
        count = int(x is not None)
        frames.append(
            FollowedDetections(
                seconds if k else 0.0,
                1 + round(1e6 * seconds * k),
                np.ones(count, np.int64),
                np.ones(count, np.int64),
                np.array([[x or 0.0, 2.0, 1.0, 4.5, 2.0, 1.6, 0.1]] * count).reshape(-1, 7),
                np.full((count, 3), np.nan),
                np.full(count, score),
                VehicleMotion(),
            )
        )
    return frames


def test_smoothing_is_that_of_dense_matrices():
    random = np.random.default_rng(0)
    places = [0.5 * k + random.normal(0, 0.3) for k in range(12)]
    frames = one_car(places, [0.9] * 12)
    found = smooth_tracks(frames, CONFIG)
    noise = CONFIG.noise.vehicle
    measured, drift = np.square(noise.measurement), np.square(noise.drift)
    transition = np.eye(10)
    transition[:3, 7:] = 0.1 * np.eye(3)
    first = frames[0].boxes[0]
    mean = np.append(first, np.zeros(3))
    speed = np.square([noise.speed, noise.speed, noise.climb])
    matrix = np.diag(np.append(measured, speed))
    states = [(mean, matrix, mean, matrix)]
    for frame in frames[1:]:
        before, spread = naive.kalman_predict(mean, matrix, drift, 0.1)
        mean, matrix, _ = naive.kalman_correct(before, spread, frame.boxes[0], measured)
        states.append((mean, matrix, before, spread))
    smooth = states[-1][0]
    expected = [smooth]
    for now, later in zip(states[-2::-1], states[:0:-1], strict=True):
        gain = now[1] @ transition.T @ np.linalg.inv(later[3])
        smooth = now[0] + gain @ (smooth - later[2])
        expected.append(smooth)
    for boxes, state in zip(found, expected[::-1], strict=True):
        np.testing.assert_allclose(boxes.array[0], state[:7], atol=1e-6)
        np.testing.assert_allclose(boxes.velocities[0], state[7:9], atol=1e-6)


def test_short_gaps_are_filled_and_long_ones_are_not():
    for missing, filled in ((5, True), (15, False)):
        places = [0.0, 1.0, 2.0, *[None] * missing, 3.0 + missing, 4.0 + missing, None]
        found = smooth_tracks(one_car(places, [0.8] * len(places)), CONFIG)
        counts = [len(boxes) for boxes in found]
        assert counts == [1, 1, 1, *[int(filled)] * missing, 1, 1, 0]
        if filled:
            # Ten meters a second, also where nothing was seen.
            centers = [boxes.array[0, 0] for boxes in found[:-1]]
            np.testing.assert_allclose(centers, np.arange(len(centers)), atol=0.05)


def test_a_box_has_the_mean_score_of_its_track():
    found = smooth_tracks(one_car([0.0, 0.1, None, 0.3], [0.9, 0.3, 0.0, 0.6]), CONFIG)
    assert [boxes.scores.tolist() for boxes in found] == [[pytest.approx(0.6)]] * 4


def test_weak_short_tracks_are_removed():
    for scores, count in (([0.2, 0.3], 0), ([0.8, 0.9], 2), ([0.2, 0.3, 0.2], 3)):
        found = smooth_tracks(one_car([0.0] * len(scores), scores), CONFIG)
        assert sum(map(len, found)) == count


def test_turned_detections_do_not_turn_the_track():
    frames = one_car([0.0] * 10, [0.9] * 10)
    for k in (0, 1, 2, 3):
        frames[k].boxes[:, 6] += np.pi
    found = smooth_tracks(frames, CONFIG)
    np.testing.assert_allclose([boxes.array[0, 6] for boxes in found], 0.1, atol=1e-6)


@pytest.mark.parametrize("method", METHODS)
def test_it_is_nearer_to_the_truth_than_the_tracker(method):
    truth, drive = make_drive(3, frames=40), make_drive(3, frames=40, noise=0.2)
    frames, reports = followed(Tracker(METHODS[method]()), drive)
    errors = [[], []]
    for k in range(5, 40):
        for which, boxes in enumerate((reports[k], smooth_tracks(frames, CONFIG)[k])):
            gaps = truth.found[k].array[:, None, :2] - boxes.array[None, :, :2]
            errors[which].append(np.hypot(gaps[..., 0], gaps[..., 1]).min(axis=1))
    online, offline = (np.concatenate(each) for each in errors)
    assert np.median(offline) < 0.8 * np.median(online)


def test_an_online_run_is_not_changed():
    drive = make_drive(5, miss=0.2, noise=0.05)
    tracker = Tracker(KalmanMethod())
    _, reports = followed(tracker, drive)
    tracker.reset()
    for one, other in zip(reports, follow(tracker, drive), strict=True):
        np.testing.assert_array_equal(one.array, other.array)
    assert smooth_tracks([]) == []
    config = replace(CONFIG, min_score=0.0)
    assert len(smooth_tracks([frame.frozen() for frame in one_car([1.0], [0.1])], config)[0]) == 1
