"""Compares the trackers on simulated crowds, in one run.

    python -m tools.official.compare_trackers [--ab3dmot CLONE --ab3dmot-python PYTHON]
        [--segments 4] [--frames 198] [--seed 5] [--data DIR] [--json OUT.json]

The crowds are the objects around simulated drives, or the labels of a dataset. The simulated
detector has misses, false positives and noise (tools/official/tracking_crowds.py). Each tracker
gets the same detections. The figures are the official ones by type, and the time is the processor
time of the median frame. With a clone of github.com/xinshuoweng/AB3DMOT the public code runs with
its public settings (tools/official/ab3dmot_tracks.py lists the requirements of its Python). Without
it `plain` takes its place, a plain implementation of the same algorithm (tests/naive.py). All
trackers are also scored with the mean score of a track for each of its boxes, as in the
post-processing of AB3DMOT.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from tests import naive
from tools.official.tracking_crowds import PERFECT, Detector, detect, make_crowds, read_crowds
from waymo_kit.detectors.tracking import (
    GreedyMethod,
    KalmanMethod,
    Tracker,
    TwoStageMethod,
)
from waymo_kit.geometry import invert_transform
from waymo_kit.geometry.boxes import transform_boxes
from waymo_kit.metrics.breakdowns import Breakdown
from waymo_kit.metrics.objects import Frames, GroundTruth, Predictions
from waymo_kit.metrics.tracking import TrackingConfig, TrackingMetric

OURS = {"kalman": KalmanMethod, "greedy": GreedyMethod, "two-stage": TwoStageMethod}
DETECTORS = {
    "perfect": PERFECT,
    "good": Detector(),
    "good with velocities": Detector(velocities=True),
    "poor": Detector(miss=0.2, hide=0.02, clutter=12.0, noise=0.13, flip=0.1),
}
CONFIG = TrackingConfig(breakdowns=(Breakdown.OBJECT_TYPE,))
TYPES = ("VEHICLE", "PEDESTRIAN", "CYCLIST", "SIGN")
FIGURES = ("MOTA", "MISS", "MISMATCH", "FP", "IDF1", "HOTA", "AMOTA")


def follow(tracker, crowd, found):
    """Returns our tracks as rows of frame, type, id, score and box, and the seconds per frame."""
    rows, seconds = [], []
    for frame, detections in enumerate(found):
        started = time.process_time()
        objects = tracker.update(detections, crowd.poses[frame], int(crowd.times[frame]))
        seconds.append(time.process_time() - started)
        keys = [
            np.full(len(objects.ids), frame),
            objects.types,
            objects.ids.astype(int),
            objects.scores,
        ]
        rows.append(np.column_stack([*keys, objects.array]))
    return np.concatenate(rows), np.array(seconds)


def follow_in_world(track, crowd, found):
    """Does the same with a tracker of world boxes; `track` maps a dict to rows and seconds."""
    counts = [len(detections) for detections in found]
    world = [transform_boxes(p, d.array) for p, d in zip(crowd.poses, found, strict=True)]
    rows, seconds = track(
        {
            "frames": len(found),
            "frame": np.repeat(np.arange(len(found)), counts),
            "type": np.concatenate([detections.types for detections in found]),
            "score": np.concatenate([detections.scores for detections in found]),
            "box": np.concatenate(world),
        }
    )
    for frame, pose in enumerate(crowd.poses):
        mine = rows[:, 0] == frame
        rows[mine, 4:] = transform_boxes(invert_transform(pose), rows[mine, 4:])
    return rows, seconds


def run_ab3dmot(python, clone, detections):
    """Runs the public code in another process."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "detections.npz", Path(folder) / "tracks.npz"
        np.savez(source, **detections)
        command = [python, Path(__file__).with_name("ab3dmot_tracks.py"), clone, source, target]
        subprocess.run(command, check=True)
        result = np.load(target)
        return result["tracks"], result["seconds"]


def run_plain(detections):
    """Runs the plain implementation, with a tracker for each type."""
    rows, seconds = [], np.zeros(detections["frames"])
    trackers = {kind: naive.PlainTracker(*naive.AB3DMOT_SETTINGS[kind]) for kind in (1, 2, 4)}
    for frame in range(detections["frames"]):
        for kind, tracker in trackers.items():
            mine = (detections["frame"] == frame) & (detections["type"] == kind)
            started = time.process_time()
            objects = tracker.update(detections["box"][mine], detections["score"][mine])
            seconds[frame] += time.process_time() - started
            rows += [[frame, kind, 10 * i + kind, score, *box] for i, score, box in objects]
    return np.array(rows).reshape(-1, 11), seconds


def with_mean_scores(rows):
    """Gives each box the mean score of its track, as the post-processing of AB3DMOT does."""
    _, track = np.unique(rows[:, 2], return_inverse=True)
    rows = rows.copy()
    rows[:, 3] = (np.bincount(track, rows[:, 3]) / np.bincount(track))[track]
    return rows


def score(crowd, rows, metric):
    """Adds a segment to a metric."""
    counts = [len(ids) for ids in crowd.ids]
    truth = (np.repeat(np.arange(len(counts)), counts), np.concatenate(crowd.boxes))
    part = TrackingMetric(CONFIG)
    part.update(
        Predictions.from_arrays(
            rows[:, 0].astype(int),
            rows[:, 4:],
            rows[:, 1].astype(int),
            np.clip(rows[:, 3], 0, 1),
            track=rows[:, 2].astype(int),
        ),
        GroundTruth.from_arrays(
            *truth, np.concatenate(crowd.types), track=np.concatenate(crowd.ids)
        ),
        Frames.from_arrays([crowd.name] * len(crowd.times), crowd.times),
    )
    metric.merge(part)


def trackers(options):
    """Returns functions from a crowd and its detections to rows and seconds, by name."""

    def ours(settings):
        return lambda crowd, found: follow(Tracker(settings()), crowd, found)

    known = {name: ours(settings) for name, settings in OURS.items()}
    if options.ab3dmot is None:
        known["plain"] = lambda crowd, found: follow_in_world(run_plain, crowd, found)
    else:

        def public(detections):
            return run_ab3dmot(options.ab3dmot_python, options.ab3dmot, detections)

        known["AB3DMOT"] = lambda crowd, found: follow_in_world(public, crowd, found)
    if options.trackers:
        known = {name: known[name] for name in options.trackers.split(",")}
    return known


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument(
        "--data", metavar="DIR", help="dataset whose labels replace the simulated crowds"
    )
    parser.add_argument("--segments", type=int, default=4)
    parser.add_argument("--frames", type=int, default=198)
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--ab3dmot", metavar="CLONE")
    parser.add_argument("--ab3dmot-python", metavar="PYTHON", default=sys.executable)
    parser.add_argument("--trackers", help="names separated by commas; all by default")
    parser.add_argument("--detectors", help="names separated by commas; all by default")
    parser.add_argument("--json", metavar="OUT.json")
    options = parser.parse_args()
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    made = make_crowds(options.segments, options.frames, options.seed)
    crowds = list(made if options.data is None else read_crowds(options.data))
    wanted = options.detectors.split(",") if options.detectors else list(DETECTORS)
    report = []
    for number, detector in enumerate(wanted):
        found = [detect(crowd, DETECTORS[detector], options.seed) for crowd in crowds]
        boxes = np.mean([len(d) for frames in found for d in frames])
        print(f"{detector} detector, {boxes:.1f} detections a frame")
        print(f"{'':22s}" + "".join(f"{name:>10s}" for name in FIGURES) + f"{'ms/frame':>10s}")
        for name, track in trackers(options).items():
            if number == 0 and name in OURS:
                track(crowds[0], found[0])  # compiles the kernels
            raw, ranked, times = TrackingMetric(CONFIG), TrackingMetric(CONFIG), []
            for crowd, frames in zip(crowds, found, strict=True):
                rows, seconds = track(crowd, frames)
                score(crowd, rows, raw)
                score(crowd, with_mean_scores(rows), ranked)
                times.append(seconds)
            milliseconds = 1e3 * float(np.median(np.concatenate(times)))
            metrics = {"": raw} if name in OURS else {"": raw, " (mean score)": ranked}
            for suffix, metric in metrics.items():
                rows = metric.result().as_dict()
                for kind in TYPES:
                    row = rows[f"OBJECT_TYPE_TYPE_{kind}_LEVEL_2"]
                    if not row["OBJECTS"]:
                        continue
                    figures = {figure: row[figure] for figure in FIGURES}
                    entry = {"detector": detector, "tracker": name + suffix, "type": kind}
                    report.append({**entry, **figures, "ms_per_frame": milliseconds})
                    line = "".join(f"{figures[figure]:10.4f}" for figure in FIGURES)
                    label = f"{name + suffix:22s}" if kind == TYPES[0] else f"  {kind.lower():20s}"
                    print(label + line + (f"{milliseconds:10.3f}" if kind == TYPES[0] else ""))
    if options.json:
        Path(options.json).write_text(json.dumps(report, indent=1) + "\n")


if __name__ == "__main__":
    main()
