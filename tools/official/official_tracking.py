"""Runs the official tracking op on stored cases, in the Python with the official package.

    python official_tracking.py CASES.npz RESULTS.npz [RUNS]

CASES.npz holds the op's own arguments, named `<case>/<argument>`, and `<case>/config`: the op's
`Config` message as JSON. RESULTS.npz gets `<case>/figures`, (RUNS, R, 6) float32: MOTA, MOTP, miss,
mismatch, FP and score cutoff of each row in each of RUNS runs, 1 by default; and `<case>/seconds`,
(RUNS,).
"""

import collections
import sys
import time

import numpy as np
import tensorflow as tf
from google.protobuf import json_format
from waymo_open_dataset.metrics.ops import py_metrics_ops
from waymo_open_dataset.protos import metrics_pb2


def run(case):
    """Calls the op on the arguments of one case; returns its figures and its seconds."""
    config = json_format.Parse(str(case["config"]), metrics_pb2.Config()).SerializeToString()
    arguments = {name: tf.constant(v) for name, v in case.items() if name != "config"}
    started = time.perf_counter()
    outputs = py_metrics_ops.tracking_metrics(config=config, **arguments)
    seconds = time.perf_counter() - started
    return np.stack([figures.numpy() for figures in outputs[:6]], axis=1), seconds


def main():
    cases = collections.defaultdict(dict)
    for key, value in np.load(sys.argv[1]).items():
        case, name = key.split("/")
        cases[case][name] = value
    runs = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    results = {}
    for case, arguments in cases.items():
        figures, seconds = zip(*(run(arguments) for _ in range(runs)), strict=True)
        results[f"{case}/figures"] = np.stack(figures)
        results[f"{case}/seconds"] = np.array(seconds)
    np.savez_compressed(sys.argv[2], **results)


if __name__ == "__main__":
    main()
