"""Convolutions whose kernels are divided by their largest singular value."""

from __future__ import annotations

import keras
from keras import ops


class SpectralConv2D(keras.layers.Conv2D):
    """A convolution with spectral normalization (Miyato et al. 2018, algorithm 1).

    Keras' wrapper overwrites the kernel, which then is not what the optimizer follows; here the
    kernel is divided where it is used, and the gradient goes through the division. Each call in
    training does one step of the power iteration.
    """

    def build(self, input_shape) -> None:
        """Creates kernel, bias and the estimate of the first left singular vector."""
        super().build(input_shape)
        self.singular_vector = self.add_weight(
            name="singular_vector",
            shape=(self.filters,),
            initializer=keras.initializers.RandomNormal(),
            trainable=False,
            aggregation="mean",
        )

    def call(self, inputs, training=None):
        """Returns the convolution with the normalized kernel."""
        kernel = ops.cast(self.kernel, self.variable_dtype)
        matrix = ops.reshape(kernel, (-1, self.filters))
        fixed = ops.stop_gradient(matrix)
        right = _unit(
            ops.matmul(
                fixed, ops.expand_dims(ops.cast(self.singular_vector, self.variable_dtype), -1)
            )
        )
        left = _unit(ops.matmul(ops.transpose(fixed), right))
        if training:
            self.singular_vector.assign(left[:, 0])
        largest = ops.sum(right * ops.matmul(matrix, left))
        outputs = self.convolution_op(
            inputs, ops.cast(kernel / ops.maximum(largest, 1e-12), self.compute_dtype)
        )
        return self.activation(outputs + ops.cast(self.bias, self.compute_dtype))


def _unit(vector):
    """Returns a vector (N, 1) divided by its length."""
    return vector / ops.sqrt(ops.maximum(ops.sum(ops.square(vector)), 1e-24))
