"""Patterns of tables open a part of a dataset, as patterns of v1 files do."""

import pytest

import waymo_kit as wk
from tests import made_frames
from waymo_kit.convert import convert_segment
from waymo_kit.io import locate
from waymo_kit.scene.dataset import dataset_stamp

NAMES = ("1001_0_000_20_000", "1002_0_000_20_000", "2001_0_000_20_000")
TAGS = ("lidar_box", "stats", "vehicle_pose")


@pytest.fixture(scope="module")
def tables(tmp_path_factory):
    root = tmp_path_factory.mktemp("patterns")
    for name in NAMES:
        frames = [made_frames.full_frame(i) for i in range(2)]
        for frame in frames:
            frame.context.name = name
        made_frames.write_segment(root / f"{name}.tfrecord", frames)
        convert_segment(locate(root / f"{name}.tfrecord"), locate(root / "tables"), TAGS)
    return root / "tables"


@pytest.mark.parametrize("component", ["lidar_box", "vehicle_pose", "*"])
@pytest.mark.parametrize("manifest", [True, False])
def test_a_pattern_opens_the_segments_that_it_matches(tables, component, manifest, tmp_path):
    if not manifest:  # as in an official download
        for path in tables.rglob("*.parquet"):
            (tmp_path / path.parent.name).mkdir(exist_ok=True)
            (tmp_path / path.parent.name / path.name).write_bytes(path.read_bytes())
        tables = tmp_path
    dataset = wk.open_dataset(tables / component / "100*.parquet")
    assert dataset.segments == list(NAMES[:2])
    with dataset[1] as scene:
        assert scene.name == NAMES[1]
        assert len(scene) == 2
        assert scene.location == made_frames.full_frame(0).context.stats.location


def test_one_table_opens_its_segment(tables, monkeypatch):
    path = tables / "lidar_box" / f"{NAMES[2]}.parquet"
    assert wk.open_dataset(path).segments == [NAMES[2]]
    monkeypatch.chdir(tables)
    assert wk.open_dataset(f"lidar_box/{NAMES[2]}.parquet").segments == [NAMES[2]]
    monkeypatch.chdir(tables / "lidar_box")
    with wk.open_dataset("2*.parquet")[0] as scene:
        assert scene.name == NAMES[2]
    assert wk.open_dataset(path.as_uri()).segments == [NAMES[2]]


def test_tables_of_two_datasets_or_of_none_are_refused(tables, tmp_path):
    (tmp_path / "lidar_box").mkdir()
    for name in ("a.parquet", "lidar_box/a.parquet"):
        (tmp_path / name).write_bytes(b"PAR1")
    with pytest.raises(wk.InvalidInputError, match=r"a\.parquet: expected <dataset>/"):
        wk.open_dataset(tmp_path / "*.parquet")
    both = f"{tmp_path.parent}/**/lidar_box/*.parquet"
    with pytest.raises(wk.InvalidInputError, match="expected tables of one dataset, got some of"):
        wk.open_dataset(both)


def test_an_unfinished_segment_is_named(tables):
    manifests = list((tables / "_manifest").glob(f"{NAMES[2]}*"))
    kept = {path: path.read_bytes() for path in manifests}
    assert kept
    for path in manifests:
        path.unlink()
    try:
        with pytest.raises(wk.NotFoundError, match=f"segment {NAMES[2]} was interrupted"):
            wk.open_dataset(tables / "lidar_box" / "2*.parquet")
    finally:
        for path, data in kept.items():
            path.write_bytes(data)


def test_the_stamp_of_a_part_changes_with_its_tables_only(tables):
    pattern = tables / "lidar_box" / "100*.parquet"
    stamp = dataset_stamp(pattern, "lidar_box")
    other = tables / "lidar_box" / f"{NAMES[2]}.parquet"
    other.write_bytes(other.read_bytes() + b" ")
    assert dataset_stamp(pattern, "lidar_box") == stamp
    assert dataset_stamp(tables, "lidar_box") != stamp
    assert dataset_stamp(tables / "stats" / "100*.parquet", "lidar_box") == stamp
    chosen = tables / "lidar_box" / f"{NAMES[0]}.parquet"
    chosen.write_bytes(chosen.read_bytes() + b" ")
    assert dataset_stamp(pattern, "lidar_box") != stamp
