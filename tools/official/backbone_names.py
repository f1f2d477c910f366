"""Maps the names of weights between our backbones and the reference networks."""

import re

import numpy as np

RESNET = (
    (r"^conv1", "stem_conv"),
    (r"^bn1", "stem_norm"),
    (r"^layer(\d)\.(\d+)", lambda m: f"stage{m[1]}_block{int(m[2]) + 1}"),
    (r"\.conv(\d)", r"_\1_conv"),
    (r"\.bn(\d)", r"_\1_norm"),
    (r"\.downsample\.0", "_shortcut_conv"),
    (r"\.downsample\.1", "_shortcut_norm"),
    (r"^fc", "logits"),
)
BYOB = (
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
CELLS = (
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
"""Patterns of PyTorch names, replaced in order after the cells are numbered."""

NORM = {
    "weight": "gamma",
    "bias": "beta",
    "running_mean": "moving_mean",
    "running_var": "moving_variance",
}


def torch_state(module, rules, ours):
    """Returns a state dict for a PyTorch module that holds our weights.

    Args:
        module: Reference network.
        rules: Patterns of its names and their replacements, which give our paths.
        ours: Arrays of our weights, by path.
    """
    import torch

    cells = dict.fromkeys(
        match[0] for key in module.state_dict() if (match := re.match(r"\w*cell_\w+(?=\.)", key))
    )
    numbers = {cell: f"cell{number}" for number, cell in enumerate(cells, start=1)}
    left, state = set(ours), {}
    for key, value in module.state_dict().items():
        if key.endswith("num_batches_tracked"):
            state[key] = value
            continue
        name = re.sub(r"^\w*cell_\w+(?=\.)", lambda m: numbers[m[0]], key)
        for pattern, replacement in rules:
            name = re.sub(pattern, replacement, name)
        layer, leaf = name.rsplit(".", 1)
        path = _our_path(layer, leaf)
        left.remove(path)
        state[key] = torch.from_numpy(_torch_layout(ours[path], path).reshape(value.shape).copy())
    if left:
        raise SystemExit(f"the reference has no weight for {sorted(left)[:5]}")
    return state


def _our_path(layer, leaf):
    if layer.endswith("_norm"):
        return f"{layer}/{NORM[leaf]}"
    if layer.endswith((".depthwise", ".pointwise")):
        layer, kind = layer.split(".")
        return f"{layer}/{kind}_kernel"
    return f"{layer}/{leaf if leaf in ('bias', 'height', 'width') else 'kernel'}"


def _torch_layout(array, path):
    if path.endswith("depthwise_kernel"):
        return array.transpose(2, 3, 0, 1)
    if array.ndim == 4:
        return array.transpose(3, 2, 0, 1)
    if array.ndim == 2 and path.endswith("/kernel"):
        return array.T
    return array


def keras_nasnet_paths(blocks):
    """Returns the patterns of NASNet names in keras.applications, by blocks per stack."""
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

    def separable(ending):
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


def assign_keras(model, rules, ours):
    """Copies our weights into a Keras reference network."""
    left = set(ours)
    for layer in model.layers:
        for weight in layer.weights:
            name = layer.name
            for pattern, replacement in rules:
                name, found = re.subn(pattern, replacement, name)
                if found:
                    break
            path = f"{name}/{weight.name}"
            left.remove(path)
            weight.assign(ours[path])
    if left:
        raise SystemExit(f"the reference has no weight for {sorted(left)[:5]}")


def weights_by_path(model):
    """Returns the floating-point weights of one of our models, by path."""
    return {
        weight.path.removeprefix(f"{model.name}/"): np.asarray(weight.numpy())
        for weight in model.weights
        if weight.dtype != "int32"
    }
