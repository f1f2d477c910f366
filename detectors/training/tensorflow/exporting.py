"""Keras models as files of TensorFlow and ONNX."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import keras
import tensorflow as tf
from numpy.typing import NDArray

from waymo_kit.detectors.training.exported_function import ExportedFunction
from waymo_kit.errors import MissingDependencyError


def write_saved_model(
    model: keras.Model, inputs: Mapping[str, NDArray[Any]], outputs: Sequence[str], path: Path
) -> ExportedFunction:
    """Writes a model as a SavedModel with the signature `serving_default`.

    Args:
        model: Model of a tuple of arrays that returns a tuple of arrays.
        inputs: Arrays of the shapes and types that it takes, by name.
        outputs: Names of what it returns.
        path: Folder to write.

    Returns:
        A function that runs what was written, from arrays to arrays.
    """
    function, _ = _function(model, inputs, outputs)
    module = tf.Module()
    module.network, module.call = model, function
    tf.saved_model.save(module, str(path), signatures={"serving_default": function})
    loaded = tf.saved_model.load(str(path)).signatures["serving_default"]

    def run(arrays: Sequence[NDArray[Any]]) -> list[NDArray[Any]]:
        named = {name: tf.constant(x) for name, x in zip(inputs, arrays, strict=True)}
        found = loaded(**named)
        return [found[name].numpy() for name in outputs]

    return run


def write_onnx(
    model: keras.Model, inputs: Mapping[str, NDArray[Any]], outputs: Sequence[str], path: Path
) -> ExportedFunction:
    """Writes a model as ONNX; as `write_saved_model`.

    Raises:
        MissingDependencyError: tf2onnx or onnxruntime is not installed.
    """
    try:
        import onnxruntime
        import tf2onnx
    except ImportError as error:
        raise MissingDependencyError(f"a file of ONNX needs {error.name}", "onnx") from error
    from waymo_kit.detectors.training.tensorflow.onnx_segments import OPSET, SEGMENT_HANDLERS

    function, specs = _function(model, inputs, outputs)
    tf2onnx.convert.from_function(
        function,
        input_signature=specs,
        opset=OPSET,
        custom_op_handlers=SEGMENT_HANDLERS,
        output_path=str(path),
    )
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])

    def run(arrays: Sequence[NDArray[Any]]) -> list[NDArray[Any]]:
        found: list[NDArray[Any]] = session.run(outputs, dict(zip(inputs, arrays, strict=True)))
        return found

    return run


def _function(
    model: keras.Model, inputs: Mapping[str, NDArray[Any]], outputs: Sequence[str]
) -> tuple[Any, list[tf.TensorSpec]]:
    """Returns a model as a function of named inputs and outputs, and the inputs' shapes."""

    def call(*arrays: Any) -> dict[str, Any]:
        found = model(arrays)
        return {n: tf.identity(x, name=n) for n, x in zip(outputs, found, strict=True)}

    specs = [tf.TensorSpec(x.shape, x.dtype, name=name) for name, x in inputs.items()]
    return tf.function(call, input_signature=specs), specs
