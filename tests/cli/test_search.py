"""`waymo-kit search` and `waymo-kit search report`, on a small table."""

import json

import pytest

from tests.detectors.search.tables import write_additive_table
from tests.evaluation.command import run_command


@pytest.fixture(scope="module")
def searched(tmp_path_factory):
    """Folder of searches by two strategies with two seeds each."""
    pytest.importorskip("sklearn", reason="needs waymo-kit[train]")
    pytest.importorskip("matplotlib", reason="needs waymo-kit[viz]")
    root = tmp_path_factory.mktemp("searches")
    table = write_additive_table(root / "table.json")
    for seed in (0, 1):
        for strategy, more in (("pnas", ("--beam", 8)), ("random", ("--budget", 60))):
            arguments = ("search", "--strategy", strategy, "--space", "own-table")
            arguments += ("--table", table, "--seed", seed, "--out", root / f"{strategy}-{seed}")
            assert run_command(*arguments, *more) == 0
    return root


def test_the_best_are_printed_and_drawn(searched, capsys):
    run_command(
        "search", "--strategy", "random", "--space", "own-table", "--budget", 60,
        "--table", searched / "table.json", "--seed", 0, "--out", searched / "random-0",
    )  # fmt: skip
    text = capsys.readouterr().out
    assert "best of random in own-table" in text
    assert "60 models, 60 examples, 0 failures" in text
    assert (searched / "random-0" / "accuracy.png").stat().st_size > 10_000


def test_strategies_are_compared(searched, capsys):
    folders = [searched / f"{name}-{seed}" for name in ("pnas", "random") for seed in (0, 1)]
    picture = searched / "curves.png"
    assert run_command("search", "report", *folders, "--out", picture) == 0
    text = capsys.readouterr().out
    assert "pnas K=8: mean of the best 1 is" in text
    assert "pnas K=8: mean of the best 5 is" in text
    assert picture.stat().st_size > 10_000
    assert run_command("search", "report", *folders, "--json") == 0
    values = json.loads(capsys.readouterr().out)
    assert values["runs"] == {"pnas K=8": 2, "random": 2}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--space", "own-table", "--out", "x"), "Missing option '--strategy' or '--space'"),
        (("--strategy", "random", "--space", "own-table"), "Missing option '--out'"),
        (("--strategy", "random", "--space", "pnas", "--out", "x"), "expected --data, got none"),
        (
            ("--strategy", "random", "--space", "own-table", "--table", "none.json", "--out", "x"),
            "none.json",
        ),
        (("--config", "none.yaml", "--out", "x"), "none.yaml: no such file"),
        (("report", "none"), "expected the folder of a search that has ended"),
    ],
)
def test_what_cannot_be_searched_is_said(arguments, message, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert run_command("search", *arguments) == 2
    assert message in capsys.readouterr().err
