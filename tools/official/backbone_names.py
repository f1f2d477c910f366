"""Maps the names of weights between our backbones and the reference networks."""

import re

import numpy as np

from waymo_kit.detectors.backbones.pretrained.torch_names import (
    number_cells,
    our_path,
    to_torch_layout,
)


def torch_state(module, rules, ours):
    """Returns a state dict for a PyTorch module that holds our weights.

    Args:
        module: Reference network.
        rules: Patterns of its names and their replacements, which give our paths.
        ours: Arrays of our weights, by path.
    """
    import torch

    numbers = number_cells(list(module.state_dict()))
    left, state = set(ours), {}
    for key, value in module.state_dict().items():
        if key.endswith("num_batches_tracked"):
            state[key] = value
            continue
        path = our_path(key, rules, numbers)
        left.remove(path)
        state[key] = torch.from_numpy(to_torch_layout(ours[path], path).reshape(value.shape).copy())
    if left:
        raise SystemExit(f"the reference has no weight for {sorted(left)[:5]}")
    return state


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
