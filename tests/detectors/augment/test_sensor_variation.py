import numpy as np
import pytest

from tests.detectors.augment import point_scenes
from waymo_kit.detectors.augment.frustum_dropout import TOP_LIDAR
from waymo_kit.detectors.augment.sensor_variation import SensorVariation
from waymo_kit.errors import InvalidInputError

SCENE = point_scenes.make_scene(3, background=4000)


def varied(seed, **settings):
    scene = SensorVariation(**settings).vary(SCENE, np.random.default_rng(seed))
    assert scene.boxes is SCENE.boxes
    return scene.points


def test_frames_lose_up_to_the_largest_share_of_their_points():
    shares = [1 - len(varied(seed, thinning=0.6)) / len(SCENE.points) for seed in range(60)]
    assert max(shares) < 0.63
    assert np.mean(shares) == pytest.approx(0.3, abs=0.08)
    assert np.std(shares) == pytest.approx(0.6 / np.sqrt(12), abs=0.05)
    rows = {row.tobytes() for row in SCENE.points}
    assert all(row.tobytes() in rows for row in varied(1, thinning=0.6))


def test_noise_moves_points_along_their_rays_only():
    points = varied(4, noise=0.5)
    before = SCENE.points[:, :3].astype(np.float64) - TOP_LIDAR
    after = points[:, :3].astype(np.float64) - TOP_LIDAR
    ranges = np.linalg.norm(before, axis=1)
    aside = np.linalg.norm(np.cross(before, after), axis=1) / ranges
    assert aside.max() < 1e-4
    errors = np.linalg.norm(after, axis=1) - ranges
    assert np.array_equal(points[:, 3:], SCENE.points[:, 3:])
    assert 0.001 < np.std(errors[ranges > 1]) <= 0.55
    spreads = [np.std(varied(seed, noise=0.5)[:, 0] - SCENE.points[:, 0]) for seed in range(20)]
    assert max(spreads) > 3 * min(spreads), "each frame has a lidar of its own"


def test_the_same_seed_gives_the_same_points():
    settings = {"thinning": 0.5, "noise": 0.1}
    np.testing.assert_array_equal(varied(7, **settings), varied(7, **settings))
    assert len(varied(7, **settings)) != len(varied(8, **settings))


@pytest.mark.parametrize("wrong", [{"thinning": 1.0}, {"thinning": -0.1}, {"noise": np.nan}])
def test_wrong_ranges_are_errors(wrong):
    with pytest.raises(InvalidInputError, match=f"sensor: expected {next(iter(wrong))}"):
        SensorVariation(**wrong)
