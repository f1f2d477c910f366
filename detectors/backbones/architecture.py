"""Interface of the backbone families: an image in, maps at several strides out."""

from abc import ABC, abstractmethod
from dataclasses import dataclass

import keras


@dataclass(frozen=True, kw_only=True)
class Architecture(ABC):
    """A network's configuration, and how to build it.

    Attributes:
        image_size: Side of the square image that the network was published with.
        dropout: Share of the features dropped before the classifier in training.
    """

    image_size: int = 224
    dropout: float = 0.0

    @property
    def divisor(self) -> int:
        """The image's sides must be multiples of this."""
        return 1

    @abstractmethod
    def features(self, image) -> dict[int, keras.KerasTensor]:
        """Returns the last map of each stride.

        Args:
            image: Symbolic image (batch, height, width, channels), scaled to about unit variance.

        Returns:
            Stride -> (batch, height / stride, width / stride, channels), the sides rounded up
            or down as the family's padding has it.
        """

    def pooled(self, x):
        """Returns the vector (batch, channels) to classify, given the map of the last stride."""
        return keras.layers.GlobalAveragePooling2D(name="pool")(x)
