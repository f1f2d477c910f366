"""Names of weights in PyTorch state dicts, and the paths of the same weights in our networks."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from waymo_kit.detectors.backbones.pretrained.weights import (
    IMAGENET_SCALING,
    LITE_SCALING,
    SYMMETRIC_SCALING,
    InputScaling,
)

Rules: TypeAlias = Sequence[tuple[str, str | Callable[[re.Match[str]], str]]]
"""Patterns and their replacements, applied in order."""

RESNET: Rules = (
    (r"^conv1", "stem_conv"),
    (r"^bn1", "stem_norm"),
    (r"^layer(\d)\.(\d+)", lambda m: f"stage{m[1]}_block{int(m[2]) + 1}"),
    (r"\.conv(\d)", r"_\1_conv"),
    (r"\.bn(\d)", r"_\1_norm"),
    (r"\.downsample\.0", "_shortcut_conv"),
    (r"\.downsample\.1", "_shortcut_norm"),
    (r"^fc", "logits"),
)
BYOB: Rules = (
    (r"^stem\.conv1?\.conv", "stem_conv"),
    (r"^stem\.conv1?\.bn", "stem_norm"),
    (r"^stem\.conv", "stem_conv"),
    (r"^stem\.bn", "stem_norm"),
    (r"^stages\.(\d)\.(\d+)", lambda m: f"stage{int(m[1]) + 1}_block{int(m[2]) + 1}"),
    (r"\.conv(\d)_(1x1|kxk)\.conv", r"_\1_conv"),
    (r"\.conv(\d)_(1x1|kxk)\.bn", r"_\1_norm"),
    (r"\.post_attn", "_2_norm"),
    (r"\.shortcut\.conv", "_shortcut_conv"),
    (r"\.shortcut\.bn", "_shortcut_norm"),
    (r"\.self_attn\.qkv", "_2_attention/query_key_value"),
    (r"\.self_attn\.q(?=\.)", "_2_attention/query"),
    (r"\.self_attn\.kv", "_2_attention/key_value"),
    (r"\.self_attn\.pos_embed\.(\w+)_rel", r"_2_attention/position.\1"),
    (r"^head\.fc", "logits"),
)
CELLS: Rules = (
    (r"^conv_?0\.conv", "stem_conv"),
    (r"^conv_?0\.bn", "stem_norm"),
    (r"\.conv_1x1\.conv", "_input_conv"),
    (r"\.conv_1x1\.bn", "_input_norm"),
    (r"(\.conv_prev_1x1)?\.path_1\.conv", "_previous_even_conv"),
    (r"(\.conv_prev_1x1)?\.path_2\.conv", "_previous_odd_conv"),
    (r"(\.conv_prev_1x1)?\.final_path_bn", "_previous_norm"),
    (r"\.conv_prev_1x1\.conv", "_previous_conv"),
    (r"\.conv_prev_1x1\.bn", "_previous_norm"),
    (r"\.comb_iter_(\d)_(left|right)", r"_sum\1_\2"),
    (r"\.separable_(\d)\.(\w+)_conv2d", lambda m: f"_{int(m[1]) - 1}_conv.{m[2]}"),
    (r"\.bn_sep_(\d)", lambda m: f"_{int(m[1]) - 1}_norm"),
    (r"(?<=left|ight)\.conv", "_conv"),
    (r"(?<=left|ight)\.bn", "_norm"),
    (r"^last_linear", "logits"),
)
"""Patterns that hold after the cells are numbered; see `number_cells`."""
TIMM_INVERTED: Rules = (
    (r"^conv_stem", "stem_conv"),
    (r"^bn1(?=\.)", "stem_norm"),
    (r"^conv_head", "head_conv"),
    (r"^bn2(?=\.)", "head_norm"),
    (r"^classifier", "logits"),
    (r"^blocks\.0\.(\d+)\.(conv_dw|bn1)", lambda m: _first_stage(m, "depthwise")),
    (r"^blocks\.0\.(\d+)\.(conv_pw|bn2)", lambda m: _first_stage(m, "project")),
    (r"^blocks\.(\d+)\.(\d+)", lambda m: f"stage{int(m[1]) + 1}_block{int(m[2]) + 1}"),
    (r"\.conv_pwl", "_project_conv"),
    (r"\.conv_pw", "_expand_conv"),
    (r"\.conv_dw", "_depthwise_conv"),
    (r"\.bn1", "_expand_norm"),
    (r"\.bn2", "_depthwise_norm"),
    (r"\.bn3", "_project_norm"),
)
LITE_PORT: Rules = (
    (r"^_conv_stem", "stem_conv"),
    (r"^_bn0", "stem_norm"),
    (r"^_conv_head", "head_conv"),
    (r"^_bn1", "head_norm"),
    (r"^_fc", "logits"),
    (r"^_blocks\.(\d+)", r"block\1"),
    (r"\._(expand|depthwise|project)_conv", r"_\1_conv"),
    (r"\._bn0", "_expand_norm"),
    (r"\._bn1", "_depthwise_norm"),
    (r"\._bn2", "_project_norm"),
)
"""Names of efficientnet-lite-pytorch, whose blocks are numbered throughout; see `place_blocks`."""


def _first_stage(match: re.Match[str], kind: str) -> str:
    ending = "conv" if match[2].startswith("conv") else "norm"
    return f"stage1_block{int(match[1]) + 1}_{kind}_{ending}"


@dataclass(frozen=True)
class StateDictForm:
    """A naming of weights that some library has.

    Attributes:
        library: Library and family, for messages.
        mark: Pattern of a name that only this form has.
        rules: Patterns that turn its names into our paths.
        scaling: Scaling of the input with which its networks are trained.
        fields: Values that the fields of our network must have, where it has such fields.
    """

    library: str
    mark: str
    rules: Rules
    scaling: InputScaling
    fields: Mapping[str, Any] = field(default_factory=dict)


def _mobilenet_rules(first: Mapping[str, str], others: Mapping[str, str]) -> Rules:
    """Returns the rules of a MobileNet v2 of numbered modules; see `place_blocks`.

    Args:
        first: Number of a module inside the first block -> end of our name.
        others: Number of a module inside another block, which has an expansion -> end of our name.
    """

    def inside(match: re.Match[str]) -> str:
        endings = first if match[1] == "1" else others
        return f"block{int(match[1]) - 1}_{endings.get(match[2], match[2])}"

    return (
        (r"^features\.0\.0", "stem_conv"),
        (r"^features\.0\.1", "stem_norm"),
        (r"^features\.\d+\.0(?=\.\w+$)", "head_conv"),
        (r"^features\.\d+\.1(?=\.\w+$)", "head_norm"),
        (r"^classifier(\.1)?", "logits"),
        (r"^features\.(\d+)\.conv\.([\d.]+)(?=\.\w+$)", inside),
    )


TORCHVISION_MOBILENET = _mobilenet_rules(
    {
        "0.0": "depthwise_conv",
        "0.1": "depthwise_norm",
        "1": "project_conv",
        "2": "project_norm",
    },
    {
        "0.0": "expand_conv",
        "0.1": "expand_norm",
        "1.0": "depthwise_conv",
        "1.1": "depthwise_norm",
        "2": "project_conv",
        "3": "project_norm",
    },
)
OLDER_MOBILENET = _mobilenet_rules(
    {"0": "depthwise_conv", "1": "depthwise_norm", "3": "project_conv", "4": "project_norm"},
    {
        "0": "expand_conv",
        "1": "expand_norm",
        "3": "depthwise_conv",
        "4": "depthwise_norm",
        "6": "project_conv",
        "7": "project_norm",
    },
)
_TORCH_FIELDS = {"padding": "symmetric", "epsilon": 1e-5}

FORMS = (
    StateDictForm("efficientnet-lite-pytorch", r"^_conv_stem\.weight$", LITE_PORT, LITE_SCALING),
    StateDictForm(
        "timm's EfficientNet-Lite and MobileNet v2",
        r"^conv_stem\.weight$",
        TIMM_INVERTED,
        SYMMETRIC_SCALING,
    ),
    StateDictForm(
        "torchvision's MobileNet v2",
        r"^features\.1\.conv\.0\.0\.weight$",
        TORCHVISION_MOBILENET,
        IMAGENET_SCALING,
        _TORCH_FIELDS,
    ),
    StateDictForm(
        "pytorch-mobilenet-v2",
        r"^features\.1\.conv\.0\.weight$",
        OLDER_MOBILENET,
        IMAGENET_SCALING,
        _TORCH_FIELDS,
    ),
    StateDictForm(
        "torchvision's and timm's ResNet",
        r"^layer1\.0\.conv1\.weight$",
        RESNET,
        IMAGENET_SCALING,
    ),
    StateDictForm("timm's HaloNet", r"^stages\.0\.0\.", BYOB, IMAGENET_SCALING),
    StateDictForm(
        "timm's NASNet and PNASNet", r"^conv_?0\.conv\.weight$", CELLS, SYMMETRIC_SCALING
    ),
)
"""The forms of state dicts that are known."""

NORM = {
    "weight": "gamma",
    "bias": "beta",
    "running_mean": "moving_mean",
    "running_var": "moving_variance",
}
"""Names of the weights of batch normalization in PyTorch and in Keras."""


def find_form(names: Sequence[str]) -> StateDictForm | None:
    """Returns the form of the names of a state dict, None if it is unknown."""
    for form in FORMS:
        if any(re.search(form.mark, name) for name in names):
            return form
    return None


def number_cells(names: Sequence[str]) -> dict[str, str]:
    """Returns the names of the cells of NASNet and PNASNet in a state dict -> ours, in order."""
    found = (re.match(r"\w*cell_\w+(?=\.)", name) for name in names)
    cells = dict.fromkeys(match[0] for match in found if match)
    return {cell: f"cell{number}" for number, cell in enumerate(cells, start=1)}


def our_path(name: str, rules: Rules, cells: Mapping[str, str]) -> str:
    """Returns the path of a weight in our network.

    Args:
        name: Name in the state dict.
        rules: Rules of its form.
        cells: Numbers of the cells; see `number_cells`.
    """
    name = re.sub(r"^\w*cell_\w+(?=\.)", lambda m: cells[m[0]], name)
    for pattern, replacement in rules:
        name = re.sub(pattern, replacement, name)
    layer, _, leaf = name.rpartition(".")
    if layer.endswith("_norm"):
        return f"{layer}/{NORM.get(leaf, leaf)}"
    if layer.endswith((".depthwise", ".pointwise")):
        layer, kind = layer.split(".")
        return f"{layer}/{kind}_kernel"
    leaf = leaf if leaf in ("bias", "height", "width") else "kernel"
    return f"{layer}/{leaf}"


def place_blocks(path: str, blocks: Sequence[str]) -> str:
    """Returns a path whose block has its place among the stages.

    Args:
        path: Path that may begin with "block" and a number counted from 0 over all stages.
        blocks: Names of the blocks of our network in order, such as "stage1_block1".
    """
    match = re.match(r"block(\d+)(?=_)", path)
    if match is None or int(match[1]) >= len(blocks):
        return path
    return blocks[int(match[1])] + path[match.end() :]


def to_torch_layout(array: NDArray[Any], path: str) -> NDArray[Any]:
    """Returns one of our weights with the axes that PyTorch gives it."""
    if path.endswith(("depthwise_kernel", "_depthwise_conv/kernel")):
        return array.transpose(2, 3, 0, 1)
    if array.ndim == 4:
        return array.transpose(3, 2, 0, 1)
    if array.ndim == 2 and path.endswith("/kernel"):
        return array.T
    return array


def from_torch_layout(array: NDArray[Any], path: str) -> NDArray[Any]:
    """Returns a weight of PyTorch with the axes that Keras gives it."""
    if path.endswith(("depthwise_kernel", "_depthwise_conv/kernel")):
        return np.ascontiguousarray(array.transpose(2, 3, 0, 1))
    if array.ndim == 4:
        return np.ascontiguousarray(array.transpose(2, 3, 1, 0))
    if array.ndim == 2 and path.endswith("/kernel"):
        return np.ascontiguousarray(array.T)
    return array
