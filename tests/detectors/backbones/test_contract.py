"""What every backbone promises, shown on reduced versions of all families."""

import numpy as np
import pytest

keras = pytest.importorskip("keras", reason="needs waymo-kit[train]")

from keras import ops  # noqa: E402

from tests.detectors.backbones.seeded import images, seed_weights  # noqa: E402
from waymo_kit.detectors.backbones import BACKBONES, create_backbone  # noqa: E402

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
    "nasnet_mobile": (CELLS, 64, {4: 8, 8: 48, 16: 96, 32: 192}),
    "nasnet_large": (CELLS, 64, {4: 8, 8: 48, 16: 96, 32: 192}),
    "nasnet_cifar": (CELLS, 16, {1: 48, 2: 96, 4: 192}),
    "pnasnet5_large": (CELLS, 64, {4: 10, 8: 40, 16: 80, 32: 160}),
}
"""Name -> changes, side of the images, channels by stride."""

every_backbone = pytest.mark.parametrize("name", REDUCED)


def reduced(name, **options):
    changes, size, _ = REDUCED[name]
    return create_backbone(
        name, input_shape=(size, size, 3), **{"num_classes": 5, **changes, **options}
    )


def batch_for(name, count=2):
    return images(count, REDUCED[name][1]), np.arange(count) % 5


def compile_for_training(model, **options):
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    optimizer = keras.optimizers.SGD(0.1, momentum=0.9)
    model.compile(optimizer, loss, **{"jit_compile": False, **options})


def numpy_of(x):
    return ops.convert_to_numpy(x)


def test_every_family_is_shown():
    assert {type(BACKBONES[name]) for name in REDUCED} == {type(b) for b in BACKBONES.values()}


@every_backbone
def test_features_have_the_promised_strides_and_channels(name):
    _, size, channels = REDUCED[name]
    model = reduced(name, include_top=False)
    assert {key: x.shape for key, x in model.output.items()} == {
        f"stride_{stride}": (None, size // stride, size // stride, filters)
        for stride, filters in channels.items()
    }


@every_backbone
def test_all_shapes_but_the_batch_are_static(name):
    for operation in reduced(name).operations:
        outputs = operation.output if isinstance(operation.output, list) else [operation.output]
        for output in outputs:
            assert None not in output.shape[1:], operation.name


@every_backbone
def test_each_example_of_a_batch_of_any_size_is_seen_alone(name):
    model = reduced(name)
    seed_weights(model)
    batch, _ = batch_for(name, 3)
    together = numpy_of(model(batch, training=False))
    assert together.shape == (3, 5) and together.dtype == np.float32
    alone = [numpy_of(model(batch[k : k + 1], training=False))[0] for k in range(3)]
    np.testing.assert_allclose(together, alone, atol=1e-5)


@every_backbone
def test_the_gradient_reaches_every_weight(name):
    model = reduced(name)
    seed_weights(model)
    compile_for_training(model)
    before = [w.numpy() for w in model.trainable_weights]
    model.train_on_batch(*batch_for(name, 4))
    still = [
        w.path
        for w, old in zip(model.trainable_weights, before, strict=True)
        if np.array_equal(w.numpy(), old)
    ]
    assert still == []


@every_backbone
def test_the_same_seed_gives_the_same_network_and_the_same_training(name):
    def trained():
        keras.utils.set_random_seed(7)
        model = reduced(name)
        compile_for_training(model)
        losses = [model.train_on_batch(*batch_for(name, 4)) for _ in range(2)]
        return losses, numpy_of(model(batch_for(name)[0], training=False))

    (first_losses, first), (second_losses, second) = trained(), trained()
    np.testing.assert_allclose(first_losses, second_losses, rtol=1e-5)
    np.testing.assert_allclose(first, second, rtol=1e-4, atol=1e-5)


@every_backbone
def test_a_saved_network_goes_on_as_if_it_had_not_been_saved(name, tmp_path):
    """Evaluates alike, then trains alike: weights, optimizer, dropping and its progress."""
    model = reduced(name)
    seed_weights(model)
    compile_for_training(model)
    batch = batch_for(name, 4)
    model.train_on_batch(*batch)
    model.save(tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras")
    np.testing.assert_allclose(
        numpy_of(loaded(batch[0], training=False)),
        numpy_of(model(batch[0], training=False)),
        atol=1e-6,
    )
    losses = model.train_on_batch(*batch), loaded.train_on_batch(*batch)
    np.testing.assert_allclose(*losses, rtol=1e-5)
    for ours, theirs in zip(model.weights, loaded.weights, strict=True):
        np.testing.assert_allclose(ours.numpy(), theirs.numpy(), rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize("policy", ["mixed_bfloat16", "mixed_float16"])
@every_backbone
def test_mixed_precision_keeps_float32_weights_and_logits(name, policy):
    exact = reduced(name)
    seed_weights(exact)
    keras.config.set_dtype_policy(policy)
    try:
        model = reduced(name)
    finally:
        keras.config.set_dtype_policy("float32")
    seed_weights(model)
    assert {w.dtype for w in model.trainable_weights} == {"float32"}
    batch, _ = batch_for(name)
    logits, expected = (numpy_of(m(batch, training=False)) for m in (model, exact))
    assert logits.dtype == np.float32
    tolerance = 0.1 if policy == "mixed_bfloat16" else 0.01
    np.testing.assert_allclose(logits, expected, atol=tolerance * np.abs(expected).max())


@every_backbone
def test_a_training_step_compiles_and_equals_the_plain_one(name):
    plain, compiled = reduced(name), reduced(name)
    batch = batch_for(name, 4)
    for model in (plain, compiled):
        seed_weights(model)
    compile_for_training(plain)
    compile_for_training(compiled, jit_compile=True)
    losses = plain.train_on_batch(*batch), compiled.train_on_batch(*batch)
    dropped = BACKBONES[name].dropout or "drop_path" in REDUCED[name][0]
    if not dropped:
        np.testing.assert_allclose(*losses, rtol=1e-4)
    assert np.isfinite(losses).all()
