"""TFLite files: the operations of a network, and their weights as real numbers."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from waymo_kit.detectors.backbones.pretrained.weights import (
    CLASSIFIER,
    InputScaling,
    PretrainedWeights,
    same_for_all,
)
from waymo_kit.errors import CorruptDataError, InvalidInputError, MissingDependencyError, count
from waymo_kit.io.storage import translated_errors

_CONVOLUTIONS = ("CONV_2D", "DEPTHWISE_CONV_2D", "FULLY_CONNECTED")
_POOLS = ("AVERAGE_POOL_2D", "MEAN")
_IDENTIFIER = b"TFL3"
_TYPES = {0: np.float32, 2: np.int32, 3: np.uint8, 9: np.int8}
"""Number of a type in the format -> type."""


@dataclass(frozen=True)
class Convolution:
    """One convolution of a network, or its last matrix, as real numbers.

    Attributes:
        name: Name of the tensor of the weights.
        kind: Name of the operation in the format.
        kernel: Weights with the axes of the format: (output, height, width, input), for a
            depthwise convolution (1, height, width, channels).
        bias: (output,) bias, which contains a folded batch normalization.
    """

    name: str
    kind: str
    kernel: NDArray[np.float32]
    bias: NDArray[np.float32]


@dataclass(frozen=True)
class TFLiteNetwork:
    """A network of one TFLite file.

    Attributes:
        file: Path of the file.
        data: Content of the file.
        convolutions: Convolutions in the order in which they run.
        input_shape: Shape of the input, (batch, height, width, channels).
        input_type: Type of the input.
        input_scale: Real number that one step of the input is worth; 1 for floating-point inputs.
        input_zero: Value of the input that is 0.
    """

    file: str
    data: bytes
    convolutions: tuple[Convolution, ...]
    input_shape: tuple[int, ...]
    input_type: Any
    input_scale: float
    input_zero: int

    @property
    def scaling(self) -> InputScaling:
        """Scaling of levels, where the input of the network takes levels as they are.

        A network that takes uint8 sees (level - zero) * scale; others are taken to be trained on
        -1 to 1.
        """
        if self.input_type == np.uint8:
            return same_for_all(float(self.input_zero), 1 / self.input_scale)
        return same_for_all(127.5, 127.5)


def read_tflite(path: Path) -> TFLiteNetwork:
    """Reads a TFLite file.

    Raises:
        MissingDependencyError: TensorFlow is not installed.
        StorageError: The file cannot be read.
        CorruptDataError: The file is damaged or of another format.
        InvalidInputError: The network has another form than a chain of convolutions on one image.
    """
    schema = _schema(path)
    with translated_errors(str(path)):
        data = path.read_bytes()
    if data[4:8] != _IDENTIFIER:
        raise CorruptDataError(f"{path}: expected a TFLite file, got other content")
    try:
        model = schema.ModelT.InitFromPackedBuf(data, 0)
        graph = model.subgraphs[0]
        image = graph.tensors[graph.inputs[0]]
        scale, zero = _quantization(image)
        return TFLiteNetwork(
            str(path),
            data,
            tuple(_convolutions(model, schema)),
            tuple(int(size) for size in image.shape),
            _TYPES[image.type],
            float(scale[0]),
            int(zero[0]),
        )
    except InvalidInputError:
        raise
    except Exception as error:  # The generated reader raises any error on damaged offsets.
        detail = " ".join(str(error).split())[:200] or type(error).__name__
        raise CorruptDataError(f"{path}: no readable TFLite network: {detail}") from error


def pooled_network(network: TFLiteNetwork) -> bytes:
    """Returns a TFLite file of the part of a network up to its last pooling.

    Raises:
        InvalidInputError: The network does not pool.
    """
    flatbuffers = importlib.import_module("flatbuffers")  # Comes with TensorFlow.
    schema = _schema(Path(network.file))
    model = schema.ModelT.InitFromPackedBuf(network.data, 0)
    graph = model.subgraphs[0]
    pools = [
        number
        for number, operator in enumerate(graph.operators)
        if _kind(model, operator, schema) in _POOLS
    ]
    if not pools:
        raise InvalidInputError(f"{network.file}: expected a network that pools its last map")
    graph.operators = graph.operators[: pools[-1] + 1]
    graph.outputs = graph.operators[-1].outputs
    model.signatureDefs = None
    builder = flatbuffers.Builder(len(network.data))
    builder.Finish(model.Pack(builder), _IDENTIFIER)
    return bytes(builder.Output())


def weights_of_tflite(network: TFLiteNetwork, layers: Sequence[str]) -> PretrainedWeights:
    """Returns the weights of a network by our paths, with batch normalization folded away.

    A convolution of ours is followed by batch normalization. It gets gamma 1, mean 0, the bias of
    the file as beta, and a variance that makes it divide by 1 with the epsilon 0.001.

    Args:
        network: Network of the file.
        layers: Names of the convolutions of ours in the order in which they run, without "_conv".

    Raises:
        InvalidInputError: There are not as many convolutions in both.
    """
    found = network.convolutions
    if len(found) not in (len(layers), len(layers) + 1):
        raise InvalidInputError(
            f"{network.file}: expected {count(len(layers), 'convolution')} and perhaps a "
            f"classifier, got {len(found)}: the file is of another network"
        )
    arrays: dict[str, NDArray[Any]] = {}
    sources: dict[str, str] = {}
    for layer, convolution in zip(layers, found, strict=False):
        axes = (1, 2, 3, 0)
        values = {
            f"{layer}_conv/kernel": convolution.kernel.transpose(axes),
            f"{layer}_norm/gamma": np.ones_like(convolution.bias),
            f"{layer}_norm/beta": convolution.bias,
            f"{layer}_norm/moving_mean": np.zeros_like(convolution.bias),
            f"{layer}_norm/moving_variance": np.full_like(convolution.bias, 1 - FOLDED_EPSILON),
        }
        arrays |= values
        sources |= dict.fromkeys(values, convolution.name)
    if len(found) > len(layers):
        last = found[-1]
        arrays[f"{CLASSIFIER}kernel"] = last.kernel.reshape(len(last.bias), -1).T
        arrays[f"{CLASSIFIER}bias"] = last.bias
        sources |= dict.fromkeys((f"{CLASSIFIER}kernel", f"{CLASSIFIER}bias"), last.name)
    return PretrainedWeights(network.file, arrays, sources, network.scaling, is_folded=True)


FOLDED_EPSILON = 1e-3
"""Epsilon of the batch normalizations of networks that TFLite files are read into."""


def _schema(path: Path) -> Any:
    try:
        return importlib.import_module("tensorflow.lite.python.schema_py_generated")
    except ImportError as error:
        raise MissingDependencyError(f"{path} needs tensorflow", "train") from error


def _convolutions(model: Any, schema: Any) -> list[Convolution]:
    graph = model.subgraphs[0]
    found = []
    for operator in graph.operators:
        kind = _kind(model, operator, schema)
        if kind not in _CONVOLUTIONS:
            continue
        kernel, bias = (graph.tensors[number] for number in operator.inputs[1:3])
        found.append(
            Convolution(
                kernel.name.decode(), kind, _dequantized(model, kernel), _dequantized(model, bias)
            )
        )
    return found


def _kind(model: Any, operator: Any, schema: Any) -> str:
    code = model.operatorCodes[operator.opcodeIndex]
    number = max(code.builtinCode, code.deprecatedBuiltinCode)
    names = {value: name for name, value in vars(schema.BuiltinOperator).items()}
    return str(names[number])


def _quantization(tensor: Any) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    parameters = tensor.quantization
    if parameters is None or parameters.scale is None:
        return np.ones(1), np.zeros(1, np.int64)
    return np.asarray(parameters.scale, np.float64), np.asarray(parameters.zeroPoint, np.int64)


def _dequantized(model: Any, tensor: Any) -> NDArray[np.float32]:
    raw = model.buffers[tensor.buffer].data
    name = tensor.name.decode()
    if raw is None or tensor.type not in _TYPES:
        raise InvalidInputError(f"tensor {name}: expected stored numbers of a known type")
    kind = _TYPES[tensor.type]
    values = np.frombuffer(np.asarray(raw, np.uint8).tobytes(), kind).reshape(tensor.shape)
    scale, zero = _quantization(tensor)
    if len(scale) > 1:
        shape = [1] * values.ndim
        shape[tensor.quantization.quantizedDimension] = len(scale)
        scale, zero = scale.reshape(shape), zero.reshape(shape)
    return ((values.astype(np.float64) - zero) * scale).astype(np.float32)
