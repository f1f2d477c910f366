"""Paths dropped at random in training: stochastic depth and ScheduledDropPath."""

import keras
from keras import ops

from waymo_kit.errors import InvalidInputError


@keras.saving.register_keras_serializable(package="waymo_kit")
class DropPath(keras.layers.Layer):
    """Drops a residual branch of an example with a fixed probability (Huang et al. 2016).

    What is kept is divided by the probability of keeping it. Does nothing outside training.

    Args:
        keep: Probability of keeping the branch, in (0, 1].
        seed: Random seed of the masks.
    """

    def __init__(self, keep: float, seed: int | None = None, **kwargs):
        """Checks the probability and seeds the masks."""
        super().__init__(**kwargs)
        check_keep(keep)
        self.keep = keep
        self.seed = seed
        self.seed_generator = keras.random.SeedGenerator(seed)

    def call(self, x, training=False):
        """Returns x (batch, ...) with whole examples zeroed, the others scaled up."""
        if not training:
            return x
        return _drop_examples(x, self.keep, self.seed_generator)

    def compute_output_shape(self, input_shape):
        """Returns the shape of the input."""
        return input_shape

    def get_config(self):
        """Returns the arguments of the constructor."""
        return {**super().get_config(), "keep": self.keep, "seed": self.seed}


@keras.saving.register_keras_serializable(package="waymo_kit")
class ProgressCounter(keras.layers.Layer):
    """Counts training steps and returns the share of the training that is done.

    A network has one. Its count is saved with the weights, so a resumed run continues where it
    stopped.

    Args:
        steps: Number of steps of the training.
    """

    def __init__(self, steps: int, **kwargs):
        """Takes the number of steps; the count starts at 0 in `build`."""
        super().__init__(autocast=False, **kwargs)
        if steps < 1:
            raise InvalidInputError(f"steps must be positive, got {steps}")
        self.steps = steps

    def build(self, input_shape):
        """Creates the count."""
        self.step = self.add_weight(
            shape=(),
            dtype="int32",
            initializer="zeros",
            trainable=False,
            aggregation="only_first_replica",
            name="step",
        )

    def call(self, x, training=False):
        """Returns a float32 scalar in [0, 1]; counts the step if it is one of training."""
        done = ops.cast(self.step, "float32") / self.steps
        if training:
            self.step.assign(self.step + 1)
        return ops.minimum(done, 1.0)

    def compute_output_spec(self, x, training=False):
        """Returns the spec of a float32 scalar."""
        return keras.KerasTensor((), dtype="float32")

    def get_config(self):
        """Returns the arguments of the constructor."""
        return {**super().get_config(), "steps": self.steps}


@keras.saving.register_keras_serializable(package="waymo_kit")
class ScheduledDropPath(keras.layers.Layer):
    """Drops a path of a cell, more often later in training and deeper in the network.

    With `progress` and `depth` in [0, 1] a path is kept with probability
    `1 - progress * depth * (1 - keep)` (Zoph et al. 2018, section 4, and the published code).

    Args:
        keep: Probability of keeping a path of the last cell at the end of training, in (0, 1].
        depth: Number of this cell, counted from 1, divided by the number of cells.
        seed: Random seed of the masks.
    """

    def __init__(self, keep: float, depth: float, seed: int | None = None, **kwargs):
        """Checks the probability and seeds the masks."""
        super().__init__(autocast=False, **kwargs)
        check_keep(keep)
        self.keep = keep
        self.depth = depth
        self.seed = seed
        self.seed_generator = keras.random.SeedGenerator(seed)

    def call(self, x, progress, training=False):
        """Returns x (batch, ...) with whole examples zeroed, the others scaled up.

        Args:
            x: Tensor (batch, ...).
            progress: Scalar of a `ProgressCounter`.
            training: Whether to drop anything.
        """
        if not training:
            return x
        keep = 1.0 - progress * self.depth * (1.0 - self.keep)
        return _drop_examples(x, keep, self.seed_generator)

    def compute_output_spec(self, x, progress, training=False):
        """Returns the spec of x."""
        return keras.KerasTensor(x.shape, dtype=x.dtype)

    def get_config(self):
        """Returns the arguments of the constructor."""
        config = {"keep": self.keep, "depth": self.depth, "seed": self.seed}
        return {**super().get_config(), **config}


def check_keep(keep: float):
    """Raises InvalidInputError unless keep is a probability above 0."""
    if not 0 < keep <= 1:
        raise InvalidInputError(f"the probability of keeping a path must be in (0, 1], got {keep}")


def _drop_examples(x, keep, seed_generator):
    """Returns one mask an example: x / keep where a uniform number is below keep, 0 elsewhere."""
    shape = (ops.shape(x)[0], *(1 for _ in x.shape[1:]))
    kept = keras.random.uniform(shape, seed=seed_generator) < keep
    return x * ops.cast(ops.where(kept, 1.0 / keep, 0.0), x.dtype)
