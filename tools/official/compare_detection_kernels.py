"""Compares NMS and RoIAlign with torchvision's on random sets.

    .venv-torchvision/bin/python -m tools.official.compare_detection_kernels [--sets 1000]

The environment is that of `compare_torchvision`. NMS runs on the device and on the host, on boxes
of several classes, and on whole numbers, which have many equal overlaps.
"""

import argparse
import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

# PyTorch and its compiler come before TensorFlow: loaded later, their libraries crash.
import torch._dynamo  # isort: skip
import torchvision  # isort: skip
import numpy as np

from tests.detectors.camera.made_boxes import random_boxes
from waymo_kit.detectors.camera.nms import nms_image_boxes, suppress
from waymo_kit.detectors.camera.roi_align import align_boxes

BATCH = 50
COUNT = 600


def compare_nms(start):
    """Returns the number of sets of a batch that are equal on the device and on the host."""
    iou = (0.3, 0.5, 0.7)[start // BATCH % 3]
    made = [np.random.default_rng(start + k) for k in range(BATCH)]
    boxes = np.stack(
        [random_boxes(rng, COUNT, 200.0, whole=k % 2 == 1) for k, rng in enumerate(made)]
    )
    scores = np.stack([rng.random(COUNT).astype(np.float32) for rng in made])
    groups = np.stack([rng.integers(0, 3, COUNT).astype(np.int32) for rng in made])
    kept = suppress(boxes, scores, groups, np.ones(groups.shape, bool), iou, COUNT)
    rows, is_real = np.asarray(kept.rows), np.asarray(kept.is_real)
    on_device = on_host = 0
    for k in range(BATCH):
        expected = np.concatenate(
            [
                own[
                    torchvision.ops.nms(
                        torch.from_numpy(boxes[k][own]), torch.from_numpy(scores[k][own]), iou
                    ).numpy()
                ]
                for own in (np.flatnonzero(groups[k] == group) for group in range(3))
            ]
        )
        expected = expected[np.lexsort((expected, -scores[k][expected]))]
        on_device += np.array_equal(rows[k][is_real[k]], expected)
        on_host += np.array_equal(nms_image_boxes(boxes[k], scores[k], groups[k], iou), expected)
    return on_device, on_host


def compare_roi_align(seed):
    """Returns the largest differences of both forms for random boxes, partly outside."""
    rng = np.random.default_rng(seed)
    features = rng.standard_normal((2, 20, 30, 8)).astype(np.float32)
    low = rng.uniform(-4, 26, (2, 20, 2))
    boxes = np.concatenate([low, low + rng.uniform(0, 25, (2, 20, 2))], -1).astype(np.float32)
    size, samples = ((7, 2), (14, 2), (7, 1), (5, 3))[seed % 4]
    expected = torchvision.ops.roi_align(
        torch.from_numpy(features.transpose(0, 3, 1, 2).copy()),
        [torch.from_numpy(each) for each in boxes],
        size,
        sampling_ratio=samples,
    )
    expected = expected.permute(0, 2, 3, 1).reshape(2, 20, size, size, 8).numpy()
    return [
        np.abs(
            np.asarray(align_boxes(features, boxes, size, samples=samples, form=form)) - expected
        ).max()
        for form in ("gather", "einsum")
    ]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sets", type=int, default=1000)
    sets = parser.parse_args().sets
    equal = np.sum([compare_nms(start) for start in range(0, sets, BATCH)], axis=0)
    print(f"NMS: {equal[0]} of {sets} sets equal on the device, {equal[1]} on the host")
    worst = np.max([compare_roi_align(seed) for seed in range(100)], axis=0)
    print(f"RoIAlign, 100 sets: largest difference of gather {worst[0]:.2e}, einsum {worst[1]:.2e}")
    return 0 if (equal == sets).all() and (worst < 1e-4).all() else 1


if __name__ == "__main__":
    raise SystemExit(main())
