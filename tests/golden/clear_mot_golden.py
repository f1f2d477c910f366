r"""Counts CLEAR MOT errors in sequences with gaps, with TrackEval and py-motmetrics.

    pip install trackeval==1.3.0 motmetrics==1.4.0
    python -m tests.golden.clear_mot_golden tests/metrics/golden_clear_mot.json

The sequences come from mot_cases.py. Needs an environment of its own without waymo-kit, because
both packages pin their requirements.
"""

import json
import sys
from pathlib import Path

import motmetrics
import numpy as np
import trackeval

from tests.golden.mot_cases import GAP_SEEDS, make_gaps

THRESHOLD = 0.5
FIELDS = (
    "misses",
    "false_positives",
    "id_switches",
    "matches",
    "fragmentations",
    "mostly_tracked",
    "partly_tracked",
    "mostly_lost",
)
"""Our names of the counts, in the order of the golden file."""

TRACKEVAL_FIELDS = ("CLR_FN", "CLR_FP", "IDSW", "CLR_TP", "Frag", "MT", "PT", "ML")
MOTMETRICS_FIELDS = (
    "num_misses",
    "num_false_positives",
    "num_switches",
    "num_detections",
    "num_fragmentations",
    "mostly_tracked",
    "partially_tracked",
    "mostly_lost",
)


def count_with_trackeval(sequence):
    truths, num_truths = _numbered(sequence.truth_ids)
    found, num_found = _numbered(sequence.prediction_ids)
    data = {
        "num_timesteps": len(truths),
        "num_gt_ids": num_truths,
        "num_tracker_ids": num_found,
        "num_gt_dets": sum(map(len, truths)),
        "num_tracker_dets": sum(map(len, found)),
        "gt_ids": truths,
        "tracker_ids": found,
        "similarity_scores": sequence.similarities,
    }
    metric = trackeval.metrics.CLEAR({"THRESHOLD": THRESHOLD, "PRINT_CONFIG": False})
    result = metric.eval_sequence(data)
    return [int(result[name]) for name in TRACKEVAL_FIELDS]


def count_with_motmetrics(sequence):
    accumulator = motmetrics.MOTAccumulator(auto_id=True)
    with motmetrics.lap.set_default_solver("scipy"):
        for truths, found, similarity in zip(*sequence, strict=True):
            distance = np.where(similarity >= THRESHOLD, 1 - similarity, np.nan)
            accumulator.update(truths, found, distance)
    host = motmetrics.metrics.create()
    summary = host.compute(accumulator, metrics=list(MOTMETRICS_FIELDS))
    return [int(summary[name].iloc[0]) for name in MOTMETRICS_FIELDS]


def _numbered(frames):
    """Returns identities as numbers from 0, and the number of identities."""
    names = np.unique(np.concatenate(frames))
    return [np.searchsorted(names, ids) for ids in frames], len(names)


def main():
    sequences = [make_gaps(seed) for seed in GAP_SEEDS]
    golden = {
        "TrackEval": [count_with_trackeval(sequence) for sequence in sequences],
        "py-motmetrics": [count_with_motmetrics(sequence) for sequence in sequences],
    }
    Path(sys.argv[1]).write_text(json.dumps(golden) + "\n")


if __name__ == "__main__":
    main()
