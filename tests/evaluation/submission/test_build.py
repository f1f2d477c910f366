import dataclasses
import importlib
import importlib.util
import tarfile

import numpy as np
import pyarrow as pa
import pytest

from tests.evaluation.submission.made_submission import FLAT_TASKS, SEGMENTS, TIMES, made_details
from waymo_kit.errors import InvalidInputError
from waymo_kit.evaluation.submission import build_submission
from waymo_kit.evaluation.submission.frames import FrameList
from waymo_kit.predictions import BoxKind, make_predictions, write_predictions
from waymo_kit.protos.submission_pb2 import Submission
from waymo_kit.schema.predictions import SCORE

INSTALLED = importlib.util.find_spec("waymo_open_dataset") is not None
FRAMES = FrameList("split", {name: np.array(TIMES) for name in SEGMENTS})


def made_predictions(task=Submission.DETECTION_3D, per_frame=4):
    """A table with every kind of value, and its kind."""
    count = 4 * per_frame
    random = np.random.default_rng(0)
    box = np.column_stack([random.uniform(-50, 50, (count, 3)), random.uniform(0.5, 5, (count, 4))])
    flat = task in FLAT_TASKS
    table = make_predictions(
        np.repeat(SEGMENTS, count // 2),
        np.tile(np.repeat(TIMES, per_frame), 2),
        np.abs(box[:, [0, 1, 3, 4]]) if flat else box,
        random.choice([1, 2, 4], count),
        random.uniform(0.1, 1, count),
        cameras=random.integers(1, 6, count) if flat else None,
        track_ids=[f"t{k % per_frame}" for k in range(count)],
        overlap_with_nlz=random.random(count) < 0.3,
        speeds=None if flat else random.normal(size=(count, 2)),
    )
    return table, BoxKind.BOX_2D if flat else BoxKind.BOX_3D


def build(tmp_path, table, kind=BoxKind.BOX_3D, **arguments):
    write_predictions(table, tmp_path / "p.parquet", kind)
    details = made_details(**arguments.pop("details", {}))
    return build_submission(tmp_path / "p.parquet", details, tmp_path / "out.tar.gz", **arguments)


def read_shards(path, message=Submission):
    with tarfile.open(path, "r:gz") as archive:
        return [message.FromString(archive.extractfile(m).read()) for m in archive.getmembers()]


@pytest.mark.parametrize("task", Submission.Task.values()[1:])
def test_every_box_is_in_the_file_with_the_details(tmp_path, task):
    table, kind = made_predictions(task)
    changes = {"task": task, "sensor_type": Submission.CAMERA_ALL}
    built = build(tmp_path, table, kind, details=changes, frames=FRAMES)
    assert built.checked.problems == ()
    assert built.checked.objects == table.num_rows
    assert built.size == (tmp_path / "out.tar.gz").stat().st_size
    (shard,) = read_shards(tmp_path / "out.tar.gz")
    for o, row in zip(shard.inference_results.objects, table.to_pylist(), strict=True):
        values = {name.rpartition("].")[2]: value for name, value in row.items()}
        assert o.context_name == values["key.segment_context_name"]
        assert o.frame_timestamp_micros == values["key.frame_timestamp_micros"]
        assert o.object.box.center_x == values["box.center.x"]
        assert o.object.box.width == values["box.size.y"]
        assert o.object.box.heading == values.get("box.heading", 0)
        assert (o.object.type, o.object.id) == (values["type"], values["track_id"])
        assert o.score == np.float32(values["score"])
        assert o.overlap_with_nlz == values["overlap_with_nlz"]
        assert o.camera_name == values.get("key.camera_name", 0)
    shard.ClearField("inference_results")
    assert shard == made_details(**changes)


def test_segments_fill_shards_whole(tmp_path):
    table, _ = made_predictions()
    built = build(tmp_path, table, shard_bytes=1)
    assert built.checked.problems == ()
    shards = read_shards(tmp_path / "out.tar.gz")
    segments = [{o.context_name for o in shard.inference_results.objects} for shard in shards]
    assert segments == [{name} for name in SEGMENTS]


def test_low_scores_are_left_out_and_sides_get_a_length_as_in_the_official_tool(tmp_path):
    table, _ = made_predictions()
    scores = table.column(SCORE).to_numpy().copy()
    scores[:3] = [0.0, 0.029, 0.03]
    table = table.set_column(table.schema.get_field_index(SCORE), SCORE, pa.array(scores))
    length = BoxKind.BOX_3D.size_columns[0]
    sides = np.where(np.arange(len(scores)) == 5, 0.0, table.column(length).to_numpy())
    table = table.set_column(table.schema.get_field_index(length), length, pa.array(sides))
    built = build(tmp_path, table)
    assert built.left_out == 2
    (shard,) = read_shards(tmp_path / "out.tar.gz")
    objects = shard.inference_results.objects
    assert len(objects) == len(scores) - 2
    assert objects[0].score == np.float32(0.03)
    assert objects[3].object.box.length == 1e-6


def test_the_same_predictions_give_the_same_bytes(tmp_path):
    table, _ = made_predictions()
    build(tmp_path, table)
    first = (tmp_path / "out.tar.gz").read_bytes()
    build(tmp_path, table)
    assert (tmp_path / "out.tar.gz").read_bytes() == first


def test_nothing_is_written_where_something_is_wrong(tmp_path):
    table, _ = made_predictions()
    built = build(tmp_path, table, details={"object_types": [1]})
    (problem,) = built.checked.errors
    assert problem.where.startswith(str(tmp_path / "out.tar.gz"))
    assert "object.type: expected one of object_types" in problem.message
    assert not (tmp_path / "out.tar.gz").exists()


def test_frames_of_another_split_are_found_before_the_upload(tmp_path):
    table, _ = made_predictions()
    times = {SEGMENTS[0]: np.array(TIMES)}
    built = build(tmp_path, table, frames=dataclasses.replace(FRAMES, times=times))
    assert "1 of 2 segments are not in split" in built.checked.errors[0].message


def test_wrong_details_and_names_are_refused_before_anything_is_read(tmp_path):
    with pytest.raises(InvalidInputError, match=r"ends with .tar.gz.*; details: account_name: "):
        build_submission(
            tmp_path / "none.parquet", made_details(account_name="x"), tmp_path / "out.zip"
        )
    with pytest.raises(InvalidInputError, match="details: task: expected one of"):
        build_submission(tmp_path / "none", made_details(task=None), tmp_path / "out.tar.gz")


@pytest.mark.skipif(not INSTALLED, reason="the official package is not installed")
@pytest.mark.filterwarnings("ignore")  # of the old protobuf
def test_the_official_package_reads_the_file(tmp_path):
    official = importlib.import_module("waymo_open_dataset.protos.submission_pb2").Submission
    table, _ = made_predictions()
    build(tmp_path, table)
    (theirs,) = read_shards(tmp_path / "out.tar.gz", official)
    (ours,) = read_shards(tmp_path / "out.tar.gz")
    assert theirs.SerializeToString() == ours.SerializeToString()
    assert len(theirs.inference_results.objects) == table.num_rows
    assert theirs.task == official.DETECTION_3D
    assert list(theirs.object_types) == [1, 2, 4]
