r"""Scores the sequences of mot_cases.py with TrackEval, py-motmetrics and the nuScenes devkit.

    pip install motmetrics==1.4.0 "numpy<2" "pandas<2" scikit-learn tqdm pyquaternion matplotlib \
        opencv-python-headless==4.9.0.80 cachetools shapely fire descartes
    pip install --no-deps trackeval==1.3.0 nuscenes-devkit==1.2.0
    python -m tests.golden.mot_golden tests/metrics/golden_mot.json

Needs an environment of its own without waymo-kit, because the devkit requires old versions.
"""

import json
import sys
from pathlib import Path

import motmetrics
import numpy as np
import trackeval
from nuscenes.eval.tracking.algo import TrackingEvaluation
from nuscenes.eval.tracking.data_classes import TrackingMetricData

from tests.golden.mot_cases import BOX_SEEDS, POINT_SEEDS, REACH, make_boxes, make_points

HOTA_FIELDS = ("HOTA", "DetA", "AssA", "LocA", "DetRe", "DetPr", "AssRe", "AssPr")
CLEAR_FIELDS = {
    "num_misses": "misses",
    "num_false_positives": "false_positives",
    "num_switches": "id_switches",
    "num_fragmentations": "fragmentations",
    "mostly_tracked": "mostly_tracked",
    "partially_tracked": "partly_tracked",
    "mostly_lost": "mostly_lost",
    "mota": "mota_mot_challenge",
    "motp": "motp",
}
"""Our names, by the names in py-motmetrics."""

IDENTITY_FIELDS = {"IDTP": "true_positives", "IDFN": "false_negatives", "IDFP": "false_positives"}
"""Our names, by the names in TrackEval."""

WORST = {"amota": 0.0, "amotp": REACH}


def score_with_trackeval(sequence):
    """Returns HOTA by alpha, and identity counts."""
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
    hota = trackeval.metrics.HOTA().eval_sequence(data)
    identity = trackeval.metrics.Identity({"PRINT_CONFIG": False}).eval_sequence(data)
    return {
        "hota": {field: hota[field].mean().item() for field in HOTA_FIELDS},
        "hota_by_alpha": hota["HOTA"].tolist(),
        "identity": {ours: int(identity[name]) for name, ours in IDENTITY_FIELDS.items()},
    }


def score_with_motmetrics(sequence):
    """Returns CLEAR MOT figures, with a minimum IoU of 0.5."""
    accumulator = motmetrics.MOTAccumulator(auto_id=True)
    for truths, found, similarity in zip(*sequence, strict=True):
        accumulator.update(truths, found, np.where(similarity >= 0.5, 1 - similarity, np.nan))
    summary = motmetrics.metrics.create().compute(accumulator, metrics=list(CLEAR_FIELDS))
    return {ours: summary[name].iloc[0].item() for name, ours in CLEAR_FIELDS.items()}


class Point:
    """Stands for a `TrackingBox`, with the fields that the devkit reads."""

    tracking_name = "car"

    def __init__(self, identity, x, y, score=-1.0):
        self.tracking_id, self.translation = str(int(identity)), (x, y, 0.0)
        self.tracking_score = round(score, 1)


def center_distance(first, second):
    """Stands for the distance function, which the devkit requires by name but does not call."""
    raise NotImplementedError


def score_with_nuscenes(sequence):
    """Returns AMOTA, and AMOTP in meters."""
    truths, found = (
        {"scene": {time: [Point(*row) for row in rows] for time, rows in enumerate(side)}}
        for side in sequence
    )
    TrackingMetricData.nelem = 40
    evaluation = TrackingEvaluation(
        truths, found, "car", center_distance, REACH, 0.1, 40, {}, verbose=False
    )
    by_recall = evaluation.accumulate()
    means = {}
    for name, metric in (("amota", "motar"), ("amotp", "motp")):
        values = np.array(by_recall.get_metric(metric), dtype=float)
        means[name] = np.where(np.isnan(values), WORST[name], values).mean().item()
    return means


def _numbered(frames):
    """Returns identities as numbers from 0, and the number of identities."""
    names = np.unique(np.concatenate(frames))
    return [np.searchsorted(names, ids) for ids in frames], len(names)


def main():
    boxes = {
        seed: {
            **score_with_trackeval(make_boxes(seed)),
            "clear": score_with_motmetrics(make_boxes(seed)),
        }
        for seed in BOX_SEEDS
    }
    points = {seed: score_with_nuscenes(make_points(seed)) for seed in POINT_SEEDS}
    Path(sys.argv[1]).write_text(json.dumps({"boxes": boxes, "points": points}, indent=1) + "\n")


if __name__ == "__main__":
    main()
