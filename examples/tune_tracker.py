"""Fit the settings of a tracker to the scores of a detector, and check them on other drives.

    python examples/tune_tracker.py [--frames 20] [--tracker greedy]

Two drives are simulated. Their detections are the labels with some missed, scores between 0.5 and
0.7, and false boxes between 0.4 and 0.6, a scale for which no default is made. On the command line:

    waymo-kit tune-tracker --preds FIT.parquet --data FIT --validation-preds OTHER.parquet
        --validation OTHER --tracker greedy --out tracker.yaml
    waymo-kit track --preds PREDICTIONS --data DATASET --config tracker.yaml --out tracks.parquet
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

import numpy as np
import pyarrow as pa

import waymo_kit as wk
from waymo_kit.convert import convert_segment
from waymo_kit.detectors.tracking import METHODS, write_method
from waymo_kit.detectors.tracking.labeled_split import LabeledSplit
from waymo_kit.detectors.tracking.tuning import CLASSES, tracker_settings, tune
from waymo_kit.io import locate
from waymo_kit.predictions import make_predictions, write_predictions
from waymo_kit.simulate import simulate_segment


def detect(frame: wk.Frame, name: str, random: np.random.Generator) -> pa.Table:
    """Predictions of a frame: four in five labels, and ten boxes where nothing is."""
    labels = frame.boxes
    seen = random.random(len(labels)) < 0.8
    false = np.tile([0, 0, 1, 4.5, 2, 1.6, 0.0], (10, 1))
    false[:, :2] = random.uniform(-60, 60, (10, 2))
    boxes = np.concatenate([labels.array[seen], false])
    types = np.concatenate([labels.types[seen], random.choice([1, 2], 10)])
    scores = [random.uniform(0.5, 0.7, int(seen.sum())), random.uniform(0.4, 0.6, 10)]
    return make_predictions(name, frame.timestamp_micros, boxes, types, np.concatenate(scores))


def make_split(folder: Path, seed: int, frames: int) -> tuple[Path, Path]:
    """Simulates a drive; returns predictions and tables with its labels."""
    folder.mkdir()
    drive = simulate_segment(folder, seed=seed, frames=frames)
    tables, predictions = folder / "tables", folder / "predictions.parquet"
    tags = ["lidar_box", "vehicle_pose", "stats"]
    convert_segment(locate(drive), locate(tables), tags)
    scene, random = wk.open_dataset(tables)[0], np.random.default_rng(seed)
    found = [detect(frame, scene.name, random) for frame in scene]
    write_predictions(pa.concat_tables(found), predictions)
    return predictions, tables


def main(arguments: list[str] | None = None) -> None:
    """Runs the example."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--frames", type=int, default=20, help="length of the drives")
    parser.add_argument("--tracker", choices=METHODS, default="greedy")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        fit, other = (
            LabeledSplit(*make_split(Path(folder) / name, seed, options.frames), Path(folder))
            for name, seed in (("fit", 3), ("other", 4))
        )
        first = METHODS[options.tracker]()
        tuned, _ = tune(first, tracker_settings(first, fit.scores, fit.types), fit.mota)
        for title, split in (("fitted on", fit), ("other", other)):
            before, after = split.mota([first, tuned])
            for name, kind in CLASSES.items():
                if np.isfinite(before[kind]):
                    print(f"{title:10s} {name:11s} MOTA {before[kind]:.3f} -> {after[kind]:.3f}")
        path = Path(folder) / "tracker.yaml"
        write_method(str(path), options.tracker, tuned)
        print(path.read_text())


if __name__ == "__main__":
    main()
