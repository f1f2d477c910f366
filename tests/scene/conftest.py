"""Simulated drives as tables."""

import pytest

import waymo_kit as wk
from waymo_kit.convert import convert_segment
from waymo_kit.io import locate
from waymo_kit.simulate import simulate_dataset

TAGS = (
    "camera_box",
    "camera_image",
    "lidar",
    "lidar_box",
    "lidar_calibration",
    "lidar_pose",
    "map_feature",
    "map_pose_offset",
    "stats",
    "vehicle_pose",
)


@pytest.fixture(scope="session")
def tables(tmp_path_factory):
    """Folder of the tables of two simulated segments of four frames."""
    root = tmp_path_factory.mktemp("samples")
    simulate_dataset(root / "v1", segments=2, frames=4, seed=5)
    for path in sorted((root / "v1").glob("*.tfrecord")):
        convert_segment(locate(path), locate(root / "tables"), TAGS)
    return root / "tables"


@pytest.fixture
def dataset(tables):
    return wk.open_dataset(tables)
