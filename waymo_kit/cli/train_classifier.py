"""`waymo-kit train-classifier`: image classifiers, trained."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from waymo_kit.cli.progress import progress_bar
from waymo_kit.cli.training_packages import training_packages
from waymo_kit.io import write_json

if TYPE_CHECKING:
    from waymo_kit.detectors.training.records import StepRecord

_SHOWN = {"top1": "top-1", "top5": "top-5", "ece": "ECE", "nll": "NLL", "brier": "Brier"}
"""Figures that the terminal shows."""


@click.command()
@click.option("--data", required=True, help="Images to train on: a folder, or tfds:NAME.")
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder of the run: log, checkpoints, recipe.",
)
@click.option("--backbone", help="Name of the network (docs/backbones.md); else the recipe's.")
@click.option(
    "--recipe",
    help="Name of a recipe, or a YAML file (docs/classification.md); else that for the backbone.",
)
@click.option("--validation", help="Images to evaluate on, as --data; of two splits, the test one.")
@click.option("--strategy", default="auto", show_default=True, help="Where it runs: docs/train.md.")
@click.option("--steps", type=click.IntRange(min=1), help="Of training, instead of the recipe's.")
@click.option("--seed", type=click.IntRange(min=0), help="Instead of the recipe's.")
@click.option("--resume", is_flag=True, help="Go on from the last checkpoint in the folder.")
@click.option("--json", "json_path", help="Write recipe and metrics to this file.")
def command(
    data: str,
    out: Path,
    backbone: str | None,
    recipe: str | None,
    validation: str | None,
    strategy: str,
    steps: int | None,
    seed: int | None,
    resume: bool,
    json_path: str | None,
) -> None:
    """Train an image classifier.

    The images are those of CIFAR-10, of MNIST, of `waymo-kit crops`, of a folder with a folder for
    each class, or of tensorflow_datasets.
    """
    with training_packages("train-classifier"):
        from waymo_kit.configuration import configuration_text
        from waymo_kit.detectors.classification.image_sources import open_images
        from waymo_kit.detectors.classification.named_recipes import choose_recipe
        from waymo_kit.detectors.classification.run import train_classifier
    chosen = choose_recipe(recipe, backbone, steps=steps, seed=seed)
    images = open_images(data, "train")
    held_out = None if validation is None else open_images(validation, "test")
    columns = (
        TextColumn("steps"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.description}"),
    )
    with progress_bar(Console(stderr=True), *columns, transient=True) as bar:
        result = train_classifier(
            chosen,
            images,
            out,
            validation=held_out,
            strategy=strategy,
            resume=resume,
            observers=[_ShownSteps(bar, chosen.training.steps)],
        )
    click.echo(f"{chosen.backbone}: {result.step:,} steps, {len(images.labels):,} images -> {out}")
    if result.metrics:
        shown = [f"{title} {result.metrics[name]:.4f}" for name, title in _SHOWN.items()]
        click.echo(f"validation: {', '.join(shown)}")
    if json_path is not None:
        report = {
            "recipe": configuration_text(chosen),
            "step": result.step,
            "loss": result.loss,
            "metrics": dict(result.metrics),
        }
        write_json(report, json_path)


class _ShownSteps:
    """Moves a bar; an `Observer`."""

    def __init__(self, bar: Progress, steps: int) -> None:
        self._bar = bar
        self._task = bar.add_task("", total=steps)

    def on_step(self, record: StepRecord) -> None:
        self._bar.update(
            self._task, completed=record.step, description=f"loss {record.metrics.loss:.4f}"
        )

    def on_evaluation(self, step: int, metrics: Mapping[str, float]) -> None:
        self._bar.update(self._task, description=f"top-1 {metrics['top1']:.4f}")
