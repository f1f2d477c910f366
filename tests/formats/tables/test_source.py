import shutil

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from waymo_kit.convert import convert_segment
from waymo_kit.errors import CorruptDataError
from waymo_kit.formats.tables import long_list_reader, long_lists
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


def images_of(root):
    """All range images of the lidar, by frame, laser and return."""
    source = open_dataset(root)[0].source
    return {
        (index, laser, number): source.range_images("lidar", index).image(laser, number)
        for index in range(len(source.timestamps_micros))
        for laser in range(1, 6)
        for number in (1, 2)
    }


@pytest.fixture(scope="module")
def paged(folders, tmp_path_factory):
    """The tables with a page for each range image, as those of large images have."""
    root = tmp_path_factory.mktemp("paged")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(long_lists, "PAGE_BYTES", 64)
        for path in (folders / "v1").glob("*.tfrecord"):
            convert_segment(locate(path), locate(root), TAGS)
    return root


def test_images_with_a_page_of_their_own_are_those_of_the_table(folders, paged, tmp_path):
    expected = images_of(folders / "tables")
    assert all(image is not None for image in expected.values())
    others = copied_tables(paged, tmp_path / "others")
    shutil.rmtree(others / "_manifest")
    (path,) = (others / "lidar").iterdir()
    options = {"compression": "zstd", "use_dictionary": False, "data_page_size": 1}
    pq.write_table(pq.read_table(path), path, row_group_size=5, **options)  # other levels
    for root in (paged, others):
        found = images_of(root)
        assert found.keys() == expected.keys()
        assert all(np.array_equal(found[key], expected[key]) for key in expected)


def test_only_the_images_that_are_wanted_are_decompressed(paged, monkeypatch):
    sizes = []
    content = long_list_reader._Page.content
    monkeypatch.setattr(
        long_list_reader._Page, "content", lambda page: sizes.append(page.size) or content(page)
    )
    images = open_dataset(paged)[0].source.range_images("lidar", 1)
    assert not sizes
    image = images.image(3, 2)
    assert len(sizes) == 1
    assert image.nbytes < sizes[0] < image.nbytes + 50
    assert not image.flags.writeable


def test_a_damaged_page_is_refused_when_its_image_is_wanted(paged, tmp_path):
    root = copied_tables(paged, tmp_path / "tables")
    (path,) = (root / "lidar").iterdir()
    group = pq.ParquetFile(path).metadata.row_group(0)
    column = next(
        chunk
        for chunk in map(group.column, range(group.num_columns))
        if "return1.values" in chunk.path_in_schema
    )
    flipped(path, column.data_page_offset + column.total_compressed_size - 10)
    images = open_dataset(root)[0].source.range_images("lidar", 0)
    first, last = images.lasers[0], images.lasers[-1]
    assert images.image(first, 1) is not None
    with pytest.raises(CorruptDataError, match=r"lidar/.*\.parquet: .*(CRC|page)"):
        images.image(last, 1)


def flipped(path, at):
    """Flips a bit of a file, whose size stays."""
    data = bytearray(path.read_bytes())
    data[at] ^= 1 << at % 8
    path.write_bytes(data)


def copied_tables(tables, target):
    shutil.copytree(tables, target, ignore=shutil.ignore_patterns("*.lock"))
    return target


def copied(folders, target):
    return copied_tables(folders / "tables", target)


def read_all(root):
    """Everything of a dataset as Python values, or None if it is refused."""
    try:
        source = open_dataset(root)[0].source
        images = [
            (laser, number, source.range_images(tag, index).image(laser, number))
            for tag in ("lidar", "lidar_pose")
            for index in range(len(source.timestamps_micros))
            for laser in range(1, 6)
            for number in ((1, 2) if tag == "lidar" else (1,))
        ]
        tables = [source.table(tag) for tag in ("lidar_calibration", "vehicle_pose")]
    except CorruptDataError as error:
        assert "\n" not in str(error)
        return None
    shown = [(*place, image if image is None else image.tobytes()) for *place, image in images]
    return shown, [table.to_pylist() for table in tables]


@pytest.mark.parametrize("tag", ["vehicle_pose", "lidar_calibration", "lidar_pose", "lidar"])
def test_no_flipped_bit_reaches_a_reader(folders, tmp_path, tag):
    """Small tables have a checksum in the manifest, the pages of sensor tables their own."""
    root = copied(folders, tmp_path / "tables")
    (path,) = (root / tag).iterdir()
    whole, expected = path.read_bytes(), read_all(root)
    assert expected is not None
    is_small = tag in ("vehicle_pose", "lidar_calibration")
    rng = np.random.default_rng(5)
    refused = 0
    for at in rng.integers(0, len(whole), 40):
        flipped(path, int(at))
        got = read_all(root)
        assert got is None or got == expected, at
        assert not (is_small and got is not None), at
        refused += got is None
        path.write_bytes(whole)
    assert refused >= 36  # the rest is in statistics or names that nobody reads


def test_the_pages_of_a_table_alone_are_protected(folders, tmp_path):
    """Tables without their manifest, as a download has them."""
    root = copied(folders, tmp_path / "tables")
    shutil.rmtree(root / "_manifest")
    expected = read_all(root)
    for tag in TAGS:
        (path,) = (root / tag).iterdir()
        whole = path.read_bytes()
        metadata = pq.ParquetFile(path).metadata
        for group in range(min(metadata.num_row_groups, 2)):
            for number in range(metadata.num_columns):
                column = metadata.row_group(group).column(number)
                pages = [column.data_page_offset, column.dictionary_page_offset]
                start = min(page for page in pages if page is not None)
                places = [start + column.total_compressed_size - 1]
                if column.has_dictionary_page:
                    places.append(column.data_page_offset - 1)
                for place in places:
                    flipped(path, place)
                    assert read_all(root) is None, (tag, column.path_in_schema, place)
                    path.write_bytes(whole)
    assert read_all(root) == expected


def test_a_sensor_table_that_is_not_as_listed_is_refused(folders, tmp_path):
    root = copied(folders, tmp_path / "tables")
    (path,) = (root / "lidar").iterdir()
    table = pq.read_table(path)
    pq.write_table(table.slice(1), path)
    with pytest.raises(CorruptDataError, match=r"14 rows, the manifest lists 15"):
        open_dataset(root)[0][0].points()
    position = table.schema.get_field_index("key.frame_timestamp_micros")
    times = [1, *table.column(position).to_pylist()[1:]]
    pq.write_table(table.set_column(position, table.schema.field(position), [times]), path)
    with pytest.raises(CorruptDataError, match="a time at which the segment has no frame"):
        open_dataset(root)[0][0].points()


def test_rows_that_expand_are_refused_before_they_do(folders, tmp_path):
    root = copied(folders, tmp_path / "tables")
    shutil.rmtree(root / "_manifest")
    (path,) = (root / "vehicle_pose").iterdir()
    row = pq.read_table(path).slice(0, 1)
    many = pa.concat_tables([row] * 2000).combine_chunks()
    with pq.ParquetWriter(path, many.schema, compression="zstd") as writer:
        for _ in range(2000):
            writer.write_table(many)
    assert path.stat().st_size < 3_000_000
    with pytest.raises(CorruptDataError, match=r"announces \d+ MiB of values to read at once"):
        len(open_dataset(root)[0])
