import pytest
from google.protobuf import text_format

from tests.evaluation.command import run_command
from tests.evaluation.submission.made_submission import SEGMENTS, TIMES, made_details
from waymo_kit.predictions import make_predictions, write_predictions


@pytest.fixture
def folder(tmp_path):
    """Predictions, details and the list of frames."""
    table = make_predictions(
        list(SEGMENTS), TIMES[0], [[10, 2, 1, 4, 2, 1.5, 0.2]] * 2, [1, 2], [0.9, 0.01]
    )
    write_predictions(table, tmp_path / "p.parquet")
    (tmp_path / "d.txtpb").write_text(text_format.MessageToString(made_details()))
    (tmp_path / "frames.txt").write_text(f"{SEGMENTS[0]},{TIMES[0]}\n")
    return tmp_path


def build(folder, *arguments):
    files = ("-p", folder / "p.parquet", "--details", folder / "d.txtpb")
    return run_command("submission", "build", *files, "-o", folder / "o.tar.gz", *arguments)


def test_what_is_built_is_valid(folder, capsys):
    assert build(folder, "--data", folder / "frames.txt") == 0
    out = capsys.readouterr().out.splitlines()
    assert out[0] == "left out with scores below 0.03: 1 box"
    assert out[1] == ("DETECTION_3D: 1 box, 1 frame, 1 segment, 1 shard, 0 errors, 0 warnings")
    assert out[2].startswith(f"wrote {folder / 'o.tar.gz'}, ")
    assert run_command("submission", "validate", folder / "o.tar.gz") == 0
    assert capsys.readouterr().out.splitlines() == out[1:2]


def test_problems_are_lines_and_the_exit_code_is_1(folder, capsys):
    assert build(folder, "--min-score", 0, "--data", folder / "frames.txt") == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith(f"error: {folder / 'o.tar.gz'}: 1 of 2 segments are not in ")
    assert lines[-1] == f"{folder / 'o.tar.gz'} is not written"
    assert not (folder / "o.tar.gz").exists()
    assert build(folder, "--min-score", 0) == 0
    capsys.readouterr()
    validate = ("submission", "validate", folder / "o.tar.gz", "--data", folder / "frames.txt")
    assert run_command(*validate) == 1
    assert "1 error, 0 warnings" in capsys.readouterr().out


def test_warnings_alone_are_no_failure(folder, capsys):
    details = made_details(description=None)
    (folder / "d.txtpb").write_text(text_format.MessageToString(details))
    assert build(folder) == 0
    assert "warning: " in capsys.readouterr().out
    assert run_command("submission", "validate", folder / "o.tar.gz") == 0


def test_what_cannot_be_checked_exits_with_2(folder, capsys):
    assert run_command("submission", "validate", folder / "none.tar.gz") == 2
    assert "none.tar.gz: no such file or folder" in capsys.readouterr().err
    (folder / "d.txtpb").write_text("task: NONSENSE")
    assert build(folder) == 2
    assert "d.txtpb: not the text of a Submission" in capsys.readouterr().err
