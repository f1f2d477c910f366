"""`waymo-kit train`: detectors in LiDAR points or images, trained on one device or many."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click

from waymo_kit.cli import options, output
from waymo_kit.cli.training import TrainingProgress, best_metric
from waymo_kit.detectors.detection.runs import configured_run, resumed_run
from waymo_kit.detectors.training.checkpoints import CONFIG
from waymo_kit.detectors.training.packages import choose_backend
from waymo_kit.errors import InvalidInputError


@click.command(
    epilog=options.example(
        "waymo-kit train --data training/ --out run/",
        "waymo-kit train --config pointpillars-small --config my.yaml --data training/ --out run/ "
        "--resume",
    )
)
@options.data()
@options.subset("data")
@options.out(required=True, metavar="FOLDER")
@options.config()
@options.backend()
@options.strategy(default="auto")
@options.steps()
@options.batch_size()
@click.option(
    "--learning-rate",
    type=click.FloatRange(min=0, min_open=True),
    help="Maximum learning rate of the schedule.",
)
@options.seed()
@options.resume()
@options.validation()
@options.json_path()
def command(
    data: str | None,
    out: str,
    configs: tuple[str, ...],
    backend: str | None,
    strategy: str,
    steps: int | None,
    batch_size: int | None,
    learning_rate: float | None,
    seed: int | None,
    resume: bool,
    validation: str | None,
    json_path: str | None,
) -> None:
    """Train a detector on the LiDAR points or the camera images of a dataset.

    The networks for points are centerpoint-pillar, with a center head, and pointpillars, with an
    anchor head; those for images are retinanet, faster-rcnn and mask-rcnn. docs/guides/train.md and
    docs/guides/camera_detectors.md list the configurations. The folder of the run gets config.yaml,
    log.jsonl, tensorboard/ and checkpoints/. With --resume a stopped run continues as if it had
    not been stopped.
    """
    folder = options.local_folder("--out", out)
    choose_backend(backend)
    training = {
        "steps": steps,
        "batch_size": batch_size,
        "learning_rate": learning_rate,
        "seed": seed,
    }
    given = _given({"data": data, "validation": validation, "training": _given(training)})
    if resume and (folder / CONFIG).exists():
        run = resumed_run(folder, configs, given)
    else:
        run = configured_run(configs, given)
    if not run.data:
        raise InvalidInputError("expected --data, or data in a --config file: what to train on")
    with output.progress("train", "steps") as bar:
        result = run.train(
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


def _given(values: Mapping[str, Any]) -> dict[str, Any]:
    """Options that were given."""
    return {name: value for name, value in values.items() if value not in (None, {})}
