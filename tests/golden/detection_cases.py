"""Makes random, difficult detection problems in our form and in that of the official op.

A case depends on its seed alone (`RandomState`, whose stream never changes), so that results of the
official op can be stored without their input. In some cases coordinates are float32 on a coarse
grid, where exact ties between pairs are common. The cases leave out coinciding boxes that are
parallel to the axes and point in opposite directions (up to the rounding of pi in float32): for
about one in 100,000 such pairs the official evaluator finds no overlap at all.
"""

import json
from pathlib import Path
from typing import NamedTuple

import numpy as np

from waymo_kit.geometry import Overlap
from waymo_kit.metrics.box_config import OFFICIAL_CUTOFFS
from waymo_kit.metrics.breakdowns import Breakdown
from waymo_kit.metrics.detection import DetectionConfig
from waymo_kit.metrics.let import Alignment, LongitudinalTolerance
from waymo_kit.metrics.matching import Matcher
from waymo_kit.metrics.objects import (
    Frames,
    GroundTruth,
    Predictions,
    apply_point_rules,
    number_frames,
)
from waymo_kit.protos import metrics_pb2
from waymo_kit.schema import Difficulty

IMPLEMENTED = (
    Breakdown.ONE_SHARD,
    Breakdown.OBJECT_TYPE,
    Breakdown.RANGE,
    Breakdown.VELOCITY,
    Breakdown.ALL_BUT_SIGN,
    Breakdown.SIZE,
    Breakdown.CAMERA,
)
"""Breakdowns of the official evaluator."""

BOX_TYPES = {Overlap.IOU_3D: "TYPE_3D", Overlap.IOU_BEV: "TYPE_2D", Overlap.IOU_2D: "TYPE_AA_2D"}


BOX_FIELDS = ("center_x", "center_y", "center_z", "length", "width", "height", "heading")


class Case(NamedTuple):
    predictions: Predictions
    ground_truth: GroundTruth
    frames: Frames
    config: DetectionConfig


def make_case(seed: int) -> Case:
    """Makes the case of a seed, which also determines its features."""
    random = np.random.RandomState(seed)
    config = _make_config(random)
    num_frames = random.randint(1, 7)
    crowd = random.rand() < 0.2
    single_type = random.randint(1, 5) if random.rand() < 0.25 else 0
    grid = 0.25 if random.rand() < 0.5 else 0.0
    truths, predictions = [], []
    for frame in range(num_frames):
        count = 0 if random.rand() < 0.12 else random.randint(1, 60 if crowd else 25)
        truth = _make_truth(random, count, single_type, grid, crowd)
        found = _make_predictions(random, truth, grid)
        if random.rand() < 0.1:
            found = {name: column[:0] for name, column in found.items()}
        truths.append({"frame": np.full(count, frame), **truth})
        predictions.append({"frame": np.full(len(found["type"]), frame), **found})
    truth, found = (
        {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
        for parts in (truths, predictions)
    )
    if config.overlap == Overlap.IOU_2D:
        for columns in (truth, found):
            columns["box"] = columns["box"][:, [0, 1, 3, 4]]
    return Case(
        Predictions.from_arrays(**found),
        GroundTruth.from_arrays(**truth),
        Frames.anonymous(num_frames),
        config,
    )


def read_case(predictions: Path, ground_truth: Path) -> Case:
    """Reads two official `Objects` files, with the official rules for LiDAR points."""
    found, labels = (
        metrics_pb2.Objects.FromString(path.read_bytes()).objects
        for path in (predictions, ground_truth)
    )
    keys, columns = [], []
    for objects in (found, labels):
        segments = [o.context_name for o in objects]
        times = [o.frame_timestamp_micros for o in objects]
        keys.append((segments, times, [o.camera_name for o in objects]))
        boxes = [[getattr(o.object.box, field) for field in BOX_FIELDS] for o in objects]
        columns.append((boxes, [o.object.type for o in objects]))
    frames, (frame, label_frame) = number_frames(*keys)
    flags = [o.overlap_with_nlz for o in found]
    levels = [o.object.detection_difficulty_level for o in labels]
    points = [o.object.num_lidar_points_in_box for o in labels]
    truth = GroundTruth.from_arrays(label_frame, *columns[1], detection_difficulty=levels)
    scores = [o.score for o in found]
    return Case(
        Predictions.from_arrays(frame, *columns[0], scores, in_no_label_zone=flags),
        apply_point_rules(truth, points),
        frames,
        DetectionConfig(),
    )


def official_arguments(case: Case) -> dict[str, np.ndarray]:
    """Returns the arguments of the official op for a case, with `config` as JSON."""
    predictions, truth, config = case.predictions, case.ground_truth, case.config
    message = {
        "scoreCutoffs": list(config.score_cutoffs),
        "breakdownGeneratorIds": [breakdown.name for breakdown in config.breakdowns],
        "difficulties": [{"levels": [int(level) for level in config.levels]}]
        * len(config.breakdowns),
        "matcherType": f"TYPE_{config.matcher.name}",
        "iouThresholds": [0.0, *config.iou_thresholds],
        "boxType": BOX_TYPES[config.overlap],
        "desiredRecallDelta": config.recall_delta,
        "minPrecision": config.min_precision,
        "minHeadingAccuracy": config.min_heading_accuracy,
    }
    if config.tolerance:
        message["letMetricConfig"] = {
            "enabled": True,
            "sensorLocation": dict(zip("xyz", config.tolerance.sensor, strict=True)),
            "longitudinalTolerancePercentage": config.tolerance.fraction_of_range,
            "minLongitudinalToleranceMeter": config.tolerance.min_tolerance,
            "alignType": int(config.tolerance.alignment),
        }
    return {
        "prediction_bbox": predictions.box.astype(np.float32),
        "prediction_type": predictions.type,
        "prediction_score": predictions.score,
        "prediction_frame_id": predictions.frame.astype(np.int64),
        "prediction_overlap_nlz": predictions.in_no_label_zone,
        "ground_truth_bbox": truth.box.astype(np.float32),
        "ground_truth_type": truth.type,
        "ground_truth_frame_id": truth.frame.astype(np.int64),
        "ground_truth_difficulty": truth.detection_difficulty,
        "ground_truth_speed": truth.speed.astype(np.float32),
        "config": np.array(json.dumps(message)),
    }


def _make_config(random):
    overlap = [Overlap.IOU_3D, Overlap.IOU_BEV, Overlap.IOU_2D][random.choice(3, p=[0.6, 0.2, 0.2])]
    known = [b for b in IMPLEMENTED if b != Breakdown.CAMERA or overlap != Overlap.IOU_2D]
    chosen = random.permutation(len(known))[: random.randint(1, len(known) + 1)]
    levels = [(1, 2), (2,), (1,)][random.choice(3, p=[0.7, 0.2, 0.1])]
    tolerance = None
    if overlap != Overlap.IOU_2D and random.rand() < 0.3:
        tolerance = LongitudinalTolerance(
            sensor=(1.43, 0.0, 2.18) if random.rand() < 0.5 else tuple(random.uniform(-3, 3, 3)),
            fraction_of_range=float(np.float32(random.choice([0.1, 0.3]))),
            min_tolerance=float(random.choice([0.5, 2.0])),
            alignment=Alignment(random.randint(1, 7)),
        )
    other = random.rand() < 0.3
    return DetectionConfig(
        breakdowns=tuple(known[k] for k in chosen),
        levels=tuple(Difficulty(level) for level in levels),
        overlap=overlap,
        iou_thresholds=tuple(random.choice([0.1, 0.25, 0.3, 0.5, 0.8], 4))
        if other
        else (0.7, 0.5, 0.5, 0.5),
        matcher=Matcher.SCORE_FIRST if random.rand() < 0.2 else Matcher.HUNGARIAN,
        score_cutoffs=(0.0, 0.3, 0.5, 1.0) if random.rand() < 0.1 else OFFICIAL_CUTOFFS,
        tolerance=tolerance,
        recall_delta=float(random.choice([0.05, 0.02, 0.3])) if other else 0.05,
        min_precision=float(random.choice([0.0, 0.1, 0.5])) if other else 0.0,
        min_heading_accuracy=float(random.choice([-1.0, 0.0, 0.6])) if other else -1.0,
    )


def _make_truth(random, count, single_type, grid, crowd):
    spread = 8.0 if crowd else 70.0
    box = np.empty((count, 7))
    box[:, :2] = random.uniform(-spread, spread, (count, 2))
    box[:, 2] = random.uniform(-1, 1, count)
    box[:, 3:6] = random.uniform(0.5, 6.0, (count, 3))
    box[:, 6] = random.uniform(-np.pi, np.pi, count)
    if grid:
        box[:, :6] = np.maximum(np.round(box[:, :6] / grid), 1) * grid
        box[:, 6] = random.choice([0.0, 0.5, 1.25, -2.0], count)
    for size in (0.0, 0.01, 0.0099, 0.0101, 1e6, 9e5):
        if random.rand() < 0.05 and count:
            box[random.randint(count), random.randint(3, 6)] = size
    turns = (random.rand(count) < 0.2) & (box[:, 6] != 0)
    box[turns, 6] += 2 * np.pi * random.randint(-3, 4, turns.sum())
    repeated = random.rand(count) < 0.05
    box[repeated] = box[: repeated.sum()].copy()
    limits = np.array([0.0, 0.2, 1.0, 3.0, 10.0, 25.0])
    speed = np.zeros((count, 2))
    speed[:, 0] = random.choice(limits, count) * random.choice([1.0, 0.999, 1.1], count)
    return {
        "box": box.astype(np.float32),
        "type": random.randint(0, 5, count) if not single_type else np.full(count, single_type),
        "detection_difficulty": random.choice([0, 1, 2], count, p=[0.1, 0.5, 0.4]),
        "speed": speed.astype(np.float32),
    }


def _make_predictions(random, truth, grid):
    """Makes moved, turned and repeated copies of the ground truth, and boxes without overlap."""
    sources = np.repeat(np.arange(len(truth["type"])), random.randint(0, 4, len(truth["type"])))
    extra = random.randint(0, 12)
    box = np.concatenate([truth["box"][sources], np.zeros((extra, 7))])
    kind = np.concatenate([truth["type"][sources], random.randint(1, 5, extra)])
    count = len(kind)
    box[len(sources) :] = np.column_stack(
        [
            random.uniform(-70, 70, (extra, 2)),
            random.uniform(-1, 1, extra),
            random.uniform(0.5, 6.0, (extra, 3)),
            random.uniform(-4, 4, extra),
        ]
    )
    noise = random.choice([0.0, 0.1, 0.3, 1.0])
    if grid:
        box[:, :3] += np.round(random.uniform(-2, 2, (count, 3)) * noise) * grid
    else:
        box[:, :3] += random.uniform(-1, 1, (count, 3)) * noise
        box[:, 3:6] *= 1 + random.uniform(-0.3, 0.3, (count, 3)) * noise
        box[:, 6] += random.uniform(-1, 1, count) * noise
    flipped = (random.rand(count) < 0.2) & (box[:, 6] != 0)
    box[flipped, 6] += np.pi
    repeated = random.rand(count) < 0.15
    box[repeated] = box[: repeated.sum()].copy()
    kind = np.where(random.rand(count) < 0.1, random.randint(1, 5, count), np.maximum(kind, 1))
    order = random.permutation(count)
    scores = [
        random.rand(count),
        random.randint(0, 101, count) * 0.01,
        np.full(count, 0.5),
        random.choice([0.1, 0.30000001, 0.9, 1.0, 1.5, -0.1], count),
    ][random.randint(4)]
    return {
        "box": box.astype(np.float32)[order],
        "type": kind[order],
        "score": scores.astype(np.float32)[order],
        "in_no_label_zone": random.rand(count) < random.choice([0.0, 0.3]),
    }
