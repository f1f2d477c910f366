"""`waymo-kit train`: detectors in LiDAR points, trained on one device or many."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from waymo_kit.cli import options, output
from waymo_kit.cli.training import TrainingProgress, best_metric, require_training_packages
from waymo_kit.configuration import (
    change,
    first_difference,
    read_configuration,
)
from waymo_kit.detectors.lidar.config import MODELS
from waymo_kit.detectors.lidar.lidar_run import LidarRun, named_run
from waymo_kit.detectors.lidar.named_configs import NAMED_CONFIGS
from waymo_kit.detectors.training.checkpoints import CONFIG
from waymo_kit.errors import InvalidInputError


@click.command(
    epilog=options.example(
        "waymo-kit train --data training/ --out run/",
        "waymo-kit train --config pointpillars-small --config my.yaml --data training/ --out run/ "
        "--resume",
    )
)
@options.model()
@options.data()
@options.out(required=True, metavar="FOLDER")
@options.config()
@options.strategy(default="auto")
@options.steps()
@options.batch_size()
@click.option(
    "--learning-rate",
    type=click.FloatRange(min=0, min_open=True),
    help="Greatest learning rate of the schedule.",
)
@options.seed()
@options.resume()
@options.validation()
@options.json_path()
def command(
    model: str | None,
    data: str | None,
    out: str,
    configs: tuple[str, ...],
    strategy: str,
    steps: int | None,
    batch_size: int | None,
    learning_rate: float | None,
    seed: int | None,
    resume: bool,
    validation: str | None,
    json_path: str | None,
) -> None:
    """Train a detector on the LiDAR points of a dataset.

    The networks are centerpoint-pillar, with a center head, and pointpillars, with an anchor head;
    docs/guides/train.md lists the configurations. The folder of the run gets config.yaml,
    log.jsonl, tensorboard/ and checkpoints/. With --resume a stopped run continues as if it had
    not been stopped.
    """
    require_training_packages("train")
    folder = options.local_folder("--out", out)
    training = {
        "steps": steps,
        "batch_size": batch_size,
        "learning_rate": learning_rate,
        "seed": seed,
    }
    given = _given({"data": data, "validation": validation, "training": _given(training)})
    stored = folder / CONFIG
    if resume and stored.exists():
        run = _resumed_run(stored, model, configs, given)
    else:
        run = change(configured_run(model, configs), given, "options")
    if not run.data:
        raise InvalidInputError("expected --data, or data in a --config file: what to train on")
    from waymo_kit.detectors.lidar.lidar_training import train_detector

    with output.progress("train", "steps") as bar:
        result = train_detector(
            run,
            folder,
            strategy=strategy,
            resume=resume,
            observers=(TrainingProgress(bar, run.training),),
        )
    if json_path != options.STDOUT:
        best = best_metric(run.training, result.metrics)
        output.line(f"step {result.step:,}: loss {result.loss:.4f}{best} -> {out}")
    values = {
        "run": out,
        "step": result.step,
        "loss": result.loss,
        "metrics": dict(result.metrics),
    }
    output.write_json(values, json_path)


def configured_run(model: str | None, configs: tuple[str, ...]) -> LidarRun:
    """The configuration of a new run.

    Args:
        model: of the detector; None takes that of the named configuration.
        configs: at most one name of a configuration, and files that change it in turn.

    Raises:
        InvalidInputError: there are several names, the one is of another model, or a file is wrong.
    """
    names = [config for config in configs if config in NAMED_CONFIGS]
    if len(names) > 1:
        raise InvalidInputError(f"--config: expected one name at most, got {', '.join(names)}")
    run = named_run(names[0] if names else model or MODELS[0])
    if model is not None and run.detector.model != model:
        raise InvalidInputError(
            f"--config: expected one of {model}, got {names[0]}, which is of {run.detector.model}"
        )
    for config in configs:
        if config not in NAMED_CONFIGS:
            if not Path(config).exists():
                raise InvalidInputError(
                    f"--config: expected a YAML file or one of {', '.join(NAMED_CONFIGS)}, "
                    f"got {config}"
                )
            run = read_configuration(Path(config), run)
    return run


def _resumed_run(
    path: Path, model: str | None, configs: tuple[str, ...], given: Mapping[str, Any]
) -> LidarRun:
    """The stored configuration, which options may repeat but not change."""
    stored = read_configuration(path, LidarRun())
    base = stored
    if model is not None or configs:
        base = dataclasses.replace(
            configured_run(model, configs),
            **{name: getattr(stored, name) for name in ("data", "validation") if name not in given},
        )
    key = first_difference(stored, change(base, given, "options"))
    if key is not None:
        raise InvalidInputError(
            f"{path}: the run to resume has another {key}; leave the options out, or choose "
            "another --out"
        )
    return stored


def _given(values: Mapping[str, Any]) -> dict[str, Any]:
    """Options that were given."""
    return {name: value for name, value in values.items() if value not in (None, {})}
