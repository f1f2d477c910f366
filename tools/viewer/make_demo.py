"""Makes a small dataset and predictions of two models, to look at in the viewer.

    python -m tools.viewer.make_demo OUT [--segments 2] [--frames 20] [--seed 3] [--quality fast]

Writes OUT/drives (v1 files), OUT/tables (component tables), OUT/good.parquet and OUT/poor.parquet.
The predictions are the labels with faults that a viewer has to show: misses, false positives,
inexact and turned boxes, duplicates, wrong types and changes of ids.
"""

import argparse
from pathlib import Path

import numpy as np

import waymo_kit as wk
from waymo_kit.convert import plan_conversions, run_conversions
from waymo_kit.geometry import wrap_angle
from waymo_kit.io import find_files, locate
from waymo_kit.predictions import make_predictions, write_predictions
from waymo_kit.schema import CONVERTED_TAGS
from waymo_kit.simulate import simulate_dataset

FAULTS = {"good": 0.35, "poor": 1.0}
"""Model -> how strong its faults are."""


def perturbed(scene, strength, seed):
    """Returns predictions of a scene: its labels with faults.

    Args:
        scene: Scene with labels.
        strength: 0 for none, 1 for many.
        seed: Seed of the faults.
    """
    draw = np.random.default_rng(seed)
    boxes = scene.boxes
    count = len(boxes)
    array, types = boxes.array.copy(), boxes.types.copy()
    ids = np.array([f"track-{name}" for name in boxes.ids], object)
    frame = np.searchsorted(scene.timestamps_micros, boxes.timestamps_micros)
    far = np.linalg.norm(array[:, :2], axis=1) / 75
    spread = strength * np.outer(0.5 + far, [0.18, 0.18, 0.06])
    array[:, :3] += draw.normal(size=(count, 3)) * spread
    array[:, 3:6] *= np.exp(draw.normal(size=(count, 3)) * 0.06 * strength)
    array[:, 6] += draw.normal(size=count) * 0.06 * strength
    scores = np.clip(0.95 - 0.4 * far - np.abs(draw.normal(size=count)) * 0.18 * strength, 0.02, 1)
    # Some objects are turned, seen as another type, or change their id half-way.
    for name in np.unique(boxes.ids.astype(str)):
        here = boxes.ids == name
        fate = draw.random() / strength
        if fate < 0.06:
            array[here, 6] += np.pi
        elif fate < 0.1 and types[here][0] in (2, 4):
            types[here] = 6 - types[here]
        elif fate < 0.22:
            late = here & (frame >= np.median(frame[here]))
            ids[late] = [f"{name}-again" for name in ids[late]]
    array[:, 6] = wrap_angle(array[:, 6])
    kept = draw.random(count) > (0.05 + 0.2 * far) * strength
    parts = [
        make_predictions(
            scene.name,
            boxes.timestamps_micros[kept],
            array[kept],
            types[kept].astype(np.int64),
            scores[kept],
            track_ids=ids[kept],
        )
    ]
    parts += invented(scene, strength, draw)
    twice = np.flatnonzero(kept)[draw.random(int(kept.sum())) < 0.03 * strength]
    parts.append(
        make_predictions(
            scene.name,
            boxes.timestamps_micros[twice],
            array[twice] + [0.2, 0.1, 0, 0, 0, 0, 0],
            types[twice].astype(np.int64),
            scores[twice] * 0.7,
            track_ids=np.array([f"{name}-twin" for name in ids[twice]], object),
        )
    )
    return parts


def invented(scene, strength, draw):
    """Yields predictions of objects that are not there: each stays for some frames."""
    for number in range(int(12 * strength)):
        first = int(draw.integers(0, len(scene)))
        length = int(draw.integers(2, 9))
        kind = int(draw.choice([1, 1, 2, 4]))
        size = {1: [4.6, 1.9, 1.6], 2: [0.8, 0.7, 1.75], 4: [1.8, 0.8, 1.75]}[kind]
        place = draw.uniform([-40, -25], [60, 25])
        for index in range(first, min(first + length, len(scene))):
            box = [*place, 0.5 + size[2] / 2, *size, draw.uniform(-np.pi, np.pi)]
            score = float(np.clip(draw.normal(0.45, 0.2), 0.05, 0.97))
            yield make_predictions(
                scene.name,
                int(scene.timestamps_micros[index]),
                [box],
                kind,
                score,
                track_ids=[f"ghost-{number}"],
            )


def write_models(dataset, out, seed=0):
    """Writes the predictions of both models beside a dataset and returns their paths."""
    import pyarrow as pa

    paths = []
    for name, strength in FAULTS.items():
        parts = []
        for number, scene in enumerate(dataset):
            parts += perturbed(scene, strength, [seed, number, int(100 * strength)])
        path = Path(out) / f"{name}.parquet"
        write_predictions(pa.concat_tables(parts), path)
        paths.append(path)
    return paths


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("out", type=Path)
    parser.add_argument("--segments", type=int, default=2)
    parser.add_argument("--frames", type=int, default=20)
    parser.add_argument("--seed", type=int, default=3)
    parser.add_argument("--quality", choices=["fast", "full"], default="fast")
    options = parser.parse_args()
    drives, tables = options.out / "drives", options.out / "tables"
    if not drives.exists():
        simulate_dataset(
            drives, options.segments, options.frames, options.seed, quality=options.quality
        )
    files = find_files([str(drives)], ".tfrecord")
    plan = plan_conversions(files, locate(tables), CONVERTED_TAGS)
    for outcome in run_conversions(plan, locate(tables)):
        print(f"{outcome.segment} {outcome.status}")
    for written in write_models(wk.open_dataset(tables), options.out, options.seed):
        print(written)
