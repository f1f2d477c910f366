"""Ground truth at its edges: damaged files, segments that one side lacks, real frames."""

import numpy as np
import pyarrow as pa
import pytest

from tests.evaluation.command import run_eval, scores
from tests.evaluation.drives import box_of, read_frames
from waymo_kit.predictions import BoxKind, make_predictions, write_predictions
from waymo_kit.protos import metrics_pb2
from waymo_kit.schema.predictions import SEGMENT


@pytest.fixture
def complaint(drive, tmp_path, capsys):
    """What a run says of a changed ground truth file."""

    def run(change, *arguments):
        message = metrics_pb2.Objects.FromString(drive.bin.read_bytes())
        change(message)
        (tmp_path / "labels.bin").write_bytes(message.SerializeToString())
        write_predictions(drive.predictions(), tmp_path / "p.parquet")
        capsys.readouterr()
        code = run_eval("-p", tmp_path / "p.parquet", "-g", tmp_path / "labels.bin", *arguments)
        printed = capsys.readouterr()
        assert (code, printed.out, printed.err.count("\n")) == (2, "", 1)
        return printed.err.removeprefix("waymo-kit: error: ").rstrip()

    return run


def setter(path, value):
    def change(message):
        *parents, name = path.split(".")
        target = message.objects[7]
        for parent in parents:
            target = getattr(target, parent)
        setattr(target, name, value)

    return change


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        ("object.box.center_y", float("nan"), "finite numbers only"),
        ("object.metadata.speed_x", float("inf"), "finite numbers only"),
        ("object.box.width", -1.0, "a box with sizes of at least 0"),
        ("object.most_visible_camera_name", "TOP", "a camera's name in most_visible_camera_name"),
        ("context_name", "", "context_name, the name of the segment"),
    ],
)
def test_a_wrong_label_is_named(complaint, tmp_path, path, value, expected):
    assert (
        complaint(setter(path, value))
        == f"{tmp_path / 'labels.bin'}: object 7: expected {expected}"
    )


def test_a_label_without_box_or_time_is_named(complaint):
    assert "object 7: expected object.box" in complaint(
        lambda message: message.objects[7].object.ClearField("box")
    )
    assert "object 7: expected frame_timestamp_micros" in complaint(
        lambda message: message.objects[7].ClearField("frame_timestamp_micros")
    )


def test_a_label_that_is_there_twice_is_an_error_of_tracking(complaint, drive):
    twice = complaint(
        lambda message: message.objects.append(message.objects[7]), "--task", "tracking"
    )
    first = metrics_pb2.Objects.FromString(drive.bin.read_bytes()).objects[7]
    assert first.context_name in twice
    assert str(first.frame_timestamp_micros) in twice


def test_a_file_that_is_cut_off_is_named(drive, tmp_path, capsys):
    (tmp_path / "labels.bin").write_bytes(drive.bin.read_bytes()[:-5])
    write_predictions(drive.predictions(), tmp_path / "p.parquet")
    assert run_eval("-p", tmp_path / "p.parquet", "-g", tmp_path / "labels.bin") == 2
    error = capsys.readouterr().err
    assert f"{tmp_path / 'labels.bin'}: object " in error
    assert "is cut off" in error


def test_predictions_are_no_ground_truth(drive, tmp_path, capsys):
    path = tmp_path / "p.parquet"
    write_predictions(drive.predictions(), path)
    assert run_eval("-p", path, "-g", path) == 2
    assert f"{path}: expected ground truth as a .bin file or a dataset" in capsys.readouterr().err


@pytest.mark.parametrize("task", ["detection", "detection-2d", "let", "tracking", "calibration"])
def test_segments_that_one_side_lacks_count(drive, tmp_path, task):
    flat = task == "detection-2d"
    table = drive.predictions_2d() if flat else drive.predictions()
    kind = BoxKind.BOX_2D if flat else BoxKind.BOX_3D
    known = np.asarray(table.column(SEGMENT)) == drive.segments[0]
    names = np.where(known, drive.segments[0], "elsewhere")
    moved = table.set_column(0, SEGMENT, pa.array(names.tolist(), pa.string()))
    write_predictions(moved, tmp_path / "moved.parquet", kind)
    write_predictions(table.filter(pa.array(known)), tmp_path / "less.parquet", kind)
    labels = drive.forms(flat)["converted"]
    some = scores(tmp_path / "moved.parquet", labels, tmp_path, "--task", task)
    fewer = scores(tmp_path / "less.parquet", labels, tmp_path, "--task", task)
    assert some["inputs"]["segments"] == 3
    assert fewer["inputs"]["segments"] == 2
    assert {"unknown_segments"} == {f["name"] for f in some["findings"]} - {
        f["name"] for f in fewer["findings"]
    } - {"unlabeled_type"}
    if task == "calibration":
        row = "OBJECT_TYPE_TYPE_VEHICLE"
        assert some["metrics"][row]["PRECISION"] < fewer["metrics"][row]["PRECISION"]
    else:
        row, column = "OBJECT_TYPE_TYPE_VEHICLE_LEVEL_2", "MOTA" if task == "tracking" else "AP"
        assert some["metrics"][row][column] < fewer["metrics"][row][column]


@pytest.mark.parametrize("name", ["labels_only_1frame.tfrecord", "composite_4frames.tfrecord"])
@pytest.mark.parametrize("task", ["detection", "tracking"])
def test_the_labels_of_real_frames_as_predictions_are_perfect(wod_data, tmp_path, name, task):
    tables = []
    for frame in read_frames(wod_data / name):
        labels = [label for label in frame.laser_labels if label.type]
        tables.append(
            make_predictions(
                frame.context.name,
                frame.timestamp_micros,
                np.array([box_of(label.box) for label in labels]).reshape(-1, 7),
                np.array([label.type for label in labels], int),
                np.ones(len(labels)),
                track_ids=[label.id for label in labels],
            )
        )
    write_predictions(pa.concat_tables(tables), tmp_path / "p.parquet")
    config = tmp_path / "config.yaml"
    config.write_text("point_rules: false\n" if task == "detection" else "")
    arguments = ("--task", task, "--config", config)
    result = scores(tmp_path / "p.parquet", wod_data / name, tmp_path, *arguments)
    for kind, count in result["inputs"]["labels_of_type"].items():
        row = result["metrics"].get(f"OBJECT_TYPE_TYPE_{kind}_LEVEL_2")
        if count and row is not None:
            assert row["MOTA" if task == "tracking" else "AP"] == pytest.approx(1, abs=1e-6)
    assert sum(result["inputs"]["labels_of_type"].values()) > 10
