"""Gradients of parts of a batch, added up, against those of the whole batch."""

import keras
import numpy as np
import pytest
from keras import ops

from tests.detectors.training.toy_training import (
    FEATURES,
    ToySource,
    ToyTask,
    TwoPlayers,
    toy_settings,
)
from waymo_kit.detectors.training.backend import create_backend
from waymo_kit.detectors.training.log import read_log
from waymo_kit.detectors.training.loop import train
from waymo_kit.detectors.training.state import create_state
from waymo_kit.detectors.training.task import LossTerm, Player
from waymo_kit.errors import InvalidInputError


@pytest.fixture(scope="module")
def cpu():
    return create_backend("cpu")


class WithoutNormalization(ToyTask):
    """Dense layers and a penalty: nothing that sees several examples at once."""

    def __init__(self):
        self.model = keras.Sequential(
            [
                keras.Input((4, FEATURES)),
                keras.layers.Dense(16, activation="relu", kernel_regularizer="l2"),
                keras.layers.Dense(1),
            ]
        )
        self.players = (Player(self.model, self.losses),)


def run(cpu, folder, create_task, **changes):
    state = create_state(create_task, toy_settings(**changes), cpu)
    train(state, ToySource(), folder)
    return state, read_log(folder / "log.jsonl")


@pytest.mark.parametrize("parts", [2, 4, 8])
def test_parts_train_as_the_whole_batch(cpu, tmp_path, parts):
    """The counts differ from example to example, so a mean of means would be something else."""
    one, whole = run(cpu, tmp_path / "whole", WithoutNormalization)
    other, divided = run(cpu, tmp_path / "parts", WithoutNormalization, accumulate=parts)
    for line, same in zip(whole, divided, strict=True):
        for name in ("loss", "gradient_norm"):
            assert same[name] == pytest.approx(line[name], rel=1e-4, abs=1e-6)
        assert same["terms"] == pytest.approx(line["terms"], rel=1e-4, abs=1e-6)
    for path, value in one.players["model"].arrays().model.items():
        np.testing.assert_allclose(
            other.players["model"].arrays().model[path], value, atol=1e-4, err_msg=path
        )


def test_the_compiled_step_accumulates_too(cpu, tmp_path):
    settings = {"accumulate": 4, "steps": 5}
    _, plain = run(cpu, tmp_path / "plain", WithoutNormalization, **settings)
    _, compiled = run(cpu, tmp_path / "xla", WithoutNormalization, jit_compile=True, **settings)
    for one, other in zip(plain, compiled, strict=True):
        assert other["loss"] == pytest.approx(one["loss"], rel=1e-4)


def test_two_players_accumulate(cpu, tmp_path):
    _, whole = run(cpu, tmp_path / "whole", TwoPlayers, steps=2, frozen=())
    _, parts = run(cpu, tmp_path / "parts", TwoPlayers, steps=2, accumulate=2)
    assert parts[0]["loss"] == pytest.approx(whole[0]["loss"], rel=1e-5)
    assert parts[1]["players"]["critic"]["loss"] == pytest.approx(
        whole[1]["players"]["critic"]["loss"], rel=1e-4
    )


def test_normalization_sees_one_part_at_a_time(cpu, tmp_path):
    _, whole = run(cpu, tmp_path / "whole", ToyTask, steps=1)
    _, parts = run(cpu, tmp_path / "parts", ToyTask, steps=1, accumulate=2)
    assert abs(parts[0]["loss"] - whole[0]["loss"]) > 1e-3


def test_counts_that_depend_on_the_pass_are_refused(cpu, tmp_path):
    class Counting(WithoutNormalization):
        def losses(self, batch, training):
            first, second = super().losses(batch, training)
            return first._replace(count=first.count + (1.0 if training else 0.0)), second

    with pytest.raises(InvalidInputError, match="accumulate: the counts of the loss terms square"):
        run(cpu, tmp_path / "run", Counting, accumulate=2, steps=1)
    run(cpu, tmp_path / "whole", Counting, steps=1)


def test_the_pass_that_counts_moves_no_statistics(cpu, tmp_path):
    """Moving statistics after one step of two parts are two updates, not four."""

    class Statistics(ToyTask):
        def __init__(self):
            self.model = keras.Sequential(
                [keras.Input((4, FEATURES)), keras.layers.BatchNormalization(momentum=0.5)]
            )
            self.players = (Player(self.model, self.losses),)

        def losses(self, batch, training):
            answer = self.model(batch.inputs * 0 + 1, training=training)
            return (LossTerm("sum", 0 * ops.sum(answer), 1.0, 1.0),)

    state, _ = run(cpu, tmp_path / "run", Statistics, steps=1, accumulate=2)
    mean = state.players["model"].arrays().model["batch_normalization/moving_mean"]
    np.testing.assert_allclose(mean, 0.75, rtol=1e-6)


def test_a_batch_that_does_not_divide_into_parts_is_refused(cpu):
    with pytest.raises(InvalidInputError, match="multiple of the 1 replicas times 3 parts, got 8"):
        create_state(WithoutNormalization, toy_settings(accumulate=3), cpu)
