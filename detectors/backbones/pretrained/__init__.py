"""Pretrained weights: files of Keras, PyTorch and TFLite, read into our networks."""

from waymo_kit.detectors.backbones.pretrained.reading import read_pretrained
from waymo_kit.detectors.backbones.pretrained.weights import (
    IMAGENET_SCALING,
    InputScaling,
    PretrainedWeights,
    assign_pretrained,
)

__all__ = [
    "IMAGENET_SCALING",
    "InputScaling",
    "PretrainedWeights",
    "assign_pretrained",
    "read_pretrained",
]
