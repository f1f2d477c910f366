"""Twenty small simulated segments, converted and scored by the local engine."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.engine.clusters import environment, finish, waymo_kit
from waymo_kit.predictions import make_predictions, write_predictions
from waymo_kit.schema import component_of

SEGMENTS, FRAMES = 20, 2


@dataclass(frozen=True)
class Work:
    """Paths of the v1 files, tables and predictions, and what evaluating them gives."""

    v1: Path
    tables: Path
    predictions: Path
    scores: bytes


@pytest.fixture(scope="session")
def work(tmp_path_factory):
    root = tmp_path_factory.mktemp("work")
    env = environment(root / "site")
    v1, tables, scores = root / "v1", root / "tables", root / "scores.json"
    options = ("--segments", SEGMENTS, "--frames", FRAMES, "--workers", 2)
    finish(waymo_kit("simulate", v1, *options, env=env))
    finish(waymo_kit("convert", v1, "--out", tables, "--workers", 2, env=env))
    predictions = write_made_predictions(tables, root / "predictions.parquet")
    finish(waymo_kit("eval", "-p", predictions, "-g", tables, "--json", scores, env=env))
    return Work(v1, tables, predictions, scores.read_bytes())


def write_made_predictions(tables, path):
    """Labels, a little displaced, some of them missing, with random scores."""
    rng = np.random.default_rng(0)
    found = []
    column = component_of("lidar_box").column
    for file in sorted((tables / "lidar_box").iterdir()):
        table = pq.read_table(file)
        table = table.filter(pa.array(rng.random(len(table)) < 0.9))
        names = [f"box.center.{axis}" for axis in "xyz"] + [f"box.size.{axis}" for axis in "xyz"]
        boxes = np.column_stack(
            [table[column(name)].to_numpy() for name in [*names, "box.heading"]]
        )
        boxes += rng.normal(0, 0.05, boxes.shape)
        boxes[:, 3:6] = np.maximum(boxes[:, 3:6], 0.1)
        found.append(
            make_predictions(
                file.stem,
                table["key.frame_timestamp_micros"].to_numpy(),
                boxes,
                table[column("type")].to_numpy(),
                rng.random(len(boxes)),
            )
        )
    write_predictions(pa.concat_tables(found), path)
    return path


def tree(folder):
    """Content of each file."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
