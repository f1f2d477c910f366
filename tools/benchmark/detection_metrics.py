"""Times detection metrics beside the official op, on one core, in one run.

    python -m tools.benchmark.detection_metrics [--official PYTHON] [--frames 200] [--json OUT.json]

Each frame has 100 ground truths and 300 predictions. The metrics have breakdowns by type and range,
two difficulty levels and 101 score cutoffs. Both sides run on one core.
"""

import argparse
import json
import os
import platform
import subprocess
import tempfile
import time
from pathlib import Path

import numpy as np

from tests.golden.detection_cases import Case, official_arguments
from tools.official.official_venv import add_option, official_python
from tools.paths import ROOT
from waymo_kit.metrics import (
    DetectionConfig,
    Frames,
    GroundTruth,
    Predictions,
    evaluate_detections,
)

TRUTHS, PREDICTIONS, SEED = 100, 300, 0
SHARE_OF_TYPE = (0.55, 0.25, 0.15, 0.05)
SIZES = np.array([[4.7, 2.1, 1.7], [0.9, 0.8, 1.7], [0.6, 0.2, 0.8], [1.8, 0.8, 1.7]])


def make_frames(count, seed=SEED):
    """Makes labels within 75 m, and predictions: two in three near a label, the others anywhere."""
    random = np.random.RandomState(seed)
    kind = random.choice(4, (count, TRUTHS), p=SHARE_OF_TYPE)
    box = _boxes(random, kind)
    source = random.randint(0, TRUTHS, (count, PREDICTIONS))
    near = np.take_along_axis(box, source[:, :, None], axis=1)
    near += random.randn(*near.shape) * [0.2, 0.2, 0.1, 0.1, 0.05, 0.05, 0.1]
    found_kind = np.take_along_axis(kind, source, axis=1)
    apart = random.rand(count, PREDICTIONS) < 1 / 3
    near[apart] = _boxes(random, found_kind)[apart]
    score = np.where(apart, random.beta(1, 4, apart.shape), random.beta(3, 2, apart.shape))
    return Case(
        Predictions.from_arrays(
            np.repeat(np.arange(count), PREDICTIONS),
            np.float32(np.maximum(near.reshape(-1, 7), [[-np.inf] * 3 + [0.05] * 3 + [-np.inf]])),
            found_kind.ravel() + 1,
            score.ravel(),
        ),
        GroundTruth.from_arrays(
            np.repeat(np.arange(count), TRUTHS),
            np.float32(box.reshape(-1, 7)),
            kind.ravel() + 1,
            detection_difficulty=random.randint(1, 3, count * TRUTHS),
        ),
        Frames.anonymous(count),
        DetectionConfig(),
    )


def _boxes(random, kind):
    place = random.uniform([-75, -75, -1], [75, 75, 1], (*kind.shape, 3))
    size = SIZES[kind] * random.uniform(0.8, 1.2, (*kind.shape, 3))
    return np.concatenate([place, size, random.uniform(-np.pi, np.pi, (*kind.shape, 1))], axis=2)


def time_official(python, case):
    """Returns the outputs of the official op and the seconds that it took."""
    with tempfile.TemporaryDirectory() as folder:
        cases, results = Path(folder) / "cases.npz", Path(folder) / "results.npz"
        np.savez(cases, **{f"0/{k}": v for k, v in official_arguments(case).items()})
        command = [python, ROOT / "tools" / "official" / "official_detection.py", cases, results]
        subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
        return {key.split("/")[1]: value for key, value in np.load(results).items()}


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    add_option(parser)
    parser.add_argument("--frames", type=int, default=200)
    parser.add_argument("--json", metavar="OUT.json")
    options = parser.parse_args()
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    case = make_frames(options.frames)
    started = time.perf_counter()
    evaluate_detections(*case)
    first = time.perf_counter() - started
    times = []
    for _ in range(5):
        started = time.perf_counter()
        ours = evaluate_detections(*case)
        times.append(time.perf_counter() - started)
    official = time_official(official_python(options.official), case)
    result = {
        "frames": options.frames,
        "truths_per_frame": TRUTHS,
        "predictions_per_frame": PREDICTIONS,
        "ours_ms_per_frame": 1e3 * min(times) / options.frames,
        "official_ms_per_frame": 1e3 * float(official["seconds"]) / options.frames,
        "ratio": float(official["seconds"]) / min(times),
        "first_call_seconds": first,
        "worst_ap_difference": float(np.abs(ours.ap - official["average_precision"]).max()),
        "cpu": platform.processor() or platform.machine(),
        "python": platform.python_version(),
    }
    print(json.dumps(result, indent=1))
    if options.json:
        Path(options.json).write_text(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main()
