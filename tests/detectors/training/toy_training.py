"""A small training: dense layers and batch normalisation on made-up examples.

As a script it trains in a process of its own, to have a strategy or to be killed; the log of the
run is what tests look at.
"""

import argparse
import os
import signal
import sys
from pathlib import Path
from typing import NamedTuple

import keras
import numpy as np
from keras import ops

from waymo_kit.detectors.training.settings import TrainingSettings
from waymo_kit.detectors.training.task import LossTerm

FEATURES = 6


class ToyExample(NamedTuple):
    """An example with a number of objects of its own."""

    inputs: np.ndarray
    labels: np.ndarray
    mask: np.ndarray


class ToySource:
    """Points on a noisy surface; the noise is augmentation, of index and epoch.

    Args:
        count: of examples.
        bad: the number of one whose labels are NaN, or None.
    """

    def __init__(self, count=50, bad=None):
        self.count = count
        self.bad = bad

    def __len__(self):
        return self.count

    def load(self, index, epoch):
        rng = np.random.default_rng((index, epoch))
        fixed = np.random.default_rng(index)
        inputs = fixed.normal(size=(4, FEATURES)) * 3 + 1 + 0.1 * rng.normal(size=(4, FEATURES))
        labels = np.sin(inputs[:, :2].sum(1))
        if index == self.bad:
            labels[:] = np.nan
        mask = np.arange(4) < 1 + index % 4
        return ToyExample(
            inputs.astype(np.float32), labels.astype(np.float32), mask.astype(np.float32)
        )


class ToyTask:
    """A network with synchronised batch normalisation and dropout, on two terms of loss."""

    def __init__(self, width=16, dropout=0.0):
        synchronised = keras.backend.backend() == "tensorflow"
        self.model = keras.Sequential(
            [
                keras.Input((4, FEATURES)),
                keras.layers.Dense(width),
                keras.layers.BatchNormalization(synchronized=synchronised),
                keras.layers.Activation("relu"),
                keras.layers.Dropout(dropout),
                keras.layers.Dense(1),
            ]
        )

    def losses(self, batch, training):
        answer = ops.cast(self.model(batch.inputs, training=training), "float32")[..., 0]
        error = (answer - batch.labels) * batch.mask
        return (
            LossTerm("square", ops.sum(ops.square(error)), ops.sum(batch.mask), 1.0),
            LossTerm("bias", ops.sum(ops.abs(error)), ops.cast(ops.shape(error)[0], "int32"), 0.1),
        )


class KilledSource(ToySource):
    """Kills its process, as a machine that fails does, when some number of examples is loaded."""

    def __init__(self, after):
        super().__init__()
        self.left = after

    def load(self, index, epoch):
        self.left -= 1
        if self.left < 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return super().load(index, epoch)


def toy_settings(**changes):
    defaults = {
        "steps": 20,
        "batch_size": 8,
        "learning_rate": 0.01,
        "average_decay": 0.9,
        "log_every": 1,
        "checkpoint_every": 5,
        "seed": 3,
    }
    return TrainingSettings(**{**defaults, **changes})


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--strategy", default="cpu")
    parser.add_argument("--cpu-devices", type=int, default=1)
    parser.add_argument("--clip-norm", type=float, default=0.5)
    parser.add_argument("--dropout", type=float, default=0.0)
    parser.add_argument("--kill-after", type=int, help="examples")
    parser.add_argument("--resume", action="store_true")
    options = parser.parse_args()
    from waymo_kit.detectors.training.loop import train
    from waymo_kit.detectors.training.state import create_state
    from waymo_kit.detectors.training.strategy import create_strategy

    strategy = create_strategy(options.strategy, options.cpu_devices)
    source = ToySource() if options.kill_after is None else KilledSource(options.kill_after)
    settings = toy_settings(clip_norm=options.clip_norm)
    state = create_state(lambda: ToyTask(dropout=options.dropout), settings, strategy)
    train(state, source, options.folder, resume=options.resume)


if __name__ == "__main__":
    sys.exit(main())
