import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.naive import pillars as naive
from waymo_kit.detectors.lidar.config import DecodingConfig
from waymo_kit.detectors.lidar.nms import Candidates, nms, select_detections
from waymo_kit.errors import InvalidInputError
from waymo_kit.schema.names import ObjectType

LIMITS = {ObjectType.VEHICLE: 0.3, ObjectType.PEDESTRIAN: 0.5, ObjectType.CYCLIST: 0.0}
BOX = st.tuples(
    st.floats(-3, 3),
    st.floats(-3, 3),
    st.just(0.0),
    st.floats(0.3, 5),
    st.floats(0.3, 3),
    st.just(1.0),
    st.floats(-4, 4),
)
ROWS = st.lists(
    st.tuples(BOX, st.integers(0, 5).map(lambda n: n / 5), st.sampled_from(list(LIMITS))),
    max_size=12,
)
CAR = [10.0, 5.0, 1.0, 4.5, 2.0, 1.6, 0.4]


def candidates(boxes, scores, types):
    count = len(boxes)
    return Candidates(
        np.float32(boxes), np.float32(scores), np.int32(types), np.zeros((count, 2), np.float32)
    )


@pytest.mark.kernel
@settings(deadline=None, max_examples=150)
@given(ROWS)
def test_boxes_stay_as_by_polygons(rows):
    boxes = np.array([box for box, _, _ in rows]).reshape(-1, 7)
    scores = np.array([score for _, score, _ in rows], np.float32)
    types = np.array([kind for _, _, kind in rows], np.int32)
    kept = nms(boxes, scores, types, LIMITS)
    assert kept.tolist() == naive.suppress_boxes(boxes, scores, types, LIMITS)


def test_the_best_of_equal_boxes_stays_and_other_types_do_not_matter():
    made = select_detections(
        candidates([CAR] * 4, [0.3, 0.9, 0.5, 0.4], [1, 1, 2, 4]), DecodingConfig(nms_iou=LIMITS)
    )
    assert made.scores.tolist() == pytest.approx([0.9, 0.5, 0.4])
    assert made.types.tolist() == [1, 2, 4]


def test_low_scores_and_more_than_the_maximum_are_dropped_and_headings_wrapped():
    boxes = np.array([CAR] * 5)
    boxes[:, 0] = np.arange(5) * 20
    boxes[:, 6] = 4.0
    made = select_detections(
        candidates(boxes, [0.1, 0.2, 0.3, 0.05, 0.04], [1] * 5),
        DecodingConfig(min_score=0.05, max_detections=3, nms_iou=LIMITS),
    )
    assert made.array[:, 0].tolist() == [40, 20, 0]
    np.testing.assert_allclose(made.array[:, 6], 4 - 2 * np.pi, rtol=1e-6)


def test_no_candidates_give_no_detections():
    made = select_detections(candidates(np.zeros((0, 7)), [], []), DecodingConfig())
    assert len(made) == 0
    assert made.velocities.shape == (0, 2)


@pytest.mark.parametrize(
    ("box", "kind", "message"),
    [([np.nan, *CAR[1:]], 1, "NaN or infinity"), (CAR, 3, r"types \[1, 2, 4\], got 3")],
)
def test_bad_candidates_are_refused(box, kind, message):
    with pytest.raises(InvalidInputError, match=message):
        select_detections(candidates([box], [0.9], [kind]), DecodingConfig(nms_iou=LIMITS))


def test_pillars_and_nms_do_without_keras():
    program = (
        "import sys; sys.modules['keras'] = None; "
        "from waymo_kit.detectors.lidar import named_configs, nms, pillars, source"
    )
    root = __file__.rpartition("/tests/")[0]
    subprocess.run([sys.executable, "-c", program], check=True, cwd=root)
