"""Odd images and labels: a clear error, or the right result."""

import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

pytest.importorskip("keras", reason="needs waymo-kit[train]")

from tests.detectors.camera.tiny import TINY
from waymo_kit.detectors.camera.augmentation import ImageAugmentation
from waymo_kit.detectors.camera.labeled_picture import LabeledPicture
from waymo_kit.detectors.camera.networks import create_camera_network
from waymo_kit.detectors.camera.source import CameraSource
from waymo_kit.errors import InvalidInputError, WaymoKitError


class Pictures:
    """Made pictures as a `PictureSource`."""

    def __init__(self, pictures):
        self._pictures = pictures

    def __len__(self):
        return len(self._pictures)

    def name(self, index):
        return f"image {index}"

    def picture(self, index):
        return self._pictures[index]

    def close(self):
        pass


def encoded(pixels, name="PNG"):
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, name)
    return buffer.getvalue()


def odd_picture(rng):
    """Returns an image of any size with boxes in it, across its edges, around it and outside."""
    height, width = rng.choice([1, 2, 7, 64, 90, 300], 2)
    count = int(rng.integers(0, 12))
    low = rng.uniform(-50, [width + 20, height + 20], (count, 2))
    boxes = np.concatenate([low, low + rng.choice([0.01, 3, 80, 1000], (count, 2))], axis=1)
    pixels = rng.integers(0, 256, (height, width, 3)).astype(np.uint8)
    return LabeledPicture(
        encoded(pixels, rng.choice(["PNG", "JPEG"])),
        "image",
        boxes,
        rng.integers(0, 3, count).astype(np.int32),
        rng.random((count, height, width)) < 0.7,
    )


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 2**32 - 1), st.sampled_from(sorted(TINY)), st.booleans())
def test_examples_of_odd_pictures_are_sound(seed, name, is_augmented):
    rng = np.random.default_rng(seed)
    config = TINY[name]
    augmentation = None
    if is_augmented:
        pasted = 0.7 if config.mask_size else 0.0
        augmentation = ImageAugmentation(min_scale=0.1, max_scale=3, pasted=pasted)
    source = CameraSource(
        Pictures([odd_picture(rng) for _ in range(3)]), config, augmentation=augmentation
    )
    for index in range(3):
        example = source.load(index, 0)
        height, width = example.size
        assert 1 <= height <= config.height
        assert 1 <= width <= config.width
        assert not example.image[height:].any()
        assert not example.image[:, width:].any()
        is_real = example.labels >= 0
        boxes = example.boxes[is_real]
        assert (boxes >= 0).all()
        assert (boxes <= [width, height, width, height]).all()
        assert (boxes[:, 2:] >= boxes[:, :2]).all()
        assert not example.boxes[~is_real].any()
        assert not example.masks[~is_real].any()
        assert set(np.unique(example.masks)) <= {0, 1}


@pytest.mark.parametrize("name", sorted(TINY))
def test_images_without_boxes_teach_the_background_only(name):
    picture = LabeledPicture(
        encoded(np.zeros((40, 50, 3), np.uint8)),
        "image",
        np.empty((0, 4)),
        np.empty(0, np.int32),
        np.empty((0, 40, 50), bool),
    )
    source = CameraSource(Pictures([picture] * 2), TINY[name])
    examples = [source.load(k, 0) for k in range(2)]
    batch = type(examples[0])(*(np.stack(arrays) for arrays in zip(*examples, strict=True)))
    for term in create_camera_network(TINY[name]).losses(batch, True):
        assert np.isfinite(float(term.total))
        if term.name in ("box", "mask", "proposal_box"):
            assert float(term.total) == 0


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"labels": np.zeros(2, np.int32)}, "image 7: expected 1 labels, one per box, got 2"),
        ({"masks": np.ones((0, 9, 9), bool)}, "image 7: expected 1 masks, one per box, got 0"),
        ({"boxes": np.empty((0, 4)), "labels": np.empty(0, np.int32)}, "expected 0 masks"),
        ({"boxes": np.array([[3.0, 3, 3, 9]])}, "expected finite boxes with an area"),
    ],
)
def test_labels_that_do_not_belong_together_are_refused(changes, message):
    columns = {
        "boxes": np.array([[0.0, 0, 5, 5]]),
        "labels": np.zeros(1, np.int32),
        "masks": np.ones((1, 9, 9), bool),
    }
    with pytest.raises(InvalidInputError, match=message):
        LabeledPicture(b"", "image 7", **{**columns, **changes})


def test_masks_of_another_size_are_refused():
    data = encoded(np.zeros((12, 10, 3), np.uint8))
    picture = LabeledPicture(
        data, "image 7", np.array([[0.0, 0, 5, 5]]), np.zeros(1, np.int32), np.ones((1, 9, 9), bool)
    )
    source = CameraSource(Pictures([picture]), TINY["mask-rcnn"])
    with pytest.raises(InvalidInputError, match="image 7: expected masks of 12 x 10 pixels, got 9"):
        source.load(0, 0)


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 2**32 - 1))
def test_damaged_images_are_errors_of_one_line(seed):
    rng = np.random.default_rng(seed)
    data = bytearray(encoded(rng.integers(0, 256, (30, 40, 3)).astype(np.uint8), "JPEG"))
    for place in rng.integers(0, len(data), rng.integers(1, 20)):
        data[place] = rng.integers(256)
    data = bytes(data[: rng.integers(0, len(data) + 1)])
    picture = LabeledPicture(data, "image 7", np.empty((0, 4)), np.empty(0, np.int32))
    try:
        example = CameraSource(Pictures([picture]), TINY["retinanet"]).load(0, 0)
    except WaymoKitError as error:
        assert "image 7" in str(error)
        assert "\n" not in str(error)
    else:
        assert example.image.shape == (64, 96, 3)
