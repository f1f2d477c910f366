"""Times tracking metrics beside the official op, on one core, in one run.

    python -m tools.benchmark.tracking_metrics [--official PYTHON] [--frames 200] [--json OUT.json]

The segment has 100 ground truths and 300 predictions in each frame. The metrics have breakdowns by
type and range, two difficulty levels and 101 score cutoffs. Ours is timed with the official metrics
alone, and with IDF1 and HOTA at all cutoffs as well. Both sides run on one core.
"""

import argparse
import dataclasses
import json
import os
import platform
import subprocess
import tempfile
import time
from pathlib import Path

import numpy as np

from tests.golden.tracking_cases import Case, official_arguments
from tools.official.official_venv import add_option, official_python
from tools.paths import ROOT
from waymo_kit.metrics.objects import Frames, GroundTruth, Predictions
from waymo_kit.metrics.tracking import TrackingConfig, evaluate_tracks

TRUTHS, PREDICTIONS, SEED = 100, 300, 0
SHARE_OF_TYPE = (0.55, 0.25, 0.15, 0.05)
SIZES = np.array([[4.7, 2.1, 1.7], [0.9, 0.8, 1.7], [0.6, 0.2, 0.8], [1.8, 0.8, 1.7]])
SWITCHES = 0.01
"""Probability that a predicted track changes its id after a frame."""


def make_segment(count):
    """Makes tracks within 75 m, each followed by two predicted ones, and false predictions."""
    random = np.random.RandomState(SEED)
    apart = PREDICTIONS - 2 * TRUTHS
    kind = random.choice(4, TRUTHS, p=SHARE_OF_TYPE)
    apart_kind = random.choice(4, apart, p=SHARE_OF_TYPE)
    box, apart_box = _move(random, kind, count), _move(random, apart_kind, count)
    near = np.repeat(box, 2, axis=1)
    near += random.randn(*near.shape) * [0.2, 0.2, 0.1, 0.1, 0.05, 0.05, 0.1]
    found = np.concatenate([near, apart_box], axis=1)
    found[..., 3:6] = np.maximum(found[..., 3:6], 0.05)
    name = np.cumsum(random.rand(count, PREDICTIONS) < SWITCHES, axis=0) * PREDICTIONS
    score = np.concatenate(
        [random.beta(3, 2, (count, 2 * TRUTHS)), random.beta(1, 4, (count, apart))], axis=1
    )
    return Case(
        Predictions.from_arrays(
            np.repeat(np.arange(count), PREDICTIONS),
            np.float32(found.reshape(-1, 7)),
            np.tile(np.append(np.repeat(kind, 2), apart_kind) + 1, count),
            score.ravel(),
            track=(name + np.arange(PREDICTIONS)).ravel(),
        ),
        GroundTruth.from_arrays(
            np.repeat(np.arange(count), TRUTHS),
            np.float32(box.reshape(-1, 7)),
            np.tile(kind + 1, count),
            track=np.tile(np.arange(TRUTHS), count),
        ),
        Frames.from_arrays(["segment"] * count, 100_000 * np.arange(count)),
        TrackingConfig(identity=False, hota=False),
    )


def _move(random, kind, count):
    """Makes (count, N, 7) boxes that drive straight ahead at up to 10 m/s, at 10 Hz."""
    place = random.uniform([-75, -75, -1], [75, 75, 1], (len(kind), 3))
    size = SIZES[kind] * random.uniform(0.8, 1.2, (len(kind), 3))
    heading = random.uniform(-np.pi, np.pi, len(kind))
    speed = random.uniform(0, 1, len(kind)) * random.randint(0, 2, len(kind))
    step = speed[:, None] * np.stack([np.cos(heading), np.sin(heading), 0 * heading], axis=1)
    frame = np.arange(count)[:, None, None]
    fixed = np.broadcast_to(np.column_stack([size, heading]), (count, len(kind), 4))
    return np.concatenate([place + frame * step, fixed], axis=2)


def time_official(python, case):
    """Returns the figures of the official op and the seconds that it took."""
    with tempfile.TemporaryDirectory() as folder:
        cases, results = Path(folder) / "cases.npz", Path(folder) / "results.npz"
        np.savez(cases, **{f"0/{k}": v for k, v in official_arguments(case).items()})
        command = [python, ROOT / "tools" / "official" / "official_tracking.py", cases, results]
        subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
        outputs = np.load(results)
        return outputs["0/figures"][0], float(outputs["0/seconds"][0])


def time_ours(case):
    """Returns our result, the seconds of the fastest of five runs, and those of the first run."""
    times = []
    for _ in range(6):
        started = time.perf_counter()
        result = evaluate_tracks(*case)
        times.append(time.perf_counter() - started)
    return result, min(times[1:]), times[0]


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    add_option(parser)
    parser.add_argument("--frames", type=int, default=200)
    parser.add_argument("--json", metavar="OUT.json")
    options = parser.parse_args()
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    case = make_segment(options.frames)
    ours, seconds, first = time_ours(case)
    everything = dataclasses.replace(case.config, identity=True, hota=True)
    _, seconds_everything, first_everything = time_ours(case._replace(config=everything))
    figures, official_seconds = time_official(official_python(options.official), case)
    our_figures = np.array([list(row.values()) for row in ours.as_official_dict().values()])
    result = {
        "frames": options.frames,
        "truths_per_frame": TRUTHS,
        "predictions_per_frame": PREDICTIONS,
        "ours_ms_per_frame": 1e3 * seconds / options.frames,
        "ours_with_identity_and_hota_ms_per_frame": 1e3 * seconds_everything / options.frames,
        "official_ms_per_frame": 1e3 * official_seconds / options.frames,
        "ratio": official_seconds / seconds,
        "ratio_with_identity_and_hota": official_seconds / seconds_everything,
        "first_call_seconds": first + first_everything,
        "worst_difference": float(np.abs(our_figures - figures).max()),
        "cpu": platform.processor() or platform.machine(),
        "python": platform.python_version(),
    }
    print(json.dumps(result, indent=1))
    if options.json:
        Path(options.json).write_text(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main()
