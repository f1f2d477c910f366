import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.detectors.augment import point_scenes
from waymo_kit.boxes import Boxes
from waymo_kit.detectors.augment.object_paste import paste_objects
from waymo_kit.detectors.augment.point_scene import PointScene
from waymo_kit.geometry import iou_bev, points_in_boxes


def objects_of(scene):
    """Each box with the points in it."""
    index = points_in_boxes(scene.points[:, :3], scene.boxes.array)
    return [
        PointScene(scene.points[index == k], scene.boxes[k : k + 1])
        for k in range(len(scene.boxes))
    ]


@settings(deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1))
def test_pasted_objects_overlap_nothing_and_bring_their_points(seed, other_seed):
    scene = point_scenes.make_scene(seed)
    objects = objects_of(point_scenes.make_scene(other_seed, boxes=12))
    joined = paste_objects(scene, objects)
    count = len(scene.boxes)
    np.testing.assert_array_equal(joined.boxes.array[:count], scene.boxes.array)
    assert np.count_nonzero(iou_bev(joined.boxes.array, joined.boxes.array)) == len(joined.boxes)
    names = [tuple(item.boxes.array[0]) for item in objects]
    pasted = [objects[names.index(tuple(box))] for box in joined.boxes.array[count:]]
    own = len(joined.points) - sum(len(item.points) for item in pasted)
    index = points_in_boxes(joined.points[:, :3], joined.boxes.array)
    assert not np.any(index[:own] >= count)
    for k, item in enumerate(pasted):
        np.testing.assert_array_equal(joined.points[index == count + k], item.points)
        np.testing.assert_array_equal(joined.boxes.velocities[count + k], item.boxes.velocities[0])
        assert joined.boxes.types[count + k] == item.boxes.types[0]
    # Those left out have a reason.
    for item in objects:
        if not any(item is each for each in pasted):
            assert (iou_bev(item.boxes.array, joined.boxes.array) > 0).any()


def test_points_are_removed_where_the_object_was_at_their_time():
    box = np.array([[10.0, 0, 1, 4, 2, 2, 0]])
    moving = Boxes(box, np.int32([1]), velocities=np.array([[20.0, 0]]))
    old, new = (np.array([[x, 0, 1, 0, 0, age] for x in (6, 10)]) for age in (0.2, 0))
    scene = PointScene(np.float32([*old, *new]), moving[:0])
    item = PointScene(np.float32([[6.5, 0, 1, 0, 0, 0.2], [10, 0, 1, 0, 0, 0]]), moving)
    left = paste_objects(scene, [item]).points[:, [0, 5]]
    np.testing.assert_allclose(left, [[10, 0.2], [6, 0], [6.5, 0.2], [10, 0]], rtol=1e-6)


def test_an_object_does_not_fit_twice():
    scene = point_scenes.make_scene(0, boxes=0)
    item = objects_of(point_scenes.make_scene(1, boxes=1))[0]
    assert len(paste_objects(scene, [item, item]).boxes) == 1


def test_nothing_to_paste_changes_nothing():
    scene = point_scenes.make_scene(0)
    assert paste_objects(scene, []) is scene
    assert paste_objects(scene, objects_of(scene)) is scene
