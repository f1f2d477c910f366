"""Wide residual networks for small images (Zagoruyko and Komodakis 2016)."""

from dataclasses import dataclass

from keras import layers

from waymo_kit.detectors.backbones.architecture import Architecture
from waymo_kit.detectors.backbones.resnet import convolve, normalize


@dataclass(frozen=True, kw_only=True)
class WideResNet(Architecture):
    """WRN-depth-widening: three stages of pre-activation basic blocks, at strides 1, 2 and 4.

    Attributes:
        depth: Number of convolutions, 6 n + 4.
        widening: Number of channels of the first stage, divided by 16.
    """

    depth: int = 28
    widening: int = 10
    image_size: int = 32

    def features(self, image):
        """See `Architecture.features`."""
        x = convolve(image, 16, 3, name="stem")
        maps = {}
        for stage in (1, 2, 3):
            for number in range(1, (self.depth - 4) // 6 + 1):
                stride = 2 if number == 1 and stage > 1 else 1
                filters = 16 * self.widening * 2 ** (stage - 1)
                x = self._block(x, filters, stride, f"stage{stage}_block{number}")
            maps[2 ** (stage - 1)] = x
        maps[4] = normalize(x, "relu", name="final")
        return maps

    def first_convolution(self, x, filters, *, stride, name):
        """The convolution of a block that carries its stride: 3x3."""
        return convolve(x, filters, 3, stride=stride, name=name)

    def _block(self, x, filters, stride, name):
        active = normalize(x, "relu", name=f"{name}_1")
        branch = self.first_convolution(active, filters, stride=stride, name=f"{name}_1")
        branch = normalize(branch, "relu", name=f"{name}_2")
        branch = convolve(branch, filters, 3, name=f"{name}_2")
        if stride > 1 or x.shape[-1] != filters:
            x = convolve(active, filters, 1, stride=stride, name=f"{name}_shortcut")
        return layers.Add(name=f"{name}_add")([branch, x])
