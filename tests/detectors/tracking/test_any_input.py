import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.detectors.tracking.drives import detections
from waymo_kit.detectors.tracking import (
    GreedyMethod,
    KalmanMethod,
    Tracker,
    TwoStageMethod,
)


def any_detections(random):
    """Piles, duplicates, flat and huge boxes, any score and type; velocities of some or none."""
    count = random.integers(0, 12)
    boxes = np.column_stack(
        [
            random.choice([0.0, 1.0, 3.0, 80.0], (count, 2)),
            random.choice([0.0, 0.5], count),
            random.choice([0.0, 0.005, 0.4, 2.0, 5.0, 2e6], (count, 3)),
            random.choice([0.0, 3.0, -3.0, 40.0], count),
        ]
    )
    velocities = random.choice([0.0, 20.0, np.nan], (count, 2))
    return detections(
        boxes,
        random.choice([0.0, 0.1, 0.3, 0.5, 1.0], count),
        random.integers(1, 5, count),
        None if random.random() < 0.3 else velocities,
    )


@pytest.mark.parametrize("method", [KalmanMethod(), GreedyMethod(), TwoStageMethod()])
@settings(deadline=None, max_examples=40)
@given(seed=st.integers(0, 2**32 - 1))
def test_whatever_is_detected_the_tracks_are_sound(method, seed):
    random = np.random.default_rng(seed)
    tracker, micros, kinds = Tracker(method), 0, {}
    for _ in range(12):
        micros += int(random.choice([1, 50_000, 100_000, 700_000, 10**10]))
        objects = tracker.update(any_detections(random), np.eye(4), micros)
        assert (np.diff(objects.ids.astype(int)) > 0).all()
        assert np.isfinite(objects.array).all()
        assert (objects.array[:, 3:6] >= 0).all()
        assert ((objects.array[:, 6] >= -np.pi) & (objects.array[:, 6] < np.pi)).all()
        assert ((objects.scores >= 0) & (objects.scores <= 1)).all()
        for name, kind in zip(objects.ids.tolist(), objects.types.tolist(), strict=True):
            assert kinds.setdefault(name, kind) == kind
