"""Weights that keras.applications distributes, read from their HDF5 files by layer."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from waymo_kit.detectors.backbones.pretrained.torch_names import Rules
from waymo_kit.detectors.backbones.pretrained.weights import (
    SYMMETRIC_SCALING,
    PretrainedWeights,
)
from waymo_kit.errors import CorruptDataError, InvalidInputError, MissingDependencyError
from waymo_kit.io.storage import translated_errors

MOBILENET_V1: Rules = (
    (r"^conv1_bn$", "stem_norm"),
    (r"^conv1$", "stem_conv"),
    (r"^conv_dw_(\d+)_bn$", r"block\1_depthwise_norm"),
    (r"^conv_pw_(\d+)_bn$", r"block\1_point_norm"),
    (r"^conv_dw_(\d+)$", r"block\1_depthwise_conv"),
    (r"^conv_pw_(\d+)$", r"block\1_point_conv"),
    (r"^conv_preds$", "logits"),
)


def mobilenet_v2_rules(blocks: Sequence[str]) -> Rules:
    """Returns the names of layers of MobileNetV2, for blocks in their order."""

    def inside(match: re.Match[str]) -> str:
        number = 0 if match[1] == "expanded_conv" else int(match[1].removeprefix("block_"))
        block = blocks[number] if number < len(blocks) else match[1]
        return f"{block}_{match[2]}_{'norm' if match[3] else 'conv'}"

    return (
        (r"^Conv1$", "stem_conv"),
        (r"^bn_Conv1$", "stem_norm"),
        (r"^Conv_1$", "head_conv"),
        (r"^Conv_1_bn$", "head_norm"),
        (r"^predictions$", "logits"),
        (r"^(expanded_conv|block_\d+)_(expand|depthwise|project)(_BN)?$", inside),
    )


def nasnet_rules(blocks: int) -> Rules:
    """Returns the names of layers of NASNet, for a number of cells in each stack."""
    sides = {
        "normal_left1": "sum0_left",
        "normal_right1": "sum0_right",
        "normal_left2": "sum1_left",
        "normal_right2": "sum1_right",
        "normal_left5": "sum4_left",
        "reduction_left1": "sum0_left",
        "reduction_right1": "sum0_right",
        "reduction_right2": "sum1_right",
        "reduction_right3": "sum2_right",
        "reduction_left4": "sum4_left",
    }
    order = ["stem_1", "stem_2"]
    order += [str(k) for k in range(blocks)] + [f"reduce_{blocks}"]
    order += [str(k) for k in range(blocks + 1, 2 * blocks + 1)] + [f"reduce_{2 * blocks}"]
    order += [str(k) for k in range(2 * blocks + 1, 3 * blocks + 1)]
    cells = {name: f"cell{number}" for number, name in enumerate(order, start=1)}
    cell = r"(stem_\d|reduce_\d+|\d+)$"

    def separable(ending: str) -> Any:
        return lambda m: f"{cells[m[3]]}_{sides[m[2]]}_{int(m[1]) - 1}_{ending}"

    return (
        (rf"^separable_conv_(\d)_bn_(\w+?)_{cell}", separable("norm")),
        (rf"^separable_conv_(\d)_(\w+?)_{cell}", separable("conv")),
        (rf"^(?:normal|reduction)_conv_1_{cell}", lambda m: f"{cells[m[1]]}_input_conv"),
        (rf"^(?:normal|reduction)_bn_1_{cell}", lambda m: f"{cells[m[1]]}_input_norm"),
        (rf"^adjust_conv_1_{cell}", lambda m: f"{cells[m[1]]}_previous_even_conv"),
        (rf"^adjust_conv_2_{cell}", lambda m: f"{cells[m[1]]}_previous_odd_conv"),
        (rf"^adjust_conv_projection_{cell}", lambda m: f"{cells[m[1]]}_previous_conv"),
        (rf"^adjust_bn_{cell}", lambda m: f"{cells[m[1]]}_previous_norm"),
        (r"^stem_conv1$", "stem_conv"),
        (r"^stem_bn1$", "stem_norm"),
        (r"^predictions$", "logits"),
    )


_LEAVES = {
    "norm": ("gamma", "beta", "moving_mean", "moving_variance"),
    "separable": ("depthwise_kernel", "pointwise_kernel"),
    "other": ("kernel", "bias"),
}


def read_keras_file(path: Path, blocks: tuple[str, ...]) -> PretrainedWeights:
    """Reads weights of MobileNet, MobileNetV2 or NASNet of keras.applications.

    Args:
        path: `.h5` or `.weights.h5` file of weights, or of a whole model.
        blocks: Names of the blocks of our network in order.

    Raises:
        MissingDependencyError: h5py is not installed.
        StorageError: The file cannot be read.
        CorruptDataError: The file is damaged.
        InvalidInputError: The layers are of another network.
    """
    try:
        h5py = importlib.import_module("h5py")
    except ImportError as error:
        raise MissingDependencyError(f"{path} needs h5py", "train") from error
    with translated_errors(str(path)), path.open("rb") as file:
        file.read(1)
    try:
        with h5py.File(path, "r") as opened:
            layers = {name: arrays for name, arrays in _layers(opened, h5py) if arrays}
    except (OSError, KeyError, RuntimeError, ValueError, TypeError) as error:
        detail = " ".join(str(error).split())[:200]
        raise CorruptDataError(f"{path}: no readable HDF5 file of weights: {detail}") from error
    rules = _rules_of(layers, blocks)
    if rules is None:
        raise InvalidInputError(
            f"{path}: expected the layers of keras.applications' MobileNet, MobileNetV2 or NASNet, "
            f"got {', '.join(list(layers)[:4]) or 'none'}"
        )
    arrays: dict[str, Any] = {}
    sources: dict[str, str] = {}
    for layer, found in layers.items():
        name = _renamed(layer, rules)
        kind = "norm" if name.endswith("_norm") else "other"
        if kind == "other" and len(found) == 2 and found[1].ndim == 4:
            kind = "separable"
        if len(found) > len(_LEAVES[kind]):
            raise InvalidInputError(f"{path}: layer {layer}: {len(found)} weights are too many")
        for leaf, array in zip(_LEAVES[kind], found, strict=False):
            if name == "logits" and array.ndim == 4:
                array = array.reshape(array.shape[-2:])
            arrays[f"{name}/{leaf}"] = np.asarray(array, np.float32)
            sources[f"{name}/{leaf}"] = f"{layer}/{leaf}"
    return PretrainedWeights(str(path), arrays, sources, SYMMETRIC_SCALING)


def _rules_of(layers: Mapping[str, Any], blocks: tuple[str, ...]) -> Rules | None:
    if "conv_dw_1" in layers:
        return MOBILENET_V1
    if "expanded_conv_depthwise" in layers:
        return mobilenet_v2_rules(blocks)
    if "stem_conv1" in layers:
        numbers = [int(m[1]) for n in layers if (m := re.match(r"adjust_bn_reduce_(\d+)$", n))]
        return nasnet_rules(min(numbers)) if numbers else None
    return None


def _renamed(layer: str, rules: Rules) -> str:
    for pattern, replacement in rules:
        name, found = re.subn(pattern, replacement, layer)
        if found:
            return name
    return layer


def _layers(opened: Any, h5py: Any) -> Iterator[tuple[str, list[Any]]]:
    """Yields the weights of each layer, in the forms of Keras 2 and of Keras 3."""
    root = opened.get("model_weights", opened)
    if "layer_names" in root.attrs:
        for raw in root.attrs["layer_names"]:
            name = _text(raw)
            group = root[name]
            yield name, [group[_text(each)][()] for each in group.attrs["weight_names"]]
        return
    for name, group in root["layers"].items():
        values = group.get("vars")
        if isinstance(values, h5py.Group):
            named = _text(values.attrs.get("name", name))
            yield named, [values[str(k)][()] for k in range(len(values))]


def _text(value: Any) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)
