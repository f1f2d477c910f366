"""Build the file of a leaderboard submission, check it, and print what the checks find.

    python examples/build_submission.py --out submission.tar.gz

The drive is simulated. The made-up detector finds the labels, moved a little.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

import numpy as np
import pyarrow as pa

import waymo_kit as wk
from waymo_kit.evaluation.submission import build_submission, check_submission
from waymo_kit.evaluation.submission.frames import read_frames
from waymo_kit.predictions import make_predictions, write_predictions
from waymo_kit.protos.submission_pb2 import Submission
from waymo_kit.simulate import simulate_dataset

DETAILS = Submission(
    task=Submission.DETECTION_3D,
    account_name="someone@example.org",
    unique_method_name="Labels, moved",
    authors=["A. One"],
    affiliation="Somewhere",
    description="The labels, moved a little.",
    method_link="https://example.org/paper",
    sensor_type=Submission.LIDAR_ALL,
    number_past_frames_exclude_current=0,
    number_future_frames_exclude_current=0,
    object_types=[1, 2, 4],
)
"""Details that `read_details` reads from a text file otherwise."""


def detect(scene: wk.Scene, random: np.random.Generator) -> pa.Table:
    """Predicts vehicles, pedestrians and cyclists in all frames of a scene."""
    tables = []
    for frame in scene:
        boxes = frame.boxes[np.isin(frame.boxes.types, DETAILS.object_types)]
        moved = boxes.array + random.normal(0, 0.02, boxes.array.shape)
        scores = random.uniform(0.2, 1.0, len(boxes))
        tables.append(
            make_predictions(scene.name, frame.timestamp_micros, moved, boxes.types, scores)
        )
    return pa.concat_tables(tables)


def main(arguments: list[str] | None = None) -> None:
    """Runs the example."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", default="submission.tar.gz", help="file to write")
    options = parser.parse_args(arguments)
    random = np.random.default_rng(0)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        simulate_dataset(folder / "testing", segments=2, frames=2)
        found = pa.concat_tables(
            [detect(scene, random) for scene in wk.open_dataset(folder / "testing")]
        )
        write_predictions(found, folder / "predictions.parquet")
        split = read_frames(folder / "testing")
        built = build_submission(folder / "predictions.parquet", DETAILS, options.out, frames=split)
        checked = built.checked
        print(f"wrote {options.out}: {checked.objects} boxes in {checked.frames} frames")
        for problem in checked.problems:
            print(f"  {problem}")

        write_predictions(found.slice(0, 3), folder / "few.parquet")
        built = build_submission(folder / "few.parquet", DETAILS, options.out, frames=split)
        print(f"with 3 boxes only: {len(built.checked.errors)} error, nothing written")
        for problem in built.checked.problems:
            print(f"  {problem.severity}: {problem.message.replace(str(folder), '')}")
        assert check_submission(options.out, split).errors == ()


if __name__ == "__main__":
    main()
