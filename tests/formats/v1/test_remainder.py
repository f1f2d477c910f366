"""Nothing of a frame is lost: its tables and its remainder give it back."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.made_frames import (
    CHANNELS,
    SEGMENT,
    full_frame,
    plain_frame,
    unknown_field,
    write_segment,
)
from tests.rebuilt_frames import canonical, rebuild
from waymo_kit.convert import convert_segment
from waymo_kit.formats.tfrecord import RecordReader
from waymo_kit.formats.v1.remainder import serialized_calibrations, take_remainder
from waymo_kit.io import locate
from waymo_kit.protos import frame_pb2
from waymo_kit.schema import CONVERTED_TAGS

needs_null_lists = pytest.mark.skipif(
    int(pa.__version__.split(".")[0]) < 26,
    reason="pyarrow before 26 does not read nulls among lists of a fixed size",
)


def convert(path, out):
    manifest = convert_segment(locate(path), locate(out), CONVERTED_TAGS).manifest
    return {
        tag: pq.ParquetFile(out / tag / f"{manifest.segment}.parquet").read()
        for tag in CONVERTED_TAGS
    }


def remainder_of(frame):
    copy = frame_pb2.Frame.FromString(frame.SerializeToString())
    data = take_remainder(copy, serialized_calibrations(frame.context))
    return None if data is None else frame_pb2.Frame.FromString(data)


def assert_nothing_is_lost(tmp_path, frames):
    tables = convert(write_segment(tmp_path / "a.tfrecord", frames), tmp_path / "out")
    for index, frame in enumerate(frames):
        rebuilt = canonical(rebuild(tables, index))
        expected = canonical(frame)
        assert rebuilt.keys() == expected.keys()
        for name, value in expected.items():
            assert rebuilt[name] == value, name
    return tables


@pytest.mark.parametrize("unknown", [False, True])
def test_frames_with_every_field_set_come_back(tmp_path, unknown):
    frames = [full_frame(index, unknown=unknown) for index in range(3)]
    tables = assert_nothing_is_lost(tmp_path, frames)
    assert all(table.num_rows for table in tables.values())


@needs_null_lists
def test_frames_without_anything_come_back(tmp_path):
    frames = [frame_pb2.Frame(timestamp_micros=time) for time in (1, 2)]
    for frame in frames:
        frame.context.name = SEGMENT
    tables = assert_nothing_is_lost(tmp_path, frames)
    rows = {tag: table.num_rows for tag, table in tables.items() if table.num_rows}
    assert rows == {"stats": 2, "vehicle_pose": 2}


def test_calibrations_that_change_come_back(tmp_path):
    frames = [full_frame(index) for index in range(3)]
    frames[1].context.camera_calibrations[0].intrinsic[3] += 1e-9
    assert_nothing_is_lost(tmp_path, frames)


def test_each_field_alone_comes_back(tmp_path):
    """A label with no box, a laser with one return, and so on: nothing hides behind another."""
    frames = []
    for field in frame_pb2.Frame.DESCRIPTOR.fields_by_name:
        frame = full_frame(len(frames))
        for other in frame_pb2.Frame.DESCRIPTOR.fields_by_name:
            if other not in (field, "context", "timestamp_micros", "pose"):
                frame.ClearField(other)
        frames.append(frame)
    assert_nothing_is_lost(tmp_path, frames)


LABEL_FIELDS = ("box", "metadata", "laser_keypoints", "camera_keypoints", "association")


@pytest.mark.parametrize("kept", LABEL_FIELDS)
def test_labels_with_one_part_come_back(tmp_path, kept):
    frame = full_frame()
    containers = [*frame.camera_labels, *frame.projected_lidar_labels]
    for label in [*frame.laser_labels, *(x for c in containers for x in c.labels)]:
        for name in (*LABEL_FIELDS, "camera_synced_box"):
            if name != kept:
                label.ClearField(name)
    assert_nothing_is_lost(tmp_path, [frame])


@needs_null_lists
def test_lasers_with_one_matrix_come_back(tmp_path):
    frames = []
    for number in (1, 2):
        for field in CHANNELS:
            frame = full_frame(len(frames))
            for laser in frame.lasers:
                laser.ClearField(f"ri_return{3 - number}")
                image = getattr(laser, f"ri_return{number}")
                for other in image.DESCRIPTOR.fields_by_name:
                    if other != field:
                        image.ClearField(other)
            frames.append(frame)
    assert_nothing_is_lost(tmp_path, frames)


def test_names_of_empty_messages_are_kept():
    """An empty container says that a camera was labeled and has no object."""
    frame = full_frame()
    del frame.camera_labels[1].labels[:]
    del frame.projected_lidar_labels[0].labels[:]
    frame.lasers.add(name=5)
    frame.laser_labels.add(id="bare")
    rest = remainder_of(frame)
    assert [c.name for c in rest.camera_labels] == [1, 2]
    assert not rest.camera_labels[1].labels
    assert rest.projected_lidar_labels[0].name == 1
    assert not rest.projected_lidar_labels[0].labels
    assert rest.lasers[-1] == frame.lasers[-1]
    assert rest.laser_labels[-1] == frame.laser_labels[-1]


def test_a_frame_that_the_tables_hold_leaves_no_remainder():
    assert remainder_of(plain_frame()) is None


def test_the_remainder_names_what_it_belongs_to():
    frame = full_frame()
    calibration = frame.context.camera_calibrations[1]
    calibration.MergeFromString(unknown_field(999, "lens"))
    keypoint = frame.camera_labels[0].labels[1].camera_keypoints.keypoint[1]
    rest = remainder_of(frame)
    (left,) = rest.context.camera_calibrations
    assert left.name == 2
    assert len(left.intrinsic) == 0
    (camera,) = [c for c in rest.camera_labels if c.name == 1]
    assert camera.labels[1].id == frame.camera_labels[0].labels[1].id
    assert camera.labels[1].camera_keypoints.keypoint[1].type == keypoint.type
    assert camera.labels[1].camera_keypoints.keypoint[1].keypoint_3d == keypoint.keypoint_3d
    assert rest.context.name == SEGMENT
    assert rest.timestamp_micros == frame.timestamp_micros


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("composite_4frames", marks=pytest.mark.heavy),
        "camera_only_1frame",
        "labels_only_1frame",
    ],
)
def test_real_frames_come_back(tmp_path, wod_data, name):
    path = wod_data / f"{name}.tfrecord"
    with RecordReader(path) as reader:
        frames = [frame_pb2.Frame.FromString(data) for data in reader]
    tables = convert(path, tmp_path)
    for index, frame in enumerate(frames):
        assert canonical(rebuild(tables, index)) == canonical(frame)
