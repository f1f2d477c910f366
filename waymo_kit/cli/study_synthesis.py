"""`waymo-kit study gan` and `synthetic-images`: quality and use of synthesized images."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

import click

from waymo_kit.cli import options, output
from waymo_kit.configuration import plain_values
from waymo_kit.detectors.classification.image_sources import open_images
from waymo_kit.detectors.classification.labeled_images import check_apart
from waymo_kit.detectors.training.packages import import_packages
from waymo_kit.errors import InvalidInputError
from waymo_kit.io import write_json


@click.command(
    "gan",
    short_help="Measure the images of an AC-GAN over its training.",
    epilog=options.example(
        "waymo-kit study gan run/ --data cifar/ --judge classifier/checkpoints/step-000010000.npz "
        "--out study/"
    ),
)
@click.argument("path", metavar="RUN")
@options.images(required=True)
@options.out(required=True, metavar="FOLDER")
@options.test_images()
@click.option(
    "--judge",
    required=True,
    metavar="CHECKPOINT",
    help="Checkpoint of a classifier of the same classes, trained on real images.",
)
@click.option(
    "--images",
    default=200,
    show_default=True,
    type=click.IntRange(min=2),
    help="Number of images of each class.",
)
@click.option(
    "--pairs",
    default=100,
    show_default=True,
    type=click.IntRange(min=1),
    help="Number of random pairs of each class for MS-SSIM.",
)
@click.option(
    "--score-config",
    metavar="NAME|FILE",
    help="Configuration of `train-classifier` for the classification accuracy score, which trains "
    "on samples and tests on real images. [default: no score]",
)
@click.option(
    "--score-images",
    default=1000,
    show_default=True,
    type=click.IntRange(min=1),
    help="Number of images of each class that the classification accuracy score trains on.",
)
@options.seed(default=0)
@options.strategy(default="auto")
def gan_command(
    path: str,
    data: str,
    out: str,
    test: str | None,
    judge: str,
    images: int,
    pairs: int,
    score_config: str | None,
    score_images: int,
    seed: int,
    strategy: str,
) -> None:
    """Measure the images of an AC-GAN over its training.

    RUN is a folder of `waymo-kit train-gan`. Every checkpoint in it is measured beside real test
    images and a generator with random weights: accuracy of a judge by resolution, MS-SSIM of pairs,
    Frechet distance. The folder gets report.html and measures.json. If the command is stopped, the
    same one continues it.
    """
    folder = options.local_folder("--out", out)
    train, test_images = open_images(data, "train"), open_images(test or data, "test")
    check_apart(train, test_images)
    import_packages("study gan")
    from waymo_kit.detectors.classification.named_recipes import choose_recipe
    from waymo_kit.detectors.generative.accuracy_score import classification_accuracy_score
    from waymo_kit.detectors.generative.evaluation import evaluate_gan
    from waymo_kit.detectors.generative.examples import resized_images
    from waymo_kit.detectors.generative.judge import Judge
    from waymo_kit.detectors.generative.measures import (
        MeasureSettings,
        drawn_images,
        drawn_samples,
    )
    from waymo_kit.detectors.generative.report import write_report

    settings = MeasureSettings(images, pairs, seed=seed)
    with output.progress("study gan", "sets") as bar:
        result = evaluate_gan(
            Path(path), train, test_images, Judge(Path(judge)), folder, settings, bar.update
        )
    score = None
    if score_config is not None:
        output.progress_line("classification accuracy score: training on samples and on images")
        size = result.generator.config.recipe.size
        score = classification_accuracy_score(
            drawn_samples(result.generator, score_images, seed),
            drawn_images(resized_images(train, size), score_images, seed),
            test_images,
            choose_recipe([score_config], seed=seed),
            folder / "score",
            strategy,
        )
    values = {
        "judge": result.judge,
        "step": result.generator.step,
        "settings": plain_values(settings),
        "real": plain_values(result.real),
        "random": plain_values(result.random),
        "steps": [plain_values(measures) for measures in result.steps],
        "collapsed": result.last.collapsed(result.real),
        "memorization": result.memorization.ratio,
        "score": None if score is None else plain_values(score),
    }
    write_json(values, folder / "measures.json")
    line = shlex.join(["waymo-kit", *sys.argv[1:]])
    write_report(result, folder / "report.html", score=score, command=line)
    rows = [
        output.Row(
            measures.name,
            [
                f"{measures.mean_accuracy:.4f}",
                f"{measures.mean_similarity:.4f}",
                f"{measures.frechet:.4g}",
            ],
        )
        for measures in (result.last, result.real, result.random)
    ]
    output.table(["accuracy", "MS-SSIM", "Frechet"], rows, corner="images")
    if score is not None:
        output.line(
            f"classification accuracy score: {score.samples:.4f}, with real images {score.real:.4f}"
        )
    output.line(f"-> {out}")


@click.command(
    "synthetic-images",
    short_help="Train classifiers with synthesized images of a rare class.",
    epilog=options.example(
        "waymo-kit study synthetic-images --data crops/train --validation crops/test --gan run/ "
        "--rare cyclist --config cifar --steps 2000 --out study/"
    ),
)
@options.images(required=True)
@options.validation(required=True)
@click.option("--gan", required=True, metavar="RUN", help="Run of `train-gan` on the same data.")
@click.option("--rare", required=True, metavar="CLASS", help="Class to synthesize images of.")
@options.out(required=True, metavar="FOLDER")
@click.option(
    "--factors",
    default="0,1,4",
    show_default=True,
    help="Numbers of synthesized images for each real one of the class, separated by commas.",
)
@options.seed(default=0)
@options.seeds(default=3)
@options.config()
@options.steps()
@options.strategy(default="auto")
def synthetic_images_command(
    data: str,
    validation: str,
    gan: str,
    rare: str,
    out: str,
    factors: str,
    seed: int,
    seeds: int,
    configs: tuple[str, ...],
    steps: int | None,
    strategy: str,
) -> None:
    """Train classifiers with synthesized images of a rare class, and test them on real ones.

    For each factor and seed a classifier is trained on the real images and so many synthesized
    ones, for the same number of steps. The validation data must be of other segments, and RUN
    must have been trained on the same images. If the study is stopped, the same command continues
    it.
    """
    folder = options.local_folder("--out", out)
    train, test = open_images(data, "train"), open_images(validation, "test")
    check_apart(train, test, "--validation")
    try:
        shares = tuple(float(part) for part in factors.split(","))
    except ValueError as error:
        raise InvalidInputError(f"--factors: expected numbers, got {factors!r}") from error
    import_packages("study synthetic-images")
    from waymo_kit.detectors.classification.named_recipes import choose_recipe
    from waymo_kit.detectors.generative.trained_generator import load_generator
    from waymo_kit.detectors.study.synthetic_images import (
        AugmentationStudy,
        augmentation_tables,
        study_synthetic_images,
    )
    from waymo_kit.detectors.study.tables import write_markdown

    recipe = choose_recipe(configs or ("cifar",), steps=steps)
    study = AugmentationStudy(rare, shares, tuple(range(seed, seed + seeds)), recipe)
    with output.progress("study synthetic-images", "classifiers") as bar:
        scores = study_synthetic_images(
            study, train, test, load_generator(Path(gan)), folder,
            strategy=strategy, on_progress=bar.update,
        )  # fmt: skip
    tables = augmentation_tables(study, scores)
    write_markdown(folder / "table.md", tables)
    write_json([plain_values(score) for score in scores], folder / "table.json")
    for title, (headings, *lines) in tables.items():
        shown = [output.Row(label, cells) for label, *cells in lines]
        output.table(headings[1:], shown, title=title, corner=headings[0])
    output.line(f"-> {out}")
