"""Cells found by architecture search, in the form of NASNet and PNASNet."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import keras
from keras import layers

from waymo_kit.errors import InvalidInputError

Path = tuple[str, int]
"""An operation and the state that it is applied to."""

SEPARABLE = {"sep3": 3, "sep5": 5, "sep7": 7}
"""Two separable convolutions in a row; the size of their kernels."""
CONVOLUTIONS = {
    "conv1": ((1, 1),),
    "conv3": ((3, 3),),
    "conv3_pair": ((1, 3), (3, 1)),
    "conv7": ((1, 7), (7, 1)),
}
"""Convolutions in a row, by the sizes of their kernels."""
DILATED = "dil3"
"""A 3x3 convolution with dilation 2."""
POOLS = {
    "avg3": (layers.AveragePooling2D, 3),
    "max3": (layers.MaxPooling2D, 3),
    "max5": (layers.MaxPooling2D, 5),
    "max7": (layers.MaxPooling2D, 7),
}
IDENTITY = "identity"
OPERATIONS = (*SEPARABLE, *CONVOLUTIONS, DILATED, *POOLS, IDENTITY)

COMBINATIONS = ("add", "concat")


@dataclass(frozen=True)
class Cell:
    """Combinations of two paths each, some of them concatenated (Zoph et al. 2018, section 3).

    State 0 comes from the cell before, state 1 from the one before that; each combination of two
    paths makes another state. A path is one of `OPERATIONS`, applied to an earlier state.

    Attributes:
        sums: Pairs of paths whose combinations are the next states.
        output: States whose concatenation is the cell's output.
        combinations: Combination of each pair, "add" or "concat". Defaults to sums throughout.
    """

    sums: tuple[tuple[Path, Path], ...]
    output: tuple[int, ...]
    combinations: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Fills in the combinations and checks that the cell can be built."""
        if not self.combinations:
            object.__setattr__(self, "combinations", ("add",) * len(self.sums))
        if len(self.combinations) != len(self.sums):
            raise InvalidInputError(
                f"combinations: expected {len(self.sums)}, one for each pair of paths, got "
                f"{len(self.combinations)}"
            )
        for combination in self.combinations:
            if combination not in COMBINATIONS:
                raise InvalidInputError(
                    f"combinations: expected {' or '.join(COMBINATIONS)}, got {combination!r}"
                )
        for number, pair in enumerate(self.sums):
            for operation, state in pair:
                if operation not in OPERATIONS:
                    raise InvalidInputError(
                        f"sums[{number}]: expected one of {', '.join(OPERATIONS)}, got "
                        f"{operation!r}"
                    )
                if not 0 <= state < 2 + number:
                    raise InvalidInputError(
                        f"sums[{number}]: expected a state from 0 to {1 + number}, got {state}"
                    )
        last = 1 + len(self.sums)
        if not self.output or not all(0 <= state <= last for state in self.output):
            raise InvalidInputError(
                f"output: expected states from 0 to {last}, got {list(self.output)}"
            )


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

        @cache
        def pooled(operation, index, stride):
            pool, size = POOLS[operation]
            return pool(size, stride, "same")(states[index])

        def follow(path, name):
            operation, index = path
            stride = self.stride if index < 2 else 1
            fits = states[index].shape[-1] == self.filters
            if operation == IDENTITY:
                if fits and stride == 1:
                    return states[index]
                return self._project(activated(index), stride, name)
            if operation in POOLS:
                x = pooled(operation, index, stride)
                x = x if fits else self._project(x, 1, name)
            elif operation in SEPARABLE:
                x = self._separate(activated(index), SEPARABLE[operation], stride, name)
            elif operation == DILATED:
                x = self._dilate(activated(index), stride, name)
            else:
                x = self._convolve_in_turn(activated(index), CONVOLUTIONS[operation], stride, name)
            return self.drop(x, f"{self.name}_{name}_drop")

        for number, (left, right) in enumerate(cell.sums):
            paths = [follow(left, f"sum{number}_left"), follow(right, f"sum{number}_right")]
            combine = layers.Add if cell.combinations[number] == "add" else layers.Concatenate
            states.append(combine(name=f"{self.name}_sum{number}")(paths))
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
        return self._normalize(layers.Concatenate(name=f"{name}_halves")([even, odd]), name)

    def _project(self, x, stride, name):
        name = f"{self.name}_{name}"
        return self._normalize(self._convolve(x, self.filters, stride, name), name)

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
            x = self._normalize(x, layer)
        return x

    def _convolve_in_turn(self, x, kernel_sizes, stride, name):
        """Convolutions in a row, the first with the stride; x is activated already."""
        for number, kernel_size in enumerate(kernel_sizes):
            layer = f"{self.name}_{name}_{number}"
            x = relu(x) if number else x
            x = self._convolve(x, self.filters, 1 if number else stride, layer, kernel_size)
            x = self._normalize(x, layer)
        return x

    def _dilate(self, x, stride, name):
        """Dilated convolution. Keras has none with a stride, so positions are dropped after it."""
        layer = f"{self.name}_{name}"
        x = self._convolve(x, self.filters, 1, layer, 3, dilation=2)
        if stride > 1:
            x = layers.MaxPooling2D(1, stride, "same", name=f"{layer}_stride")(x)
        return self._normalize(x, layer)

    def _convolve(self, x, filters, stride, name, kernel_size=1, dilation=1):
        return layers.Conv2D(
            filters,
            kernel_size,
            strides=stride,
            padding="same",
            dilation_rate=dilation,
            use_bias=False,
            kernel_initializer=_initializer(),
            name=f"{name}_conv",
        )(x)

    def _normalize(self, x, name):
        return layers.BatchNormalization(
            momentum=self.momentum, epsilon=self.epsilon, name=f"{name}_norm"
        )(x)


def relu(x):
    """The activation that comes before every convolution of a cell."""
    return layers.Activation("relu")(x)


def _initializer():
    return keras.initializers.VarianceScaling(2.0, "fan_out")
