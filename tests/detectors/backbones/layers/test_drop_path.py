import numpy as np
import pytest

pytest.importorskip("keras", reason="needs waymo-kit[train]")

import keras

from waymo_kit.detectors.backbones.layers import (
    DropPath,
    ProgressCounter,
    ScheduledDropPath,
)
from waymo_kit.errors import InvalidInputError

ONES = np.ones((4000, 2, 3), np.float32)


def run(layer, *inputs, training=True):
    return keras.ops.convert_to_numpy(layer(*inputs, training=training))


def assert_keeps(out, keep):
    """Whole examples are 0 or 1 / keep, in the right proportion."""
    each = out.reshape(len(out), -1)
    assert (each == each[:, :1]).all()
    kept = each[:, 0] > 0
    np.testing.assert_allclose(each[kept, 0], 1 / keep, rtol=1e-6)
    assert kept.mean() == pytest.approx(keep, abs=5 * np.sqrt(keep * (1 - keep) / len(out)))


def test_drop_path_keeps_the_share_of_examples_that_it_should():
    assert_keeps(run(DropPath(0.7, seed=1), ONES), 0.7)


@pytest.mark.parametrize(("progress", "depth", "keep"), [(0.5, 0.5, 0.6), (1.0, 1.0, 0.7)])
def test_scheduled_drop_path_ramps_with_progress_and_depth(progress, depth, keep):
    layer = ScheduledDropPath(keep, depth, seed=2)
    out = run(layer, ONES, np.float32(progress))
    assert_keeps(out, 1 - progress * depth * (1 - keep))


def test_nothing_is_dropped_at_the_start_of_training():
    np.testing.assert_array_equal(run(ScheduledDropPath(0.5, 1.0), ONES, np.float32(0)), ONES)


def test_nothing_is_dropped_outside_training():
    np.testing.assert_array_equal(run(DropPath(0.2), ONES, training=False), ONES)
    layer = ScheduledDropPath(0.2, 1.0)
    np.testing.assert_array_equal(run(layer, ONES, np.float32(1), training=False), ONES)


def test_progress_counts_training_steps_up_to_all():
    progress = ProgressCounter(4)
    assert [float(run(progress, ONES)) for _ in range(6)] == [0, 0.25, 0.5, 0.75, 1, 1]


def test_progress_stands_still_outside_training():
    progress = ProgressCounter(4)
    run(progress, ONES)
    assert [float(run(progress, ONES, training=False)) for _ in range(2)] == [0.25, 0.25]


@pytest.mark.parametrize("keep", [0, -0.1, 1.1])
def test_what_is_no_probability_is_refused(keep):
    with pytest.raises(InvalidInputError, match="probability"):
        DropPath(keep)
    with pytest.raises(InvalidInputError, match="probability"):
        ScheduledDropPath(keep, 1.0)


def test_training_without_steps_is_refused():
    with pytest.raises(InvalidInputError, match="steps must be positive"):
        ProgressCounter(0)
