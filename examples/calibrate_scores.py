"""Make the scores of a detector mean what they say: a curve per type, by four methods.

    python examples/calibrate_scores.py --out calibration

Labels and predictions are made up: 20 segments, and scores that are overconfident for vehicles and
underconfident for pedestrians. The same is done on the command line by

    waymo-kit calibrate --preds PREDICTIONS --gt LABELS --method sb-ece --out RESCALED
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from waymo_kit.detectors.calibration import ScoredBoxes, ScoreMethod, recalibrate
from waymo_kit.draw.reliability import draw_reliability

FACTORS = {1: 2.5, 2: 0.5}
"""Type -> what the logits of its scores are multiplied by."""


def made_up_boxes(random: np.random.Generator, count: int) -> ScoredBoxes:
    """Boxes of a segment, of which 40 % are right."""
    types = random.choice(list(FACTORS), count).astype(np.uint8)
    logits = random.normal(-0.5, 1.5, count)
    right = random.random(count) < 1 / (1 + np.exp(-logits))
    factors = np.array([FACTORS[kind] for kind in types])
    scores = 1 / (1 + np.exp(-factors * logits))
    return ScoredBoxes(scores.astype(np.float32), right, types)


def main(arguments: list[str] | None = None) -> None:
    """Runs the example."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=Path("calibration"))
    options = parser.parse_args(arguments)
    options.out.mkdir(parents=True, exist_ok=True)
    random = np.random.default_rng(0)
    boxes = {f"segment-{k:02d}": made_up_boxes(random, 2000) for k in range(20)}

    print(f"{'':12s} {'':10s} {'T':>6s} {'ECE':>7s} {'after':>7s} {'NLL':>7s} {'after':>7s}")
    for method in ScoreMethod:
        if method is ScoreMethod.ISOTONIC:  # needs scikit-learn
            continue
        result = recalibrate(boxes, method)
        for kind, name in ((1, "VEHICLE"), (2, "PEDESTRIAN")):
            before, after = result.before[kind], result.after[kind]
            print(
                f"{method.value:12s} {name:10s} {result.parameters(kind)['temperature']:6.3f}"
                f" {before.ece:7.4f} {after.ece:7.4f} {before.nll:7.4f} {after.nll:7.4f}"
            )

    result = recalibrate(boxes, ScoreMethod.SB_ECE)
    for name, entry in (("before", result.before[1]), ("after", result.after[1])):
        path = options.out / f"vehicles_{name}.png"
        curve = entry.curve
        draw_reliability(
            curve.lower,
            curve.upper,
            curve.count,
            curve.confidence,
            curve.accuracy,
            path,
            title=f"Vehicles {name}, ECE {entry.ece:.3f}",
        )
        print(f"drew {path}")


if __name__ == "__main__":
    main()
