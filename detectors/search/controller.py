"""The controller of Zoph et al. 2018: an LSTM that writes an architecture decision by decision."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from waymo_kit.detectors.search.lstm import Lstm, LstmStep
from waymo_kit.detectors.search.parameters import Array, Parameters, glorot_uniform
from waymo_kit.detectors.search.space import SearchSpace

_IMPOSSIBLE = -1e9
"""Logit of an option that a decision does not have."""


@dataclass(frozen=True)
class Reading:
    """Values of a controller for N architectures, as `Controller.gradient` needs them.

    Attributes:
        log_probabilities: (D, N, options) float32 log-probability of every option at each of the
            D decisions, given the decisions before it.
        bounded: (D, N, options) hyperbolic tangents of the logits.
        steps: The steps of the LSTM.
        outputs: (D, N, units) outputs of the LSTM.
    """

    log_probabilities: Array
    bounded: Array
    steps: list[LstmStep]
    outputs: Array


class Controller:
    """A distribution over the complete architectures of a space.

    An LSTM sees the decision before and gives the logits of the next. Options of a decision
    beyond its own number have probability 0.

    Args:
        space: Space of the architectures.
        generator: Source of the initial weights.
        units: Number of units of the LSTM and of the embeddings. Defaults to 100 as in the paper.
        max_logit: Bound on logits, by `max_logit * tanh(logit / temperature)`. Defaults to 2.5, of
            the same authors' earlier work.
        temperature: Divisor of the logits before they are bounded. Defaults to 5.

    Attributes:
        num_decisions: Number D of decisions.
        num_options: Largest number of options of a decision.
        parameters: The weights: those of `Lstm`, then (D, units, options) and (D, options) of the
            layers that give logits.
    """

    def __init__(
        self,
        space: SearchSpace,
        generator: np.random.Generator,
        *,
        units: int = 100,
        max_logit: float = 2.5,
        temperature: float = 5.0,
    ) -> None:
        """Draws the weights."""
        self.num_decisions = len(space.options)
        self.num_options = max(space.options)
        self._max_logit = np.float32(max_logit)
        self._temperature = np.float32(temperature)
        self._mask = np.zeros((self.num_decisions, 1, self.num_options), np.float32)
        for place, count in enumerate(space.options):
            self._mask[place, :, count:] = _IMPOSSIBLE
        tokens = 1 + self.num_decisions * self.num_options
        shape = (self.num_decisions, units, self.num_options)
        self._shapes = [*Lstm.shapes(1, tokens, units), shape, (shape[0], shape[2])]
        self.parameters = Parameters(self._shapes)
        self._gradient = Parameters(self._shapes)
        *recurrent, self._project, self._offsets = self.parameters.arrays
        self._lstm = Lstm(*recurrent)
        self._lstm.initialize(generator)
        glorot_uniform(generator, self._project)

    def sample(self, count: int, generator: np.random.Generator) -> NDArray[np.int32]:
        """Draws architectures.

        Args:
            count: Number of architectures.
            generator: Source of randomness.

        Returns:
            (count, D) int32 options.
        """
        # The largest of log-probabilities with Gumbel noise is a draw from the probabilities.
        shape = (self.num_decisions, count, self.num_options)
        noise = generator.gumbel(size=shape)
        decisions = np.zeros((count, self.num_decisions), np.int32)
        state = self._lstm.start(count)
        tokens = np.zeros(count, np.int32)
        for place in range(self.num_decisions):
            state, _ = self._lstm.step(tokens, state)
            log_probabilities, _ = self._distribution(state.hidden, slice(place, place + 1))
            decisions[:, place] = np.argmax(log_probabilities[0] + noise[place], axis=1)
            tokens = 1 + place * self.num_options + decisions[:, place]
        return decisions

    def read(self, decisions: NDArray[np.int32]) -> Reading:
        """Computes the probabilities along architectures.

        Args:
            decisions: (N, D) options.
        """
        tokens = 1 + np.arange(self.num_decisions) * self.num_options + decisions
        tokens = np.concatenate([np.zeros_like(tokens[:, :1]), tokens[:, :-1]], axis=1)
        state = self._lstm.start(len(decisions))
        steps, outputs = [], []
        for place in range(self.num_decisions):
            state, step = self._lstm.step(tokens[:, place], state)
            steps.append(step)
            outputs.append(state.hidden[0])
        hidden = np.stack(outputs)
        return Reading(*self._distribution(hidden, slice(None)), steps, hidden)

    def log_probabilities(self, decisions: NDArray[np.int32]) -> Array:
        """Returns the log-probability of each decision given those before it.

        Args:
            decisions: (N, D) options.

        Returns:
            (N, D) float32.
        """
        return chosen_options(self.read(decisions).log_probabilities, decisions)

    def gradient(self, reading: Reading, by_log_probabilities: Array) -> Array:
        """Returns the gradient of a loss by all weights.

        Args:
            reading: Result of `read` for the architectures, with the present weights.
            by_log_probabilities: (D, N, options) float32 gradient of the loss by the
                log-probabilities.

        Returns:
            (number of weights,) float32, which the next call overwrites.
        """
        *recurrent, project, offsets = self._gradient.arrays
        total = by_log_probabilities.sum(axis=2, keepdims=True)
        change = by_log_probabilities - np.exp(reading.log_probabilities) * total
        change *= 1 - reading.bounded * reading.bounded
        change *= self._max_logit / self._temperature
        np.matmul(np.swapaxes(reading.outputs, 1, 2), change, out=project)
        np.sum(change, axis=1, out=offsets)
        by_output = change @ np.swapaxes(self._project, 1, 2)
        self._lstm.backward(reading.steps, list(by_output[:, None]), tuple(recurrent))
        return self._gradient.flat

    def _distribution(self, hidden: Array, places: slice) -> tuple[Array, Array]:
        """Returns the log-probabilities of all options at some decisions, and bounded logits.

        Args:
            hidden: (places, N, units) outputs of the LSTM.
            places: Slice of the decisions.
        """
        logits = hidden @ self._project[places]
        logits += self._offsets[places, None]
        bounded = np.tanh(logits / self._temperature)
        logits = self._max_logit * bounded + self._mask[places]
        # Possible logits are bounded, so their exponentials need no shift.
        logits -= np.log(np.exp(logits).sum(axis=2, keepdims=True))
        return logits, bounded


def chosen_options(every: Array, decisions: NDArray[np.int32]) -> Array:
    """Returns the values of the options that architectures have.

    Args:
        every: (D, N, options) values of all options.
        decisions: (N, D) options.

    Returns:
        (N, D) float32.
    """
    return np.take_along_axis(every, decisions.T[:, :, None], axis=2)[:, :, 0].T
