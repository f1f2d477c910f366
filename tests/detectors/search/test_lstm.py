"""LSTMs by hand: what they compute, how they begin and how they learn, against Keras."""

import numpy as np
import pytest

from tests.detectors.search.tables import additive_table
from waymo_kit.detectors.search.lstm import Lstm
from waymo_kit.detectors.search.parameters import (
    Adam,
    Parameters,
    glorot_uniform,
    orthogonal,
)
from waymo_kit.detectors.search.surrogate import LstmSurrogate, token_count, token_sequences

UNITS = 6


@pytest.fixture
def keras():
    pytest.importorskip("tensorflow", reason="needs waymo-kit[train]")
    return pytest.importorskip("keras", reason="needs waymo-kit[train]")


def test_arrays_share_their_memory():
    parameters = Parameters([(2, 3), (4,)])
    parameters.arrays[0][:] = 1
    parameters.arrays[1][:] = 2
    assert parameters.flat.tolist() == [1] * 6 + [2] * 4


def test_adam_is_that_of_keras(keras):
    generator = np.random.default_rng(0)
    parameters = Parameters([(5,)])
    variable = keras.Variable(np.zeros(5, np.float32))
    ours, theirs = Adam(parameters, 0.01), keras.optimizers.Adam(0.01)
    for _ in range(30):
        gradient = generator.normal(size=5).astype(np.float32)
        ours.step(gradient)
        theirs.apply([keras.ops.convert_to_tensor(gradient)], [variable])
        assert parameters.flat == pytest.approx(np.asarray(variable), abs=1e-6)
    assert np.abs(parameters.flat).min() > 1e-3


def test_new_matrices_are_as_their_names_say():
    generator = np.random.default_rng(0)
    weights = np.empty((3, 20, 80), np.float32)
    orthogonal(generator, weights)
    assert weights @ np.swapaxes(weights, 1, 2) == pytest.approx(
        np.broadcast_to(np.eye(20), (3, 20, 20)), abs=1e-5
    )
    glorot_uniform(generator, weights)
    bound = np.sqrt(6 / 100)
    assert np.abs(weights).max() <= bound
    assert weights.std() == pytest.approx(bound / np.sqrt(3), rel=0.05)


def test_forget_gates_begin_open():
    parameters = Parameters(Lstm.shapes(2, 4, UNITS))
    Lstm(*parameters.arrays).initialize(np.random.default_rng(0))
    bias = parameters.arrays[3].reshape(2, 4, UNITS)
    assert (bias[:, 1] == 1).all()
    assert (bias[:, [0, 2, 3]] == 0).all()


@pytest.mark.parametrize("members", [1, 3])
def test_gradients_are_differences_of_the_loss(members):
    generator = np.random.default_rng(0)
    parameters, gradient = (Parameters(Lstm.shapes(members, 5, 3)) for _ in range(2))
    parameters.flat[:] = generator.normal(size=parameters.flat.shape)
    tokens = generator.integers(5, size=(4, 3))
    weights = generator.normal(size=(3, members, 4, 3)).astype(np.float32)

    def run(flat):
        ends = np.cumsum([one.size for one in parameters.arrays])[:-1]
        shaped = [
            part.reshape(one.shape)
            for part, one in zip(np.split(flat, ends), parameters.arrays, strict=True)
        ]
        lstm = Lstm(*shaped)
        state, steps, loss = lstm.start(4), [], 0.0
        for place in range(3):
            state, step = lstm.step(tokens[:, place], state)
            steps.append(step)
            if place != 1:  # a step whose output the loss does not use
                loss += float((state.hidden * weights[place]).sum(dtype=np.float64))
        return lstm, steps, loss

    lstm, steps, _ = run(parameters.flat)
    lstm.backward(steps, [weights[0], None, weights[2]], gradient.arrays)
    precise = parameters.flat.astype(np.float64)
    for k in generator.choice(len(precise), 60, replace=False):
        step = np.zeros_like(precise)
        step[k] = 1e-3
        slope = (run(precise + step)[2] - run(precise - step)[2]) / 2e-3
        assert gradient.flat[k] == pytest.approx(slope, abs=2e-4, rel=1e-3)


def keras_twin(keras, surrogate, space, units):
    """The members of a surrogate as Keras models with the same weights.

    Embeddings are products with indicators: Keras' Adam squares the gradients of a row that was
    read several times one by one, before they are added up, which is not Adam.
    """
    embeddings, kernel, recurrent, bias, project, offsets = surrogate._parameters.arrays
    models = []
    for m in range(len(offsets)):
        tokens = keras.Input((len(space.options),), dtype="int32")
        indicators = keras.ops.one_hot(tokens, token_count(space))
        x = keras.layers.Dense(units, use_bias=False)(indicators)
        x = keras.layers.LSTM(units)(x, mask=keras.ops.not_equal(tokens, 0))
        model = keras.Model(tokens, keras.layers.Dense(1)(x))
        model.set_weights(
            [embeddings[m], kernel[m], recurrent[m], bias[m], project[m, :, None], offsets[m, None]]
        )
        model.compile(keras.optimizers.Adam(0.01), loss="mae", jit_compile=False)
        models.append(model)
    return models


def test_a_surrogate_of_lstms_learns_as_one_of_keras(keras):
    space, members = additive_table(), 2
    surrogate = LstmSurrogate(space, seed=3, members=members, units=UNITS, epochs=2)
    models = keras_twin(keras, surrogate, space, UNITS)
    generator = np.random.default_rng(0)
    seen = [space.sample(generator)[: 2 * generator.integers(1, 4)] for _ in range(40)]
    accuracies = [0.5 + 0.01 * len(one) + 0.1 * one[0] for one in seen]

    twin = np.random.default_rng()  # goes on where the surrogate is
    twin.bit_generator.state = surrogate._generator.bit_generator.state
    order = twin.permutation(40)
    parts = [np.delete(order, np.arange(k, 40, members)) for k in range(members)]
    epochs = np.concatenate([twin.permutation(40) for _ in range(2)])
    mean, scale = np.mean(accuracies), np.std(accuracies)
    targets = ((accuracies - mean) / scale).astype(np.float32)
    tokens = token_sequences(space, seen)

    surrogate.fit(seen, accuracies)
    predictions = []
    for model, part in zip(models, parts, strict=True):
        weights = np.isin(np.arange(40), part).astype(np.float32)
        for batch in np.split(epochs, [32, 64]):
            model.train_on_batch(tokens[batch], targets[batch, None], weights[batch])
        predictions.append(np.asarray(model.predict_on_batch(tokens))[:, 0])
    expected = np.mean(predictions, axis=0) * scale + mean
    assert surrogate.predict(seen) == pytest.approx(expected, abs=1e-5)
    assert expected.std() > 1e-4
