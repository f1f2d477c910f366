"""A null in any column of any component changes what is read of its own row, and of no other."""

import dataclasses
import itertools
import shutil
from decimal import Decimal
from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import waymo_kit as wk
from tests import made_frames
from tests.scene.small_scene import make_frame
from waymo_kit.convert import convert_segment
from waymo_kit.evaluation.dataset_truth import DatasetTruth
from waymo_kit.formats.segment_source import SegmentSource
from waymo_kit.io import locate
from waymo_kit.predictions import BoxKind
from waymo_kit.scene import Dataset, Scene
from waymo_kit.scene.summary import summarize
from waymo_kit.scene.vehicle_paths import VehiclePaths
from waymo_kit.schema import CONVERTED_TAGS, component_of

TIME = "key.frame_timestamp_micros"
FRAMES = 3


class HeldTables(SegmentSource):
    """Component tables in memory."""

    where = "memory"

    def __init__(self, tables):
        self.segment, self.tables = made_frames.SEGMENT, tables

    @property
    def timestamps_micros(self):
        return np.unique(self.tables["vehicle_pose"].column(TIME).to_numpy())

    def table(self, tag):
        if tag not in self.tables:
            raise wk.NotFoundError(f"no {tag}")
        return self.tables[tag]

    def frame_table(self, tag, index):
        table = self.table(tag)
        return table.filter(pc.equal(table.column(TIME), int(self.timestamps_micros[index])))

    def close(self):
        pass


class HeldSegment:
    name = made_frames.SEGMENT

    def __init__(self, tables):
        self._tables = tables

    def open(self):
        return HeldTables(self._tables)


def made_frame(index):
    frame = make_frame(index)
    del frame.no_label_zones[:]
    for number in range(3):
        zone = frame.no_label_zones.add()
        zone.id = f"zone {number}"
        corner = 100 * number + index
        zone.x.extend([corner, corner + 9, corner + 9])
        zone.y.extend([0, 0, 9])
    return frame


class Tables(dict):
    """Tables by component; its text is short, since hypothesis prints arguments."""

    def __repr__(self):
        return "tables"


@cache
def whole_tables(folder):
    made_frames.write_segment(folder / "a.tfrecord", [made_frame(i) for i in range(FRAMES)])
    convert_segment(locate(folder / "a.tfrecord"), locate(folder / "tables"), CONVERTED_TAGS)
    scene = wk.open_dataset(folder / "tables")[0]
    return Tables({tag: scene.table(tag) for tag in CONVERTED_TAGS})


@pytest.fixture(scope="module")
def tables(tmp_path_factory):
    return whole_tables(tmp_path_factory.mktemp("nulls"))


def with_nulls(table, name, rows):
    mask = np.zeros(table.num_rows, bool)
    mask[rows] = True
    column = pa.concat_arrays(table.column(name).chunks)
    nulled = pc.if_else(pa.array(mask), pa.scalar(None, column.type), column)
    return table.set_column(table.column_names.index(name), table.schema.field(name), nulled)


def read(function, *arguments):
    """What a reader returns, or the class of its error, which must be one of ours."""
    try:
        return function(*arguments)
    except wk.WaymoKitError as error:
        return type(error)


def columns_of(boxes):
    return {field.name: getattr(boxes, field.name) for field in dataclasses.fields(boxes)}


def different_rows(one, other):
    assert len(one) == len(other)
    unequal = ~((one == other) | ((one != one) & (other != other)))
    return set(np.flatnonzero(unequal.reshape(len(one), -1).any(axis=1)).tolist())


NULLABLE_BOXES = [
    (tag, name)
    for tag in ("lidar_box", "camera_box", "projected_lidar_box")
    for name in component_of(tag).schema.names
    if not name.startswith("key.")
]


def boxes_of(scene, tag):
    """The boxes of a component, in the order of its rows."""
    if tag == "lidar_box":
        return scene.boxes
    parts = []
    rows = scene.table(tag)
    for time, camera in zip(
        rows.column(TIME).to_pylist(), rows.column("key.camera_name").to_pylist(), strict=True
    ):
        if not parts or parts[-1][:2] != (time, camera):
            frame = next(frame for frame in scene if frame.timestamp_micros == time)
            attribute = "boxes" if tag == "camera_box" else "projected_boxes"
            parts.append((time, camera, getattr(frame.camera(camera), attribute)))
    return wk.ImageBoxes.concatenate([boxes for _, _, boxes in parts])


@pytest.mark.parametrize(("tag", "name"), NULLABLE_BOXES)
@given(data=st.data())
@settings(deadline=None, max_examples=4)
def test_boxes_keep_their_rows(tables, tag, name, data):
    table = tables[tag]
    rows = data.draw(st.lists(st.integers(0, table.num_rows - 1), min_size=1, unique=True))
    scene = Scene(HeldTables({**tables, tag: with_nulls(table, name, rows)}))
    expected = columns_of(boxes_of(Scene(HeldTables(tables)), tag))
    found = columns_of(boxes_of(scene, tag))
    changed = {}
    for column, values in expected.items():
        if values is None:
            assert found[column] is None
        else:
            changed[column] = different_rows(values, found[column])
            assert changed[column] <= set(rows)
    assert sum(len(where) > 0 for where in changed.values()) <= 1
    if tag == "lidar_box":
        whole = Scene(HeldTables(tables)).tracks()
        for track in scene.tracks().values():
            np.testing.assert_array_equal(track.frames, whole[track.id].frames)
            assert len(track.boxes) == len(track.boxes_world) == len(track.frames)


@given(missing=st.sets(st.integers(0, FRAMES - 1), min_size=1))
@settings(deadline=None)
def test_frames_keep_their_poses_and_zones(tables, missing):
    name = component_of("vehicle_pose").column("world_from_vehicle.transform")
    table = tables["vehicle_pose"]
    poses = table.column(name).to_pylist()
    held = {**tables, "vehicle_pose": with_nulls(table, name, sorted(missing))}
    scene = Scene(HeldTables(held))
    for frame in scene:
        pose = read(lambda frame=frame: frame.world_from_vehicle)
        if frame.index in missing:
            assert pose is wk.NotFoundError
        else:
            np.testing.assert_array_equal(pose, np.reshape(poses[frame.index], (4, 4)))
    assert read(lambda: scene.world_from_vehicle) is wk.NotFoundError

    dataset = Dataset("memory", [HeldSegment(held)])
    truth = DatasetTruth(dataset, BoxKind.BOX_3D).read(made_frames.SEGMENT)
    times = scene.timestamps_micros
    assert len(truth.zones.polygons) == 3 * FRAMES
    for time, polygon in zip(truth.zones.timestamp_micros, truth.zones.polygons, strict=True):
        assert (polygon[0, 0] % 100).astype(int) == np.searchsorted(times, time)
    known = sorted(set(range(FRAMES)) - missing)
    assert truth.zones.pose_timestamp_micros.tolist() == times[known].tolist()
    for index, pose in zip(known, truth.zones.world_from_vehicle, strict=True):
        np.testing.assert_array_equal(pose, np.reshape(poses[index], (4, 4)))
    places = [np.reshape(poses[index], (4, 4))[:3, 3] for index in known]
    way = sum(np.linalg.norm(b - a) for a, b in itertools.pairwise(places))
    assert summarize(dataset).kilometers == pytest.approx(way / 1e3)
    paths = VehiclePaths.__new__(VehiclePaths)
    paths._dataset, paths._tables = dataset, []
    assert paths.read(0)[0].positions.tolist() == [place[:2].tolist() for place in places]


@pytest.mark.parametrize("axis", ["x", "y"])
@given(row=st.integers(0, 3 * FRAMES - 1), how=st.sampled_from(["null", "shorter", "hole"]))
@settings(deadline=None, max_examples=10)
def test_a_polygon_of_unequal_sides_names_its_row(tables, axis, row, how):
    table = tables["no_label_zone"]
    name = component_of("no_label_zone").column(f"polygon.{axis}")
    values = table.column(name).to_pylist()
    values[row] = {"null": None, "shorter": values[row][:2], "hole": [1.0, None, 2.0]}[how]
    column = pa.array(values, table.schema.field(name).type)
    broken = table.set_column(table.column_names.index(name), table.schema.field(name), column)
    scene = Scene(HeldTables({**tables, "no_label_zone": broken}))
    index = row // 3
    for frame in scene:
        if frame.index == index:
            with pytest.raises(wk.CorruptDataError, match=rf"frame {index}: .*in row {row % 3}"):
                _ = frame.no_label_zones
        else:
            assert [polygon.shape for polygon in frame.no_label_zones] == [(3, 2)] * 3


def test_polygons_that_are_null_on_both_axes_have_no_corners(tables):
    table = tables["no_label_zone"]
    for axis in "xy":
        name = component_of("no_label_zone").column(f"polygon.{axis}")
        table = with_nulls(table, name, [1])
    zones = Scene(HeldTables({**tables, "no_label_zone": table}))[0].no_label_zones
    assert [polygon.shape for polygon in zones] == [(3, 2), (0, 2), (3, 2)]


def test_a_pose_with_a_hole_names_its_row(tables):
    table = tables["vehicle_pose"]
    name = component_of("vehicle_pose").column("world_from_vehicle.transform")
    poses = table.column(name).to_pylist()
    poses[1] = [None, *poses[1][1:]]
    column = pa.array(poses, table.schema.field(name).type)
    holed = table.set_column(table.column_names.index(name), table.schema.field(name), column)
    scene = Scene(HeldTables({**tables, "vehicle_pose": holed}))
    assert scene[0].world_from_vehicle.shape == (4, 4)
    with pytest.raises(wk.CorruptDataError, match=r"frame 1: vehicle_pose: expected 16 numbers"):
        _ = scene[1].world_from_vehicle
    with pytest.raises(wk.CorruptDataError, match=r"vehicle_pose: expected 16 .* in row 1"):
        summarize(Dataset("memory", [HeldSegment({**tables, "vehicle_pose": holed})]))


@pytest.fixture(scope="module")
def downloaded(tmp_path_factory):
    """A folder of tables without manifests, as a download has it."""
    folder = tmp_path_factory.mktemp("times")
    made_frames.write_segment(folder / "a.tfrecord", [made_frame(i) for i in range(FRAMES)])
    convert_segment(locate(folder / "a.tfrecord"), locate(folder / "tables"), CONVERTED_TAGS)
    shutil.rmtree(folder / "tables" / "_manifest")
    return folder / "tables"


def use(scene):
    for frame in scene:
        _ = frame.boxes, frame.no_label_zones, frame.world_from_vehicle, frame.points()
        _ = frame.camera("FRONT").image
    _ = scene.tracks(), scene.location


@pytest.mark.parametrize(
    "tag", ["vehicle_pose", "lidar_box", "no_label_zone", "camera_image", "lidar", "stats"]
)
@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda times: [None, *times[1:]], "row 0: key.frame_timestamp_micros is null"),
        (lambda times: [None for _ in times], "row 0: key.frame_timestamp_micros is null|no row"),
        (lambda times: [time + 0.5 for time in times], "is double, expected int64"),
        (lambda times: [f"{time}?" for time in times], "is string, expected int64"),
        (None, f"no column '{TIME}'"),
        (lambda times: [float(time) for time in times], None),
        (lambda times: [Decimal(time) for time in times], None),
    ],
)
def test_times_that_are_none_name_segment_component_and_row(
    downloaded, tmp_path, tag, change, message
):
    shutil.copytree(downloaded, tmp_path / "tables")
    path = tmp_path / "tables" / tag / f"{made_frames.SEGMENT}.parquet"
    table = pq.read_table(path)
    position = table.column_names.index(TIME)
    if change is None:
        table = table.remove_column(position)
    else:
        times = pa.array(change(table.column(TIME).to_pylist()))
        table = table.set_column(position, TIME, times)
    pq.write_table(table, path)
    with wk.open_dataset(tmp_path / "tables")[0] as scene:
        if message is None:
            use(scene)
        else:
            with pytest.raises(wk.CorruptDataError, match=message) as caught:
                use(scene)
            assert made_frames.SEGMENT in str(caught.value)
            assert tag in str(caught.value)


OTHER_COLUMNS = [
    (tag, name)
    for tag in (
        "camera_image",
        "camera_segmentation",
        "camera_calibration",
        "lidar_calibration",
        "stats",
        "lidar_camera_synced_box",
    )
    for name in component_of(tag).schema.names
    if not name.startswith("key.")
]


def everything(scene):
    """What each reader of cameras, calibrations and context gives, or the class of its error."""
    for frame in scene:
        for name in frame.cameras:
            camera = frame.camera(name)
            yield read(lambda camera=camera: camera.image.tobytes())
            yield read(lambda camera=camera: camera.pose.world_from_vehicle.tobytes())
            yield read(lambda camera=camera: camera.pose.velocity.tobytes())
            yield read(lambda camera=camera: camera.pose.shutter)
            yield read(lambda camera=camera: camera.segmentation.panoptic.tobytes())
            yield read(lambda camera=camera: camera.segmentation.global_ids)
            yield read(lambda camera=camera: camera.segmentation.sequence_id)
    for name in (1, 2):
        yield read(lambda name=name: scene.camera_calibration(name).intrinsic.tobytes())
        yield read(lambda name=name: scene.camera_calibration(name).width)
        yield read(lambda name=name: scene.laser_calibration(name).vehicle_from_laser.tobytes())
        yield read(lambda name=name: scene.laser_calibration(name).lowest)
        yield read(lambda name=name: scene.laser_calibration(name).values is None)
    yield read(lambda: (scene.location, scene.time_of_day, scene.weather))


@pytest.mark.parametrize(("tag", "name"), OTHER_COLUMNS)
def test_cameras_and_calibrations_fail_alone_and_clearly(tables, tag, name):
    table = tables[tag]
    whole = list(everything(Scene(HeldTables(tables))))
    assert not any(isinstance(value, type) for value in whole)
    for row in {0, table.num_rows - 1}:
        held = {**tables, tag: with_nulls(table, name, [row])}
        found = list(everything(Scene(HeldTables(held))))
        changed = [k for k, (one, two) in enumerate(zip(whole, found, strict=True)) if one != two]
        # At most what one camera of one frame, or one calibration, or the context gives.
        assert len(changed) <= 7
        dataset = Dataset("memory", [HeldSegment(held)])
        truth = DatasetTruth(dataset, BoxKind.BOX_3D).read(made_frames.SEGMENT)
        assert len(truth.labels) == tables["lidar_box"].num_rows


def test_a_camera_without_focal_length_is_named(tables):
    table = tables["camera_calibration"]
    name = component_of("camera_calibration").column("intrinsic.f_u")
    zeros = pa.array(np.zeros(table.num_rows))
    changed = table.set_column(table.column_names.index(name), table.schema.field(name), zeros)
    scene = Scene(HeldTables({**tables, "camera_calibration": changed}))
    number = table["key.camera_name"][0].as_py()
    with pytest.raises(wk.CorruptDataError, match=r"camera_calibration of .*focal lengths"):
        scene.camera_calibration(number)


@pytest.mark.parametrize("field", ["beam_inclination.values", "extrinsic.transform"])
@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_a_lidar_without_finite_numbers_is_named(tables, field, value):
    table = tables["lidar_calibration"]
    name = component_of("lidar_calibration").column(field)
    lists = table[name].to_pylist()
    lists[0] = [value, *lists[0][1:]]
    column = pa.array(lists, table.schema.field(name).type)
    changed = table.set_column(table.column_names.index(name), table.schema.field(name), column)
    scene = Scene(HeldTables({**tables, "lidar_calibration": changed}))
    with pytest.raises(wk.CorruptDataError, match=r"lidar_calibration of .*finite"):
        scene.laser_calibration(table["key.laser_name"][0].as_py())
