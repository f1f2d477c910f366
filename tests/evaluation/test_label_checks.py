"""Labels get the checks that predictions have: what is wrong is named, what is odd is counted."""

import shutil

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from tests.evaluation.command import run_eval, scores
from tests.evaluation.drives import OFFICIAL_TAGS
from waymo_kit.formats.tfrecord import RecordWriter
from waymo_kit.predictions import BoxKind, write_predictions
from waymo_kit.protos import metrics_pb2
from waymo_kit.schema import component_of

TIME = "key.frame_timestamp_micros"
ROW = 7


@pytest.fixture
def changed(drive, tmp_path):
    """Ground truth whose table of boxes was changed in the first segment; returns its folder."""

    def run(change, tag="lidar_box"):
        folder = tmp_path / "labels"
        for each in (*OFFICIAL_TAGS, "no_label_zone"):  # without the manifests of their contents
            shutil.copytree(drive.converted / each, folder / each)
        path = folder / tag / f"{drive.segments[0]}.parquet"
        pq.write_table(change(pq.read_table(path)), path)
        return folder

    return run


def with_value(table, name, row, value, tag="lidar_box"):
    """A table with another value in one row."""
    path = name if name.startswith("key.") else component_of(tag).column(name)
    values = table.column(path).to_pylist()
    values[row] = value
    place = table.schema.get_field_index(path)
    return table.set_column(place, path, pa.array(values, table.schema.field(path).type))


def found(drive, labels, folder, *arguments, flat=False):
    """The findings of a run by name, and its result."""
    table = drive.predictions_2d() if flat else drive.predictions()
    write_predictions(table, folder / "p.parquet", BoxKind.BOX_2D if flat else BoxKind.BOX_3D)
    result = scores(folder / "p.parquet", labels, folder, *arguments)
    return {each["name"]: each for each in result["findings"]}, result


def labels_in(drive, tag="lidar_box"):
    path = drive.converted / tag / f"{drive.segments[0]}.parquet"
    return pq.read_table(path)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("box.center.x", float("nan")),
        ("box.center.z", float("inf")),
        ("box.heading", None),
        ("box.size.y", -2.0),
        ("type", 9),
        ("type", None),
        ("difficulty_level.detection", 5),
        ("difficulty_level.tracking", -3),
        ("num_lidar_points_in_box", -4),
    ],
)
def test_a_wrong_value_is_named_with_its_file_row_and_label(
    changed, drive, tmp_path, capsys, name, value
):
    labels = changed(lambda table: with_value(table, name, ROW, value))
    write_predictions(drive.predictions(), tmp_path / "p.parquet")
    assert run_eval("-p", tmp_path / "p.parquet", "-g", labels) == 2
    row = labels_in(drive).slice(ROW, 1).to_pylist()[0]
    message = capsys.readouterr().err
    file = labels / "lidar_box" / f"{drive.segments[0]}.parquet"
    assert f"{file}: lidar_box row {ROW} (time {row[TIME]}, " in message
    assert f"{row['key.laser_object_id']!r}" in message
    assert f"{component_of('lidar_box').column(name)} is {value}, expected" in message
    assert message.count("\n") == 1


def test_a_wrong_camera_of_a_2d_label_is_named(changed, drive, tmp_path, capsys):
    tag = "camera_box"
    change = changed(lambda table: with_value(table, "key.camera_name", ROW, 12, tag), tag)
    write_predictions(drive.predictions_2d(), tmp_path / "p.parquet", BoxKind.BOX_2D)
    assert run_eval("-p", tmp_path / "p.parquet", "-g", change, "--task", "detection-2d") == 2
    assert "key.camera_name is 12, expected" in capsys.readouterr().err


def test_labels_that_are_there_twice_are_counted(changed, drive, tmp_path):
    labels = changed(lambda table: pa.concat_tables([table, table.slice(ROW, 3)]))
    findings, result = found(drive, labels, tmp_path)
    finding = findings["repeated_labels"]
    total = result["inputs"]["labels"]
    assert finding["severity"] == "warning"
    assert finding["message"].startswith(
        f"3 of {total} labels repeat the same box of their frame and count again (for example "
        f"segment {drive.segments[0]} at "
    )
    assert total == drive.num_labels + 3


def test_2d_labels_that_are_there_twice_are_counted(changed, drive, tmp_path):
    labels = changed(lambda t: pa.concat_tables([t, t.slice(ROW, 2)]), "camera_box")
    findings, _ = found(drive, labels, tmp_path, "--task", "detection-2d", flat=True)
    assert findings["repeated_labels"]["message"].startswith("2 of ")


def test_a_frame_that_is_there_twice_is_said(drive, tmp_path):
    folder = tmp_path / "v1"
    folder.mkdir()
    frames = [frame for frame in drive.frames if frame.context.name == drive.segments[0]]
    with RecordWriter(folder / f"segment-{drive.segments[0]}.tfrecord") as writer:
        for frame in (*frames, frames[1]):
            writer.write(frame.SerializeToString())
    write_predictions(drive.predictions(), tmp_path / "p.parquet")
    out = tmp_path / "result.json"
    code = run_eval("-p", tmp_path / "p.parquet", "-g", folder, "--json", out)
    if code == 0:  # else reading refuses the file
        assert '"repeated_labels"' in out.read_text()
        assert "frames are there twice" in out.read_text()


def test_labels_of_unknown_type_alone_are_an_error(changed, drive, tmp_path, capsys):
    labels = changed(lambda t: t)
    for path in (labels / "lidar_box").iterdir():
        table = pq.read_table(path)
        name = component_of("lidar_box").column("type")
        zeros = pa.array(np.zeros(len(table)), table.schema.field(name).type)
        pq.write_table(table.set_column(table.schema.get_field_index(name), name, zeros), path)
    write_predictions(drive.predictions(), tmp_path / "p.parquet")
    assert run_eval("-p", tmp_path / "p.parquet", "-g", labels) == 2
    assert "labels are of type UNKNOWN, which is not scored" in capsys.readouterr().err


@pytest.mark.parametrize("shift", [1, -10_000_000, 10_000_000])
def test_labels_at_unknown_times_are_counted(changed, drive, tmp_path, shift):
    times = labels_in(drive).column(TIME).to_pylist()
    labels = changed(lambda table: with_value(table, TIME, ROW, times[ROW] + shift))
    findings, result = found(drive, labels, tmp_path)
    finding = findings["labels_at_unknown_times"]
    assert finding["severity"] == "warning"
    assert finding["message"].startswith(
        f"1 of {drive.num_labels} labels are at times that no frame of their segment has (for "
        f"example segment {drive.segments[0]} at {times[ROW] + shift}: "
    )
    assert result["inputs"]["labels"] == drive.num_labels


def test_negative_numbers_of_points_in_a_bin_file_are_counted(drive, tmp_path):
    message = metrics_pb2.Objects.FromString(drive.bin.read_bytes())
    message.objects[ROW].object.num_lidar_points_in_box = -4
    (tmp_path / "labels.bin").write_bytes(message.SerializeToString())
    findings, _ = found(drive, tmp_path / "labels.bin", tmp_path)
    text = findings["negative_points"]["message"]
    assert text.startswith(f"1 of {drive.num_labels} labels have a negative number of lidar")
    assert text.endswith(": -4)")


def test_good_labels_have_none_of_these_findings(drive, tmp_path):
    findings, _ = found(drive, drive.converted, tmp_path)
    assert not findings.keys() & {
        "repeated_labels",
        "labels_at_unknown_times",
        "negative_points",
        "labels_of_unknown_type",
    }


def test_an_id_that_a_frame_has_twice_is_named(drive, tmp_path, capsys):
    message = metrics_pb2.Objects.FromString(drive.bin.read_bytes())
    twice = message.objects.add()
    twice.CopyFrom(message.objects[7])
    twice.object.box.center_x += 1
    (tmp_path / "labels.bin").write_bytes(message.SerializeToString())
    write_predictions(drive.predictions(), tmp_path / "p.parquet")
    command = ("-p", tmp_path / "p.parquet", "-g", tmp_path / "labels.bin", "--task", "tracking")
    assert run_eval(*command) == 2
    text = capsys.readouterr().err
    assert f"got {twice.object.id!r} twice" in text
    assert f"segment {twice.context_name}, frame " in text
    assert "array(" not in text


@pytest.mark.parametrize("task", ["let", "detection", "detection-2d", "keypoints", "segmentation"])
def test_missing_labels_are_named_by_component(drive, tmp_path, capsys, task):
    """The names and times are right: only the labels are not there."""
    tags = {
        "let": "lidar_camera_synced_box",
        "detection": "lidar_box",
        "detection-2d": "camera_box",
        "keypoints": "lidar_hkp",
        "segmentation": "lidar_segmentation",
    }
    labels = tmp_path / "labels"
    shutil.copytree(drive.v2, labels)
    emptied = ("lidar_segmentation", "camera_segmentation") if task == "segmentation" else ()
    for tag in {tags[task], *emptied}:
        for path in (labels / tag).iterdir():
            pq.write_table(pq.read_table(path).slice(0, 0), path)
    preds = drive.v2
    if task in ("let", "detection", "detection-2d"):
        preds, flat = tmp_path / "p.parquet", task == "detection-2d"
        table = drive.predictions_2d() if flat else drive.predictions()
        write_predictions(table, preds, BoxKind.BOX_2D if flat else BoxKind.BOX_3D)
    assert run_eval("-p", preds, "-g", labels, "--task", task) == 2
    message = capsys.readouterr().err
    assert message.count("\n") == 1
    assert tags[task] in message
    assert "segment names must be" not in message


def test_names_that_do_not_match_are_not_taken_for_missing_labels(drive, tmp_path, capsys):
    table = drive.predictions()
    place = table.schema.get_field_index("key.segment_context_name")
    names = pc.binary_join_element_wise("x", table.column(place), "")
    write_predictions(
        table.set_column(place, table.schema.field(place).name, names), tmp_path / "p.parquet"
    )
    assert run_eval("-p", tmp_path / "p.parquet", "-g", drive.converted) == 2
    message = capsys.readouterr().err
    assert "no prediction belongs to a frame of the ground truth" in message
    assert "has no" not in message
