"""500 damaged files of predictions: one clear line, or the right numbers; never a traceback."""

import json

import numpy as np
import pytest

from tests.evaluation.command import run_eval
from tests.evaluation.mutations import ANY, MUTATIONS
from waymo_kit.predictions import write_predictions

SAMPLE = 2 * len(MUTATIONS)
ALL = 500


@pytest.fixture(scope="module")
def good(drive, tmp_path_factory):
    """Predictions without track ids, and their metrics."""
    folder = tmp_path_factory.mktemp("good")
    table = drive.predictions()
    write_predictions(table, folder / "p.parquet")
    out = folder / "r.json"
    assert run_eval("-p", folder / "p.parquet", "-g", drive.bin, "--json", out) == 0
    return table, json.loads(out.read_text())["metrics"]


def check(seed, good, drive, folder, capsys):
    """Scores one damaged file and compares with what must come of it."""
    table, metrics = good
    mutate = MUTATIONS[seed % len(MUTATIONS)]
    path, expected = mutate(table, np.random.default_rng(seed), folder / f"damaged-{seed}")
    out = folder / "r.json"
    capsys.readouterr()
    code = run_eval("-p", path, "-g", drive.bin, "--json", out)
    printed = capsys.readouterr()
    what = f"{mutate.__name__} ({seed}): {printed.err}"
    if code == 0:
        assert expected in (None, "either", "repeated"), what
        result = json.loads(out.read_text())
        if expected == "repeated":
            names = [finding["name"] for finding in result["findings"]]
            assert "repeated_predictions" in names, what
        else:
            assert result["metrics"] == metrics, what
        return
    assert code == 2, what
    assert expected not in (None, "repeated"), what
    assert printed.err.count("\n") == 1, what
    assert printed.out == "", what
    assert not out.exists(), what
    start = f"waymo-kit: error: {path}: "
    if expected not in (ANY, "either"):
        assert printed.err.startswith(start + expected), f"{what}expected {start}{expected}"
    assert str(path) in printed.err, what


@pytest.mark.parametrize("seed", range(SAMPLE))
def test_some_damaged_files(seed, good, drive, tmp_path, capsys):
    check(seed, good, drive, tmp_path, capsys)


@pytest.mark.heavy
@pytest.mark.parametrize("seed", range(SAMPLE, ALL))
def test_all_damaged_files(seed, good, drive, tmp_path, capsys):
    check(seed, good, drive, tmp_path, capsys)
