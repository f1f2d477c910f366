import pyarrow.parquet as pq
import pytest

from waymo_kit.convert import convert_segment
from waymo_kit.errors import CorruptDataError
from waymo_kit.io import locate
from waymo_kit.io.traffic import measured_traffic
from waymo_kit.scene import open_dataset
from waymo_kit.scene.dataset import dataset_stamp
from waymo_kit.simulate import simulate_dataset

TAGS = ("lidar", "lidar_pose", "lidar_calibration", "vehicle_pose")


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    root = tmp_path_factory.mktemp("tables")
    simulate_dataset(root / "v1", segments=1, frames=3, seed=8)
    for path in (root / "v1").glob("*.tfrecord"):
        convert_segment(locate(path), locate(root / "tables"), TAGS)
    return root


def points_and_bytes(folder, **options):
    """Points of the second frame, and how much was read for it alone."""
    scene = open_dataset(folder)[0]
    with measured_traffic() as traffic:
        scene[0].points(**options)
        before = traffic.bytes_in
        cloud = scene[1].points(**options)
    return cloud, traffic.bytes_in - before


def test_of_one_return_only_its_columns_are_read(folders):
    both, all_bytes = points_and_bytes(folders / "tables")
    first, first_bytes = points_and_bytes(folders / "tables", returns=(1,))
    second, second_bytes = points_and_bytes(folders / "tables", returns=(2,))
    for number, cloud in ((1, first), (2, second)):
        wanted = both[both.return_number == number]
        assert len(cloud) == len(wanted) > 0
        assert (cloud.xyz == wanted.xyz).all()
        assert (cloud.intensity == wanted.intensity).all()
        assert (cloud.pixel == wanted.pixel).all()
    assert first_bytes < all_bytes
    assert second_bytes < all_bytes
    assert first_bytes + second_bytes > all_bytes


def test_a_return_that_the_file_lacks_is_missed_when_it_is_wanted(folders, tmp_path):
    for tag in (*TAGS, "_manifest"):
        (tmp_path / tag).symlink_to(folders / "tables" / tag)
    (tmp_path / "lidar").unlink()
    (tmp_path / "lidar").mkdir()
    (file,) = (folders / "tables" / "lidar").iterdir()
    table = pq.read_table(file)
    names = [name for name in table.column_names if "return2" not in name]
    pq.write_table(table.select(names), tmp_path / "lidar" / file.name)
    frame = open_dataset(tmp_path)[0][0]
    assert len(frame.points(returns=(1,))) > 0
    with pytest.raises(CorruptDataError, match=r"no column '.*return2"):
        frame.points()


def test_a_stamp_is_of_the_files_that_count(folders, tmp_path):
    for name in ("v1", "tables"):
        first = dataset_stamp(folders / name, "lidar")
        (folders / name / "out.parquet").write_text("predictions")
        assert dataset_stamp(folders / name, "lidar") == first
    pattern = dataset_stamp(f"{folders}/v1/*.tfrecord", "lidar")
    assert pattern == dataset_stamp(folders / "v1", "lidar")
    (path,) = (folders / "tables" / "lidar").iterdir()
    path.touch()
    assert dataset_stamp(folders / "tables", "lidar") != first
