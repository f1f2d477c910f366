"""Cells found by architecture search: how NASNet and PNASNet describe and apply them."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import keras
from keras import layers

Path = tuple[str, int]
"""An operation and the state that it is applied to."""

KERNELS = {"sep3": 3, "sep5": 5, "sep7": 7}
POOLS = {"avg3": layers.AveragePooling2D, "max3": layers.MaxPooling2D}


@dataclass(frozen=True)
class Cell:
    """A cell: sums of two paths each, some of them concatenated (Zoph et al. 2018, section 3).

    State 0 comes from the cell before, state 1 from the one before that; each sum makes another.
    Operations: "sep3", "sep5", "sep7" (two separable convolutions in a row), "avg3", "max3"
    (pooling over 3x3) and "identity".

    Attributes:
        sums: Pairs of paths whose sums are the next states.
        output: States whose concatenation is the cell's output.
    """

    sums: tuple[tuple[Path, Path], ...]
    output: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Site:
    """A place in a network where a cell goes.

    Attributes:
        filters: Number of channels of each state.
        stride: Stride of the operations on states 0 and 1.
        momentum: Momentum of batch normalization.
        epsilon: Epsilon of batch normalization.
        drop: Function of (x, name) that returns x, dropped at random in training.
        name: Prefix of the layers' names.
    """

    filters: int
    stride: int
    momentum: float
    epsilon: float
    drop: Callable
    name: str

    def place(self, cell: Cell, x, previous=None):
        """Applies a cell.

        Args:
            cell: Cell to apply.
            x: Output of the cell before, (batch, height, width, channels).
            previous: Output of the one before that, of the same size or twice as large; x if
                there is none.

        Returns:
            (batch, ceil(height / stride), ceil(width / stride), filters * len(cell.output)).
        """
        squeezed = self._project(relu(x), 1, "input")
        states = [squeezed, x if previous is None else self._match(previous, x)]
        activated = cache(lambda index: relu(states[index]))
        pooled = cache(
            lambda operation, index, stride: POOLS[operation](3, stride, "same")(states[index])
        )

        def follow(path, name):
            operation, index = path
            stride = self.stride if index < 2 else 1
            fits = states[index].shape[-1] == self.filters
            if operation == "identity":
                if fits and stride == 1:
                    return states[index]
                return self._project(activated(index), stride, name)
            if operation in POOLS:
                x = pooled(operation, index, stride)
                x = x if fits else self._project(x, 1, name)
            else:
                x = self._separate(activated(index), KERNELS[operation], stride, name)
            return self.drop(x, f"{self.name}_{name}_drop")

        for number, (left, right) in enumerate(cell.sums):
            added = [follow(left, f"sum{number}_left"), follow(right, f"sum{number}_right")]
            states.append(layers.Add(name=f"{self.name}_sum{number}")(added))
        joined = [
            states[index]
            if states[index].shape[-1] == self.filters
            else self._project(states[index], 1, f"output{index}")
            for index in cell.output
        ]
        return layers.Concatenate(name=f"{self.name}_output")(joined)

    def _match(self, previous, x):
        """Brings the earlier input to the size of the later one and to the cell's channels."""
        if previous.shape[1:3] != x.shape[1:3]:
            return self._halve(relu(previous))
        if previous.shape[-1] != self.filters:
            return self._project(relu(previous), 1, "previous")
        return previous

    def _halve(self, x):
        """Halves a map without losing every other position: half the channels see the odd ones."""
        name = f"{self.name}_previous"
        shifted = layers.ZeroPadding2D(((0, 1), (0, 1)), name=f"{name}_pad")(x)
        shifted = layers.Cropping2D(((1, 0), (1, 0)), name=f"{name}_shift")(shifted)
        even = self._convolve(x, self.filters // 2, 2, f"{name}_even")
        odd = self._convolve(shifted, self.filters // 2, 2, f"{name}_odd")
        return self._normalise(layers.Concatenate(name=f"{name}_halves")([even, odd]), name)

    def _project(self, x, stride, name):
        name = f"{self.name}_{name}"
        return self._normalise(self._convolve(x, self.filters, stride, name), name)

    def _separate(self, x, kernel_size, stride, name):
        """Separable convolution, twice; x is activated already."""
        for number, each_stride in enumerate((stride, 1)):
            layer = f"{self.name}_{name}_{number}"
            x = layers.SeparableConv2D(
                self.filters,
                kernel_size,
                strides=each_stride,
                padding="same",
                use_bias=False,
                depthwise_initializer=_initializer(),
                pointwise_initializer=_initializer(),
                name=f"{layer}_conv",
            )(x if number == 0 else relu(x))
            x = self._normalise(x, layer)
        return x

    def _convolve(self, x, filters, stride, name):
        return layers.Conv2D(
            filters,
            1,
            strides=stride,
            use_bias=False,
            kernel_initializer=_initializer(),
            name=f"{name}_conv",
        )(x)

    def _normalise(self, x, name):
        return layers.BatchNormalization(
            momentum=self.momentum, epsilon=self.epsilon, name=f"{name}_norm"
        )(x)


def relu(x):
    """The activation that comes before every convolution of a cell."""
    return layers.Activation("relu")(x)


def _initializer():
    return keras.initializers.VarianceScaling(2.0, "fan_out")
