"""Keras models as files of StableHLO."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import jax
import keras
import numpy as np
from jax import export
from numpy.typing import NDArray

from waymo_kit.detectors.training.exported_function import ExportedFunction

_PLATFORMS = ("cpu", "cuda", "tpu")


def write_stablehlo(
    model: keras.Model, inputs: Mapping[str, NDArray[Any]], path: Path
) -> ExportedFunction:
    """Writes a model with its weights as `jax.export` stores it.

    Args:
        model: Model of a tuple of arrays that returns a tuple of arrays.
        inputs: Arrays of the shapes and types that it takes, by name.
        path: File to write.

    Returns:
        A function that runs what was written, from arrays to arrays.
    """
    function = jax.jit(lambda *arrays: tuple(model(arrays)))
    shapes = [jax.ShapeDtypeStruct(x.shape, x.dtype) for x in inputs.values()]
    path.write_bytes(export.export(function, platforms=_PLATFORMS)(*shapes).serialize())
    loaded = export.deserialize(bytearray(path.read_bytes()))

    def run(arrays: Sequence[NDArray[Any]]) -> list[NDArray[Any]]:
        return [np.asarray(each) for each in loaded.call(*arrays)]

    return run
