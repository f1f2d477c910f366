"""The network of a recipe."""

from __future__ import annotations

import keras

from waymo_kit.detectors.backbones import create_backbone, find_architecture
from waymo_kit.detectors.backbones.cell_network import CellNetwork
from waymo_kit.detectors.backbones.resnet import ResNet
from waymo_kit.detectors.classification.recipe import Recipe
from waymo_kit.errors import InvalidInputError

CHANNEL_MEANS = (123.675, 116.28, 103.53)
CHANNEL_DEVIATIONS = (58.395, 57.12, 57.375)
"""Means and deviations of ImageNet's red, green and blue levels, which networks see normalized."""


def create_classifier(recipe: Recipe, classes: int) -> keras.Model:
    """Builds the network of a recipe with random weights.

    Args:
        recipe: Recipe with backbone, image size and dropped paths.
        classes: Number of classes.

    Returns:
        A model of images (batch, S, S, 3), levels 0 to 255, that returns float32 logits
        (batch, classes).

    Raises:
        InvalidInputError: There is no such backbone, or it cannot take images of that size or
            drop paths.
    """
    size = image_size(recipe)
    backbone = create_backbone(
        recipe.backbone,
        num_classes=classes,
        input_shape=(size, size, 3),
        **_dropped_paths(recipe),
    )
    image = keras.Input((size, size, 3), name="levels")
    scaled = keras.layers.Rescaling(
        [1 / d for d in CHANNEL_DEVIATIONS],
        [-m / d for m, d in zip(CHANNEL_MEANS, CHANNEL_DEVIATIONS, strict=True)],
        name="scaled",
    )(image)
    return keras.Model(image, backbone(scaled), name=f"{backbone.name}_classifier")


def image_size(recipe: Recipe) -> int:
    """Returns the side of the image that the recipe's network sees, in pixels.

    Raises:
        InvalidInputError: There is no such backbone.
    """
    return recipe.image_size or find_architecture(recipe.backbone).image_size


def _dropped_paths(recipe):
    """Returns the fields of the backbone that drop paths as the recipe says."""
    if not recipe.drop_path:
        return {}
    architecture = find_architecture(recipe.backbone)
    if isinstance(architecture, ResNet):
        return {"drop_path": recipe.drop_path}
    if isinstance(architecture, CellNetwork):
        return {
            "drop_path_keep": 1 - recipe.drop_path,
            "drop_path_steps": recipe.training.steps,
        }
    raise InvalidInputError(f"drop_path: {recipe.backbone} has no paths to drop, expected 0")
