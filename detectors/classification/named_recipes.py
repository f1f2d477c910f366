"""Recipes by name: at published size, and small ones for two CPU cores."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from waymo_kit.configuration import choose_configuration
from waymo_kit.detectors.classification.classifier import image_size
from waymo_kit.detectors.classification.recipe import RandomOperations, Recipe
from waymo_kit.detectors.classification.view import Crop
from waymo_kit.detectors.training.settings import TrainingSettings
from waymo_kit.errors import InvalidInputError

_IMAGENET = Recipe(
    operations=RandomOperations(),
    label_smoothing=0.1,
    training=TrainingSettings(
        steps=112_000,
        batch_size=1024,
        optimizer="sgd",
        learning_rate=0.4,
        final_learning_rate=0.0,
        weight_decay=4e-4,
        clip_norm=None,
        average_decay=0.9999,
        log_every=100,
        checkpoint_every=1250,
        evaluate_every=6250,
        best_metric="top1",
        load_threads=16,
    ),
)
_CIFAR = Recipe(
    backbone="cifar_resnet14",
    crop=Crop.PAD,
    training=TrainingSettings(
        steps=10_000,
        batch_size=128,
        optimizer="sgd",
        learning_rate=0.1,
        final_learning_rate=0.0,
        weight_decay=5e-3,
        average_decay=0.99,
        clip_norm=None,
        log_every=50,
        checkpoint_every=1000,
    ),
)

NAMED_RECIPES: dict[str, Recipe] = {
    "imagenet": _IMAGENET,
    "cifar": _CIFAR,
    "cifar-resnet-small": _CIFAR,
    "cifar-botnet-small": dataclasses.replace(_CIFAR, backbone="cifar_botnet14"),
    "cifar-halonet-small": dataclasses.replace(_CIFAR, backbone="cifar_halonet16"),
    "cifar-aa-small": dataclasses.replace(_CIFAR, backbone="cifar_aa_resnet14"),
}
"""Name -> recipe. "imagenet" is about 90 epochs of 1.28 million images; "cifar" about 25 of 50,000.

Weight decay is decoupled from the gradient: with momentum 0.9 it is ten times the L2 penalty of
the same effect.
"""


def recipe_for(backbone: str) -> Recipe:
    """Returns the recipe for a backbone: "cifar" for published sizes up to 32, else "imagenet".

    Raises:
        InvalidInputError: There is no such backbone.
    """
    recipe = dataclasses.replace(_IMAGENET, backbone=backbone)
    return recipe if image_size(recipe) > 32 else dataclasses.replace(_CIFAR, backbone=backbone)


def choose_recipe(
    configs: Sequence[str] = (),
    backbone: str | None = None,
    *,
    steps: int | None = None,
    seed: int | None = None,
) -> Recipe:
    """Returns a named recipe that files and values change.

    Args:
        configs: At most one name in `NAMED_RECIPES`, and paths to YAML files that change the recipe
            in turn. Without a name the recipe is the one for `backbone`, or "imagenet" without a
            backbone.
        backbone: Name of the network. Defaults to the recipe's.
        steps: Number of training steps. Defaults to the recipe's.
        seed: Random seed. Defaults to the recipe's.

    Raises:
        InvalidInputError: Neither `configs` nor `backbone` is given, there are several names, or a
            file is not a recipe.
        NotFoundError: An entry of `configs` is neither a name nor a file.
    """
    if not configs and backbone is None:
        raise InvalidInputError("expected --model or --config, got neither")
    default = NAMED_RECIPES["imagenet"]
    if backbone is not None and NAMED_RECIPES.keys().isdisjoint(configs):
        default = recipe_for(backbone)
    chosen = choose_configuration(configs, NAMED_RECIPES, default)
    training = dataclasses.replace(
        chosen.training,
        steps=chosen.training.steps if steps is None else steps,
        seed=chosen.training.seed if seed is None else seed,
    )
    chosen = dataclasses.replace(chosen, training=training)
    return chosen if backbone is None else dataclasses.replace(chosen, backbone=backbone)
