import numpy as np
import pytest

from tests.detectors.classification.made_images import coloured_images
from waymo_kit.detectors.classification.labelled_images import (
    DecodedImages,
    ImageArray,
    ImageSubset,
    draw_subset,
)
from waymo_kit.errors import InvalidInputError


def test_a_subset_has_the_images_and_labels_of_its_indices():
    images = coloured_images(6)
    subset = ImageSubset(images, np.array([4, 1]))
    assert subset.labels.tolist() == [1, 1]
    np.testing.assert_array_equal(subset.image(0), images.image(4))
    assert subset.name(1) == "made up image 1"


def test_a_larger_draw_begins_with_a_smaller_one_and_repeats_nothing():
    images = coloured_images(20)
    small, large = draw_subset(images, 5, seed=3), draw_subset(images, 20, seed=3)
    assert small.indices.tolist() == large.indices[:5].tolist()
    assert sorted(large.indices.tolist()) == list(range(20))
    assert draw_subset(images, 20, seed=4).indices.tolist() != large.indices.tolist()


@pytest.mark.parametrize("count", [0, 21])
def test_no_more_images_are_drawn_than_there_are(count):
    with pytest.raises(InvalidInputError, match=f"subset of 1 to 20 images, got {count}"):
        draw_subset(coloured_images(20), count, seed=0)


@pytest.mark.parametrize(
    ("shape", "labels", "message"),
    [
        ((2, 4, 4), [0, 1], "expected images"),
        ((2, 4, 4, 3), [0], "expected 2 labels"),
        ((2, 4, 4, 3), [0, 2], r"labels in \[0, 2\), got 2 of image 1"),
    ],
)
def test_arrays_that_do_not_fit_are_refused(shape, labels, message):
    with pytest.raises(InvalidInputError, match=message):
        ImageArray(np.zeros(shape, np.uint8), np.array(labels), ("a", "b"), "here")


def test_images_are_read_once_and_kept(monkeypatch):
    images = coloured_images(6)
    read = []
    original = type(images).image

    def image(self, index):
        read.append(index)
        return original(self, index)

    monkeypatch.setattr(type(images), "image", image)
    kept = DecodedImages(images)
    for index in (3, 1, 3, 1):
        np.testing.assert_array_equal(kept.image(index), original(images, index))
    assert read == [3, 1]
    assert kept.class_names == images.class_names
    np.testing.assert_array_equal(kept.labels, images.labels)
    assert kept.name(2) == images.name(2)
