"""Two players with two optimizers: each step against the same by hand, kills, and two devices."""

from typing import NamedTuple

import keras
import numpy as np
import pytest
from keras import ops

from tests.detectors.training.stopping import Stop, StopError
from tests.detectors.training.toy_training import ToySource, TwoPlayers, toy_settings
from waymo_kit.detectors.training.backend import create_backend
from waymo_kit.detectors.training.checkpoints import CheckpointFolder, read_checkpoint
from waymo_kit.detectors.training.log import read_log
from waymo_kit.detectors.training.loop import train
from waymo_kit.detectors.training.records import NonFiniteLossError
from waymo_kit.detectors.training.settings import OptimizerSettings
from waymo_kit.detectors.training.state import create_state
from waymo_kit.detectors.training.task import LossTerm, Player
from waymo_kit.errors import InvalidInputError


@pytest.fixture(scope="module")
def cpu():
    return create_backend("cpu")


def one_weight(value):
    layer = keras.layers.Dense(
        1, use_bias=False, kernel_initializer=keras.initializers.Constant(value)
    )
    return keras.Sequential([keras.Input((1,)), layer])


class Example(NamedTuple):
    x: np.ndarray


class OneExample:
    """Always x = 1."""

    def __len__(self):
        return 1

    def load(self, index, epoch):
        return Example(np.ones(1, np.float32))


class Duel:
    """Players a and b, of a weight each, whose losses have both: 3ab - a^2 / 2 and ab + b."""

    def __init__(self, every=1):
        self.a, self.b = one_weight(1.0), one_weight(2.0)
        plain = {"optimizer": "sgd", "momentum": 0.0, "warmup": 0.0, "weight_decay": 0.0}
        first, second = (
            OptimizerSettings(**plain, learning_rate=rate, final_learning_rate=1.0, clip_norm=None)
            for rate in (0.1, 0.01)
        )
        self.players = (
            Player(self.a, self.first, "a", first),
            Player(self.b, self.second, "b", second, plays=lambda step: step % every == every - 1),
        )

    def first(self, batch, training):
        a, b = ops.sum(self.a(batch.x)), ops.sum(self.b(batch.x))
        return (LossTerm("duel", 3 * a * b - a * a / 2, 1, 1.0),)

    def second(self, batch, training):
        a, b = ops.sum(self.a(batch.x)), ops.sum(self.b(batch.x))
        return (LossTerm("product", a * b, 1, 1.0), LossTerm("own", b, 1, 1.0))


def by_hand(steps, every):
    """The weights, and the losses, of a duel; b sees the weight that a has after its update."""
    a, b, losses = 1.0, 2.0, []
    for step in range(steps):
        losses.append({"a": 3 * a * b - a * a / 2})
        a -= 0.1 * (3 * b - a)
        if step % every == every - 1:
            losses[-1]["b"] = a * b + b
            b -= 0.01 * (a + 1)
    return a, b, losses


@pytest.mark.parametrize("every", [1, 2, 3])
def test_players_are_updated_in_turn_by_their_own_losses(cpu, tmp_path, every):
    settings = toy_settings(steps=7, batch_size=1, average_decay=0.0)
    state = create_state(lambda: Duel(every), settings, cpu)
    result = train(state, OneExample(), tmp_path / "run")
    a, b, losses = by_hand(7, every)
    found = [float(model.weights[0].numpy()[0, 0]) for model in (state.task.a, state.task.b)]
    assert found == pytest.approx([a, b], rel=1e-5)
    assert result.loss == pytest.approx(sum(losses[-1].values()), rel=1e-5)
    counts = [int(player.optimizer.iterations.numpy()) for player in state.players.values()]
    assert counts == [7, 7 // every]
    lines = read_log(tmp_path / "run" / "log.jsonl")
    for line, expected in zip(lines, losses, strict=True):
        if len(expected) == 1:
            assert line["loss"] == pytest.approx(expected["a"], rel=1e-5)
            continue
        shown = {name: player["loss"] for name, player in line["players"].items()}
        assert shown == pytest.approx(expected, rel=1e-5)
        assert line["players"]["b"]["learning_rate"] == pytest.approx(0.01)
        assert set(line["players"]["b"]["terms"]) == {"product", "own"}


def test_a_schedule_spans_the_steps_that_a_player_plays(cpu):
    state = create_state(TwoPlayers, toy_settings(steps=20), cpu)
    schedule = state.players["generator"].optimizer._learning_rate
    assert (schedule.steps, schedule.warmup_steps) == (10, 0)
    assert state.players["critic"].optimizer._learning_rate.steps == 20


@pytest.mark.parametrize("stop", [7, 14])
def test_a_stopped_duel_goes_on_as_if_it_had_not_been(cpu, tmp_path, stop):
    def run(name, **options):
        state = create_state(TwoPlayers, toy_settings(), cpu)
        train(state, ToySource(), tmp_path / name, **options)
        return state

    whole = run("whole")
    with pytest.raises(StopError):
        run("stopped", observers=[Stop(stop)])
    resumed = run("stopped", resume=True)
    for name, player in whole.players.items():
        ours, theirs = player.arrays(), resumed.players[name].arrays()
        for group in ("model", "optimizer", "averages"):
            for path, value in getattr(ours, group).items():
                np.testing.assert_array_equal(value, getattr(theirs, group)[path], path)
    one, other = (read_log(tmp_path / name / "log.jsonl") for name in ("whole", "stopped"))
    assert [line["loss"] for line in one] == [line["loss"] for line in other]


def test_all_players_have_their_averages_in_an_evaluation(cpu, tmp_path):
    seen = {}

    def evaluate(task):
        seen.update(a=task.a.weights[0].numpy()[0, 0], b=task.b.weights[0].numpy()[0, 0])
        return {"score": 1.0}

    settings = toy_settings(steps=3, batch_size=1, average_decay=0.5)
    state = create_state(Duel, settings, cpu)
    train(state, OneExample(), tmp_path / "run", evaluate=evaluate)
    latest = CheckpointFolder(tmp_path / "run" / "checkpoints").latest()
    for name, player in read_checkpoint(latest).players.items():
        assert float(player.averages["dense/kernel"][0, 0]) == seen[name]
        assert float(player.model["dense/kernel"][0, 0]) != seen[name]


def test_the_player_that_diverges_is_named(cpu, tmp_path):
    class Broken(Duel):
        def second(self, batch, training):
            return (LossTerm("product", ops.sum(self.b(batch.x)) * np.nan, 1, 1.0),)

    state = create_state(Broken, toy_settings(steps=3, batch_size=1), cpu)
    with pytest.raises(NonFiniteLossError, match="step 1: b: expected a finite loss and gradient"):
        train(state, OneExample(), tmp_path / "run")


def test_players_without_names_of_their_own_or_without_a_turn_are_refused(cpu, tmp_path):
    class Twins(Duel):
        def __init__(self):
            super().__init__()
            self.players = (self.players[0], self.players[0])

    with pytest.raises(InvalidInputError, match="expected players with names of their own"):
        create_state(Twins, toy_settings(batch_size=1), cpu)

    class Idle(Duel):
        def __init__(self):
            super().__init__()
            self.players = (Player(self.a, self.first, "a", plays=lambda step: step == 0),)

    state = create_state(Idle, toy_settings(batch_size=1), cpu)
    with pytest.raises(InvalidInputError, match="step 2: expected one or more of the players a"):
        train(state, OneExample(), tmp_path / "run")


def test_the_checkpoint_of_other_players_is_refused(cpu, tmp_path):
    state = create_state(Duel, toy_settings(batch_size=1), cpu)
    other = create_state(TwoPlayers, toy_settings(), cpu)
    with pytest.raises(InvalidInputError, match="expected the players a, b, got critic, generator"):
        state.restore(other.checkpoint("", 0.0, {}), "c.npz")
