"""Compares 2D detection and tracking with the official ops on random drives with cameras.

    python -m tools.official.compare_images detection-2d|tracking-2d [--official PYTHON]
        [--seeds 100]

Each case goes the way of `waymo-kit eval`: files of predictions and labels of several segments and
cameras, whose ids and times are the same in all cameras.
"""

import argparse
import subprocess
import tempfile
from pathlib import Path

import numpy as np
from google.protobuf import json_format

from tools.official.official_venv import add_option, official_python
from waymo_kit.evaluation.evaluate import evaluate
from waymo_kit.evaluation.official_op import Differences, row_name
from waymo_kit.evaluation.tasks import task_named
from waymo_kit.protos import metrics_pb2

AREAS = (
    "average_precision",
    "average_precision_ha_weighted",
    "average_precision_longitudinal_affinity_weighted",
)


def write_case(seed, folder):
    """Writes `preds.bin` and `labels.bin` of some drives."""
    rng = np.random.default_rng(seed)
    found, labels = metrics_pb2.Objects(), metrics_pb2.Objects()
    noise, dropped = rng.choice([0.02, 0.05, 0.1]), rng.choice([0.05, 0.3])
    for segment in range(rng.integers(1, 4)):
        cameras = rng.permutation(5)[: rng.integers(1, 6)] + 1
        frames, tracks = int(rng.integers(1, 12)), int(rng.integers(1, 14))
        for camera in cameras.tolist():
            start = rng.uniform(0, [300, 200], (tracks, 2))
            step = rng.normal(0, 6, (tracks, 2))
            sizes, kinds = rng.uniform(8, 90, (tracks, 2)), rng.integers(1, 5, tracks)
            levels = rng.integers(0, 3, tracks)
            for frame in range(frames):
                for track in np.flatnonzero(rng.random(tracks) < 0.9).tolist():
                    box = np.concatenate([start[track] + frame * step[track], sizes[track]])
                    where = (f"segment-{segment}", 1_000_000 + 100_000 * frame, camera)
                    row = _add(labels, where, box, kinds[track], f"{track}")
                    row.object.detection_difficulty_level = int(levels[track])
                    for copy in range(rng.choice([1, 1, 1, 2])):
                        if rng.random() < dropped:
                            continue
                        moved = box + rng.normal(0, noise, 4) * np.tile(sizes[track], 2)
                        moved[2:] = np.maximum(moved[2:], 1.0)
                        number = track if rng.random() < 0.95 else int(rng.integers(99))
                        kind = kinds[track] if rng.random() < 0.95 else rng.integers(1, 5)
                        name = f"{number}-{copy}"
                        row = _add(found, where, moved, kind, name)
                        row.score = float(rng.random()) / (1 + copy)
    _keep_ids_apart(found)
    for name, message in (("preds", found), ("labels", labels)):
        (folder / f"{name}.bin").write_bytes(message.SerializeToString())


def _add(message, where, box, kind, name):
    segment, time, camera = where
    row = message.objects.add(
        context_name=segment, frame_timestamp_micros=time, camera_name=int(camera)
    )
    row.object.type, row.object.id = int(kind), name
    shape = row.object.box
    shape.center_x, shape.center_y, shape.length, shape.width = box.tolist()
    return row


def _keep_ids_apart(found):
    """Gives boxes of an image different ids."""
    known = set()
    for number, row in enumerate(found.objects):
        key = (row.context_name, row.frame_timestamp_micros, row.camera_name, row.object.id)
        if key in known:
            row.object.id = f"other-{number}"
        known.add(key)


def compare(task, seeds, python):
    """Returns the differences over all seeds."""
    results, stored, op = {}, {}, task.official_op()
    config = metrics_pb2.Config.FromString(op.serialized_config(task.config.breakdowns))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for seed in seeds:
            write_case(seed, folder)
            paths = folder / "preds.bin", folder / "labels.bin"
            results[seed] = evaluate(*paths, task)
            inputs = task.open(*paths, folder)
            cases = [task.read(inputs, segment)[0] for segment in inputs.segments]
            arguments = {**op.arguments(cases), "config": json_format.MessageToJson(config)}
            stored |= {f"{seed}/{key}": np.asarray(value) for key, value in arguments.items()}
        np.savez(folder / "cases.npz", **stored)
        script = Path(__file__).with_name(f"official_{op.function.split('_')[0]}.py")
        command = [python, script, folder / "cases.npz", folder / "results.npz"]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            raise SystemExit(f"the official op failed:\n{done.stderr[-3000:]}")
        official = dict(np.load(folder / "results.npz"))
    total = Differences()
    for seed, result in results.items():
        if task.name == "tracking-2d":
            outputs = [*official[f"{seed}/figures"][0].T, None]
            names = list(task.config.row_names)
        else:
            keys = (*AREAS, "precision_recall")
            outputs = [official[f"{seed}/{key}"] for key in keys]
            names = [row_name(*numbers) for numbers in official[f"{seed}/breakdown"].tolist()]
        total += op.compare(result, names, outputs)
    return total


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    add_option(parser)
    parser.add_argument("task", choices=["detection-2d", "tracking-2d"])
    parser.add_argument("--seeds", type=int, default=100)
    options = parser.parse_args()
    found = compare(
        task_named(options.task), range(options.seeds), official_python(options.official)
    )
    for line in found.lines:
        print(line)
    print(
        f"{options.task}: {options.seeds} cases, {found.compared:,} metrics and counts, "
        f"{found.different:,} differ; largest difference of a metric {found.largest:.1e}"
    )


if __name__ == "__main__":
    main()
