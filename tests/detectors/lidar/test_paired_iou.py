import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("keras", reason="needs waymo-kit[train]")

import keras

from waymo_kit.detectors.lidar.paired_iou import paired_iou_3d
from waymo_kit.geometry import Overlap, overlap_of_pairs

# A coarse lattice makes boxes coincide, touch and nest.
SIDE = st.integers(1, 6).map(float) | st.floats(0.2, 12)
PLACE = st.integers(-2, 2).map(float) | st.floats(-4, 4)
HEADING = st.sampled_from([0.0, np.pi / 2, np.pi, -0.5]) | st.floats(-4, 4)
BOX = st.tuples(PLACE, PLACE, PLACE, SIDE, SIDE, SIDE, HEADING)


@settings(deadline=None, max_examples=12)
@given(st.lists(st.tuples(BOX, BOX), min_size=30, max_size=30))
def test_iou_is_that_of_the_host(pairs):
    boxes, others = np.moveaxis(np.float32(pairs), 1, 0)
    rows = np.column_stack([np.arange(30)] * 2)
    expected = overlap_of_pairs(boxes, others, rows, Overlap.IOU_3D)
    shown = keras.ops.convert_to_numpy(paired_iou_3d(boxes, others))
    np.testing.assert_allclose(shown, expected, atol=1e-3)
    own = keras.ops.convert_to_numpy(paired_iou_3d(boxes, boxes))
    np.testing.assert_allclose(own, 1, atol=1e-3)
