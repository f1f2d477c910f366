"""Architecture search by reinforcement learning (Zoph et al. 2018, section 3 and appendix A)."""

from __future__ import annotations

import keras
import numpy as np
from keras import ops

from waymo_kit.detectors.search.controller import Controller
from waymo_kit.detectors.search.space import Decisions, SearchSpace
from waymo_kit.detectors.search.strategy import Strategy


class ControllerSearch(Strategy):
    """Trains a controller to write architectures with high accuracies.

    The reward is the accuracy; a moving average of it is the baseline. The controller learns from
    each batch by proximal policy optimisation, or by REINFORCE as in the authors' earlier work
    (Zoph and Le 2017).

    Args:
        space: What to choose from.
        seed: Seed of the controller's weights and draws.
        algorithm: "ppo" or "reinforce".
        batch_size: Number of architectures per update. Defaults to 20, the paper's.
        learning_rate: Adam's. Defaults to 3.5e-4, the paper's.
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
        """Builds the controller and its learner."""
        self._generator = np.random.default_rng(seed)
        self._space = space
        self._controller = Controller(space, seed=seed)
        self._batch_size = batch_size
        self._baseline_decay = baseline_decay
        self._baseline: float | None = None
        self._epochs = epochs if algorithm == "ppo" else 1
        self._learner = policy_learner(
            self._controller,
            keras.optimizers.Adam(learning_rate),
            entropy=entropy,
            clip=clip if algorithm == "ppo" else None,
        )

    def restart(self, seed: int) -> None:
        """Becomes the search of another seed, without compiling anything again."""
        self._generator = np.random.default_rng(seed)
        self._baseline = None
        fresh = Controller(self._space, seed=seed)
        self._controller.scorer.set_weights(fresh.scorer.get_weights())
        optimizer = self._learner.optimizer
        for variable in optimizer.variables:
            if variable is not optimizer.learning_rate:
                variable.assign(ops.zeros_like(variable))

    def ask(self) -> list[Decisions]:
        """Returns architectures drawn from the controller; this search has no end of its own."""
        drawn = self._controller.sample(self._batch_size, self._generator)
        return [tuple(map(int, row)) for row in drawn]

    def tell(self, batch: list[Decisions], accuracies: list[float]) -> None:
        """Updates the controller and then the baseline."""
        rewards = np.array(accuracies, np.float32)
        if self._baseline is None:
            self._baseline = float(rewards.mean())
        advantages = rewards - np.float32(self._baseline)
        decay = self._baseline_decay
        self._baseline = decay * self._baseline + (1 - decay) * float(rewards.mean())
        decisions = np.array(batch, np.int32)
        before = self._controller.log_probabilities(decisions)
        inputs = [decisions, before, advantages]
        for _ in range(self._epochs):
            self._learner.train_on_batch(inputs, np.zeros(len(batch), np.float32))


def policy_learner(
    controller: Controller,
    optimizer: keras.optimizers.Optimizer,
    *,
    entropy: float,
    clip: float | None,
) -> keras.Model:
    """Builds the model whose training step updates a controller.

    Args:
        controller: The controller, whose weights the model shares.
        optimizer: What applies the gradients.
        entropy: Weight of the mean entropy of the decisions.
        clip: Bound of PPO's ratios (Schulman et al. 2017, equation 7); None for REINFORCE.

    Returns:
        A compiled model of [decisions (N, D) int32, log-probabilities before the update (N, D),
        advantages (N,)] whose output (N,) is the loss of each example; targets are ignored.
    """
    decisions = keras.Input((controller.num_decisions,), dtype="int32")
    before = keras.Input((controller.num_decisions,))
    advantages = keras.Input(())
    every = controller.scorer(decisions)
    chosen = ops.take_along_axis(every, decisions[:, :, None], axis=2)[:, :, 0]
    gain = advantages[:, None]
    if clip is None:
        objective = chosen * gain
    else:
        ratio = ops.exp(chosen - before)
        objective = ops.minimum(ratio * gain, ops.clip(ratio, 1 - clip, 1 + clip) * gain)
    entropies = -ops.sum(ops.exp(every) * every, axis=2)
    loss = -ops.mean(objective + entropy * entropies, axis=1)
    model = keras.Model([decisions, before, advantages], loss)
    model.compile(optimizer=optimizer, loss=lambda _, losses: losses, jit_compile=False)
    return model
