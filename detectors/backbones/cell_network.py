"""Networks of stacked cells (Zoph et al. 2018, figure 2; Liu et al. 2018, figure 2)."""

from dataclasses import dataclass

import keras
from keras import layers

from waymo_kit.detectors.backbones.architecture import Architecture
from waymo_kit.detectors.backbones.cell import Cell, Site, relu
from waymo_kit.detectors.backbones.layers import ProgressCounter, ScheduledDropPath


@dataclass(frozen=True, kw_only=True)
class CellNetwork(Architecture):
    """Three stacks of a normal cell, with reductions of the size between and before them.

    Attributes:
        normal: Cell that is stacked.
        reduction: Cell that goes in front of the second and the third stack, and into the
            stem; without one, the normal cell with stride 2 takes the place of the first of the
            stack.
        cells: Number of normal cells, a third of them in each stack.
        filters: Number of channels of a state in the first stack; they double from stack to stack.
        stem_filters: Number of channels of the first convolution.
        stem_cells: Number of reductions that follow it; with 0 the first convolution has stride 1,
            for small images, and strides 1, 2 and 4 are the result.
        skip_reduction: Whether the cell after a reduction takes its second input from before the
            one that the others would take it from.
        drop_path_keep: Probability of keeping a path of the last cell at the end of training.
        drop_path_steps: Number of training steps over which paths are dropped ever more often.
        momentum: Momentum of batch normalization.
        epsilon: Epsilon of batch normalization.
    """

    normal: Cell
    reduction: Cell | None = None
    cells: int
    filters: int
    stem_filters: int
    stem_cells: int = 2
    skip_reduction: bool = True
    drop_path_keep: float = 1.0
    drop_path_steps: int = 250_000
    momentum: float = 0.9997
    epsilon: float = 1e-3

    def features(self, image):
        """See `Architecture.features`; the maps are activated, as the next cell would see them."""
        stack = _Stack(self, image)
        for _ in range(self.stem_cells):
            stack.reduce(self.reduction or self.normal, stack.outputs[-2])
        starts = [self.cells * stage // 3 for stage in (1, 2)]
        for number in range(self.cells):
            previous = stack.outputs[-2]
            if number not in starts:
                stack.add(self.normal, previous)
            elif self.reduction is None:
                stack.reduce(self.normal, previous)
            else:
                stack.reduce(self.reduction, previous)
                stack.add(self.normal, previous if self.skip_reduction else stack.outputs[-2])
        return {stride: relu(x) for stride, x in stack.maps.items()}


class _Stack:
    """A network in the making: the outputs of its cells so far."""

    def __init__(self, network: CellNetwork, image):
        self.network = network
        self.stride = 2 if network.stem_cells else 1
        self.scale = 0.5**network.stem_cells
        x = layers.Conv2D(
            network.stem_filters,
            3,
            strides=self.stride,
            padding="valid" if network.stem_cells else "same",
            use_bias=False,
            kernel_initializer=keras.initializers.VarianceScaling(2.0, "fan_out"),
            name="stem_conv",
        )(image)
        x = layers.BatchNormalization(
            momentum=network.momentum, epsilon=network.epsilon, name="stem_norm"
        )(x)
        self.outputs = [None, x]
        self.maps: dict[int, keras.KerasTensor] = {}
        if network.drop_path_keep < 1:
            self.progress = ProgressCounter(network.drop_path_steps, name="progress")(image)

    def reduce(self, cell, previous):
        """Adds a cell that halves the map; the channels of the states double after the stem."""
        in_stem = len(self.outputs) - 2 < self.network.stem_cells
        if not in_stem:
            self.scale *= 2
        self.stride *= 2
        self.add(cell, previous, stride=2)
        if in_stem:
            self.scale *= 2

    def add(self, cell, previous, *, stride=1):
        """Adds a cell."""
        number = len(self.outputs) - 1
        site = Site(
            filters=int(self.network.filters * self.scale),
            stride=stride,
            momentum=self.network.momentum,
            epsilon=self.network.epsilon,
            drop=lambda x, name: self._drop(x, number, name),
            name=f"cell{number}",
        )
        self.outputs.append(site.place(cell, self.outputs[-1], previous))
        self.maps[self.stride] = self.outputs[-1]

    def _drop(self, x, number, name):
        network = self.network
        if network.drop_path_keep == 1:
            return x
        reductions = 2 if network.reduction else 0
        depth = number / (network.cells + network.stem_cells + reductions)
        return ScheduledDropPath(network.drop_path_keep, depth, name=name)(x, self.progress)
