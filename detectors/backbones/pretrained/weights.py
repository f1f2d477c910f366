"""Weights of a network with the scaling of its input, and their assignment to a model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from waymo_kit.errors import CorruptDataError, InvalidInputError, count

if TYPE_CHECKING:
    import keras

CLASSIFIER = "logits/"
"""Beginning of the paths of the weights of a classifier."""


@dataclass(frozen=True)
class InputScaling:
    """Scaling of levels from 0 to 255 to the input of a network: (level - mean) / deviation.

    Attributes:
        mean: Mean of red, green and blue.
        deviation: Deviation of red, green and blue.
    """

    mean: tuple[float, float, float]
    deviation: tuple[float, float, float]

    def __post_init__(self) -> None:
        """Checks that one can divide."""
        if not all(0 < each < np.inf for each in self.deviation):
            raise InvalidInputError(
                f"deviation: expected three positive numbers, got {self.deviation}"
            )

    def apply(self, levels: NDArray[Any]) -> NDArray[np.float32]:
        """Returns the input of a network for images (..., 3) of levels from 0 to 255."""
        mean, deviation = (np.array(each, np.float32) for each in (self.mean, self.deviation))
        return (levels.astype(np.float32) - mean) / deviation


def same_for_all(mean: float, deviation: float) -> InputScaling:
    """Returns a scaling that is the same for red, green and blue."""
    return InputScaling((mean,) * 3, (deviation,) * 3)


IMAGENET_SCALING = InputScaling((123.675, 116.28, 103.53), (58.395, 57.12, 57.375))
"""Means and deviations of the levels of ImageNet, with which PyTorch's networks are trained."""

SYMMETRIC_SCALING = same_for_all(127.5, 127.5)
"""Levels to -1 to 1, with which most of TensorFlow's networks are trained."""

LITE_SCALING = same_for_all(127.0, 128.0)
"""Levels to about -1 to 1, with which EfficientNet-Lite is trained."""


@dataclass(frozen=True)
class PretrainedWeights:
    """Weights in a file for one network.

    Attributes:
        file: Path of the file, for messages.
        arrays: Values by the path of the weight in our network, such as "stem_conv/kernel".
        sources: Name of the tensor in the file that each of them was read from, by path.
        scaling: Scaling of the input with which the network was trained.
        is_folded: Whether batch normalization is folded into the kernels, so that its statistics
            are not known; see `unfold_normalization`.
    """

    file: str
    arrays: Mapping[str, NDArray[Any]]
    sources: Mapping[str, str]
    scaling: InputScaling
    is_folded: bool = False

    @property
    def num_classes(self) -> int | None:
        """Number of classes of the classifier; None where the file has no classifier."""
        bias = self.arrays.get(f"{CLASSIFIER}bias")
        return None if bias is None else bias.size


def model_weights(model: keras.Model) -> dict[str, keras.Variable]:
    """Returns the floating-point weights of a backbone by path, without the name of the model."""
    prefix = f"{model.name}/"
    return {
        weight.path.removeprefix(prefix): weight
        for weight in model.weights
        if str(weight.dtype).startswith(("float", "bfloat"))
    }


def assign_pretrained(
    model: keras.Model, weights: PretrainedWeights, *, with_classifier: bool
) -> None:
    """Gives a model the weights of a file: each weight one tensor, and each tensor one weight.

    Args:
        model: Built model of `create_backbone`.
        weights: Weights to assign.
        with_classifier: Whether the classifier gets its weights too; otherwise those of the file
            are not used, and those of the model stay.

    Raises:
        InvalidInputError: The file lacks a weight, has one more, or one has another shape.
        CorruptDataError: A number is NaN or infinite.
    """
    variables = model_weights(model)
    arrays = dict(weights.arrays)
    if not with_classifier:
        variables = {k: v for k, v in variables.items() if not k.startswith(CLASSIFIER)}
        arrays = {k: v for k, v in arrays.items() if not k.startswith(CLASSIFIER)}
    missing = [path for path in variables if path not in arrays]
    if missing:
        raise InvalidInputError(
            f"{weights.file}: expected a tensor for {missing[0]} of {model.name}, shape "
            f"{tuple(variables[missing[0]].shape)}; {count(len(missing), 'weight')} of "
            f"{len(variables)} without a tensor: give the file of this network"
        )
    unexpected = [path for path in arrays if path not in variables]
    if unexpected:
        raise InvalidInputError(
            f"{weights.file}: tensor {weights.sources[unexpected[0]]} belongs to "
            f"{unexpected[0]}, which {model.name} does not have; "
            f"{count(len(unexpected), 'tensor')} without a weight: give the file of this network"
        )
    for path, variable in variables.items():
        _check_tensor(arrays[path], tuple(variable.shape), path, weights)
    for path, variable in variables.items():
        variable.assign(arrays[path])


def _check_tensor(
    array: NDArray[Any], shape: tuple[int, ...], path: str, weights: PretrainedWeights
) -> None:
    where = f"{weights.file}: tensor {weights.sources[path]}"
    if array.shape != shape:
        raise InvalidInputError(
            f"{where}: expected shape {shape} for {path}, got {array.shape}; the file is of "
            "another network or another width"
        )
    wrong = array.size - int(np.isfinite(array).sum())
    if wrong:
        raise CorruptDataError(f"{where}: {wrong} of {array.size} numbers are NaN or infinite")
