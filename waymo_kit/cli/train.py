"""`waymo-kit train`: detectors in LiDAR points, trained on one device or many."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from waymo_kit.cli.progress import progress_bar
from waymo_kit.detectors.detection.runs import configured_run, resumed_run
from waymo_kit.detectors.training.checkpoints import CONFIG
from waymo_kit.detectors.training.settings import STRATEGIES, TrainingSettings
from waymo_kit.errors import InvalidInputError
from waymo_kit.io import write_json

if TYPE_CHECKING:
    from waymo_kit.detectors.training.records import StepRecord


@click.command()
@click.option("--data", "-d", help="Dataset to train on: a folder or URI.")
@click.option(
    "--out", "-o", required=True, type=click.Path(path_type=Path), help="Folder of the run."
)
@click.option(
    "--config",
    "configs",
    multiple=True,
    help="Name of a configuration, or a YAML file that changes one (docs/train.md); repeatable.",
)
@click.option(
    "--strategy",
    default="auto",
    show_default=True,
    type=click.Choice(STRATEGIES),
    help="Devices; multi-worker reads TF_CONFIG, tpu reads TPU_NAME.",
)
@click.option("--steps", type=click.IntRange(min=1), help="Steps of training.")
@click.option("--batch-size", type=click.IntRange(min=1), help="Frames a step, on all devices.")
@click.option("--learning-rate", type=click.FloatRange(min=0, min_open=True), help="Its maximum.")
@click.option("--seed", type=click.IntRange(min=0), help="Of weights, order and augmentation.")
@click.option("--resume", is_flag=True, help="Go on from the run's last checkpoint, if any.")
@click.option("--validation", help="Dataset to evaluate on while training.")
@click.option("--json", "json_path", help="Write a summary to this file.")
def command(
    data: str | None,
    out: Path,
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

    The folder of the run gets config.yaml, log.jsonl, tensorboard/ and checkpoints/. A run that
    was stopped goes on with --resume as if it had not been.
    """
    training = {
        "steps": steps,
        "batch_size": batch_size,
        "learning_rate": learning_rate,
        "seed": seed,
    }
    options = _given({"data": data, "validation": validation, "training": _given(training)})
    is_resumed = resume and (out / CONFIG).exists()
    run = resumed_run(out, configs, options) if is_resumed else configured_run(configs, options)
    if not run.data:
        raise InvalidInputError("expected --data, or data in a --config file: what to train on")
    columns = (
        TextColumn("step"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.description}"),
        TimeRemainingColumn(),
    )
    with progress_bar(Console(stderr=True), *columns) as bar:
        result = run.train(
            out,
            strategy=strategy,
            resume=resume,
            observers=(TrainingBar(bar, run.training),),
        )
    if json_path is not None:
        summary = {
            "run": str(out),
            "step": result.step,
            "loss": result.loss,
            "metrics": dict(result.metrics),
        }
        write_json(summary, json_path)
    best = _best_metric(run.training, result.metrics)
    click.echo(f"step {result.step:,}: loss {result.loss:.4f}{best} -> {out}")


class TrainingBar:
    """Steps, loss, time of a step and time left, on a terminal; an `Observer`.

    Args:
        bar: of `progress_bar`, with columns for the steps and the description.
        settings: of the training.
    """

    def __init__(self, bar: Progress, settings: TrainingSettings) -> None:
        """Shows the bar."""
        self._bar = bar
        self._settings = settings
        self._shown = bar.add_task("compiles", total=settings.steps)

    def on_step(self, record: StepRecord) -> None:
        """Moves the bar."""
        text = f"loss {record.metrics.loss:.4f}  {record.seconds:.3g} s/step"
        self._bar.update(self._shown, completed=record.step, description=text)

    def on_evaluation(self, step: int, metrics: Mapping[str, float]) -> None:
        """Prints the figure that counts above the bar."""
        best = _best_metric(self._settings, metrics)
        self._bar.console.print(f"step {step:,}: evaluated{best}", soft_wrap=True)


def _best_metric(settings: TrainingSettings, metrics: Mapping[str, float]) -> str:
    """The figure by which checkpoints are the best, as the end of a line."""
    name = settings.best_metric
    return f", {name} {metrics[name]:.4f}" if name is not None and name in metrics else ""


def _given(values: Mapping[str, Any]) -> dict[str, Any]:
    """Options that were given."""
    return {name: value for name, value in values.items() if value not in (None, {})}
