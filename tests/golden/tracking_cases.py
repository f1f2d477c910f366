"""Makes random, difficult tracking problems in our form and in that of the official op.

A case depends on its seed alone (`RandomState`, whose stream never changes), so that results of the
official op can be stored without their input. In some cases coordinates lie on a coarse grid, where
several optimal matchings are common. The cases leave out difficulties, which the official op does
not read for tracking, and cameras of image boxes, which it does not receive.
"""

import json
from pathlib import Path
from typing import NamedTuple

import numpy as np

from waymo_kit.geometry import Overlap
from waymo_kit.metrics.box_config import OFFICIAL_CUTOFFS
from waymo_kit.metrics.breakdowns import Breakdown
from waymo_kit.metrics.objects import Frames, GroundTruth, Predictions, number_frames
from waymo_kit.metrics.tracking import TrackingConfig
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

BOX_FIELDS = ("center_x", "center_y", "center_z", "length", "width", "height", "heading")
BOX_TYPES = {Overlap.IOU_3D: "TYPE_3D", Overlap.IOU_BEV: "TYPE_2D", Overlap.IOU_2D: "TYPE_AA_2D"}


class Case(NamedTuple):
    predictions: Predictions
    ground_truth: GroundTruth
    frames: Frames
    config: TrackingConfig


def make_case(seed: int) -> Case:
    """Makes the case of a seed, which also determines its features."""
    random = np.random.RandomState(seed)
    config = _make_config(random)
    segments, stamps, truths, predictions = [], [], [], []
    for segment in range(random.randint(1, 4)):
        first, count = len(segments), random.randint(1, 31)
        truth, found = _make_sequence(random, count)
        segments += [f"segment-{segment}"] * count
        stamps += list(1_000_000 * random.randint(1, 10) + 100_000 * np.arange(count))
        truths.append({**truth, "frame": truth["frame"] + first})
        predictions.append({**found, "frame": found["frame"] + first})
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
        Frames.from_arrays(segments, stamps),
        config,
    )


def read_case(predictions: Path, ground_truth: Path) -> Case:
    """Reads two official `Objects` files without difficulties, which the op does not read."""
    found, labels = (
        metrics_pb2.Objects.FromString(path.read_bytes()).objects
        for path in (predictions, ground_truth)
    )
    keys, columns, numbers = [], [], {}
    for objects in (found, labels):
        segments = [o.context_name for o in objects]
        times = [o.frame_timestamp_micros for o in objects]
        keys.append((segments, times, [o.camera_name for o in objects]))
        columns.append(
            {
                "box": [[getattr(o.object.box, field) for field in BOX_FIELDS] for o in objects],
                "type": [o.object.type for o in objects],
                "track": [numbers.setdefault(o.object.id, len(numbers)) for o in objects],
            }
        )
    frames, (frame, label_frame) = number_frames(*keys)
    zones, scores = [o.overlap_with_nlz for o in found], [o.score for o in found]
    return Case(
        Predictions.from_arrays(frame, **columns[0], score=scores, in_no_label_zone=zones),
        GroundTruth.from_arrays(label_frame, **columns[1]),
        frames,
        TrackingConfig(),
    )


def official_arguments(case: Case) -> dict[str, np.ndarray]:
    """Returns the arguments of the official op for a case, with `config` as JSON."""
    predictions, truth, frames, config = case
    message = {
        "scoreCutoffs": list(config.score_cutoffs),
        "breakdownGeneratorIds": [breakdown.name for breakdown in config.breakdowns],
        "difficulties": [{"levels": [int(level) for level in config.levels]}]
        * len(config.breakdowns),
        "matcherType": "TYPE_HUNGARIAN",
        "iouThresholds": [0.0, *config.iou_thresholds],
        "boxType": BOX_TYPES[config.overlap],
    }
    return {
        "config": np.array(json.dumps(message)),
        "prediction_bbox": predictions.box.astype(np.float32),
        "prediction_type": predictions.type,
        "prediction_score": predictions.score,
        "prediction_frame_id": frames.timestamp_micros[predictions.frame],
        "prediction_sequence_id": frames.segment[predictions.frame],
        "prediction_object_id": predictions.track,
        "prediction_overlap_nlz": predictions.in_no_label_zone,
        "ground_truth_bbox": truth.box.astype(np.float32),
        "ground_truth_type": truth.type,
        "ground_truth_frame_id": frames.timestamp_micros[truth.frame],
        "ground_truth_sequence_id": frames.segment[truth.frame],
        "ground_truth_object_id": truth.track,
        "ground_truth_difficulty": truth.tracking_difficulty,
        "ground_truth_speed": truth.speed.astype(np.float32),
    }


def _make_config(random):
    overlap = random.choice([Overlap.IOU_3D, Overlap.IOU_3D, Overlap.IOU_BEV, Overlap.IOU_2D])
    drawn = [breakdown for breakdown in IMPLEMENTED if random.rand() < 0.4]
    if overlap == Overlap.IOU_2D:
        drawn = [breakdown for breakdown in drawn if breakdown != Breakdown.CAMERA]
    thresholds = [(0.7, 0.5, 0.5, 0.5), (0.3, 0.3, 0.3, 0.3), (0.05, 0.2, 0.5, 0.95)]
    cutoffs = [OFFICIAL_CUTOFFS, OFFICIAL_CUTOFFS, (0.0,), (0.1, 0.3, 0.5, 0.9)]
    return TrackingConfig(
        breakdowns=tuple(drawn or [Breakdown.OBJECT_TYPE]),
        levels=(Difficulty.LEVEL_2,) if random.rand() < 0.3 else TrackingConfig.levels,
        overlap=Overlap(overlap),
        iou_thresholds=thresholds[random.randint(3)],
        score_cutoffs=cutoffs[random.randint(4)],
        identity=False,
        hota=False,
    )


def _make_sequence(random, num_frames):
    """Makes ground truth and predictions of one sequence, as columns with frames from 0."""
    crowd, grid = random.rand() < 0.3, 0.25 if random.rand() < 0.4 else 0.0
    single_type = random.randint(1, 5) if random.rand() < 0.25 else 0
    truth = _make_truth(random, num_frames, crowd, single_type, grid)
    found = _make_predictions(random, truth, num_frames, grid)
    quiet = np.flatnonzero(random.rand(num_frames) < random.choice([0.0, 0.15]))
    if random.rand() < 0.1:
        quiet = np.append(quiet, 0)
    found = _rows(found, ~np.isin(found["frame"], quiet))
    unlabeled = np.flatnonzero(random.rand(num_frames) < random.choice([0.0, 0.1]))
    return _rows(truth, ~np.isin(truth["frame"], unlabeled)), found


def _make_truth(random, num_frames, crowd, single_type, grid):
    """Makes tracks that start, end, pause and move, some with sizes near the limits."""
    tracks = random.randint(0, 40 if crowd else 16)
    reach = 10.0 if crowd else 60.0
    start = random.uniform([-reach, -reach, -1], [reach, reach, 1], (tracks, 3))
    speed = random.choice([0.0, 0.2, 1.0, 3.0, 10.0, 25.0], (tracks, 2))
    speed *= random.choice([-1, 1, 0.99, 0.0], (tracks, 2))
    size = random.uniform(0.6, 8.0 if random.rand() < 0.5 else 3.0, (tracks, 3))
    heading = random.uniform(-4, 4, tracks)
    for side in (0.0, 0.01, 0.0099, 0.0101, 1e6, 9e5):
        if random.rand() < 0.05 and tracks:
            size[random.randint(tracks), random.randint(3)] = side
    kind = np.full(tracks, single_type) if single_type else random.randint(0, 5, tracks)
    first = random.randint(0, num_frames, tracks) * random.randint(0, 2, tracks)
    last = random.randint(0, num_frames, tracks) + num_frames * random.randint(0, 2, tracks)
    frame, track = (axis.ravel() for axis in np.meshgrid(np.arange(num_frames), np.arange(tracks)))
    seen = (frame >= first[track]) & (frame <= last[track])
    seen &= random.rand(len(frame)) < random.choice([1.0, 0.8, 0.4])
    frame, track = frame[seen], track[seen]
    order = np.lexsort((random.rand(len(frame)), frame))
    frame, track = frame[order], track[order]
    moved = start[track]
    moved[:, :2] += speed[track] * 0.1 * frame[:, None]
    box = np.column_stack([moved, size[track], heading[track]])
    if grid:
        box[:, :3] = np.round(box[:, :3] / grid) * grid
        box[:, 3:6] = np.maximum(np.round(box[:, 3:6] / grid), 1) * grid
        box[:, 6] = np.round(box[:, 6] / 0.4) * 0.4 + 0.1
    return {
        "frame": frame,
        "track": track,
        "box": box.astype(np.float32),
        "type": kind[track],
        "speed": speed[track].astype(np.float32),
    }


def _make_predictions(random, truth, num_frames, grid):
    """Makes copies of the ground truth with changing identities, and boxes without overlap."""
    copies = random.choice([1, 1, 2, 3])
    source = np.repeat(np.arange(len(truth["frame"])), copies)
    source = source[random.rand(len(source)) < random.choice([0.95, 0.7, 0.4])]
    track = truth["track"][source] * 10 + random.choice([0, 1], len(source)) * (copies > 1)
    frame, box, kind = truth["frame"][source], truth["box"][source], truth["type"][source]
    box = box.astype(np.float64)
    switching = random.choice([0.0, 0.05, 0.3])
    later = frame >= random.randint(0, num_frames + 1)
    track = np.where(later & (random.rand() < 0.5), track[::-1] if len(track) else track, track)
    stolen = random.rand(len(track)) < switching
    track[stolen] = random.randint(0, 60, stolen.sum())
    noise = random.choice([0.0, 0.1, 0.3, 1.0])
    if grid:
        box[:, :3] += np.round(random.uniform(-2, 2, (len(box), 3)) * noise) * grid
    else:
        box[:, :3] += random.uniform(-1, 1, (len(box), 3)) * noise
        box[:, 3:6] *= 1 + random.uniform(-0.3, 0.3, (len(box), 3)) * noise
        box[:, 6] += random.uniform(-1, 1, len(box)) * noise
    wrong = random.rand(len(kind)) < 0.05
    kind = np.where(wrong, random.randint(1, 5, len(kind)), np.maximum(kind, 1))
    extra = random.randint(0, num_frames) * random.randint(0, 3)
    found = {
        "frame": np.append(frame, random.randint(0, num_frames, extra)),
        "track": np.append(track, random.randint(500, 510, extra)),
        "box": np.concatenate([box, _clutter(random, extra)]).astype(np.float32),
        "type": np.append(kind, random.randint(1, 5, extra)),
    }
    count = len(found["frame"])
    scores = [
        random.rand(count),
        random.rand(1000)[found["track"]],
        random.randint(0, 101, count) * 0.01,
        np.full(count, 0.5),
        random.choice([0.1, 0.30000001, 0.9, 1.0, 1.5, -0.1], count),
    ][random.randint(5)]
    found["score"] = scores.astype(np.float32)
    found["in_no_label_zone"] = random.rand(count) < random.choice([0.0, 0.3])
    found = _rows(found, np.lexsort((random.rand(count), found["frame"])))
    if random.rand() < 0.5:
        key = found["frame"] * 10_000 + found["track"]
        found = _rows(found, np.sort(np.unique(key, return_index=True)[1]))
    return found


def _clutter(random, count):
    place = random.uniform([-70, -70, -1], [70, 70, 1], (count, 3))
    return np.column_stack(
        [place, random.uniform(0.5, 6.0, (count, 3)), random.uniform(-4, 4, count)]
    )


def _rows(columns, rows):
    return {name: column[rows] for name, column in columns.items()}
