"""Score a detector: predictions table, official metrics, what went wrong, and a report.

    python examples/evaluate_predictions.py --out evaluation [--frames 3]

The drives are simulated, and the detector is made up of their labels.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

import waymo_kit as wk
from waymo_kit.evaluation import evaluate, write_report, write_result
from waymo_kit.evaluation.listing import field
from waymo_kit.predictions import make_predictions, write_predictions
from waymo_kit.simulate import simulate_dataset


def detect(frame: wk.Frame, random: np.random.Generator) -> tuple[np.ndarray, ...]:
    """Boxes (N, 7), types (N,) and scores (N,): most labels, moved a little, and a few ghosts."""
    boxes = frame.boxes
    found = boxes[random.random(len(boxes)) < 0.9]
    moved = found.array + random.normal(0, 0.05, found.array.shape)
    ghosts = moved[random.random(len(moved)) < 0.15] + [15, 15, 0, 0, 0, 0, 0]
    kinds = np.concatenate([found.types, np.ones(len(ghosts), found.types.dtype)])
    scores = np.concatenate([random.beta(6, 2, len(moved)), random.beta(2, 4, len(ghosts))])
    array = np.concatenate([moved, ghosts])
    array[:, 3:6] = np.maximum(array[:, 3:6], 0.05)
    return array, kinds, scores


def main(arguments: list[str] | None = None) -> None:
    """Runs the example."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=Path("evaluation"))
    parser.add_argument("--frames", type=int, default=3)
    options = parser.parse_args(arguments)
    data, random = options.out / "data", np.random.default_rng(0)
    simulate_dataset(data, segments=2, frames=options.frames)

    tables = []
    for scene in wk.open_dataset(data):
        for frame in scene:
            boxes, types, scores = detect(frame, random)
            tables.append(
                make_predictions(scene.name, frame.timestamp_micros, boxes, types, scores)
            )
    predictions = options.out / "predictions.parquet"
    write_predictions(pa.concat_tables(tables), predictions)

    errors = options.out / "errors.parquet"
    result = evaluate(predictions, data, "detection", with_profile=True, listing=errors)
    for finding in result.findings:
        print(f"{finding.severity}: {finding.message}")
    for kind in ("ALL_NS", "TYPE_VEHICLE", "TYPE_PEDESTRIAN", "TYPE_CYCLIST"):
        row = result.rows[f"OBJECT_TYPE_{kind}_LEVEL_2"]
        print(f"{kind:16s} AP {row['AP']:.4f}  APH {row['APH']:.4f}")

    listing = pq.read_table(errors)
    outcomes = pc.value_counts(listing.column(field("outcome"))).to_pylist()
    print(", ".join(f"{entry['values']} {entry['counts']}" for entry in outcomes))
    write_result(result, options.out / "result.json")
    write_report(result, options.out / "report.html")
    print(f"see {options.out / 'report.html'}")


if __name__ == "__main__":
    main()
