"""Simulated drives as tables, and a small scene from both kinds of files."""

import pytest

import waymo_kit as wk
from tests import made_frames
from tests.scene.small_scene import FRAMES, make_frame
from waymo_kit.convert import convert_segment
from waymo_kit.io import locate
from waymo_kit.schema import CONVERTED_TAGS
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


@pytest.fixture(scope="module")
def paths(tmp_path_factory):
    """The same segment as a v1 file and as tables."""
    root = tmp_path_factory.mktemp("scene")
    made_frames.write_segment(root / "a.tfrecord", [make_frame(i) for i in range(FRAMES)])
    convert_segment(locate(root / "a.tfrecord"), locate(root / "tables"), CONVERTED_TAGS)
    return {"v1": root / "a.tfrecord", "tables": root / "tables"}


@pytest.fixture(params=["v1", "tables"])
def scene(paths, request):
    scene = wk.open_dataset(paths[request.param])[0]
    yield scene
    scene.close()
