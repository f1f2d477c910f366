"""Simulated drives for the tests of detectors."""

import pytest

import waymo_kit as wk
from waymo_kit.convert import convert_segment
from waymo_kit.io import locate
from waymo_kit.simulate import simulate_dataset

TAGS = ("lidar", "lidar_pose", "lidar_calibration", "lidar_box", "vehicle_pose", "stats")


@pytest.fixture(scope="session")
def drives(tmp_path_factory):
    """Folders of two segments of four frames: v1 files, and tables with what detectors read."""
    root = tmp_path_factory.mktemp("drives")
    simulate_dataset(root / "v1", segments=2, frames=4, seed=5)
    for path in sorted((root / "v1").glob("*.tfrecord")):
        convert_segment(locate(path), locate(root / "tables"), TAGS)
    return {"v1": root / "v1", "tables": root / "tables"}


@pytest.fixture
def dataset(drives):
    """The tables as a dataset."""
    return wk.open_dataset(drives["tables"])
