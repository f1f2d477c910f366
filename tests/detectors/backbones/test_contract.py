"""What every backbone promises, shown on reduced versions of all families."""

import numpy as np
import pytest

pytest.importorskip("keras", reason="needs waymo-kit[train]")

import keras
from keras import ops

from tests.detectors.backbones.seeded import images, seed_weights
from waymo_kit.detectors.backbones import BACKBONES, create_backbone
from waymo_kit.detectors.backbones.layers import (
    AugmentedConv2D,
    CenteredMaxPooling2D,
    DropPath,
    GlobalAttention2D,
    HaloAttention2D,
    ProgressCounter,
    ScheduledDropPath,
    resize_relative_table,
)

RESNET = {"depths": (2, 1, 1, 1), "width": 8}
HALO = {**RESNET, "heads": (2, 2, 2, 2), "block_size": 2, "halo": 1}
CELLS = {"cells": 3, "filters": 8, "stem_filters": 4, "drop_path_steps": 2}
REDUCED = {
    "resnet50": ({**RESNET, "drop_path": 0.2}, 64, {4: 32, 8: 64, 16: 128, 32: 256}),
    "botnet50": (RESNET, 64, {4: 32, 8: 64, 16: 128, 32: 256}),
    "botnet_s1_59": (RESNET, 64, {4: 32, 8: 64, 16: 256}),
    "halonet_h1": (HALO, 64, {4: 8, 8: 16, 16: 32, 32: 64}),
    "halonet_h5": (
        {**HALO, "final_filters": 24, "mask_padding": True},
        64,
        {4: 16, 8: 32, 16: 64, 32: 128},
    ),
    "aa_resnet34": (RESNET, 64, {4: 8, 8: 16, 16: 32, 32: 64}),
    "aa_resnet50": (RESNET, 64, {4: 32, 8: 64, 16: 128, 32: 256}),
    "aa_wide_resnet28_10": ({"depth": 10, "widening": 1}, 16, {1: 16, 2: 32, 4: 64}),
    "nasnet_large": (CELLS, 64, {4: 8, 8: 48, 16: 96, 32: 192}),
    "nasnet_cifar": (CELLS, 16, {1: 48, 2: 96, 4: 192}),
    "mobilenet_v1": ({"width": 0.25}, 64, {2: 16, 4: 32, 8: 64, 16: 128, 32: 256}),
    "mobilenet_v2_torch": (
        {"width": 0.35, "drop_path": 0.2},
        64,
        {2: 8, 4: 8, 8: 16, 16: 32, 32: 1280},
    ),
    "pnasnet5_large": (CELLS, 64, {4: 10, 8: 40, 16: 80, 32: 160}),
}
"""Name -> changes, side of the images, channels by stride."""


SLOWEST = "nasnet_large"

keras_saves = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
"""Keras itself warns with NumPy 2 when it saves variables."""


@pytest.fixture(
    scope="module",
    params=[pytest.param(k, marks=[pytest.mark.heavy] if k == SLOWEST else []) for k in REDUCED],
)
def name(request):
    return request.param


@pytest.fixture(scope="module")
def network(name):
    """A network with given weights, for evaluation."""
    model = reduced(name)
    seed_weights(model)
    return model


@pytest.fixture(scope="module")
def trained(name):
    """A network after a step of training, and its weights before."""
    keras.utils.set_random_seed(0)  # which paths are dropped: never one in all examples
    model = reduced(name)
    seed_weights(model)
    compile_for_training(model, run_eagerly=True)
    before = [w.numpy() for w in model.trainable_weights]
    model.train_on_batch(*batch_for(name))
    return model, before


def reduced(name, **options):
    changes, size, _ = REDUCED[name]
    return create_backbone(
        name, input_shape=(size, size, 3), **{"num_classes": 5, **changes, **options}
    )


def batch_for(name, count=4):
    return images(count, REDUCED[name][1]), np.arange(count) % 5


def compile_for_training(model, **options):
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.SGD(0.1, momentum=0.9), loss, **options)


def evaluate(model, batch):
    return ops.convert_to_numpy(model(batch, training=False))


def test_every_family_is_shown():
    assert {type(BACKBONES[name]) for name in REDUCED} == {type(b) for b in BACKBONES.values()}


def test_features_have_the_promised_strides_and_channels_and_static_shapes(name):
    _, size, channels = REDUCED[name]
    model = reduced(name, include_top=False)
    assert {key: x.shape for key, x in model.output.items()} == {
        f"stride_{stride}": (None, size // stride, size // stride, filters)
        for stride, filters in channels.items()
    }
    for operation in model.operations:
        outputs = operation.output if isinstance(operation.output, list) else [operation.output]
        for output in outputs:
            assert None not in output.shape[1:], operation.name


def test_each_example_of_an_odd_batch_is_seen_alone(name, network):
    batch, _ = batch_for(name, 3)
    together = evaluate(network, batch)
    assert together.shape == (3, 5)
    assert together.dtype == np.float32
    np.testing.assert_allclose(together[1:2], evaluate(network, batch[1:2]), atol=1e-5)


@pytest.mark.parametrize(
    ("policy", "tolerance"),
    [("mixed_bfloat16", 0.1), pytest.param("mixed_float16", 0.01, marks=pytest.mark.heavy)],
)
def test_mixed_precision_keeps_float32_weights_and_logits(name, network, policy, tolerance):
    keras.config.set_dtype_policy(policy)
    try:
        model = reduced(name)
    finally:
        keras.config.set_dtype_policy("float32")
    assert {w.dtype for w in model.trainable_weights} == {"float32"}
    seed_weights(model)
    batch, _ = batch_for(name, 2)
    logits, expected = evaluate(model, batch), evaluate(network, batch)
    assert logits.dtype == np.float32
    np.testing.assert_allclose(logits, expected, atol=tolerance * np.abs(expected).max())


def test_the_gradient_reaches_every_weight(trained):
    model, before = trained
    still = [
        w.path
        for w, old in zip(model.trainable_weights, before, strict=True)
        if np.array_equal(w.numpy(), old)
    ]
    assert still == []


@keras_saves
def test_a_saved_network_goes_on_as_if_it_had_not_been_saved(name, trained, tmp_path):
    """Evaluates alike, then trains alike, once the masks agree: Keras saves no random states."""
    model, _ = trained
    model.save(tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras")
    batch, labels = batch_for(name)
    np.testing.assert_allclose(evaluate(loaded, batch), evaluate(model, batch), atol=1e-6)
    for ours, theirs in zip(model.variables, loaded.variables, strict=True):
        if ours.path.endswith("seed_generator_state"):
            theirs.assign(ours)
    losses = [each.train_on_batch(batch, labels) for each in (model, loaded)]
    np.testing.assert_allclose(*losses, rtol=1e-5)
    for ours, theirs in zip(model.weights, loaded.weights, strict=True):
        np.testing.assert_allclose(ours.numpy(), theirs.numpy(), rtol=1e-3, atol=1e-4)


def test_the_same_seed_gives_the_same_network_and_drops_the_same_paths(name):
    def outputs():
        keras.utils.set_random_seed(7)
        model = reduced(name)
        batch, _ = batch_for(name, 2)
        return [ops.convert_to_numpy(model(batch, training=True)) for _ in range(2)]

    np.testing.assert_allclose(outputs(), outputs(), rtol=1e-5, atol=1e-6)


@keras_saves
@pytest.mark.parametrize("name", ["botnet50", "aa_resnet50"], scope="module")
def test_weights_of_one_image_size_load_at_another(name, network, tmp_path):
    """All but the tables of relative positions, which are resized, are equal afterwards."""
    larger = create_backbone(name, num_classes=5, input_shape=(96, 128, 3), **REDUCED[name][0])
    network.save_weights(tmp_path / "all.weights.h5")
    larger.load_weights(tmp_path / "all.weights.h5")
    resized = 0
    for small, large in zip(network.weights, larger.weights, strict=True):
        table = small.numpy()
        if table.shape != large.shape:
            resized += 1
            table = resize_relative_table(table, large.shape[0])
        np.testing.assert_array_equal(large.numpy(), table)
    assert resized > 0
    assert np.isfinite(evaluate(larger, np.ones((1, 96, 128, 3), np.float32))).all()


def assert_a_step_compiles_and_equals_the_plain_one(plain, compiled, batch, *, exact):
    compiled.set_weights(plain.get_weights())
    compile_for_training(plain, run_eagerly=True)
    compile_for_training(compiled, jit_compile=True)
    losses = plain.train_on_batch(*batch), compiled.train_on_batch(*batch)
    assert np.isfinite(losses).all()
    if exact:
        np.testing.assert_allclose(*losses, rtol=1e-4)


@pytest.mark.heavy
def test_a_training_step_compiles_and_equals_the_plain_one(name):
    plain = reduced(name)
    seed_weights(plain)
    exact = not (BACKBONES[name].dropout or "drop_path" in REDUCED[name][0])
    assert_a_step_compiles_and_equals_the_plain_one(
        plain, reduced(name), batch_for(name), exact=exact
    )


def test_a_training_step_of_the_layers_compiles_and_equals_the_plain_one():
    def model():
        image = keras.Input((16, 16, 3))
        x = AugmentedConv2D(8, 3, heads=2, key_depth=4, value_depth=4, stride=2)(image)
        x = CenteredMaxPooling2D(3, 2)(x)
        x = HaloAttention2D(2, 4, 8, block=2, halo=1, mask_padding=True)(x)
        x = GlobalAttention2D(2, 4, 8)(DropPath(1.0)(x))
        x = ScheduledDropPath(0.5, 1.0)(x, ProgressCounter(10)(image))
        x = keras.layers.GlobalAveragePooling2D()(x)
        return keras.Model(image, keras.layers.Dense(5)(x))

    batch = images(4, 16), np.arange(4)
    assert_a_step_compiles_and_equals_the_plain_one(model(), model(), batch, exact=True)
