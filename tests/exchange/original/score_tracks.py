"""Runs in an environment with TrackEval: scores an export's labels as perfect tracks.

Usage: score_tracks.py KIND GROUND_TRUTH RESULTS SPLIT, where KIND is mot or kitti and RESULTS has a
folder `perfect`; prints HOTA and MOTA of each class as JSON.
"""

import contextlib
import json
import sys

import numpy as np

for name, kind in (("float", float), ("int", int), ("bool", bool)):
    if name not in vars(np):  # TrackEval uses names that NumPy has dropped
        setattr(np, name, kind)

import trackeval

kind, truth, results, split = sys.argv[1:]
with contextlib.redirect_stdout(sys.stderr):
    evaluator = trackeval.Evaluator(
        {
            "PRINT_CONFIG": False,
            "PLOT_CURVES": False,
            "OUTPUT_SUMMARY": False,
            "BREAK_ON_ERROR": True,
        }
    )
    shared = {"GT_FOLDER": truth, "TRACKERS_FOLDER": results, "PRINT_CONFIG": False}
    shared |= {"OUTPUT_DETAILED": False, "TRACKERS_TO_EVAL": ["perfect"], "SPLIT_TO_EVAL": split}
    if kind == "mot":
        dataset = trackeval.datasets.MotChallenge2DBox({**shared, "BENCHMARK": "WAYMO"})
    else:
        dataset = trackeval.datasets.Kitti2DBox(shared)
    metrics = [trackeval.metrics.HOTA(), trackeval.metrics.CLEAR()]
    found, _ = evaluator.evaluate([dataset], metrics)
(rows,) = found.values()
scores = {
    name: {
        "HOTA": float(np.mean(row["HOTA"]["HOTA"])),
        "MOTA": float(row["CLEAR"]["MOTA"]),
        "labels": int(row["CLEAR"]["CLR_TP"] + row["CLEAR"]["CLR_FN"]),
    }
    for name, row in rows["perfect"]["COMBINED_SEQ"].items()
    if "cls_comb" not in name
}
print(json.dumps(scores))
