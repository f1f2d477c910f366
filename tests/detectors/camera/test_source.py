import dataclasses

import numpy as np
import pytest

pytest.importorskip("keras", reason="needs waymo-kit[train]")

from tests.detectors.camera.test_learning import MadePictures
from tests.detectors.camera.tiny import TINY
from tests.detectors.classification.made_scenes import made_frame, write_scenes
from tests.made_frames import write_segment
from waymo_kit.detectors.camera.augmentation import ImageAugmentation
from waymo_kit.detectors.camera.labeled_picture import LabeledPicture
from waymo_kit.detectors.camera.scene_pictures import ScenePictures
from waymo_kit.detectors.camera.source import CameraSource, visible_boxes
from waymo_kit.errors import InvalidInputError, NotFoundError
from waymo_kit.scene import open_dataset
from waymo_kit.scene.camera import PanopticLabel
from waymo_kit.schema import CameraName

CLASSES = ("VEHICLE", "PEDESTRIAN", "CYCLIST")


@pytest.fixture(scope="module")
def dataset(tmp_path_factory):
    return open_dataset(write_scenes(tmp_path_factory.mktemp("scenes")))


def test_images_of_scenes_have_their_boxes(dataset):
    pictures = ScenePictures(dataset, CLASSES)
    assert len(pictures) == 2 * 2 * 2
    assert pictures.name(1) == "segment segment-0 frame 0 camera FRONT_LEFT"
    picture = pictures.picture(0)
    assert picture.boxes.tolist() == [[8, 8, 32, 32], [50, 20, 70, 40], [85, 45, 115, 75]]
    assert picture.labels.tolist() == [0, 0, 1]
    pictures.require_labels()
    pictures.close()


def test_segments_cameras_and_strides_are_chosen(dataset):
    front = ScenePictures(dataset, CLASSES, cameras=[CameraName.FRONT], stride=2)
    assert len(front) == 2
    with pytest.raises(NotFoundError, match="no image of the cameras SIDE_LEFT"):
        ScenePictures(dataset, CLASSES, cameras=[CameraName.SIDE_LEFT])
    with pytest.raises(InvalidInputError, match="classes: expected names of"):
        ScenePictures(dataset, ("CAR",))
    with pytest.raises(NotFoundError, match="no label of SIGN in 8 images"):
        ScenePictures(dataset, ("SIGN",)).require_labels()


def test_masks_of_scenes_are_those_of_things():
    panoptic = np.zeros((90, 120), np.int32)
    panoptic[10:30, 20:44] = 2 * 1000 + 7
    panoptic[40:50, 50:60] = 9 * 1000 + 1
    panoptic[60:70, 50:60] = 9 * 1000
    panoptic[70:80, 0:9] = 11 * 1000 + 1
    panoptic[80:90] = 20 * 1000 + 1
    label = PanopticLabel(panoptic, 1000, {}, {}, "", None)
    pictures = object.__new__(ScenePictures)
    pictures._types = [1, 2, 4]
    found = pictures._masked(b"", "image", label)
    assert found.boxes.tolist() == [[20, 10, 44, 30], [50, 40, 60, 50], [0, 70, 9, 80]]
    assert found.labels.tolist() == [0, 1, 2]
    assert found.masks.sum((1, 2)).tolist() == [480, 100, 90]
    assert pictures._masked(b"", "image", None).masks.shape == (0, 0, 0)


def test_with_masks_only_images_with_panoptic_labels_count(tmp_path):
    frames = [made_frame("segment-0", index) for index in range(2)]
    for image in (*frames[0].images, frames[1].images[0]):
        image.ClearField("camera_segmentation_label")
    write_segment(tmp_path / "some.tfrecord", frames)
    pictures = ScenePictures(open_dataset(tmp_path), CLASSES, with_masks=True)
    assert [pictures.name(k) for k in range(len(pictures))] == [
        "segment segment-0 frame 1 camera FRONT_LEFT"
    ]
    frames[1].images[1].ClearField("camera_segmentation_label")
    write_segment(tmp_path / "some.tfrecord", frames)
    dataset = open_dataset(tmp_path)
    with pytest.raises(NotFoundError, match="no image with a panoptic label of the cameras"):
        ScenePictures(dataset, CLASSES, with_masks=True)


def test_examples_are_padded_and_scaled(dataset):
    source = CameraSource(ScenePictures(dataset, CLASSES), TINY["retinanet"])
    example = source.load(0, 0)
    assert example.image.shape == (64, 96, 3)
    assert example.size.tolist() == [64, 85]
    assert example.labels.tolist() == [0, 0, 1, -1, -1, -1, -1, -1]
    np.testing.assert_allclose(example.boxes[0], np.array([8, 8, 32, 32]) * 64 / 90, rtol=0.01)
    assert (example.boxes[3:] == 0).all()
    assert example.image[14, 14].tolist() == pytest.approx([200, 0, 0], abs=3)


def test_of_too_many_boxes_the_largest_are_kept(dataset):
    config = dataclasses.replace(TINY["retinanet"], max_boxes=2)
    example = CameraSource(ScenePictures(dataset, CLASSES), config).load(0, 0)
    assert example.labels.tolist() == [0, 1]


def test_augmented_examples_are_a_function_of_index_and_epoch(dataset):
    sources = [
        CameraSource(
            ScenePictures(dataset, CLASSES),
            TINY["retinanet"],
            augmentation=ImageAugmentation(min_scale=0.5, max_scale=2),
            seed=3,
        )
        for _ in range(2)
    ]
    sources[1].load(5, 1)
    one, other, later = (
        s.load(0, epoch) for s, epoch in zip((*sources, sources[0]), (0, 0, 1), strict=True)
    )
    for a, b in zip(one, other, strict=True):
        assert np.array_equal(a, b)
    assert not np.array_equal(one.image, later.image)


def test_masks_are_cut_out_at_their_boxes():
    source = CameraSource(
        MadePictures(), TINY["mask-rcnn"], augmentation=ImageAugmentation(1.0, 1.5, 1.5)
    )
    example = source.load(0, 0)
    count = (example.labels >= 0).sum()
    assert count
    assert np.array_equal(example.windows, example.boxes)
    for mask in example.masks[:count]:
        assert mask.shape == (28, 28)
        assert 0.6 < mask.mean() < 0.95
    assert not example.masks[count:].any()


def test_a_network_with_masks_needs_masks(dataset):
    source = CameraSource(ScenePictures(dataset, CLASSES), TINY["mask-rcnn"])
    with pytest.raises(InvalidInputError, match="expected masks of the objects"):
        source.load(0, 0)
    with pytest.raises(InvalidInputError, match="pasted: expected 0 for a network without masks"):
        CameraSource(MadePictures(), TINY["retinanet"], augmentation=ImageAugmentation(pasted=0.5))


def test_rand_augment_moves_masks_along():
    augmentation = ImageAugmentation(0.0, 1, 1, operations=1, magnitude=20)
    source = CameraSource(MadePictures(), TINY["mask-rcnn"], augmentation=augmentation)
    examples = [source.load(k, 0) for k in range(8)]
    batch = type(examples[0])(*(np.stack(arrays) for arrays in zip(*examples, strict=True)))
    moved = type(batch)(*(np.asarray(value) for value in source.transform(batch)))
    assert moved.masks.shape == batch.masks.shape
    is_kept = moved.labels >= 0
    assert np.array_equal(moved.windows, moved.boxes)
    assert not np.array_equal(moved.masks[is_kept], batch.masks[is_kept])
    assert (moved.masks[is_kept].mean(axis=(1, 2)) > 0.2).all()


def test_objects_of_other_images_are_pasted():
    plain = ImageAugmentation(0.0, 1, 1)
    one = CameraSource(MadePictures(), TINY["mask-rcnn"], augmentation=plain)
    pasted = dataclasses.replace(plain, pasted=1.0)
    other = CameraSource(MadePictures(), TINY["mask-rcnn"], augmentation=pasted)
    counts = np.array(
        [[(source.load(k, 0).labels >= 0).sum() for k in range(8)] for source in (one, other)]
    )
    assert counts[1].sum() != counts[0].sum()
    again = CameraSource(MadePictures(), TINY["mask-rcnn"], augmentation=pasted)
    for a, b in zip(other.load(3, 1), again.load(3, 1), strict=True):
        assert np.array_equal(a, b)


def test_rand_augment_moves_boxes_along():
    augmentation = ImageAugmentation(operations=1, magnitude=20, min_scale=1, max_scale=1)
    source = CameraSource(MadePictures(), TINY["retinanet"], augmentation=augmentation)
    examples = [source.load(k, 0) for k in range(8)]
    batch = type(examples[0])(*(np.stack(arrays) for arrays in zip(*examples, strict=True)))
    moved = type(batch)(*(np.asarray(value) for value in source.transform(batch)))
    assert moved.image.dtype == np.uint8
    assert not np.array_equal(moved.image, batch.image)
    is_kept = moved.labels >= 0
    assert ((moved.labels == batch.labels) | ~is_kept).all()
    assert (moved.boxes[~is_kept] == 0).all()
    assert (moved.boxes[is_kept] >= 0).all()
    assert (moved.boxes[is_kept][:, 2:] <= [96, 64]).all()
    assert not np.array_equal(moved.boxes, batch.boxes)
    assert is_kept.sum() >= 0.5 * (batch.labels >= 0).sum()


def test_boxes_outside_are_left_out():
    corners = np.array([[-10.0, 0, 10, 10], [-9, 0, 1, 10], [20, 20, 30, 30], [90, 0, 120, 10]])
    clipped, kept = visible_boxes(corners, (64, 96), 0.25)
    assert kept.tolist() == [0, 2]
    assert clipped.tolist() == [[0, 0, 10, 10], [20, 20, 30, 30]]


@pytest.mark.parametrize("box", [[0, 0, 0, 5], [3, 0, 2, 5], [0, 0, np.nan, 5], [0, 0, np.inf, 5]])
def test_boxes_without_an_area_are_refused(box):
    with pytest.raises(InvalidInputError, match="image 7: expected finite boxes with an area"):
        LabeledPicture(b"", "image 7", np.array([box], float), np.zeros(1, np.int32))
