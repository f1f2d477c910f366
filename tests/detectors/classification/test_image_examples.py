import dataclasses

import numpy as np
import pytest

pytest.importorskip("keras", reason="needs waymo-kit[train]")

import keras

from tests.detectors.classification.made_images import colored_images
from waymo_kit.detectors.classification.image_examples import (
    ImageExample,
    ImageExamples,
    check_images,
)
from waymo_kit.detectors.classification.named_recipes import NAMED_RECIPES
from waymo_kit.detectors.classification.recipe import RandomOperations
from waymo_kit.errors import InvalidInputError

RECIPE = dataclasses.replace(NAMED_RECIPES["cifar"], operations=RandomOperations(2, 5.0), mixup=0.4)


def batch_of(examples):
    return ImageExample(*(np.stack(column) for column in zip(*examples, strict=True)))


def test_an_example_is_a_function_of_number_and_epoch():
    source = ImageExamples(colored_images(6), 16, RECIPE)
    for one, other in zip(source.load(2, 7), source.load(2, 7), strict=True):
        np.testing.assert_array_equal(one, other)
    shares = {float(source.load(2, epoch).share) for epoch in range(20)}
    assert len(shares) == 20
    assert all(0.5 <= share <= 1 for share in shares)
    assert [int(source.load(i, 7).place) for i in range(6)] == list(range(42, 48))


def test_examples_have_the_shapes_and_types_of_the_record():
    example = ImageExamples(colored_images(6), 16, RECIPE).load(4, 0)
    assert example.image.shape == (16, 16, 3)
    assert example.image.dtype == np.uint8
    assert example.label == 1
    assert example.label.dtype == np.int32
    assert example.share.dtype == np.float32
    assert example.place.dtype == np.int64


def test_random_operations_depend_on_the_place_and_not_on_the_batch():
    source = ImageExamples(colored_images(6), 16, RECIPE)
    batch = batch_of([source.load(i, 3) for i in range(4)])
    whole = keras.ops.convert_to_numpy(source.transform(batch).image)
    for i in (0, 3):
        alone = source.transform(batch_of([source.load(i, 3)]))
        np.testing.assert_array_equal(keras.ops.convert_to_numpy(alone.image)[0], whole[i])
    assert not np.array_equal(whole, batch.image)


def test_without_random_operations_a_batch_stays_as_it_is():
    source = ImageExamples(colored_images(6), 16, dataclasses.replace(RECIPE, operations=None))
    batch = batch_of([source.load(0, 0)])
    assert source.transform(batch) is batch


def test_other_classes_and_too_few_are_refused():
    images = colored_images(6)
    check_images(images, ("red", "green", "blue"))
    with pytest.raises(InvalidInputError, match="classes trained on, a, b, got red, green, blue"):
        check_images(images, ("a", "b"))
    with pytest.raises(InvalidInputError, match="two or more classes, got 6 of red"):
        check_images(colored_images(6, classes=1))
