"""Recipes of AC-GANs by name: the paper's, and a steadier one."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from waymo_kit.configuration import choose_configuration
from waymo_kit.detectors.generative.recipe import (
    GanRecipe,
    Normalization,
    SourceObjective,
    Upsampling,
)

_PAPER = GanRecipe()
_STEADY = dataclasses.replace(
    _PAPER, upsampling=Upsampling.NEAREST, class_loss_on_samples=False, flip=True
)

NAMED_RECIPES: dict[str, GanRecipe] = {
    "paper": _PAPER,
    "steady": _STEADY,
    "spectral": dataclasses.replace(
        _STEADY,
        normalization=Normalization.SPECTRAL,
        objective=SourceObjective.HINGE,
        dropout=0.0,
    ),
}
"""Name -> recipe. "steady" learns classes from real images only and resizes instead of transposed
convolutions; "spectral" also has spectral normalization and hinge losses instead of batch
normalization, dropout and cross-entropy."""


def choose_recipe(
    configs: Sequence[str] = (),
    *,
    size: int | None = None,
    width: float | None = None,
    steps: int | None = None,
    seed: int | None = None,
) -> GanRecipe:
    """Returns a named recipe that files and values change.

    Args:
        configs: At most one name in `NAMED_RECIPES`, and paths to YAML files that change the recipe
            in turn. Without a name the recipe is "paper".
        size: Side of the images in pixels. Defaults to the recipe's.
        width: Factor of the number of channels. Defaults to the recipe's.
        steps: Number of training steps. Defaults to the recipe's.
        seed: Random seed. Defaults to the recipe's.

    Raises:
        InvalidInputError: There are several names, a file is not a recipe, or there are no networks
            of that size.
        NotFoundError: An entry of `configs` is neither a name nor a file.
    """
    chosen = choose_configuration(configs, NAMED_RECIPES, _PAPER)
    training = dataclasses.replace(
        chosen.training,
        steps=chosen.training.steps if steps is None else steps,
        seed=chosen.training.seed if seed is None else seed,
    )
    return dataclasses.replace(
        chosen,
        size=chosen.size if size is None else size,
        width=chosen.width if width is None else width,
        training=training,
    )
