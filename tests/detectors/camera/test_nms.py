import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("keras", reason="needs waymo-kit[train]")

from tests.detectors.camera import naive
from tests.detectors.camera.made_boxes import random_boxes
from waymo_kit.detectors.camera.nms import float32_below, nms_image_boxes, suppress
from waymo_kit.errors import InvalidInputError


@pytest.mark.kernel
@settings(deadline=None)
@given(
    st.integers(0, 2**32 - 1),
    st.integers(0, 40),
    st.sampled_from([0.0, 0.3, 0.5, 0.7, 1.0]),
    st.booleans(),
)
def test_host_nms_equals_the_naive_one(seed, count, iou, whole):
    rng = np.random.default_rng(seed)
    boxes = random_boxes(rng, count, whole=whole)
    scores = rng.integers(0, 10, count) / 10
    groups = rng.integers(0, 3, count)
    found = nms_image_boxes(boxes, scores, groups, iou)
    assert found.tolist() == naive.nms(boxes, scores, groups, np.float64(iou))


@settings(deadline=None, max_examples=6)
@given(st.integers(0, 2**32 - 1), st.sampled_from([0.3, 0.5, 0.7]), st.sampled_from([16, 64]))
def test_device_nms_equals_host_nms(seed, iou, tile):
    rng = np.random.default_rng(seed)
    boxes = np.stack([random_boxes(rng, 50, whole=k == 1) for k in range(2)])
    scores = (rng.integers(0, 20, (2, 50)) / 20).astype(np.float32)
    groups = rng.integers(0, 2, (2, 50)).astype(np.int32)
    is_real = rng.random((2, 50)) < 0.8
    kept = suppress(boxes, scores, groups, is_real, iou, 60, tile)
    for k in range(2):
        real = np.flatnonzero(is_real[k])
        expected = real[nms_image_boxes(boxes[k][real], scores[k][real], groups[k][real], iou)]
        mask = np.asarray(kept.is_real)[k]
        assert np.asarray(kept.rows)[k][mask].tolist() == expected.tolist()
        assert mask.sum() == mask.argmin()
        assert mask.shape == (60,)


def test_only_the_first_are_returned_on_the_device():
    boxes = random_boxes(np.random.default_rng(0), 30)[None]
    scores = np.linspace(1, 0, 30, dtype=np.float32)[None]
    groups, is_real = np.arange(30, dtype=np.int32)[None], np.ones((1, 30), bool)
    kept = suppress(boxes, scores, groups, is_real, 0.5, 5)
    assert np.asarray(kept.rows).tolist() == [[0, 1, 2, 3, 4]]


def equals_tensorflow(seeds, count, iou):
    """Number of sets in which the device keeps what `non_max_suppression_padded` keeps."""
    tf = pytest.importorskip("tensorflow", reason="compares with tensorflow")
    made = [np.random.default_rng(seed) for seed in seeds]
    boxes = np.stack([random_boxes(rng, count, 200.0) for rng in made])
    scores = np.stack([rng.random(count).astype(np.float32) for rng in made])
    shape = scores.shape
    kept = suppress(boxes, scores, np.zeros(shape, np.int32), np.ones(shape, bool), iou, count)
    rows, valid = tf.image.non_max_suppression_padded(
        boxes[..., [1, 0, 3, 2]],
        scores,
        count,
        iou_threshold=iou,
        pad_to_max_output_size=True,
        tile_size=128,
    )
    same = 0
    for k in range(len(boxes)):
        ours = np.asarray(kept.rows)[k][np.asarray(kept.is_real)[k]]
        same += ours.tolist() == rows.numpy()[k][: valid.numpy()[k]].tolist()
    return same


def test_device_nms_equals_that_of_tensorflow():
    assert equals_tensorflow(range(10), 150, 0.5) == 10


@pytest.mark.heavy
def test_device_nms_equals_that_of_tensorflow_on_a_thousand_sets():
    for start in range(0, 1000, 100):
        iou = (0.3, 0.5, 0.7)[start // 100 % 3]
        assert equals_tensorflow(range(start, start + 100), 600, iou) == 100


@given(st.floats(0, 1))
def test_a_float32_number_is_above_a_value_if_it_is_above_the_one_below(value):
    below = float32_below(value)
    assert below <= value < float(np.nextafter(np.float32(below), np.float32(2)))


def test_an_iou_that_float32_rounds_up_is_above_the_limit():
    boxes = np.array([[0, 0, 10, 1], [0, 0, 3, 1]], np.float32)
    assert nms_image_boxes(boxes, [2, 1], [0, 0], 0.3).tolist() == [0]
    boxes = np.array([[0, 0, 10, 1], [0, 0, 7, 1]], np.float32)
    assert nms_image_boxes(boxes, [2, 1], [0, 0], 0.7).tolist() == [0, 1]


@pytest.mark.parametrize(
    ("boxes", "scores", "groups", "iou", "message"),
    [
        (np.zeros((2, 3)), [1, 1], [0, 0], 0.5, "boxes"),
        (np.zeros((2, 4)), [1], [0, 0], 0.5, "scores"),
        (np.zeros((2, 4)), [1, np.nan], [0, 0], 0.5, "finite"),
        (np.full((2, 4), np.inf), [1, 1], [0, 0], 0.5, "finite"),
        (np.zeros((2, 4)), [1, 1], [0, 0], 1.5, "iou"),
    ],
)
def test_bad_input_is_refused(boxes, scores, groups, iou, message):
    with pytest.raises(InvalidInputError, match=message):
        nms_image_boxes(boxes, scores, groups, iou)


def test_boxes_without_area_drop_nothing():
    boxes = np.array([[1, 1, 1, 5], [1, 1, 1, 5], [3, 3, 2, 2]], np.float32)
    assert nms_image_boxes(boxes, [3, 2, 1], [0, 0, 0], 0.0).tolist() == [0, 1, 2]
    shape = np.zeros((1, 3))
    kept = suppress(boxes[None], shape, shape.astype(int), shape == 0, 0.0, 3)
    assert np.asarray(kept.rows).tolist() == [[0, 1, 2]]
