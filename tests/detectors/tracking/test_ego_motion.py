import numpy as np
import pytest

from waymo_kit.detectors.tracking.ego_motion import (
    STILL,
    PlaneMotion,
    VehicleMotion,
    estimate_motion,
)
from waymo_kit.geometry import invert_transform, transform_boxes


def street(random, count=15):
    """Boxes of cars and people that do not touch."""
    places = random.permutation(100)[:count]
    types = random.choice([1, 2], count)
    sides = np.where((types == 1)[:, None], [4.5, 2.0, 1.6], [0.8, 0.8, 1.7])
    sides = sides * random.uniform(0.9, 1.1, (count, 3))
    boxes = np.column_stack(
        [9.0 * (places % 10) - 45, 9.0 * (places // 10) - 45, np.ones(count), sides]
    )
    return np.column_stack([boxes, random.uniform(-3, 3, count)]), types


def error_among_standing_objects(seed):
    """Largest error of the motion on a street where some objects move and one is missed."""
    random = np.random.default_rng(seed)
    boxes, types = street(random)
    motion = PlaneMotion(random.uniform(0, 2.5), random.uniform(-0.3, 0.3), random.normal(0, 0.03))
    seen = transform_boxes(invert_transform(motion.matrix()), boxes)
    seen[:3, :2] += random.uniform(-1, 1, (3, 2))
    order = random.permutation(len(boxes))[1:]
    found = estimate_motion(boxes, types, seen[order], types[order], 0.1, STILL)
    return np.abs(np.subtract(found, motion)).max()


def test_the_motion_among_standing_objects_is_found():
    errors = [error_among_standing_objects(seed) for seed in range(300)]
    assert np.median(errors) < 0.05
    assert np.mean(np.array(errors) < 0.15) > 0.98  # 0.996 of 4,000 seeds


def test_a_motion_is_that_of_its_matrix():
    motion, points = PlaneMotion(2.0, -0.5, 0.3), np.array([[4.0, 1.0], [0.0, -7.0]])
    boxes = np.column_stack([points, np.zeros((2, 5))])
    np.testing.assert_allclose(
        transform_boxes(motion.matrix(), boxes)[:, :2], motion.apply(points), atol=1e-12
    )


def test_a_vehicle_that_stands_among_standing_objects_stands():
    boxes, types = street(np.random.default_rng(0))
    assert estimate_motion(boxes, types, boxes, types, 0.1, PlaneMotion(1, 0, 0)) == STILL


def test_two_objects_are_too_few_to_say():
    boxes, types = street(np.random.default_rng(1), 2)
    moved = boxes + [1.0, 0, 0, 0, 0, 0, 0]
    for expected in (STILL, PlaneMotion(0.5, 0, 0)):
        assert estimate_motion(boxes, types, moved, types, 0.1, expected) == expected
    assert estimate_motion(boxes[:0], types[:0], moved, types, 0.1, expected) == expected


@pytest.mark.parametrize("estimated", [False, True])
def test_given_poses_are_kept_as_they_are_until_one_was_estimated(estimated):
    random = np.random.default_rng(2)
    boxes, types = street(random)
    ego, motion = VehicleMotion(), PlaneMotion(1.0, 0.0, 0.0)
    first, second = np.eye(4), motion.matrix()
    ego.advance(first, 0.0, boxes[:0], types[:0], boxes, types)
    given = None if estimated else second
    seen = transform_boxes(invert_transform(second), boxes)
    ego.advance(given, 0.1, boxes, types, seen, types)
    assert ego.is_estimated is estimated
    np.testing.assert_allclose(ego.pose, second, atol=1e-9)
    third = motion.scaled(2).matrix()
    ego.advance(motion.matrix() @ first if estimated else third, 0.1, boxes, types, seen, types)
    np.testing.assert_allclose(ego.pose, third, atol=1e-9)
