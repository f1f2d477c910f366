"""The network of a recipe."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

import keras
import numpy as np

from waymo_kit.detectors.backbones import create_backbone, find_architecture, read_weights
from waymo_kit.detectors.backbones.cell_network import CellNetwork
from waymo_kit.detectors.backbones.inverted_residual import InvertedResidualNet
from waymo_kit.detectors.backbones.pretrained import IMAGENET_SCALING, assign_pretrained
from waymo_kit.detectors.backbones.pretrained.folded_normalization import unfold_normalization
from waymo_kit.detectors.backbones.resnet import ResNet
from waymo_kit.detectors.classification.image_examples import ImageExamples
from waymo_kit.detectors.classification.recipe import Recipe
from waymo_kit.errors import InvalidInputError

_STATISTICS_IMAGES = 256
_STATISTICS_BATCH = 32
"""Images that tell the statistics of a network with folded normalization, and those at a time."""


def create_classifier(recipe: Recipe, classes: int) -> keras.Model:
    """Builds the network of a recipe with random weights; see `load_initial_weights`.

    Args:
        recipe: Recipe with backbone, image size, normalization and what is dropped.
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
        **_changes(recipe),
    )
    if not recipe.normalization_scale:
        backbone = keras.models.clone_model(backbone, clone_function=_without_scale)
    if recipe.normalization_momentum is not None:
        for layer in backbone._flatten_layers():
            if isinstance(layer, keras.layers.BatchNormalization):
                layer.momentum = recipe.normalization_momentum
    image = keras.Input((size, size, 3), name="levels")
    scaling = recipe.scaling or IMAGENET_SCALING
    scaled = keras.layers.Rescaling(
        [1 / d for d in scaling.deviation],
        [-m / d for m, d in zip(scaling.mean, scaling.deviation, strict=True)],
        name="scaled",
    )(image)
    return keras.Model(image, backbone(scaled), name=f"{backbone.name}_classifier")


def load_initial_weights(model: keras.Model, recipe: Recipe, images: ImageExamples) -> None:
    """Gives a network of `create_classifier` the recipe's pretrained weights, if it has any.

    The classifier keeps its random weights. Where batch normalization is folded in the file, its
    statistics are estimated from images of the training; see `unfold_normalization`.

    Args:
        model: Network with random weights.
        recipe: Recipe with weights and scaling.
        images: Images to train on.

    Raises:
        NotFoundError: The file does not exist.
        CorruptDataError: The file is damaged.
        InvalidInputError: The file is of another network; the message names the tensor.
    """
    if recipe.weights is None:
        return
    pretrained = read_weights(recipe.backbone, recipe.weights, **_changes(recipe))
    backbone = _backbone_of(model)
    assign_pretrained(backbone, pretrained, with_classifier=False)
    if pretrained.is_folded:
        scaled = model.get_layer("scaled")
        unfold_normalization(backbone, (scaled(levels) for levels in _spread(images)))


def _without_scale(layer: keras.Layer) -> keras.Layer:
    """Returns a new layer of the same settings; batch normalization learns no gamma."""
    settings = layer.get_config()
    if isinstance(layer, keras.layers.BatchNormalization):
        settings["scale"] = False
    return type(layer).from_config(settings)


def _spread(images: ImageExamples) -> Iterator[np.ndarray]:
    """Yields batches (B, S, S, 3) of levels, of images from all over the training set."""
    chosen = np.linspace(0, len(images) - 1, min(_STATISTICS_IMAGES, len(images))).astype(int)
    for start in range(0, len(chosen), _STATISTICS_BATCH):
        part = chosen[start : start + _STATISTICS_BATCH]
        yield np.stack([images.load(int(index), 0).image for index in part])


def with_recorded_scaling(recipe: Recipe) -> Recipe:
    """Returns the recipe with the scaling that its pretrained weights were trained with.

    Trained networks are loaded without that file, so the recipe that is stored must hold it.

    Raises:
        NotFoundError: The file does not exist.
        CorruptDataError: The file is damaged.
        InvalidInputError: The file is of another network.
    """
    if recipe.weights is None or recipe.scaling is not None:
        return recipe
    pretrained = read_weights(recipe.backbone, recipe.weights, **_changes(recipe))
    return dataclasses.replace(recipe, scaling=pretrained.scaling)


def _backbone_of(model: keras.Model) -> keras.Model:
    return next(layer for layer in model.layers if isinstance(layer, keras.Model))


def image_size(recipe: Recipe) -> int:
    """Returns the side of the image that the recipe's network sees, in pixels.

    Raises:
        InvalidInputError: There is no such backbone.
    """
    return recipe.image_size or find_architecture(recipe.backbone).image_size


def _changes(recipe: Recipe) -> dict[str, Any]:
    """Returns the fields of the backbone that the recipe changes."""
    changes = _dropped_paths(recipe)
    if recipe.width_factor is not None:
        changes["width"] = recipe.width_factor
    if recipe.dropout is not None:
        changes["dropout"] = recipe.dropout
    return changes


def _dropped_paths(recipe: Recipe) -> dict[str, Any]:
    """Returns the fields of the backbone that drop paths as the recipe says."""
    if not recipe.drop_path:
        return {}
    architecture = find_architecture(recipe.backbone)
    if isinstance(architecture, (ResNet, InvertedResidualNet)):
        return {"drop_path": recipe.drop_path}
    if isinstance(architecture, CellNetwork):
        return {
            "drop_path_keep": 1 - recipe.drop_path,
            "drop_path_steps": recipe.training.steps,
        }
    raise InvalidInputError(f"drop_path: {recipe.backbone} has no paths to drop, expected 0")
