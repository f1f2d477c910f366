"""Times the trackers by number of detections per frame, beside AB3DMOT or a plain tracker.

    python -m tools.benchmark.tracker [--frames 40] [--ab3dmot CLONE --ab3dmot-python PYTHON]
        [--json OUT.json]

Vehicles drive on a grid, and the detector misses a tenth of them in each frame. Time is the
processor time of the median frame; for ours, that of the fastest of three runs. Without a clone of
github.com/xinshuoweng/AB3DMOT, `plain` (the same algorithm, tests/naive/) takes its place; it is
timed up to 100 detections per frame.
"""

import argparse
import json
import os
import platform
import sys
from functools import partial
from pathlib import Path

import numpy as np

from tools.official.compare_trackers import follow, follow_in_world, run_ab3dmot, run_plain
from tools.official.tracking_crowds import Crowd
from waymo_kit.boxes import Boxes
from waymo_kit.detectors.tracking import METHODS, Tracker

COUNTS = (24, 100, 300)
MOST_FOR_OTHERS = 100


def make_vehicles(count, frames, seed=0):
    """Makes a crowd of vehicles 8 m apart, at up to 10 m/s and 10 Hz, and its detections."""
    random = np.random.default_rng(seed)
    side = int(np.ceil(np.sqrt(count)))
    boxes = np.zeros((count, 7))
    boxes[:, 0], boxes[:, 1] = 8.0 * (np.arange(count) % side), 8.0 * (np.arange(count) // side)
    boxes[:, 3:6] = 4.7, 2.1, 1.7
    speed, found = random.uniform(0, 10, count), []
    for frame in range(frames):
        now = boxes.copy()
        now[:, 0] += 0.1 * frame * speed
        now[:, :2] += random.normal(0, 0.1, (count, 2))
        seen = random.random(count) < 0.9
        scores = random.uniform(0.5, 1, count)[seen]
        found.append(Boxes(now[seen], 1, scores=scores))
    poses = np.broadcast_to(np.eye(4), (frames, 4, 4))
    return Crowd("vehicles", 100_000 * np.arange(frames), poses, [], [], []), found


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--frames", type=int, default=40)
    parser.add_argument("--ab3dmot", metavar="CLONE")
    parser.add_argument("--ab3dmot-python", metavar="PYTHON", default=sys.executable)
    parser.add_argument("--json", metavar="OUT.json")
    options = parser.parse_args()
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    public = partial(run_ab3dmot, options.ab3dmot_python, options.ab3dmot)
    other, track = ("AB3DMOT", public) if options.ab3dmot else ("plain", run_plain)
    rows = []
    for count in COUNTS:
        crowd, found = make_vehicles(count, options.frames)
        row = {"detections": count}
        for name, settings in METHODS.items():
            runs = [follow(Tracker(settings()), crowd, found)[1] for _ in range(4)][1:]
            row[name] = 1e3 * float(min(np.median(seconds) for seconds in runs))
        if count <= MOST_FOR_OTHERS:
            seconds = follow_in_world(track, crowd, found)[1]
            row[other] = 1e3 * float(np.median(seconds))
            row["ratio"] = row[other] / row["kalman"]
        rows.append(row)
    cpu = platform.processor() or platform.machine()
    result = {"ms_per_frame": rows, "cpu": cpu, "python": platform.python_version()}
    print(json.dumps(result, indent=1))
    if options.json:
        Path(options.json).write_text(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main()
