"""The rules of rows: each is broken in a v1 file and in tables, and all three uses agree."""

import math

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

import waymo_kit as wk
from tests.made_frames import FIRST_TIME, FRAME_STEP, SEGMENT, full_frame, write_segment
from waymo_kit.convert import convert_segment
from waymo_kit.convert.validate import validate
from waymo_kit.errors import CorruptDataError, InvalidInputError, WaymoKitError
from waymo_kit.formats.rules import check_rows, row_errors, row_findings
from waymo_kit.io import locate
from waymo_kit.schema import COMPONENTS, CONVERTED_TAGS, SENSOR_TAGS, component_of

BOX = "[LiDARBoxComponent]."


@pytest.fixture(scope="module")
def tables(tmp_path_factory):
    """The component tables of three frames, by tag."""
    folder = tmp_path_factory.mktemp("rules")
    source = write_segment(folder / "a.tfrecord", [full_frame(i) for i in range(3)])
    convert_segment(locate(source), locate(folder / "tables"), CONVERTED_TAGS)
    return {
        tag: pq.ParquetFile(folder / "tables" / tag / f"{SEGMENT}.parquet").read()
        for tag in CONVERTED_TAGS
    }


def replaced(table, name, row, value):
    """A table with another value in one place."""
    position = table.schema.get_field_index(name)
    values = table.column(position).to_pylist()
    values[row] = value
    column = pa.array(values, table.schema.field(position).type)
    return table.set_column(position, table.schema.field(position), column)


def test_good_rows_keep_the_rules(tables):
    for tag, table in tables.items():
        assert list(row_errors(table, tag)) == []
        assert list(row_findings(table, tag)) == []
        check_rows(table.combine_chunks().to_batches()[0], tag)
        check_rows(table.slice(0, 0), tag)


@pytest.mark.parametrize(
    ("tag", "name", "value", "expected"),
    [
        ("lidar_box", f"{BOX}box.center.x", math.nan, "is nan, expected a finite number"),
        ("lidar_box", f"{BOX}box.heading", math.inf, "is inf, expected a finite number"),
        ("lidar_box", f"{BOX}box.size.y", -0.5, "is -0.5, expected a finite number, not negative"),
        ("lidar_box", f"{BOX}box.size.z", None, "is None, expected a finite number"),
        ("lidar_box", f"{BOX}type", 5, "is 5, expected the number of an ObjectType"),
        ("lidar_box", f"{BOX}type", None, "is None, expected the number of an ObjectType"),
        ("lidar_box", f"{BOX}num_lidar_points_in_box", -1, "is -1, expected a count or null"),
        ("lidar_box", f"{BOX}difficulty_level.detection", 3, "is 3, expected a Difficulty or null"),
        ("lidar_box", f"{BOX}speed.x", math.nan, "is nan, expected a finite number or null"),
        ("camera_box", "[CameraBoxComponent].box.size.x", -1.0, "not negative"),
        ("camera_box", "key.camera_name", 9, "is 9, expected a number of CameraName"),
        ("lidar", "key.laser_name", -1, "is -1, expected a number of LaserName"),
        ("stats", "key.frame_timestamp_micros", None, "key.frame_timestamp_micros is null"),
        (
            "vehicle_pose",
            "[VehiclePoseComponent].world_from_vehicle.transform",
            [1.0] * 3 + [math.nan] * 13,
            "expected finite numbers",
        ),
        (
            "vehicle_pose",
            "[VehiclePoseComponent].world_from_vehicle.transform",
            [1.0] * 15 + [None],
            "expected finite numbers",
        ),
        (
            "lidar_calibration",
            "[LiDARCalibrationComponent].beam_inclination.max",
            math.inf,
            "is inf, expected a finite number or null",
        ),
        (
            "no_label_zone",
            "[NoLabelZoneComponent].polygon.y",
            [1.0, 2.0],
            "the polygon has 3 x and 2 y coordinates",
        ),
        ("lidar", "[LiDARComponent].range_image_return1.shape", [4, 10, 3], "the shape [4, 10, 3]"),
        (
            "lidar",
            "[LiDARComponent].range_image_return2.shape",
            [1, 10, 4],
            "values and the shape [1, 10, 4]",
        ),
        (
            "lidar",
            "[LiDARComponent].range_image_return1.values",
            None,
            "only one of values and shape",
        ),
    ],
)
def test_a_row_that_breaks_a_rule_is_named(tables, tag, name, value, expected):
    (error, *more) = row_errors(replaced(tables[tag], name, 1, value), tag)
    assert expected in error
    assert error.startswith(f"{tag} row 1")
    assert more == []


@pytest.mark.parametrize("tag", CONVERTED_TAGS)
def test_a_null_in_any_column_breaks_a_rule_or_is_allowed(tables, tag):
    """No null ends in another error, and rows keep their places."""
    table = tables[tag]
    allowed = set()
    for field in table.schema:
        changed = replaced(table, field.name, 1, None)
        errors = list(row_errors(changed, tag))
        assert all(error.startswith(f"{tag} row 1") for error in errors)
        if not errors:
            allowed.add(field.name.removeprefix(component_of(tag).column("")))
    required = {"type", "most_visible_camera_name"} - ({"type"} if tag == "map_feature" else set())
    assert not allowed & required
    assert not any(name.startswith("key.") for name in allowed)
    assert not any(".size." in name or ".center." in name for name in allowed)


def test_keys_that_repeat_are_an_error_or_for_objects_a_finding(tables):
    for tag, table in tables.items():
        doubled = pa.concat_tables([table, table.slice(1, 1)])
        errors, findings = list(row_errors(doubled, tag)), list(row_findings(doubled, tag))
        if any(key.endswith("object_id") for key in COMPONENTS[tag].keys):
            assert errors == []
            (finding,) = findings
            assert "in a frame twice, such as " in finding
        else:
            (error,) = errors
            assert error.endswith("the same keys as row 1")
            assert findings == []


def test_many_rows_are_checked_alike():
    """From some thousands of rows on, Arrow looks for repeated keys."""
    schema = component_of("map_pose_offset").schema
    times = np.arange(5000)
    numbers = [np.zeros(5000)] * 3
    table = pa.table([["a"] * 5000, times, *numbers], schema=schema)
    assert list(row_errors(table, "map_pose_offset")) == []
    times[4999] = 17
    table = pa.table([["a"] * 5000, times, *numbers], schema=schema)
    assert list(row_errors(table, "map_pose_offset")) == [
        "map_pose_offset row 4999 (time 17): the same keys as row 17"
    ]


# The three uses


def v1_file(folder, change):
    """A v1 file of three frames, of which the last is changed."""
    frames = [full_frame(i) for i in range(3)]
    change(frames[2])
    return write_segment(folder / "in" / "a.tfrecord", frames)


def set_box(**values):
    def change(frame):
        for name, value in values.items():
            setattr(frame.laser_labels[1].box, name, value)

    return change


def clear_ids(frame):
    for label in frame.laser_labels:
        label.id = ""


def double(field):
    def change(frame):
        repeated = getattr(frame, field)
        repeated.add().CopyFrom(repeated[0])

    return change


def shorten_zone(frame):
    del frame.no_label_zones[0].x[1:], frame.no_label_zones[0].y[1:]


ERRORS = {
    "negative size": (set_box(width=-1), "lidar_box", "laser object 'laser-object-number-01'"),
    "nan": (set_box(center_z=math.nan), "lidar_box", "laser object 'laser-object-number-01'"),
    "infinite": (set_box(heading=math.inf), "lidar_box", "laser object 'laser-object-number-01'"),
    "zone of one corner": (shorten_zone, "no_label_zone", "zone 0"),
    "image twice": (double("images"), "camera_image", "camera FRONT"),
    "feature twice": (double("map_features"), "map_feature", "map feature "),
    "laser twice": (double("lasers"), "lidar", "laser TOP is there twice"),
    "another segment": (
        lambda frame: setattr(frame.context, "name", "other"),
        "vehicle_pose",
        "frames of several segments in one file",
    ),
    "the frame twice": (
        lambda frame: setattr(frame, "timestamp_micros", FIRST_TIME),
        "vehicle_pose",
        "the same timestamp as record 0",
    ),
}
FINDINGS = {"no ids": clear_ids, "label twice": double("laser_labels")}


@pytest.mark.parametrize("kind", ERRORS)
def test_readers_convert_and_validate_refuse_the_same_v1_files(tmp_path, kind):
    change, tag, text = ERRORS[kind]
    path = v1_file(tmp_path, change)
    (checked,) = validate(path)
    messages = [f"{path}: {problem}" for problem in checked.problems]
    assert messages
    with pytest.raises(WaymoKitError) as caught:
        convert_segment(locate(path), locate(tmp_path / "out"), CONVERTED_TAGS)
    messages.append(str(caught.value))
    with pytest.raises((CorruptDataError, InvalidInputError)) as caught:
        wk.open_dataset(path)[0].table(tag)
    messages.append(str(caught.value))
    for message in messages:
        assert message.startswith(f"{path}: record 2 at byte ")
        assert text in message
        assert "\n" not in message


@pytest.mark.parametrize("kind", FINDINGS)
def test_readers_convert_and_validate_accept_the_same_v1_files(tmp_path, kind):
    path = v1_file(tmp_path, FINDINGS[kind])
    (checked,) = validate(path)
    assert checked.problems == ()
    done = convert_segment(locate(path), locate(tmp_path / "out"), CONVERTED_TAGS)
    assert done.findings == checked.notes != ()
    notes = []
    for table in validate(tmp_path / "out"):
        assert table.problems == () or table.kind == "leftover"
        notes += table.notes
    assert sorted(notes) == sorted(checked.notes)
    for root in (path, tmp_path / "out"):
        assert wk.open_dataset(root)[0].table("lidar_box").num_rows >= 6


def a_download(folder, tables, changed):
    """An official download: tables without manifests, some of them changed."""
    for tag, table in {**tables, **changed}.items():
        (folder / tag).mkdir(parents=True)
        pq.write_table(table, folder / tag / f"{SEGMENT}.parquet")
    return folder


def without_time(table):
    return table.drop_columns(["key.frame_timestamp_micros"])


def of_time(table, kind, value):
    position = table.schema.get_field_index("key.frame_timestamp_micros")
    times = [value, *table.column(position).to_pylist()[1:]]
    return table.set_column(position, "key.frame_timestamp_micros", pa.array(times, kind))


TIME = "key.frame_timestamp_micros"
BROKEN_TABLES = {
    "null time": ("vehicle_pose", lambda t: replaced(t, TIME, 1, None)),
    "no times": ("vehicle_pose", without_time),
    "no times of a sensor": ("lidar", without_time),
    "decimal times": ("vehicle_pose", lambda t: of_time(t, pa.float64(), 0.5)),
    "texts for times": ("lidar", lambda t: of_time(t.cast(t.schema), pa.int64(), 1)),
    "no rows": ("vehicle_pose", lambda t: t.slice(0, 0)),
    "a pose with a null": (
        "vehicle_pose",
        lambda t: replaced(t, t.column_names[-1], 1, [None] + [0.0] * 15),
    ),
    "a label at an unknown time": ("lidar_box", lambda t: replaced(t, TIME, 0, 1)),
    "an image at an unknown time": ("camera_image", lambda t: replaced(t, TIME, 0, 1)),
    "another segment": ("lidar_box", lambda t: replaced(t, t.column_names[0], 2, "other")),
    "a laser twice": ("lidar", lambda t: pa.concat_tables([t.slice(0, 1), t])),
    "a type": ("lidar_box", lambda t: replaced(t, f"{BOX}type", 1, 77)),
    "a shape": (
        "lidar",
        lambda t: replaced(t, "[LiDARComponent].range_image_return1.shape", 0, [1, 1, 4]),
    ),
    "not utf-8": (
        "stats",
        lambda t: t.set_column(
            2, t.schema.field(2), pc.cast(pa.array([b"\xff"] * len(t)), pa.binary()).view("string")
        ),
    ),
}


@pytest.mark.parametrize("kind", BROKEN_TABLES)
def test_readers_and_validate_refuse_the_same_tables(tmp_path, tables, kind):
    tag, change = BROKEN_TABLES[kind]
    root = a_download(tmp_path / "tables", tables, {tag: change(tables[tag])})
    problems = [p for checked in validate(root) for p in checked.problems]
    assert problems
    with pytest.raises(CorruptDataError, match=rf"{tag}/{SEGMENT}\.parquet: ") as caught:
        for frame in wk.open_dataset(root)[0]:
            source = frame.scene.source
            source.frame_table(tag, frame.index)
            if tag == "lidar":
                images = source.range_images(tag, frame.index)
                [images.image(laser, 1) for laser in images.lasers]
    assert "\n" not in str(caught.value)


def test_times_that_no_pose_knows_need_no_pose(tmp_path, tables):
    """A part of a download without poses takes the times that it has."""
    some = {tag: tables[tag] for tag in ("lidar_box", "camera_box")}
    root = a_download(tmp_path / "tables", some, {})
    scene = wk.open_dataset(root)[0]
    assert scene.timestamps_micros.tolist() == [FIRST_TIME + i * FRAME_STEP for i in range(3)]
    assert [p for checked in validate(root) for p in checked.problems] == []


def test_every_small_table_is_read_whole_by_the_rules(tables):
    assert CONVERTED_TAGS
    for tag in set(CONVERTED_TAGS) - SENSOR_TAGS:
        check_rows(tables[tag], tag)
