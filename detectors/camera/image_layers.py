"""The start of every camera network: normalized images, and the backbone under them."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import keras
import numpy as np
from keras import ops

from waymo_kit.detectors.backbones import create_backbone, find_architecture, read_weights
from waymo_kit.detectors.backbones.pretrained import (
    IMAGENET_SCALING,
    InputScaling,
    assign_pretrained,
)
from waymo_kit.detectors.backbones.pretrained.folded_normalization import unfold_normalization
from waymo_kit.detectors.camera.config import ImageBackbone
from waymo_kit.errors import InvalidInputError

if TYPE_CHECKING:
    from waymo_kit.detectors.camera.source import CameraSource

_STATISTICS_IMAGES = 32
"""Number of images that tell the statistics of a backbone with folded normalization."""


@keras.saving.register_keras_serializable(package="waymo_kit")
class NormalizedImage(keras.layers.Layer):
    """Scales images to about zero mean and unit variance; the canvas around them becomes zero."""

    def __init__(self, mean=IMAGENET_SCALING.mean, deviation=IMAGENET_SCALING.deviation, **kwargs):
        """Takes the scaling of the levels; computes in float32 whatever the images are."""
        super().__init__(autocast=False, **kwargs)
        self.scaling = InputScaling(tuple(mean), tuple(deviation))

    def get_config(self):
        """Returns the arguments of the layer."""
        scaling = {"mean": self.scaling.mean, "deviation": self.scaling.deviation}
        return {**super().get_config(), **scaling}

    def call(self, image, size):
        """Returns (B, H, W, 3) in the layer's compute type.

        Args:
            image: (B, H, W, 3) images of values from 0 to 255.
            size: (B, 2) height and width of each image on the canvas.
        """
        mean, deviation = self.scaling.mean, self.scaling.deviation
        values = ops.cast(image, "float32") - ops.array(mean, "float32")
        values = values / ops.array(deviation, "float32")
        rows = ops.arange(image.shape[1])[None, :, None, None]
        columns = ops.arange(image.shape[2])[None, None, :, None]
        size = ops.cast(size, rows.dtype)[:, :, None, None, None]
        is_inside = (rows < size[:, 0]) & (columns < size[:, 1])
        return ops.cast(ops.where(is_inside, values, 0.0), self.compute_dtype)

    def compute_output_spec(self, image, size):
        """Returns the shape of the images."""
        return keras.KerasTensor(image.shape, dtype=self.compute_dtype)


def image_inputs(height: int, width: int):
    """Returns the symbolic inputs of a camera network: image and size."""
    return (
        keras.Input((height, width, 3), dtype="uint8", name="image"),
        keras.Input((2,), dtype="int32", name="size"),
    )


def normalized_image(image, size, config: ImageBackbone):
    """Scales a symbolic image as the backbone expects it; see `NormalizedImage`."""
    scaling = config.scaling or IMAGENET_SCALING
    return NormalizedImage(scaling.mean, scaling.deviation, name="normalized")(image, size)


def load_backbone(
    model: keras.Model, config: ImageBackbone, open_examples: Callable[[], CameraSource]
) -> None:
    """Gives the backbone in a camera network the pretrained weights of its configuration, if any.

    Where batch normalization is folded in the file and is not frozen, its statistics are estimated
    from images of the training; see `unfold_normalization`.

    Args:
        model: Camera network.
        config: Configuration of its backbone.
        open_examples: Function that opens the images to train on.

    Raises:
        NotFoundError: The file does not exist.
        CorruptDataError: The file is damaged.
        InvalidInputError: The file is of another network; the message names the tensor.
    """
    if config.weights is None:
        return
    pretrained = read_weights(config.name, config.weights, **_changes(config))
    layers = {layer.name: layer for layer in model._flatten_layers(include_self=False)}
    backbone = layers[config.name]
    assign_pretrained(backbone, pretrained, with_classifier=False)
    if pretrained.is_folded and not config.frozen_normalization:
        source = open_examples()
        try:
            unfold_normalization(backbone, _spread(layers["normalized"], source))
        finally:
            source.close()


def _spread(normalized: NormalizedImage, source: CameraSource) -> Iterator[Any]:
    """Yields scaled images (1, H, W, 3) from all over the training set."""
    chosen = np.linspace(0, len(source) - 1, min(_STATISTICS_IMAGES, len(source))).astype(int)
    for index in chosen:
        example = source.load(int(index), 0)
        yield normalized(example.image[None], example.size[None])


def recorded_scaling(config: ImageBackbone) -> ImageBackbone:
    """Returns the configuration with the scaling that its pretrained weights were trained with."""
    if config.weights is None or config.scaling is not None:
        return config
    pretrained = read_weights(config.name, config.weights, **_changes(config))
    return dataclasses.replace(config, scaling=pretrained.scaling)


def _changes(config: ImageBackbone) -> dict[str, Any]:
    values = {
        "depths": config.depths,
        "width": config.width if config.width_factor is None else config.width_factor,
        "block": config.block,
    }
    return {name: value for name, value in values.items() if value is not None}


def backbone_maps(image, config: ImageBackbone) -> dict[str, keras.KerasTensor]:
    """Builds the backbone on a symbolic image.

    Returns:
        "stride_4" and so on -> map.

    Raises:
        InvalidInputError: The backbone has no such field, or does not take images of that size.
    """
    changes = _changes(config)
    known = {field.name for field in dataclasses.fields(find_architecture(config.name))}
    unknown = sorted(set(changes) - known)
    if unknown:
        raise InvalidInputError(f"backbone: {config.name} has no {', '.join(unknown)} to change")
    backbone = create_backbone(
        config.name, include_top=False, input_shape=tuple(image.shape[1:]), **changes
    )
    if config.frozen_normalization:
        for layer in backbone._flatten_layers(include_self=False):
            if isinstance(layer, keras.layers.BatchNormalization):
                layer.trainable = False
    maps: dict[str, keras.KerasTensor] = backbone(image)
    return maps
