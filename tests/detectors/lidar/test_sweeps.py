import shutil

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import waymo_kit as wk
from waymo_kit.detectors.lidar.config import PointInput
from waymo_kit.detectors.lidar.sweeps import SweepCache, load_sweeps
from waymo_kit.errors import CorruptDataError, NotFoundError
from waymo_kit.geometry import (
    invert_transform,
    transform_points,
)
from waymo_kit.schema import LaserName


def test_one_sweep_is_the_points_of_the_frame(dataset):
    frame = dataset[0][1]
    cloud = frame.points(returns=(1,))
    expected = np.column_stack(
        [cloud.xyz, np.tanh(cloud.intensity), cloud.elongation, np.zeros(len(cloud))]
    )
    np.testing.assert_array_equal(load_sweeps(frame, PointInput()), expected.astype(np.float32))


def test_lasers_and_returns_are_chosen(dataset):
    frame = dataset[0][0]
    both = load_sweeps(frame, PointInput(lasers=(LaserName.TOP,), returns=2))
    assert len(both) == len(frame.points(["TOP"]))
    assert len(both) > len(frame.points(["TOP"], (1,)))


def test_earlier_sweeps_are_moved_with_the_vehicle_and_carry_their_age(dataset):
    scene = dataset[0]
    joined = load_sweeps(scene[3], PointInput(sweeps=3))
    counts = [len(scene[k].points(returns=(1,))) for k in (3, 2, 1)]
    ages = 1e-6 * (scene.timestamps_micros[3] - scene.timestamps_micros[[3, 2, 1]])
    np.testing.assert_array_equal(joined[:, 5], np.repeat(ages, counts).astype(np.float32))
    oldest = scene[1].points(returns=(1,)).xyz
    motion = invert_transform(scene[3].world_from_vehicle) @ scene[1].world_from_vehicle
    np.testing.assert_allclose(
        joined[-counts[2] :, :3], transform_points(motion, oldest), atol=2e-5
    )


def test_first_frame_has_one_sweep_and_a_slice_looks_back_beyond_its_start(dataset):
    scene = dataset[0]
    assert set(load_sweeps(scene[0], PointInput(sweeps=3))[:, 5]) == {0.0}
    assert len(set(load_sweeps(scene[2:][0], PointInput(sweeps=3))[:, 5])) == 3


def test_lasers_that_are_not_there_are_named(dataset):
    with pytest.raises(NotFoundError, match=r"UNKNOWN.*the detector reads the lidars"):
        load_sweeps(dataset[0][0], PointInput(lasers=(LaserName.UNKNOWN,)))


def test_dataset_without_lidar_says_so(drives, tmp_path):
    for tag in ("lidar_box", "vehicle_pose", "manifest", "_manifest"):
        if (drives["tables"] / tag).is_dir():
            (tmp_path / tag).symlink_to(drives["tables"] / tag)
    with pytest.raises(NotFoundError, match="no lidar table"):
        load_sweeps(wk.open_dataset(tmp_path)[0][0], PointInput())


def test_cache_keeps_what_was_used_last_within_its_bytes():
    cache = SweepCache(100)
    loads = []

    def get(name, size=40):
        return cache.get((name,), lambda: loads.append(name) or np.zeros(size, np.uint8))

    for name in ("a", "b", "a", "c", "a", "b"):
        get(name)
    assert loads == ["a", "b", "c", "b"]
    assert (len(cache), cache.size_bytes) == (2, 80)
    get("large", 101)
    assert (len(cache), cache.size_bytes) == (2, 80)


def test_cached_sweeps_give_the_same_points(dataset):
    scene, cache = dataset[0], SweepCache(1 << 28)
    wanted = PointInput(sweeps=2)
    expected = load_sweeps(scene[2], wanted)
    for _ in range(2):
        np.testing.assert_array_equal(load_sweeps(scene[2], wanted, cache), expected)
    assert len(cache) == 2


def copied_tables(drives, folder, **changes):
    """Tables without manifests, such as a download; some of the first segment are changed."""
    for tag in drives["tables"].iterdir():
        if tag.name != "_manifest":
            shutil.copytree(tag, folder / tag.name)
    first = wk.open_dataset(folder).segments[0]
    for tag, change in changes.items():
        path = folder / tag / f"{first}.parquet"
        pq.write_table(change(pq.read_table(path)), path, row_group_size=5)
    return wk.open_dataset(folder)


def test_a_missing_row_of_pixel_poses_is_an_error(drives, tmp_path):
    """The points of TOP were used without their correction, without a word."""
    data = copied_tables(drives, tmp_path / "t", lidar_pose=lambda table: without(table, frame=2))
    load_sweeps(data[0][1], PointInput())
    message = f"segment {data.segments[0]} frame 2: no lidar_pose of laser TOP, which the frames"
    with pytest.raises(CorruptDataError, match=message):
        load_sweeps(data[0][2], PointInput())
    load_sweeps(data[0][2], PointInput(lasers=(LaserName.FRONT,)))


def without(table, frame):
    times = table.column("key.frame_timestamp_micros").to_numpy()
    return table.filter(pa.array(times != np.unique(times)[frame]))


@pytest.mark.parametrize("value", [np.inf, np.nan])
def test_beam_inclinations_that_are_not_finite_are_an_error(drives, tmp_path, value):
    """They gave points that are not finite, all of which were dropped: no detections, no word."""

    def changed(table):
        name = "[LiDARCalibrationComponent].beam_inclination.values"
        lasers = table.column("key.laser_name").to_pylist()
        lists = table.column(name).to_pylist()
        place = lasers.index(int(LaserName.TOP))
        lists[place] = [value] * len(lists[place])
        field = table.field(name)
        return table.set_column(table.column_names.index(name), field, pa.array(lists, field.type))

    data = copied_tables(drives, tmp_path / "t", lidar_calibration=changed)
    message = rf"{data.segments[0]}.*laser TOP.*beam_inclination.* is {value}, expected finite"
    with pytest.raises(CorruptDataError, match=message):
        load_sweeps(data[0][0], PointInput())


def test_ranges_that_are_not_finite_are_an_error(dataset, monkeypatch):
    points = wk.Frame.points

    def broken(frame, *arguments):
        cloud = points(frame, *arguments)
        cloud.xyz[-1, 2] = np.nan
        return cloud

    monkeypatch.setattr(wk.Frame, "points", broken)
    laser = "REAR|SIDE_RIGHT|SIDE_LEFT|FRONT"
    message = f"segment {dataset.segments[0]} frame 1: the points of laser ({laser}) are not all"
    with pytest.raises(CorruptDataError, match=message):
        load_sweeps(dataset[0][1], PointInput())
