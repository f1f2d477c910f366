"""Studies what the methods of `waymo-kit calibrate` do to the scores of simulated detectors.

    python -m tools.models.study_score_calibration [--segments 16] [--frames 60] [--seed 5]
        [--fit-fraction 0.5]

Crowds are the objects around simulated drives, and tools/official/noisy_detector.py finds them with
four calibrations. Curves are fitted to half of the segments and measured on the others.
"""

import argparse

import numpy as np

from tools.official import noisy_detector
from tools.official.tracking_crowds import make_crowds
from waymo_kit.detectors.calibration import ScoredBoxes, ScoreMethod, recalibrate
from waymo_kit.metrics.detection import DetectionConfig
from waymo_kit.metrics.objects import Frames, GroundTruth, Predictions
from waymo_kit.metrics.outcomes import ObjectOutcome, detection_outcomes


def match(crowd, found):
    """Returns the detections of a crowd with whether each matches a label."""
    counts = [len(boxes) for boxes in crowd.boxes]
    truth = GroundTruth.from_arrays(
        np.repeat(np.arange(len(counts)), counts),
        np.concatenate(crowd.boxes),
        np.concatenate(crowd.types),
    )
    detected = [len(boxes) for boxes in found]
    types, scores = (
        np.concatenate([getattr(boxes, name) for boxes in found]) for name in ("types", "scores")
    )
    predictions = Predictions.from_arrays(
        np.repeat(np.arange(len(detected)), detected),
        np.concatenate([boxes.array for boxes in found]),
        types,
        scores,
    )
    frames = Frames.from_arrays([crowd.name] * len(crowd.times), crowd.times)
    outcome = detection_outcomes(predictions, truth, frames, DetectionConfig(), 0.0).prediction
    return ScoredBoxes(
        scores.astype(np.float32), outcome == ObjectOutcome.TRUE_POSITIVE, types.astype(np.uint8)
    )


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--segments", type=int, default=16)
    parser.add_argument("--frames", type=int, default=60)
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--fit-fraction", type=float, default=0.5)
    options = parser.parse_args()
    crowds = list(make_crowds(options.segments, options.frames, options.seed))
    for calibration in noisy_detector.CALIBRATIONS:
        detector = noisy_detector.REAL._replace(calibration=calibration)
        boxes = {
            crowd.name: match(crowd, noisy_detector.detect(crowd, detector, options.seed))
            for crowd in crowds
        }
        for method in ScoreMethod:
            result = recalibrate(boxes, method, fit_fraction=options.fit_fraction)
            if method is ScoreMethod.TEMPERATURE:
                row = result.before[0]
                print(
                    f"{calibration}: fitted on {result.fitted_on(0):,}, measured on {row.count:,}"
                )
                print_row("as they are", result.before)
            print_row(method.value, result.after)


def print_row(name, entries):
    """Prints ECE and NLL of vehicles, pedestrians and cyclists."""
    figures = "".join(f"{entries[kind].ece:9.4f}{entries[kind].nll:9.4f}" for kind in (1, 2, 4))
    print(f"  {name:12s}{figures}", flush=True)


if __name__ == "__main__":
    main()
