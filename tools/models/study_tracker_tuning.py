"""Studies what the search of `waymo-kit tune-tracker` finds, and whether it holds elsewhere.

    python -m tools.models.study_tracker_tuning [--kitti CLONE] [--detectors real,confident,shy]
        [--trackers kalman,greedy,two-stage] [--segments 8] [--frames 100] [--seed 5]

Crowds are the objects around simulated drives, found by tools/official/noisy_detector.py. With a
clone of AB3DMOT they are those of KITTI's validation sequences, found by PointRCNN, at an IoU of
0.25. Settings are fitted to every other segment, and scored on these and on the others.
"""

import argparse

import numpy as np

from tools.official import noisy_detector
from tools.official.compare_trackers import DETECTORS, follow, score
from tools.official.tracking_crowds import make_crowds, read_kitti
from waymo_kit.detectors.tracking import METHODS, Tracker
from waymo_kit.detectors.tracking.tuning import CLASSES, tracker_settings, tune
from waymo_kit.metrics.breakdowns import Breakdown
from waymo_kit.metrics.tracking import TrackingConfig, TrackingMetric
from waymo_kit.schema import Difficulty


def mota_of(case, **thresholds):
    """Returns the function that scores methods on pairs of a crowd and its detections."""
    config = TrackingConfig(
        breakdowns=(Breakdown.OBJECT_TYPE,),
        levels=(Difficulty.LEVEL_2,),
        identity=False,
        hota=False,
        **thresholds,
    )

    def mota(methods):
        figures = np.full((len(methods), 5), np.nan)
        for row, method in enumerate(methods):
            metric = TrackingMetric(config)
            for crowd, found in case:
                score(crowd, follow(Tracker(method), crowd, found)[0], metric, config)
            rows = metric.result().as_dict()
            for kind in CLASSES.values():
                figures[row, kind] = rows[f"OBJECT_TYPE_TYPE_{kind.name}_LEVEL_2"]["MOTA"]
        return figures

    return mota


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--kitti", metavar="CLONE", help="clone of AB3DMOT, which has the data")
    parser.add_argument("--detectors", default="real,confident,shy")
    parser.add_argument("--trackers", default=",".join(METHODS))
    parser.add_argument("--segments", type=int, default=8)
    parser.add_argument("--frames", type=int, default=100)
    parser.add_argument("--seed", type=int, default=5)
    options = parser.parse_args()
    cases, thresholds = {}, {}
    if options.kitti:
        cases["KITTI, PointRCNN"] = list(read_kitti(options.kitti))
        thresholds = {"iou_thresholds": (0.25,) * 4}
    else:
        crowds = list(make_crowds(options.segments, options.frames, options.seed))
        for name in options.detectors.split(","):
            found = [noisy_detector.detect(each, DETECTORS[name], options.seed) for each in crowds]
            cases[name] = list(zip(crowds, found, strict=True))
    for title, case in cases.items():
        fit, others = (mota_of(case[start::2], **thresholds) for start in (0, 1))
        detections = [boxes for _, frames in case[::2] for boxes in frames]
        scores, types = (
            np.concatenate([getattr(boxes, name) for boxes in detections])
            for name in ("scores", "types")
        )
        for name in options.trackers.split(","):
            first = METHODS[name]()
            tuned, _ = tune(first, tracker_settings(first, scores, types), fit)
            text = ""
            for kind in ("vehicle", "pedestrian", "cyclist"):
                own, other = (mota([first, tuned])[:, CLASSES[kind]] for mota in (fit, others))
                text += f"  {own[0]:.3f} {own[1]:.3f} {other[0]:.3f} {other[1]:.3f}"
            print(f"{title:18s} {name:10s}{text}", flush=True)


if __name__ == "__main__":
    main()
