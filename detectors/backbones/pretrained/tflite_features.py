"""TFLite networks as frozen feature extractors: integer arithmetic, as it was published."""

from __future__ import annotations

import importlib
import warnings
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from waymo_kit.detectors.backbones.pretrained.tflite_file import pooled_network, read_tflite
from waymo_kit.detectors.backbones.pretrained.weights import InputScaling
from waymo_kit.errors import InvalidInputError, MissingDependencyError


class TFLiteFeatures:
    """The features that a TFLite network pools, before its classifier.

    Attributes:
        image_size: Side of the square images that the network takes.
        features: Number of features.

    Args:
        path: TFLite file.
        scaling: Scaling of levels before they are quantized. Defaults to None, which takes the
            levels for the integers of the network's input.
        threads: Number of threads.
        is_pooled: Whether to return what the network pools. False returns its own output, such as
            probabilities.

    Raises:
        MissingDependencyError: TensorFlow is not installed.
        CorruptDataError: The file is damaged.
        InvalidInputError: The network does not pool, or takes no square color image.
    """

    def __init__(
        self,
        path: Path,
        scaling: InputScaling | None = None,
        threads: int = 1,
        *,
        is_pooled: bool = True,
    ) -> None:
        """Prepares the interpreter."""
        self._network = read_tflite(path)
        content = pooled_network(self._network) if is_pooled else self._network.data
        self._interpreter = _interpreter(content, threads)
        _, height, width, channels = self._network.input_shape
        if height != width or channels != 3:
            raise InvalidInputError(
                f"{path}: expected a network of square color images, got "
                f"{self._network.input_shape}"
            )
        if scaling is None and self._network.input_type != np.uint8:
            scaling = self._network.scaling
        self._scaling = scaling
        self.image_size = int(height)
        self._output = self._interpreter.get_output_details()[0]
        self.features = int(np.prod(self._output["shape"]))
        self._batch = 0

    def __call__(self, levels: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Returns the features (N, D) of images (N, S, S, 3), RGB."""
        place = self._interpreter.get_input_details()[0]["index"]
        if len(levels) != self._batch:  # Most networks end in a reshape for one image.
            self._interpreter.resize_tensor_input(place, levels.shape)
            self._interpreter.allocate_tensors()
            self._batch = len(levels)
        self._interpreter.set_tensor(place, self.quantized(levels))
        self._interpreter.invoke()
        raw = self._interpreter.get_tensor(self._output["index"]).reshape(len(levels), -1)
        scale, zero = self._output["quantization"]
        if not scale:
            return np.asarray(raw, np.float32)
        return ((raw.astype(np.float32) - zero) * np.float32(scale)).astype(np.float32)

    def scaled(self, levels: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Returns the real numbers that the network sees for images (N, S, S, 3)."""
        network = self._network
        integers = self.quantized(levels).astype(np.float32)
        if network.input_type == np.float32:
            return integers
        return (integers - network.input_zero) * np.float32(network.input_scale)

    def quantized(self, levels: NDArray[np.uint8]) -> NDArray[Any]:
        """Returns the input of the network, in its type, for images (N, S, S, 3)."""
        network = self._network
        if self._scaling is None:
            return levels
        values = self._scaling.apply(levels)
        if network.input_type == np.float32:
            return values
        limits = np.iinfo(network.input_type)
        steps = np.rint(values / network.input_scale) + network.input_zero
        return np.clip(steps, limits.min, limits.max).astype(network.input_type)


def _interpreter(content: bytes, threads: int) -> Any:
    """Returns an interpreter of ai-edge-litert where it is installed, else TensorFlow's own."""
    for module in ("ai_edge_litert.interpreter", "tensorflow.lite.python.interpreter"):
        try:
            interpreter = importlib.import_module(module).Interpreter
            break
        except ImportError:
            continue
    else:
        raise MissingDependencyError("TFLite networks need tensorflow", "train")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # TensorFlow's own is announced to move.
        return interpreter(model_content=content, num_threads=threads)
