"""Runs the official detection op on stored cases, in the Python with the official package.

    python official_detection.py CASES.npz RESULTS.npz

CASES.npz holds the op's own arguments, named `<case>/<argument>`, and `<case>/config`: the op's
`Config` message as JSON. RESULTS.npz gets the outputs of the op as `<case>/<output>`, and its time
in seconds as `<case>/seconds`.
"""

import collections
import sys
import time

import numpy as np
import tensorflow as tf
from google.protobuf import json_format
from waymo_open_dataset.metrics.ops import py_metrics_ops
from waymo_open_dataset.protos import metrics_pb2

OUTPUTS = (
    "average_precision",
    "average_precision_ha_weighted",
    "average_precision_longitudinal_affinity_weighted",
    "precision_recall",
    "precision_recall_ha_weighted",
    "precision_recall_longitudinal_affinity_weighted",
    "breakdown",
)


def run(case):
    """Calls the op on the arguments of one case."""
    config = json_format.Parse(str(case.pop("config")), metrics_pb2.Config()).SerializeToString()
    arguments = {name: tf.constant(value) for name, value in case.items()}
    started = time.perf_counter()
    outputs = py_metrics_ops.detection_metrics(config=config, **arguments)
    seconds = time.perf_counter() - started
    return {**dict(zip(OUTPUTS, outputs, strict=True)), "seconds": seconds}


def main():
    cases = collections.defaultdict(dict)
    for key, value in np.load(sys.argv[1]).items():
        case, name = key.split("/")
        cases[case][name] = value
    results = {
        f"{case}/{name}": np.asarray(value)
        for case, arguments in cases.items()
        for name, value in run(arguments).items()
    }
    np.savez_compressed(sys.argv[2], **results)


if __name__ == "__main__":
    main()
