"""LSTMs that read tokens, several side by side, with their gradients by hand."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from waymo_kit.detectors.search.parameters import Array, glorot_uniform, orthogonal


@dataclass
class LstmState:
    """State of LSTMs, for M members and N sequences.

    Attributes:
        hidden: (M, N, units) float32 outputs of the last step.
        cell: (M, N, units) float32 memories.
    """

    hidden: Array
    cell: Array


@dataclass(frozen=True)
class LstmStep:
    """A step of LSTMs as `Lstm.backward` needs it.

    Attributes:
        tokens: (N,) tokens read.
        before: The state before the step.
        gates: (M, N, 4, units) input gates, forget gates, candidates and output gates.
        squashed: (M, N, units) hyperbolic tangents of the memories after the step.
    """

    tokens: NDArray[np.int32]
    before: LstmState
    gates: Array
    squashed: Array


class Lstm:
    """LSTMs (Hochreiter and Schmidhuber 1997, with the forget gates of Gers et al. 2000).

    All members read the same tokens, each with embeddings and weights of its own. Their products
    of matrices are computed together.

    Args:
        embeddings: (M, tokens, units) float32.
        kernel: (M, units, 4 units) float32 weights of the embedding that is read.
        recurrent: (M, units, 4 units) float32 weights of the output of the step before.
        bias: (M, 4 units) float32.
    """

    def __init__(self, embeddings: Array, kernel: Array, recurrent: Array, bias: Array) -> None:
        """Takes the weights, which may be views of `Parameters`."""
        self._embeddings = embeddings
        self._kernel = kernel
        self._recurrent = recurrent
        self._bias = bias
        self._inputs: Array = np.empty(0, np.float32)
        self._num_members, self._num_tokens, self._units = embeddings.shape
        # A sigmoid is half a hyperbolic tangent of half the argument; so all gates need one pass.
        self._half = np.full((4, 1), 0.5, np.float32)
        self._half[2] = 1

    @staticmethod
    def shapes(members: int, tokens: int, units: int) -> list[tuple[int, ...]]:
        """Returns the shapes of the weights, in the order in which the class takes them."""
        square = (members, units, 4 * units)
        return [(members, tokens, units), square, square, (members, 4 * units)]

    def initialize(self, generator: np.random.Generator) -> None:
        """Draws new weights as Keras does: forget gates begin open (Jozefowicz et al. 2015)."""
        self._embeddings[...] = generator.uniform(-0.05, 0.05, self._embeddings.shape)
        glorot_uniform(generator, self._kernel)
        orthogonal(generator, self._recurrent)
        self._bias[...] = 0
        self._bias[:, self._units : 2 * self._units] = 1

    def start(self, count: int) -> LstmState:
        """Returns the state before the first step, after which weights must not change.

        Args:
            count: Number of sequences.
        """
        self._inputs = self._embeddings @ self._kernel + self._bias[:, None]
        zeros = np.zeros((self._num_members, count, self._units), np.float32)
        return LstmState(zeros, zeros)

    def step(self, tokens: NDArray[np.int32], state: LstmState) -> tuple[LstmState, LstmStep]:
        """Reads one token of each sequence.

        Args:
            tokens: (N,) tokens.
            state: LstmState before the step.

        Returns:
            The state after the step, and what `backward` needs of it.
        """
        flat = np.matmul(state.hidden, self._recurrent)
        flat += self._inputs[:, tokens]
        gates = flat.reshape(*flat.shape[:2], 4, self._units)
        gates *= self._half
        np.tanh(gates, out=gates)
        gates *= self._half
        gates += 1 - self._half
        cell = gates[:, :, 1] * state.cell
        cell += gates[:, :, 0] * gates[:, :, 2]
        squashed = np.tanh(cell)
        after = LstmState(gates[:, :, 3] * squashed, cell)
        return after, LstmStep(tokens, state, gates, squashed)

    def backward(
        self, steps: list[LstmStep], gradients: list[Array | None], into: tuple[Array, ...]
    ) -> None:
        """Writes the gradients of the weights (backpropagation through time).

        Args:
            steps: The steps from the first to the last.
            gradients: Gradient (M, N, units) of the loss by the output of each step, or None where
                the loss does not depend on it directly.
            into: Arrays of the shapes of the weights, which are overwritten.
        """
        members, units = self._num_members, self._units
        count = len(steps[0].tokens)
        changes = np.empty((members, len(steps) * count, 4 * units), np.float32)
        hidden = np.empty((members, len(steps) * count, units), np.float32)
        turned = np.ascontiguousarray(np.swapaxes(self._recurrent, 1, 2))
        back: Array | None = None
        memory: Array | None = None
        for place in reversed(range(len(steps))):
            step, direct = steps[place], gradients[place]
            if back is None:
                back = np.zeros((members, count, units), np.float32) if direct is None else direct
            elif direct is not None:
                back = back + direct
            rows = slice(place * count, (place + 1) * count)
            memory, change = _step_back(step, back, memory)
            changes[:, rows] = change.reshape(members, count, 4 * units)
            hidden[:, rows] = step.before.hidden
            if place:
                back = changes[:, rows] @ turned
        self._write(steps, changes, hidden, into)

    def _write(
        self, steps: list[LstmStep], changes: Array, hidden: Array, into: tuple[Array, ...]
    ) -> None:
        embeddings, kernel, recurrent, bias = into
        np.matmul(np.swapaxes(hidden, 1, 2), changes, out=recurrent)
        read = np.concatenate([step.tokens for step in steps])
        indicators = (np.arange(self._num_tokens)[:, None] == read).astype(np.float32)
        by_token = indicators @ changes
        np.sum(by_token, axis=1, out=bias)
        np.matmul(np.swapaxes(self._embeddings, 1, 2), by_token, out=kernel)
        np.matmul(by_token, np.swapaxes(self._kernel, 1, 2), out=embeddings)


def _step_back(step: LstmStep, back: Array, memory: Array | None) -> tuple[Array, Array]:
    """Returns the gradients by the memory before a step and by its gates before squashing.

    Args:
        step: The step.
        back: (M, N, units) gradient by its output.
        memory: (M, N, units) gradient by its memory from the step after, or None.
    """
    opening, keeping, candidate, showing = (step.gates[:, :, k] for k in range(4))
    inner = 1 - step.squashed * step.squashed
    inner *= showing
    inner *= back
    if memory is not None:
        inner += memory
    change = np.empty_like(step.gates)
    np.multiply(inner, candidate, out=change[:, :, 0])
    np.multiply(inner, step.before.cell, out=change[:, :, 1])
    np.multiply(back, step.squashed, out=change[:, :, 3])
    for k, gate in ((0, opening), (1, keeping), (3, showing)):
        change[:, :, k] *= gate - gate * gate
    np.multiply(inner, opening, out=change[:, :, 2])
    change[:, :, 2] *= 1 - candidate * candidate
    return inner * keeping, change
