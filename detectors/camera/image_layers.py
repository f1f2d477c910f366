"""The start of every camera network: normalized images, and the backbone under them."""

from __future__ import annotations

import dataclasses
from typing import Any

import keras
from keras import ops

from waymo_kit.detectors.backbones import create_backbone, find_architecture
from waymo_kit.detectors.camera.config import ImageBackbone
from waymo_kit.errors import InvalidInputError

MEAN = (0.485, 0.456, 0.406)
"""Mean of ImageNet's red, green and blue in [0, 1], as networks pretrained there expect it."""

DEVIATION = (0.229, 0.224, 0.225)
"""Standard deviation of the same."""


@keras.saving.register_keras_serializable(package="waymo_kit")
class NormalizedImage(keras.layers.Layer):
    """Scales images to about zero mean and unit variance; the canvas around them becomes zero."""

    def __init__(self, **kwargs):
        """Computes in float32 whatever the images are."""
        super().__init__(autocast=False, **kwargs)

    def call(self, image, size):
        """Returns (B, H, W, 3) in the layer's compute type.

        Args:
            image: (B, H, W, 3) images of values from 0 to 255.
            size: (B, 2) height and width of each image on the canvas.
        """
        values = ops.cast(image, "float32") / 255
        values = (values - ops.array(MEAN, "float32")) / ops.array(DEVIATION, "float32")
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


def backbone_maps(image, config: ImageBackbone) -> dict[str, keras.KerasTensor]:
    """Builds the backbone on a symbolic image.

    Returns:
        "stride_4" and so on -> map.

    Raises:
        InvalidInputError: The backbone has no such field, or does not take images of that size.
    """
    changes: dict[str, Any] = {
        name: getattr(config, name)
        for name in ("depths", "width", "block")
        if getattr(config, name) is not None
    }
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
