"""Features of networks trained here, and which files they are kept in."""

import dataclasses
import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

keras = pytest.importorskip("keras", reason="needs waymo-kit[train]")
pytest.importorskip("tensorflow", reason="needs waymo-kit[train]")

from tests.detectors.classification.made_images import colored_images
from waymo_kit.detectors.classification.named_recipes import NAMED_RECIPES
from waymo_kit.detectors.classification.recipe import Recipe
from waymo_kit.detectors.classification.run import train_classifier
from waymo_kit.detectors.classification.trained_classifier import load_classifier
from waymo_kit.detectors.study.transfer.features import (
    compute_features,
    create_extractor,
    features_path,
    pair_up,
    read_features,
)
from waymo_kit.detectors.study.transfer.inputs import SourceNetwork, TargetSet
from waymo_kit.engine import LocalEngine
from waymo_kit.errors import InvalidInputError, NotFoundError

pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
"""Keras itself warns with NumPy 2 when its variables are read."""


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory):
    training = dataclasses.replace(NAMED_RECIPES["cifar"].training, steps=2, batch_size=6)
    recipe = Recipe("cifar_resnet8", image_size=16, dropout=0.5, training=training)
    folder = tmp_path_factory.mktemp("run")
    train_classifier(recipe, colored_images(side=16), folder)
    return folder / "checkpoints" / "step-000000002.npz"


@pytest.fixture
def target(tmp_path):
    images = colored_images(36, side=16, seed=1)
    for k, label in enumerate(images.labels):
        path = tmp_path / "images" / images.class_names[label] / f"{k:02d}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(images.image(k)).save(path)
    return TargetSet("made", str(tmp_path / "images"))


def test_features_of_a_checkpoint_are_what_its_last_layer_takes(checkpoint):
    images = colored_images(5, side=16, seed=2)
    features = create_extractor(SourceNetwork("own", str(checkpoint)))(images, range(5))
    model = load_classifier(checkpoint).model
    levels = np.stack([images.image(k) for k in range(5)]).astype(np.float32)
    logits = model.predict_on_batch(levels)
    last = model.get_layer("cifar_resnet8").get_layer("logits")
    assert features.shape == (5, last.kernel.shape[0])
    found = features @ last.kernel.numpy() + last.bias.numpy()
    np.testing.assert_allclose(found, logits, rtol=1e-4, atol=1e-5)


def test_a_checkpoint_has_a_network_of_its_own(checkpoint):
    network = SourceNetwork("own", str(checkpoint), backbone="cifar_resnet8")
    with pytest.raises(InvalidInputError, match="own: backbone: expected none, since the check"):
        create_extractor(network)


def test_other_weights_or_images_of_the_same_name_have_other_features(checkpoint, target, tmp_path):
    network = SourceNetwork("own", str(tmp_path / "weights.npz"))
    with pytest.raises(NotFoundError, match=r"own: weights: .*weights\.npz: no such file"):
        pair_up([network], [target])
    shutil.copy(checkpoint, network.weights)
    (first,) = pair_up([network], [target])
    assert pair_up([network], [target]) == [first]
    compute_features([first], tmp_path / "study", LocalEngine(1))
    before = read_features(first, tmp_path / "study")
    Image.fromarray(np.zeros((16, 16, 3), np.uint8)).save(tmp_path / "images" / "red" / "00.png")
    (second,) = pair_up([network], [target])
    compute_features([second], tmp_path / "study", LocalEngine(1))
    after = read_features(second, tmp_path / "study")
    parts = "train", "validation", "test"
    changed = [getattr(before, p).features != getattr(after, p).features for p in parts]
    assert sum(rows.any(axis=1).sum() for rows in changed) == 1
    with Path(network.weights).open("ab") as file:
        file.write(b" ")
    (third,) = pair_up([network], [target])
    assert len({features_path(pair, tmp_path) for pair in (first, second, third)}) == 3
