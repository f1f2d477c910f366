"""Trains one detector on TensorFlow and on JAX from the same weights: losses and step times.

    python -m tools.benchmark.training_backends DATASET [--config NAME_OR_FILE ...] [--steps N]
        [--compare N] [--batch-size N] [--folder FOLDER] [--json OUT.json]

TensorFlow makes the random weights and writes the checkpoint of step 0; processes of their own go
on from there on the CPU, one after the other, in float32: TensorFlow, JAX, and TensorFlow with
other kernels, which shows what rounding alone changes. Printed are the largest differences from the
first of loss, terms and gradient norm over the compared steps, and the median time of a step after
the first five, in which both compile. Each has all cores, and reads examples meanwhile.
"""

import argparse
import contextlib
import json
import math
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from tools.benchmark.in_turns import cpu_name
from tools.paths import ROOT
from waymo_kit.configuration import configuration_text
from waymo_kit.detectors.detection.runs import configured_run, resumed_run
from waymo_kit.detectors.training.checkpoints import CHECKPOINTS, CONFIG, LOG, CheckpointFolder
from waymo_kit.detectors.training.log import read_log
from waymo_kit.detectors.training.packages import import_packages

RUNS = {
    "tensorflow": {"KERAS_BACKEND": "tensorflow"},
    "jax": {"KERAS_BACKEND": "jax"},
    "tensorflow without oneDNN": {"KERAS_BACKEND": "tensorflow", "TF_ENABLE_ONEDNN_OPTS": "0"},
}
"""Environment of each training, by name. The last shows what rounding alone changes."""

COMPILING = 5
"""Number of first steps whose times are left out."""


def write_start(run, folders):
    """Writes the checkpoint of step 0 and the configuration of a run into folders."""
    from waymo_kit.detectors.training.backend import create_backend
    from waymo_kit.detectors.training.state import create_state

    state = create_state(run.create_network, run.training, create_backend("cpu"))
    config = configuration_text(run)
    for folder in folders:
        CheckpointFolder(folder / CHECKPOINTS).save(state.checkpoint(config, math.nan, {}))
        (folder / CONFIG).write_text(config)


class StopEarlyError(Exception):
    """Ends a training whose schedule goes on."""


class StopAt:
    """An observer that ends a training at a step."""

    def __init__(self, step):
        self.step = step

    def on_step(self, record):
        if record.step == self.step:
            raise StopEarlyError

    def on_evaluation(self, step, metrics):
        pass


def train_here(folder, steps):
    """Trains a run from its checkpoint of step 0 until a step."""
    with contextlib.suppress(StopEarlyError):
        run = resumed_run(folder, [], {})
        run.train(folder, strategy="cpu", resume=True, observers=[StopAt(steps)])


def train(folder, steps, **environment):
    """Trains in a process of its own and returns the steps of its log."""
    command = (sys.executable, "-m", "tools.benchmark.training_backends", "--train-here", folder)
    subprocess.run(
        [*command, "--compare", str(steps)],
        check=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
    )
    return [line for line in read_log(folder / LOG) if "loss" in line]


def figures(line):
    return {"loss": line["loss"], **line["terms"], "gradient_norm": line["gradient_norm"]}


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("data", nargs="?")
    parser.add_argument("--config", action="append", help="default: centerpoint-pillar-small")
    parser.add_argument("--steps", type=int, help="steps of the schedule; default: the config's")
    parser.add_argument("--compare", type=int, default=20, help="steps to train [20]")
    parser.add_argument("--batch-size", type=int, default=2, help="[2]")
    parser.add_argument("--folder", type=Path, help="folder of the runs; default: a temporary one")
    parser.add_argument("--json", type=Path, help="file to write the figures to")
    parser.add_argument("--train-here", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.train_here:
        train_here(options.train_here, options.compare)
    else:
        compare(options)


def compare(options):
    training = {"batch_size": options.batch_size, "log_every": 1, "precision": "float32"}
    if options.steps:
        training["steps"] = options.steps
    configs = options.config or ["centerpoint-pillar-small"]
    run = configured_run(configs, {"data": str(Path(options.data).resolve()), "training": training})
    import_packages("training", "keras", "tensorflow")
    with tempfile.TemporaryDirectory() as temporary:
        home = options.folder or Path(temporary)
        write_start(run, [home / name for name in RUNS])
        logs = {
            name: train(home / name, options.compare, **environment)
            for name, environment in RUNS.items()
        }
    values = {name: list(map(figures, lines)) for name, lines in logs.items()}
    first, *others = RUNS
    differences = {
        other: {
            key: max(
                abs(a[key] - b[key]) for a, b in zip(values[first], values[other], strict=True)
            )
            for key in values[first][0]
        }
        for other in others
    }
    milliseconds = {
        name: round(1e3 * statistics.median(line["seconds"] for line in lines[COMPILING:]), 1)
        for name, lines in logs.items()
    }
    result = {
        "benchmark": "training_backends",
        "config": configs,
        "steps": run.training.steps,
        "compared": options.compare,
        "batch_size": options.batch_size,
        "loss": [values[first][0]["loss"], values[first][-1]["loss"]],
        "largest_differences": differences,
        "milliseconds_per_step": milliseconds,
        "seconds_of_first_step": {name: lines[0]["seconds"] for name, lines in logs.items()},
        "cpu": cpu_name(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
    }
    print(json.dumps(result, indent=1))
    if options.json:
        options.json.write_text(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main()
