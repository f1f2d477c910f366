"""Detect objects on a simulated drive with the detector that comes with waymo-kit, and score them.

python examples/pretrained_detector.py --out found [--frames 10]
"""

from __future__ import annotations

import argparse
from pathlib import Path

import waymo_kit as wk
from waymo_kit.detectors import detect_dataset, load
from waymo_kit.evaluation import evaluate
from waymo_kit.simulate import simulate_dataset


def main(arguments: list[str] | None = None) -> None:
    """Runs the example."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=Path("found"))
    parser.add_argument("--frames", type=int, default=10)
    options = parser.parse_args(arguments)
    drive, predictions = options.out / "drive", options.out / "predictions.parquet"
    simulate_dataset(drive, segments=1, frames=options.frames, seed=3)

    detector = load("pretrained")
    boxes = detector.detect(wk.open_dataset(drive)[0][0])
    print(f"first frame: {len(boxes)} boxes, the best with a score of {boxes.scores[0]:.2f}")

    detect_dataset(detector, drive, predictions, overwrite=True)
    rows = evaluate(predictions, drive, "detection", force=True).rows
    score = rows["RANGE_TYPE_VEHICLE_[0, 30)_LEVEL_1"]["AP"]
    print(f"vehicles within 30 m: AP {score:.3f} in {options.frames} frames")


if __name__ == "__main__":
    main()
