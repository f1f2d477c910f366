"""`waymo-kit study calibration-shift`: confidences of classifiers on unlike images."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import click

from waymo_kit.cli import options, output
from waymo_kit.cli.training import TrainingProgress
from waymo_kit.detectors.classification.image_sources import open_images
from waymo_kit.detectors.classification.labeled_images import check_apart
from waymo_kit.detectors.study.calibration_shift import (
    LOSSES,
    POST_HOC,
    ShiftTrial,
    draw_images,
    run_shift_trial,
)
from waymo_kit.detectors.study.shift_tables import (
    FIGURES,
    TITLES,
    Column,
    clean_and_severities,
    clean_and_shifts,
    mean_of,
    shift_tables,
)
from waymo_kit.detectors.study.tables import write_markdown
from waymo_kit.detectors.training.packages import import_packages
from waymo_kit.draw.shift_plots import draw_shift
from waymo_kit.errors import InvalidInputError
from waymo_kit.io import write_json


@click.command(
    "calibration-shift",
    short_help="Score confidences on corrupted and otherwise different images.",
    epilog=options.example(
        "waymo-kit study calibration-shift --data cifar/ --model cifar_resnet8 --out study/",
        "waymo-kit study calibration-shift --data crops/train --test crops/test "
        "--where time_of_day=Day --model cifar_resnet8 --out study/",
    ),
)
@options.images(required=True)
@options.out(required=True, metavar="FOLDER")
@options.model()
@options.config()
@options.strategy(default="auto")
@options.steps()
@options.seed()
@options.test_images()
@click.option(
    "--losses",
    default=",".join(LOSSES),
    show_default=True,
    help="Losses to train with, separated by commas.",
)
@options.seeds(default=3)
@options.where()
@click.option(
    "--train-images",
    type=click.IntRange(1),
    help="Maximum number of images to learn from. Defaults to all.",
)
@click.option(
    "--fit-images",
    type=click.IntRange(1),
    default=2000,
    show_default=True,
    help="Number of images to fit temperatures on; the training does not see them.",
)
@click.option(
    "--test-images",
    type=click.IntRange(1),
    default=1000,
    show_default=True,
    help="Maximum number of images in each set to score on.",
)
def command(
    data: str,
    out: str,
    model: str | None,
    configs: tuple[str, ...],
    strategy: str,
    steps: int | None,
    seed: int | None,
    test: str | None,
    losses: str,
    seeds: int,
    where: str | None,
    train_images: int | None,
    fit_images: int,
    test_images: int,
) -> None:
    """Score the confidences of classifiers on corrupted and otherwise different images.

    A classifier is trained with each loss and seed. It is scored on test images as they are, with
    12 corruptions in five severities, and, with --where, on crops of other times, weathers or
    places, each with and without a temperature that was fitted on clean images. The folder gets a
    run for each training, table.md, table.json and a picture. If a study is stopped, the same
    command continues it.
    """
    folder = options.local_folder("--out", out)
    names = losses.split(",")
    for name in names:
        if name not in LOSSES:
            raise InvalidInputError(f"--losses: expected some of {', '.join(LOSSES)}, got {name!r}")
    learned, scored = open_images(data, "train"), open_images(test or data, "test")
    check_apart(learned, scored)
    images = draw_images(
        learned,
        scored,
        train_images=train_images,
        fit_images=fit_images,
        test_images=test_images,
        where=where,
    )
    import_packages("study calibration-shift")
    from waymo_kit.detectors.classification.named_recipes import choose_recipe

    recipe = choose_recipe(configs, model, steps=steps, seed=seed)
    trials: list[ShiftTrial] = []
    for number in range(seeds):
        training = dataclasses.replace(recipe.training, seed=recipe.training.seed + number)
        for name in names:
            title = f"{name}, seed {training.seed}"
            output.progress_line(f"{len(trials) + 1}/{seeds * len(names)}: {title}")
            with output.progress(title, "steps") as bar:
                trials.append(
                    run_shift_trial(
                        name,
                        dataclasses.replace(recipe, training=training),
                        images,
                        folder,
                        strategy=strategy,
                        observers=(TrainingProgress(bar, training),),
                    )
                )
            _write(folder, trials)
    for title, (headings, *rows) in shift_tables(trials).items():
        shown = [output.Row(" ".join(row[:2]), row[2:]) for row in rows]
        output.table(headings[2:], shown, title=title, corner="loss, temperature")
    output.line(f"-> {out}")


def _write(folder: Path, trials: list[ShiftTrial]) -> None:
    write_markdown(folder / "table.md", shift_tables(trials))
    write_json({"trials": [dataclasses.asdict(trial) for trial in trials]}, folder / "table.json")
    severities, shifts = clean_and_severities(trials), clean_and_shifts(trials)
    titles = [column.title for column in severities]
    draw_shift(_lines(trials, severities), titles, folder / "severity.png")
    if len(shifts) > 1:
        titles = [column.title.partition("=")[2] or column.title for column in shifts]
        draw_shift(_lines(trials, shifts), titles, folder / "shift.png")


def _lines(
    trials: list[ShiftTrial], columns: list[Column]
) -> dict[str, dict[tuple[str, str], list[list[float]]]]:
    figures: dict[str, dict[tuple[str, str], list[list[float]]]] = {}
    for figure in FIGURES:
        lines = figures.setdefault(TITLES[figure], {})
        for loss in dict.fromkeys(trial.loss for trial in trials):
            same = [trial for trial in trials if trial.loss == loss]
            for post_hoc in POST_HOC[:1] if figure == "accuracy" else POST_HOC:
                lines[loss, post_hoc] = [
                    [mean_of(trial, figure, post_hoc, column) for trial in same]
                    for column in columns
                ]
    return figures
