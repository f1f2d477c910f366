"""Compares the trackers on simulated detections of drives, and on those of a real detector.

    python -m tools.official.compare_trackers [--crowds simulated|DATASET] [--argoverse DIR]
        [--kitti CLONE] [--detectors perfect,real,...] [--poses with,without] [--trackers NAMES]
        [--offline] [--ab3dmot CLONE --ab3dmot-python PYTHON] [--json OUT.json]

Crowds are the objects around simulated drives, the labels of a dataset, or the labels of Argoverse
2 logs; a simulated detector finds them (tools/official/noisy_detector.py). `--kitti` takes labels
and PointRCNN's detections of KITTI's validation sequences from a clone of AB3DMOT, without poses.
Each tracker gets the same detections. Figures are the official ones by type (KITTI: at an IoU of
0.25), and `ms/frame` is the processor time of the median frame. `identity` poses are those of a
vehicle that does not move, whatever it does.

With a clone of github.com/xinshuoweng/AB3DMOT its public code runs with its public settings
(tools/official/ab3dmot_tracks.py lists the requirements of its Python); without it `plain` takes
its place, a plain implementation of the same algorithm (tests/naive/kalman_tracker.py). Both are
scored with the mean score of a track for each of its boxes, as its post-processing does, too.
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

from tests.naive import kalman_tracker as naive
from tools.official import noisy_detector
from tools.official.tracking_crowds import make_crowds, read_argoverse, read_crowds, read_kitti
from waymo_kit.detectors.tracking import METHODS, Tracker, smooth_tracks
from waymo_kit.geometry import invert_transform
from waymo_kit.geometry.boxes import transform_boxes
from waymo_kit.metrics.breakdowns import Breakdown
from waymo_kit.metrics.objects import Frames, GroundTruth, Predictions
from waymo_kit.metrics.tracking import TrackingConfig, TrackingMetric

REAL = noisy_detector.REAL
DETECTORS = {
    "real": REAL,
    "confident": REAL._replace(calibration="confident"),
    "shy": REAL._replace(calibration="shy"),
    "steep": REAL._replace(calibration="steep"),
    "velocities": REAL._replace(velocities=True),
    "weak": noisy_detector.WEAK,
}
TYPES = ("VEHICLE", "PEDESTRIAN", "CYCLIST", "SIGN")
FIGURES = ("MOTA", "MISS", "ID_SWITCHES", "FP", "IDF1", "HOTA", "AMOTA")


def follow(tracker, crowd, found, offline=False):
    """Returns our tracks as rows of frame, type, id, score and box, and the seconds per frame."""
    reports, followed, seconds = [], [], []
    for frame, detections in enumerate(found):
        pose = None if crowd.poses is None else crowd.poses[frame]
        started = time.process_time()
        objects = tracker.update(detections, pose, int(crowd.times[frame]))
        followed.append(tracker.followed.frozen())
        seconds.append(time.process_time() - started)
        reports.append(objects)
    if offline:
        started = time.process_time()
        reports = smooth_tracks(followed)
        seconds = np.array(seconds) + (time.process_time() - started) / len(found)
    rows = []
    for frame, objects in enumerate(reports):
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
    poses = [np.eye(4)] * len(found) if crowd.poses is None else crowd.poses
    world = [transform_boxes(p, d.array) for p, d in zip(poses, found, strict=True)]
    rows, seconds = track(
        {
            "frames": len(found),
            "frame": np.repeat(np.arange(len(found)), counts),
            "type": np.concatenate([detections.types for detections in found]),
            "score": np.concatenate([detections.scores for detections in found]),
            "box": np.concatenate(world),
        }
    )
    for frame, pose in enumerate(poses):
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


def score(crowd, rows, metric, config):
    """Adds a segment to a metric."""
    counts = [len(ids) for ids in crowd.ids]
    truth = (np.repeat(np.arange(len(counts)), counts), np.concatenate(crowd.boxes))
    part = TrackingMetric(config)
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


def make_trackers(options):
    """Returns functions from a crowd and its detections to rows and seconds, by name."""

    def ours(method):
        return lambda crowd, found: follow(Tracker(method()), crowd, found, options.offline)

    known = {name: ours(method) for name, method in METHODS.items()}
    if options.ab3dmot is None:
        known["plain"] = lambda crowd, found: follow_in_world(run_plain, crowd, found)
    else:

        def public(detections):
            return run_ab3dmot(options.ab3dmot_python, options.ab3dmot, detections)

        known["AB3DMOT"] = lambda crowd, found: follow_in_world(public, crowd, found)
    if options.trackers:
        known = {name: known[name] for name in options.trackers.split(",")}
    return known


def make_cases(options):
    """Yields the name of a case and its pairs of a crowd and detections by frame."""
    crowds = []
    if options.crowds == "simulated":
        crowds = list(make_crowds(options.segments, options.frames, options.seed))
    elif options.crowds:
        crowds = list(read_crowds(options.crowds))
    if options.argoverse:
        crowds += read_argoverse(options.argoverse)
    for detector in options.detectors.split(",") if crowds else ():
        if detector == "perfect":
            found = [noisy_detector.perfect(crowd) for crowd in crowds]
        elif detector == "shuffled":
            found = [noisy_detector.perfect(crowd, options.seed) for crowd in crowds]
        else:
            found = [
                noisy_detector.detect(crowd, DETECTORS[detector], options.seed) for crowd in crowds
            ]
        for poses in options.poses.split(","):
            changed = {
                "with": lambda crowd: crowd.poses,
                "without": lambda _: None,
                "identity": lambda crowd: np.broadcast_to(np.eye(4), crowd.poses.shape),
            }[poses]
            moved = [crowd._replace(poses=changed(crowd)) for crowd in crowds]
            yield f"{detector} detector, {poses} poses", list(zip(moved, found, strict=True))
    if options.kitti:
        yield "KITTI, PointRCNN, without poses", list(read_kitti(options.kitti))


def measure(track, case, config):
    """Returns the metric and that with mean scores, the ids of each type and the median time."""
    raw, ranked, times, ids = TrackingMetric(config), TrackingMetric(config), [], {}
    for crowd, frames in case:
        rows, seconds = track(crowd, frames)
        score(crowd, rows, raw, config)
        score(crowd, with_mean_scores(rows), ranked, config)
        times.append(seconds)
        for kind in np.unique(rows[:, 1]):
            ids[kind] = ids.get(kind, 0) + len(np.unique(rows[rows[:, 1] == kind, 2]))
    return raw, ranked, ids, 1e3 * float(np.median(np.concatenate(times)))


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument(
        "--crowds", metavar="DATASET", help="`simulated`, or a dataset whose labels are found"
    )
    parser.add_argument("--argoverse", metavar="DIR", help="folder of Argoverse 2 logs")
    parser.add_argument("--kitti", metavar="CLONE", help="clone of AB3DMOT, which has the data")
    parser.add_argument("--segments", type=int, default=4)
    parser.add_argument("--frames", type=int, default=198)
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--ab3dmot", metavar="CLONE")
    parser.add_argument("--ab3dmot-python", metavar="PYTHON", default=sys.executable)
    parser.add_argument("--trackers", help="names separated by commas; all by default")
    parser.add_argument(
        "--detectors",
        default=",".join(["perfect", *DETECTORS]),
        help="names separated by commas; `shuffled` has perfect boxes with random scores",
    )
    parser.add_argument("--poses", default="with", help="with, without, identity, or several")
    parser.add_argument("--offline", action="store_true", help="improve our tracks at the end")
    parser.add_argument("--without-hota", action="store_true", help="HOTA takes half the time")
    parser.add_argument("--json", metavar="OUT.json")
    options = parser.parse_args()
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    report = []
    for title, case in make_cases(options):
        boxes = np.mean([len(d) for _, frames in case for d in frames])
        is_kitti = title.startswith("KITTI")
        config = TrackingConfig(
            breakdowns=(Breakdown.OBJECT_TYPE,),
            hota=not options.without_hota,
            **({"iou_thresholds": (0.25,) * 4} if is_kitti else {}),
        )
        figures = [name for name in FIGURES if name != "HOTA" or config.hota]
        print(f"{title}: {boxes:.1f} detections a frame")
        heads = [*figures, "ids", "ms/frame"]
        print(f"{'':22s}" + "".join(f"{name:>12s}" for name in heads))
        for name, track in make_trackers(options).items():
            if not report and name in METHODS:
                track(*case[0])  # compiles the kernels
            raw, ranked, ids, milliseconds = measure(track, case, config)
            metrics = {"": raw} if name in METHODS else {"": raw, " (mean score)": ranked}
            for suffix, metric in metrics.items():
                rows = metric.result().as_dict()
                for number, kind in zip((1, 2, 4, 3), TYPES, strict=True):
                    row = rows[f"OBJECT_TYPE_TYPE_{kind}_LEVEL_2"]
                    if not row["OBJECTS"]:
                        continue
                    values = {figure: row[figure] for figure in figures} | {
                        "ids": ids.get(number, 0),
                        "ms_per_frame": milliseconds,
                    }
                    entry = {"case": title, "tracker": name + suffix, "type": kind}
                    report.append({**entry, **values})
                    line = "".join(
                        f"{value:12d}" if isinstance(value, int) else f"{value:12.4f}"
                        for value in values.values()
                    )
                    label = name + suffix if number == 1 else f"  {kind.lower()}"
                    print(f"{label:22s}" + line, flush=True)
    if options.json:
        Path(options.json).write_text(json.dumps(report, indent=1) + "\n")


if __name__ == "__main__":
    main()
