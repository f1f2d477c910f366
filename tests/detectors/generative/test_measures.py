"""The judge, measures of sets of images, neighbors, and the evaluation of a run."""

import dataclasses
import re

import numpy as np
import pytest

pytest.importorskip("tensorflow", reason="needs waymo-kit[train]")

from tests.detectors.generative.tiny_gan import tiny_images, tiny_recipe
from waymo_kit.detectors.classification.evaluation import answer
from waymo_kit.detectors.classification.labeled_images import ImageArray, ImageSubset
from waymo_kit.detectors.classification.recipe import Recipe
from waymo_kit.detectors.classification.run import train_classifier
from waymo_kit.detectors.classification.trained_classifier import load_classifier
from waymo_kit.detectors.classification.view import Crop
from waymo_kit.detectors.generative.accuracy_score import classification_accuracy_score
from waymo_kit.detectors.generative.evaluation import evaluate_gan
from waymo_kit.detectors.generative.examples import GanExamples, check_classes, resized_images
from waymo_kit.detectors.generative.frechet import feature_statistics
from waymo_kit.detectors.generative.judge import Judge, resized
from waymo_kit.detectors.generative.measures import MeasureSettings, drawn_images, measure
from waymo_kit.detectors.generative.neighbors import nearest_neighbors
from waymo_kit.detectors.generative.report.pictures import between
from waymo_kit.detectors.generative.run import train_gan
from waymo_kit.detectors.training.settings import TrainingSettings
from waymo_kit.errors import CorruptDataError, InvalidInputError


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory):
    """A classifier that tells dark from light images, which is easy."""
    folder = tmp_path_factory.mktemp("judge")
    training = TrainingSettings(
        steps=30, batch_size=8, optimizer="sgd", learning_rate=0.05, average_decay=0.5
    )
    recipe = Recipe("cifar_resnet8", crop=Crop.NONE, training=training)
    train_classifier(recipe, tiny_images(), folder, strategy="cpu")
    return folder / "checkpoints" / "step-000000030.npz"


@pytest.fixture(scope="module")
def judge(checkpoint):
    return Judge(checkpoint)


def test_a_judge_answers_as_the_classifier(judge, checkpoint):
    images = tiny_images(30)
    said = judge.judge(images.images)
    expected = answer(load_classifier(checkpoint).model, images, Crop.NONE).logits
    np.testing.assert_allclose(said.logits, expected, atol=1e-5)
    model = load_classifier(checkpoint).model
    kernel, bias = model.get_layer("cifar_resnet8").get_layer("logits").get_weights()
    np.testing.assert_allclose(said.features @ kernel + bias, expected, atol=1e-4)
    assert said.accuracy(images.labels) == 1.0
    assert said.accuracy(1 - images.labels) == 0.0


def test_detail_is_lost_at_low_resolution():
    random = np.random.default_rng(0)
    image = random.integers(0, 256, (32, 32, 3)).astype(np.uint8)
    assert resized(image, None) is image
    small = resized(image, 8)
    assert small.shape == (8, 8, 3)
    assert small.std() < image.std() / 2


def test_measures_of_real_and_of_wrongly_labeled_images(judge):
    images = tiny_images(40)
    settings = MeasureSettings(images=10, pairs=20, resolutions=(8, 32))
    drawn = drawn_images(images, settings.images, 0)
    assert np.bincount(drawn.labels).tolist() == [10, 10]
    reference = feature_statistics(judge.judge(images.images).features)
    right = measure("real", drawn, judge, reference, settings)
    assert right.accuracy == {8: 1.0, 32: 1.0}
    assert right.class_accuracy == {"dark": 1.0, "light": 1.0}
    assert right.collapsed(right) == ()
    wrong = ImageArray(drawn.images, 1 - drawn.labels, drawn.class_names, "wrong")
    assert measure("wrong", wrong, judge, reference, settings).mean_accuracy == 0.0
    one = ImageArray(np.repeat(drawn.images[:1], 20, 0), drawn.labels, drawn.class_names, "one")
    same = measure("one", one, judge, reference, settings)
    assert same.mean_similarity == pytest.approx(1.0)
    assert same.collapsed(right) == ("dark", "light")
    assert same.frechet > 10 * right.frechet


def test_classes_of_the_judge_and_empty_ones_are_checked(judge):
    images = tiny_images(4, classes=("dark", "bright"))
    with pytest.raises(InvalidInputError, match="classifier of dark, bright, got one of dark, li"):
        measure("x", images, judge, feature_statistics(np.eye(2)), MeasureSettings())
    light = ImageSubset(images, np.flatnonzero(images.labels == 1))
    with pytest.raises(InvalidInputError, match="class dark: expected 1 or more images, got 0"):
        check_classes(light)
    with pytest.raises(InvalidInputError, match="class dark: expected 2 or more images, got 1"):
        check_classes(tiny_images(2), 2)


def test_neighbors_equal_a_search_of_all_pairs():
    random = np.random.default_rng(0)
    queries = random.integers(0, 256, (7, 4, 4, 3)).astype(np.uint8)
    references = random.integers(0, 256, (600, 4, 4, 3)).astype(np.uint8)
    references[555] = queries[3]
    found = nearest_neighbors(queries, references)
    pairs = queries[:, None].astype(float) - references[None]
    distances = np.sqrt((pairs**2).mean((2, 3, 4)))
    np.testing.assert_array_equal(found.index, distances.argmin(1))
    np.testing.assert_allclose(found.distance, distances.min(1))
    assert found.index[3] == 555
    assert found.distance[3] == 0
    with pytest.raises(InvalidInputError, match="references of the shape"):
        nearest_neighbors(queries, references[:0])


def test_interpolation_stays_on_the_sphere():
    start, end = np.float32([3, 0, 0]), np.float32([0, 3, 0])
    np.testing.assert_allclose(between(start, end, 0.0), start, atol=1e-6)
    np.testing.assert_allclose(between(start, end, 1.0), end, atol=1e-6)
    middle = between(start, end, 0.5)
    np.testing.assert_allclose(middle, np.array([1, 1, 0]) * 3 / np.sqrt(2), rtol=1e-6)
    np.testing.assert_allclose(between(start, start, 0.3), start)


def test_examples_are_functions_of_seed_index_and_epoch():
    images = resized_images(tiny_images(), 32)
    source = GanExamples(images, 5, seed=1, flip=True)
    one, same, later = source.load(3, 0), source.load(3, 0), source.load(3, 1)
    np.testing.assert_array_equal(one.noise, same.noise)
    np.testing.assert_array_equal(one.image, same.image)
    assert not np.array_equal(one.noise, later.noise)
    noise = np.stack([GanExamples(images, 100, 1).load(k, 0).noise for k in range(24)])
    assert abs(noise.mean()) < 0.1
    assert noise.std() == pytest.approx(1, abs=0.1)
    kinds = [source.load(k, e).sample_label for k in range(24) for e in range(10)]
    assert np.mean(kinds) == pytest.approx(0.5, abs=0.1)
    flipped = [source.load(3, e).image for e in range(20)]
    mirrored = images.image(3)[:, ::-1]
    assert {np.array_equal(image, mirrored) for image in flipped} == {True, False}


def test_an_evaluation_is_kept_and_goes_on(judge, tmp_path):
    images = tiny_images()
    recipe = tiny_recipe(training={"steps": 4, "checkpoint_every": 2})
    train_gan(recipe, images, tmp_path / "run", strategy="cpu")
    settings = MeasureSettings(images=4, pairs=5, resolutions=(8, 32))
    places = (tmp_path / "run", images, tiny_images(30, seed=1), judge, tmp_path / "study")
    done = []
    found = evaluate_gan(*places, settings, lambda progress: done.append(progress.done))
    assert done == [1, 2, 3, 4]
    assert [measures.step for measures in found.steps] == [2, 4]
    assert set(found.last.accuracy) == {8, 32}
    assert found.steps[0].accuracy == {}
    assert found.real.mean_accuracy == 1.0
    assert found.memorization.ratio > 1
    kept = sorted(path.name for path in (tmp_path / "study" / "measures").iterdir())
    names = [re.sub("-[0-9a-f]{16}", "", name) for name in kept]
    assert names == [
        "random.json",
        "real.json",
        "settings.json",
        "step-000000002.json",
        "step-000000004-last.json",
    ]
    again = evaluate_gan(*places, settings)
    assert again.steps == found.steps
    for changed in (
        (*places, dataclasses.replace(settings, seed=1)),
        (*places[:2], tiny_images(30, seed=2), *places[3:], settings),
    ):
        with pytest.raises(InvalidInputError, match="other settings, by another judge or of other"):
            evaluate_gan(*changed)
    path = tmp_path / "study" / "measures" / kept[3]
    path.write_text('{"accuracy": 3}')
    with pytest.raises(CorruptDataError, match=r"step-000000002-\w+\.json: expected measures"):
        evaluate_gan(*places, settings)


def test_measures_of_another_run_are_not_taken_for_those_of_this_one(judge, tmp_path):
    images, test = tiny_images(), tiny_images(30, seed=1)
    settings = MeasureSettings(images=4, pairs=5, resolutions=(8,))
    for seed in (1, 2):
        recipe = tiny_recipe(training={"steps": 2, "seed": seed})
        train_gan(recipe, images, tmp_path / str(seed), strategy="cpu")
    alone = evaluate_gan(tmp_path / "2", images, test, judge, tmp_path / "alone", settings)
    evaluate_gan(tmp_path / "1", images, test, judge, tmp_path / "shared", settings)
    shared = evaluate_gan(tmp_path / "2", images, test, judge, tmp_path / "shared", settings)
    assert shared.last == alone.last
    assert shared.random == alone.random


def test_a_judge_of_other_weights_has_another_digest(judge, checkpoint):
    other = Judge(checkpoint)
    assert other.digest() == judge.digest()
    weight = other._model.trainable_weights[0]
    weight.assign(weight.numpy() + 1)
    assert other.digest() != judge.digest()


def test_other_samples_get_a_training_of_their_own(tmp_path):
    training = TrainingSettings(steps=2, batch_size=4, optimizer="sgd", learning_rate=0.01)
    recipe = Recipe("cifar_resnet8", crop=Crop.NONE, training=training)
    real = tiny_images(8)
    for samples in (tiny_images(8, seed=1), tiny_images(8, seed=2)):
        classification_accuracy_score(samples, real, real, recipe, tmp_path, "cpu")
    names = sorted(path.name.rpartition("-")[0] for path in tmp_path.iterdir())
    assert names == ["real", "samples", "samples"]
