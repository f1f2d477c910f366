"""Surrogates: networks that predict the accuracy of an architecture without training it.

Liu et al. 2018, section 3.3: predictions must hold for architectures one level larger than those
learned from, from few examples. Both surrogates are ensembles of five, each of which learns from
four fifths of the examples.
"""

from __future__ import annotations

import warnings
from abc import ABC, abstractmethod
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from waymo_kit.detectors.search.lstm import Lstm, LstmStep
from waymo_kit.detectors.search.parameters import Adam, Array, Parameters, glorot_uniform
from waymo_kit.detectors.search.space import Decisions, SearchSpace

MEMBERS = 5
"""Number of members of an ensemble."""


class Surrogate(ABC):
    """Predicts accuracies of architectures."""

    @abstractmethod
    def fit(self, architectures: list[Decisions], accuracies: list[float]) -> None:
        """Learns from all architectures trained so far.

        Args:
            architectures: Architectures of any number of levels, at least one.
            accuracies: Accuracies of the architectures, in [0, 1].
        """

    @abstractmethod
    def predict(self, architectures: list[Decisions]) -> NDArray[np.float64]:
        """Returns predicted accuracies, (N,) float64; only their order matters."""


class MlpSurrogate(Surrogate):
    """Multi-layer perceptrons on the one-hot decisions of the architecture.

    Decisions that are not made yet are zeros in every option.

    Args:
        space: The space of the architectures.
        seed: Seed of initial weights and of the parts that members learn from.
        hidden: Number of units in each of the two hidden layers. Defaults to 64.
        members: Number of perceptrons whose mean is the prediction. Defaults to 5.
    """

    def __init__(
        self, space: SearchSpace, *, seed: int, hidden: int = 64, members: int = MEMBERS
    ) -> None:
        """Creates the members, not trained yet."""
        from sklearn.neural_network import MLPRegressor

        self._space = space
        self._generator = np.random.default_rng(seed)
        self._networks = [
            MLPRegressor(
                hidden_layer_sizes=(hidden, hidden),
                solver="lbfgs",
                alpha=1e-2,
                max_iter=200,
                random_state=int(self._generator.integers(2**31)),
            )
            for _ in range(members)
        ]

    def fit(self, architectures: list[Decisions], accuracies: list[float]) -> None:
        """Fits every member from new weights to four fifths of the examples."""
        from sklearn.exceptions import ConvergenceWarning
        from threadpoolctl import threadpool_limits

        features = one_hot(self._space, architectures)
        targets, self._mean, self._scale = _standardized(accuracies)
        parts = member_parts(len(targets), len(self._networks), self._generator)
        # The matrices are so small that a second thread costs more than it gains.
        with warnings.catch_warnings(), threadpool_limits(1):
            warnings.simplefilter("ignore", ConvergenceWarning)
            for network, part in zip(self._networks, parts, strict=True):
                network.fit(features[part], targets[part])

    def predict(self, architectures: list[Decisions]) -> NDArray[np.float64]:
        """Returns the mean prediction of the members."""
        features = one_hot(self._space, architectures)
        predictions = np.mean([network.predict(features) for network in self._networks], axis=0)
        return predictions * self._scale + self._mean


class LstmSurrogate(Surrogate):
    """LSTMs that read the decisions one after the other (Liu et al. 2018, section 3.3).

    Decisions at the same place of different levels share their embeddings. Training minimizes
    the absolute error by Adam and goes on from the weights of the level before.

    Args:
        space: The space of the architectures.
        seed: Seed of initial weights, of shuffles and of the parts that members learn from.
        units: Number of units of an LSTM and of an embedding. Defaults to 100 as in the paper.
        epochs: Number of passes over the examples at each fit. Defaults to 50.
        members: Number of LSTMs whose mean is the prediction. Defaults to 5.
    """

    _BATCH_SIZE = 32
    _LEARNING_RATE = 0.01

    def __init__(
        self,
        space: SearchSpace,
        *,
        seed: int,
        units: int = 100,
        epochs: int = 50,
        members: int = MEMBERS,
    ) -> None:
        """Draws the weights of all members."""
        self._space = space
        self._epochs = epochs
        self._members = members
        self._generator = np.random.default_rng(seed)
        shapes = [*Lstm.shapes(members, token_count(space), units), (members, units), (members,)]
        self._parameters, self._gradient = Parameters(shapes), Parameters(shapes)
        *recurrent, self._project, self._offsets = self._parameters.arrays
        self._lstm = Lstm(*recurrent)
        self._lstm.initialize(self._generator)
        glorot_uniform(self._generator, self._project[:, :, None])
        self._optimizer = Adam(self._parameters, self._LEARNING_RATE)

    def fit(self, architectures: list[Decisions], accuracies: list[float]) -> None:
        """Trains every member on four fifths of the examples."""
        from threadpoolctl import threadpool_limits

        targets, self._mean, self._scale = _standardized(accuracies)
        tokens = token_sequences(self._space, architectures)
        parts = member_parts(len(targets), self._members, self._generator)
        weights = np.zeros((self._members, len(targets)), np.float32)
        for row, part in zip(weights, parts, strict=True):
            row[part] = 1
        order = np.concatenate(
            [self._generator.permutation(len(targets)) for _ in range(self._epochs)]
        )
        with threadpool_limits(1):
            for start in range(0, len(order), self._BATCH_SIZE):
                batch = order[start : start + self._BATCH_SIZE]
                outputs, reading = self._read(tokens[batch])
                # Of the mean absolute error of the examples that a member learns from.
                errors = np.sign(outputs - targets[batch]) * weights[:, batch]
                errors /= np.float32(len(batch))
                self._optimizer.step(self._gradient_of(errors, reading))

    def predict(self, architectures: list[Decisions]) -> NDArray[np.float64]:
        """Returns the mean prediction of the members."""
        tokens = token_sequences(self._space, architectures)
        outputs = np.concatenate(
            [self._read(tokens[k : k + 1024])[0] for k in range(0, len(tokens), 1024)], axis=1
        )
        return outputs.mean(axis=0, dtype=np.float64) * self._scale + self._mean

    def _read(self, tokens: NDArray[np.int32]) -> tuple[Array, _Reading]:
        """Returns the (members, N) outputs of all members, and what their gradient needs."""
        lengths = np.count_nonzero(tokens, axis=1)
        state = self._lstm.start(len(tokens))
        last = np.empty_like(state.hidden)
        steps = []
        for place in range(int(lengths.max())):
            state, step = self._lstm.step(tokens[:, place], state)
            steps.append(step)
            ends = lengths == place + 1
            last[:, ends] = state.hidden[:, ends]
        outputs = (last @ self._project[:, :, None])[:, :, 0] + self._offsets[:, None]
        return outputs, _Reading(lengths, last, steps)

    def _gradient_of(self, errors: Array, reading: _Reading) -> Array:
        """Returns the gradient by all weights from the (members, N) gradient by the outputs."""
        *recurrent, project, offsets = self._gradient.arrays
        np.matmul(errors[:, None], reading.last, out=project[:, None])
        np.sum(errors, axis=1, out=offsets)
        by_last = errors[:, :, None] * self._project[:, None]
        gradients = []
        for place in range(len(reading.steps)):
            ends = reading.lengths == place + 1
            gradients.append(by_last * ends[:, None] if ends.any() else None)
        self._lstm.backward(reading.steps, gradients, tuple(recurrent))
        return self._gradient.flat


@dataclass(frozen=True)
class _Reading:
    """Values of LSTMs for N sequences.

    Attributes:
        lengths: (N,) numbers of tokens.
        last: (members, N, units) outputs after the last token of each sequence.
        steps: The steps of the longest sequence.
    """

    lengths: NDArray[np.intp]
    last: Array
    steps: list[LstmStep]


def one_hot(space: SearchSpace, architectures: list[Decisions]) -> NDArray[np.float32]:
    """Returns decisions as indicator features, (N, number of options in all) float32."""
    offsets = np.cumsum([0, *space.options[:-1]])
    features = np.zeros((len(architectures), sum(space.options)), np.float32)
    for row, decisions in zip(features, architectures, strict=True):
        row[offsets[: len(decisions)] + np.array(decisions, int)] = 1
    return features


def token_count(space: SearchSpace) -> int:
    """Returns the number of tokens of a space, with the one for decisions not made yet."""
    return 1 + sum(_widths(space))


def token_sequences(space: SearchSpace, architectures: list[Decisions]) -> NDArray[np.int32]:
    """Returns decisions as tokens, (N, number of decisions) int32; 0 for those not made yet."""
    offsets = 1 + np.cumsum([0, *_widths(space)[:-1]])
    places = np.concatenate([np.arange(len(level)) for level in space.levels])
    tokens = np.zeros((len(architectures), len(space.options)), np.int32)
    for row, decisions in zip(tokens, architectures, strict=True):
        row[: len(decisions)] = offsets[places[: len(decisions)]] + np.array(decisions, int)
    return tokens


def member_parts(
    count: int, members: int, generator: np.random.Generator
) -> list[NDArray[np.intp]]:
    """Returns the examples that each member learns from: all but its own share of them."""
    order = generator.permutation(count)
    if members == 1 or count < members:
        return [order] * members
    return [np.delete(order, np.arange(k, count, members)) for k in range(members)]


def _widths(space: SearchSpace) -> list[int]:
    """Returns the largest number of options at each place of a level."""
    longest = max(map(len, space.levels))
    return [max(level[k] for level in space.levels if k < len(level)) for k in range(longest)]


def _standardized(accuracies: list[float]) -> tuple[NDArray[np.float32], float, float]:
    values = np.array(accuracies)
    mean, scale = float(values.mean()), float(values.std()) or 1.0
    return ((values - mean) / scale).astype(np.float32), mean, scale
