"""Scalars for TensorBoard, written without it, which is not installed with TensorFlow."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import tensorflow as tf

from waymo_kit.detectors.training.records import StepRecord

_SCALAR = tf.compat.v1.SummaryMetadata(
    plugin_data=tf.compat.v1.SummaryMetadata.PluginData(plugin_name="scalars")
)
"""Metadata by which TensorBoard recognizes a scalar."""


class TensorBoardLog:
    """Writes scalars; an `Observer`.

    Args:
        folder: Folder for `tensorboard --logdir`.
    """

    def __init__(self, folder: Path) -> None:
        """Opens a file of events in the folder."""
        self._writer = tf.summary.create_file_writer(str(folder))

    def on_step(self, record: StepRecord) -> None:
        """Writes losses, terms, rates, norms and speed; by player if there are several."""
        players = record.metrics.players
        scalars = {
            "loss": record.metrics.loss,
            "training/examples_per_second": record.examples_per_second,
        }
        for name, player in players.items():
            prefix = "" if len(players) == 1 else f"{name}/"
            scalars[f"{prefix}loss"] = player.loss
            scalars[f"{prefix}training/gradient_norm"] = player.gradient_norm
            scalars[f"{prefix}training/learning_rate"] = player.learning_rate
            for term, value in player.terms.items():
                scalars[f"{prefix}terms/{term}"] = value
        self._write(record.step, scalars)

    def on_evaluation(self, step: int, metrics: Mapping[str, float]) -> None:
        """Writes the metrics."""
        self._write(step, {f"evaluation/{name}": value for name, value in metrics.items()})

    def _write(self, step: int, scalars: Mapping[str, float]) -> None:
        with self._writer.as_default():
            for name, value in scalars.items():
                tf.summary.write(name, tf.constant(value, tf.float32), step, _SCALAR)
        self._writer.flush()
