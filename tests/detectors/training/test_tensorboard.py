"""Scalars for TensorBoard, read back from its files."""

import pytest
import tensorflow as tf

from waymo_kit.detectors.training.records import PlayerMetrics, StepMetrics, StepRecord
from waymo_kit.detectors.training.tensorboard import TensorBoardLog


def scalars(folder):
    found = {}
    for path in folder.iterdir():
        for data in tf.data.TFRecordDataset(str(path)).as_numpy_iterator():
            event = tf.compat.v1.Event.FromString(data)
            for value in event.summary.value:
                assert value.metadata.plugin_data.plugin_name == "scalars"
                found[value.tag, event.step] = float(tf.make_ndarray(value.tensor))
    return found


def test_what_is_logged_reads_back(tmp_path):
    log = TensorBoardLog(tmp_path)
    player = PlayerMetrics(0.5, {"heat": 0.25}, 2.0, 1e-3)
    log.on_step(StepRecord(3, StepMetrics({"model": player}), 0.125, 16.0))
    log.on_evaluation(3, {"AP": 0.75})
    assert scalars(tmp_path) == {
        ("loss", 3): 0.5,
        ("terms/heat", 3): 0.25,
        ("training/gradient_norm", 3): 2.0,
        ("training/learning_rate", 3): pytest.approx(1e-3),
        ("training/examples_per_second", 3): 16.0,
        ("evaluation/AP", 3): 0.75,
    }
