"""Paths of variables, patterns, and weights that are frozen to the last bit."""

import keras
import numpy as np
import pytest

from tests.detectors.training.toy_training import FEATURES, ToySource, ToyTask, toy_settings
from waymo_kit.detectors.classification.classifier import create_classifier
from waymo_kit.detectors.classification.recipe import Recipe
from waymo_kit.detectors.detection.layers import MaskedBatchNormalization
from waymo_kit.detectors.training.backend import create_backend
from waymo_kit.detectors.training.loop import train
from waymo_kit.detectors.training.state import create_state
from waymo_kit.detectors.training.variable_paths import (
    freeze,
    match_paths,
    matches,
    variable_paths,
    weight_paths,
)
from waymo_kit.errors import InvalidInputError


@pytest.fixture(scope="module")
def cpu():
    return create_backend("cpu")


class Block(keras.layers.Layer):
    """A layer of layers, one of them with a name."""

    def __init__(self, **options):
        super().__init__(**options)
        self.inner = [keras.layers.Dense(2), keras.layers.Dense(2)]
        self.named = keras.layers.Dense(1, name="head")

    def build(self, shape):
        self.scale = self.add_weight(shape=(1,), name="scale")
        for layer in self.inner:
            layer.build(shape)
            shape = (*shape[:-1], 2)
        self.named.build(shape)

    def call(self, x):
        for layer in self.inner:
            x = layer(x)
        return self.named(x) * self.scale


def nested():
    inside = keras.Input((3,))
    backbone = keras.Model(inside, keras.layers.Dense(3, name="stem")(inside), name="backbone")
    image = keras.Input((3,))
    x = keras.layers.Dropout(0.1)(backbone(image))
    x = keras.layers.BatchNormalization()(keras.layers.Dense(4)(x))
    return keras.Model(image, Block()(keras.layers.Dense(3)(x)))


PATHS = [
    "backbone/stem/kernel",
    "backbone/stem/bias",
    "dropout/seed_generator_state",
    "dense/kernel",
    "dense/bias",
    "batch_normalization/gamma",
    "batch_normalization/beta",
    "batch_normalization/moving_mean",
    "batch_normalization/moving_variance",
    "dense_1/kernel",
    "dense_1/bias",
    "block/scale",
    "block/dense/kernel",
    "block/dense/bias",
    "block/dense_1/kernel",
    "block/dense_1/bias",
    "block/head/kernel",
    "block/head/bias",
]


def test_paths_are_those_of_the_structure_however_often_a_model_is_made():
    for _ in range(3):
        model = nested()
        paths = variable_paths(model)
        assert list(paths) == PATHS
        for variable, expected in zip(paths.values(), model.variables, strict=True):
            assert variable is expected
        assert list(weight_paths(model)) == [path for path in PATHS if "seed" not in path]


@pytest.mark.parametrize("backbone", ["cifar_resnet8", "cifar_botnet14", "nasnet_cifar"])
def test_every_variable_of_a_classifier_has_a_path_of_its_own(backbone):
    model = create_classifier(Recipe(backbone), 3)
    paths = variable_paths(model)
    assert len(paths) == len(model.variables)
    assert list(paths) == list(variable_paths(create_classifier(Recipe(backbone), 3)))


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("backbone", True),
        ("backbone/stem", True),
        ("backbone/*", True),
        ("*/kernel", True),
        ("back", False),
        ("stem", False),
        ("backbone/ste?/kernel", True),
        ("*/bias", False),
    ],
)
def test_patterns(pattern, expected):
    assert matches("backbone/stem/kernel", pattern) is expected


def test_a_pattern_that_matches_nothing_lists_what_there_is():
    with pytest.raises(InvalidInputError, match="frozen: no weight matches 'head'; there are a, b"):
        match_paths(["a", "b"], "head", "frozen")
    with pytest.raises(InvalidInputError, match="0, 1, 2, 3, 4 and 15 more"):
        match_paths(map(str, range(20)), "head", "frozen")


def test_a_frozen_normalization_works_as_in_inference():
    rows = np.random.default_rng(0).normal(3, 2, (4, 5, 3)).astype(np.float32)
    for layer, inputs in (
        (keras.layers.BatchNormalization(), (rows,)),
        (MaskedBatchNormalization(), (rows, np.ones((4, 5), bool))),
    ):
        symbols = [keras.Input(each.shape[1:], dtype=str(each.dtype)) for each in inputs]
        model = keras.Model(symbols, layer(*symbols))
        expected = keras.ops.convert_to_numpy(model(list(inputs), training=False))
        trained = keras.ops.convert_to_numpy(model(list(inputs), training=True))
        assert np.abs(trained - expected).max() > 0.5
        before = [weight.numpy() for weight in layer.weights]
        freeze(model, ("*normalization",))
        found = keras.ops.convert_to_numpy(model(list(inputs), training=True))
        np.testing.assert_array_equal(
            found, keras.ops.convert_to_numpy(model(list(inputs), training=False))
        )
        for weight, value in zip(layer.weights, before, strict=True):
            np.testing.assert_array_equal(weight.numpy(), value)


@pytest.mark.parametrize("optimizer", ["adamw", "sgd"])
def test_frozen_parts_keep_every_bit_and_the_rest_learns(cpu, tmp_path, optimizer):
    frozen = ("dense", "batch_normalization")
    settings = toy_settings(frozen=frozen, optimizer=optimizer, weight_decay=0.1)
    state = create_state(lambda: ToyTask(dropout=0.3), settings, cpu)
    player = state.players["model"]
    before = player.arrays()
    assert list(player.trained) == ["dense_1/kernel", "dense_1/bias"]
    train(state, ToySource(), tmp_path / "run")
    after = player.arrays()
    for path in before.averages:
        for group in ("model", "averages"):
            ours, theirs = getattr(before, group)[path], getattr(after, group)[path]
            same = ours.tobytes() == theirs.tobytes()
            assert same is any(matches(path, pattern) for pattern in frozen), (group, path)
    assert all(name == "iterations" or "dense_1/" in name for name in after.optimizer)


def test_a_single_weight_can_be_frozen(cpu, tmp_path):
    state = create_state(ToyTask, toy_settings(frozen=("*/gamma", "dense_1/bias")), cpu)
    before = state.players["model"].arrays().model
    train(state, ToySource(), tmp_path / "run")
    after = state.players["model"].arrays().model
    same = [path for path in before if before[path].tobytes() == after[path].tobytes()]
    assert same == ["batch_normalization/gamma", "dense_1/bias"]
    assert len(before) == len(variable_paths(ToyTask().model))
    assert before["dense/kernel"].shape[0] == FEATURES
