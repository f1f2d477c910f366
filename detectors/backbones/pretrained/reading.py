"""Pretrained weights from a file of any known format."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from waymo_kit.detectors.backbones.pretrained.keras_files import read_keras_file
from waymo_kit.detectors.backbones.pretrained.state_dicts import (
    read_safetensors,
    read_torch_file,
    weights_of_state_dict,
)
from waymo_kit.detectors.backbones.pretrained.tflite_file import (
    FOLDED_EPSILON,
    read_tflite,
    weights_of_tflite,
)
from waymo_kit.detectors.backbones.pretrained.weights import PretrainedWeights, model_weights
from waymo_kit.errors import InvalidInputError, NotFoundError

if TYPE_CHECKING:
    import keras

_READERS = {".safetensors": read_safetensors}
_READERS |= dict.fromkeys((".pth", ".pt", ".bin"), read_torch_file)
SUFFIXES = (".h5", ".safetensors", ".pth", ".pt", ".bin", ".tflite")
"""Ends of the names of files that can be read."""


def read_pretrained(path: Path, model: keras.Model, fields: Any) -> PretrainedWeights:
    """Reads the weights of a file for a network.

    Args:
        path: File of weights: of keras.applications (`.h5`, `.weights.h5`), a state dict
            (`.safetensors`, `.pth`, `.pt`, `.bin`), or a TFLite network.
        model: Network of `create_backbone`, with or without its classifier.
        fields: Architecture of the network, a dataclass.

    Raises:
        NotFoundError: The file does not exist.
        MissingDependencyError: A package that reads the format is not installed.
        CorruptDataError: The file is damaged.
        InvalidInputError: The file is of another format or of another network.
    """
    if not path.is_file():
        raise NotFoundError(f"{path}: no such file of weights")
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise InvalidInputError(
            f"{path}: expected weights in a file that ends in {', '.join(SUFFIXES)}"
        )
    values = {field.name: getattr(fields, field.name) for field in dataclasses.fields(fields)}
    layers = list(dict.fromkeys(name.partition("/")[0] for name in model_weights(model)))
    found = (match for layer in layers if (match := re.match(r"stage\d+_block\d+", layer)))
    blocks = tuple(dict.fromkeys(match[0] for match in found))
    if suffix == ".h5":
        return read_keras_file(path, blocks)
    if suffix == ".tflite":
        if values.get("padding") != "same" or values.get("epsilon") != FOLDED_EPSILON:
            raise InvalidInputError(
                f"{path}: TFLite networks are read into mobilenet_v1, mobilenet_v2 and "
                f"efficientnet_lite with padding same and epsilon {FOLDED_EPSILON}, not into "
                f"{model.name}"
            )
        names = [layer.removesuffix("_conv") for layer in layers if layer.endswith("_conv")]
        return weights_of_tflite(read_tflite(path), names)
    return weights_of_state_dict(_READERS[suffix](path), str(path), blocks, values)
