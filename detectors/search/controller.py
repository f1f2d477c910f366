"""The controller of Zoph et al. 2018: an LSTM that writes an architecture decision by decision."""

from __future__ import annotations

import keras
import numpy as np
from keras import layers, ops
from numpy.typing import NDArray

from waymo_kit.detectors.search.space import SearchSpace

_IMPOSSIBLE = -1e9
"""Logit of an option that a decision does not have."""


class Controller:
    """A distribution over the complete architectures of a space.

    An LSTM sees the decision before and gives the logits of the next. Options of a decision
    beyond its own number have probability 0.

    Args:
        space: What to choose from.
        seed: Seed of the initial weights.
        units: Number of units of the LSTM and of the embeddings. Defaults to 100 as in the paper.
        max_logit: Bound on logits, by `max_logit * tanh(logit / temperature)`. Defaults to 2.5, of
            the same authors' earlier work.
        temperature: Divides logits before they are bounded. Defaults to 5.
    """

    def __init__(
        self,
        space: SearchSpace,
        *,
        seed: int,
        units: int = 100,
        max_logit: float = 2.5,
        temperature: float = 5.0,
    ) -> None:
        """Builds the models that draw and that score architectures."""
        keras.utils.set_random_seed(seed)
        self.num_decisions = len(space.options)
        self.num_options = max(space.options)
        self._max_logit = max_logit
        self._temperature = temperature
        self._mask = np.zeros((self.num_decisions, self.num_options), np.float32)
        for place, count in enumerate(space.options):
            self._mask[place, count:] = _IMPOSSIBLE
        self._embed = layers.Embedding(self.num_options * self.num_decisions + 1, units)
        self._cell = layers.LSTMCell(units)
        self._project = [layers.Dense(self.num_options) for _ in range(self.num_decisions)]
        self.sampler = self._build_sampler()
        self.scorer = self._build_scorer()

    def sample(self, count: int, generator: np.random.Generator) -> NDArray[np.int32]:
        """Draws architectures.

        Args:
            count: Number of architectures.
            generator: Source of randomness.

        Returns:
            (count, number of decisions) int32 options.
        """
        shape = (count, self.num_decisions, self.num_options)
        noise = generator.gumbel(size=shape).astype(np.float32)
        return np.asarray(self.sampler.predict_on_batch(noise)).astype(np.int32)

    def log_probabilities(self, decisions: NDArray[np.int32]) -> NDArray[np.float32]:
        """Returns the log-probability of each decision given those before it.

        Args:
            decisions: (N, number of decisions) options.

        Returns:
            (N, number of decisions) float32.
        """
        every = np.asarray(self.scorer.predict_on_batch(decisions))
        return np.take_along_axis(every, decisions[:, :, None], axis=2)[:, :, 0]

    def _build_sampler(self) -> keras.Model:
        noise = keras.Input((self.num_decisions, self.num_options))
        chosen: list[keras.KerasTensor] = []

        def draw(place: int, log_probabilities: keras.KerasTensor) -> keras.KerasTensor:
            option = ops.argmax(log_probabilities + noise[:, place], axis=1)
            chosen.append(ops.cast(option, "int32"))
            return chosen[-1]

        self._unroll(ops.zeros_like(ops.cast(noise[:, 0, 0], "int32")), draw)
        return keras.Model(noise, ops.stack(chosen, axis=1))

    def _build_scorer(self) -> keras.Model:
        decisions = keras.Input((self.num_decisions,), dtype="int32")
        every: list[keras.KerasTensor] = []

        def follow(place: int, log_probabilities: keras.KerasTensor) -> keras.KerasTensor:
            every.append(log_probabilities)
            return decisions[:, place]

        self._unroll(ops.zeros_like(decisions[:, 0]), follow)
        return keras.Model(decisions, ops.stack(every, axis=1))

    def _unroll(self, token, choose) -> None:
        """Runs the LSTM over all decisions; `choose` returns the option that each step takes."""
        zeros = ops.zeros_like(self._embed(token))
        states = [zeros, zeros]
        for place in range(self.num_decisions):
            x, states = self._cell(self._embed(token), states)
            logits = self._max_logit * ops.tanh(self._project[place](x) / self._temperature)
            log_probabilities = ops.log_softmax(logits + self._mask[place], axis=1)
            option = choose(place, log_probabilities)
            token = 1 + place * self.num_options + option
