"""Trajectories, scores and submissions of the end-to-end driving challenge."""

import gzip
import json
import tarfile

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from google.protobuf import text_format

import waymo_kit as wk
from tests.e2e.made_e2e import made_frame, path, write_frames
from tests.evaluation.command import run_command
from tests.naive import planning as naive
from waymo_kit.errors import CorruptDataError, InvalidInputError, NotFoundError
from waymo_kit.evaluation.e2e import (
    build_e2e_submission,
    check_e2e_submission,
    evaluate_trajectories,
    make_trajectories,
    read_clusters,
    read_frame_names,
    read_trajectories,
    write_trajectories,
)
from waymo_kit.protos.end_to_end_pb2 import E2EDChallengeSubmission

DETAILS = E2EDChallengeSubmission(
    account_name="someone@example.org",
    unique_method_name="Straight on, at constant speed",
    authors=["A. One"],
    affiliation="Somewhere",
    description="Goes straight on.",
    method_link="https://example.org/paper",
    uses_public_model_pretraining=False,
    num_model_parameters="0K",
)
RATED = {
    "a1-012": [(path(8, 0.05), 7.0), (path(4), 9.0), (path(0.5, steps=12), 2.0)],
    "b2-100": [(path(6), 8.0), (path(3, -0.1), 8.0)],
}
NAMES = ("a1-012", "b2-100", "c3-007", "d4-030")


@pytest.fixture
def folder(tmp_path):
    """Frames, of which two are rated and one has no future, and trajectories of three of them."""
    frames = [
        made_frame(n, rated=RATED.get(n, ()), cameras=[1], future=n != "d4-030") for n in NAMES
    ]
    write_frames(tmp_path / "val.tfrecord", frames)
    found = make_trajectories({name: path(5, 0.02) for name in NAMES[:3]})
    write_trajectories(found, tmp_path / "p.parquet")
    (tmp_path / "d.txtpb").write_text(text_format.MessageToString(DETAILS))
    (tmp_path / "frames.txt").write_text("".join(f"{name}\n" for name in NAMES[:3]))
    return tmp_path


def changed(**fields):
    details = E2EDChallengeSubmission.FromString(DETAILS.SerializeToString())
    for name, value in fields.items():
        details.ClearField(name)
        if value is not None:
            setattr(details, name, value)
    return details


def test_trajectories_survive_a_file(folder):
    found = read_trajectories(folder / "p.parquet")
    assert found.frame_names == NAMES[:3]
    np.testing.assert_array_equal(found["b2-100"], path(5, 0.02).astype(np.float32))
    assert "d4-030" not in found
    with pytest.raises(NotFoundError, match="no trajectory of frame 'd4-030' among 3"):
        found["d4-030"]


def test_wrong_trajectories_are_named():
    good = path(5)
    bad = good.copy()
    bad[3, 0] = np.inf
    for given, problem in [
        ([("a-1", good[:12])], r"frame a-1: expected positions of shape \(20, 2\)"),
        ([("a-1", bad)], "frame a-1: position 3 is not finite"),
        ([("a-1", good), ("a-1", good)], "frame a-1: has two trajectories"),
        ([("../a", good)], r"frame '\.\./a': expected the name"),
    ]:
        with pytest.raises(InvalidInputError, match=problem):
            make_trajectories(given)


def test_wrong_files_of_trajectories_are_named(tmp_path):
    file = tmp_path / "p.parquet"
    row = {"frame_name": ["a-1"], "pos_x": [[0.0] * 20], "pos_y": [[0.0] * 20]}
    for change, kind, problem in [
        ({"pos_y": None}, InvalidInputError, "pos_y is missing"),
        ({"pos_y": [[0.0] * 19]}, InvalidInputError, "frame a-1: 20 pos_x, but 19 pos_y"),
        ({"pos_x": [None]}, InvalidInputError, "row 0: expected a name and positions, got a null"),
        ({"pos_x": [[None] * 20]}, InvalidInputError, "row 0: frame a-1: a position is null"),
        ({"pos_x": ["x"]}, CorruptDataError, "no readable Parquet file"),
    ]:
        table = {k: v for k, v in (row | change).items() if v is not None}
        pq.write_table(pa.table(table), file)
        with pytest.raises(kind, match=problem) as caught:
            read_trajectories(file)
        assert str(caught.value).startswith(f"{file}: ")
    file.write_bytes(b"PAR1 no table")
    with pytest.raises(CorruptDataError, match="no readable Parquet file"):
        read_trajectories(file)
    with pytest.raises(NotFoundError, match="no such file"):
        read_trajectories(tmp_path / "none.parquet")


def test_300_mutated_files_of_trajectories_give_a_line_or_trajectories(folder):
    random = np.random.default_rng(2)
    file = folder / "p.parquet"
    whole = file.read_bytes()
    refused = 0
    for number in range(300):
        data = bytearray(whole)
        for _ in range(int(random.integers(1, 6))):
            data[int(random.integers(len(data)))] = int(random.integers(256))
        if number % 4 == 0:
            del data[int(random.integers(len(data))) :]
        file.write_bytes(data)
        try:
            assert read_trajectories(file).positions.shape[1:] == (20, 2)
        except wk.WaymoKitError as error:
            assert "\n" not in str(error)
            assert str(error).startswith(f"{file}: ")
            refused += 1
    assert refused > 100


def test_scores_are_those_of_loops(folder):
    found = read_trajectories(folder / "p.parquet")
    result = evaluate_trajectories(found, wk.open_e2e_dataset(folder))
    assert (result.frames, result.rated_frames) == (3, 2)
    mine = path(5, 0.02).astype(np.float32).astype(np.float64)
    scores = []
    for trajectories in RATED.values():
        stored = [xy.astype(np.float32).astype(np.float64) for xy, _ in trajectories]
        ratings = [score for _, score in trajectories]
        scores.append(naive.rater_feedback_score(mine, stored, ratings, 8.0))
    assert result.average_score == pytest.approx(np.mean(scores))
    best = np.stack([path(4), path(6)])  # the highest ratings; of equal ones the first
    logged = np.stack([path(8, 0.05)] * 3)
    for steps, rated_ade, logged_ade in (
        (12, result.ade_at_three_sec, result.logged_ade_at_three_sec),
        (20, result.ade_at_five_sec, result.logged_ade_at_five_sec),
    ):
        expected = np.mean(naive.average_displacement([mine] * 2, best, steps))
        assert rated_ade == pytest.approx(expected, abs=1e-5)
        expected = np.mean(naive.average_displacement([mine] * 3, logged, steps))
        assert logged_ade == pytest.approx(expected, abs=1e-5)


def test_scores_are_averaged_over_clusters(folder):
    found = read_trajectories(folder / "p.parquet")
    dataset = wk.open_e2e_dataset(folder)
    file = folder / "clusters.json"
    file.write_text('{"a1": {"scenario_cluster": "Cyclist"}, "b2": {"scenario_cluster": "Others"}}')
    result = evaluate_trajectories(found, dataset, clusters=read_clusters(file))
    assert result.cluster_scores.keys() == {"Cyclist", "Others"}
    assert result.average_score == np.mean(list(result.cluster_scores.values()))
    with pytest.raises(InvalidInputError, match="frame b2-100: its sequence has no cluster"):
        evaluate_trajectories(found, dataset, clusters={"a1": "Cyclist"})
    file.write_text('{"a1": "Cyclist"}')
    with pytest.raises(InvalidInputError, match="sequence 'a1': expected its scenario_cluster"):
        read_clusters(file)
    other = make_trajectories({"z-1": path(5)})
    with pytest.raises(NotFoundError, match="none of its frames has a predicted trajectory"):
        evaluate_trajectories(other, dataset)


def test_lists_of_frames(folder):
    assert read_frame_names(folder / "frames.txt").names == set(NAMES[:3])
    assert read_frame_names(folder / "val.tfrecord").names == set(NAMES)
    file = folder / "frames.json"
    file.write_text('{"a1": 12, "c3": 7}')
    assert read_frame_names(file).names == {"a1-012", "c3-007"}
    for text in ('["a1"]', '{"a1": "x"}', '{"a1": true}', '{"../a": 3}'):
        file.write_text(text)
        with pytest.raises(InvalidInputError, match="frame numbers"):
            read_frame_names(file)
    (folder / "frames.txt").write_text("a1-012\nno name\n")
    with pytest.raises(InvalidInputError, match="line 2: expected the name of a frame"):
        read_frame_names(folder / "frames.txt")


def test_a_submission_is_built_and_read_back(folder):
    found = read_trajectories(folder / "p.parquet")
    frames = read_frame_names(folder / "frames.txt")
    out = folder / "o.tar.gz"
    checked = build_e2e_submission(found, DETAILS, out, frames=frames, frames_per_shard=2)
    assert checked.problems == ()
    assert (checked.shards, checked.frames) == (2, 3)
    first = out.read_bytes()
    build_e2e_submission(found, DETAILS, out, frames_per_shard=2)
    assert out.read_bytes() == first
    assert check_e2e_submission(out, frames).problems == ()
    back = read_trajectories(out)
    assert back.frame_names == found.frame_names
    np.testing.assert_array_equal(back.positions, found.positions)
    with tarfile.open(out) as archive:
        names = archive.getnames()
        data = [archive.extractfile(name).read() for name in names]
    assert names == [f"submission.binproto-0000{n}-of-00002" for n in range(2)]
    shard = E2EDChallengeSubmission.FromString(data[1])
    assert shard.submission_type == E2EDChallengeSubmission.E2ED_SUBMISSION
    assert shard.account_name == "someone@example.org"
    assert [each.frame_name for each in shard.predictions] == ["c3-007"]
    assert len(shard.predictions[0].trajectory.pos_x) == 20


@pytest.mark.parametrize(
    ("details", "problem"),
    [
        (changed(account_name="someone"), "account_name: expected the whole email address"),
        (changed(unique_method_name=" "), "unique_method_name: expected the method's name"),
        (changed(uses_public_model_pretraining=None), "which the server requires"),
        (changed(num_model_parameters="many"), "num_model_parameters: expected a whole number"),
        (changed(num_model_parameters=None), "which the server requires, got ''"),
    ],
)
def test_wrong_details_are_named_and_nothing_is_written(folder, details, problem):
    found = read_trajectories(folder / "p.parquet")
    checked = build_e2e_submission(found, details, folder / "o.tar.gz")
    assert len(checked.errors) == 1
    assert problem in checked.errors[0].message
    assert not (folder / "o.tar.gz").exists()


def problems_of(folder, shard, name="submission.binproto-00000-of-00001", frames=None):
    if not isinstance(shard, bytes):
        shard.submission_type = E2EDChallengeSubmission.E2ED_SUBMISSION
        shard = shard.SerializeToString()
    target = folder / "made"
    target.mkdir(exist_ok=True)
    for old in target.iterdir():
        old.unlink()
    (target / name).write_bytes(shard)
    lines = [str(each) for each in check_e2e_submission(target, frames).problems]
    assert all("\n" not in line and str(target) in line for line in lines)
    return lines


def shard_of(*trajectories, **fields):
    shard = changed(**fields)
    for name, x, y in trajectories:
        prediction = shard.predictions.add(frame_name=name)
        prediction.trajectory.pos_x.extend(x)
        prediction.trajectory.pos_y.extend(y)
    return shard


def test_what_the_server_does_not_explain(folder):
    x, y = path(5).T
    good = ("a1-012", x, y)
    assert problems_of(folder, shard_of(good)) == []
    for trajectories, problem in [
        ([], "expected trajectories, got none"),
        ([("a1-012", x[:12], y[:12])], "frame a1-012: expected 20 positions, 5 s at 4 Hz, got 12"),
        ([("a1-012", x, y[:3])], "got 20 pos_x and 3 pos_y"),
        ([("a1-012", x * np.nan, y)], "frame a1-012: a position is not finite"),
        ([("a1-012", x + 20_000, y)], "goes 20025 m in 5 s: positions are meters in the vehicle"),
        ([("a1", x, y)], "frame_name: expected <sequence>-<number>, got 'a1'"),
        ([good, good], "frame a1-012: has a trajectory in submission.binproto-00000-of-00001"),
        ([("a1-012", x - x[0], y - y[0])], "the first position is that after 0.25 s"),
    ]:
        lines = problems_of(folder, shard_of(*trajectories))
        assert len(lines) == 1
        assert problem in lines[0]
    (line,) = problems_of(folder, shard_of(good), name="part0")
    assert "others the server answers with 'No shards found'" in line
    (line,) = problems_of(folder, shard_of(good, uses_public_model_pretraining=True))
    assert line.startswith("warning: ")
    assert "expected the names of the public models" in line
    many = [(f"a{n}-012", x[:5], y[:5]) for n in range(50)]
    lines = problems_of(folder, shard_of(*many))
    assert len(lines) == 4
    assert lines[-1].endswith("and 47 more trajectories like these")


def test_missing_and_unknown_frames(folder):
    frames = read_frame_names(folder / "frames.txt")
    x, y = path(5).T
    lines = problems_of(folder, shard_of(("a1-012", x, y), ("z-1", x, y)), frames=frames)
    assert lines[0].startswith("error: ")
    assert "2 of 3 frames of" in lines[0]
    assert "have no trajectory, for example b2-100" in lines[0]
    assert "1 of 2 frames are not in" in lines[1]


def test_damaged_submissions_give_lines(folder):
    found = read_trajectories(folder / "p.parquet")
    out = folder / "o.tar.gz"
    build_e2e_submission(found, DETAILS, out)
    whole = out.read_bytes()
    random = np.random.default_rng(1)
    for number in range(100):
        data = bytearray(whole if number % 2 else gzip.decompress(whole))
        data[int(random.integers(len(data)))] ^= 1 << int(random.integers(8))
        if number % 5 == 0:
            del data[int(random.integers(len(data))) :]
        out.write_bytes(data if number % 2 else gzip.compress(data, 1))
        try:
            checked = check_e2e_submission(out)
            assert all("\n" not in str(problem) for problem in checked.problems)
        except wk.WaymoKitError as error:
            assert "\n" not in str(error)
    (line,) = problems_of(folder, b"\x0a\xff no shard")[:1]
    assert "not an E2EDChallengeSubmission, or cut off" in line


def test_command_line(folder, capsys):
    files = ("-p", folder / "p.parquet", "--details", folder / "d.txtpb")
    out = folder / "o.tar.gz"
    frames = folder / "frames.txt"
    assert run_command("e2e", "build", *files, "-o", out, "--data", frames) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines == ["3 frames, 1 shard, 0 errors, 0 warnings", f"wrote {out}"]
    assert run_command("e2e", "validate", out, "--data", frames) == 0
    assert capsys.readouterr().out.splitlines() == lines[:1]
    assert run_command("e2e", "validate", out, "--data", folder / "val.tfrecord") == 1
    assert "1 of 4 frames of" in capsys.readouterr().out
    assert run_command("e2e", "build", *files, "-o", out, "--data", folder) == 1
    assert capsys.readouterr().out.splitlines()[-1] == f"{out} is not written"


def test_command_line_scores(folder, capsys):
    assert run_command("e2e", "eval", "-p", folder / "p.parquet", "-g", folder) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "3 frames, 2 of them rated"
    assert [line.rsplit("  ", 1)[0].strip() for line in lines[1:]] == [
        "rater feedback score",
        "ADE at 3 s",
        "ADE at 5 s",
        "ADE at 3 s, logged",
        "ADE at 5 s, logged",
    ]
    assert run_command("e2e", "eval", "-p", folder / "p.parquet", "-g", folder, "--json") == 0
    values = json.loads(capsys.readouterr().out)
    assert values["rated_frames"] == 2
    assert f"{values['ade_at_three_sec']:.4f} m" in lines[2]
    (folder / "p.parquet").write_bytes(b"")
    assert run_command("e2e", "eval", "-p", folder / "p.parquet", "-g", folder) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "p.parquet: no readable Parquet file" in line
