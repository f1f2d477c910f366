"""Max pooling that is centered whatever the size of the map."""

import keras
from keras import ops


@keras.saving.register_keras_serializable(package="waymo_kit")
class CenteredMaxPooling2D(keras.layers.Layer):
    """Max pooling over an odd window with the same border on all sides, which never wins.

    Keras' own "same" padding is one-sided for a stride of 2 over an even size. PyTorch's is not,
    and the published ResNet weights are trained with it.

    Args:
        pool_size: Side of the window, odd.
        stride: Distance between the windows.
    """

    def __init__(self, pool_size: int, stride: int, **kwargs):
        """Takes the window and its stride."""
        super().__init__(**kwargs)
        self.pool_size = pool_size
        self.stride = stride

    def call(self, x):
        """Returns (batch, ceil(height / stride), ceil(width / stride), channels)."""
        border = (self.pool_size // 2,) * 2
        padded = ops.pad(x, ((0, 0), border, border, (0, 0)), constant_values=-float("inf"))
        return ops.max_pool(padded, self.pool_size, self.stride, padding="valid")

    def get_config(self):
        """Returns the arguments of the constructor."""
        config = {"pool_size": self.pool_size, "stride": self.stride}
        return {**super().get_config(), **config}
