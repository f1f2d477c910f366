import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.detectors.augment import point_scenes
from tests.naive import boxes as naive
from waymo_kit.detectors.augment import frustum_dropout
from waymo_kit.detectors.augment.frustum_dropout import TOP_LIDAR, FrustumDropout
from waymo_kit.errors import InvalidInputError


@pytest.mark.kernel
@settings(deadline=None)
@given(st.integers(0, 2**32 - 1), st.floats(0.01, 2.9), st.floats(0.01, 1.4))
def test_frustum_is_that_of_angles(seed, azimuth, inclination):
    points = point_scenes.make_scene(seed, boxes=0, background=50).points
    inside = np.zeros(len(points), np.bool_)
    origin = np.asarray(TOP_LIDAR)
    frustum_dropout._find_frustum(points, 7, origin, azimuth / 2, inclination / 2, inside)
    expected = naive.points_in_frustum(points, points[7], origin, azimuth, inclination)
    np.testing.assert_array_equal(inside, expected)
    assert inside[7]


def test_boxes_stay_and_other_points_too():
    scene = point_scenes.make_scene(2, background=400)
    dropout = FrustumDropout(azimuth=1.0, inclination=1.0, share=1.0)
    left = dropout.drop(scene, np.random.default_rng(1))
    assert left.boxes is scene.boxes
    kept = {tuple(point) for point in left.points}
    assert kept < {tuple(point) for point in scene.points}


def test_about_the_share_is_dropped():
    scene = point_scenes.make_scene(2, boxes=0, background=4000)
    lost = [
        len(scene.points)
        - len(FrustumDropout(2.9, 1.5, share).drop(scene, np.random.default_rng(3)).points)
        for share in (0.0, 0.5, 1.0)
    ]
    assert lost[0] == 0
    assert lost[2] > 200
    assert lost[1] == pytest.approx(lost[2] / 2, rel=0.2)


def test_a_frame_without_points_stays_as_it_is():
    scene = point_scenes.make_scene(0, boxes=0, background=0)
    assert FrustumDropout().drop(scene, np.random.default_rng(0)) is scene


@pytest.mark.parametrize(
    "wrong", [{"azimuth": np.pi}, {"inclination": 0.0}, {"share": 1.1}, {"share": np.nan}]
)
def test_wrong_ranges_are_errors(wrong):
    with pytest.raises(InvalidInputError, match=f"dropout: expected {next(iter(wrong))}"):
        FrustumDropout(**wrong)
