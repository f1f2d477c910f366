"""The log of a run for TensorBoard, written without it: TensorFlow does not bring it along."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import tensorflow as tf

from waymo_kit.detectors.training.records import StepRecord

_SCALAR = tf.compat.v1.SummaryMetadata(
    plugin_data=tf.compat.v1.SummaryMetadata.PluginData(plugin_name="scalars")
)
"""How TensorBoard knows a scalar."""


class TensorBoardLog:
    """Writes scalars; an `Observer`.

    Args:
        folder: that `tensorboard --logdir` is given.
    """

    def __init__(self, folder: Path) -> None:
        """Opens a file of events in the folder."""
        self._writer = tf.summary.create_file_writer(str(folder))

    def on_step(self, record: StepRecord) -> None:
        """Writes the loss, its terms, rate, norm and speed."""
        metrics = record.metrics
        scalars = {
            "loss": metrics.loss,
            **{f"terms/{name}": value for name, value in metrics.terms.items()},
            "training/gradient_norm": metrics.gradient_norm,
            "training/learning_rate": metrics.learning_rate,
            "training/examples_per_second": record.examples_per_second,
        }
        self._write(record.step, scalars)

    def on_evaluation(self, step: int, metrics: Mapping[str, float]) -> None:
        """Writes the metrics."""
        self._write(step, {f"evaluation/{name}": value for name, value in metrics.items()})

    def _write(self, step: int, scalars: Mapping[str, float]) -> None:
        with self._writer.as_default():
            for name, value in scalars.items():
                tf.summary.write(name, tf.constant(value, tf.float32), step, _SCALAR)
        self._writer.flush()
