"""One step of training against the same computed by hand, and compiled by XLA."""

from typing import NamedTuple

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import ops

from tests.detectors.training.toy_training import ToySource, ToyTask, toy_settings
from waymo_kit.detectors.training.backend import create_backend
from waymo_kit.detectors.training.state import create_state
from waymo_kit.detectors.training.task import LossTerm, Player
from waymo_kit.detectors.training.tensorflow.backend import TensorFlowBackend
from waymo_kit.detectors.training.tensorflow.batches import training_batches
from waymo_kit.errors import InvalidInputError


@pytest.fixture(scope="module")
def cpu():
    return create_backend("cpu")


class Line(NamedTuple):
    x: np.ndarray
    y: np.ndarray


class LineTask:
    """y = weight * x by least squares; the count of the second term is 0."""

    def __init__(self):
        self.model = keras.Sequential(
            [keras.Input((1,)), keras.layers.Dense(1, use_bias=False, kernel_initializer="ones")]
        )
        self.players = (Player(self.model, self.losses),)

    def losses(self, batch, training):
        error = self.model(batch.x, training=training) - batch.y
        return (
            LossTerm("square", ops.sum(ops.square(error)), 4, 0.5),
            LossTerm("nothing", 0.0 * ops.sum(error), 0, 3.0),
        )


BATCH = Line(np.array([[1.0], [2.0]], np.float32), np.array([[4.0], [7.0]], np.float32))
"""With weight 1 the errors are -3 and -5: the loss is 0.5 * 34 / 4, its gradient -13 / 4."""


def step_of(state):
    return state.backend.compile_step(state.playing(0), state.settings)


def read(step, batch):
    """The metrics of the only player."""
    return step(batch).read().players["model"]


def stepped(settings, cpu, steps=1):
    state = create_state(LineTask, settings, cpu)
    step = step_of(state)
    metrics = [read(step, tf.nest.map_structure(tf.constant, BATCH)) for _ in range(steps)]
    return state, metrics[-1]


def plain_settings(**changes):
    plain = {
        "optimizer": "sgd",
        "momentum": 0.0,
        "warmup": 0.0,
        "learning_rate": 0.1,
        "weight_decay": 0.0,
        "clip_norm": None,
    }
    return toy_settings(**{**plain, **changes})


def test_loss_terms_and_gradient_are_those_of_the_definition(cpu):
    state, metrics = stepped(plain_settings(), cpu)
    assert metrics.loss == pytest.approx(0.5 * 34 / 4)
    assert metrics.terms == {"square": pytest.approx(34 / 4), "nothing": 0.0}
    assert metrics.gradient_norm == pytest.approx(13 / 4)
    assert metrics.learning_rate == pytest.approx(0.1)
    assert int(state.players["model"].optimizer.iterations.numpy()) == 1
    assert float(state.task.model.weights[0].numpy()[0, 0]) == pytest.approx(1 + 0.1 * 13 / 4)


@pytest.mark.parametrize(("norm", "change"), [(2.0, 0.2), (100.0, 0.325)])
def test_the_gradient_is_clipped_by_its_norm(cpu, norm, change):
    state, metrics = stepped(plain_settings(clip_norm=norm), cpu)
    assert metrics.gradient_norm == pytest.approx(13 / 4)
    assert float(state.task.model.weights[0].numpy()[0, 0]) == pytest.approx(1 + change)


def test_averages_move_with_the_step(cpu):
    state, _ = stepped(plain_settings(), cpu)
    average = float(state.players["model"].averages.variables["dense/kernel"].numpy()[0, 0])
    assert average == pytest.approx(0.1 * 1 + 0.9 * (1 + 0.325))


def test_penalties_of_layers_count_once(cpu):
    class Penalised(LineTask):
        def __init__(self):
            layer = keras.layers.Dense(
                1, use_bias=False, kernel_initializer="ones", kernel_regularizer="l2"
            )
            self.model = keras.Sequential([keras.Input((1,)), layer])
            self.players = (Player(self.model, self.losses),)

    step = step_of(create_state(Penalised, plain_settings(), cpu))
    metrics = read(step, tf.nest.map_structure(tf.constant, BATCH))
    assert metrics.loss == pytest.approx(0.5 * 34 / 4 + 0.01)


def test_a_weight_without_gradient_is_no_error(cpu):
    class Idle(LineTask):
        def losses(self, batch, training):
            return (LossTerm("constant", ops.convert_to_tensor(3.0), 1, 1.0),)

    step = step_of(create_state(Idle, plain_settings(), cpu))
    metrics = read(step, tf.nest.map_structure(tf.constant, BATCH))
    assert (metrics.loss, metrics.gradient_norm) == (3.0, 0.0)


def test_the_compiled_step_has_static_shapes_and_equals_the_plain_one(cpu):
    seen = []

    class Watched(ToyTask):
        def losses(self, batch, training):
            seen.extend(tensor.shape for tensor in tf.nest.flatten(batch))
            return super().losses(batch, training)

    results = []
    for compiles in (False, True):
        state = create_state(Watched, toy_settings(jit_compile=compiles), cpu)
        step = step_of(state)
        batches = iter(training_batches(ToySource(), 8, seed=0))
        results.append([read(step, next(batches)) for _ in range(5)])
        function = step._run.get_concrete_function(next(batches))
        assert bool(function.function_def.attr["_XlaMustCompile"].b) is compiles
    assert len(seen) >= 6
    assert all(shape.is_fully_defined() for shape in seen)
    for plain, compiled in zip(*results, strict=True):
        assert compiled.loss == pytest.approx(plain.loss, rel=1e-4)
        assert compiled.gradient_norm == pytest.approx(plain.gradient_norm, rel=1e-3)


def test_bfloat16_learns_alike(cpu):
    losses = []
    for precision in ("float32", "bfloat16"):
        state = create_state(ToyTask, toy_settings(precision=precision), cpu)
        step = step_of(state)
        batches = iter(training_batches(ToySource(), 8, seed=0))
        losses.append([read(step, next(batches)).loss for _ in range(5)])
        assert {w.dtype for w in state.task.model.weights} == {"float32"}
    assert losses[0] != losses[1]
    np.testing.assert_allclose(*losses, rtol=0.05)


def test_xla_with_several_replicas_is_refused(cpu):
    class Two(tf.distribute.OneDeviceStrategy):
        num_replicas_in_sync = 2

    backend = TensorFlowBackend(Two("/cpu:0"))
    state = create_state(LineTask, plain_settings(jit_compile=True), backend)
    with pytest.raises(InvalidInputError, match="jit_compile: expected one device, or TPUs, got 2"):
        step_of(state)


def test_a_batch_that_does_not_divide_is_refused():
    class Three(tf.distribute.OneDeviceStrategy):
        num_replicas_in_sync = 3

    with pytest.raises(InvalidInputError, match="batch_size: expected a multiple of the 3 repl"):
        create_state(LineTask, plain_settings(), TensorFlowBackend(Three("/cpu:0")))
