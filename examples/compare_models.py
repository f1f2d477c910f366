"""Compare two detectors, and see which of the differences chance could explain.

    python examples/compare_models.py [--segments 6] [--frames 2]

The drives are simulated, and the detectors made up of their labels: the second places boxes better
but misses more of what is far away.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa

import waymo_kit as wk
from waymo_kit.evaluation.comparison import compare_results
from waymo_kit.evaluation.evaluate import evaluate
from waymo_kit.evaluation.result import read_result, write_result
from waymo_kit.predictions import make_predictions, write_predictions
from waymo_kit.simulate import simulate_dataset


def detect(data: Path, noise: float, reach: float, seed: int) -> Iterator[pa.Table]:
    """Yields what a detector finds in each frame: labels within its reach, moved by some noise."""
    random = np.random.default_rng(seed)
    for scene in wk.open_dataset(data):
        for frame in scene:
            boxes = frame.boxes
            distance = np.linalg.norm(boxes.array[:, :2], axis=1)
            found = boxes[random.random(len(boxes)) < np.exp(-((distance / reach) ** 2))]
            moved = found.array + random.normal(0, noise, found.array.shape)
            moved[:, 3:6] = np.maximum(moved[:, 3:6], 0.05)
            scores = random.beta(4, 2, len(found))
            yield make_predictions(scene.name, frame.timestamp_micros, moved, found.types, scores)


def main(arguments: list[str] | None = None) -> None:
    """Runs the example."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--segments", type=int, default=6)
    parser.add_argument("--frames", type=int, default=2)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        simulate_dataset(folder / "data", options.segments, options.frames)
        results = []
        for model, noise, reach in (("far", 0.12, 90.0), ("sharp", 0.05, 60.0)):
            found = pa.concat_tables(detect(folder / "data", noise, reach, seed=len(results)))
            write_predictions(found, folder / f"{model}.parquet")
            result = evaluate(folder / f"{model}.parquet", folder / "data", "detection")
            write_result(result, folder / f"{model}.json")
            results.append(read_result(folder / f"{model}.json"))

    compared = compare_results(results, seed=0)
    print(f"APH of {compared.segments} segments, LEVEL_2    far  sharp  difference")
    column = compared.columns.index("APH")
    for row, label in enumerate(compared.rows):
        if "VEHICLE" in label and label.endswith("LEVEL_2"):
            one, other = compared.values[:, row, column]
            low, high = compared.difference_interval[:, 1, row, column]
            print(f"{label:42s} {one:.3f}  {other:.3f}  {low:+.3f} to {high:+.3f}")


if __name__ == "__main__":
    main()
