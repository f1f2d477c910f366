import numpy as np
import pytest

from tests.detectors.classification.made_images import colored_images
from waymo_kit.detectors.classification.labeled_images import (
    DecodedImages,
    ImageArray,
    ImageSubset,
    are_same,
    check_apart,
    draw_subset,
    images_digest,
)
from waymo_kit.errors import InvalidInputError


def test_a_subset_has_the_images_and_labels_of_its_indices():
    images = colored_images(6)
    subset = ImageSubset(images, np.array([4, 1]))
    assert subset.labels.tolist() == [1, 1]
    np.testing.assert_array_equal(subset.image(0), images.image(4))
    assert subset.name(1) == "made up image 1"


def test_a_larger_draw_begins_with_a_smaller_one_and_repeats_nothing():
    images = colored_images(20)
    small, large = draw_subset(images, 5, seed=3), draw_subset(images, 20, seed=3)
    assert small.indices.tolist() == large.indices[:5].tolist()
    assert sorted(large.indices.tolist()) == list(range(20))
    assert draw_subset(images, 20, seed=4).indices.tolist() != large.indices.tolist()


@pytest.mark.parametrize("count", [0, 21])
def test_no_more_images_are_drawn_than_there_are(count):
    with pytest.raises(InvalidInputError, match=f"subset of 1 to 20 images, got {count}"):
        draw_subset(colored_images(20), count, seed=0)


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
    images = colored_images(6)
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


def test_sets_of_images_are_told_apart():
    images = colored_images(8)
    assert are_same(images, ImageSubset(images, np.arange(8)))
    for other in (colored_images(7), colored_images(8, seed=1), colored_images(8, classes=2)):
        assert not are_same(images, other)
    changed = images.images.copy()
    changed[5, 0, 0, 0] ^= 1
    other = ImageArray(changed, images.labels, images.class_names, "changed")
    assert images_digest(other) != images_digest(images)
    assert images_digest(other, 2) == images_digest(images, 2)  # the first and the last
    with pytest.raises(InvalidInputError, match="--validation: expected images that are not"):
        check_apart(images, images, "--validation")
    check_apart(images, other)


def test_no_images_have_a_digest():
    none = ImageSubset(colored_images(4), np.empty(0, np.int64))
    assert images_digest(none) == images_digest(none)
