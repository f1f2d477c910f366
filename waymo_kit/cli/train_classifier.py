"""`waymo-kit train-classifier`: image classifiers, trained."""

from __future__ import annotations

import click

from waymo_kit.cli import options, output
from waymo_kit.cli.training import TrainingProgress
from waymo_kit.configuration import configuration_text
from waymo_kit.detectors.classification.image_sources import open_images
from waymo_kit.detectors.classification.labeled_images import are_same
from waymo_kit.detectors.training.packages import choose_backend, import_packages

_SHOWN = {"top1": "top-1", "top5": "top-5", "ece": "ECE", "nll": "NLL", "brier": "Brier"}
"""Figures that the terminal shows."""


@click.command(
    epilog=options.example(
        "waymo-kit train-classifier --model resnet50 --data crops/ --out run/",
        "waymo-kit train-classifier --config cifar-botnet-small --data cifar/ --validation cifar/ "
        "--out run/",
    )
)
@options.images(required=True)
@options.out(required=True, metavar="FOLDER")
@options.model()
@options.config()
@options.validation()
@options.backend()
@options.strategy(default="auto")
@options.steps()
@options.seed()
@options.resume()
@options.json_path()
def command(
    data: str,
    out: str,
    model: str | None,
    configs: tuple[str, ...],
    validation: str | None,
    backend: str | None,
    strategy: str,
    steps: int | None,
    seed: int | None,
    resume: bool,
    json_path: str | None,
) -> None:
    """Train an image classifier.

    The data are images rather than segments: CIFAR-10, MNIST, the output of `waymo-kit crops`, a
    folder with a folder for each class, or tfds:NAME for a dataset of tensorflow_datasets. Where
    they have two splits, training takes the training split and validation the test split.
    docs/guides/backbones.md lists the networks, docs/guides/classification.md the configurations.
    """
    folder = options.local_folder("--out", out)
    choose_backend(backend)
    images = open_images(data, "train")
    held_out = None if validation is None else open_images(validation, "test")
    if held_out is not None and are_same(images, held_out):
        output.note("the images to evaluate on are those learned from: scores will be too good")
    import_packages("train-classifier")
    from waymo_kit.detectors.classification.named_recipes import choose_recipe
    from waymo_kit.detectors.classification.run import train_classifier

    chosen = choose_recipe(configs, model, steps=steps, seed=seed)
    with output.progress("train-classifier", "steps") as bar:
        result = train_classifier(
            chosen,
            images,
            folder,
            validation=held_out,
            strategy=strategy,
            resume=resume,
            observers=[TrainingProgress(bar, chosen.training)],
        )
    if json_path != options.STDOUT:
        output.line(
            f"{chosen.backbone}: {output.count(result.step, 'step')}, "
            f"{output.count(len(images.labels), 'image')}, loss {result.loss:.4f} -> {out}"
        )
        if result.metrics:
            shown = [f"{title} {result.metrics[name]:.4f}" for name, title in _SHOWN.items()]
            output.line(f"validation: {', '.join(shown)}")
    values = {
        "recipe": configuration_text(chosen),
        "step": result.step,
        "loss": result.loss,
        "metrics": dict(result.metrics),
    }
    output.write_json(values, json_path)
