import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.naive import boxes as naive_boxes
from tests.naive import detection as naive_detection
from waymo_kit.geometry import iou_3d
from waymo_kit.metrics import Breakdown, DetectionConfig, Frames, GroundTruth, Predictions
from waymo_kit.metrics.breakdowns import matching_groups, shard_names, shards_of
from waymo_kit.metrics.counts import FIXED_ONE
from waymo_kit.metrics.detection import count_detections

CUTOFFS = (0.0, 0.25, 0.5, 0.75)
BREAKDOWNS = (Breakdown.ONE_SHARD, Breakdown.VELOCITY, Breakdown.CAMERA, Breakdown.SIZE)
CONFIG = DetectionConfig(BREAKDOWNS, score_cutoffs=CUTOFFS, iou_thresholds=(0.4, 0.3, 0.5, 0.5))
"""A partition with crowded groups, and the two breakdowns by the ground truth's shard."""


def random_scene(seed):
    """Two frames on a coarse grid, so that several optima are common."""
    rng = np.random.default_rng(seed)
    num_truths, num_predictions = rng.integers(0, 9, 2)
    truth = np.column_stack(
        [
            rng.integers(-2, 3, (num_truths, 2)),
            np.zeros(num_truths),
            rng.integers(3, 9, (num_truths, 3)),
            np.full(num_truths, 0.5),
        ]
    )
    source = rng.integers(0, max(num_truths, 1), num_predictions if num_truths else 0)
    box = truth[source] + np.zeros(7)
    box[:, 0] += rng.choice([-0.5, 0, 0.5], len(source))
    box[:, 6] += rng.choice([0, 0.25, np.pi], len(source))
    kind = rng.integers(1, 3, num_truths)
    truth_frame, frame = np.arange(num_truths) % 2, source % 2
    return (
        Predictions.from_arrays(
            frame,
            box,
            kind[source],
            rng.integers(0, 5, len(source)) / 4,
            in_no_label_zone=rng.random(len(source)) < 0.3,
        ),
        GroundTruth.from_arrays(
            truth_frame,
            truth,
            kind,
            detection_difficulty=rng.integers(0, 3, num_truths),
            speed=rng.choice([0, 0.5, 2, 20], (num_truths, 2)),
            camera=rng.integers(0, 6, num_truths),
        ),
        Frames.anonymous(2),
    )


def frame_for_naive(predictions, truth, frames, frame, breakdown):
    """What `naive_detection.count_detections` wants to know of one frame."""
    rows, labels = np.flatnonzero(predictions.frame == frame), np.flatnonzero(truth.frame == frame)
    boxes, others = predictions.box.astype(np.float32), truth.box.astype(np.float32)
    same = predictions.type[rows][:, None] == truth.type[labels]
    iou = np.float32(np.where(same, iou_3d(boxes[rows], others[labels]), 0))
    accuracy = np.zeros(iou.shape)
    for p, row in enumerate(rows):
        for t, label in enumerate(labels):
            accuracy[p, t] = naive_boxes.heading_accuracy(boxes[row, 6], others[label, 6])
    least = np.float32([2, *CONFIG.iou_thresholds])[predictions.type[rows]]
    groups = matching_groups(breakdown, predictions, frames)[rows]
    truth_groups = matching_groups(breakdown, truth, frames)[labels]
    shards = shards_of(breakdown, truth, frames)[labels]
    per_group = 5 if breakdown == Breakdown.VELOCITY else 1
    by_truth = breakdown in (Breakdown.VELOCITY, Breakdown.CAMERA)
    return {
        "can_match": iou >= least[:, None],
        "weight": np.floor(np.float32(iou * np.float32(1e6)).astype(float) + 0.5).astype(int),
        "iou": iou.astype(float),
        "accuracy": accuracy,
        "score": predictions.score[rows],
        "in_zone": predictions.in_no_label_zone[rows],
        "difficulty": truth.detection_difficulty[labels],
        "groups": [
            (
                np.flatnonzero((groups == group).any(axis=1)),
                np.flatnonzero((truth_groups == group).any(axis=1)),
                {
                    group * per_group + k: np.flatnonzero(
                        (truth_groups == group).any(axis=1) & (shards == group * per_group + k)
                    )
                    if by_truth
                    else None
                    for k in range(per_group)
                },
            )
            for group in range(len(shard_names(breakdown)) // per_group)
        ],
    }


@pytest.mark.kernel
@settings(deadline=None, max_examples=40)
@given(st.integers(0, 2**32 - 1))
def test_counts_agree_with_the_definition(seed):
    predictions, truth, frames = random_scene(seed)
    counts = count_detections(predictions, truth, frames, CONFIG)
    offset = 0
    for breakdown in BREAKDOWNS:
        shards = len(shard_names(breakdown))
        expected = naive_detection.count_detections(
            [frame_for_naive(predictions, truth, frames, f, breakdown) for f in range(2)],
            np.float32(CUTOFFS),
            CONFIG.levels,
            shards,
        )
        found = counts[offset : offset + shards]
        np.testing.assert_array_equal(found[:, :, [0, 1, 4, 5]], expected[:, :, [0, 1, 3, 4]])
        np.testing.assert_allclose(found[:, :, 2] / FIXED_ONE, expected[:, :, 2], atol=1e-5)
        np.testing.assert_array_equal(found[:, :, 3], found[:, :, 0] * FIXED_ONE)
        offset += shards
