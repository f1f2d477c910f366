"""Trainings that start from pretrained weights."""

import dataclasses

import numpy as np
import pytest

keras = pytest.importorskip("keras", reason="needs waymo-kit[train]")
pytest.importorskip("tensorflow", reason="needs waymo-kit[train]")

from tests.detectors.backbones.pretrained.made_tflite import write_tflite
from tests.detectors.backbones.seeded import seed_weights
from tests.detectors.classification.made_images import colored_images
from waymo_kit.configuration import read_configuration
from waymo_kit.detectors.backbones import create_backbone
from waymo_kit.detectors.classification.recipe import Recipe
from waymo_kit.detectors.classification.run import RECIPE, train_classifier
from waymo_kit.detectors.classification.trained_classifier import load_classifier
from waymo_kit.detectors.training.settings import ParameterGroup, TrainingSettings
from waymo_kit.errors import InvalidInputError, NotFoundError

pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
"""Keras itself warns with NumPy 2 when its variables are read."""


@pytest.fixture
def weights(tmp_path):
    """A file of keras.applications with seeded weights, and their first kernel."""
    theirs = keras.applications.MobileNet((32, 32, 3), alpha=0.25, weights=None, classes=7)
    seed_weights(theirs)
    theirs.save_weights(tmp_path / "mobilenet.weights.h5")
    kernels = {name: theirs.get_layer(name).kernel.numpy() for name in ("conv1", "conv_pw_13")}
    return str(tmp_path / "mobilenet.weights.h5"), kernels


def recipe_with(weights, **changes):
    training = TrainingSettings(
        steps=2,
        batch_size=6,
        optimizer="sgd",
        learning_rate=0.1,
        warmup=0.0,
        weight_decay=0.0,
        average_decay=0.0,
        frozen=("mobilenet_v1/stem_*", "mobilenet_v1/block1_*"),
        groups=(ParameterGroup("mobilenet_v1/block13_*", learning_rate_factor=0.0),),
    )
    return Recipe(
        "mobilenet_v1",
        width_factor=0.25,
        weights=weights,
        image_size=32,
        training=dataclasses.replace(training, **changes),
    )


def kernel_of(model, name):
    return model.get_layer("mobilenet_v1").get_layer(name).kernel.numpy()


def test_stages_stay_frozen_others_learn_and_the_scaling_is_recorded(tmp_path, weights):
    path, kernels = weights
    run = tmp_path / "run"
    train_classifier(recipe_with(path), colored_images(12), run)
    recorded = read_configuration(run / RECIPE, Recipe())
    assert recorded.scaling.mean == (127.5, 127.5, 127.5)
    (tmp_path / "mobilenet.weights.h5").unlink()
    model = load_classifier(run / "checkpoints" / "step-000000002.npz").model
    assert model.output_shape == (None, 3)
    np.testing.assert_array_equal(kernel_of(model, "stem_conv"), kernels["conv1"])
    np.testing.assert_array_equal(kernel_of(model, "block13_point_conv"), kernels["conv_pw_13"])
    levels = np.full((1, 32, 32, 3), 255, np.float32)
    scaled = keras.Model(model.input, model.get_layer("scaled").output)(levels)
    np.testing.assert_allclose(keras.ops.convert_to_numpy(scaled), 1, atol=1e-6)


def test_what_is_not_frozen_starts_from_the_file(tmp_path, weights):
    path, kernels = weights
    recipe = recipe_with(path, learning_rate=1e-7, frozen=(), groups=())
    train_classifier(recipe, colored_images(12), tmp_path / "run")
    model = load_classifier(tmp_path / "run" / "checkpoints" / "step-000000002.npz").model
    found = kernel_of(model, "block13_point_conv")
    np.testing.assert_allclose(found, kernels["conv_pw_13"], atol=1e-4)
    assert not np.array_equal(found, kernels["conv_pw_13"])


def test_a_network_with_folded_normalization_trains_as_the_one_in_the_file(tmp_path):
    if keras.backend.backend() != "tensorflow":
        pytest.skip("converting to TFLite needs Keras on TensorFlow")
    published = create_backbone("mobilenet_v1", width=0.25, num_classes=7, input_shape=(32, 32, 3))
    seed_weights(published)
    write_tflite(tmp_path / "net.tflite", published)
    images = colored_images(300)
    recipe = recipe_with(str(tmp_path / "net.tflite"), steps=1, learning_rate=1e-9, frozen=())
    train_classifier(recipe, images, tmp_path / "run")
    model = load_classifier(tmp_path / "run" / "checkpoints" / "step-000000001.npz").model
    levels = np.stack([images.image(k) for k in range(300)]).astype(np.float32)
    body = model.get_layer("mobilenet_v1")
    pooled = keras.Model(body.input, body.get_layer("pool").output)
    scaled = model.get_layer("scaled")(levels)
    expected, training = (
        keras.ops.convert_to_numpy(pooled(scaled, training=mode)) for mode in (False, True)
    )
    assert np.abs(training - expected).mean() < 0.05 * expected.std()


def test_missing_and_unfit_weights_are_named(tmp_path, weights):
    with pytest.raises(NotFoundError, match=r"b\.h5: no such file of weights"):
        train_classifier(recipe_with(str(tmp_path / "b.h5")), colored_images(12), tmp_path / "run")
    wider = dataclasses.replace(recipe_with(weights[0]), width_factor=0.5)
    with pytest.raises(InvalidInputError, match=r"tensor conv1/kernel: expected shape"):
        train_classifier(wider, colored_images(12), tmp_path / "run")


def test_a_width_needs_a_network_that_has_one():
    from waymo_kit.detectors.classification.classifier import create_classifier

    with pytest.raises(InvalidInputError, match="nasnet_cifar has no field width"):
        create_classifier(Recipe("nasnet_cifar", width_factor=0.5), 3)
