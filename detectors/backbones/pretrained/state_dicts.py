"""State dicts of PyTorch: read from files without running the code that a pickle may hold."""

from __future__ import annotations

import importlib
import pickle
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from waymo_kit.detectors.backbones.pretrained.torch_names import (
    FORMS,
    find_form,
    from_torch_layout,
    number_cells,
    our_path,
    place_blocks,
)
from waymo_kit.detectors.backbones.pretrained.weights import PretrainedWeights
from waymo_kit.errors import CorruptDataError, InvalidInputError, MissingDependencyError
from waymo_kit.io.storage import translated_errors

Tensors = Mapping[str, NDArray[Any]]
"""Tensors by name."""


def read_safetensors(path: Path) -> Tensors:
    """Reads a file of safetensors.

    Raises:
        MissingDependencyError: safetensors is not installed.
        StorageError: The file cannot be read.
        CorruptDataError: The file is damaged, or no file of safetensors.
    """
    safetensors = _imported("safetensors.numpy", path)
    with translated_errors(str(path)):
        data = path.read_bytes()
    try:
        tensors: Tensors = safetensors.load(data)
    except Exception as error:
        detail = " ".join(str(error).split())
        raise CorruptDataError(f"{path}: no readable file of safetensors: {detail}") from error
    return tensors


def read_torch_file(path: Path) -> Tensors:
    """Reads a state dict that `torch.save` wrote, with `torch.load(weights_only=True)`.

    Raises:
        MissingDependencyError: PyTorch is not installed.
        StorageError: The file cannot be read.
        CorruptDataError: The file is damaged, or holds other objects than tensors.
    """
    torch = _imported("torch", path)
    try:
        with translated_errors(str(path)), path.open("rb") as file:
            loaded = torch.load(file, map_location="cpu", weights_only=True)
    except pickle.UnpicklingError as error:
        refused = re.search(r"GLOBAL ([\w.]+)", str(error))
        detail = refused[1] if refused else "a damaged pickle"
        raise CorruptDataError(
            f"{path}: expected tensors alone, got {detail}; a pickle could run any code, so only "
            "state dicts are read"
        ) from error
    except (RuntimeError, EOFError, ValueError, KeyError, AttributeError) as error:
        detail = " ".join(str(error).split())[:200]
        raise CorruptDataError(f"{path}: no readable state dict: {detail}") from error
    if isinstance(loaded, Mapping) and isinstance(loaded.get("state_dict"), Mapping):
        loaded = loaded["state_dict"]
    if not isinstance(loaded, Mapping) or not loaded:
        raise CorruptDataError(
            f"{path}: expected a state dict, tensors by name, got {type(loaded).__name__}"
        )
    wrong = [name for name, value in loaded.items() if not torch.is_tensor(value)]
    if wrong:
        raise CorruptDataError(
            f"{path}: expected a tensor under {wrong[0]}, got {type(loaded[wrong[0]]).__name__}"
        )
    return {
        str(name): (value.float() if value.is_floating_point() else value).numpy()
        for name, value in loaded.items()
    }


def weights_of_state_dict(
    tensors: Tensors, file: str, blocks: tuple[str, ...], fields: Mapping[str, Any]
) -> PretrainedWeights:
    """Returns the weights of a state dict by our paths.

    Args:
        tensors: Tensors by name.
        file: Path of the file, for messages.
        blocks: Names of the blocks of our network in order.
        fields: Fields of our network, which must be those that the library's networks have.

    Raises:
        InvalidInputError: The names are of no known library, a field differs, or two tensors are
            for the same weight.
    """
    names = [name.removeprefix("module.") for name in tensors]
    form = find_form(names)
    if form is None:
        raise InvalidInputError(
            f"{file}: expected the names of {', '.join(form.library for form in FORMS)}, got "
            f"{', '.join(names[:3])}"
        )
    for field, value in form.fields.items():
        if field in fields and fields[field] != value:
            raise InvalidInputError(
                f"{file}: weights of {form.library} need {field} {value}, the network has "
                f"{fields[field]}: take mobilenet_v2_torch, or change the field"
            )
    cells = number_cells(names)
    arrays: dict[str, NDArray[Any]] = {}
    sources: dict[str, str] = {}
    for name, tensor in zip(names, tensors.values(), strict=True):
        if name.endswith("num_batches_tracked"):
            continue
        path = place_blocks(our_path(name, form.rules, cells), blocks)
        if path in arrays:
            raise InvalidInputError(f"{file}: tensors {sources[path]} and {name} are both {path}")
        arrays[path] = from_torch_layout(np.asarray(tensor, np.float32), path)
        sources[path] = name
    return PretrainedWeights(file, arrays, sources, form.scaling)


def _imported(name: str, path: Path) -> Any:
    package = name.partition(".")[0]
    try:
        return importlib.import_module(name)
    except ImportError as error:
        extra = "torch" if package == "torch" else "pretrained"
        raise MissingDependencyError(f"{path} needs {package}", extra) from error
