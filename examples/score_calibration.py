"""Measure the calibration of an overconfident detector, and what one temperature does about it.

    python examples/score_calibration.py --out reliability.png

The detections are made up: scores, whether each box is right, types and ranges.
"""

from __future__ import annotations

import argparse

import numpy as np

from waymo_kit.draw.reliability import draw_reliability
from waymo_kit.metrics import DetectionCalibrationMetric


def made_up_detections(count: int) -> tuple[np.ndarray, ...]:
    """Returns scores, right or wrong, types and ranges of boxes with logits 2.5 times too large."""
    random = np.random.default_rng(0)
    ranges = random.uniform(0, 75, count)
    logits = random.normal(0.5 - ranges / 40, 1.5)
    right = random.random(count) < 1 / (1 + np.exp(-logits))
    return 1 / (1 + np.exp(-2.5 * logits)), right, random.choice([1, 2, 4], count), ranges


def main(arguments: list[str] | None = None) -> None:
    """Runs the example."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", default="reliability.png", help="where to save the picture")
    options = parser.parse_args(arguments)

    scores, right, types, ranges = made_up_detections(20_000)
    logits = np.log(scores) - np.log1p(-scores)
    for temperature in (1.0, 2.5):
        metric = DetectionCalibrationMetric()
        scaled = 1 / (1 + np.exp(-logits / temperature))
        for part in np.array_split(np.arange(len(scores)), 4):  # by frames, files or machines
            metric.update(scaled[part], right[part], types[part], ranges[part])
        print(f"temperature {temperature}")
        print(f"  {'':32s} {'count':>7s} {'ECE':>7s} {'MCE':>7s} {'Brier':>7s} {'NLL':>7s}")
        for row in metric.result():
            if row.count:
                print(
                    f"  {row.name:32s} {row.count:7d} {row.ece:7.4f} {row.mce:7.4f}"
                    f" {row.brier:7.4f} {row.nll:7.4f}"
                )
        if temperature == 1.0:
            row = metric.result()[0]
            curve = row.curve
            draw_reliability(
                curve.lower,
                curve.upper,
                curve.count,
                curve.confidence,
                curve.accuracy,
                options.out,
                title=f"Before scaling, ECE {row.ece:.3f}",
            )
    print(f"drew {options.out}")


if __name__ == "__main__":
    main()
