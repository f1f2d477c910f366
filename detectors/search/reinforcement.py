"""Architecture search by reinforcement learning (Zoph et al. 2018, section 3 and appendix A)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from waymo_kit.detectors.search.controller import Controller, chosen_options
from waymo_kit.detectors.search.parameters import Adam, Array
from waymo_kit.detectors.search.space import Decisions, SearchSpace
from waymo_kit.detectors.search.strategy import Strategy


class ControllerSearch(Strategy):
    """Trains a controller to write architectures with high accuracies.

    The reward is the accuracy; a moving average of it is the baseline. The controller learns from
    each batch by proximal policy optimization, or by REINFORCE as in the authors' earlier work
    (Zoph and Le 2017). It takes one core: its matrices are too small for more.

    Args:
        space: Space of the architectures.
        seed: Seed of the controller's weights and draws.
        algorithm: "ppo" or "reinforce".
        batch_size: Number of architectures per update. Defaults to 20, the paper's.
        learning_rate: Learning rate of Adam. Defaults to 3.5e-4, the paper's.
        entropy: Weight of the entropy of the distribution, which rewards exploration. Defaults to
            1e-5, the paper's.
        baseline_decay: Decay of the moving average of rewards. Defaults to 0.95, the paper's.
        clip: Largest change of a decision's probability ratio that PPO rewards. Defaults to 0.2.
        epochs: Number of PPO's steps on each batch. Defaults to 5. REINFORCE takes one.
    """

    def __init__(
        self,
        space: SearchSpace,
        *,
        seed: int,
        algorithm: str = "ppo",
        batch_size: int = 20,
        learning_rate: float = 3.5e-4,
        entropy: float = 1e-5,
        baseline_decay: float = 0.95,
        clip: float = 0.2,
        epochs: int = 5,
    ) -> None:
        """Draws the controller's weights."""
        self._generator = np.random.default_rng(seed)
        self._controller = Controller(space, self._generator)
        self._optimizer = Adam(self._controller.parameters, learning_rate)
        self._batch_size = batch_size
        self._baseline_decay = baseline_decay
        self._baseline: float | None = None
        self._entropy = entropy
        self._clip = clip if algorithm == "ppo" else None
        self._epochs = epochs if algorithm == "ppo" else 1

    def ask(self) -> list[Decisions]:
        """Returns architectures drawn from the controller; this search has no end of its own."""
        with threadpool_limits(1):
            drawn = self._controller.sample(self._batch_size, self._generator)
        return [tuple(row) for row in drawn.tolist()]

    def tell(self, batch: list[Decisions], accuracies: list[float]) -> None:
        """Updates the controller and then the baseline."""
        rewards = np.array(accuracies, np.float32)
        if self._baseline is None:
            self._baseline = float(rewards.mean())
        advantages = rewards - np.float32(self._baseline)
        decay = self._baseline_decay
        self._baseline = decay * self._baseline + (1 - decay) * float(rewards.mean())
        with threadpool_limits(1):
            self._learn(np.array(batch, np.int32), advantages)

    def _learn(self, decisions: NDArray[np.int32], advantages: Array) -> None:
        before: Array | None = None
        for _ in range(self._epochs):
            reading = self._controller.read(decisions)
            every = reading.log_probabilities
            if before is None:
                before = chosen_options(every, decisions)
            by_probabilities = policy_gradient(
                every, decisions, before, advantages, entropy=self._entropy, clip=self._clip
            )
            self._optimizer.step(self._controller.gradient(reading, by_probabilities))


def policy_gradient(
    every: Array,
    decisions: NDArray[np.int32],
    before: Array,
    advantages: Array,
    *,
    entropy: float,
    clip: float | None,
) -> Array:
    """Returns the gradient of the loss of PPO, or of REINFORCE, by log-probabilities.

    The loss is minus the mean over architectures and decisions of the objective and the weighted
    entropy.

    Args:
        every: (D, N, options) float32 log-probabilities of all options.
        decisions: (N, D) options that were chosen.
        before: (N, D) float32 log-probabilities of those before the first step on the batch.
        advantages: (N,) float32 rewards less the baseline.
        entropy: Weight of the entropy of the decisions.
        clip: Bound of PPO's ratios (Schulman et al. 2017, equation 7); None for REINFORCE.

    Returns:
        (D, N, options) float32.
    """
    gains = np.broadcast_to(advantages[:, None], decisions.shape)
    if clip is None:
        rewarded = gains
    else:
        ratios = np.exp(chosen_options(every, decisions) - before)
        is_rewarded = ratios * gains <= np.clip(ratios, 1 - clip, 1 + clip) * gains
        rewarded = np.where(is_rewarded, ratios * gains, np.float32(0))
    gradient = np.exp(every) * (every + 1)
    gradient *= np.float32(entropy)
    places = decisions.T[:, :, None]
    chosen = np.take_along_axis(gradient, places, axis=2) - rewarded.T[:, :, None]
    np.put_along_axis(gradient, places, chosen, axis=2)
    gradient /= np.float32(decisions.size)
    return gradient
