"""The controller: probabilities, draws, the gradient of PPO against a naive version, a toy."""

import numpy as np
import pytest

pytest.importorskip("threadpoolctl", reason="needs waymo-kit[train]")

from tests.detectors.search.tables import additive_table
from waymo_kit.detectors.search.cell_space import PnasSpace
from waymo_kit.detectors.search.controller import Controller
from waymo_kit.detectors.search.reinforcement import ControllerSearch, policy_gradient

CLIP, ENTROPY = 0.1, 0.03


def naive_log_probabilities(weights, options, decisions, units, max_logit=2.5, temperature=5.0):
    """Log-probabilities (decisions, options) of one sequence, in loops."""
    embeddings, kernel, recurrent, bias = (one[0] for one in weights[:4])
    project, offsets = weights[4:]
    hidden, state = np.zeros(units), np.zeros(units)
    token, width = 0, max(options)
    rows = []
    for place, count in enumerate(options):
        x = embeddings[token] @ kernel + hidden @ recurrent + bias
        into, forget, new, out = (x[k * units : (k + 1) * units] for k in range(4))
        state = sigmoid(forget) * state + sigmoid(into) * np.tanh(new)
        hidden = sigmoid(out) * np.tanh(state)
        logits = hidden @ project[place] + offsets[place]
        logits = max_logit * np.tanh(logits / temperature)
        row = np.full(width, -np.inf)
        row[:count] = logits[:count] - np.log(np.exp(logits[:count]).sum())
        rows.append(row)
        token = 1 + place * width + decisions[place]
    return np.array(rows)


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def naive_loss(weights, options, batch, before, advantages, units, clip):
    """The mean over examples of what PPO, or REINFORCE without a clip, minimises."""
    losses = []
    for decisions, old, advantage in zip(batch, before, advantages, strict=True):
        total = 0.0
        rows = naive_log_probabilities(weights, options, decisions, units)
        for place, option in enumerate(decisions):
            row = rows[place][: options[place]]
            if clip is None:
                objective = row[option] * advantage
            else:
                ratio = np.exp(row[option] - old[place])
                clipped = min(max(ratio, 1 - clip), 1 + clip)
                objective = min(ratio * advantage, clipped * advantage)
            total += objective - ENTROPY * (np.exp(row) * row).sum()
        losses.append(-total / len(decisions))
    return np.mean(losses)


@pytest.mark.parametrize("clip", [CLIP, None])
def test_the_gradient_is_that_of_a_naive_version(clip):
    space, units = additive_table(), 3
    generator = np.random.default_rng(1)
    controller = Controller(space, generator, units=units)
    # Large weights, so that some ratios are clipped.
    controller.parameters.flat[:] = generator.normal(size=controller.parameters.flat.shape)
    batch = controller.sample(6, generator)
    before = controller.log_probabilities(batch)
    before = before + generator.normal(scale=0.2, size=before.shape).astype(np.float32)
    advantages = generator.normal(size=6).astype(np.float32)
    weights = [one.astype(np.float64) for one in controller.parameters.arrays]
    reading = controller.read(batch)
    by_probabilities = policy_gradient(
        reading.log_probabilities, batch, before, advantages, entropy=ENTROPY, clip=clip
    )
    found = controller.gradient(reading, by_probabilities)
    ends = np.cumsum([one.size for one in weights])

    def loss(changed):
        return naive_loss(changed, space.options, batch, before, advantages, units, clip)

    checked = 0
    for number, gradient in enumerate(np.split(found, ends[:-1])):
        for k in generator.choice(gradient.size, min(gradient.size, 12), replace=False):
            step = np.zeros(gradient.size)
            step[k] = 1e-6
            step = step.reshape(weights[number].shape)
            up = [w + step if n == number else w for n, w in enumerate(weights)]
            down = [w - step if n == number else w for n, w in enumerate(weights)]
            assert gradient[k] == pytest.approx((loss(up) - loss(down)) / 2e-6, abs=2e-6, rel=1e-3)
            checked += gradient[k] != 0
    assert checked > 40


def test_log_probabilities_are_those_of_a_naive_version():
    space = additive_table()
    generator = np.random.default_rng(2)
    controller = Controller(space, generator, units=4)
    controller.parameters.flat[:] = generator.normal(size=controller.parameters.flat.shape)
    batch = controller.sample(5, generator)
    found = controller.read(batch).log_probabilities
    for n, decisions in enumerate(batch):
        naive = naive_log_probabilities(
            controller.parameters.arrays, space.options, decisions, units=4
        )
        for place, count in enumerate(space.options):
            assert found[place, n, :count] == pytest.approx(naive[place, :count], abs=1e-5)
            assert np.exp(found[place, n, count:]).sum() == 0


def test_probabilities_add_up_to_one_over_a_whole_space():
    space = PnasSpace(1)
    controller = Controller(space, np.random.default_rng(3), units=8)
    every = np.array(list(space.enumerate(1)), np.int32)
    probabilities = np.exp(controller.log_probabilities(every).sum(axis=1, dtype=np.float64))
    assert len(every) == 256
    assert probabilities.sum() == pytest.approx(1, abs=1e-5)


def test_draws_have_their_probabilities():
    space = PnasSpace(1)
    controller = Controller(space, np.random.default_rng(3), units=8)
    controller.parameters.flat[:] *= 4
    every = np.array(list(space.enumerate(1)), np.int32)
    expected = np.exp(controller.log_probabilities(every).sum(axis=1))
    draws = controller.sample(20_000, np.random.default_rng(0))
    keys = np.ravel_multi_index(draws.T, space.options)
    shares = np.bincount(keys, minlength=256) / len(draws)
    assert np.abs(shares - expected).max() < 6 * np.sqrt(expected.max() / len(draws))


def test_impossible_options_are_never_drawn():
    space = additive_table()
    generator = np.random.default_rng(0)
    draws = Controller(space, generator, units=8).sample(2000, generator)
    assert (draws < np.array(space.options)).all()
    assert (draws.max(axis=0) == np.array(space.options) - 1).all()


def test_a_search_is_deterministic_by_its_seed():
    space = additive_table()
    runs = []
    for seed in (0, 5, 5):
        search = ControllerSearch(space, seed=seed, batch_size=4, learning_rate=0.01)
        asked = []
        for _ in range(3):
            batch = search.ask()
            search.tell(batch, [space.accuracy(one) for one in batch])
            asked += batch
        runs.append(asked)
    assert runs[1] == runs[2] != runs[0]


@pytest.mark.parametrize("algorithm", ["ppo", "reinforce"])
def test_it_converges_on_a_toy_reward(algorithm):
    space = PnasSpace(1)
    rate = 2e-2 if algorithm == "ppo" else 1e-2
    search = ControllerSearch(space, seed=0, algorithm=algorithm, learning_rate=rate)
    target = (1, 0, 5, 2)
    means = []
    for _ in range(60 if algorithm == "ppo" else 150):
        batch = search.ask()
        rewards = [sum(a == b for a, b in zip(one, target, strict=True)) / 4 for one in batch]
        means.append(np.mean(rewards))
        search.tell(batch, rewards)
    assert means[0] < 0.45
    assert np.mean(means[-5:]) > 0.85
