import pyarrow.parquet as pq
import pytest

from tests.evaluation.command import run_command
from waymo_kit.convert import convert_segment
from waymo_kit.detectors.lidar.config import PointInput
from waymo_kit.detectors.lidar.ground_truth_database import read_ground_truth_database
from waymo_kit.io import locate
from waymo_kit.schema import LaserName
from waymo_kit.simulate import simulate_dataset

TAGS = ("lidar", "lidar_pose", "lidar_calibration", "lidar_box", "vehicle_pose")


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    root = tmp_path_factory.mktemp("objects")
    simulate_dataset(root / "v1", segments=1, frames=2, seed=5)
    for path in (root / "v1").glob("*.tfrecord"):
        convert_segment(locate(path), locate(root / "tables"), TAGS)
    return root / "tables"


def test_objects_are_written_for_the_lidars_that_are_asked_for(data, tmp_path, capsys):
    out = tmp_path / "o.parquet"
    arguments = ("--data", data, "--out", out, "--every", 1, "--lasers", "TOP", "--sweeps", 2)
    assert run_command("objects", *arguments) == 0
    wanted = PointInput(lasers=(LaserName.TOP,), sweeps=2)
    count = len(read_ground_truth_database(out, wanted))
    assert count > 10
    assert f"{count} objects of 1 segment -> {out}" in capsys.readouterr().out
    assert set(pq.read_table(out).column("type").to_pylist()) <= {1, 2, 4}


def test_a_dataset_without_labels_is_an_error(data, tmp_path, capsys):
    tables = tmp_path / "tables"
    tables.mkdir()
    for tag in ("lidar", "lidar_pose", "lidar_calibration", "vehicle_pose", "_manifest"):
        (tables / tag).symlink_to(data / tag)
    assert run_command("objects", "--data", tables, "--out", tmp_path / "o.parquet") == 2
    assert "has no lidar_box table" in capsys.readouterr().err
    assert not (tmp_path / "o.parquet").exists()
