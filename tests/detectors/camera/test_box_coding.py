import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("keras", reason="needs waymo-kit[train]")

from tests.detectors.camera import naive
from tests.detectors.camera.made_boxes import random_boxes
from waymo_kit.detectors.camera.box_coding import BoxCoder, clip_boxes, pairwise_iou


@settings(deadline=None, max_examples=10)
@given(st.integers(0, 2**32 - 1), st.sampled_from([(1.0,) * 4, (10.0, 10.0, 5.0, 5.0)]))
def test_decoding_undoes_encoding(seed, weights):
    rng = np.random.default_rng(seed)
    boxes, references = random_boxes(rng, 9), random_boxes(rng, 9)
    coder = BoxCoder(weights)
    found = np.asarray(coder.decode(coder.encode(boxes, references), references))
    np.testing.assert_allclose(found, boxes, atol=1e-3)


def test_sides_grow_by_a_thousand_sixteenths_at_most():
    reference = np.array([[0, 0, 16, 32]], np.float32)
    residuals = np.array([[0, 0, 50, 50]], np.float32)
    box = np.asarray(BoxCoder().decode(residuals, reference))[0]
    np.testing.assert_allclose(box[2:] - box[:2], [1000, 2000], rtol=1e-5)


def test_padding_has_finite_residuals():
    boxes = np.zeros((1, 4), np.float32)
    assert np.isfinite(np.asarray(BoxCoder().encode(boxes, boxes + np.float32(3)))).all()
    assert np.isfinite(np.asarray(BoxCoder().encode(boxes, boxes))).all()


def test_boxes_are_clipped_to_their_own_image():
    boxes = np.array([[[-5, -5, 50, 50]], [[-5, -5, 50, 50]]], np.float32)
    found = np.asarray(clip_boxes(boxes, np.array([[20, 30], [40, 45]])))
    assert found.tolist() == [[[0, 0, 30, 20]], [[0, 0, 45, 40]]]


@settings(deadline=None, max_examples=10)
@given(st.integers(0, 2**32 - 1), st.booleans())
def test_ious_equal_the_naive_ones(seed, whole):
    rng = np.random.default_rng(seed)
    boxes, others = random_boxes(rng, 6, whole=whole), random_boxes(rng, 5, whole=whole)
    found = np.asarray(pairwise_iou(boxes, others))
    expected = [[naive.iou(a, b) for b in others] for a in boxes]
    np.testing.assert_allclose(found, expected, atol=1e-6)
