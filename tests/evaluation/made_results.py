"""Results of two made-up models, as `waymo-kit eval --json` would keep them."""

import numpy as np

from waymo_kit.evaluation.case import SegmentCase
from waymo_kit.evaluation.result import StoredResult
from waymo_kit.evaluation.tasks import CalibrationTask, DetectionTask, TrackingTask
from waymo_kit.metrics.detection import DetectionConfig
from waymo_kit.metrics.objects import Frames, GroundTruth, Predictions
from waymo_kit.metrics.tracking import TrackingConfig

FRAMES, LABELS = 4, 12
_CUTOFFS = tuple(np.linspace(0, 1, 6).tolist())
TASKS = {
    "detection": DetectionTask(config=DetectionConfig(score_cutoffs=_CUTOFFS)),
    "tracking": TrackingTask(config=TrackingConfig(score_cutoffs=_CUTOFFS, hota=False)),
    "calibration": CalibrationTask(config=DetectionConfig(score_cutoffs=_CUTOFFS)),
}
"""Few cutoffs, so that a plain loop over resamples is quick."""


def made_case(segment, noise, types=(1, 2, 4)):
    """A segment with the same labels for every model, whose boxes are off by some noise."""
    random = np.random.default_rng(segment)
    count = FRAMES * LABELS
    box = np.column_stack(
        [
            np.tile(random.uniform(-60, 60, (LABELS, 3)) * [1, 1, 0.02], (FRAMES, 1)),
            np.tile(random.uniform(1.5, 5, (LABELS, 3)), (FRAMES, 1)),
            np.tile(random.uniform(-3, 3, LABELS), FRAMES),
        ]
    )
    frame, kind = np.repeat(np.arange(FRAMES), LABELS), random.choice(types, count)
    track = np.tile(np.arange(LABELS), FRAMES)
    truth = GroundTruth.from_arrays(
        frame, box, kind, detection_difficulty=random.integers(1, 3, count), track=track
    )
    found = np.random.default_rng([segment, 1])
    moved = box.copy()
    moved[:, :3] += found.normal(0, noise, (count, 3))
    predictions = Predictions.from_arrays(frame, moved, kind, found.random(count), track=track)
    name = f"segment-{segment}"
    frames = Frames.from_arrays(np.full(FRAMES, name), np.arange(FRAMES))
    return SegmentCase(name, frames, predictions, None, truth, None, *[np.arange(FRAMES)] * 2)


def made_result(path, noise, *, task=TASKS["detection"], segments=6, types=(1, 2, 4)):
    """The stored result of a model."""
    states = {}
    for number in range(segments):
        case = made_case(number, noise, types)
        states[case.segment] = task.count(case)
    kept = {name: task.stored(state) for name, state in states.items()}
    return StoredResult(str(path), task, task.rows(sum_of(list(states.values()))), kept)


def sum_of(states):
    """The state of all segments."""
    total = states[0]
    for state in states[1:]:
        total = total.merge(state)
    return total
