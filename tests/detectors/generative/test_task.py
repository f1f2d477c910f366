"""Losses of both players by hand, and their gradients against finite differences."""

import numpy as np
import pytest

pytest.importorskip("tensorflow", reason="needs waymo-kit[train]")
import keras
import tensorflow as tf
from keras import ops

from tests.detectors.generative.tiny_gan import tiny_images, tiny_recipe
from waymo_kit.detectors.generative.examples import GanExample, GanExamples
from waymo_kit.detectors.generative.recipe import Conditioning, Normalization, SourceObjective
from waymo_kit.detectors.generative.spectral import SpectralConv2D
from waymo_kit.detectors.generative.task import GanTask


def batch_of(recipe, count=6):
    source = GanExamples(tiny_images(), recipe.noise, 0)
    loaded = [source.load(index, 0) for index in range(count)]
    return GanExample(*(np.stack(values) for values in zip(*loaded, strict=True)))


def losses_of(terms):
    return sum(float(t.weight) * float(t.total) / float(t.count) for t in terms)


def softplus(x):
    return np.logaddexp(0, x)


def cross_entropy(logits, labels):
    shifted = logits - logits.max(1, keepdims=True)
    logs = shifted - np.log(np.exp(shifted).sum(1, keepdims=True))
    return -logs[np.arange(len(labels)), labels]


@pytest.mark.parametrize("objective", SourceObjective)
@pytest.mark.parametrize("on_samples", [True, False])
def test_losses_are_those_of_the_paper(objective, on_samples):
    softness = 0.1 if objective is SourceObjective.CROSS_ENTROPY else 0.0
    recipe = tiny_recipe(
        objective=objective,
        class_loss_on_samples=on_samples,
        soft_labels=softness,
        class_weight=0.7,
        dropout=0.0,
    )
    task, batch = GanTask(recipe, 2), batch_of(recipe)
    samples = task.generator([batch.noise, batch.sample_label], training=False)
    real, real_class = map(ops.convert_to_numpy, task.discriminator(batch.image / 127.5 - 1))
    made, made_class = map(ops.convert_to_numpy, task.discriminator(samples))
    if objective is SourceObjective.HINGE:
        source = np.maximum(1 - real, 0).mean() + np.maximum(1 + made, 0).mean()
        deceives = -made.mean()
    else:
        source = 0.9 * softplus(-real).mean() + 0.1 * softplus(real).mean()
        source += 0.9 * softplus(made).mean() + 0.1 * softplus(-made).mean()
        deceives = softplus(-made).mean()
    kinds = cross_entropy(made_class, batch.sample_label).mean()
    expected = source + 0.7 * cross_entropy(real_class, batch.label).mean()
    expected += 0.7 * kinds if on_samples else 0
    assert losses_of(task.discriminator_losses(batch, False)) == pytest.approx(expected, rel=1e-5)
    found = losses_of(task.generator_losses(batch, False))
    assert found == pytest.approx(deceives + 0.7 * kinds, rel=1e-5)


@pytest.fixture
def double_precision():
    before = keras.config.floatx(), keras.config.dtype_policy()
    keras.config.set_floatx("float64")
    keras.config.set_dtype_policy("float64")
    yield
    keras.config.set_floatx(before[0])
    keras.config.set_dtype_policy(before[1])


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"objective": SourceObjective.HINGE, "normalization": Normalization.SPECTRAL},
        {"conditioning": Conditioning.EMBEDDING, "class_loss_on_samples": False},
    ],
)
def test_gradients_of_both_players_equal_finite_differences(changes, double_precision):
    """In training mode and double precision, in a random direction of each weight."""
    recipe = tiny_recipe(dropout=0.0, **changes)
    keras.utils.set_random_seed(1)
    task, batch = GanTask(recipe, 2), batch_of(recipe)
    models = [player.model for player in task.players]
    for weight in [w for model in models for w in model.trainable_variables if len(w.shape) > 1]:
        weight.assign(weight * 8)  # so that losses depend on all of them
    for layer in task.discriminator.layers:
        if isinstance(layer, SpectralConv2D):  # the gradient is that of a power iteration's end
            matrix = layer.kernel.numpy().reshape(-1, layer.filters)
            layer.singular_vector.assign(np.linalg.svd(matrix)[2][0])
    states = [w for model in models for w in model.non_trainable_variables]
    before = [w.numpy() for w in states]
    random = np.random.default_rng(0)
    for player in task.players:

        @tf.function
        def total(player=player):
            for weight, value in zip(states, before, strict=True):
                weight.assign(value)  # statistics and power iterations begin anew
            terms = player.losses(batch, True)
            return tf.add_n([t.weight * t.total / tf.cast(t.count, tf.float64) for t in terms])

        variables = player.model.trainable_variables
        with tf.GradientTape() as tape:
            loss = total()
        gradients = tape.gradient(loss, [w.value for w in variables])
        slopes = []
        for weight, gradient in zip(variables, gradients, strict=True):
            values, slope = weight.numpy(), tf.convert_to_tensor(gradient).numpy()
            direction, losses = random.normal(size=slope.shape), []
            for sign in (1, -1):
                weight.assign(values + sign * 1e-7 * direction)
                losses.append(float(total()))
            weight.assign(values)
            slopes.append(float((slope * direction).sum()))
            found = (losses[0] - losses[1]) / 2e-7
            assert found == pytest.approx(slopes[-1], rel=1e-4, abs=1e-5), weight.path
        assert sum(abs(slope) > 1e-3 for slope in slopes) > len(slopes) / 2


def test_a_player_has_no_gradient_in_the_other():
    recipe = tiny_recipe(dropout=0.0)
    task, batch = GanTask(recipe, 2), batch_of(recipe)
    weights = [w.value for w in task.generator.trainable_variables]
    with tf.GradientTape() as tape:
        tape.watch(weights)
        total = sum(term.total for term in task.discriminator_losses(batch, True))
    assert all(gradient is None for gradient in tape.gradient(total, weights))
