"""LiDAR networks under JAX and on two devices give what they give here."""

import os
import subprocess
import sys

import numpy as np
import pytest

pytest.importorskip("keras", reason="needs waymo-kit[train]")

import keras
from keras import ops

from tests.detectors.lidar.networks import CONFIGS, batch_for, made

JAX_PROGRAM = """
import sys
import jax
import numpy as np
from tests.detectors.lidar.networks import CONFIGS
from waymo_kit.detectors.lidar.network import create_network
import keras
assert keras.backend.backend() == "jax"
given = np.load(sys.argv[2])
network = create_network(CONFIGS[sys.argv[1]])
weights = [given[f"weight{k}"] for k in range(len(network.model.weights))]
network.model.set_weights(weights)
pillars = tuple(given[f"pillars{k}"] for k in range(3))
state = [[v.value for v in group] for group in (
    network.model.trainable_variables, network.model.non_trainable_variables
)]


@jax.jit
def work(pillars):
    maps, _ = network.model.stateless_call(*state, pillars, training=False)
    in_training, _ = network.model.stateless_call(*state, pillars, training=True)
    return [*maps, *network.head.decode(maps), *in_training]


made = work(pillars)
np.savez(sys.argv[3], *(np.asarray(part) for part in made))
"""


@pytest.mark.parametrize("name", ["centers", pytest.param("anchors", marks=pytest.mark.heavy)])
def test_jax_gives_equal_outputs(name, tmp_path):
    pytest.importorskip("jax")
    if keras.backend.backend() == "jax":
        pytest.skip("this is JAX")
    network = made(CONFIGS[name])
    pillars, _ = batch_for(network, 2)
    rng = np.random.default_rng(0)
    weights = [
        w + 0.1 * rng.random(w.shape).astype(np.float32) for w in network.model.get_weights()
    ]
    network.model.set_weights(weights)
    given = {f"weight{k}": w for k, w in enumerate(weights)}
    given |= {f"pillars{k}": part for k, part in enumerate(pillars)}
    np.savez(tmp_path / "given.npz", **given)
    maps = network.model(pillars, training=False)
    expected = [*maps, *network.head.decode(maps), *network.model(pillars, training=True)]
    root = __file__.rpartition("/tests/")[0]
    subprocess.run(
        [sys.executable, "-c", JAX_PROGRAM, name, tmp_path / "given.npz", tmp_path / "made.npz"],
        check=True,
        cwd=root,
        env={**os.environ, "KERAS_BACKEND": "jax", "JAX_PLATFORMS": "cpu"},
    )
    shown = np.load(tmp_path / "made.npz")
    for part, ours in zip(shown.values(), expected, strict=True):
        ours = ops.convert_to_numpy(ours)
        np.testing.assert_allclose(part, ours, atol=1e-4 * max(1, np.abs(ours).max()))


MIRRORED_PROGRAM = """
import sys
import numpy as np
import tensorflow as tf
import keras
from tests.detectors.lidar.networks import CONFIGS, batch_for, made
from waymo_kit.detectors.lidar.network import create_network

cpu = tf.config.list_physical_devices("CPU")[0]
tf.config.set_logical_device_configuration(cpu, [tf.config.LogicalDeviceConfiguration()] * 2)
one = made(CONFIGS[sys.argv[1]])
pillars, targets = batch_for(one, 2)


def gradients(network, pillars, targets, over_replicas):
    weights = network.model.trainable_variables
    with tf.GradientTape() as tape:
        terms = network.head.losses(network.model(pillars, training=True), targets)
        counts = [over_replicas(term.count) for term in terms]
        loss = sum(
            term.weight * term.total / tf.maximum(count, 1.0)
            for term, count in zip(terms, counts, strict=True)
        )
    return [over_replicas(g) for g in tape.gradient(loss, [w.value for w in weights])]


expected = tf.function(gradients)(one, pillars, targets, tf.identity)
strategy = tf.distribute.MirroredStrategy(["CPU:0", "CPU:1"])
with strategy.scope():
    two = made(CONFIGS[sys.argv[1]])


def on_a_replica(pillars, targets):
    context = tf.distribute.get_replica_context()
    return gradients(two, pillars, targets, lambda x: context.all_reduce("SUM", x))


def part(context, arrays):
    k = context.replica_id_in_sync_group
    return [array[k : k + 1] for array in arrays]


shared = strategy.experimental_distribute_values_from_function(
    lambda context: (tuple(part(context, pillars)), type(targets)(*part(context, targets)))
)
shown = tf.function(lambda values: strategy.run(on_a_replica, args=values))(shared)
shown = [strategy.experimental_local_results(g)[0].numpy() for g in shown]
for ours, theirs in zip(shown, expected, strict=True):
    np.testing.assert_allclose(ours, theirs, atol=1e-3 * np.abs(theirs).max() + 1e-6)
for ours, theirs in zip(two.model.non_trainable_variables, one.model.non_trainable_variables):
    np.testing.assert_allclose(ours.numpy(), theirs.numpy(), atol=1e-4)
"""


@pytest.mark.heavy
@pytest.mark.parametrize("name", ["centers", "anchors"])
def test_two_devices_have_the_gradients_and_statistics_of_one(name):
    """Frames of different residuals of points, so that means of means would be wrong."""
    pytest.importorskip("tensorflow")
    subprocess.run(
        [sys.executable, "-c", MIRRORED_PROGRAM, name],
        check=True,
        cwd=__file__.rpartition("/tests/")[0],
        env={**os.environ, "KERAS_BACKEND": "tensorflow", "CUDA_VISIBLE_DEVICES": ""},
    )
