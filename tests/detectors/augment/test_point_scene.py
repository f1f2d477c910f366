import numpy as np
import pytest

from waymo_kit.boxes import Boxes
from waymo_kit.detectors.augment.point_scene import PointScene


@pytest.mark.parametrize(
    ("velocity", "age", "expected"),
    [
        (20.0, 0.0, {10.0}),
        (20.0, 0.2, {6.0}),
        (-5.0, 0.2, {10.0, 12.5}),
        (0.0, 0.2, {10.0}),
        (np.nan, 0.2, {10.0}),
    ],
)
def test_a_point_lies_in_the_box_where_it_was_at_the_time_of_its_sweep(velocity, age, expected):
    """A box of 4 m at x = 10, which moves along x; a second one far away."""
    array = np.array([[50.0, 0, 1, 4, 2, 2, 0], [10.0, 0, 1, 4, 2, 2, 0]])
    boxes = Boxes(array, np.int32([1, 1]), velocities=np.array([[9.0, 0], [velocity, 0]]))
    x = np.array([6.0, 10.0, 12.5, 15.0])
    points = np.zeros((4, 6), np.float32)
    points[:, 0], points[:, 2], points[:, -1] = x, 1.0, age
    index = PointScene(points, boxes).find_boxes()
    assert set(x[index == 1].tolist()) == expected
    assert set(index.tolist()) <= {-1, 1}
