"""A run explains itself: each oddity of the inputs is named with its count and an example."""

import copy

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from tests import made_frames
from tests.evaluation.command import run_eval, scores
from waymo_kit.errors import count
from waymo_kit.geometry import transform_boxes
from waymo_kit.predictions import BoxKind, write_predictions
from waymo_kit.predictions.table import box_array
from waymo_kit.protos import metrics_pb2
from waymo_kit.schema.predictions import HEADING, SCORE, SEGMENT, TIMESTAMP, TRACK_ID, TYPE


@pytest.fixture(scope="module")
def table(drive):
    return drive.predictions()


@pytest.fixture
def findings(drive, tmp_path):
    """The findings of a run by name, as (severity, message)."""

    def run(table, *arguments, labels=None):
        write_predictions(table, tmp_path / "p.parquet")
        result = scores(tmp_path / "p.parquet", labels or drive.converted, tmp_path, *arguments)
        return {f["name"]: (f["severity"], f["message"]) for f in result["findings"]}

    return run


@pytest.fixture
def error(drive, tmp_path, capsys):
    """The one line that a run ends with; the same run with --force must succeed."""

    def run(table, *arguments):
        write_predictions(table, tmp_path / "p.parquet")
        command = ("-p", tmp_path / "p.parquet", "-g", drive.converted, *arguments)
        capsys.readouterr()
        assert run_eval(*command) == 2
        printed = capsys.readouterr()
        assert printed.out == ""
        assert printed.err.count("\n") == 1
        assert run_eval(*command, "--force") == 0
        assert "error:" in capsys.readouterr().err
        return printed.err

    return run


def with_values(table, name, values):
    position = table.schema.get_field_index(name)
    return table.set_column(position, name, pa.array(values, table.schema.field(name).type))


def test_good_inputs_have_no_warning(findings, table):
    assert "warning" not in {severity for severity, _ in findings(table).values()}


def test_predictions_in_unknown_frames(findings, error, table, drive):
    times = table.column(TIMESTAMP).to_numpy().copy()
    times[[3, 7, 9]] += 1
    severity, message = findings(with_values(table, TIMESTAMP, times))["unknown_frames"]
    assert severity == "warning"
    assert message.startswith(f"3 of {len(table)} predictions are in frames that the ground truth")
    assert any(str(times[row]) in message for row in (3, 7, 9))
    found = error(with_values(table, TIMESTAMP, times * 1000))
    assert "no prediction belongs to a frame of the ground truth" in found


def test_predictions_in_unknown_segments(findings, error, table):
    names = table.column(SEGMENT).to_pylist()
    names[5] = "elsewhere"
    severity, message = findings(with_values(table, SEGMENT, names))["unknown_segments"]
    assert severity == "warning"
    assert message.startswith(f"1 of {len(table)} predictions are in segments")
    assert f"segment elsewhere at {table.column(TIMESTAMP)[5].as_py()}" in message
    found = error(with_values(table, SEGMENT, ["elsewhere"] * len(table)))
    assert "for example segment elsewhere" in found


def test_frames_without_predictions(findings, table, drive):
    segment = drive.segments[1]
    in_segment = table.filter(pc.field(SEGMENT) == segment)
    time = pc.min(in_segment.column(TIMESTAMP)).as_py()
    rest = table.filter((pc.field(SEGMENT) != segment) | (pc.field(TIMESTAMP) != time))
    severity, message = findings(rest)["empty_frames"]
    assert severity == "warning"
    assert message == (
        f"1 of 8 frames have no predictions (for example segment {segment} at {time})"
    )


def test_no_predictions_at_all(error, table):
    assert "there are no predictions at all" in error(table.slice(0, 0))


def test_predictions_that_are_there_twice(findings, table):
    severity, message = findings(pa.concat_tables([table, table.slice(4, 2)]))[
        "repeated_predictions"
    ]
    assert severity == "warning"
    assert message.startswith(f"2 of {len(table) + 2} predictions repeat another box")


def test_duplicate_track_ids(findings, table):
    twice = pa.concat_tables([table, table.slice(4, 1)])
    severity, message = findings(twice, "--task", "tracking")["duplicate_tracks"]
    assert severity == "warning"
    assert message.startswith(f"1 of {len(twice)} predictions have the track id of another box")
    assert table.column(TRACK_ID)[4].as_py() in message
    assert "duplicate_tracks" not in findings(twice)


def test_tracking_without_track_ids_is_an_error(drive, table, tmp_path, capsys):
    ids = table.column(TRACK_ID).to_pylist()
    ids[4] = None
    write_predictions(with_values(table, TRACK_ID, ids), tmp_path / "p.parquet")
    arguments = ("--task", "tracking")
    assert run_eval("-p", tmp_path / "p.parquet", "-g", drive.converted, *arguments) == 2
    message = capsys.readouterr().err
    assert f"segment {table.column(SEGMENT)[4].as_py()}: 1 of" in message
    assert f"have no track id (for example at {table.column(TIMESTAMP)[4].as_py()})" in message


def labels_without(drive, folder, *fields):
    """The official ground truth file without some fields of its labels."""
    message = metrics_pb2.Objects.FromString(drive.bin.read_bytes())
    for labeled in message.objects:
        for field in fields:
            labeled.object.ClearField(field)
    (folder / "labels.bin").write_bytes(message.SerializeToString())
    return folder / "labels.bin"


def test_labels_without_difficulty(findings, table, drive, tmp_path):
    labels = labels_without(drive, tmp_path, "detection_difficulty_level")
    severity, message = findings(table, labels=labels)["labels_without_difficulty"]
    assert severity == "note"
    assert message.startswith(f"all {drive.num_labels} labels do not say their difficulty")
    assert "LEVEL_2 up to 5 lidar points" in message
    assert "for example segment" in message


def test_2d_labels_without_difficulty(drive, tmp_path):
    message = metrics_pb2.Objects.FromString(drive.bin_2d.read_bytes())
    for labeled in message.objects:
        labeled.object.ClearField("detection_difficulty_level")
    (tmp_path / "labels.bin").write_bytes(message.SerializeToString())
    write_predictions(drive.predictions_2d(), tmp_path / "p.parquet", BoxKind.BOX_2D)
    arguments = ("--task", "detection-2d")
    result = scores(tmp_path / "p.parquet", tmp_path / "labels.bin", tmp_path, *arguments)
    (finding,) = [f for f in result["findings"] if f["name"] == "labels_without_difficulty"]
    assert finding["severity"] == "warning"
    assert "they count in every level" in finding["message"]


def test_labels_without_points_are_an_error(drive, table, tmp_path, capsys):
    labels = labels_without(drive, tmp_path, "num_lidar_points_in_box")
    write_predictions(table, tmp_path / "p.parquet")
    assert run_eval("-p", tmp_path / "p.parquet", "-g", labels) == 2
    assert "labels have no lidar points and are not scored" in capsys.readouterr().err


def test_all_scores_zero_or_equal(findings, error, table):
    assert f"all {len(table)} predictions have a score of 0" in error(
        with_values(table, SCORE, np.zeros(len(table)))
    )
    same = with_values(table, SCORE, np.full(len(table), 0.5))
    severity, message = findings(same)["equal_scores"]
    assert severity == "warning"
    assert message == f"all {len(table):,} predictions have the same score, 0.5"


def test_headings_in_degrees(findings, error, table):
    degrees = np.rad2deg(table.column(HEADING).to_numpy())
    message = error(with_values(table, HEADING, degrees))
    assert "as if in degrees; headings are in radians (for example segment" in message
    some = table.column(HEADING).to_numpy().copy()
    some[10:30] = np.sign(some[10:30]) * 90
    severity, text = findings(with_values(table, HEADING, some))["headings_in_degrees"]
    assert severity == "warning"
    assert text.startswith(f"20 of {len(table)} predictions have headings beyond")


def test_headings_that_were_never_wrapped_are_none_of_them(findings, table):
    turned = np.remainder(table.column(HEADING).to_numpy(), 2 * np.pi) + np.pi
    assert "headings_in_degrees" not in findings(with_values(table, HEADING, turned))


def test_boxes_in_the_world_frame(findings, error, table, drive):
    poses = {
        frame.timestamp_micros: np.array(frame.pose.transform).reshape(4, 4)
        for frame in drive.frames
    }
    boxes = box_array(table, BoxKind.BOX_3D)
    for row, time in enumerate(table.column(TIMESTAMP).to_pylist()):
        boxes[row] = transform_boxes(poses[time], boxes[row : row + 1])[0]
    moved = table
    for name, values in zip(BoxKind.BOX_3D.box_columns, boxes.T, strict=True):
        moved = with_values(moved, name, values)
    message = error(moved)
    assert f"all {len(table)} predictions lie more than 250 m from the vehicle" in message
    assert "as if in the world frame" in message
    mixed = pa.concat_tables([table.slice(20), moved.slice(0, 20)])
    severity, text = findings(mixed)["world_frame"]
    assert severity == "warning"
    assert text.startswith(f"20 of {len(table)} predictions lie")


def test_a_type_that_one_side_lacks(findings, table):
    without_signs = table.filter(pc.field(TYPE) != 3)
    assert "no prediction of type SIGN" in findings(without_signs)["unpredicted_type"][1]
    cyclists = with_values(table, TYPE, np.full(len(table), 4))
    found = findings(cyclists, "--task", "let")
    assert found["unlabeled_type"][0] == "note"
    assert "no scored label of type CYCLIST" in found["unlabeled_type"][1]


def test_zones_without_a_pose_are_named(findings, table, drive, tmp_path):
    assert "zones_without_pose" not in findings(table)
    segment = drive.frames[0].context.name
    frames = [copy.deepcopy(frame) for frame in drive.frames if frame.context.name == segment]
    frames[1].ClearField("pose")
    lost = len(frames[1].no_label_zones)
    assert lost > 0
    made_frames.write_segment(tmp_path / "drive.tfrecord", frames)
    found = findings(table, labels=tmp_path / "drive.tfrecord")
    severity, text = found["zones_without_pose"]
    assert severity == "warning"
    assert text.startswith(f"{count(lost, 'no-label zone')} in frames without a vehicle pose")
    assert f"segment {segment} at {frames[1].timestamp_micros}" in text


def test_zones_of_a_bin_file_are_named(findings, table, drive, tmp_path):
    message = metrics_pb2.Objects.FromString(drive.bin.read_bytes())
    zone = message.no_label_zone_objects.add(context_name="a", frame_timestamp_micros=1)
    zone.zone.x.extend([0, 1, 1])
    zone.zone.y.extend([0, 0, 1])
    (tmp_path / "labels.bin").write_bytes(message.SerializeToString())
    severity, text = findings(table, labels=tmp_path / "labels.bin")["unused_zones"]
    assert severity == "warning"
    assert text.startswith("the ground truth has 1 no-label zone that is not used")
