import pytest

from tests.evaluation.submission.made_submission import (
    SEGMENTS,
    lines_of,
    made_details,
    made_objects,
    pack,
    shard_of,
)
from waymo_kit.evaluation.submission import check_submission
from waymo_kit.protos import metrics_pb2
from waymo_kit.protos.submission_pb2 import Submission

NAMES = [f"s.binproto-{k:05d}-of-00002" for k in range(2)]


def made_shards(**changes):
    return [
        shard_of(made_details(**changes), made_objects(segments=(segment,))) for segment in SEGMENTS
    ]


def pack_two(tmp_path, shards, names=NAMES):
    return pack(tmp_path / "a.tar.gz", list(zip(names, shards, strict=True)))


def test_a_good_submission_is_summed_up(tmp_path):
    path = pack_two(tmp_path, made_shards())
    checked = check_submission(path)
    assert checked.problems == ()
    assert (checked.shards, checked.objects, checked.segments, checked.frames) == (2, 12, 2, 4)
    assert checked.task == "DETECTION_3D"


def test_shards_must_agree_on_the_details(tmp_path):
    one, _ = made_shards()
    _, other = made_shards(unique_method_name="Other", sensor_type=Submission.LIDAR_TOP)
    assert lines_of(pack_two(tmp_path, [one, other])) == [
        f"error: a.tar.gz: {NAMES[1]}: expected the details of {NAMES[0]} in every shard, got "
        "other unique_method_name, sensor_type"
    ]


def test_a_shard_that_is_there_twice_is_named(tmp_path):
    one, _ = made_shards()
    assert lines_of(pack_two(tmp_path, [one, one])) == [
        f"error: a.tar.gz: {NAMES[1]}: has the same boxes as {NAMES[0]}"
    ]


def test_an_id_in_two_shards_is_found(tmp_path):
    task = Submission.TRACKING_3D
    objects = made_objects()
    half = metrics_pb2.Objects(objects=objects.objects[:1])
    half.objects[0].score = 0.9
    shards = [shard_of(made_details(task=task), some) for some in (objects, half)]
    (line,) = lines_of(pack_two(tmp_path, shards))
    assert line.startswith(
        f"error: a.tar.gz: {NAMES[1]}: object 0: object.id: expected each id once"
    )


def test_files_in_the_place_of_shards(tmp_path):
    one, _ = made_shards()
    predictions = made_objects().SerializeToString()
    (line,) = lines_of(pack_two(tmp_path, [one, predictions]))
    assert line.startswith(f"error: a.tar.gz: {NAMES[1]}: expected a Submission, got an Objects")
    (line,) = lines_of(pack_two(tmp_path, [one, one[: len(one) // 2]]))
    assert line.startswith(f"error: a.tar.gz: {NAMES[1]}: the file is cut off")


def test_every_problem_of_a_file_is_told(tmp_path):
    objects = made_objects()
    objects.objects[0].score = 2
    shard = shard_of(made_details(account_name="x", description=""), objects)
    lines = lines_of(pack(tmp_path / "a.tar.gz", [("part0", shard)]))
    assert [line.partition(":")[0] for line in lines] == ["error"] * 3 + ["warning"]
    for part in ("account_name", "score: expected", "expected a name like", "description"):
        assert sum(part in line for line in lines) == 1


@pytest.mark.parametrize("details", [made_details(), Submission()])
def test_a_submission_without_boxes_is_an_error(tmp_path, details):
    path = pack(tmp_path / "a.tar.gz", [("s.binproto", details.SerializeToString())])
    found = lines_of(path)
    expected = "expected boxes, got none" if details.task else "task: expected one of"
    assert any(expected in line and line.startswith("error") for line in found)


def test_a_cut_archive_is_one_error(tmp_path):
    path = pack_two(tmp_path, made_shards())
    path.write_bytes(path.read_bytes()[:-30])
    assert any("a.tar.gz: the archive is cut off or damaged" in line for line in lines_of(path))


def test_folders_and_single_shards_are_checked_too(tmp_path):
    for name, shard in zip(NAMES, made_shards(), strict=True):
        (tmp_path / name).write_bytes(shard)
    assert check_submission(tmp_path).problems == ()
    (line,) = lines_of(tmp_path / NAMES[0])
    assert "1 are missing, for example number 00001" in line
