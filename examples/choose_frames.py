"""Choose frames by a question, and score predictions on them alone.

    python examples/choose_frames.py [TABLES] [--question SQL] [--out subset.yaml]

TABLES is a folder of component tables. Without it two drives are simulated and converted. The
predictions are the labels, moved by 0.2 m in even frames and by 2 m in odd ones.
"""

from __future__ import annotations

import argparse
import dataclasses
import tempfile
from pathlib import Path

import pyarrow as pa

import waymo_kit as wk
from waymo_kit.convert import convert_segment
from waymo_kit.evaluation import evaluate
from waymo_kit.io import locate
from waymo_kit.predictions import boxes_to_predictions
from waymo_kit.simulate import simulate_dataset


def simulated_tables(folder: Path) -> Path:
    """Simulates and converts two drives."""
    simulate_dataset(folder / "v1", segments=2, frames=4, seed=3)
    for path in sorted((folder / "v1").iterdir()):
        convert_segment(locate(path), locate(folder / "tables"), ["lidar_box", "vehicle_pose"])
    return folder / "tables"


def moved_labels(dataset: wk.Dataset) -> pa.Table:
    """Returns predictions that are good in even frames only."""
    parts = []
    for scene in dataset:
        for frame in scene:
            boxes = frame.boxes[frame.boxes.num_points > 0]
            boxes = boxes[boxes.types != wk.ObjectType.SIGN]
            array = boxes.array + [2.0 if frame.index % 2 else 0.2, 0, 0, 0, 0, 0, 0]
            moved = dataclasses.replace(boxes, array=array, scores=0.8)
            parts.append(boxes_to_predictions(moved, scene.name))
    return pa.concat_tables(parts)


def main(arguments: list[str] | None = None) -> None:
    """Runs the example."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("tables", nargs="?", help="folder of component tables")
    parser.add_argument("--question", default="frame % 2 = 0 AND num_vehicles > 0")
    parser.add_argument("--out", help="file of the subset")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        tables = options.tables or str(simulated_tables(Path(folder)))
        dataset = wk.open_dataset(tables)
        query = "SELECT type, count(*), round(min(distance), 1) FROM lidar_box GROUP BY type"
        with wk.sql(tables) as connection:
            for kind, count, nearest in sorted(connection.sql(query).fetchall()):
                print(f"{kind.lower():10s} {count:4d} boxes, the nearest at {nearest} m")

        subset = wk.select(dataset, options.question)
        path = options.out or str(Path(folder) / "subset.yaml")
        subset.write(path)
        part = wk.open_dataset(f"{tables}#{path}")
        print(f"{options.question}: {sum(map(len, part))} of {sum(map(len, dataset))} frames")
        for where in (tables, part.where):
            result = evaluate(moved_labels(dataset), where)
            vehicles = result.rows["OBJECT_TYPE_TYPE_VEHICLE_LEVEL_2"]
            print(f"{result.checks.frames} frames: AP of vehicles {vehicles['AP']:.4f}")


if __name__ == "__main__":
    main()
