"""What commands print: escaping, tables, numbers, progress."""

import io
import json
import math
import sys
import time

import pytest

from waymo_kit.cli import output
from waymo_kit.progress import Progress


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain é ² [b]", "plain é ² [b]"),
        ("a\x1b]0;PWNED\x07b", "a\\x1b]0;PWNED\\x07b"),
        ("\x1b[2J\r\n\t\x9b", "\\x1b[2J\\r\\n\\t\\x9b"),
        ("\u202egnp.exe\u2066", "\\u202egnp.exe\\u2066"),
        ("no-\udcff", "no-\\xff"),
        ("\ud800", "\\ud800"),
        ("s3://key:secret@bucket/x", "s3://***@bucket/x"),
        (
            "gs://b/x?access_token=abc&v=1&X-Amz-Signature=00ff",
            "gs://b/x?access_token=***&v=1&X-Amz-Signature=***",
        ),
    ],
)
def test_foreign_text_is_shown_as_it_is(text, shown):
    assert output.printable(text) == shown
    assert output.printable(shown) == shown


def test_every_way_of_printing_escapes(capsys):
    evil = "[bold]x[/]\x1b[2J [/nope] :smile:"
    safe = "[bold]x[/]\\x1b[2J [/nope] :smile:"
    output.line(evil)
    output.fields({"name": evil}, title=evil)
    output.table([evil], [output.Row(evil, [evil])], title=evil, corner=evil)
    output.note(evil, "warning")
    output.progress_line(evil)
    output.error(evil)
    with output.progress(evil) as bar:
        bar.update(Progress(1, 2), evil)
        assert bar.amount() == f"1 of 2 segments, {safe}"
    out, err = capsys.readouterr()
    assert "\x1b" not in out + err
    assert out.count(safe) == 8
    assert err.splitlines() == [f"warning: {safe}", safe, f"waymo-kit: error: {safe}"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (output.count(0, "box", "boxes"), "0 boxes"),
        (output.count(1, "box", "boxes"), "1 box"),
        (output.count(2000, "frame"), "2,000 frames"),
        (output.size(0), "0 B"),
        (output.size(999), "999 B"),
        (output.size(1000), "1.0 kB"),
        (output.size(3_400_000), "3.4 MB"),
        (output.size(12_300_000_000_000_000), "12300.0 TB"),
    ],
)
def test_numbers_have_words_and_units(text, shown):
    assert text == shown


@pytest.mark.parametrize("width", [40, 80, 200])
@pytest.mark.parametrize("columns", [1, 5, 23])
def test_tables_wrap_into_blocks_and_cut_nothing(capsys, monkeypatch, width, columns):
    monkeypatch.setenv("COLUMNS", str(width))
    headings = [f"metric/{n}" for n in range(columns)]
    rows = [
        output.Row(f"TYPE_{r}", [f"{r + n / 1000:.4f}" for n in range(columns)]) for r in range(3)
    ]
    output.table(headings, rows, title="title")
    shown = capsys.readouterr().out.splitlines()
    assert all(len(line) <= width for line in shown)
    found = {r: [] for r in range(3)}
    heads = []
    for line in shown:
        words = line.split()
        if words and words[0].startswith("TYPE_"):
            found[int(words[0][5:])] += words[1:]
        elif words and words[0].startswith("metric/"):
            heads += words
    assert heads == headings
    assert found == {r: list(row.cells) for r, row in enumerate(rows)}


def test_a_cell_that_is_wider_than_the_terminal_is_not_cut(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "20")
    output.table(["path"], [output.Row("a", ["x" * 50])])
    assert "x" * 50 in capsys.readouterr().out


def test_json_is_valid(capsys, tmp_path):
    values = {"nan": math.nan, "list": [1, math.inf], "name": "\udcff"}
    output.write_json(values, "-")
    assert json.loads(capsys.readouterr().out) == {"nan": None, "list": [1, None], "name": "\udcff"}
    output.write_json(values, str(tmp_path / "x.json"))
    assert json.loads((tmp_path / "x.json").read_text())["list"] == [1, None]
    output.write_json(values, None)
    assert capsys.readouterr().out == ""


def test_ascii_terminals_get_words_instead_of_signs(monkeypatch):
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", stream)
    output.table(["km²"], [output.Row("Zürich", ["1.5"])], title="a → b")
    stream.flush()
    lines = stream.buffer.getvalue().decode("ascii").splitlines()
    assert lines == ["a > b", "           km2", "-" * 14, "Z\\xfcrich  1.5", ""]


def test_off_a_terminal_a_line_comes_now_and_then(capsys, monkeypatch):
    monkeypatch.setattr(output, "LINE_SECONDS", 0.05)
    with output.progress("detect", work="frames") as bar:
        time.sleep(0.12)
        bar.update(Progress(1, 4, 250))
        time.sleep(0.12)
    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == "detect: 0 segments, 0 frames"
    assert lines[-1].startswith("detect: 1 of 4 segments, 250 frames, ")
    assert lines[-1].endswith(" s left")


def test_short_runs_print_no_progress(capsys):
    with output.progress("detect") as bar:
        bar.update(Progress(1, 4))
    assert capsys.readouterr().err == ""


def test_a_kernel_in_work_is_named(monkeypatch):
    numba = pytest.importorskip("numba")
    if numba.config.DISABLE_JIT:
        pytest.skip("nothing is compiled")
    seen = []

    def _slow_kernel(value):
        return value + 1

    compiled = numba.njit(_slow_kernel)
    with output.progress("train") as bar:
        compiler = compiled._compiler.compile

        def noting(*arguments):
            seen.append(bar.amount())
            return compiler(*arguments)

        monkeypatch.setattr(compiled._compiler, "compile", noting)
        assert compiled(1) == 2
        assert "compiling" not in bar.amount()
    assert seen == ["0 segments, compiling slow_kernel"]
