"""Paths of a model's variables: names that stay the same whenever the model is created.

A path leads from the model through its layers to a variable, such as "stem/conv/kernel". Keras
numbers layers without a name over the whole process ("dense_7"); in a path they are numbered within
their parent ("dense", "dense_1"), so that paths depend on the structure of the model alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase

import keras

from waymo_kit.errors import InvalidInputError

_SHOWN = 5
"""Number of paths that an error message lists."""


def variable_paths(model: keras.Model) -> dict[str, keras.Variable]:
    """Returns the variables of a model by path, random states included.

    Args:
        model: Built model.

    Returns:
        Path -> variable, in the order of `model.variables`.
    """
    paths: dict[int, str] = {}
    _name_variables(model, "", paths)
    return {paths[id(variable)]: variable for variable in model.variables}


def matches(path: str, pattern: str) -> bool:
    """Returns whether a path matches a pattern.

    In a pattern `*` stands for any characters, slashes included, `?` for one character. The path of
    a layer matches all that is inside the layer.

    Args:
        path: Path of a variable.
        pattern: Pattern such as "backbone", "stage?/*/kernel" or "*".
    """
    return fnmatchcase(path, pattern) or fnmatchcase(path, f"{pattern}/*")


def match_paths(paths: Iterable[str], pattern: str, name: str) -> tuple[str, ...]:
    """Returns the paths that match a pattern.

    Args:
        paths: Paths of variables.
        pattern: Pattern; see `matches`.
        name: Name of the setting that has the pattern, for the error message.

    Raises:
        InvalidInputError: No path matches.
    """
    known = list(paths)
    found = tuple(path for path in known if matches(path, pattern))
    if not found:
        more = "" if len(known) <= _SHOWN else f" and {len(known) - _SHOWN} more"
        raise InvalidInputError(
            f"{name}: no weight matches {pattern!r}; there are {', '.join(known[:_SHOWN])}{more}"
        )
    return found


def freeze(model: keras.Model, patterns: Iterable[str]) -> None:
    """Makes weights that match one of the patterns untrainable.

    A layer whose weights are all frozen becomes untrainable as a whole: Keras' normalizations then
    use and keep their moving statistics, also while the rest is in training.

    Args:
        model: Built model.
        patterns: Patterns of the paths of weights; see `matches`.

    Raises:
        InvalidInputError: A pattern matches no weight.
    """
    weights = weight_paths(model)
    frozen: set[int] = set()
    for pattern in patterns:
        frozen |= {id(weights[path]) for path in match_paths(weights, pattern, "frozen")}
    if not frozen:
        return
    for layer in _layers_inside(model):
        if layer.weights and all(id(weight) in frozen for weight in layer.weights):
            layer.trainable = False
    for weight in weights.values():
        if id(weight) in frozen:
            weight.trainable = False


def weight_paths(model: keras.Model) -> dict[str, keras.Variable]:
    """Returns the floating-point weights of a model by path, batch statistics included."""
    return {
        path: variable
        for path, variable in variable_paths(model).items()
        if keras.backend.is_float_dtype(variable.dtype)
    }


def path_of_each(paths: Mapping[str, keras.Variable]) -> dict[int, str]:
    """Returns id of a variable -> path."""
    return {id(variable): path for path, variable in paths.items()}


def _name_variables(layer: keras.Layer, prefix: str, paths: dict[int, str]) -> None:
    """Adds id -> path of all variables in a layer that have no path yet."""
    inside = _sublayers(layer)
    inner = {id(variable) for sublayer in inside for variable in sublayer.variables}
    used: set[str] = set()
    for variable in layer.variables:
        if id(variable) not in inner and id(variable) not in paths:
            paths[id(variable)] = prefix + _unique(variable.name, used)
    numbered: dict[str, int] = {}
    for sublayer in inside:
        name = sublayer.name
        stem = re.sub(r"_\d+$", "", name)
        if stem.replace("_", "") == type(sublayer).__name__.lower():
            count = numbered.get(stem, 0)
            numbered[stem] = count + 1
            name = f"{stem}_{count}" if count else stem
        _name_variables(sublayer, f"{prefix}{_unique(name, used)}/", paths)


def _unique(name: str, used: set[str]) -> str:
    """Returns a name that was not used before, and marks it as used."""
    found, count = name, 0
    while found in used:
        count += 1
        found = f"{name}_{count}"
    used.add(found)
    return found


def _sublayers(layer: keras.Layer) -> list[keras.Layer]:
    """Returns the layers directly inside a layer, for which Keras has a public name in models only.

    Layers without variables are left out, so that they do not count when others are numbered.
    """
    return [
        sublayer
        for sublayer in layer._flatten_layers(include_self=False, recursive=False)
        if sublayer.variables
    ]


def _layers_inside(layer: keras.Layer) -> Iterator[keras.Layer]:
    for sublayer in _sublayers(layer):
        yield sublayer
        yield from _layers_inside(sublayer)
