"""`waymo-kit train-classifier`: image classifiers, trained."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING

import click

from waymo_kit.cli import options, output
from waymo_kit.cli.training import TrainingProgress, require_training_packages
from waymo_kit.errors import InvalidInputError

if TYPE_CHECKING:
    from waymo_kit.detectors.classification.recipe import Recipe

_SHOWN = {"top1": "top-1", "top5": "top-5", "ece": "ECE", "nll": "NLL", "brier": "Brier"}
"""Figures that the terminal shows."""


@click.command(
    epilog=options.example(
        "waymo-kit train-classifier --model resnet50 --data crops/ --out run/",
        "waymo-kit train-classifier --config cifar-botnet-small --data cifar/ --validation cifar/ "
        "--out run/",
    )
)
@options.data(required=True)
@options.out(required=True, metavar="FOLDER")
@options.model()
@options.config()
@options.validation()
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
    docs/backbones.md lists the networks, docs/classification.md the configurations.
    """
    require_training_packages("train-classifier")
    from waymo_kit.configuration import configuration_text
    from waymo_kit.detectors.classification.image_sources import open_images
    from waymo_kit.detectors.classification.run import train_classifier
    from waymo_kit.detectors.training.strategy import create_strategy

    chosen = _choose_recipe(configs, model)
    training = chosen.training
    if steps is not None:
        training = dataclasses.replace(training, steps=steps)
    if seed is not None:
        training = dataclasses.replace(training, seed=seed)
    chosen = dataclasses.replace(chosen, training=training)
    devices = create_strategy(strategy)
    images = open_images(data, "train")
    held_out = None if validation is None else open_images(validation, "test")
    with output.progress("train-classifier", "steps") as bar:
        result = train_classifier(
            chosen,
            images,
            options.local_folder("--out", out),
            validation=held_out,
            strategy=devices,
            resume=resume,
            observers=[TrainingProgress(bar, chosen.training)],
        )
    if json_path != options.STDOUT:
        output.line(
            f"{chosen.backbone}: {output.count(result.step, 'step')}, "
            f"{output.count(len(images.labels), 'image')}, loss {result.loss:.4f} -> {out}"
        )
        if result.figures:
            shown = [f"{title} {result.figures[name]:.4f}" for name, title in _SHOWN.items()]
            output.line(f"validation: {', '.join(shown)}")
    values = {
        "recipe": configuration_text(chosen),
        "step": result.step,
        "loss": result.loss,
        "figures": dict(result.figures),
    }
    output.write_json(values, json_path)


def _choose_recipe(configs: tuple[str, ...], model: str | None) -> Recipe:
    """Returns the recipe of a name, changed by files in order, with the network if one is given."""
    from waymo_kit.configuration import read_configuration
    from waymo_kit.detectors.classification.named_recipes import NAMED_RECIPES, recipe_for

    names = [config for config in configs if config in NAMED_RECIPES]
    if not configs and model is None:
        raise InvalidInputError("expected --model or --config, got neither")
    if len(names) > 1:
        raise InvalidInputError(f"--config: expected one name at most, got {', '.join(names)}")
    if names:
        chosen = NAMED_RECIPES[names[0]]
    else:
        chosen = NAMED_RECIPES["imagenet"] if model is None else recipe_for(model)
    for config in configs:
        if config not in NAMED_RECIPES:
            if not Path(config).is_file():
                raise InvalidInputError(
                    f"--config: expected a file or one of {', '.join(NAMED_RECIPES)}, got {config}"
                )
            chosen = read_configuration(Path(config), chosen)
    return chosen if model is None else dataclasses.replace(chosen, backbone=model)
