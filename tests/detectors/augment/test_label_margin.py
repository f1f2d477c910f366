import numpy as np
import pytest

from tests.detectors.augment import point_scenes
from waymo_kit.detectors.augment.label_margin import widen_labels
from waymo_kit.detectors.augment.lidar_augmentation import LidarAugmentation
from waymo_kit.errors import InvalidInputError
from waymo_kit.schema import ObjectType

MARGINS = {ObjectType.VEHICLE: 0.25, ObjectType.PEDESTRIAN: 0.1}


def test_only_the_width_grows_by_up_to_the_margin_of_the_type_on_both_sides():
    scene = point_scenes.make_scene(0, boxes=60)
    wider = widen_labels(scene, MARGINS, np.random.default_rng(0))
    grown = wider.boxes.array - scene.boxes.array
    assert np.array_equal(wider.points, scene.points)
    assert not grown[:, [0, 1, 2, 3, 5, 6]].any()
    for kind in np.unique(scene.boxes.types).tolist():
        own = grown[scene.boxes.types == kind, 4]
        highest = 2 * MARGINS.get(ObjectType(kind), 0.0)
        assert len(own) > 10
        assert 0.8 * highest <= own.max() <= highest
        assert own.min() <= 0.2 * highest


def test_augmentation_widens_labels_if_it_is_told_to():
    scene = point_scenes.make_scene(1)
    nothing = {"dropout_probability": 0.0}
    same = LidarAugmentation(0.0, 0.0, 0.0, 0.0, 0.0, **nothing)
    all_types = dict.fromkeys(ObjectType, 0.2)
    wider = LidarAugmentation(0.0, 0.0, 0.0, 0.0, 0.0, label_margin=all_types, **nothing)
    before, after = (
        each.augment(scene, np.random.default_rng(0)).boxes.array[:, 4] for each in (same, wider)
    )
    assert np.array_equal(before, scene.boxes.array[:, 4])
    assert np.all(after > before)


@pytest.mark.parametrize("wrong", [-0.1, np.inf, np.nan])
def test_wrong_margins_are_errors(wrong):
    with pytest.raises(InvalidInputError, match="augmentation: expected a label_margin"):
        LidarAugmentation(label_margin={ObjectType.VEHICLE: wrong})
